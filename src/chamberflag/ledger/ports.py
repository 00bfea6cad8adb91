"""What the recorder asks of a store, and nothing more. Implemented on SQLite and in memory; one contract test runs both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chamberflag.log.tree import Frontier


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the log: its frontier, its signed checkpoint, and the newest instant of the box."""

    frontier: Frontier
    note: str
    recv: int

    @property
    def size(self) -> int:
        """Number of entries."""
        return self.frontier.size


@dataclass(frozen=True, slots=True)
class Move:
    """A subject's chain grows: its place n (from 1), the entry's leaf, and the leaf it follows."""

    subject: str
    n: int
    leaf: bytes
    prev: bytes


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry ready to be frozen. nodes: tree nodes it completes; mentions: subjects it names without moving them."""

    index: int
    data: bytes
    leaf: bytes
    nodes: tuple[tuple[int, int, bytes], ...]
    act_id: str
    digest: bytes
    dev: str
    dseq: int
    moves: tuple[Move, ...]
    mentions: tuple[str, ...]
    private: tuple[tuple[str, bytes, bytes], ...] = ()  # field, salt, value


class Ledger(Protocol):
    """Append and read. `append` is one transaction: all of the group, or nothing."""

    def head(self) -> Head | None:
        """The newest head; None before genesis."""
        ...

    def append(self, group: Sequence[NewEntry], head: Head, old_size: int) -> None:
        """Freeze a group. Raises Unproven(store.raced) where the log or a subject moved meanwhile, Broken on any disk error."""
        ...

    def entry(self, index: int) -> bytes:
        """The bytes of one entry."""
        ...

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes of entries start..stop-1."""
        ...

    def by_act(self, act_id: str) -> tuple[int, bytes] | None:
        """(index, act digest) of the act, if it is in the log."""
        ...

    def subject_head(self, subject: str) -> tuple[int, bytes]:
        """(n, leaf) of a subject's newest entry; (0, zeros) before the first."""
        ...

    def subject_entries(self, subject: str) -> list[int]:
        """Indexes of all entries that name a subject, in order."""
        ...

    def device_head(self, dev: str) -> tuple[int, bytes]:
        """(dseq, act digest) of a device's newest act; (0, zeros) before the first."""
        ...

    def node(self, level: int, index: int) -> bytes:
        """A stored full node of the tree."""
        ...

    def note(self, size: int) -> str | None:
        """The signed checkpoint of a size, if one was signed."""
        ...

    def private(self, index: int, field: str) -> tuple[bytes, bytes] | None:
        """(salt, value) of a committed text, unless erased."""
        ...
