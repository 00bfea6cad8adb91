"""The whole tree built again from its leaves, bundle by bundle, and compared with the published tiles and root.

No interior hash is believed: a reader that took interior tiles at their word gave out altered leaves without an error (CVE-2026-56865).
Memory holds one bundle and at most 255 hashes a tile level, however long the log. Source: C2SP tlog-tiles; RFC 6962.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chamberflag.log import tiles
from chamberflag.log.tree import Frontier
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from chamberflag.log.ports import ObjectReader

_sha256 = hashlib.sha256


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that does not hold: a stable code, the file or entry, one sentence."""

    code: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A hash tile: level, number, its hashes one after the other."""

    level: int
    n: int
    data: bytes

    @property
    def path(self) -> str:
        """Its path below the log's prefix."""
        return tiles.path(self.level, self.n, len(self.data) // tiles.HASH)


class Rebuild:
    """A growing tree that keeps only what is not full yet."""

    def __init__(self) -> None:
        """The empty tree."""
        self.size = 0
        self._rows: list[list[bytes]] = [[]]
        self._full: list[int] = [0]

    def add(self, leaves: Sequence[bytes]) -> list[Tile]:
        """Take the next leaves, at most up to the end of the bundle they are in; the tiles that are full now, lowest first."""
        if len(self._rows[0]) + len(leaves) > tiles.WIDTH:
            raise ValueError("leaves are added bundle by bundle")
        self.size += len(leaves)
        self._rows[0].extend(leaves)
        made: list[Tile] = []
        level = 0
        while len(self._rows[level]) == tiles.WIDTH:
            row = self._rows[level]
            made.append(Tile(level, self._full[level], b"".join(row)))
            self._rows[level] = []
            self._full[level] += 1
            level += 1
            if level == len(self._rows):
                self._rows.append([])
                self._full.append(0)
            self._rows[level].append(_peak(row))
        return made

    def partial(self) -> list[Tile]:
        """The tiles that are not full, lowest first."""
        return [Tile(level, self._full[level], b"".join(row)) for level, row in enumerate(self._rows) if row]

    def frontier(self) -> Frontier:
        """The right edge of the tree so far."""
        hashes: list[bytes] = []
        for row in reversed(self._rows):
            start = 0
            for level in range(tiles.LEVELS - 1, -1, -1):
                if len(row) >> level & 1:
                    hashes.append(_peak(row[start : start + (1 << level)]))
                    start += 1 << level
        return Frontier(self.size, tuple(hashes))


def _peak(row: list[bytes]) -> bytes:
    """The root over 2^k hashes."""
    while len(row) > 1:
        row = [_sha256(b"\x01" + row[i] + row[i + 1]).digest() for i in range(0, len(row), 2)]
    return row[0]


def entries(read: ObjectReader, size: int, root: bytes, report: Callable[[Damage], None]) -> Iterator[tuple[int, list[bytes]]]:
    """(first index, entries) of each readable bundle; what does not hold goes to `report`, the verdict on the root after the last bundle.

    Every tile is compared byte for byte with the one built from the leaves. Where a bundle cannot be read, its hash tile stands in so that
    what is above can still be judged; the damage itself has been reported.
    """
    tree = Rebuild()
    for n, width in tiles.bundles(size):
        found = _bundle(read, n, width, report)
        if found is None:
            leaves = _stand_in(read, n, width)
            if leaves is None:
                report(Damage("tree.broken_off", tiles.path("entries", n, width), "from here on neither entries nor hashes can be read"))
                return
        else:
            leaves = [_sha256(b"\x00" + entry).digest() for entry in found]
        for tile in tree.add(leaves):
            _compare(read, tile, report)
        if found is not None:
            yield n * tiles.WIDTH, found
    for tile in tree.partial():
        _compare(read, tile, report)
    if tree.frontier().root() != root:
        report(Damage("tree.root", "checkpoint", f"the {size} entries do not add up to the root that was signed"))


def _bundle(read: ObjectReader, n: int, width: int, report: Callable[[Damage], None]) -> list[bytes] | None:
    path = tiles.path("entries", n, width)
    data = read(path)
    if data is None:
        report(Damage("tree.missing", path, "the entries are missing"))
        return None
    try:
        return tiles.unbundle(data, width)
    except Malformed as error:
        report(Damage("tree.bundle", path, error.text))
        return None


def _stand_in(read: ObjectReader, n: int, width: int) -> list[bytes] | None:
    data = read(tiles.path(0, n, width))
    return None if data is None or len(data) != width * tiles.HASH else tiles.hashes(data, width)


def _compare(read: ObjectReader, tile: Tile, report: Callable[[Damage], None]) -> None:
    data = read(tile.path)
    if data is None:
        report(Damage("tree.missing", tile.path, "the hash tile is missing"))
    elif data != tile.data:
        report(Damage("tree.tile", tile.path, "the hash tile is not what the entries below it add up to"))
