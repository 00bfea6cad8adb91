"""What the recorder, the trace and the verifier ask of a store, and nothing more. Source: log.md sections 3, 6, 10, 11.

Implemented on SQLite and in memory; one contract test runs both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chamberflag.log.tree import Frontier

ZERO = bytes(32)


class Head(msgspec.Struct, frozen=True):
    """The end of the log: its frontier, its signed checkpoint, and the newest instant of the box (ms)."""

    frontier: Frontier
    note: str
    recv: int

    @property
    def size(self) -> int:
        """Number of entries."""
        return self.frontier.size


class Move(msgspec.Struct, frozen=True):
    """A subject's chain grows: its place n (from 1), the entry's leaf, and the leaf it follows (zeros before the first)."""

    subject: str
    n: int
    leaf: bytes
    prev: bytes


class NewEntry(msgspec.Struct, frozen=True):
    """An entry ready to be frozen.

    nodes: (level, index, hash) of the tree nodes it completes, the leaf first; mentions: subjects it names without moving them; private:
    (field, salt, value) of the texts it commits to; owner: the person whose key locks them, empty for the unit's own.
    """

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
    private: tuple[tuple[str, bytes, bytes], ...] = ()
    owner: str = ""


class Snapshot(msgspec.Struct, frozen=True):
    """The state after `size` entries as bytes, good for one tree head and one rule set only."""

    size: int
    root: bytes
    rules: str
    data: bytes


class Entries(Protocol):
    """Reading by position."""

    def head(self) -> Head | None:
        """The newest head; None before genesis."""
        ...

    def entry(self, index: int) -> bytes:
        """The bytes of one entry. Raises Broken where it is missing."""
        ...

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes of entries start..stop-1, in order, whole or Broken."""
        ...

    def node(self, level: int, index: int) -> bytes:
        """A stored full node of the tree. Raises Broken where it is missing."""
        ...

    def note(self, size: int) -> str | None:
        """The signed checkpoint of a size, if one was signed."""
        ...

    def notes(self, start: int, stop: int) -> Iterator[tuple[int, str]]:
        """(size, signed checkpoint) of start < size <= stop, in order."""
        ...


class Chains(Protocol):
    """Reading by act, subject and device."""

    def by_act(self, act_id: str) -> tuple[int, bytes] | None:
        """(index, act digest) of the act, if it is in the log."""
        ...

    def by_acts(self, act_ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        """Those of some acts that are in the log, with (index, act digest)."""
        ...

    def by_device(self, dev: str, dseq: int) -> int | None:
        """Index of a device's act by its number."""
        ...

    def subject_head(self, subject: str) -> tuple[int, bytes]:
        """(n, leaf) of a subject's newest entry; (0, zeros) before the first."""
        ...

    def subject_entries(self, subject: str) -> list[int]:
        """Indexes of all entries that name a subject, in order."""
        ...

    def device_head(self, dev: str) -> tuple[int, bytes]:
        """(dseq, act digest) of a device's highest act; (0, zeros) before the first."""
        ...


class Texts(Protocol):
    """What lies beside the log: private texts, and the state as a shortcut."""

    def private(self, index: int, field: str) -> tuple[bytes, bytes] | None:
        """(salt, value) of a committed text, unless erased."""
        ...

    def privates(self, index: int) -> list[tuple[str, bytes, bytes]]:
        """(field, salt, value) of all texts of an entry that are not erased."""
        ...

    def erase(self, index: int, field: str) -> bool:
        """Delete salt and value for good; False where there is nothing."""
        ...

    def snapshot(self, rules: str | None = None) -> Snapshot | None:
        """The newest sound state kept, of one rule set or of any. Whoever takes it compares its root with the log's at its size."""
        ...

    def put_snapshot(self, snapshot: Snapshot) -> None:
        """Keep a state; the two newest are kept."""
        ...


class Ledger(Entries, Chains, Texts, Protocol):
    """Append and read. `append` is one transaction: all of the group, or nothing."""

    def append(self, group: Sequence[NewEntry], head: Head, old_size: int) -> None:
        """Freeze a group.

        Raises Unproven where the old value is not the one expected, and nothing has changed: store.raced (the log, a subject or a device's
        number has moved), store.known (the act is in the log), store.reused (its id is, over other bytes). Raises Broken on any failure of
        the disk, and for ever after: the process ends, recovery is the next start.
        """
        ...


class Attachments(Protocol):
    """Content by its SHA-256, durable before the act that names it is accepted."""

    def put(self, data: bytes) -> str:
        """Keep content; its SHA-256 in hex. Raises Broken."""
        ...

    def get(self, sha256: str) -> bytes | None:
        """The content, its hash checked; None where it is missing. Raises Unproven(attachment.altered)."""
        ...


class OutsideMemory(Protocol):
    """What remembers this log outside of its box (hub.md 4.3)."""

    def newest(self) -> str | None:
        """The newest signed head it holds; None where it does not answer."""
        ...

    def put(self, note: str) -> None:
        """Keep a newer head, durable on return. Raises Unproven(memory.ahead) where it holds one beyond it, Broken(memory.silent)."""
        ...
