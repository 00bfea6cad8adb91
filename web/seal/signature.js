// Signature lines, lines 2 ... k+1 of an entry: built from what the authenticator or WebCrypto gives, and read. log.md section 2.3.
// @ts-check
import { b64u, unb64u } from "../canon/bytes.js";
import { Malformed } from "../canon/errors.js";
import { decode, encode } from "../canon/profile.js";

export const SIGNATURE_LIMIT = 4096;
const PASSKEY = ["webauthn-es256", "webauthn-eddsa", "webauthn-rs256"];
const DEVICE = ["p256", "ed25519"];
const MEMBERS = ["ad", "alg", "cd", "kid", "sig"];

/** @typedef {{ alg: string, kid: string, sig: Uint8Array, ad?: Uint8Array, cd?: Uint8Array }} Signature */

/**
 * The line of a passkey assertion, or without `ad` and `cd` of a device key's signature (P-256 as r and s, 64 bytes).
 * @param {Signature} signature
 * @returns {Uint8Array}
 */
export function signatureLine({ alg, kid, sig, ad, cd }) {
  const more = ad && cd ? { ad: b64u(ad), cd: b64u(cd) } : {};
  return encode({ alg, kid, sig: b64u(sig), ...more }, SIGNATURE_LIMIT);
}

/**
 * A signature line from its canonical bytes. Throws Malformed.
 * @param {Uint8Array} bytes
 * @returns {Signature}
 */
export function parseLine(bytes) {
  const value = decode(bytes, SIGNATURE_LIMIT);
  const { ad, alg, cd, kid, sig } = value;
  const odd = Object.keys(value).find((key) => !MEMBERS.includes(key));
  if (odd !== undefined) throw new Malformed("malformed.form", `a signature has no member ${odd}`, "signature");
  if (typeof alg !== "string" || typeof kid !== "string" || typeof sig !== "string") {
    throw new Malformed("malformed.form", "a signature has `alg`, `kid` and `sig`, all texts", "signature");
  }
  const passkey = PASSKEY.includes(alg);
  if (!passkey && !DEVICE.includes(alg)) throw new Malformed("malformed.algorithm", `no algorithm is called ${alg}`, "signature.alg");
  if (passkey && typeof ad === "string" && typeof cd === "string") {
    return { alg, kid, sig: unb64u(sig, "signature.sig"), ad: unb64u(ad, "signature.ad"), cd: unb64u(cd, "signature.cd") };
  }
  if (passkey || ad !== undefined || cd !== undefined) {
    throw new Malformed("malformed.form", "a passkey signature has `ad` and `cd`, a device key's has neither", "signature");
  }
  return { alg, kid, sig: unb64u(sig, "signature.sig") };
}
