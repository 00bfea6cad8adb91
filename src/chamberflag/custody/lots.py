"""Which events an act on lots and rounds is: proof, acceptance, what comes out of a weapon, what is destroyed or goes back. AMM, REC-02."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts.rounds import ProveRound
from chamberflag.custody.event import Args, Event, Items, each, held
from chamberflag.vocabulary.words import RoundClass, WeaponClass

if TYPE_CHECKING:
    from chamberflag.acts.rounds import CountItems, Strip, Unload
    from chamberflag.acts.weapons import Accept, ReturnItem
    from chamberflag.custody.state import State

CASES = "cases"  # what is disposed of: fired cases are no rounds of the lot
FORBIDDEN = frozenset({RoundClass.BULLET, RoundClass.PRIMED_INERT})
BAD = FORBIDDEN | {RoundClass.UNPROVED}
MARKS = 2  # the default of marks_min; where a pack raises it, the fact `rounds_unproved` counts those that show fewer


def proofs(state: State, body: ProveRound, lots: tuple[str, ...], people: Args) -> tuple[Event, ...]:
    """A bullet round is reported; whatever failed its proof is set apart, out of the box, and its lot is held."""
    bullets = any(result.klass in FORBIDDEN for result in body.results)
    bad = failed(body)
    odd = tuple(lot for lot in lots if bad or others(state, body, lot) or surplus(state, body, lot))
    return (*each("prove_round_bullet" if bullets else "", (), lots, people), *held(odd, people, bad))


def counts(state: State, body: CountItems, items: Items, people: Args) -> tuple[Event, ...]:
    """A count changes nothing; more rounds than there are hold the lot."""
    odd = tuple(lot for lot in items.lots if surplus(state, body, lot))
    return (*each("", items.weapons, items.lots, people), *held(odd, people))


def others(state: State, body: ProveRound, lot: str) -> int:
    """Rounds of another class than the lot is said to be of."""
    claimed = state.things[lot].rounds if lot in state.things else None
    return sum(r.n for r in body.results if claimed is not None and r.klass != claimed)


def surplus(state: State, body: ProveRound | CountItems, lot: str) -> int:
    """Rounds more than there are by the ledger; nobody looks one by one at more rounds than there are."""
    due = expected(state, lot)
    if isinstance(body, ProveRound):
        return max(0, sum(r.n for r in body.results) - due) if due else 0
    return max(0, *(tally.found - due for tally in body.tallies), 0)


def expected(before: State, item: str) -> int:
    """What the ledger says should be in the store: rounds of the lot that are nowhere else; before it is accepted, those that came."""
    record = before.core.lots.get(item)
    if record is not None and record["reg"]:
        return int(record["store"])
    thing = before.things.get(item)
    came = thing.count if thing is not None and thing.count is not None else 0
    return max(0, came - before.lots[item].apart) if item in before.lots else came


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


def came_out(state: State, body: Unload | Strip, weapon: str, people: Args) -> Args:
    """Unfired rounds as stated; not stated = as many as the record has, less those that were struck and did not fire."""
    return {**people, "n": unfired(state, body, weapon), "misfired": body.misfired}


def short(state: State, body: Unload | Strip, weapon: str) -> int:
    """Rounds that went in, were not fired and did not come out; while a discharge is reported they were shots that nobody wrote down."""
    record = state.core.weapons.get(weapon)
    if record is None or state.core.unit["discharge"] or body.unfired is None:
        return 0
    return max(0, int(record["n"]) - body.unfired - body.misfired)


def unfired(state: State, body: Unload | Strip, weapon: str) -> int:
    """Unfired rounds that came out and go back into the box."""
    record = state.core.weapons.get(weapon)
    return body.unfired if body.unfired is not None else max(0, int(record["n"]) - body.misfired) if record is not None else 0
