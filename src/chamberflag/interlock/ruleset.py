"""The rule set that decides: base, packs and parameters compiled into guards and into `apply`. Source: interlock.md sections 2 to 4."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import msgspec
from immutables import Map

from chamberflag.interlock.agreement import agree, proved
from chamberflag.interlock.guard import Failure, Guard, Part, build_guard, build_raises
from chamberflag.interlock.model import NOW, Model, build
from chamberflag.interlock.python import assignments, function
from chamberflag.interlock.rulebook import Rulebook, compose, ids

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from chamberflag.interlock.source import Source
    from chamberflag.interlock.tree import Node

Value = bool | int | str
Record = dict[str, Any]
People = dict[str, frozenset[str]]


class Core(msgspec.Struct, frozen=True):
    """What the proof speaks of: weapons and lots by id, and the unit. Records are never changed in place."""

    weapons: Map[str, Record]
    lots: Map[str, Record]
    unit: Record


@dataclass(frozen=True, slots=True)
class Effects:
    """The compiled effects of one event, by scope; each = on every weapon."""

    each: Callable[..., Record] | None
    weapon: Callable[..., Record] | None
    lot: Callable[..., Record] | None
    unit: Callable[..., Record] | None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything the gate and the fold need. digest: 64 hex digits over the files, packs and parameters in use.

    params: those that are set, in ms, cm or plain.
    """

    model: Model
    book: Rulebook
    digest: str
    params: Mapping[str, int]
    gates: Mapping[str, frozenset[str]]
    initial_weapon: Record
    initial_lot: Record
    initial_unit: Record
    effects: Mapping[str, Effects]
    _guards: dict[tuple[str, str | None], Guard] = field(default_factory=dict[tuple[str, str | None], Guard])
    _raises: dict[str, tuple[Part, ...]] = field(default_factory=dict[str, tuple[Part, ...]])

    @property
    def packs(self) -> tuple[str, ...]:
        """The packs in force."""
        return self.book.packs

    @property
    def fact_sorts(self) -> Mapping[str, str]:
        """Fact name -> sort."""
        return self.model.schema.facts

    def empty(self) -> Core:
        """The core before the first act."""
        return Core(Map(), Map(), dict(self.initial_unit))

    def events_for(self, act: str, event: str) -> tuple[str, ...]:
        """The gated events that an act may be judged as: its own, and its variants (`accept`: accept_weapon, accept_lot)."""
        stem = act.removesuffix("_item") + "_"
        gated = (name for name, one in self.model.events.items() if not one.failsafe and not one.physical)
        return tuple(name for name in gated if name == event or name.startswith(stem))

    def guard(self, act: str, event: str | None) -> Guard:
        """All rules that judge this act as this event; compiled at first use."""
        key = (act, event)
        if key not in self._guards:
            self._guards[key] = build_guard(self.model, self.book, self.gates, act, event)
        return self._guards[key]

    def raises(self, act: str) -> tuple[Part, ...]:
        """The lines that a done act may bring up; compiled at first use."""
        if act not in self._raises:
            self._raises[act] = build_raises(self.model, self.book, self.gates, act)
        return self._raises[act]

    def raised(self, act: str, w: Record, lot: Record, g: Record, f: object, roles: Mapping[str, frozenset[str]]) -> tuple[Failure, ...]:
        """The rules that a done act brings up, judged on the state after it."""
        return tuple(part.failure(w, lot, g, f, {}, roles) for part in self.raises(act) if part.holds(w, lot, g, f, {}, roles))

    def apply(self, event: str, core: Core, weapon: str, lot: str, a: Mapping[str, Value], roles: Mapping[str, frozenset[str]]) -> Core:
        """The core after an event: the only way it changes. weapon or lot "" = none: what the event would write there is dropped."""
        effects = self.effects[event]
        w = core.weapons.get(weapon) or {**self.initial_weapon, "kind": self.initial_weapon["kind"] if weapon else "NONE"}
        found = core.lots.get(lot) or {**self.initial_lot, "id": lot}
        g = core.unit
        weapons, lots, unit = core.weapons, core.lots, g
        if effects.each is not None:
            everyone = effects.each
            weapons = Map({name: {**one, **everyone(one, found, g, None, a, roles)} for name, one in weapons.items()})
        if effects.weapon is not None and weapon:
            weapons = weapons.set(weapon, {**weapons.get(weapon, w), **effects.weapon(w, found, g, None, a, roles)})
        if effects.lot is not None and lot:
            lots = lots.set(lot, {**found, **effects.lot(w, found, g, None, a, roles)})
        if effects.unit is not None:
            unit = {**g, **effects.unit(w, found, g, None, a, roles)}
        return Core(weapons, lots, unit)


def compile_rules(
    source: Source, gates: Mapping[str, Sequence[str]], packs: tuple[str, ...] = ("base",), values: Mapping[str, int] | None = None
) -> RuleSet:
    """The rule set of these files, packs and parameter values. gates: gate name -> acts judged there.

    Raises Malformed naming file, rule and column.
    """
    book = compose(source, packs, values or {})
    model = build(source, {name: p.value for name, p in book.params.items()})
    places = {name: frozenset(acts) for name, acts in gates.items()}
    agree(model, book, places, ids(source))
    proved(model, book.replaced)
    effects = {name: effects_of(model, name) for name, event in model.events.items() if not event.physical}
    return RuleSet(
        model=model,
        book=book,
        digest=source.digest(packs, values or {}),
        params={name: p.value for name, p in book.params.items() if p.value is not None},
        gates=places,
        initial_weapon=_initial(model, "w"),
        initial_lot=_initial(model, "l"),
        initial_unit=_initial(model, "g"),
        effects=effects,
    )


def effects_of(model: Model, name: str) -> Effects:
    """The effects of one event, compiled: what is on the record, without the physical world."""
    made: dict[str, Callable[..., Record] | None] = {}
    for scope in ("each", "w", "l", "g"):
        found = {
            f: node
            for (s, f), node in model.events[name].effects.items()
            if s == scope and not model.schema.fields[("w" if s == "each" else s, f)].physical
        }
        if scope == "each":  # `each.x` is read from the record at hand
            found = {f: _each_as_w(node) for f, node in found.items()}
        made[scope] = assignments(list(found), list(found.values())) if found else None
    return Effects(made["each"], made["w"], made["l"], made["g"])


def _each_as_w(node: Node) -> Node:
    if node[0] == "each":
        return ("var", "w", node[2])
    return tuple(_each_as_w(cast("Node", member)) if isinstance(member, tuple) else member for member in node)


def _initial(model: Model, scope: str) -> Record:
    from chamberflag.interlock.parser import Parser, Reading  # noqa: PLC0415

    made: Record = {}
    for (s, name), found in model.schema.fields.items():
        if s == scope and not found.physical:
            if found.key:
                made[name] = ""
            else:
                tree = Parser(model.schema, Reading(), found.initial, f"core {scope}.{name}").parse(found.sort)
                made[name] = function(tree)(None, None, None, None, {NOW: 0}, {})
    return made
