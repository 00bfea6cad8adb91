// Whether an entry stands in a tree, and a tree in a later one: RFC 6962, checked from hashes alone (RFC 9162 2.1.3.2 and 2.1.4.2).
// Numbers of entries go beyond 32 bits, so they are halved by division, never shifted.
// @ts-check
import { concat, same } from "../canon/bytes.js";
import { Unproven } from "../canon/errors.js";
import { sha256 } from "../canon/sha256.js";

const [LEAF, NODE] = [Uint8Array.of(0), Uint8Array.of(1)];
export const EMPTY_ROOT = sha256(new Uint8Array(0));

/** @param {Uint8Array} entry */
export const leafHash = (entry) => sha256(concat(LEAF, entry));

/** @param {Uint8Array} left @param {Uint8Array} right */
export const nodeHash = (left, right) => sha256(concat(NODE, left, right));

/** @param {number} n */
const half = (n) => Math.floor(n / 2);

/**
 * The way up from node `fn` of a level whose last node is `sn`. For each hash: `left` when it stands on the left of what is known.
 * @param {number} fn
 * @param {number} sn
 * @param {readonly Uint8Array[]} path
 * @param {(hash: Uint8Array, left: boolean) => void} step
 * @param {string} what
 * @returns {boolean} whether the way ends at the root
 */
function climb(fn, sn, path, step, what) {
  let [at, last] = [fn, sn];
  for (const hash of path) {
    if (last === 0) throw new Unproven("proof.length", `the ${what} proof is too long`);
    const left = at % 2 === 1 || at === last;
    step(hash, left);
    if (left) while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    [at, last] = [half(at), half(last)];
  }
  return last === 0;
}

/**
 * Throws Unproven unless the path leads from the leaf to the root.
 * @param {Uint8Array} leaf
 * @param {number} index
 * @param {number} size
 * @param {readonly Uint8Array[]} path deepest first
 * @param {Uint8Array} root
 */
export function checkInclusion(leaf, index, size, path, root) {
  if (!(index >= 0 && index < size)) throw new Unproven("proof.index", `entry ${index} is not in a tree of ${size}`);
  let found = leaf;
  const ends = climb(
    index,
    size - 1,
    path,
    (hash, left) => {
      found = left ? nodeHash(hash, found) : nodeHash(found, hash);
    },
    "inclusion",
  );
  if (!ends || !same(found, root)) throw new Unproven("proof.inclusion", `the proof does not lead from entry ${index} to the root`);
}

/**
 * Throws Unproven unless the older tree is a prefix of the newer.
 * @param {number} old
 * @param {number} size
 * @param {readonly Uint8Array[]} path
 * @param {Uint8Array} oldRoot
 * @param {Uint8Array} root
 */
export function checkConsistency(old, size, path, oldRoot, root) {
  if (!(old >= 0 && old <= size)) throw new Unproven("proof.size", `${old} is no size before ${size}`);
  if (old === 0 || old === size) {
    if (path.length || !same(oldRoot, old === size ? root : EMPTY_ROOT))
      throw new Unproven("proof.consistency", `two roots for size ${old}`);
    return;
  }
  const power = Number.isInteger(Math.log2(old)) && 2 ** Math.log2(old) === old;
  const [start, ...rest] = power ? [oldRoot, ...path] : path;
  if (!start || !rest.length) throw new Unproven("proof.length", "the consistency proof is too short");
  let [fn, sn] = [old - 1, size - 1];
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  let [first, second] = [start, start];
  const ends = climb(
    fn,
    sn,
    rest,
    (hash, left) => {
      if (left) first = nodeHash(hash, first);
      second = left ? nodeHash(hash, second) : nodeHash(second, hash);
    },
    "consistency",
  );
  if (!ends || !same(first, oldRoot) || !same(second, root)) {
    throw new Unproven("proof.consistency", `the tree of ${old} is not a prefix of the tree of ${size}`);
  }
}
