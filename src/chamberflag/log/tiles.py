"""Tiles and entry bundles: their paths, widths and bytes. Source: C2SP tlog-tiles.

`tile/<L>/<N>[.p/<W>]` holds up to 256 hashes of tree level 8 L, `tile/entries/<N>[.p/<W>]` up to 256 entries; N in groups of three digits,
all but the last with an x: 1234067 is `x001/x234/067`. A full tile has 8,192 bytes; empty tiles do not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.log.tree import HASH
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chamberflag.log.ports import NodeReader

WIDTH = 256
LEVELS = 8  # tree levels a tile level stands for
ENTRY_LIMIT = 65_535


def number(n: int) -> str:
    """Groups of three digits, all but the last with an x: 1234067 -> x001/x234/067."""
    groups = [f"{n % 1000:03d}"]
    while n >= 1000:
        n //= 1000
        groups.append(f"x{n % 1000:03d}")
    return "/".join(reversed(groups))


def path(level: int | str, n: int, width: int = WIDTH) -> str:
    """tile/<L>/<N>[.p/<W>]; level "entries" for bundles."""
    return f"tile/{level}/{number(n)}" + (f".p/{width}" if width < WIDTH else "")


def bundles(size: int, start: int = 0) -> Iterator[tuple[int, int]]:
    """(number, width) of the bundles that hold entries start..size-1."""
    for n in range(start // WIDTH, -(-size // WIDTH)):
        yield n, min(WIDTH, size - n * WIDTH)


def tiles(size: int, start: int = 0) -> Iterator[tuple[int, int, int]]:
    """(level, number, width) of every hash tile of a tree of `size` leaves; with `start`, only those that a tree of that size lacks."""
    level, nodes, had = 0, size, start
    while nodes:
        for n in range(had // WIDTH, -(-nodes // WIDTH)):
            yield level, n, min(WIDTH, nodes - n * WIDTH)
        level, nodes, had = level + 1, nodes // WIDTH, had // WIDTH


def tile(read: NodeReader, level: int, n: int, width: int = WIDTH) -> bytes:
    """The hashes of one tile, left to right, from stored nodes."""
    return b"".join([read(level * LEVELS, n * WIDTH + i) for i in range(width)])


def hashes(data: bytes, width: int = WIDTH) -> list[bytes]:
    """The hashes of a tile. Raises Malformed unless there are `width` of them."""
    if len(data) != width * HASH:
        raise Malformed("malformed.tile", f"a tile of {width} hashes has {width * HASH} bytes, not {len(data)}")
    return [data[at : at + HASH] for at in range(0, len(data), HASH)]


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries, each after its length as two bytes, big-endian. Raises Malformed where one is too long for that."""
    if any(len(entry) > ENTRY_LIMIT for entry in entries):
        raise Malformed("malformed.size", f"an entry of a bundle has at most {ENTRY_LIMIT} bytes")
    return b"".join([len(entry).to_bytes(2) + entry for entry in entries])


def unbundle(data: bytes, width: int | None = None) -> list[bytes]:
    """The entries of a bundle. Raises Malformed where the lengths do not fit or, with `width`, the number of entries does not."""
    found: list[bytes] = []
    at, end = 0, len(data)
    while at < end:
        begin = at + 2
        at = begin + int.from_bytes(data[at:begin])
        if begin > end or at > end:
            raise Malformed("malformed.bundle", f"the bundle ends inside entry {len(found)}")
        found.append(data[begin:at])
    if len(found) != (len(found) if width is None else width) or len(found) > WIDTH:
        raise Malformed("malformed.bundle", f"the bundle holds {len(found)} entries, not {WIDTH if width is None else width}")
    return found
