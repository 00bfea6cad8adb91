// Two families of failure, with the codes of chamberflag/vocabulary/errors.py: their bytes, and their proof.
// @ts-check

/** Bytes that do not have the form they must have. */
export class Malformed extends Error {
  /** @param {string} code stable token @param {string} text one sentence @param {string} [place] member, line or field */
  constructor(code, text, place = "") {
    super(place ? `${place}: ${text} [${code}]` : `${text} [${code}]`);
    this.name = "Malformed";
    this.code = code;
    this.text = text;
    this.place = place;
  }
}

/** A signature, proof or chain that does not hold. */
export class Unproven extends Error {
  /** @param {string} code stable token @param {string} text one sentence @param {string} [place] key, line or file */
  constructor(code, text, place = "") {
    super(place ? `${place}: ${text} [${code}]` : `${text} [${code}]`);
    this.name = "Unproven";
    this.code = code;
    this.text = text;
    this.place = place;
  }
}
