// Signed notes: a text, a blank line, signature lines. Source: C2SP signed-note and tlog-cosignature; rules as in chamberflag/seal/note.py.
// @ts-check
import { concat, same, toBytes, toHex, toText, unb64 } from "../canon/bytes.js";
import { Malformed, Unproven } from "../canon/errors.js";
import { sha256 } from "../canon/sha256.js";

const [ED25519, COSIGNATURE] = [0x01, 0x04];
const LIMIT = 1_000_000;
const MOST = 100;
// White space as Unicode and C2SP have it; the shorthand of the two languages differs.
const SPACE = "\\u0000-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000+";
const NAME = new RegExp(`^[^${SPACE}]+$`, "u");
const LINE = new RegExp(`^\u2014 ([^${SPACE}]+) ([A-Za-z0-9+/]+=*)$`, "u");
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;
const FIELD = 2n ** 255n - 19n;
const SMALL_ORDER = [
  0n,
  1n,
  FIELD - 1n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
];

/** @typedef {{ name: string, id: Uint8Array, key: Uint8Array, kind: number }} NoteKey */
/** @typedef {{ name: string, kind: number, time: bigint }} NoteSignature time in seconds since 1970, -1 where none is stated */
/** @typedef {(key: Uint8Array, signature: Uint8Array, message: Uint8Array) => boolean | Promise<boolean>} Ed25519 */

/** @param {Uint8Array} key 32 bytes */
function smallOrder(key) {
  const number = BigInt(`0x${toHex(Uint8Array.from(key).reverse())}`) & (2n ** 255n - 1n);
  return SMALL_ORDER.includes(number % FIELD);
}

/** A verifier key from its line; a newline at the end is allowed. Throws Malformed. @param {string} text @returns {NoteKey} */
export function parseVkey(text) {
  const [name = "", ident = "", ...rest] = text.replace(/\n$/, "").split("+");
  const raw = unb64(rest.join("+"));
  if (
    raw === null ||
    raw.length !== 33 ||
    (raw[0] !== ED25519 && raw[0] !== COSIGNATURE) ||
    !NAME.test(name) ||
    smallOrder(raw.subarray(1))
  ) {
    throw new Malformed("malformed.vkey", "a verifier key reads name+id+key, the key being Ed25519 in base64", "vkey");
  }
  const id = sha256(concat(toBytes(`${name}\n`), raw)).subarray(0, 4);
  if (toHex(id) !== ident) throw new Malformed("malformed.vkey", "the key's id does not fit its name and key", "vkey");
  return { name, id, key: raw.subarray(1), kind: raw[0] };
}

/**
 * The text and every signature, unproven. Throws Malformed.
 * @param {Uint8Array} bytes
 * @returns {{ text: string, signatures: { name: string, data: Uint8Array }[] }}
 */
export function split(bytes) {
  if (bytes.length > LIMIT) throw new Malformed("malformed.size", "the note is too long", "note");
  const whole = toText(bytes);
  if (whole === null) throw new Malformed("malformed.note", "the note is not UTF-8", "note");
  if (CONTROL.test(whole)) throw new Malformed("malformed.character", "a note holds no control character but the newline", "note");
  const at = whole.lastIndexOf("\n\n");
  if (at < 0) throw new Malformed("malformed.note", "there is no blank line before the signatures", "note");
  const tail = whole.slice(at + 2);
  if (!tail.endsWith("\n")) throw new Malformed("malformed.note", "the last signature line does not end", "note");
  const lines = tail.slice(0, -1).split("\n");
  if (lines.length > MOST) throw new Malformed("malformed.note", `more than ${MOST} signatures`, "note");
  const signatures = lines.map((line) => {
    const [, name = "", spelled = ""] = LINE.exec(line) ?? [];
    const data = unb64(spelled);
    if (!name || data === null || data.length <= 4) {
      throw new Malformed("malformed.note", "a line after the blank line is no signature", "note");
    }
    return { name, data };
  });
  return { text: whole.slice(0, at + 1), signatures };
}

/** @param {NoteKey} key @param {Uint8Array} data @param {string} text @param {Ed25519} verify @returns {Promise<NoteSignature>} */
async function prove(key, data, text, verify) {
  const cosigned = key.kind === COSIGNATURE;
  const time = cosigned && data.length >= 8 ? BigInt(`0x${toHex(data.subarray(0, 8))}`) : -1n;
  const signature = cosigned ? data.subarray(8) : data;
  const message = toBytes(cosigned ? `cosignature/v1\ntime ${time}\n${text}` : text);
  if (signature.length !== 64 || !(await verify(key.key, signature, message))) {
    throw new Unproven("note.forged", `the signature of ${key.name} does not hold`, "note");
  }
  return { name: key.name, kind: key.kind, time };
}

/**
 * The text and the signatures of the known keys, each key once. Unknown ones are ignored; a known key that fails rejects the note.
 * @param {Uint8Array} bytes
 * @param {readonly NoteKey[]} keys
 * @param {Ed25519} verify
 * @returns {Promise<{ text: string, signatures: NoteSignature[] }>}
 */
export async function openNote(bytes, keys, verify) {
  const { text, signatures } = split(bytes);
  /** @type {Map<NoteKey, NoteSignature>} */
  const good = new Map();
  for (const { name, data } of signatures) {
    const key = keys.find((known) => known.name === name && same(known.id, data.subarray(0, 4)));
    if (!key) continue;
    const signature = await prove(key, data.subarray(4), text, verify);
    if (!good.has(key)) good.set(key, signature);
  }
  if (!good.size) throw new Unproven("note.unsigned", "no key that is trusted here has signed this note", "note");
  return { text, signatures: [...good.values()] };
}
