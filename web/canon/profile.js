// The one byte string of a value: RFC 8785 narrowed until two languages agree. The other side is chamberflag/canon/profile.py;
// vectors/canon-accept.json and canon-refuse.json hold the two together.
// @ts-check
import { same, toBytes, toText } from "./bytes.js";
import { Malformed } from "./errors.js";

const KEY = /^[a-z][a-z0-9_]{0,31}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
const BAD = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]/u;
export const LIMIT = 8192;
const DEPTH = 8;

/** @typedef {boolean | number | string | Value[] | { [key: string]: Value }} Value */

/** @param {unknown} value @param {number} depth @param {string} place @returns {string} */
function put(value, depth, place) {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Malformed("malformed.integer", "a number that is not whole, or beyond 2^53 - 1", place);
    return String(value + 0);
  }
  if (typeof value === "string") {
    if (BAD.test(value)) throw new Malformed("malformed.character", "a character that may not be shown or signed", place);
    return JSON.stringify(value);
  }
  if (value === null || typeof value !== "object") {
    throw new Malformed("malformed.type", "a null, or another type that the profile does not have", place);
  }
  if (depth >= DEPTH) throw new Malformed("malformed.depth", `nested deeper than ${DEPTH}`, place);
  /** @param {string | number} name */
  const at = (name) => (place ? `${place}.${name}` : String(name));
  if (Array.isArray(value)) return `[${Array.from(value, (member, i) => put(member, depth + 1, at(i))).join(",")}]`;
  const object = /** @type {Record<string, unknown>} */ (value);
  const keys = Object.keys(object).sort();
  const bad = keys.find((key) => !KEY.test(key));
  if (bad !== undefined) throw new Malformed("malformed.key", `the key ${JSON.stringify(bad)} is not allowed`, place);
  return `{${keys.map((key) => `"${key}":${put(object[key], depth + 1, at(key))}`).join(",")}}`;
}

/**
 * The canonical bytes of a value. Throws Malformed where it is outside the profile or longer than `limit` bytes.
 * @param {unknown} value
 * @param {number} [limit]
 * @returns {Uint8Array}
 */
export function encode(value, limit = LIMIT) {
  const made = toBytes(put(value, 0, ""));
  if (made.length > limit) throw new Malformed("malformed.size", `${made.length} bytes, at most ${limit} are allowed`);
  return made;
}

/**
 * The object that these bytes say. Throws Malformed unless they are the canonical bytes of one.
 * @param {Uint8Array} bytes
 * @param {number} [limit]
 * @returns {{ [key: string]: Value }}
 */
export function decode(bytes, limit = LIMIT) {
  if (bytes.length > limit) throw new Malformed("malformed.size", `${bytes.length} bytes, at most ${limit} are allowed`);
  const text = toText(bytes);
  if (text === null) throw new Malformed("malformed.json", "not UTF-8");
  /** @type {unknown} */
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Malformed("malformed.json", String(error));
  }
  const made = toBytes(put(value, 0, ""));
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new Malformed("malformed.form", "the text is not an object");
  }
  if (!same(made, bytes)) throw new Malformed("malformed.form", "the bytes are not in canonical form");
  return /** @type {{ [key: string]: Value }} */ (value);
}
