"""Inclusion and consistency proofs (RFC 6962 2.1; wording of RFC 9162 2.1): made from stored nodes in O(log n), checked from hashes."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING

from chamberflag.log.tree import EMPTY_ROOT, node_hash
from chamberflag.vocabulary.errors import Unproven

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chamberflag.log.ports import NodeReader

_sha256 = hashlib.sha256


def _split(start: int, stop: int) -> int:
    """Where a subtree parts: the largest power of two that is smaller than its width, from its start."""
    return start + (1 << ((stop - start - 1).bit_length() - 1))


def subtree(read: NodeReader, start: int, stop: int) -> bytes:
    """The root of leaves start..stop-1, from stored full nodes; start is a multiple of the smallest power of two that holds the width."""
    width = stop - start
    level = width.bit_length() - 1
    if width == 1 << level:
        return read(level, start >> level)
    split = _split(start, stop)
    return node_hash(subtree(read, start, split), subtree(read, split, stop))


def inclusion(read: NodeReader, index: int, size: int) -> list[bytes]:
    """The path of leaf `index` in the tree of `size` leaves, deepest first."""
    return path(partial(subtree, read), index, size)


def path(part: Callable[[int, int], bytes], index: int, size: int) -> list[bytes]:
    """The same from the roots of subtrees; part: the root of leaves start to stop - 1."""
    if not 0 <= index < size:
        raise Unproven("proof.index", f"entry {index} is not in a tree of {size}")
    found: list[bytes] = []
    start, stop = 0, size
    while stop - start > 1:
        split = _split(start, stop)
        if index < split:
            found.append(part(split, stop))
            stop = split
        else:
            found.append(part(start, split))
            start = split
    found.reverse()
    return found


def consistency(read: NodeReader, old: int, size: int) -> list[bytes]:
    """The proof that the tree of `old` leaves is a prefix of that of `size`; empty for equal sizes and for the empty tree."""
    if not 0 <= old <= size:
        raise Unproven("proof.size", f"{old} is no size before {size}")
    if old in (0, size):
        return []
    path: list[bytes] = []
    start, stop = 0, size
    while old < stop:
        split = _split(start, stop)
        if old <= split:
            path.append(subtree(read, split, stop))
            stop = split
        else:
            path.append(subtree(read, start, split))
            start = split
    if start:  # else the old root itself is the first hash, and whoever checks has it
        path.append(subtree(read, start, stop))
    path.reverse()
    return path


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Raise Unproven unless the path leads from the leaf to the root (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        raise Unproven("proof.index", f"entry {index} is not in a tree of {size}")
    fn, sn, found = index, size - 1, leaf
    for p in path:
        if not sn:
            raise Unproven("proof.length", "the inclusion proof is too long")
        if fn & 1 or fn == sn:
            found = _sha256(b"\x01" + p + found).digest()
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = _sha256(b"\x01" + found + p).digest()
        fn, sn = fn >> 1, sn >> 1
    if sn or found != root:
        raise Unproven("proof.inclusion", f"the proof does not lead from entry {index} to the root")


def check_consistency(old: int, size: int, path: Sequence[bytes], old_root: bytes, root: bytes) -> None:
    """Raise Unproven unless the older tree is a prefix of the newer (RFC 9162 2.1.4.2)."""
    if not 0 <= old <= size:
        raise Unproven("proof.size", f"{old} is no size before {size}")
    if old in (0, size):
        if path or old_root != (root if old == size else EMPTY_ROOT):
            raise Unproven("proof.consistency", f"two roots for size {old}")
        return
    nodes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if len(nodes) < 2:
        raise Unproven("proof.length", "the consistency proof is too short")
    fn, sn = old - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    first = second = nodes[0]
    for p in nodes[1:]:
        if not sn:
            raise Unproven("proof.length", "the consistency proof is too long")
        if fn & 1 or fn == sn:
            first, second = node_hash(p, first), node_hash(p, second)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            second = node_hash(second, p)
        fn, sn = fn >> 1, sn >> 1
    if first != old_root or second != root or sn:
        raise Unproven("proof.consistency", f"the tree of {old} is not a prefix of the tree of {size}")
