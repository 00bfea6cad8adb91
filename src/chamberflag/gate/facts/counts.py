"""Facts of clean-up and reconciliation (REC)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.gate.reading import lots_in_service, production_paper, weapons_in_service
from chamberflag.vocabulary.words import ItemKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.gate.moment import Moment


def weapons_not_back(m: Moment) -> int:
    """Weapons of the register that are in no store or container on record, lie there unlocked, or have rounds in them by the ledger."""
    return sum(1 for name in weapons_in_service(m) if not _home(m, name))


def in_case(m: Moment) -> bool:
    """The record says that the weapon lies in a case away from the store."""
    thing = m.state.things.get(m.weapon)
    place = m.state.things.get(thing.container) if thing is not None else None
    return place is not None and place.kind == ItemKind.CONTAINER


def _home(m: Moment, name: str) -> bool:
    record, thing = m.state.core.weapons[name], m.state.things.get(name)
    store = m.state.things.get(thing.container or "") if thing is not None else None
    unlocked = any(one is not None and one.locked is False for one in (thing, store))
    nowhere = thing is not None and bool(thing.container) and (store is None or store.kind not in {ItemKind.STORE, ItemKind.CONTAINER})
    return record["loc"] == "store" and not record["n"] and not record["mag"] and not unlocked and not nowhere


def _imbalance(m: Moment, name: str) -> int | None:
    lot = m.state.lots.get(name)
    if lot is None or lot.count is None:
        return None
    count = lot.count
    if len(count.people) < 2 or len(count.tallies) < 2 or len(set(count.tallies)) > 1:
        return None if not m.after else abs(count.expected - count.complete)
    return abs(count.expected - count.complete)


def round_imbalance(m: Moment) -> int | None:
    """Expected minus found complete, by the newest count of two people: of the step's lot, else of every lot in service."""
    names = [m.lot] if m.lot else list(m.step.lots) or lots_in_service(m)
    found = [_imbalance(m, name) for name in names]
    told = [f for f in found if f is not None]
    return None if None in found and not any(told) else sum(told)


def surplus_rounds(m: Moment) -> int:
    """Rounds that no receipt explains, by number or by class."""
    return sum(lot.foreign for lot in m.state.lots.values())


def return_two_signed(m: Moment) -> bool | None:
    """After its last use a second person looked into the weapon and signed."""
    thing = m.state.things.get(m.weapon)
    if thing is None:
        return None if m.weapon else True
    return thing.back_index < 0 or thing.second_index >= thing.back_index


def second_comes_along(m: Moment) -> bool:
    """A second person signs the taking out; the look that this person then signs is what clears the rule."""
    return m.step.type == "take_out" and bool({s.person for s in m.step.signers if s.person} - {m.step.actor})


def stocktake_done(m: Moment) -> bool | None:
    """The yearly stock-take is on record."""
    return production_paper(m, "stock_take") if m.state.settings.licensee else True


def wrap_returns_open(m: Moment) -> int:
    """Items in service that have not gone back to their supplier."""
    return sum(1 for t in m.state.things.values() if t.accepted_at >= 0 and t.returned_at < 0 and t.kind in {"weapon", "lot"})


FACTS: dict[str, Callable[[Moment], bool | int | str | None]] = {
    f.__name__: f
    for f in (
        in_case,
        weapons_not_back,
        round_imbalance,
        surplus_rounds,
        return_two_signed,
        second_comes_along,
        stocktake_done,
        wrap_returns_open,
    )
}
