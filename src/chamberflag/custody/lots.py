"""Which events an act on lots and rounds is: proof, acceptance, what comes out of a weapon, what is destroyed or goes back. AMM, REC-02."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.custody.event import SET_APART, Args, Event, Items, each
from chamberflag.vocabulary.words import RoundClass, WeaponClass

if TYPE_CHECKING:
    from chamberflag.acts.rounds import ProveRound, Unload
    from chamberflag.acts.weapons import Accept, ReturnItem
    from chamberflag.custody.state import State

CASES = "cases"  # what is disposed of: fired cases are no rounds of the lot
FORBIDDEN = frozenset({RoundClass.BULLET, RoundClass.PRIMED_INERT})
BAD = FORBIDDEN | {RoundClass.UNPROVED}
MARKS = 2  # the default of marks_min; where a pack raises it, the fact `rounds_unproved` counts those that show fewer


def proofs(body: ProveRound, lots: tuple[str, ...], people: Args) -> tuple[Event, ...]:
    """A bullet round is reported; whatever failed its proof is set apart, out of the box."""
    bullets = any(result.klass in FORBIDDEN for result in body.results)
    bad = failed(body)
    apart = [Event(SET_APART, "", lot, {**people, "n": bad}) for lot in lots if bad]
    return (*each("prove_round_bullet" if bullets else "", (), lots, people), *apart)


def failed(body: ProveRound) -> int:
    """Rounds that are not what they should be, or a dummy with too few marks to be told by."""
    return sum(r.n for r in body.results if r.klass in BAD or (r.klass is RoundClass.DUMMY and len(set(r.marks)) < MARKS))


def acceptances(state: State, body: Accept, items: Items, people: Args) -> tuple[Event, ...]:
    """One event for each weapon and each lot that goes into service; an act that names nothing keeps one, so that its rules refuse it."""
    told = {thing.id: thing for thing in body.things}
    made: list[Event] = []
    for weapon in items.weapons or (("",) if items.none else ()):
        thing = told.get(weapon)
        klass = thing.klass if thing is not None and thing.klass is not None else WeaponClass.FUNCTIONAL
        capacity = thing.capacity if thing is not None and thing.capacity is not None else 0
        made.append(Event("accept_weapon", weapon, "", {**people, "kind": str(klass), "cap": capacity}))
    for lot in items.lots:
        thing = told.get(lot)
        rounds = thing.rounds if thing is not None and thing.rounds is not None else RoundClass.UNPROVED
        load = str(thing.load) if thing is not None else "none"
        got = thing.count if thing is not None and thing.count is not None else 0
        apart = state.lots[lot].apart if lot in state.lots else 0
        made.append(Event("accept_lot", "", lot, {**people, "klass": lot_class(rounds), "load": load, "got": got, "apart": apart}))
    return tuple(made) or (Event("", "", "", people),)


def lot_class(rounds: RoundClass) -> str:
    """The class of a lot as the machine knows it."""
    if rounds in FORBIDDEN:
        return "BULLET"
    return str(rounds) if rounds in {RoundClass.DUMMY, RoundClass.BLANK} else "UNKNOWN"


def returned(state: State, body: ReturnItem, lot: str) -> int:
    """Rounds that go back as stated; not stated = all that are in the store."""
    record = state.core.lots.get(lot)
    return body.count if body.count is not None else int(record["store"]) if record is not None else 0


def came_out(state: State, body: Unload, weapon: str, people: Args) -> Args:
    """Unfired rounds as stated; not stated = as many as the record has, less those that were struck and did not fire."""
    return {**people, "n": unfired(state, body, weapon), "misfired": body.misfired}


def unfired(state: State, body: Unload, weapon: str) -> int:
    """Unfired rounds that came out and go back into the box."""
    record = state.core.weapons.get(weapon)
    return body.unfired if body.unfired is not None else max(0, int(record["n"]) - body.misfired) if record is not None else 0
