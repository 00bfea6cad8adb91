"""Stored bytes hashed again and compared with the stored tree: at each start for the newest entries, by `log fsck` for all."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Protocol

from chamberflag.log.rebuild import Damage
from chamberflag.log.tree import HASH, Frontier, frontier_of, stored
from chamberflag.vocabulary.errors import Broken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

BUNDLE = 256
_sha256 = hashlib.sha256


class Stored(Protocol):
    """Entries and the nodes stored for them."""

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes of entries start..stop-1."""
        ...

    def node(self, level: int, index: int) -> bytes:
        """A stored full node."""
        ...

    def stored_nodes(self, first: int, count: int) -> bytes:
        """Stored nodes one after the other."""
        ...


def rehash(
    ledger: Stored,
    start: int,
    stop: int,
    report: Callable[[Damage], None],
    each: Callable[[int, Sequence[bytes]], None] | None = None,
) -> Frontier:
    """Hash entries start..stop-1, compare every node they complete, and give the frontier that the entries lead to.

    What lies before `start` is taken from stored nodes. `each` gets (first index, entries) of every bundle. A missing entry ends it.
    """
    try:
        frontier = frontier_of(ledger.node, start)
        while frontier.size < stop:
            first = frontier.size
            last = min(stop, (first // BUNDLE + 1) * BUNDLE)
            entries = list(ledger.entries(first, last))
            frontier, nodes = frontier.extend([_sha256(b"\x00" + entry).digest() for entry in entries])
            kept = ledger.stored_nodes(stored(first), len(nodes))
            if kept != b"".join(nodes):
                at = next((i for i, node in enumerate(nodes) if kept[i * HASH : (i + 1) * HASH] != node), 0)
                text = f"stored node {stored(first) + at} is not what the entries hash to"
                report(Damage("store.node", f"entries {first} to {last - 1}", text))
                frontier = frontier_of(ledger.node, last)  # what follows is judged by itself
            if each is not None:
                each(first, entries)
    except Broken as error:
        report(Damage(error.code, error.place or f"entry {start}", error.text))
        return Frontier()
    return frontier
