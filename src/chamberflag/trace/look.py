"""The last look by two people: a complete witness look after a complete check by another person, and what ended it.

Ended by rounds loaded, unloaded or fired, a change of hand to outside the weapons lead's team, a fall, or a gap. What else the record holds
against it since (a finding that is another one, a report, a quarantine, a break, a store) stands beside it: how long a look holds is the
gate's to judge. A witness's look that was
recorded because its finding was not the record's counts as no look (acts.md section 3). For a lot: the newest proof or count that two
people signed, ended by a gap. Nothing here says what was inside: it says who states that they looked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chamberflag.acts.ceremony import Look
from chamberflag.acts.incident import Report
from chamberflag.acts.plan import Use
from chamberflag.acts.rounds import CountItems, ProveRound
from chamberflag.acts.weapons import Accept, BringIn
from chamberflag.trace.standing import NOT_RECORDED, Where, after
from chamberflag.vocabulary.words import Action, Chamber, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chamberflag.acts.attested import Part
    from chamberflag.trace.line import Line
    from chamberflag.trace.standing import Standing


@dataclass(frozen=True, slots=True)
class Looked:
    """A look by two people: the second one's entry and instant, the first one's entry, both people.

    found: what the second one states; ended: entry and reason, if it was; since: what else bears on it, (entry, what) each.
    """

    entry: int
    at: int
    first: int
    people: tuple[str, str]
    found: tuple[Chamber, ...] = ()
    ended: int = -1
    why: str = ""
    since: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _First:
    person: str
    entry: int


def last_look(lines: Sequence[Line], weapon: str) -> tuple[Looked | None, Looked | None]:
    """The newest look by two people that nothing has ended, and the newest of all, ended or not."""
    newest: Looked | None = None
    first: _First | None = None
    capacity = -1
    standing = NOT_RECORDED
    for line in lines:
        if line.type == "call_break" and standing.where is Where.HAND:
            newest = _since(newest, line.index, "a break was called while it was out")
        if weapon not in line.subjects:
            continue
        for step in line.counts:
            capacity = _capacity(step, weapon, capacity)
            then = after(standing, line, step, weapon=True, item=weapon)
            why = _ends(standing, then, step)
            bears = "" if why else _bears(newest, standing, then, step)
            standing = then
            if why and newest is not None and newest.ended < 0:
                newest = replace(newest, ended=line.index, why=why)
            newest = _since(newest, line.index, bears) if bears else newest
            if why and why not in ROUNDS_MOVED:  # rounds loaded after the check are what the witness then looks at
                first = None
            if not isinstance(step.body, Look) or not line.actor or not _complete(line, step.body, capacity):
                continue
            if step.type == "check":
                first = _First(line.actor, line.index)
            elif step.type == "witness" and first is not None and first.person != line.actor and line.verdict is not Verdict.RECORDED:
                newest = Looked(line.index, line.at, first.entry, (first.person, line.actor), step.body.chambers)
    return (newest if newest is not None and newest.ended < 0 else None), newest


def _since(newest: Looked | None, entry: int, what: str) -> Looked | None:
    """The look with one thing more that bears on it; a look that has ended stays as it ended."""
    return newest if newest is None or newest.ended >= 0 else replace(newest, since=(*newest.since, (entry, what)))


def _bears(newest: Looked | None, before: Standing, then: Standing, step: Part) -> str:
    """What a step says against a look without ending it ("" = nothing): first of all that somebody found otherwise."""
    match step.type, step.body:
        case _, Look(chambers=chambers) if newest is not None and sorted(chambers) != sorted(newest.found):
            return "somebody states to have found something else in it"
        case "report", Report(kind=kind):
            return f"a report about it: {kind.replace('_', ' ')}"
        case "quarantine", _:
            return "it was put into quarantine"
        case _:
            return "it was put away" if then is not before and then.where in {Where.STORE, Where.EVIDENCE} else ""


LOADED, UNLOADED = "rounds were loaded", "rounds were unloaded"
ROUNDS_MOVED = frozenset({LOADED, UNLOADED})


def _ends(before: Standing, then: Standing, step: Part) -> str:
    """Why a step ends a look ("" = it does not)."""
    match step.type, step.body:
        case "load", _:
            return LOADED
        case "unload", _:
            return UNLOADED
        case "test_fire", _:
            return "shots were fired"
        case "use", Use(action=Action.FIRE):
            return "shots were fired"
        case "report", Report(kind="drop"):
            return "it fell"
        case "report", Report(kind="unintended_discharge"):
            return "it fired"
        case "make_safe", _:
            return "it was opened and made harmless"
        case "leave_set", _:
            return "it left the set"
        case _:
            pass
    if then is before:
        return ""
    if then.gap:
        lay = {Where.UNATTENDED: "it lay unattended", Where.UNLOCKED: "it lay unlocked", Where.LAID: "it lay in play"}
        return lay.get(then.where, "nobody signed for it")
    if then.where is Where.HAND and then.outside:
        return "it went into a hand outside the weapons lead's team"
    return "it left the production's record" if then.where is Where.AWAY else ""


def _complete(line: Line, look: Look, capacity: int) -> bool:
    """All chambers were looked at: as many results as chambers on record; without a record, as the gate judged."""
    return len(look.chambers) == capacity if capacity >= 0 else line.verdict is Verdict.PERMIT


def _capacity(step: Part, weapon: str, known: int) -> int:
    if isinstance(step.body, Accept | BringIn):
        for thing in step.body.things:
            if thing.id == weapon and thing.capacity is not None:
                return thing.capacity
    return known


def last_proof(lines: Sequence[Line], lot: str) -> tuple[Looked | None, Looked | None]:
    """For rounds: the newest proof or count signed by two people that no gap has ended, and the newest of all."""
    newest: Looked | None = None
    standing = NOT_RECORDED
    for line in lines:
        if lot not in line.subjects:
            continue
        for step in line.counts:
            then = after(standing, line, step, weapon=False, item=lot)
            if then is not standing and then.gap and newest is not None and newest.ended < 0:
                why = "it lay unlocked" if then.where is Where.UNLOCKED else "nobody signed for it"
                newest = replace(newest, ended=line.index, why=why)
            standing = then
            two = line.people
            if isinstance(step.body, ProveRound | CountItems) and len(two) > 1:
                newest = Looked(line.index, line.at, line.index, (two[0], two[1]))
    return (newest if newest is not None and newest.ended < 0 else None), newest
