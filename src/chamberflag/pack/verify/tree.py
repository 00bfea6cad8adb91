"""The whole tree again from its leaves, bundle by bundle, and every tile compared byte for byte. Step 5. C2SP tlog-tiles, RFC 6962.

No interior hash is believed: a reader that took interior tiles at their word gave out altered leaves without an error (CVE-2026-56865).
"""

from __future__ import annotations

import hashlib

WIDTH = 256


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def tile_path(level: object, n: int, width: int = WIDTH) -> str:
    """log/tile/<L>/<N>[.p/<W>], N in groups of three digits, all but the last with an x."""
    groups = [f"{n % 1000:03d}"]
    while n >= 1000:
        n //= 1000
        groups.append(f"x{n % 1000:03d}")
    return f"log/tile/{level}/{'/'.join(reversed(groups))}" + (f".p/{width}" if width < WIDTH else "")


def tile_paths(size: int) -> set[str]:
    """Every hash tile of a tree of this size."""
    found, level, nodes = set[str](), 0, size
    while nodes:
        found |= {tile_path(level, n, min(WIDTH, nodes - n * WIDTH)) for n in range(-(-nodes // WIDTH))}
        level, nodes = level + 1, nodes // WIDTH
    return found


def unbundle(data: bytes, width: int) -> list[bytes] | None:
    """The entries of a bundle, each behind its length in two bytes; None where lengths or number do not fit."""
    found, at = list[bytes](), 0
    while at < len(data):
        begin = at + 2
        at = begin + int.from_bytes(data[at:begin], "big")
        if begin > len(data) or at > len(data):
            return None
        found.append(data[begin:at])
    return found if len(found) == width else None


def _peak(row: list[bytes]) -> bytes:
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


class Tree:
    """A growing tree that keeps what is not full yet, and all leaf hashes for the roots of older sizes."""

    def __init__(self) -> None:
        """The empty tree."""
        self.leaves = bytearray()
        self.rows: list[list[bytes]] = [[]]
        self.full = [0]

    def add(self, leaves: list[bytes]) -> list[tuple[str, bytes]]:
        """Take the leaves of one bundle; the tiles that are full now, lowest first, as (path, bytes)."""
        self.leaves += b"".join(leaves)
        self.rows[0].extend(leaves)
        made, level = list[tuple[str, bytes]](), 0
        while len(self.rows[level]) == WIDTH:
            row = self.rows[level]
            made.append((tile_path(level, self.full[level]), b"".join(row)))
            self.rows[level] = []
            self.full[level] += 1
            level += 1
            if level == len(self.rows):
                self.rows.append([])
                self.full.append(0)
            self.rows[level].append(_peak(row))
        return made

    def partial(self) -> list[tuple[str, bytes]]:
        """The tiles that are not full, lowest first."""
        return [(tile_path(level, self.full[level], len(row)), b"".join(row)) for level, row in enumerate(self.rows) if row]

    def roots(self, sizes: set[int]) -> dict[int, bytes]:
        """The root of each of these sizes, none of them larger than the tree."""
        stack, found = list[bytes](), dict[int, bytes]()
        wanted = sorted(size for size in sizes if 0 < size <= len(self.leaves) // 32)
        done = 0
        for size in wanted:
            for index in range(done, size):
                top, place = bytes(self.leaves[index * 32 : index * 32 + 32]), index
                while place & 1:
                    top, place = node_hash(stack.pop(), top), place >> 1
                stack.append(top)
            done = size
            root = stack[-1]
            for left in stack[-2::-1]:
                root = node_hash(left, root)
            found[size] = root
        return found


def leads(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """Whether an inclusion proof leads from the leaf to the root (RFC 9162 2.1.3.2)."""
    fn, sn, found = index, size - 1, leaf
    for step in path:
        if not sn:
            return False
        if fn & 1 or fn == sn:
            found = node_hash(step, found)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = node_hash(found, step)
        fn, sn = fn >> 1, sn >> 1
    return not sn and found == root and index < size
