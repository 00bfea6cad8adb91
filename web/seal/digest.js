// What is signed: M = tag and line 1, D = SHA-256(M). D is passkey challenge, next `dprev` and source of the read-back words. log.md 2.3.
// @ts-check
import { concat, toBytes } from "../canon/bytes.js";
import { sha256 } from "../canon/sha256.js";

const TAG = toBytes("chamberflag/act/v1\n");
const PRACTICE_TAG = toBytes("chamberflag/practice/v1\n");

/**
 * The bytes a device key signs.
 * @param {Uint8Array} line line 1 of an act, without its newline
 * @param {{ practice?: boolean }} [mode]
 */
export const message = (line, { practice = false } = {}) => concat(practice ? PRACTICE_TAG : TAG, line);

/**
 * The act digest D, 32 bytes.
 * @param {Uint8Array} line
 * @param {{ practice?: boolean }} [mode]
 */
export const actDigest = (line, mode) => sha256(message(line, mode));
