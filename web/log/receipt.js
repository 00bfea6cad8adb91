// A receipt: an entry's place in the tree under a signed checkpoint. An act leaves the outbox only after its receipt holds.
// Source: C2SP tlog-proof and tlog-checkpoint; log.md section 2.6; the other side is chamberflag/recorder/receipt.py.
// @ts-check
import { toBytes, unb64 } from "../canon/bytes.js";
import { Malformed, Unproven } from "../canon/errors.js";
import { openNote } from "../seal/note.js";
import { checkInclusion, leafHash } from "./proof.js";

/** @import { Ed25519, NoteKey } from "../seal/note.js" */
/** @typedef {{ origin: string, size: number, root: Uint8Array }} Checkpoint */
/** @typedef {{ index: number, path: Uint8Array[], note: string }} Receipt */

const ORIGIN = /^[\x21-\x2a\x2c-\x7e]{1,200}$/;
const NUMBER = /^(?:0|[1-9][0-9]{0,15})$/;

/** 32 bytes in the one spelling of base64, or null. @param {string} text */
function hashOf(text) {
  const made = unb64(text);
  return made?.length === 32 ? made : null;
}

/** A checkpoint from its body: origin, size, root. Throws Malformed. @param {string} body @returns {Checkpoint} */
export function parseCheckpoint(body) {
  const [origin = "", size = "", spelled = "", end, ...more] = body.split("\n");
  const root = hashOf(spelled);
  if (end !== "" || more.length || !ORIGIN.test(origin) || !NUMBER.test(size) || !Number.isSafeInteger(Number(size)) || root === null) {
    throw new Malformed("malformed.checkpoint", "a checkpoint has three lines: origin, size, root");
  }
  return { origin, size: Number(size), root };
}

/** A receipt from its text. Throws Malformed. @param {string} text @returns {Receipt} */
export function parseReceipt(text) {
  const blank = text.indexOf("\n\n");
  const [head, index = "", ...hashes] = (blank < 0 ? text : text.slice(0, blank)).split("\n");
  const number = index.startsWith("index ") ? index.slice(6) : "";
  if (head !== "c2sp.org/tlog-proof@v1" || !NUMBER.test(number) || !Number.isSafeInteger(Number(number))) {
    throw new Malformed("malformed.receipt", "not a tlog-proof", "receipt");
  }
  const path = hashes.map((spelled) => {
    const hash = hashOf(spelled);
    if (hash === null) throw new Malformed("malformed.receipt", "a hash is not 32 bytes in the one spelling of base64", "receipt");
    return hash;
  });
  return { index: Number(number), path, note: blank < 0 ? "" : text.slice(blank + 2) };
}

/**
 * The checkpoint under which this entry stands. Throws Malformed or Unproven.
 * @param {Receipt} receipt
 * @param {Uint8Array} entry
 * @param {readonly NoteKey[]} keys
 * @param {Ed25519} verify
 * @returns {Promise<Checkpoint>}
 */
export async function verifyReceipt(receipt, entry, keys, verify) {
  const { text, signatures } = await openNote(toBytes(receipt.note), keys, verify);
  const found = parseCheckpoint(text);
  if (!signatures.some((signature) => signature.name === found.origin)) {
    throw new Unproven("proof.origin", `the log ${found.origin} has not signed its checkpoint`, "receipt");
  }
  checkInclusion(leafHash(entry), receipt.index, found.size, receipt.path, found.root);
  return found;
}
