"""What an act names in its bodies besides its subjects, and under which names the ledger's index lists it for a trace.

A member that may name several kinds of thing is listed under each. Source: acts.md sections 1 and 4.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

import msgspec
from msgspec import inspect

from chamberflag.acts.incident import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chamberflag.acts.attested import Part

ITEM, PERSON, PLACE, SHOT, ROUND = "item", "person", "place", "shot", "round"
LISTED = frozenset({ITEM, PLACE})
MEMBERS: dict[str, tuple[str, ...]] = {
    "person": (PERSON,),
    "people": (PERSON,),
    "performer": (PERSON,),
    "performers": (PERSON,),
    "receivers": (PERSON,),
    "leaders": (PERSON,),
    "present": (PERSON,),
    "heard_by": (PERSON,),
    "on_line": (PERSON,),
    "ejection": (PERSON,),
    "vent": (PERSON,),
    "zone": (PERSON,),
    "accompanied_by": (PERSON,),
    "access": (PERSON,),
    "by": (PERSON,),
    "to": (PERSON,),
    "about": (PERSON, ITEM),
    "other": (ITEM, SHOT),
    "shot": (SHOT,),
    "shots": (SHOT,),
    "place": (PLACE,),
    "at": (PLACE,),
    "into": (PLACE, ITEM),
    "container": (PLACE, ITEM),
    "source": (PLACE, ITEM),
    "tray": (PLACE, ITEM),
    "weapons": (ITEM,),
    "lots": (ITEM,),
    "round": (ROUND,),
    "id": (ITEM,),
}
# Acts that touch every item of the unit, or every one of which nobody said in which store it lies, listed under their own type; a report
# of harm under `@harm`. The genesis too: where it is listed, the box has listed everything here from entry 0 on.
UNIT_WIDE = frozenset({"genesis", "stop", "resume", "lift_lockdown", "call_cut", "call_hold", "call_break", "open_store", "close_store"})
HARM = "harm"


def named(body: msgspec.Struct) -> Iterator[tuple[str, str]]:
    """(kind, id) of everything that a body names."""
    return _named(cast("dict[str, Any]", msgspec.to_builtins(body, str_keys=True)))


def _named(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for member, value in body.items():
        kinds = MEMBERS.get(member, ())
        for one in cast("list[Any]", value) if isinstance(value, list | tuple) else [value]:
            if isinstance(one, dict):
                yield from _named(cast("dict[str, Any]", one))
            elif isinstance(one, str):
                yield from ((kind, one) for kind in kinds)


def listed(parts: Sequence[Part]) -> tuple[str, ...]:
    """The names under which the ledger's index lists an act besides its subjects: items, places, and what it is to the whole unit."""
    found: list[str] = []
    for part in parts:
        if may_list(type(part.body)):
            found += [name for kind, name in named(part.body) if kind in LISTED]
        found += [unit_wide(part.type)] if part.type in UNIT_WIDE else []
        found += [unit_wide(HARM)] if isinstance(part.body, Report) and part.body.harm else []
    return tuple(dict.fromkeys(found))


@cache
def may_list(body: type[msgspec.Struct]) -> bool:
    """Whether a body of this type has a member, at any depth, that the index lists; most acts say all of it by their subjects."""
    return _may_list(inspect.type_info(body))


def _may_list(kind: inspect.Type) -> bool:
    match kind:
        case inspect.StructType(fields=fields):
            return any(LISTED & set(MEMBERS.get(field.encode_name, ())) or _may_list(field.type) for field in fields)
        case inspect.UnionType(types=types) | inspect.TupleType(item_types=types):
            return any(_may_list(one) for one in types)
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
            return _may_list(item)
        case inspect.DictType() | inspect.AnyType():  # its members are not known
            return True
        case _:
            return False


def unit_wide(what: str) -> str:
    """The index's name for acts of this type; no item is called so."""
    return f"@{what}"
