"""Tiles and entry bundles: their paths, widths and bytes. Source: C2SP tlog-tiles."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

WIDTH = 256
ENTRY_LIMIT = 65535


def number(n: int) -> str:
    """Groups of three digits, all but the last with an x: 1234067 -> x001/x234/067."""
    groups = [f"{n % 1000:03d}"]
    while n >= 1000:  # noqa: PLR2004
        n //= 1000
        groups.append(f"x{n % 1000:03d}")
    return "/".join(reversed(groups))


def path(level: int | str, n: int, width: int = WIDTH) -> str:
    """tile/<L>/<N>[.p/<W>]; level "entries" for bundles."""
    return f"tile/{level}/{number(n)}" + (f".p/{width}" if width < WIDTH else "")


def tiles(size: int) -> Iterator[tuple[int, int, int]]:
    """(level, number, width) of every hash tile of a tree of `size` leaves; empty tiles do not exist."""
    level, nodes = 0, size
    while nodes:
        for n in range(-(-nodes // WIDTH)):
            yield level, n, min(WIDTH, nodes - n * WIDTH)
        level, nodes = level + 1, nodes // WIDTH


def tile(read: Callable[[int, int], bytes], level: int, n: int, width: int) -> bytes:
    """The hashes of one tile, left to right; read(l, i) gives node i of tree level l (8 tree levels a tile level)."""
    return b"".join(read(level * 8, n * WIDTH + i) for i in range(width))


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries, each after its length as two bytes, big-endian."""
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    """The entries of a bundle. Raises Malformed where the lengths do not fit."""
    found: list[bytes] = []
    at = 0
    while at < len(data):
        if at + 2 > len(data):
            raise Malformed("malformed.bundle", "the bundle ends inside a length")
        length = int.from_bytes(data[at : at + 2])
        at += 2
        if at + length > len(data):
            raise Malformed("malformed.bundle", "the bundle ends inside an entry")
        found.append(data[at : at + length])
        at += length
    return found
