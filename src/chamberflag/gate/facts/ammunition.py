"""Facts of ammunition (AMM): class, receipt, proof one by one, supplier, tray, plan's number, permit."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from chamberflag.acts.ceremony import HandOver
from chamberflag.acts.incident import Report
from chamberflag.acts.rounds import LoadRounds, ProveRound
from chamberflag.acts.weapons import Accept, PassOn
from chamberflag.gate.reading import PRODUCTION, holders, lots_in_service, papers
from chamberflag.vocabulary.words import ItemKind, RoundClass

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.acts.weapons import Thing as Told
    from chamberflag.custody.records import Thing
    from chamberflag.gate.moment import Moment

FORBIDDEN = frozenset({RoundClass.BULLET, RoundClass.PRIMED_INERT})
ALWAYS_PERMIT = frozenset({"au-act"})  # packs under which weapon work rests on a permit


def told(m: Moment, item: str) -> Told | None:
    """What the act itself says of an item."""
    return next((t for t in m.step.body.things if t.id == item), None) if isinstance(m.step.body, Accept) else None


def _class(m: Moment, item: str) -> str | None:
    said, thing = told(m, item), m.state.things.get(item)
    if said is not None and said.rounds is not None:
        return str(said.rounds)
    return thing.rounds if thing is not None else None


def item_class_allowed(m: Moment) -> bool | None:
    """The lot is of a class that a normal unit may have."""
    if not m.lot:
        return True
    klass = _class(m, m.lot)
    return None if klass is None else klass not in FORBIDDEN


def reported_bullet(m: Moment) -> bool:
    """The step itself names a bullet round that was found."""
    body = m.step.body
    match body:
        case Report():
            return body.kind == "bullet_found" or body.found in FORBIDDEN
        case ProveRound():
            return any(r.klass in FORBIDDEN for r in body.results)
        case _:
            return any(e.name in {"observe_bullet", "prove_round_bullet"} for e in m.step.events)


def live_fire_uncleared(m: Moment) -> bool | None:
    """The item came from a live-fire unit and nobody has cleared it in writing."""
    thing = m.thing
    return None if thing is None else thing.live_fire and not thing.cleared


def unit_live_fire_ready(m: Moment) -> bool | None:
    """A normal unit needs nothing here; a live-fire unit needs its roster, the bulletins on the call sheet, a weapons lead and a medic."""
    if m.state.settings.unit != "live_fire":
        return True
    papered = all(papers(m, PRODUCTION, kind) for kind in ("live_fire_roster", "call_sheet"))
    return True if papered and holders(m, "lead") and holders(m, "medic") else None


def rounds_received(m: Moment) -> int | None:
    """Rounds of the lot by its goods-in receipt; not recorded where there is no receipt."""
    if not m.lot:
        return 1
    thing = m.state.things.get(m.lot)
    if thing is None or thing.receipt is None:
        return None
    return thing.count


def _unproved(m: Moment, thing: Thing) -> int | None:
    """Rounds in the store, or before acceptance rounds that arrived, less those proved with marks enough."""
    said, record = told(m, thing.id), m.state.core.lots.get(thing.id)
    due = thing.count if said is None or said.count is None else said.count
    lot = m.state.lots.get(thing.id)
    if record is not None and record["reg"]:
        due = int(record["store"])
    elif due is not None and lot is not None:
        due = max(0, due - lot.apart)
    if due is None:
        return None
    if lot is None:
        return due
    least = 0 if _class(m, thing.id) == RoundClass.BLANK else m.params.get("marks_min", 0)
    return max(0, due - sum(n for marks, n in lot.marks.items() if marks >= least))


def rounds_unproved(m: Moment) -> int | None:
    """Dummies of the lot that two people have not proved one by one (or not since they lay unlocked)."""
    if not m.lot:
        return 0
    thing = m.state.things.get(m.lot)
    if thing is None:
        return None
    return 0 if _class(m, m.lot) == RoundClass.BLANK else _unproved(m, thing)


def lot_held(m: Moment) -> bool | None:
    """The lot is held because a round of it failed its proof."""
    if not m.lot:
        return False
    record = m.state.core.lots.get(m.lot)
    if record is None:  # brought in and not accepted: a round that failed its proof would have put the lot on record
        return False if m.lot in m.state.things else None
    return bool(record["held"])


def _dressed_with_rounds(m: Moment, item: str) -> bool:
    """Dressing is cast in one piece: what has a class of rounds or a primer is a lot, whatever it hangs on."""
    found = [one for one in (told(m, item), m.state.things.get(item)) if one is not None]
    return any(one.kind == ItemKind.DRESSING and (one.rounds is not None or one.primers is not None) for one in found)


def maker_statement(m: Moment) -> bool | None:
    """Dummies come from a maker, with a statement; none made on set, none over an unfired primer."""
    if any(_dressed_with_rounds(m, item) for item in m.step.others):
        return False
    if not m.lot or _class(m, m.lot) == RoundClass.BLANK:
        return True
    said, thing = told(m, m.lot), m.state.things.get(m.lot)
    for one in (said, thing):
        if one is not None and (one.made_on_set or one.primers == "unfired"):
            return False
    return True if papers(m, m.lot, "maker_statement") else None


def blank_fits_weapon(m: Moment) -> bool | None:
    """A blank lot is no home-made one, and a stated maker has a statement; at loading it is on the weapon's list."""
    klass = _class(m, m.lot)
    if not m.lot or klass != RoundClass.BLANK:
        return None if m.lot and klass is None else True
    said, thing = told(m, m.lot), m.state.things.get(m.lot)
    if any(one is not None and one.made_on_set for one in (said, thing)):
        return False
    if any(one is not None and one.made_by for one in (said, thing)) and not papers(m, m.lot, "maker_statement"):
        return None
    if not m.weapon:
        return True
    return True if any(p.other == m.lot for p in papers(m, m.weapon, "blank_listed")) else None


