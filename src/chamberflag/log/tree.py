"""The Merkle tree of RFC 6962: leaf and node hashes, the frontier that yields the root, the place of each stored node.

Full nodes are stored in post-order, a leaf and then the nodes it completes: a growing tree only ever appends. Bytes and hashes only.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chamberflag.log.ports import NodeReader

HASH = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

_sha256 = hashlib.sha256


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 || entry)."""
    return _sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return _sha256(b"\x01" + left + right).digest()


def place(level: int, index: int) -> int:
    """Where full node `index` of `level` stands among all stored nodes, from 0: after everything below it and to its left."""
    last = ((index + 1) << level) - 1  # its rightmost leaf
    return stored(last) + level


def stored(size: int) -> int:
    """How many full nodes a tree of `size` leaves has, leaves included."""
    return 2 * size - size.bit_count()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The roots of the full subtrees on the right edge, largest first: one hash for each set bit of the size."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> tuple[Frontier, tuple[tuple[int, int, bytes], ...]]:
        """The frontier one leaf later, and the nodes completed by it: (level, index, hash), the leaf first."""
        level, index, found = 0, self.size, leaf
        made = [(0, index, leaf)]
        while index & 1:
            found = _sha256(b"\x01" + self.hashes[-1 - level] + found).digest()
            level, index = level + 1, index >> 1
            made.append((level, index, found))
        return Frontier(self.size + 1, (*self.hashes[: len(self.hashes) - level], found)), tuple(made)

    def extend(self, leaves: Iterable[bytes]) -> tuple[Frontier, list[bytes]]:
        """The frontier after many leaves, and all nodes completed by them in stored order."""
        stack, size, made = list(self.hashes), self.size, list[bytes]()
        for leaf in leaves:
            found, index = leaf, size
            made.append(found)
            while index & 1:
                found = _sha256(b"\x01" + stack.pop() + found).digest()
                made.append(found)
                index >>= 1
            stack.append(found)
            size += 1
        return Frontier(size, tuple(stack)), made

    def root(self) -> bytes:
        """The tree head's root hash."""
        if not self.hashes:
            return EMPTY_ROOT
        found = self.hashes[-1]
        for left in self.hashes[-2::-1]:
            found = _sha256(b"\x01" + left + found).digest()
        return found


def frontier_of(read: NodeReader, size: int) -> Frontier:
    """The frontier of the first `size` leaves, from stored nodes."""
    hashes: list[bytes] = []
    start = 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            hashes.append(read(level, start >> level))
            start += 1 << level
    return Frontier(size, tuple(hashes))
