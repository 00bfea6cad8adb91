"""Recorded entries judged once more: signatures under the keys of their place, decisions by the rules in force there, the chains.

Told of entries in order, from any place on: what lies before the first is folded, not judged again. Where it cannot follow any more (an
entry that is no act) it says so once and stops.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chamberflag.canon.profile import b64u, unb64u
from chamberflag.gate.decide import decide
from chamberflag.ledger import entry as entries
from chamberflag.ledger.decided import as_why
from chamberflag.ledger.ports import ZERO
from chamberflag.ledger.replay import fold_entry
from chamberflag.log.rebuild import Damage
from chamberflag.log.tree import leaf_hash
from chamberflag.recorder.allowed import check_author, check_enrolment
from chamberflag.recorder.attest import Signed, attest
from chamberflag.recorder.record import RulesFor
from chamberflag.vocabulary.errors import ChamberflagError
from chamberflag.vocabulary.words import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from chamberflag.acts.table import ActTable
    from chamberflag.custody.state import State
    from chamberflag.ledger.entry import Entry

# Reasons that no replay can find again: they come from the box's own moment, not from the log.
OF_THE_BOX = frozenset({"disk_reserve", "clock_back", "rules_older", "subject_stale", "late", "no_authority", "broken_rule"})


@dataclass
class Auditor:
    """The state as the entries told so far leave it. before: the entries from 0 up to a place, in order."""

    state: State
    rules_for: RulesFor
    table: ActTable
    before: Callable[[int], Iterable[bytes]]
    lost: bool = False
    sent: dict[tuple[str, int], tuple[bytes, bytes]] = field(default_factory=dict[tuple[str, int], tuple[bytes, bytes]])
    subjects: dict[str, tuple[int, bytes]] = field(default_factory=dict[str, tuple[int, bytes]])

    def __call__(self, index: int, data: bytes, /) -> Iterator[Damage]:
        """What does not hold in an entry."""
        if self.lost:
            return
        place = f"entry {index}"
        try:
            if self.state.size < index:
                for earlier in self.before(index):
                    self._fold(earlier)
            yield from self._judged(place, entries.decode(data))
            yield from self._fold(data, place)
        except ChamberflagError as error:
            self.lost = True
            yield Damage(error.code, place, f"{error.text}; later entries were not judged")

    def _fold(self, data: bytes, place: str = "") -> list[Damage]:
        """The state and the chains one entry later; where the entry does not follow them."""
        made = fold_entry(self.rules_for(self.state), self.table, self.state, data)
        act, box = made.attested.act, made.entry.box
        found: list[Damage] = []
        before, digest = unb64u(act.dprev), made.attested.digest
        if (act.dev, act.dseq) in self.sent:
            found.append(Damage("device.fork", place, f"its device has signed number {act.dseq} already"))
        last, _ = self.sent.get((act.dev, act.dseq - 1), (before if act.dseq > 1 else ZERO, b""))
        _, follows = self.sent.get((act.dev, act.dseq + 1), (b"", digest))
        if (before, digest) != (last, follows):
            found.append(Damage("device.chain", place, "the act does not stand between those of its device before and after it"))
        self.sent[act.dev, act.dseq] = (digest, before)
        placed = box.decision is Verdict.RECORDED or bool(box.done)
        for row in box.place if placed else act.subj if box.decision is Verdict.PERMIT else ():
            n, leaf = self.subjects.get(row.id, (0, ZERO))
            if (row.n, row.prev) != (n + 1, b64u(leaf)):
                found.append(Damage("subject.chain", place, f"the entry does not follow the last one of {row.id}"))
            self.subjects[row.id] = (n + 1, leaf_hash(data))
        self.state = made.after
        return found

    def _judged(self, place: str, entry: Entry) -> Iterator[Damage]:
        settings = self.state.settings
        practice = settings.kind == "practice" or (not settings.kind and b'"kind":"practice"' in entry.line)
        try:
            attested = attest(Signed(entry.line, entry.signatures), self.state.keys, practice=practice, origins=settings.origins)
            check_author(attested, self.table, self.state.size)
            check_enrolment(attested, self.state.keys, kind=settings.kind)
        except ChamberflagError as error:
            yield Damage(error.code, place, error.text)
            return
        rules = self.rules_for(self.state)
        if entry.box.rules != rules.digest:
            yield Damage(
                "decision.rules", place, "this entry was decided by a rule set that is not installed here; its decision was not compared"
            )
            return
        codes = tuple(why.rule for why in entry.box.why if why.rule in OF_THE_BOX)
        again = decide(rules, self.table, self.state, attested, entry.box.recv, tuple(dict.fromkeys(codes)))
        if again.verdict is not entry.box.decision or (
            again.verdict is Verdict.REFUSE and _ids(tuple(map(as_why, again.why))) != _ids(entry.box.why)
        ):
            yield Damage("decision.differs", place, f"the gate would say {again.verdict} now, the entry says {entry.box.decision}")


def _ids(why: tuple[entries.Why, ...]) -> list[tuple[str, str, int]]:
    return sorted({(one.rule, one.about, one.step) for one in why})
