"""RFC 6962 section 2.1 read aloud: tree, paths and proofs by recursion over all leaves. Slow on purpose; shares nothing with log/."""

from __future__ import annotations

import hashlib
from functools import lru_cache


def h(data: bytes) -> bytes:
    """SHA-256."""
    return hashlib.sha256(data).digest()


def leaf_data(i: int) -> bytes:
    """Entry i of the log that all known answers are about."""
    return b"entry %d\n" % i


class Naive:
    """D[0..n): every subtree root is computed from its leaves, remembered by its bounds."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.leaves = leaves
        self.mth = lru_cache(maxsize=None)(self._mth)

    def _mth(self, a: int, b: int) -> bytes:
        if a == b:
            return h(b"")
        if b - a == 1:
            return h(b"\x00" + self.leaves[a])
        k = self.k(b - a)
        return h(b"\x01" + self.mth(a, a + k) + self.mth(a + k, b))

    @staticmethod
    def k(n: int) -> int:
        """The largest power of two smaller than n."""
        k = 1
        while k * 2 < n:
            k *= 2
        return k

    def root(self, n: int) -> bytes:
        return self.mth(0, n)

    def path(self, m: int, n: int) -> list[bytes]:
        """PATH(m, D[n])."""
        return self._path(m, 0, n)

    def _path(self, m: int, a: int, b: int) -> list[bytes]:
        if b - a == 1:
            return []
        k = self.k(b - a)
        if m < k:
            return [*self._path(m, a, a + k), self.mth(a + k, b)]
        return [*self._path(m - k, a + k, b), self.mth(a, a + k)]

    def proof(self, m: int, n: int) -> list[bytes]:
        """PROOF(m, D[n])."""
        return self._subproof(m, 0, n, whole=True)

    def _subproof(self, m: int, a: int, b: int, *, whole: bool) -> list[bytes]:
        if m == b - a:
            return [] if whole else [self.mth(a, b)]
        k = self.k(b - a)
        if m <= k:
            return [*self._subproof(m, a, a + k, whole=whole), self.mth(a + k, b)]
        return [*self._subproof(m - k, a + k, b, whole=False), self.mth(a, a + k)]

    def tile(self, level: int, n: int, width: int) -> bytes:
        """The roots of `width` subtrees of 256^level leaves each."""
        span = 256**level
        return b"".join(self.mth((n * 256 + i) * span, (n * 256 + i + 1) * span) for i in range(width))
