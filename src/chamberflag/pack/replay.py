"""Every decision of a pack again, with the product's own gate and the pack's rule files.

An entry is decided in the state that the entries before it leave, and written out again: it must come out byte for byte. Reasons that only
the box could know (a full disk) are taken from the entry, and only where it refused for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec

from chamberflag.custody.fold import advance
from chamberflag.custody.state import State
from chamberflag.gate.decide import decide
from chamberflag.ledger import entry as entries
from chamberflag.ledger.decided import box_line, codes_of
from chamberflag.ledger.entry import Entry
from chamberflag.ledger.replay import attested_of, fold_entry
from chamberflag.log.tree import leaf_hash
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.words import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chamberflag.acts.attested import Attested
    from chamberflag.acts.table import ActTable
    from chamberflag.gate.decide import Decision
    from chamberflag.interlock.ruleset import RuleSet
    from chamberflag.pack.rulefiles import Compiled

ZERO = bytes(32)
OF_THE_BOX = frozenset({"disk_reserve", "no_authority", "clock_back", "broken_rule"})  # reasons that the log cannot show
Finding = tuple[int, str, str, str]  # step, code, place, sentence ("" = that of the code)
STEP = 12


class Heads:
    """The newest entry of each item: its number in the chain and its leaf hash."""

    def __init__(self) -> None:
        """Before the first entry."""
        self._newest: dict[str, tuple[int, bytes]] = {}

    def of(self, subject: str) -> tuple[int, bytes]:
        """Of one item."""
        return self._newest.get(subject, (0, ZERO))

    def move(self, entry: Entry, subjects: Sequence[str], leaf: bytes) -> None:
        """After an entry, if it moves the chains it names."""
        if entry.box.decision is not Verdict.REFUSE or entry.box.done:
            for name in subjects:
                self._newest[name] = (self.of(name)[0] + 1, leaf)


def judge(rules: RuleSet, table: ActTable, state: State, entry: Entry, heads: Heads, digest: str) -> tuple[Attested, Decision]:
    """The act of an entry, and what these rules say of it in this state. digest: of the rule set that it was composed under."""
    box, attested = entry.box, attested_of(entry, state)
    late = any((record := state.keys.get(s.kid)) is not None and record.revoked >= 0 for s in attested.signers)
    attested = replace(attested, late=late)
    own = tuple(dict.fromkeys(why.rule for why in box.why if why.rule in OF_THE_BOX)) if box.decision is Verdict.REFUSE else ()
    codes = codes_of(attested, table, digest, heads.of)
    return attested, decide(rules, table, state, attested, box.recv, (*own, *codes))


@dataclass
class Replay:
    """The state after the entries so far. sets: digest of a rule set -> its compiled files. Raises Malformed where they are not there."""

    sets: Callable[[str], Compiled]
    state: State | None = None
    heads: Heads = field(default_factory=Heads)
    decided: int = 0
    differ: int = 0
    findings: list[Finding] = field(default_factory=list[Finding])

    def take(self, index: int, data: bytes) -> bool:
        """Decide one more entry; False where the log cannot be followed any further."""
        place = f"entry {index}"
        try:
            entry = entries.decode(data)
            compiled = self.sets(entry.box.rules)
            state = self.state or State(core=compiled.rules.empty())
            if not compiled.in_force(state.settings):
                self._false(place, "rules.not_in_force", "the box decided with other rule packs or parameters than were adopted")
            told, self.state = self._again(compiled, state, entry, data)
        except Malformed as error:
            self._false(place, "entry.body", f"Chamberflag cannot read this entry, decisions from here on were not replayed: {error}")
            return False
        self.decided += 1
        if told:
            self._false(place, "decision.differs", told)
        return True

    def _false(self, place: str, code: str, told: str) -> None:
        self.differ += code != "entry.body"
        self.findings.append((STEP, code, place, told))

    def _again(self, compiled: Compiled, state: State, entry: Entry, data: bytes) -> tuple[str, State]:
        """What differs ("" = nothing), and the state after the entry as it is recorded."""
        rules, box = compiled.rules, entry.box
        attested, decision = judge(rules, compiled.table, state, entry, self.heads, rules.digest)
        subjects = [s.id for s in attested.act.subj]
        heads = {name: self.heads.of(name) for name in subjects} if decision.moves else {}
        again = msgspec.structs.replace(box_line(decision, rules.digest, box.recv, heads, late=attested.late), pin=box.pin)
        same = entries.encode(Entry(entry.line, entry.signatures, again)) == data
        self.heads.move(entry, subjects, leaf_hash(data))
        if same:
            return "", advance(decision.state, box.recv, _raised(decision))
        told = differs(again, box) or f"both say {_said(box)}, but not with the same facts, places or steps"
        return told, fold_entry(rules, compiled.table, state, data).after


def _raised(decision: Decision) -> list[tuple[str, str]]:
    return [(reason.rule, reason.about or "unit") for reason in decision.why if reason.severity == "hold"]


def differs(again: entries.BoxLine, box: entries.BoxLine, whose: str = "the rules") -> str:
    """In one sentence what the gate says and what the entry says; empty where verdict and reasons are the same."""
    ours, theirs = _said(again), _said(box)
    return f"{whose} say {ours}, the box said {theirs}" if ours != theirs else ""


def _said(box: entries.BoxLine) -> str:
    rules = ", ".join(sorted({why.rule for why in box.why}))
    return f"{box.decision}{' late' if box.late else ''}" + (f" ({rules})" if rules else "")
