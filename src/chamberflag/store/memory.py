"""The ledger in memory: the same contract as on SQLite, for case replay and tests. Nothing of it survives the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.ledger.group import check_group
from chamberflag.ledger.ports import ZERO
from chamberflag.vocabulary.errors import Broken, Unproven

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chamberflag.ledger.ports import Head, NewEntry, Snapshot


class MemoryLedger:
    """Entries, heads and nodes in dictionaries."""

    def __init__(self) -> None:
        """An empty log."""
        self.stopped = ""
        self._head: Head | None = None
        self._rows: list[bytes] = []
        self._acts: dict[str, tuple[int, bytes]] = {}
        self._subjects: dict[str, tuple[int, bytes]] = {}
        self._named: dict[str, list[int]] = {}
        self._devices: dict[str, tuple[int, bytes]] = {}
        self._sent: dict[tuple[str, int], int] = {}
        self._nodes: dict[tuple[int, int], bytes] = {}
        self._notes: dict[int, str] = {}
        self._private: dict[tuple[int, str], tuple[bytes, bytes]] = {}
        self._snapshots: list[Snapshot] = []

    def stop(self, why: str) -> None:
        """From now on this ledger only reads."""
        self.stopped = self.stopped or why

    def append(self, group: Sequence[NewEntry], head: Head, old_size: int) -> None:
        """All of the group, or nothing."""
        if self.stopped:
            raise Broken("store.closed", f"nothing is written to this log: {self.stopped}")
        check_group(group, head, old_size)
        if len(self._rows) != old_size or (self._head is not None and head.recv < self._head.recv):
            raise Unproven("store.raced", "the log has been extended meanwhile, or its clock went back")
        acts, sent = dict[str, tuple[int, bytes]](), dict[tuple[str, int], int]()
        subjects = dict[str, tuple[int, bytes]]()
        for new in group:
            self._judge(new, acts, sent, subjects)
        self._acts |= acts
        self._sent |= sent
        self._subjects |= subjects
        for new in group:
            self._keep(new)
        self._head = head
        self._notes[head.size] = head.note

    def _judge(
        self, new: NewEntry, acts: dict[str, tuple[int, bytes]], sent: dict[tuple[str, int], int], subjects: dict[str, tuple[int, bytes]]
    ) -> None:
        """Raise Unproven where the entry does not follow the log and the group so far."""
        known = self._acts.get(new.act_id)
        if known is not None and known[1] == new.digest:
            raise Unproven("store.known", f"the act is entry {known[0]} already", new.act_id)
        if known is not None:
            raise Unproven("store.reused", f"the act's id is that of entry {known[0]}, over other bytes", new.act_id)
        number = (new.dev, new.dseq)
        if new.act_id in acts or number in self._sent or number in sent:
            raise Unproven("store.raced", f"the device has used number {new.dseq} already, or two acts of the group have one id", new.dev)
        acts[new.act_id], sent[number] = (new.index, new.digest), new.index
        for move in new.moves:
            if (subjects.get(move.subject) or self.subject_head(move.subject)) != (move.n - 1, move.prev):
                raise Unproven("store.raced", "a subject of the group has moved meanwhile", move.subject)
            subjects[move.subject] = (move.n, move.leaf)

    def _keep(self, new: NewEntry) -> None:
        self._rows.append(new.data)
        if new.dseq > self.device_head(new.dev)[0]:
            self._devices[new.dev] = (new.dseq, new.digest)
        for subject in dict.fromkeys((*(m.subject for m in new.moves), *new.mentions)):
            self._named.setdefault(subject, []).append(new.index)
        for level, index, value in new.nodes:
            self._nodes[level, index] = value
        for field, salt, value in new.private:
            self._private[new.index, field] = (salt, value)

    def head(self) -> Head | None:
        """The newest head."""
        return self._head

    def entry(self, index: int) -> bytes:
        """The bytes of one entry. Raises Broken where it is missing."""
        if not 0 <= index < len(self._rows):
            raise Broken("store.entry", "the entry is missing", f"entry {index}")
        return self._rows[index]

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes of entries start..stop-1. Raises Broken where one is missing."""
        for index in range(start, stop):
            yield self.entry(index)

    def node(self, level: int, index: int) -> bytes:
        """A stored node. Raises Broken where it is missing."""
        found = self._nodes.get((level, index))
        if found is None:
            raise Broken("store.node", f"tree node {level}/{index} is missing")
        return found

    def note(self, size: int) -> str | None:
        """The signed checkpoint of a size."""
        return self._notes.get(size)

    def notes(self, start: int, stop: int) -> Iterator[tuple[int, str]]:
        """(size, signed checkpoint) of start < size <= stop."""
        return ((size, note) for size, note in list(self._notes.items()) if start < size <= stop)

    def by_act(self, act_id: str) -> tuple[int, bytes] | None:
        """(index, act digest) of an act."""
        return self._acts.get(act_id)

    def by_acts(self, act_ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        """Those of some acts that are in the log, with (index, act digest)."""
        return {act_id: self._acts[act_id] for act_id in act_ids if act_id in self._acts}

    def by_device(self, dev: str, dseq: int) -> int | None:
        """Index of a device's act by its number."""
        return self._sent.get((dev, dseq))

    def subject_head(self, subject: str) -> tuple[int, bytes]:
        """(n, leaf) of a subject; (0, zeros) before the first."""
        return self._subjects.get(subject, (0, ZERO))

    def subject_entries(self, subject: str) -> list[int]:
        """Indexes of the entries that name a subject."""
        return list(self._named.get(subject, ()))

    def device_head(self, dev: str) -> tuple[int, bytes]:
        """(dseq, act digest) of a device's highest act; (0, zeros) before the first."""
        return self._devices.get(dev, (0, ZERO))

    def private(self, index: int, field: str) -> tuple[bytes, bytes] | None:
        """(salt, value) of a committed text, unless erased."""
        return self._private.get((index, field))

    def privates(self, index: int) -> list[tuple[str, bytes, bytes]]:
        """(field, salt, value) of all texts of an entry that are not erased."""
        return [(field, *found) for (at, field), found in sorted(self._private.items()) if at == index]

    def erase(self, index: int, field: str) -> bool:
        """Delete salt and value; False where there is nothing."""
        return self._private.pop((index, field), None) is not None

    def snapshot(self, rules: str | None = None) -> Snapshot | None:
        """The newest state kept; of one rule set, or of any."""
        return next((kept for kept in reversed(self._snapshots) if rules in (None, kept.rules) and kept.size <= len(self._rows)), None)

    def put_snapshot(self, snapshot: Snapshot) -> None:
        """Keep a state; the two newest are kept."""
        kept = [one for one in self._snapshots if (one.size, one.rules) != (snapshot.size, snapshot.rules)]
        self._snapshots = sorted([*kept, snapshot], key=lambda one: one.size)[-2:]