def source_approved(m: Moment) -> bool | None:
    """The supplier of the item is on the approved list."""
    item = m.lot if m.step.type == "load" else m.weapon or m.lot
    if not item:
        return True
    thing = m.state.things.get(item)
    supplier = (thing.supplier if thing is not None else None) or getattr(m.step.body, "supplier", None)
    good = papers(m, item, "supplier_approved") or (papers(m, supplier, "supplier_approved") if supplier else [])
    return True if good else None


def tray_shared(m: Moment) -> int:
    """Other lots still open at this loading tray; where the step names none: at any."""
    tray = getattr(m.step.body, "tray", None)
    return sum(1 for name, lot in m.state.lots.items() if name != m.lot and lot.tray and tray in {None, lot.tray})


def lookalike_reason_missing(m: Moment) -> int | None:
    """Pairs of a blank and a dummy lot of one calibre that look alike, or of which nobody has said how they look."""
    items = {*lots_in_service(m), *m.step.lots}
    pairs = 0
    for a, b in combinations(sorted(items), 2):
        calibres = {_of(m, item, "calibre") for item in (a, b)}
        if {_class(m, a), _class(m, b)} == {"BLANK", "DUMMY"} and (len(calibres) == 1 or None in calibres):
            looks = {_of(m, item, "look") for item in (a, b)}
            if None in looks:
                return None
            pairs += int(len(looks) == 1)
    return None if any(_class(m, item) is None for item in items) else pairs


def _of(m: Moment, item: str, name: str) -> str | None:
    """What the act says of an item, else what was recorded."""
    said, thing = told(m, item), m.state.things.get(item)
    return (getattr(said, name) if said is not None else None) or (getattr(thing, name) if thing is not None else None)


def returned_unproved(m: Moment) -> int | None:
    """Rounds of a lot from another production that were not proved here."""
    if not m.lot:
        return 0
    thing = m.state.things.get(m.lot)
    if thing is None or thing.other_production is None:
        return None
    return _unproved(m, thing) if thing.other_production else 0


def rounds_over_plan(m: Moment) -> int | None:
    """Rounds loaded or given out beyond the number in the plan."""
    match m.step.body:
        case LoadRounds() as body:
            n = body.n
        case PassOn() as body:
            n = body.rounds or 0
        case HandOver():
            record, claim = m.state.core.weapons.get(m.weapon), m.step.body.contents
            if record is None:
                return None
            n = max(int(record["n"]), claim.n if claim is not None else 0)
        case _:
            n = 0
    if n == 0:
        return 0
    plan = m.plan or m.any_plan
    if plan is None or plan.body.rounds is None:
        return None
    return max(0, n - plan.body.rounds)


def spent_uncounted(m: Moment) -> int:
    """Cases of fired blanks that were neither found nor signed as missing by two people who searched."""
    return sum(max(0, lot.fired - lot.cases - lot.cases_missing) for lot in m.state.lots.values())


def cases_missing(m: Moment) -> int:
    """Cases that two people searched for and did not find."""
    return sum(lot.cases_missing for lot in m.state.lots.values())


def returns_stated_alone(m: Moment) -> int:
    """Lots of which rounds came back by one person's word, and that two people have not counted since."""
    return sum(lot.stated_alone >= 0 for lot in m.state.lots.values())


def reported_short(m: Moment) -> bool:
    """The step itself states that fewer rounds came out than went in."""
    return any(event.name == "rounds_short" for event in m.step.events)


def class_in_permit(m: Moment) -> bool | None:
    """Where a permit of the place limits classes, this class is among them; where a pack always asks for one, it is on record."""
    if not m.lot:
        return True
    permits = papers(m, m.state.day.place or PRODUCTION, "place_permit") + papers(m, PRODUCTION, "place_permit")
    if not permits and ALWAYS_PERMIT & set(m.packs):
        return None
    return all(not p.classes or _class(m, m.lot) in p.classes for p in permits)


FACTS: dict[str, Callable[[Moment], bool | int | str | None]] = {
    f.__name__: f
    for f in (
        item_class_allowed,
        reported_bullet,
        live_fire_uncleared,
        unit_live_fire_ready,
        rounds_received,
        rounds_unproved,
        lot_held,
        maker_statement,
        blank_fits_weapon,
        source_approved,
        tray_shared,
        lookalike_reason_missing,
        returned_unproved,
        rounds_over_plan,
        spent_uncounted,
        cases_missing,
        returns_stated_alone,
        reported_short,
        class_in_permit,
    )
}
