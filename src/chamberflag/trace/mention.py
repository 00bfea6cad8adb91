"""What an entry speaks of: items by their chain, and people, places, shots and rounds that stand in its bodies or signatures."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from chamberflag.acts.naming import ITEM, named

if TYPE_CHECKING:
    from chamberflag.trace.line import Line


class Kind(StrEnum):
    """What a trace can be asked about."""

    WEAPON = "weapon"
    ROUND = "round"
    LOT = "lot"
    PERSON = "person"
    PLACE = "place"
    SHOT = "shot"


ITEMS = frozenset({Kind.WEAPON, Kind.LOT, Kind.PLACE})


def mentions(line: Line) -> frozenset[tuple[str, str]]:
    """(kind, id) of everything the entry speaks of; kind `item` for what has a chain or is described as a thing."""
    found = {(ITEM, subject) for subject in line.subjects}
    found |= {(str(Kind.PERSON), person) for person in line.people}
    for step in line.steps:
        found.update(named(step.body))
    return frozenset(found)


def speaks_of(line: Line, kind: Kind, subject: str) -> bool:
    """Whether the entry belongs into the chain of this subject."""
    if kind in {Kind.WEAPON, Kind.LOT} and subject in line.subjects:
        return True
    found = mentions(line)
    if kind in ITEMS and (ITEM, subject) in found:
        return True
    return (str(kind), subject) in found or (kind is Kind.ROUND and subject in line.subjects)
