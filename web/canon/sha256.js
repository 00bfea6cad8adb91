// SHA-256 (FIPS 180-4) in one call: acts and proofs are small, and a digest must not wait. Signatures are WebCrypto's work, not ours.
// @ts-check

/** The first 32 bits of the fractional part of a root of a prime; exact, because the root is found in whole numbers. */
const PRIMES = (() => {
  const found = [2];
  for (let n = 3; found.length < 64; n += 2) if (found.every((p) => n % p)) found.push(n);
  return found;
})();

/** @param {number} prime @param {bigint} power 2 for square roots, 3 for cube roots */
function rootBits(prime, power) {
  const target = BigInt(prime) << (32n * power);
  let low = 0n;
  for (let bit = 1n << 40n; bit; bit >>= 1n) if ((low + bit) ** power <= target) low += bit;
  return Number(low & 0xffffffffn) | 0;
}

const K = Int32Array.from(PRIMES, (prime) => rootBits(prime, 3n));
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => rootBits(prime, 2n));

/** @param {number} x @param {number} n */
const turn = (x, n) => (x >>> n) | (x << (32 - n));

/** @param {Int32Array} state @param {Int32Array} w 64 words, the first 16 filled */
function round(state, w) {
  for (let t = 16; t < 64; t++) {
    const [x, y] = [w[t - 15] ?? 0, w[t - 2] ?? 0];
    const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
    const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    w[t] = (w[t - 16] ?? 0) + s0 + (w[t - 7] ?? 0) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (K[t] ?? 0) + (w[t] ?? 0)) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => {
    state[i] = (state[i] ?? 0) + value;
  });
}

/** @param {Uint8Array} bytes below 256 MB @returns {Uint8Array} 32 bytes */
export function sha256(bytes) {
  const padded = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
  const [state, words] = [Int32Array.from(START), new Int32Array(64)];
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + 4 * i);
    round(state, words);
  }
  const made = new Uint8Array(32);
  state.forEach((word, i) => {
    new DataView(made.buffer).setInt32(4 * i, word);
  });
  return made;
}
