"""The prover's own reading of a rule: walks a tree with three values (None = unknown), left to right. Shares no code with the gate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.tree import Node


@dataclass(frozen=True, slots=True)
class World:
    """What a tree is read against: records by scope, facts (missing = unknown), parameters, role -> people."""

    records: Mapping[str, Mapping[str, Any]]
    facts: Mapping[str, Any]
    args: Mapping[str, Any]
    roles: Mapping[str, frozenset[str]]
    after: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Any])  # records after an event, for statements about a step


def value(node: Node, world: World) -> Any:
    """The value of a tree; None = nobody can know."""
    match node:
        case ("lit", _, found):
            return found
        case ("none", _):
            return ""
        case ("param", _, name):
            return world.args[name]
        case ("fact", _, name):
            return None if name.startswith("unset_") else world.facts.get(name)
        case ("known", name):
            return world.facts.get(name) is not None
        case ("var" | "each" as scope, record, name):
            return world.records["w" if scope == "each" else record][name]
        case ("new", record, name):
            return world.after[record][name]
        case ("role", person, role):
            return value(person, world) in world.roles[role]
        case ("not", inner):
            return _opposite(value(inner, world))
        case ("and", *members):
            return _all(members, world, stop=False)
        case ("or", *members):
            return _all(members, world, stop=True)
        case ("ite", test, yes, no):
            chosen = value(test, world)
            return None if chosen is None else value(yes if chosen else no, world)
        case (kind, left, right):
            return _pair(kind, value(left, world), value(right, world))
        case _:
            raise AssertionError(node)


def _opposite(found: bool | None) -> bool | None:  # noqa: FBT001
    return None if found is None else not found


def _all(members: list[Node], world: World, *, stop: bool) -> bool | None:
    """`and` stops at the first False, `or` at the first True."""
    unknown = False
    for member in members:
        found = value(member, world)
        if found is stop:
            return stop
        unknown = unknown or found is None
    return None if unknown else not stop


def _pair(kind: str, left: Any, right: Any) -> Any:
    if left is None or right is None:
        return None
    match kind:
        case "eq":
            return left == right
        case "lt":
            return left < right
        case "le":
            return left <= right
        case "add":
            return left + right
        case _:
            return left - right
