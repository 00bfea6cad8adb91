"""Rounds of each lot beside the machine's counters: proof by two people, blind counts, cases, holds. AMM-04..06, REC-02, REC-03."""

from __future__ import annotations

from typing import TYPE_CHECKING

from immutables import Map
from msgspec.structs import replace

from chamberflag.acts.plan import Use
from chamberflag.acts.rounds import CountItems, LoadRounds, ProveRound, Unload
from chamberflag.acts.weapons import BringIn, PutAway, Release, SetDown
from chamberflag.custody.event import SET_APART
from chamberflag.custody.lots import BAD, MARKS, expected, others, surplus, unfired
from chamberflag.custody.records import Lot, LotCount
from chamberflag.custody.signers import holds_role
from chamberflag.vocabulary.words import Action, ItemKind, Role, RoundClass

if TYPE_CHECKING:
    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step

TEAM = frozenset({Role.LEAD, Role.ASSISTANT})
BESIDE = TEAM | {Role.WITNESS, Role.AD, Role.SAFETY}


def fold(after: State, before: State, step: Step) -> State:
    """The state with the rounds after the step."""
    lots = after.lots
    for item in step.lots:
        lot = lots.get(item) or Lot(item)
        made = _apart(_one(lot, before, step, item), before, step)
        if made is not lot or item not in lots:
            lots = lots.set(item, made)
    lots = _from_weapons(lots, before, step)
    return after if lots is after.lots else replace(after, lots=lots)


def _provers(before: State, step: Step) -> bool:
    """Whether one of the weapons lead's team and a second person who answers for weapons or safety looked, in roles they hold."""
    held = [(s.person, s.role) for s in step.signers if holds_role(before, s)]
    team = {person for person, role in held if role in TEAM}
    return any(person != first and role in BESIDE for first in team for person, role in held)


def _one(lot: Lot, before: State, step: Step, item: str) -> Lot:
    match step.body:
        case ProveRound() as body:
            return _proved(lot, before, step, item, body)
        case CountItems() as body:
            lot = _cases(lot, before, step, body)
            return _counted(lot, before, step, item, body) if body.tallies else lot
        case Release():
            return replace(lot, foreign=0)
        case LoadRounds() as body if body.tray:
            return replace(lot, tray=body.tray)
        case PutAway(into=str(into)) if into in before.things and before.things[into].kind == ItemKind.DRESSING:
            return _void(lot, step)  # dummies that go out in a belt are proved again before they are loaded
        case PutAway(locked=True):
            return replace(lot, tray="")
        case SetDown(locked=False) | PutAway(locked=False):
            return _void(lot, step)
        case BringIn() if item in before.core.lots and before.core.lots[item]["reg"]:
            return _void(lot, step)
        case _ if step.type in {"open_store", "leave_set"}:
            return _void(lot, step)
        case _:
            return lot


def _apart(lot: Lot, before: State, step: Step) -> Lot:
    """Rounds that the step sets apart; of a lot that is not accepted yet, the acceptance takes them over from here."""
    told = sum(int(event.args["n"]) for event in step.events if event.name == SET_APART and event.lot == lot.id)
    return replace(lot, apart=lot.apart + min(told, expected(before, lot.id))) if told else lot


def _void(lot: Lot, step: Step) -> Lot:
    """Nobody answers for what lay in reach of everybody: the proof of its rounds begins again."""
    return replace(lot, proof_void_index=step.index, proved=0, marks=Map())


def _proved(lot: Lot, before: State, step: Step, item: str, body: ProveRound) -> Lot:
    claimed = before.things[item].rounds if item in before.things else None
    bad = 0
    seen: list[str] = []
    good = Map[int, int]()
    for result in body.results:
        marks = len(set(result.marks))
        if result.klass in BAD or not _marked(result.klass, marks):
            bad += result.n
            seen.append(str(result.klass))
        elif claimed is None or result.klass == claimed:
            good = good.set(marks, good.get(marks, 0) + result.n)
    told = sum(result.n for result in body.results)
    due = expected(before, item)
    foreign = max(lot.foreign + others(before, body, item), surplus(before, body, item))
    lot = replace(lot, looked=lot.looked + told, doubtful=(*lot.doubtful, *seen), foreign=foreign)
    if not _provers(before, step) or (due and told > due):  # recorded, and does not count
        return lot
    shown = lot.marks.update({marks: lot.marks.get(marks, 0) + n for marks, n in good.items()})
    proved = lot.proved + sum(good.values())
    whole = proved > 0 and proved >= due - bad
    return replace(lot, proved=proved, marks=shown, proof_void_index=-1 if whole else lot.proof_void_index)


def _marked(klass: RoundClass, marks: int) -> bool:
    """A dummy needs independent marks; a blank is told by having no projectile."""
    return klass is not RoundClass.DUMMY or marks >= MARKS


def _counted(lot: Lot, before: State, step: Step, item: str, body: CountItems) -> Lot:
    tallies = tuple(t.found for t in body.tallies)
    complete = min(t.found if t.complete is None else t.complete for t in body.tallies)
    due = expected(before, item)
    people = tuple(dict.fromkeys(s.person for s in step.signers if s.person))
    count = LotCount(tallies, complete, people, due, step.now, step.index)
    foreign = max(lot.foreign, surplus(before, body, item))
    alone = -1 if len(people) > 1 and len(tallies) > 1 and len(set(tallies)) == 1 else lot.stated_alone
    return replace(lot, count=count, counted_index=step.index, foreign=foreign, stated_alone=alone)


def _cases(lot: Lot, before: State, step: Step, body: CountItems) -> Lot:
    """Cases found, and cases that two people searched for and did not find: one of them, or a search nowhere, is recorded and no more."""
    searched = body.missing if body.place and body.minutes and _provers(before, step) else 0
    return replace(lot, cases=lot.cases + (body.cases or 0), cases_missing=lot.cases_missing + (searched or 0))


def _from_weapons(lots: Map[str, Lot], before: State, step: Step) -> Map[str, Lot]:
    """Shots and cases of what was in a weapon."""
    for weapon in step.weapons:
        record = before.core.weapons.get(weapon)
        item = str(record["lot"]) if record is not None else ""
        if not item:
            continue
        lot = lots.get(item) or Lot(item)
        match step.body:
            case Use(action=Action.FIRE) as body:
                lots = lots.set(item, replace(lot, fired=lot.fired + body.n))
            case Unload() if any(event.name == "rounds_short" for event in step.events):
                pass  # it counts as no return
            case Unload() as body:  # what is missing while a discharge is reported was fired
                came = unfired(before, body, weapon) + body.misfired
                missing = max(0, int(record["n"]) - came) if record is not None else 0
                alone = lot.stated_alone if _provers(before, step) else step.index
                fired = lot.fired + (missing if before.core.unit["discharge"] else 0)
                lots = lots.set(item, replace(lot, cases=lot.cases + (body.cases or 0), fired=fired, stated_alone=alone))
            case _:
                pass
    return lots
