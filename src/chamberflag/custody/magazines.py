"""Magazines: which events an act on one is. What an insertion writes on the weapon is copied here.

The machine speaks of one item at a time; that the copy is exact is a property test (tests/laws/test_magazines.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts.rounds import Fill, Insert, Strip, TakeMagazineOut
from chamberflag.custody.event import Args, Event, Items, each
from chamberflag.custody.lots import came_out, short
from chamberflag.vocabulary.words import WeaponClass

if TYPE_CHECKING:
    from collections.abc import Mapping

    import msgspec

    from chamberflag.custody.state import State

COPIED = {"contents": "klass", "n": "n", "load": "load", "lot": "lot", "fill1": "first", "fill2": "other"}  # field -> parameter
NOTHING: Args = {"klass": "EMPTY", "n": 0, "load": "none", "lot": "", "first": "", "other": "", "filled": 0}


def is_magazine(state: State, item: str) -> bool:
    """Whether an item is a magazine: by the machine's record, before it is accepted by what was said of it."""
    record, thing = state.core.weapons.get(item), state.things.get(item)
    if record is not None and record["reg"]:
        return record["kind"] == WeaponClass.MAGAZINE
    return thing is not None and thing.klass == WeaponClass.MAGAZINE


def events(state: State, body: msgspec.Struct, items: Items, people: Args) -> tuple[tuple[Event, ...], bool]:
    """The events of an act on a magazine, and whether what was found makes it fail-safe."""
    match body:
        case Fill():
            fresh = not any(body.seal in thing.seals for thing in state.things.values())
            args: Args = {**people, "n": body.n, "counted": body.counted, "seal": body.seal, "fresh": fresh}
            return each("fill", items.weapons, items.lots, args), False
        case Strip():
            return _strip(state, body, items, people)
        case Insert():
            return _insert(state, body, items, people)
        case TakeMagazineOut():
            return _out(state, body, items, people), False
        case _:
            return each("", items.weapons, items.lots, people), False


def _strip(state: State, body: Strip, items: Items, people: Args) -> tuple[tuple[Event, ...], bool]:
    lost = {item for item in items.weapons if short(state, body, item)}
    if lost:
        return tuple(Event("rounds_short" if m in lost else "", m, _of(state, m, "lot"), people) for m in items.weapons), True
    return tuple(Event("strip", m, _of(state, m, "lot"), came_out(state, body, m, people)) for m in items.weapons or ("",)), False


def pair(state: State, items: Items) -> tuple[str, str]:
    """The one weapon and the one magazine that an act names; "" where it does not name exactly one."""
    magazines = [item for item in items.weapons if is_magazine(state, item)]
    weapons = [item for item in items.weapons if item not in magazines]
    return weapons[0] if len(weapons) == 1 else "", magazines[0] if len(magazines) == 1 else ""


def _of(state: State, item: str, name: str) -> str:
    record = state.core.weapons.get(item)
    return str(record[name]) if record is not None else ""


def copied(record: Mapping[str, bool | int | str] | None) -> Args:
    """What the record of a magazine, or of a weapon with one in, hands on to the other."""
    if record is None:
        return dict(NOTHING)
    return {**{param: record[name] for name, param in COPIED.items()}, "filled": record["load_at"]}


def _insert(state: State, body: Insert, items: Items, people: Args) -> tuple[tuple[Event, ...], bool]:
    """Both records in one act. A seal with another number than the record's is a finding: it is recorded, and holds the magazine."""
    weapon, magazine = pair(state, items)
    record = state.core.weapons.get(magazine)
    who: Args = {"who": people["who"]}
    if record is not None and record["seal"] and record["seal"] != body.seal:
        return (Event("report_item", magazine, "", who),), True
    told = copied(record)
    return (
        Event("insert", weapon, str(told["lot"]), {**people, **told}),
        Event("insert_magazine", magazine, "", {**who, "seal": body.seal}),
    ), False


def _out(state: State, body: TakeMagazineOut, items: Items, people: Args) -> tuple[Event, ...]:
    """What the chamber does not show came out in the magazine; a magazine that is not the one in this weapon is none of it."""
    weapon, magazine = pair(state, items)
    told = copied(state.core.weapons.get(weapon))
    inside = magazine if magazine in state.things and state.things[magazine].inserted_in == weapon else ""
    told |= {"n": max(0, int(told["n"]) - body.left), "klass": "BLANK"}
    del told["filled"]
    lot = str(told["lot"])
    return (
        Event("take_magazine_out", weapon, lot, {**people, "left": body.left}),
        Event("take_magazine_out_loose", inside, lot, {**people, **told}),
    )
