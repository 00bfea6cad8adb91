"""Inclusion and consistency proofs (RFC 6962 2.1; wording RFC 9162 2.1): made from stored nodes in O(log n), checked from hashes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.log.tree import node_hash
from chamberflag.vocabulary.errors import Unproven

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

def subtree(read: Callable[[int, int], bytes], start: int, stop: int) -> bytes:
    """The root of leaves start..stop-1, from stored full nodes; start is a multiple of the largest power of two below the width."""
    width = stop - start
    level = width.bit_length() - 1
    if width == 1 << level and start % width == 0:
        return read(level, start >> level)
    split = start + (1 << ((width - 1).bit_length() - 1))
    return node_hash(subtree(read, start, split), subtree(read, split, stop))


def inclusion(read: Callable[[int, int], bytes], index: int, size: int) -> list[bytes]:
    """The path of leaf `index` in the tree of `size` leaves, deepest first."""
    if not 0 <= index < size:
        raise Unproven("proof.index", f"entry {index} is not in a tree of {size}")
    path: list[bytes] = []
    start, stop = 0, size
    while stop - start > 1:
        split = start + (1 << ((stop - start - 1).bit_length() - 1))
        if index < split:
            path.append(subtree(read, split, stop))
            stop = split
        else:
            path.append(subtree(read, start, split))
            start = split
    return path[::-1]


def consistency(read: Callable[[int, int], bytes], old: int, size: int) -> list[bytes]:
    """The proof that the tree of `old` leaves is a prefix of that of `size`."""
    if not 0 < old <= size:
        raise Unproven("proof.size", f"{old} is no size before {size}")
    if old == size:
        return []
    path: list[bytes] = []
    start, stop, whole = 0, size, True
    while old - start < stop - start:
        split = start + (1 << ((stop - start - 1).bit_length() - 1))
        if old <= split:
            path.append(subtree(read, split, stop))
            stop = split
        else:
            path.append(subtree(read, start, split))
            start, whole = split, False
        if old == stop:
            break
    if not whole:
        path.append(subtree(read, start, stop))
    return path[::-1]


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Raise Unproven unless the path leads from the leaf to the root (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        raise Unproven("proof.index", f"entry {index} is not in a tree of {size}")
    fn, sn, found = index, size - 1, leaf
    for p in path:
        if sn == 0:
            raise Unproven("proof.length", "the inclusion proof is too long")
        if fn & 1 or fn == sn:
            found = node_hash(p, found)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = node_hash(found, p)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0 or found != root:
        raise Unproven("proof.inclusion", f"the proof does not lead from entry {index} to the root")


def check_consistency(old: int, size: int, path: Sequence[bytes], old_root: bytes, root: bytes) -> None:
    """Raise Unproven unless the older tree is a prefix of the newer (RFC 9162 2.1.4.2)."""
    if old == size:
        if path or old_root != root:
            raise Unproven("proof.consistency", "two roots for one size")
        return
    if not 0 < old < size or not path:
        raise Unproven("proof.size", f"{old} is no size before {size}, or the proof is empty")
    nodes = list(path)
    if old & (old - 1) == 0:
        nodes.insert(0, old_root)
    fn, sn = old - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    first = second = nodes[0]
    for p in nodes[1:]:
        if sn == 0:
            raise Unproven("proof.length", "the consistency proof is too long")
        if fn & 1 or fn == sn:
            first, second = node_hash(p, first), node_hash(p, second)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            second = node_hash(second, p)
        fn, sn = fn >> 1, sn >> 1
    if first != old_root or second != root or sn != 0:
        raise Unproven("proof.consistency", f"the tree of {old} is not a prefix of the tree of {size}")
