"""What a rule file may hold, section by section: every key has its type, a key that is not listed is an error. Source: interlock.md 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

Pair = tuple[str, str]
Bounds = tuple[int, int | str]
T = TypeVar("T")


class RoleSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Predicates on a person; ghost = of the physical world, which the gate never reads."""

    names: tuple[str, ...] = ()
    ghost: tuple[str, ...] = ()


class EventSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event: parameters by sort, what it writes on the record (set) and in the world, what it promises.

    kept: an assignment that no proof would miss -> why it stands there all the same.
    """

    params: dict[str, str] = {}
    failsafe: bool = False
    ghost: bool = False
    set: dict[str, str] = {}
    world: dict[str, str] = {}
    kept: dict[str, str] = {}
    ensures: tuple[str, ...] = ()
    ensures_all: tuple[str, ...] = ()


class ExtendSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Further promises of an event that another file describes."""

    ensures: tuple[str, ...] = ()
    ensures_all: tuple[str, ...] = ()


class RuleSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A core rule: the events it stands at, what must be so, the domain rule it is a part of; further rules that it carries, too."""

    id: str
    on: tuple[str, ...]
    expr: str
    text: str
    cite: str
    clears: str = ""
    hazard: str = ""
    why_kept: str = ""
    covers: tuple[str, ...] = ()


class AssumeSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the proof takes for granted of people and things at these events."""

    id: str
    on: tuple[str, ...]
    expr: str
    text: str


class InvSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An invariant; step = may speak of the state after an event; phys = may speak of the physical world."""

    id: str
    expr: str
    text: str
    step: bool = False
    phys: bool = False


class OnlySection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change that the named events alone may make."""

    id: str
    expr: str
    events: tuple[str, ...]
    text: str


class CoreFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of core/; the lists of rules and statements are read item by item, so that an error names the item."""

    sorts: dict[str, tuple[str, ...]] = {}
    ranges: dict[str, Bounds] = {}
    refs: dict[str, str] = {}
    roles: RoleSection = RoleSection()
    weapon: dict[str, Pair] = {}
    lot: dict[str, Pair] = {}
    unit: dict[str, Pair] = {}
    physical: dict[str, Pair] = {}
    define: dict[str, str] = {}
    event: dict[str, Any] = {}
    extend: dict[str, Any] = {}
    rule: list[Any] = []
    assume: list[Any] = []
    inv: list[Any] = []
    only: list[Any] = []


class FactSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fact: its sort, and what is so when it is true or 0.

    unfed: why nothing on record can say it yet, so that it is never known. unrecorded: why it lets a step go on with nothing recorded.
    """

    sort: str
    says: str
    unfed: str = ""
    unrecorded: str = ""


class FactFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of facts."""

    fact: dict[str, FactSection] = {}


class ParamSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A parameter: its default ("unset" refuses), its unit and the one direction in which it may be moved."""

    name: str
    default: Any
    unit: str
    tighten: str
    confidence: str = ""
    note: str = ""


def section(kind: type[T], value: object, place: str, code: str = "malformed.rule") -> T:
    """A section of its kind. Raises Malformed naming the place and the key."""
    try:
        return msgspec.convert(value, kind)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Malformed(code, str(error), place) from None


def items(kind: type[T], values: object, place: str, code: str = "malformed.rule") -> list[T]:
    """A list of sections, each with its id or name in the place of an error."""
    if not isinstance(values, list):
        raise Malformed(code, "a list of tables is wanted here: write [[name]]", place)
    found = cast("list[object]", values)
    return [section(kind, value, f"{place} {named(value, number)}", code) for number, value in enumerate(found, start=1)]


def named(value: object, number: int) -> str:
    """The id or name of an item, else its number in the list."""
    table: Mapping[str, object] = cast("Mapping[str, object]", value) if isinstance(value, dict) else {}
    told = table.get("id", table.get("name"))
    return told if isinstance(told, str) and told else f"number {number}"
