"""What an entry speaks of: items by their chain, and people, places, shots and rounds that stand in its bodies or signatures."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.trace.line import Line


class Kind(StrEnum):
    """What a trace can be asked about."""

    WEAPON = "weapon"
    ROUND = "round"
    LOT = "lot"
    PERSON = "person"
    PLACE = "place"
    SHOT = "shot"


ITEM = "item"
ITEMS = frozenset({Kind.WEAPON, Kind.LOT, Kind.PLACE})

# Member of a body -> what it names. A member that may name several kinds is listed under each.
MEMBERS: dict[str, tuple[str, ...]] = {
    "person": (Kind.PERSON,),
    "people": (Kind.PERSON,),
    "performer": (Kind.PERSON,),
    "performers": (Kind.PERSON,),
    "present": (Kind.PERSON,),
    "heard_by": (Kind.PERSON,),
    "on_line": (Kind.PERSON,),
    "ejection": (Kind.PERSON,),
    "vent": (Kind.PERSON,),
    "zone": (Kind.PERSON,),
    "accompanied_by": (Kind.PERSON,),
    "access": (Kind.PERSON,),
    "by": (Kind.PERSON,),
    "to": (Kind.PERSON,),
    "about": (Kind.PERSON, ITEM),
    "other": (ITEM, Kind.SHOT),
    "shot": (Kind.SHOT,),
    "shots": (Kind.SHOT,),
    "place": (Kind.PLACE,),
    "at": (Kind.PLACE,),
    "into": (Kind.PLACE, ITEM),
    "container": (Kind.PLACE, ITEM),
    "source": (Kind.PLACE, ITEM),
    "tray": (Kind.PLACE, ITEM),
    "weapons": (ITEM,),
    "lots": (ITEM,),
    "round": (Kind.ROUND,),
    "id": (ITEM,),
}


def mentions(line: Line) -> frozenset[tuple[str, str]]:
    """(kind, id) of everything the entry speaks of; kind `item` for what has a chain or is described as a thing."""
    found = {(ITEM, subject) for subject in line.subjects}
    found |= {(str(Kind.PERSON), person) for person in line.people}
    for step in line.steps:
        body = msgspec.to_builtins(step.body, str_keys=True)
        found.update(_named(cast("dict[str, Any]", body)))
    return frozenset(found)


def _named(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for member, value in body.items():
        kinds = MEMBERS.get(member, ())
        for one in cast("list[Any]", value) if isinstance(value, list | tuple) else [value]:
            if isinstance(one, dict):
                yield from _named(cast("dict[str, Any]", one))
            elif isinstance(one, str):
                yield from ((str(kind), one) for kind in kinds)


def speaks_of(line: Line, kind: Kind, subject: str) -> bool:
    """Whether the entry belongs into the chain of this subject."""
    if kind in {Kind.WEAPON, Kind.LOT} and subject in line.subjects:
        return True
    found = mentions(line)
    if kind in ITEMS and (ITEM, subject) in found:
        return True
    return (str(kind), subject) in found or (kind is Kind.ROUND and subject in line.subjects)
