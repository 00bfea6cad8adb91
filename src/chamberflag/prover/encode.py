"""The machine in z3's terms: people and lots as unbounded sorts, two weapons and two lots as a cutoff. Source: interlock.md section 5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import z3

from chamberflag.interlock.parser import Parser, Reading
from chamberflag.interlock.tree import BOOL, INT, PERSON, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chamberflag.interlock.model import Model
    from chamberflag.interlock.tree import Node

Place = dict[str, int]
State = dict[tuple[str, int, str], Any]


def speaks_of(tree: Node) -> set[str]:
    """The scopes a tree reads: w, l, g."""
    return {n[1] for n in walk(tree) if n[0] in {"var", "new", "each"}}


class Encoding:
    """Sorts, constants and the translation of trees. K weapons, K lots, one unit."""

    made = 0

    def __init__(self, model: Model, k: int = 2, nameless: frozenset[str] = frozenset()) -> None:
        """Declare everything the model's schema names. nameless: the act names no weapon ("w") or no lot ("l")."""
        Encoding.made += 1
        tag = Encoding.made
        self.model, self.schema = model, model.schema
        self.k = {"w": k, "l": k, "g": 1}
        self.nameless = nameless
        self.sorts: dict[str, Any] = {BOOL: z3.BoolSort(), INT: z3.IntSort()}
        self.members: dict[tuple[str, str], Any] = {}
        for name, values in self.schema.enums.items():
            self.sorts[name], constants = z3.EnumSort(f"{name}_{tag}", [f"{name}_{tag}_{v}" for v in values])
            self.members.update({(name, v): c for v, c in zip(values, constants, strict=True)})
        for name in self.schema.refs:
            self.sorts[name] = z3.DeclareSort(f"{name}_{tag}")
        self.none = {name: z3.Const(f"{word}_{tag}", self.sorts[name]) for name, word in self.schema.refs.items()}
        people = self.sorts[PERSON]
        roles = self.schema.roles + self.schema.physical_roles
        self.role = {r: z3.Function(f"is_{r}_{tag}", people, z3.BoolSort()) for r in roles}
        self.axioms: list[Any] = [z3.Not(f(self.none[PERSON])) for f in self.role.values()]
        self.facts: dict[str, tuple[Any, Any]] = {}

    def sort(self, name: str) -> Any:
        """The z3 sort of a sort's name."""
        return self.sorts[self.schema.base(name)]

    def bounds(self, x: Any, name: str) -> Any:
        """A bounded integer's range."""
        if name not in self.schema.ranges:
            return z3.BoolVal(val=True)
        low, high = self.schema.ranges[name]
        return z3.And(x >= low, x <= high) if high is not None else x >= low

    def state(self, tag: str = "") -> State:
        """Fresh constants for every field of every weapon, lot and the unit; identities are distinct and none is "none".

        What an act does not name is read as what nobody has brought in, under the identity "none".
        """
        made: State = {}
        for (scope, name), found in self.schema.fields.items():
            for i in range(self.k[scope]):
                made[(scope, i, name)] = z3.Const(f"{tag}{scope}{i}_{name}", self.sort(found.sort))
        for (scope, name), found in self.schema.fields.items():
            if found.key:
                ids = [made[(scope, i, name)] for i in self.real(scope)]
                self.axioms.append(z3.Distinct([*ids, self.none[found.sort]]))
        for scope in sorted(self.nameless):
            self.axioms += [made[(scope, 0, name)] == x for name, x in self.unnamed(scope, made).items()]
        return made

    def real(self, scope: str) -> range:
        """The numbers of the weapons or lots that there are: 0 is the act's own."""
        return range(1 if scope in self.nameless else 0, self.k[scope])

    def unnamed(self, scope: str, s: State) -> dict[str, Any]:
        """The record that stands for "none": as at the start, and of no kind."""
        made = {name: self.none[found.sort] for (of, name), found in self.schema.fields.items() if of == scope and found.key}
        made |= self.at_the_start(scope, s)
        if scope == "w":
            made["kind"] = self.members["Kind", "NONE"]
        return made

    def at_the_start(self, scope: str, s: State) -> dict[str, Any]:
        """What every weapon (w), lot (l) or the unit (g) is before the first act, but for its identity."""
        return {
            name: self.z(Parser(self.schema, Reading(), found.initial, name).parse(found.sort), s, {})
            for (of, name), found in self.schema.fields.items()
            if of == scope and not found.key
        }

    def fact(self, name: str, sort: str) -> tuple[Any, Any]:
        """An arbitrary value and whether it is known."""
        if name not in self.facts:
            x = z3.Const(f"fact_{name}", self.sort(sort))
            self.facts[name] = (x, z3.Bool(f"known_{name}"))
            self.axioms.append(self.bounds(x, sort))
        return self.facts[name]

    def params(self, event: str) -> dict[str, Any]:
        """Fresh constants for an event's parameters."""
        return {p: z3.Const(f"arg_{p}", self.sort(s)) for p, s in self.model.events[event].params.items()}

    def param_bounds(self, event: str, args: Mapping[str, Any]) -> list[Any]:
        """What an act's decoder has checked."""
        return [self.bounds(args[p], s) for p, s in self.model.events[event].params.items()]

    def z(self, node: Node, s: State, at: Place, args: Mapping[str, Any] | None = None, new: State | None = None) -> Any:
        """A tree as a z3 term; at = which weapon and lot the names stand for."""

        def r(x: Node) -> Any:
            return self.z(x, s, at, args, new)

        match node[0]:
            case "lit":
                if node[1] == BOOL:
                    return z3.BoolVal(val=node[2])
                return z3.IntVal(node[2]) if self.schema.base(node[1]) == INT else self.members[(node[1], node[2])]
            case "none":
                return self.none[node[1]]
            case "param":
                return (args or {})[node[2]]
            case "fact":
                return self.fact(node[2], node[1])[0]
            case "known":
                return self.facts[node[1]][1] if node[1] in self.facts else self.fact(node[1], self.schema.facts.get(node[1], BOOL))[1]
            case "var" | "each":
                return s[(node[1], at.get(node[1], 0), node[2])]
            case "new":
                return (new or {})[(node[1], at.get(node[1], 0), node[2])]
            case "role":
                return self.role[node[2]](r(node[1]))
            case "and":
                return z3.And([r(x) for x in node[1:]])
            case "or":
                return z3.Or([r(x) for x in node[1:]])
            case "not":
                return z3.Not(r(node[1]))
            case "ite":
                return z3.If(r(node[1]), r(node[2]), r(node[3]))
            case _:
                a, b = r(node[1]), r(node[2])
                return {"eq": lambda: a == b, "lt": lambda: a < b, "le": lambda: a <= b, "add": lambda: a + b, "sub": lambda: a - b}[
                    node[0]
                ]()

    def post(self, event: str, s: State, args: Mapping[str, Any]) -> State:
        """The state after the event's simultaneous effects: on every weapon first, then on the act's own weapon, lot and the unit."""
        made, effects = dict(s), self.model.events[event].effects
        for (scope, name), node in effects.items():
            if scope == "each":
                for i in self.real("w"):
                    made[("w", i, name)] = self.z(node, s, {"w": i}, args)
        for (scope, name), node in effects.items():
            if scope != "each" and scope not in self.nameless:
                made[(scope, 0, name)] = self.z(node, s, {}, args)
        return made

    def places(self, node: Node, most: int = 2) -> Iterator[Place]:
        """Every weapon and lot the formula may speak of: the event's own (0) where it has one, and any other (1)."""
        scopes = speaks_of(node)
        for i in self.real("w")[:most] if "w" in scopes else [0]:
            for j in self.real("l")[:most] if "l" in scopes else [0]:
                yield {"w": i, "l": j}
