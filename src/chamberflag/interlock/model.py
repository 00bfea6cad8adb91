"""The machine as data: schema, events with effects, core rules, assumptions, invariants, each parsed and type-checked once.

Read by the gate, by `apply` and by the prover alike. Source: interlock.md sections 1, 4 and 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chamberflag.interlock.parameters import constants
from chamberflag.interlock.parser import Parser, Reading
from chamberflag.interlock.schema import SCOPES, TAKEN, Field, Schema, checked, word
from chamberflag.interlock.sections import (
    AssumeSection,
    CoreFile,
    EventSection,
    ExtendSection,
    FactFile,
    InvSection,
    OnlySection,
    RuleSection,
    items,
    section,
)
from chamberflag.interlock.tree import BOOL, Node
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.source import Source

NOW = "now"


@dataclass(frozen=True, slots=True)
class CoreRule:
    """A guard of some events; cite = the domain rule it is a part of; covers = others whose demand it carries besides their facts."""

    id: str
    on: tuple[str, ...]
    cite: str
    text: str
    clears: str
    why_kept: str
    trees: Mapping[str, Node]  # event -> typed tree
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """An event: parameters by sort, simultaneous effects, what it promises. physical = happens unrecorded, seen by the proof only.

    kept: an assignment that nothing misses when it is forgotten -> why it is written all the same.
    """

    name: str
    failsafe: bool
    physical: bool
    params: Mapping[str, str]
    effects: Mapping[tuple[str, str], Node]  # (w|l|g|each, field) -> new value
    ensures: tuple[tuple[bool, str, Node], ...]  # (of every weapon?, text, tree)
    kept: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Statement:
    """An assumption, invariant or `only` clause. events: where it is assumed, or which events alone may."""

    id: str
    text: str
    tree: Mapping[str, Node]  # "" for invariants and only; event -> tree for assumptions
    events: tuple[str, ...] = ()
    step: bool = False
    physical: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """Everything the proof carries."""

    schema: Schema
    events: Mapping[str, Event]
    rules: tuple[CoreRule, ...]
    assumptions: tuple[Statement, ...]
    invariants: tuple[Statement, ...]
    only: tuple[Statement, ...]


def build(source: Source, params: Mapping[str, int | None]) -> Model:
    """The model of the core files. Raises Malformed naming file, rule and column."""
    core = {name: section(CoreFile, document, name) for name, document in source.of("core")}
    schema = _schema(source, core, params)
    events = _events(schema, core)
    rules, assumptions, invariants, only = list[CoreRule](), list[Statement](), list[Statement](), list[Statement]()
    for name, file in core.items():
        rules += [_rule(schema, events, item, name) for item in items(RuleSection, file.rule, name)]
        for item in items(AssumeSection, file.assume, name):
            place = f"{name} {item.id}"
            trees = {e: _parse(schema, item.expr, place, Reading(_params(events, e, place), physical=True)) for e in item.on}
            assumptions.append(Statement(item.id, item.text, trees, item.on))
        for item in items(InvSection, file.inv, name):
            tree = _parse(schema, item.expr, f"{name} {item.id}", Reading(new=item.step, physical=item.phys))
            invariants.append(Statement(item.id, item.text, {"": tree}, (), item.step, item.phys))
        for item in items(OnlySection, file.only, name):
            tree = _parse(schema, item.expr, f"{name} {item.id}", Reading(new=True))
            for event in item.events:
                _params(events, event, f"{name} {item.id}")
            only.append(Statement(item.id, item.text, {"": tree}, item.events, step=True))
    _unique([r.id for r in rules] + [s.id for s in (*assumptions, *invariants, *only)])
    return Model(schema, events, tuple(rules), tuple(assumptions), (*invariants, *_ranges(schema)), tuple(only))


def _unique(ids: list[str]) -> None:
    twice = {i for i in ids if ids.count(i) > 1}
    if twice:
        raise Malformed("malformed.rule", f"used twice: {', '.join(sorted(twice))}", "core")


def _schema(source: Source, core: Mapping[str, CoreFile], params: Mapping[str, int | None]) -> Schema:
    enums: dict[str, tuple[str, ...]] = {}
    ranges: dict[str, tuple[int, int | None]] = {}
    refs: dict[str, str] = {}
    roles: list[str] = []
    ghosts: list[str] = []
    fields: dict[tuple[str, str], Field] = {}
    definitions: dict[str, str] = {}
    for name, file in core.items():
        enums |= file.sorts
        for sort, (low, high) in file.ranges.items():
            if isinstance(high, str) and high != "inf":
                raise Malformed("malformed.rule", f'range {sort} ends at a whole number or at "inf"', name)
            ranges[sort] = (low, None if isinstance(high, str) else high)
        refs |= file.refs
        roles += file.roles.names
        ghosts += file.roles.ghost
        definitions |= file.define
        for scope, table in (("w", file.weapon), ("l", file.lot), ("g", file.unit)):
            fields.update({(scope, k): Field(*v) for k, v in table.items()})
        for dotted, v in file.physical.items():
            scope, _, field = dotted.partition(".")
            if scope not in SCOPES:
                raise Malformed("malformed.rule", f"{dotted}: a physical field belongs to w, l or g", name)
            fields[(scope, field)] = Field(*v, physical=True)
    facts = {k: v.sort for n, document in source.of("facts.toml") for k, v in section(FactFile, document, n).fact.items()}
    place = next(iter(core), "core")
    return checked(Schema(enums, ranges, refs, tuple(roles), tuple(ghosts), fields, facts, constants(params), definitions), place)


def _parse(schema: Schema, text: str, place: str, reading: Reading) -> Node:
    return Parser(schema, reading, text, place).parse(BOOL)


def _params(events: Mapping[str, Event], event: str, place: str) -> Mapping[str, str]:
    if event not in events:
        raise Malformed("malformed.rule", f"no event is called {event}", place)
    return events[event].params


def _events(schema: Schema, core: Mapping[str, CoreFile]) -> dict[str, Event]:
    raw: dict[str, tuple[str, EventSection]] = {}
    promises: dict[str, list[ExtendSection]] = {}
    for name, file in core.items():
        for event, body in file.event.items():
            if event in raw:
                raise Malformed("malformed.rule", f"event {event} is described twice", name)
            raw[word(event, name)] = (name, section(EventSection, body, f"{name} event.{event}"))
    for name, file in core.items():
        for event, body in file.extend.items():
            if event not in raw:
                raise Malformed("malformed.rule", f"no event is called {event}", name)
            promises.setdefault(event, []).append(section(ExtendSection, body, f"{name} extend.{event}"))
    return {event: _event(schema, event, body, f"{name} event.{event}", promises.get(event, [])) for event, (name, body) in raw.items()}


def _event(schema: Schema, name: str, body: EventSection, place: str, more: list[ExtendSection]) -> Event:
    params = dict(body.params)
    taken = (*TAKEN, *schema.none_names, *schema.constants, *schema.definitions)
    for param, sort in params.items():
        word(param, place, (NOW, *taken))
        if not schema.is_sort(sort):
            raise Malformed("malformed.rule", f"{param}: no sort is called {sort!r}", place)
    effects: dict[tuple[str, str], Node] = {}
    sets = dict(body.set)
    if not body.ghost:
        params[NOW] = "Instant"
        sets["g.now"] = "now if now > g.now else g.now"  # a bad clock blocks no fail-safe event and never runs back
    for texts, world in ((sets, False), (body.world, True)):
        for target, text in texts.items():
            scope, _, field = target.partition(".")
            found = schema.fields.get(("w" if scope == "each" else scope, field))
            if found is None or found.key or found.physical != world:
                raise Malformed("malformed.rule", f"{target} may not be written here", place)
            reading = Reading(params, physical=world, each=scope == "each")
            effects[(scope, field)] = Parser(schema, reading, text, f"{place} {target}").parse(found.sort)
    reading = Reading(params, facts=True, new=True, physical=True)
    ensures = [(False, text, _parse(schema, text, f"{place} ensures", reading)) for part in (body, *more) for text in part.ensures]
    ensures += [(True, text, _parse(schema, text, f"{place} ensures_all", reading)) for part in (body, *more) for text in part.ensures_all]
    return Event(name, body.failsafe, body.ghost, params, effects, tuple(ensures), _kept(body, effects, place))


def _kept(body: EventSection, effects: Mapping[tuple[str, str], Node], place: str) -> dict[tuple[str, str], str]:
    made: dict[tuple[str, str], str] = {}
    for target, why in body.kept.items():
        scope, _, field = target.partition(".")
        if (scope, field) not in effects:
            raise Malformed("malformed.rule", f"kept: the event does not write {target}", place)
        if not why.strip():
            raise Malformed("malformed.rule", f"kept: {target} says no reason", place)
        made[scope, field] = why
    return made


def _rule(schema: Schema, events: Mapping[str, Event], item: RuleSection, file: str) -> CoreRule:
    place = f"{file} {item.id}"
    trees: dict[str, Node] = {}
    for event in item.on:
        params = _params(events, event, place)
        if events[event].failsafe or events[event].physical:
            raise Malformed("malformed.rule", f"{event} is fail-safe: it is never refused and carries no rule", place)
        trees[event] = Parser(schema, Reading(params, facts=True), item.expr, place).parse(BOOL)
    return CoreRule(item.id, item.on, item.cite, item.text, item.clears, item.why_kept, trees, item.covers)


def _ranges(schema: Schema) -> list[Statement]:
    """The range of every stored field is an invariant."""
    made: list[Statement] = []
    for (scope, name), found in schema.fields.items():
        if found.sort in schema.ranges:
            low, high = schema.ranges[found.sort]
            var: Node = ("var", scope, name)
            tree: Node = ("le", ("lit", "Int", low), var)
            if high is not None:
                tree = ("and", tree, ("le", var, ("lit", "Int", high)))
            made.append(Statement(f"range {scope}.{name}", "stays in its declared range", {"": tree}, physical=found.physical))
    return made
