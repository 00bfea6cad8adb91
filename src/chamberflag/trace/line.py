"""One entry as the trace reads it: who signed, which steps count, which items and which people it speaks of. Source: log.md section 2.

A line says what was stated, never what was so. Steps of a refused act are kept to be shown and count for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from chamberflag.acts import act as acts
from chamberflag.acts.parts import parts_of
from chamberflag.canon.profile import decode
from chamberflag.ledger.replay import done_steps
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.words import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.acts.attested import Part
    from chamberflag.ledger.entry import Entry


@dataclass(frozen=True, slots=True)
class Signature:
    """A person's signature: the person the key is bound to ("" = nobody on record), and the role signed in."""

    person: str
    role: str
    kid: str


@dataclass(frozen=True, slots=True)
class Line:
    """An entry. at: the box's instant, claimed: the phone's, both in ms; done: how many steps count; rules: what refused or was raised.

    said: of each step, the members that stand in the signed body. steps is empty where this version does not understand the act.
    called: (item, RUBBER or REPLICA) of its subjects that are mouldings.
    """

    index: int
    at: int
    claimed: int
    late: bool
    type: str
    act_id: str
    verdict: Verdict
    signers: tuple[Signature, ...]
    subjects: tuple[str, ...]
    steps: tuple[Part, ...]
    done: int
    rules: tuple[str, ...]
    said: tuple[frozenset[str], ...] = ()
    called: tuple[tuple[str, str], ...] = ()

    def stated(self, step: Part, name: str) -> bool:
        """Whether the signers' own bytes say this of a step: what a body holds because nothing was said is no statement of theirs."""
        return any(one is step and name in names for one, names in zip(self.steps, self.said, strict=False))

    @property
    def counts(self) -> tuple[Part, ...]:
        """The steps that were done."""
        return self.steps[: self.done]

    @property
    def refused(self) -> bool:
        """Whether nothing of it counts because the gate refused it."""
        return self.verdict is Verdict.REFUSE and self.done == 0

    @property
    def people(self) -> tuple[str, ...]:
        """The people who signed, each once; a key of nobody is left out."""
        return tuple(dict.fromkeys(s.person for s in self.signers if s.person))

    @property
    def actor(self) -> str:
        """The first signer, who does the act."""
        return self.signers[0].person if self.signers else ""


def read(index: int, entry: Entry, bound: Mapping[str, str]) -> Line:
    """The line of an entry. bound: key id -> person, of every key enrolled in the log."""
    box = entry.box
    rules = tuple(dict.fromkeys(why.rule for why in box.why))
    try:
        act = acts.decode(entry.line)
        steps = parts_of(act)
    except Malformed:
        return _not_understood(index, entry, rules)
    return Line(
        index=index,
        at=box.recv,
        claimed=act.at,
        late=box.late,
        type=act.type,
        act_id=act.id,
        verdict=box.decision,
        signers=tuple(Signature(bound.get(s.kid, ""), str(s.role), s.kid) for s in act.signers),
        subjects=tuple(s.id for s in act.subj),
        steps=steps,
        done=done_steps(entry, act, len(steps)),
        rules=rules,
        said=_said(act.body),
    )


def _said(body: Mapping[str, object]) -> tuple[frozenset[str], ...]:
    steps = body.get("steps")
    return tuple(
        frozenset(cast("Mapping[str, object]", step)) for step in (cast("list[object]", steps) if isinstance(steps, list) else [body])
    )


def _not_understood(index: int, entry: Entry, rules: tuple[str, ...]) -> Line:
    """What can still be said of an act whose type or body this version does not know: that it is there, and which items it names."""
    try:
        raw = decode(entry.line)
    except Malformed:
        raw = {}
    named = raw.get("subj")
    subjects = tuple(str(s["id"]) for s in named if isinstance(s, dict) and "id" in s) if isinstance(named, list) else ()
    claimed = raw.get("at")
    return Line(
        index=index,
        at=entry.box.recv,
        claimed=claimed if isinstance(claimed, int) else entry.box.recv,
        late=entry.box.late,
        type=str(raw.get("type", "")),
        act_id=str(raw.get("id", "")),
        verdict=entry.box.decision,
        signers=(),
        subjects=subjects,
        steps=(),
        done=0,
        rules=rules,
    )


def as_if_done(line: Line) -> Line:
    """The line with all its steps counted, whatever the gate said: only for a harness that asks what would have followed."""
    return replace(line, done=len(line.steps))
