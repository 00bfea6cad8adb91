"""Where a lot and a place live in entries that do not name them: rounds in a weapon, things that leave a store.

1 from its loading to its unloading a weapon holds rounds of the lot: what happens to the weapon happens to them; 2 what was put into a
place is in it until an entry says where it is next. Only what signed acts state is followed; what was accepted into a store that nobody
named is in no place by name.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from chamberflag.acts.weapons import Accept, BringIn, PutAway, SetDown
from chamberflag.trace.standing import course

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chamberflag.acts.attested import Part
    from chamberflag.trace.line import Line

HANDLED_BY_ALL = frozenset({"prove_round", "count"})
HANDLING = HANDLED_BY_ALL | {"load", "dispose", "test_fire"}
PUTTING = frozenset({"put_away", "set_down"})


def carriers(lines: Sequence[Line], lot: str) -> tuple[str, ...]:
    """The weapons into which rounds of the lot were loaded."""
    lots = _lots(lines)
    found = (s for line in lines if lot in line.subjects for step in line.counts if step.type == "load" for s in line.subjects)
    return tuple(dict.fromkeys(item for item in found if item != lot and item not in lots))


def loaded(lines: Sequence[Line], lot: str) -> list[tuple[str, Line, Line | None]]:
    """(weapon, its loading, its unloading or None) of every stretch in which a weapon holds rounds of the lot, by what is recorded."""
    weapons = set(carriers(lines, lot))
    found: list[tuple[str, Line, Line | None]] = []
    open_: dict[str, int] = {}
    for line in lines:
        named = weapons.intersection(line.subjects)
        for step in line.counts:
            if step.type == "unload":
                for weapon in named & open_.keys():
                    place = open_.pop(weapon)
                    found[place] = (*found[place][:2], line)
            elif step.type == "load" and lot in line.subjects:
                for weapon in sorted(named - open_.keys()):
                    open_[weapon] = len(found)
                    found.append((weapon, line, None))
    return found


def inside(lines: Sequence[Line], lot: str) -> frozenset[int]:
    """The entries that name a weapon while it holds rounds of the lot; its unloading included."""
    return frozenset(
        line.index
        for weapon, begin, end in loaded(lines, lot)
        for line in lines
        if weapon in line.subjects and begin.index <= line.index <= (end.index if end is not None else line.index)
    )


def handled(lines: Sequence[Line], lot: str) -> Iterator[tuple[Line, str]]:
    """(entry, what) of each act in which somebody has rounds of the lot in hand."""
    out_of_it = {end.index for _, _, end in loaded(lines, lot) if end is not None}
    for line in lines:
        kinds = {step.type for step in line.counts}
        if line.index in out_of_it and "unload" in kinds:
            yield line, "unload"
        if lot in line.subjects:
            yield from ((line, kind) for kind in sorted(kinds & HANDLING))


def put_in(lines: Sequence[Line], place: str) -> tuple[str, ...]:
    """The things that somebody put away or laid down there."""
    there = (line for line in lines if any(step.type in PUTTING and _where(step) == place for step in line.counts))
    found = (item for line in there for item in line.subjects)
    return tuple(dict.fromkeys(item for item in found if item != place))


def _where(step: Part) -> str | None:
    """The place that a putting away or a laying down names."""
    match step.body:
        case PutAway(into=place) | SetDown(at=place):
            return place
        case _:
            return None


def taken_from(lines: Sequence[Line], place: str) -> list[tuple[Line, str, str]]:
    """(entry, what, item) of everything that was put into the place or was next somewhere else."""
    by_index = {line.index: line for line in lines}
    found: list[tuple[Line, str, str]] = []
    for item in put_in(lines, place):
        stays = course(lines, item, weapon=True)
        found += [(by_index[s.index], s.act, item) for s in stays if s.place == place]
        found += [(by_index[b.index], b.act, item) for a, b in pairwise(stays) if a.place == place != b.place]
    return found


def keys_of(lines: Sequence[Line], place: str) -> tuple[Line, tuple[str, ...]] | None:
    """The newest entry that says who may open a store or container, and whom it names; None where none says so."""
    found = None
    for line in lines:
        for step in line.counts:
            if isinstance(step.body, Accept | BringIn):
                found = next(((line, thing.access) for thing in step.body.things if thing.id == place and thing.access), found)
    return found


def _lots(lines: Sequence[Line]) -> frozenset[str]:
    things = (thing for line in lines for step in line.steps for thing in getattr(step.body, "things", ()))
    return frozenset(thing.id for thing in things if thing.kind == "lot")
