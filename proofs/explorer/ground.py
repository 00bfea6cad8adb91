"""The model's trees in a world of numbered people, weapons and lots. What an event does stands in the trees, and nowhere here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chamberflag.interlock.parser import Parser, Reading
from chamberflag.interlock.tree import BOOL, INT, PERSON, definite, walk
from proofs.explorer.numbers import MAKE, YES, Tree, among, both, const, rebuilt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from chamberflag.interlock.model import Event, Model
    from chamberflag.interlock.tree import Node
    from proofs.explorer.worlds import World

Var = tuple[str, str, str]  # (w|l|g, which one, field)
Faults = frozenset[Any]  # people who may fail in everything, or pairs (event, person): only there
NOBODY = 0
FACT = "f."


@dataclass(frozen=True, slots=True)
class Place:
    """Which weapon and lot the names w and l stand for; "" = the act names none."""

    weapon: str = ""
    lot: str = ""


@dataclass(slots=True)
class Ground:
    """One world's numbers: variables, codes of values, people's roles as bits."""

    model: Model
    world: World
    faults: Faults = frozenset()
    variables: list[Var] = field(init=False, default_factory=list[Var])
    number: dict[Var, int] = field(init=False, default_factory=dict[Var, int])
    codes: dict[str, dict[Any, int]] = field(init=False, default_factory=dict[str, dict[Any, int]])
    initial: dict[tuple[str, str], Tree] = field(init=False, default_factory=dict[tuple[str, str], Tree])

    def __post_init__(self) -> None:
        """Number everything the schema and the world name."""
        schema, world = self.model.schema, self.world
        self.codes = {name: {member: i for i, member in enumerate(members)} for name, members in schema.enums.items()}
        self.codes[BOOL] = {False: 0, True: 1}
        for sort in schema.refs:
            names = tuple(world.people) if sort == PERSON else world.lots
            self.codes[sort] = {name: i for i, name in enumerate(("", *names))}
        for (scope, name), found in schema.fields.items():
            items = {"w": world.weapons, "l": world.lots, "g": ("",)}[scope]
            for item in items:
                if not found.key:
                    self.number[(scope, item, name)] = len(self.variables)
                    self.variables.append((scope, item, name))
            tree: Node = ("none", found.sort)
            if not found.key:
                tree = Parser(schema, Reading(), found.initial, f"{scope}.{name}").parse(found.sort)
            self.initial[(scope, name)] = self.lower(tree, Place())

    def sort(self, variable: int) -> str:
        """The declared sort of a variable."""
        scope, _, name = self.variables[variable]
        return self.model.schema.fields[(scope, name)].sort

    def code(self, sort: str, value: Any) -> int:
        """A value as a number."""
        return int(value) if self.model.schema.base(sort) == INT else self.codes[sort][value]

    def told(self, sort: str, code: int) -> Any:
        """A number as a value."""
        if self.model.schema.base(sort) == INT:
            return code
        return next(value for value, c in self.codes[sort].items() if c == code)

    def holders(self, role: str, event: str) -> int:
        """The people of a role as bits; who may fail depends on the event."""
        found = 0
        for number, (person, roles) in enumerate(self.world.people.items(), start=1):
            if role in self.model.schema.physical_roles:
                pairs = {one for one in self.faults if isinstance(one, tuple)}
                here = (event, person) in pairs if event else any(who == person for _, who in pairs)
                found |= (person in self.faults or here) << number
            else:
                found |= (role in roles) << number
        return found

    def lower(self, node: Node, at: Place, event: str = "", each: str = "") -> Tree:
        """A tree of the rule language in numbers; parameters and the state after an event stay open."""

        def go(x: Node) -> Tree:
            match x[0]:
                case "lit":
                    return const(self.code(x[1], x[2]))
                case "none":
                    return const(NOBODY)
                case "param":
                    return ("p", x[2])
                case "known":
                    return YES
                case "fact" if x[2] in self.world.facts:
                    return const(self.code(x[1], self.world.facts[x[2]]))
                case "fact":  # as arbitrary as in the proof: every value is tried, like a parameter's
                    return ("p", f"{FACT}{x[2]}")
                case "var" | "each" | "new":
                    return self._field(x, at, each)
                case "role":
                    return among(go(x[1]), self.holders(x[2], event))
                case kind:
                    return MAKE[kind](*[go(member) for member in x[1:]])

        return go(node)

    def _field(self, x: Node, at: Place, each: str) -> Tree:
        kind, scope, name = x
        item = each if kind == "each" else {"w": at.weapon, "l": at.lot, "g": ""}[scope]
        if self.model.schema.fields[(scope, name)].key:
            return const(self.codes[self.model.schema.fields[(scope, name)].sort][item])
        if scope != "g" and not item:  # the act names none: it is as new, and no weapon is of class NONE
            return const(self.codes["Kind"]["NONE"]) if (scope, name) == ("w", "kind") else self.initial[(scope, name)]
        return ("n" if kind == "new" else "v", self.number[(scope, item, name)])

    def start(self) -> dict[int, int]:
        """Every variable at its initial value, then what has happened before the world begins. Raises where that is not permitted."""
        state = {k: self.initial[(scope, name)][1] for k, (scope, _, name) in enumerate(self.variables)}
        for step in self.world.before:
            event, at = self.model.events[step.event], Place(step.weapon, step.lot)
            args = {p: self.code(s, step.args.get(p, 0 if p == "now" else None)) for p, s in event.params.items()}
            args |= {name: int(value) for name, value in step.args.items() if name.startswith(FACT)}
            refused = [rid for rid, tree in self.guards(event, at) if not settled(tree, state, args)]
            if refused:
                raise ValueError(f"{self.world.why}: {step.event} is refused by {', '.join(refused)}")
            state |= {k: settled(tree, state, args) for k, tree in self.effects(event, at).items()}
        return state

    def guards(self, event: Event, at: Place, skip: frozenset[str] = frozenset()) -> Iterator[tuple[str, Tree]]:
        """The core rules of an event, the clock's, and what is assumed of people and things."""
        name = event.name
        for rule in self.model.rules:
            if name in rule.trees and rule.id not in skip:
                yield rule.id, self.lower(definite(rule.trees[name]), at, name)
        if not event.failsafe and not event.physical and "T0" not in skip:
            yield "T0", self.lower(("le", ("var", "g", "now"), ("param", "Instant", "now")), at, name)
        for one in self.model.assumptions:
            if name in one.tree and one.id not in skip:
                yield one.id, self.lower(one.tree[name], at, name)

    def effects(self, event: Event, at: Place) -> dict[int, Tree]:
        """What the event writes: on every weapon first, then on its own."""
        made: dict[int, Tree] = {}
        for (scope, name), node in event.effects.items():
            if scope == "each":
                for item in self.world.weapons:
                    made[self.number[("w", item, name)]] = self.lower(node, at, event.name, item)
        for (scope, name), node in event.effects.items():
            item = {"w": at.weapon, "l": at.lot, "g": ""}.get(scope)
            if item is not None and (item or scope == "g"):
                made[self.number[(scope, item, name)]] = self.lower(node, at, event.name)
        return made

    def places(self, nodes: Iterable[Node], *, absent: bool = False) -> Iterator[Place]:
        """Every weapon and lot that the trees may speak of."""
        scopes = {n[1] for node in nodes for n in walk(node) if n[0] in {"var", "new"}}
        for weapon in (*self.world.weapons, *([""] if absent else [])) if "w" in scopes else ("",):
            for lot in (*self.world.lots, *([""] if absent else [])) if "l" in scopes else ("",):
                yield Place(weapon, lot)

    def everywhere(self, node: Node) -> Tree:
        """A statement about the state, for every weapon and lot."""
        return both(*[self.lower(node, at) for at in self.places([node])])

    def expression(self, text: str) -> Node:
        """An expression about a state, the physical world included."""
        return Parser(self.model.schema, Reading(physical=True), text, "goal").parse(BOOL)


def settled(tree: Tree, state: Mapping[int, int], args: Mapping[str, int]) -> int:
    """The value of a tree in a state."""
    found = rebuilt(tree, lambda leaf: const(state[leaf[1]]) if leaf[0] == "v" else const(args[leaf[1]]) if leaf[0] == "p" else leaf)
    if found[0] != "c":
        raise ValueError(f"not a number: {found}")
    return found[1]
