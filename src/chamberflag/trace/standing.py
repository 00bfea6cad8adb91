"""Who answers for an item from one entry to the next, as signed acts state it. Source: acts.md section 1, plan-and-incident, Trace.

1 taking (take_out, pick_up, collect, bring_in; in play change_hands, take_up) puts it into the hand of the one who signs; 2 giving
(pass_on, hand_over, lend, give_back) into the hand of the other one who signs, and of nobody where the giver signs alone; a rack issue
into the hand that it names for the piece; 3 laid down or put away: in a locked store, unlocked, or lying unattended or in play, as stated;
4 a refused act moves nothing. The proved machine is stricter about what it lets follow; here stands what was stated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from chamberflag.acts.incident import MoveToEvidence, Report
from chamberflag.acts.rack import IssueMoulded
from chamberflag.acts.weapons import PassOn, PutAway, SetDown, Store
from chamberflag.vocabulary.words import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chamberflag.acts.attested import Part
    from chamberflag.trace.line import Line

TEAM = frozenset({Role.LEAD, Role.ASSISTANT})


class Where(StrEnum):
    """Where an item is, as stated."""

    UNKNOWN = "unknown"
    HAND = "hand"
    STORE = "store"
    OPENED = "opened"  # a store or container, by somebody who signed for it
    UNLOCKED = "unlocked"
    UNATTENDED = "unattended"
    LAID = "laid"  # in play, where a performer of the plan laid it
    NOBODY = "no_holder"
    EVIDENCE = "evidence"
    AWAY = "away"  # returned to owner or supplier


GAPS = frozenset({Where.UNLOCKED, Where.UNATTENDED, Where.LAID, Where.NOBODY})


@dataclass(frozen=True, slots=True)
class Standing:
    """How an item stands from entry `index` on.

    holders: people on whose signature it is in their hand; place: the store, container or place named ("" = none); act: the act that says
    so; by: who signed it; outside: in the hand of somebody who is not of the weapons lead's team in that act; lock: whether the signers say
    themselves that it is locked.
    """

    index: int
    at: int
    where: Where
    holders: tuple[str, ...] = ()
    place: str = ""
    act: str = ""
    by: tuple[str, ...] = ()
    outside: bool = False
    lock: bool = False

    @property
    def gap(self) -> bool:
        """Whether nobody answers for the item."""
        return self.where in GAPS


NOT_RECORDED = Standing(-1, -1, Where.UNKNOWN)


def course(lines: Iterable[Line], item: str, *, weapon: bool) -> list[Standing]:
    """Every change of an item's standing in order; before the first one nothing is recorded. weapon: laid down it lies unattended."""
    found: list[Standing] = []
    now = NOT_RECORDED
    for line in lines:
        if item not in line.subjects:
            continue
        for step in line.counts:
            then = after(now, line, step, weapon=weapon, item=item)
            if then is not now:
                found.append(then)
                now = then
    return found


def after(now: Standing, line: Line, step: Part, *, weapon: bool, item: str) -> Standing:
    """The standing of an item after one step; the same object where the step changes nothing."""
    to = Standing(line.index, line.at, Where.UNKNOWN, act=step.type, by=line.people, lock=line.stated(step, "locked"))
    match step.type, step.body:
        case "issue_moulded", IssueMoulded() as body:
            named = dict(zip(line.subjects, body.receivers, strict=False))
            return replace(to, where=Where.HAND, holders=(named[item],), outside=True) if item in named else now
        case "bring_in" | "take_out" | "pick_up" | "collect" | "collect_moulded" | "change_hands" | "take_up", _:
            return _taken(to, line.actor, _role(line, 0))
        case "accept", _:
            return replace(to, where=Where.STORE)
        case "hand_over" | "lend" | "give_back" | "pass_on", _:
            return _given(now, to, line, step)
        case "lay", _:
            return replace(to, where=Where.LAID)
        case "set_down", SetDown() as body:
            lying = Where.UNATTENDED if weapon else Where.UNLOCKED
            return _left(now, replace(to, where=Where.STORE if body.locked else lying, place=body.at or ""), line.actor)
        case "put_away", PutAway() as body:
            return _left(now, replace(to, where=Where.STORE if body.locked else Where.UNLOCKED, place=body.into or ""), line.actor)
        case "open_store", _:
            return replace(_taken(to, line.actor, _role(line, 0)), where=Where.OPENED) if line.actor else replace(to, where=Where.UNLOCKED)
        case "close_store", Store() as body:
            return replace(to, where=Where.STORE if body.locked else Where.UNLOCKED)
        case "move_to_evidence", MoveToEvidence() as body:
            return replace(to, where=Where.EVIDENCE, place=body.place)
        case "return_item", _:
            return replace(to, where=Where.AWAY)
        case "report", Report(kind="loss"):
            return replace(to, where=Where.NOBODY)
        case _:
            return now


def receiver(line: Line, step: Part) -> tuple[str, str]:
    """(person, role) of the one who signs to receive, or ("", "") where nobody but the giver signed."""
    others = line.signers[1:]
    if step.type in {"hand_over", "lend"}:
        others = tuple(s for s in others if s.role == Role.PERFORMER) or others
    return (others[0].person, others[0].role) if others else ("", "")


def _role(line: Line, place: int) -> str:
    return line.signers[place].role if len(line.signers) > place else ""


def _taken(to: Standing, person: str, role: str) -> Standing:
    """In the hand of the one who signed; where the key is nobody's, nobody answers."""
    if not person:
        return replace(to, where=Where.NOBODY)
    return replace(to, where=Where.HAND, holders=(person,), outside=role not in TEAM)


def _given(now: Standing, to: Standing, line: Line, step: Part) -> Standing:
    person, role = receiver(line, step)
    if not person:
        rest = tuple(h for h in now.holders if h != line.actor)
        return replace(to, where=Where.HAND, holders=rest, outside=now.outside) if rest else replace(to, where=Where.NOBODY)
    if isinstance(step.body, PassOn) and step.body.rounds is not None:  # a part of the lot: both have some
        both = tuple(dict.fromkeys((*now.holders, person)))
        return replace(to, where=Where.HAND, holders=both, outside=now.outside or role not in TEAM)
    rest = tuple(h for h in now.holders if h not in {line.actor, person}) if len(now.holders) > 1 else ()
    return replace(to, where=Where.HAND, holders=(*rest, person), outside=role not in TEAM)


def _left(now: Standing, to: Standing, actor: str) -> Standing:
    """Laid down or put away by one of several who hold parts of it: the others still hold theirs, unless it now lies open."""
    rest = tuple(h for h in now.holders if h != actor) if len(now.holders) > 1 else ()
    return replace(to, where=Where.HAND, holders=rest, outside=now.outside) if rest and not to.gap else replace(to, holders=rest)
