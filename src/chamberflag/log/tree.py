"""The Merkle tree of RFC 6962: leaf and node hashes, and the frontier from which the root is read. Bytes and hashes only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The roots of the full subtrees on the right edge, largest first: one hash for each set bit of the size."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> tuple[Frontier, tuple[tuple[int, int, bytes], ...]]:
        """The frontier one leaf later, and the nodes completed by it: (level, index, hash), the leaf first."""
        stack = list(self.hashes)
        level, index, found = 0, self.size, leaf
        made = [(0, index, leaf)]
        while index & 1:
            found = node_hash(stack.pop(), found)
            level, index = level + 1, index >> 1
            made.append((level, index, found))
        stack.append(found)
        return Frontier(self.size + 1, tuple(stack)), tuple(made)

    def root(self) -> bytes:
        """The tree head's root hash."""
        if not self.hashes:
            return EMPTY_ROOT
        found = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            found = node_hash(left, found)
        return found
