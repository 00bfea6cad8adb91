"""A second reading of the rule language, for tests: walks a tree with three values (None = unknown). Shares no code with the gate."""

from __future__ import annotations

from dataclasses import dataclass
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


def value(node: Node, world: World) -> Any:  # noqa: ANN401 - one case a node
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
        case ("role", person, role):
            return value(person, world) in world.roles[role]
        case ("not", inner):
            return _opposite(value(inner, world))
        case ("and", *members):
            return _weakest([value(m, world) for m in members])
        case ("or", *members):
            return _opposite(_weakest([_opposite(value(m, world)) for m in members]))
        case ("ite", test, yes, no):
            return _chosen(value(test, world), value(yes, world), value(no, world))
        case (kind, left, right):
            return _pair(kind, value(left, world), value(right, world))
        case _:
            raise AssertionError(node)


def _opposite(found: bool | None) -> bool | None:  # noqa: FBT001
    return None if found is None else not found


def _weakest(found: list[bool | None]) -> bool | None:
    if False in found:
        return False
    return None if None in found else True


def _chosen(test: bool | None, yes: Any, no: Any) -> Any:  # noqa: ANN401, FBT001
    if test is None:
        return None
    return yes if test else no


def _pair(kind: str, left: Any, right: Any) -> Any:  # noqa: ANN401
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
