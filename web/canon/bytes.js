// Bytes and texts: UTF-8, base64 and base64url, each in its one spelling. Works where there is no TextDecoder, and never replaces a byte.
// @ts-check
import { Malformed } from "./errors.js";

const STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** One after the other. @param {...Uint8Array} parts @returns {Uint8Array} */
export function concat(...parts) {
  const made = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}

/** @param {Uint8Array} a @param {Uint8Array} b */
export const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** The UTF-8 of a text. Throws Malformed where it holds half a character. @param {string} text @returns {Uint8Array} */
export function toBytes(text) {
  /** @type {number[]} */
  const made = [];
  for (const character of text) {
    const code = /** @type {number} */ (character.codePointAt(0));
    if (code >= 0xd800 && code <= 0xdfff) throw new Malformed("malformed.character", "half a character");
    if (code < 0x80) made.push(code);
    else if (code < 0x800) made.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) made.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else made.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(made);
}

/** The text of UTF-8 bytes; null where they are none: too long a form, a surrogate, a cut character. @param {Uint8Array} bytes */
export function toText(bytes) {
  let made = "";
  for (let at = 0; at < bytes.length; ) {
    const first = /** @type {number} */ (bytes[at]);
    const more =
      first < 0x80 ? 0 : first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : -1;
    if (more < 0 || at + more >= bytes.length) return null;
    let code = more === 0 ? first : first & (0x3f >> more);
    for (let i = 1; i <= more; i++) {
      const next = /** @type {number} */ (bytes[at + i]);
      if ((next & 0xc0) !== 0x80) return null;
      code = (code << 6) | (next & 63);
    }
    if ((more === 2 && (code < 0x800 || (code >= 0xd800 && code <= 0xdfff))) || (more === 3 && (code < 0x10000 || code > 0x10ffff)))
      return null;
    made += String.fromCodePoint(code);
    at += more + 1;
  }
  return made;
}

/** @param {Uint8Array} bytes @returns {string} */
export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {Uint8Array} bytes @param {string} alphabet */
function spell(bytes, alphabet) {
  let made = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const group = (a << 16) | (b << 8) | c;
    for (let i = 0; i <= Math.min(3, bytes.length - at); i++) made += alphabet[(group >> (18 - 6 * i)) & 63];
  }
  return made;
}

/** @param {string} text @param {string} alphabet @returns {Uint8Array | null} */
function unspell(text, alphabet) {
  const made = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [held, bits, at] = [0, 0, 0];
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) return null;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      made[at++] = (held >> bits) & 255;
    }
  }
  return text.length % 4 === 1 || (held & ((1 << bits) - 1)) !== 0 ? null : made;
}

/** base64url without padding. @param {Uint8Array} bytes @returns {string} */
export const b64u = (bytes) => spell(bytes, URL_SAFE);

/** Strict base64url: no padding, trailing bits zero. Throws Malformed. @param {string} text @param {string} [place] @returns {Uint8Array} */
export function unb64u(text, place = "") {
  const made = unspell(text, URL_SAFE);
  if (made === null) throw new Malformed("malformed.form", "not base64url without padding", place);
  return made;
}

/** base64 with padding. @param {Uint8Array} bytes @returns {string} */
export const b64 = (bytes) => spell(bytes, STANDARD).padEnd(Math.ceil(bytes.length / 3) * 4, "=");

/** Strict base64 with padding; null where it is none. @param {string} text @returns {Uint8Array | null} */
export function unb64(text) {
  const made = unspell(text.replace(/={1,2}$/, ""), STANDARD);
  return made !== null && b64(made) === text ? made : null;
}
