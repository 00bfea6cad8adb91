"""The chain of one device: each number once, each act after the one before it, in whatever order they arrived. log.md section 3."""

from __future__ import annotations

ZERO = bytes(32)


class DeviceChain:
    """What a device has signed so far. Numbers left out are kept as intervals with what is known of their two ends.

    gaps: first and last number, the digest that comes before the first (None = not known), what the next act says comes before it, place.
    """

    def __init__(self) -> None:
        """A device before its first act."""
        self.last, self.digest = 0, ZERO
        self.gaps: list[tuple[int, int, bytes | None, bytes | None, str]] = []

    def add(self, number: int, digest: bytes, before: bytes, where: str) -> str:
        """One act: its number, its digest, the digest it says it follows. "" or a finding's code."""
        if number <= self.last:
            return self._late(number, digest, before, where)
        follows = number == self.last + 1
        if not follows:
            self.gaps.append((self.last + 1, number - 1, self.digest, before, where))
        good = not follows or before == self.digest
        self.last, self.digest = number, digest
        return "" if good else "device.chain"

    def _late(self, number: int, digest: bytes, before: bytes, where: str) -> str:
        """An act that arrived after a later one of its device: it fits into what was left out, or its number was signed twice."""
        place = next((at for at, (first, last, *_) in enumerate(self.gaps) if first <= number <= last), -1)
        if place < 0:
            return "device.sequence"
        first, last, ahead, behind, seen = self.gaps[place]
        good = (number > first or ahead is None or before == ahead) and (number < last or behind is None or digest == behind)
        parts = [(first, number - 1, ahead, before, seen), (number + 1, last, digest, behind, where)]
        self.gaps[place : place + 1] = [part for part in parts if part[0] <= part[1]]
        return "" if good else "device.chain"
