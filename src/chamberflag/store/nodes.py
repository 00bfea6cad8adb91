"""Stored tree nodes, 32 hashes a row in the order in which they become full: one row touched by an act, one read by a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.log.tree import HASH, place, stored
from chamberflag.vocabulary.errors import Broken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chamberflag.ledger.ports import NewEntry
    from chamberflag.store.rows import Ask

CHUNK = 32
FULL = CHUNK * HASH
KEPT = 4096  # rows held in memory, 4 MB; full rows never change


class Nodes:
    """The rows of table `node`, and the last one that is not full yet."""

    def __init__(self, ask: Ask, size: int) -> None:
        """ask: run a query; size: of the log."""
        self._ask = ask
        self._kept: dict[int, bytes] = {}
        self._end = b""
        self.settle(size, b"")

    def settle(self, size: int, end: bytes) -> None:
        """The log now has `size` entries and the row that is not full holds `end`; read where it is empty."""
        chunk, rest = divmod(stored(size), CHUNK)
        self._end = end or (self._row(chunk)[: rest * HASH] if rest else b"")
        if len(self._end) != rest * HASH:
            raise Broken("store.node", f"tree nodes are missing from the database at the end of {size} entries")

    def read(self, level: int, index: int) -> bytes:
        """A full node. Raises Broken where it is missing."""
        chunk, at = divmod(place(level, index), CHUNK)
        row = self._kept.get(chunk) or self._row(chunk)
        found = row[at * HASH : (at + 1) * HASH]
        if len(found) != HASH:
            raise Broken("store.node", f"tree node {level}/{index} is missing from the database")
        return found

    def run(self, first: int, count: int) -> bytes:
        """`count` stored nodes from place `first` on, one after the other; shorter where some are missing."""
        chunk, skip = divmod(first, CHUNK)
        rows = self._ask("SELECT hashes FROM node WHERE chunk >= ? AND chunk <= ? ORDER BY chunk", (chunk, (first + count - 1) // CHUNK))
        return b"".join([row[0] for row in rows])[skip * HASH : (skip + count) * HASH]

    def rows(self, group: Sequence[NewEntry]) -> tuple[list[tuple[int, bytes]], bytes]:
        """(chunk, hashes) to write for a group, the first in place of the row that is not full, and what is not full afterwards."""
        data = self._end + b"".join([node[2] for new in group for node in new.nodes])
        first = stored(group[0].index) // CHUNK
        return [(first + at // FULL, data[at : at + FULL]) for at in range(0, len(data), FULL)], data[len(data) // FULL * FULL :]

    def _row(self, chunk: int) -> bytes:
        rows = self._ask("SELECT hashes FROM node WHERE chunk = ?", (chunk,))
        row = rows[0][0] if rows else b""
        if len(row) == FULL:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[chunk] = row
        return row
