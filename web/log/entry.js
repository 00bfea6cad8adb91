// An entry and its lines: line 1 the act, one line a signature, last the box line. log.md section 2; chamberflag/ledger/entry.py.
// @ts-check
import { Malformed } from "../canon/errors.js";
import { decode, LIMIT } from "../canon/profile.js";
import { parseLine } from "../seal/signature.js";

/** @import { Value } from "../canon/profile.js" */
/** @import { Signature } from "../seal/signature.js" */
/** @typedef {{ line: Uint8Array, act: { [key: string]: Value }, signatures: Signature[], box: { [key: string]: Value } }} Entry */

const ENTRY_LIMIT = 16_384;
const NEWLINE = 0x0a;
const DECISIONS = ["permit", "refuse", "recorded"];
/** @type {Map<string, (value: Value) => boolean>} what a box line may hold; the optional members are absent when empty */
const MEMBERS = new Map([
  ["decision", (value) => typeof value === "string" && DECISIONS.includes(value)],
  ["late", (value) => typeof value === "boolean"],
  ["recv", (value) => typeof value === "number" && value >= 0],
  ["rules", (value) => typeof value === "string"],
  ["why", (value) => Array.isArray(value)],
  ["place", (value) => Array.isArray(value) && value.length > 0],
  ["done", (value) => typeof value === "number"],
  ["pin", (value) => Array.isArray(value) && value.length > 0],
]);
const NEEDED = ["decision", "late", "recv", "rules", "why"];

/** The lines without their newlines. Throws Malformed. @param {Uint8Array} bytes @returns {Uint8Array[]} */
export function splitEntry(bytes) {
  if (bytes[bytes.length - 1] !== NEWLINE) throw new Malformed("malformed.form", "the last line does not end", "entry");
  /** @type {Uint8Array[]} */
  const lines = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, at);
    lines.push(bytes.subarray(at, end));
    at = end + 1;
  }
  if (bytes.length > ENTRY_LIMIT) throw new Malformed("malformed.size", `the entry has more than ${ENTRY_LIMIT} bytes`, "entry");
  if ((lines[0]?.length ?? 0) > LIMIT) throw new Malformed("malformed.size", `line 1 has more than ${LIMIT} bytes`, "entry line 1");
  if (lines.length < 3) throw new Malformed("malformed.form", "an entry has an act, signatures and a box line", "entry");
  if (lines.some((line) => !line.length)) throw new Malformed("malformed.form", "an empty line", "entry");
  return lines;
}

/** @param {Uint8Array} line @returns {{ [key: string]: Value }} */
function boxLine(line) {
  const { box, ...more } = decode(line, ENTRY_LIMIT);
  if (box === null || typeof box !== "object" || Array.isArray(box) || Object.keys(more).length) {
    throw new Malformed("malformed.form", "the last line is the box line", "entry");
  }
  const wrong = Object.entries(box).find(([name, value]) => !MEMBERS.get(name)?.(value));
  const missing = NEEDED.find((name) => !Object.keys(box).includes(name));
  if (wrong || missing) throw new Malformed("malformed.form", `the box line: ${wrong?.[0] ?? missing}`, "entry");
  return box;
}

/** What an entry says, for showing it. Throws Malformed. @param {Uint8Array} bytes @returns {Entry} */
export function decodeEntry(bytes) {
  const lines = splitEntry(bytes);
  const line = /** @type {Uint8Array} */ (lines[0]);
  const box = boxLine(/** @type {Uint8Array} */ (lines[lines.length - 1]));
  return { line, act: decode(line), signatures: lines.slice(1, -1).map(parseLine), box };
}
