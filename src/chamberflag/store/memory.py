"""The ledger in memory: the same contract as on SQLite, for case replay and tests. Nothing of it survives the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.vocabulary.errors import Unproven

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chamberflag.ledger.ports import Head, NewEntry

ZERO = bytes(32)


class MemoryLedger:
    """Entries, heads and nodes in dictionaries."""

    def __init__(self) -> None:
        """An empty log."""
        self._head: Head | None = None
        self._rows: list[bytes] = []
        self._acts: dict[str, tuple[int, bytes]] = {}
        self._subjects: dict[str, tuple[int, bytes]] = {}
        self._named: dict[str, list[int]] = {}
        self._devices: dict[str, tuple[int, bytes]] = {}
        self._nodes: dict[tuple[int, int], bytes] = {}
        self._notes: dict[int, str] = {}
        self._private: dict[tuple[int, str], tuple[bytes, bytes]] = {}

    def branch(self) -> MemoryLedger:
        """A second log that goes on from here; neither sees what the other adds."""
        made = MemoryLedger()
        made._head = self._head
        made._rows = list(self._rows)
        made._named = {subject: list(indexes) for subject, indexes in self._named.items()}
        made._acts, made._subjects, made._devices = dict(self._acts), dict(self._subjects), dict(self._devices)
        made._nodes, made._notes, made._private = dict(self._nodes), dict(self._notes), dict(self._private)
        return made

    def head(self) -> Head | None:
        """The newest head."""
        return self._head

    def append(self, group: Sequence[NewEntry], head: Head, old_size: int) -> None:
        """All of the group, or nothing."""
        if len(self._rows) != old_size:
            raise Unproven("store.raced", "another writer has extended the log")
        subjects = dict(self._subjects)
        for new in group:
            if new.act_id in self._acts:
                raise Unproven("store.raced", "the act is in the log already")
            for move in new.moves:
                if subjects.get(move.subject, (0, ZERO)) != (move.n - 1, move.prev):
                    raise Unproven("store.raced", f"{move.subject} moved meanwhile")
                subjects[move.subject] = (move.n, move.leaf)
        self._subjects = subjects
        for new in group:
            self._rows.append(new.data)
            self._acts[new.act_id] = (new.index, new.digest)
            self._devices[new.dev] = (new.dseq, new.digest)
            for subject in dict.fromkeys((*(m.subject for m in new.moves), *new.mentions)):
                self._named.setdefault(subject, []).append(new.index)
            for level, index, value in new.nodes:
                self._nodes[(level, index)] = value
            for field, salt, value in new.private:
                self._private[(new.index, field)] = (salt, value)
        self._head = head
        self._notes[head.size] = head.note

    def entry(self, index: int) -> bytes:
        """The bytes of one entry."""
        return self._rows[index]

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes of entries start..stop-1."""
        yield from self._rows[start:stop]

    def by_act(self, act_id: str) -> tuple[int, bytes] | None:
        """(index, act digest) of an act."""
        return self._acts.get(act_id)

    def subject_head(self, subject: str) -> tuple[int, bytes]:
        """(n, leaf) of a subject."""
        return self._subjects.get(subject, (0, ZERO))

    def subject_entries(self, subject: str) -> list[int]:
        """Indexes of the entries that name a subject."""
        return list(self._named.get(subject, ()))

    def device_head(self, dev: str) -> tuple[int, bytes]:
        """(dseq, act digest) of a device."""
        return self._devices.get(dev, (0, ZERO))

    def node(self, level: int, index: int) -> bytes:
        """A stored node."""
        return self._nodes[(level, index)]

    def note(self, size: int) -> str | None:
        """The signed checkpoint of a size."""
        return self._notes.get(size)

    def private(self, index: int, field: str) -> tuple[bytes, bytes] | None:
        """(salt, value) of a committed text."""
        return self._private.get((index, field))
