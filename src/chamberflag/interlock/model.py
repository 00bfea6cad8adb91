"""The machine as data: schema, events with effects, core rules, assumptions, invariants, each parsed and type-checked once.

Read by the gate, by `apply` and by the prover alike. Source: interlock.md sections 1, 4 and 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chamberflag.interlock.parameters import constants
from chamberflag.interlock.parser import Parser, Reading
from chamberflag.interlock.schema import SCOPES, Field, Schema
from chamberflag.interlock.tree import BOOL, Node
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.source import Document, Source

NOW = "now"


@dataclass(frozen=True, slots=True)
class CoreRule:
    """A guard of some events; cite = the domain rule it is a part of."""

    id: str
    on: tuple[str, ...]
    cite: str
    text: str
    clears: str
    why_kept: str
    trees: Mapping[str, Node]  # event -> typed tree


@dataclass(frozen=True, slots=True)
class Event:
    """An event: parameters by sort, simultaneous effects, what it promises. physical = happens unrecorded, seen by the proof only."""

    name: str
    failsafe: bool
    physical: bool
    params: Mapping[str, str]
    effects: Mapping[tuple[str, str], Node]  # (w|l|g|each, field) -> new value
    ensures: tuple[tuple[bool, str, Node], ...]  # (of every weapon?, text, tree)


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
    schema = _schema(source, params)
    raw: dict[str, tuple[str, Document]] = {}
    extend: list[tuple[str, str, Document]] = []
    for name, document in source.of("core"):
        for event, body in document.get("event", {}).items():
            if event in raw:
                raise Malformed("malformed.rule", f"event {event} is described twice", name)
            raw[event] = (name, body)
        extend += [(name, event, body) for event, body in document.get("extend", {}).items()]
    for name, event, body in extend:
        if event not in raw:
            raise Malformed("malformed.rule", f"no event is called {event}", name)
        raw[event][1].setdefault("ensures", []).extend(body.get("ensures", []))
        raw[event][1].setdefault("ensures_all", []).extend(body.get("ensures_all", []))
    events = {event: _event(schema, event, body, name) for event, (name, body) in raw.items()}
    rules, assumptions, invariants, only = list[CoreRule](), list[Statement](), list[Statement](), list[Statement]()
    for name, document in source.of("core"):
        rules += [_rule(schema, events, item, name) for item in document.get("rule", [])]
        for item in document.get("assume", []):
            trees = {e: _parse(schema, item, f"{name} {item['id']}", Reading(_params(events, e, name), physical=True)) for e in item["on"]}
            assumptions.append(Statement(item["id"], item["text"], trees, tuple(item["on"])))
        for item in document.get("inv", []):
            step, physical = bool(item.get("step")), bool(item.get("phys"))
            tree = _parse(schema, item, f"{name} {item['id']}", Reading(new=step, physical=physical))
            invariants.append(Statement(item["id"], item["text"], {"": tree}, (), step, physical))
        for item in document.get("only", []):
            tree = _parse(schema, item, f"{name} {item['id']}", Reading(new=True))
            for event in item["events"]:
                _params(events, event, name)
            only.append(Statement(item["id"], item["text"], {"": tree}, tuple(item["events"]), step=True))
    _unique([r.id for r in rules] + [s.id for s in (*assumptions, *invariants, *only)])
    return Model(schema, events, tuple(rules), tuple(assumptions), (*invariants, *_ranges(schema)), tuple(only))


def _unique(ids: list[str]) -> None:
    twice = {i for i in ids if ids.count(i) > 1}
    if twice:
        raise Malformed("malformed.rule", f"used twice: {', '.join(sorted(twice))}", "core")


def _schema(source: Source, params: Mapping[str, int | None]) -> Schema:
    enums: dict[str, tuple[str, ...]] = {}
    ranges: dict[str, tuple[int, int | None]] = {}
    refs: dict[str, str] = {}
    roles: list[str] = []
    ghosts: list[str] = []
    fields: dict[tuple[str, str], Field] = {}
    definitions: dict[str, str] = {}
    for _, document in source.of("core"):
        enums.update({k: tuple(v) for k, v in document.get("sorts", {}).items()})
        ranges.update({k: (v[0], None if v[1] == "inf" else v[1]) for k, v in document.get("ranges", {}).items()})
        refs.update(document.get("refs", {}))
        roles += document.get("roles", {}).get("names", [])
        ghosts += document.get("roles", {}).get("ghost", [])
        definitions.update(document.get("define", {}))
        for scope, table in SCOPES.items():
            fields.update({(scope, k): Field(v[0], v[1]) for k, v in document.get(table, {}).items()})
        for dotted, v in document.get("physical", {}).items():
            scope, _, name = dotted.partition(".")
            fields[(scope, name)] = Field(v[0], v[1], physical=True)
    facts = {k: str(v["sort"]) for _, document in source.of("facts.toml") for k, v in document.get("fact", {}).items()}
    return Schema(enums, ranges, refs, tuple(roles), tuple(ghosts), fields, facts, constants(params), definitions)


def _parse(schema: Schema, item: Mapping[str, Any], place: str, reading: Reading) -> Node:
    return Parser(schema, reading, item["expr"], place).parse(BOOL)


def _params(events: Mapping[str, Event], event: str, place: str) -> Mapping[str, str]:
    if event not in events:
        raise Malformed("malformed.rule", f"no event is called {event}", place)
    return events[event].params


def _event(schema: Schema, name: str, body: Document, file: str) -> Event:
    physical = bool(body.get("ghost"))
    params = dict(body.get("params", {}))
    place = f"{file} event.{name}"
    effects: dict[tuple[str, str], Node] = {}
    sets = dict(body.get("set", {}))
    if not physical:
        params[NOW] = "Instant"
        sets["g.now"] = "now if now > g.now else g.now"  # a bad clock blocks no fail-safe event and never runs back
    for texts, world in ((sets, False), (body.get("world", {}), True)):
        for target, text in texts.items():
            scope, _, field = target.partition(".")
            key = ("w" if scope == "each" else scope, field)
            found = schema.fields.get(key)
            if found is None or found.key or found.physical != world:
                raise Malformed("malformed.rule", f"{target} may not be written here", place)
            reading = Reading(params, physical=world, each=scope == "each")
            effects[(scope, field)] = Parser(schema, reading, text, f"{place} {target}").parse(found.sort)
    reading = Reading(params, facts=True, new=True, physical=True)
    ensures = [
        (key == "ensures_all", text, Parser(schema, reading, text, f"{place} {key}").parse(BOOL))
        for key in ("ensures", "ensures_all")
        for text in body.get(key, [])
    ]
    return Event(name, bool(body.get("failsafe")), physical, params, effects, tuple(ensures))


def _rule(schema: Schema, events: Mapping[str, Event], item: Mapping[str, Any], file: str) -> CoreRule:
    place = f"{file} {item.get('id', '?')}"
    for key in ("id", "on", "expr", "text", "cite"):
        if key not in item:
            raise Malformed("malformed.rule", f"the rule lacks `{key}`", place)
    trees: dict[str, Node] = {}
    for event in item["on"]:
        params = _params(events, event, place)
        if events[event].failsafe or events[event].physical:
            raise Malformed("malformed.rule", f"{event} is fail-safe: it is never refused and carries no rule", place)
        trees[event] = Parser(schema, Reading(params, facts=True), item["expr"], place).parse(BOOL)
    return CoreRule(item["id"], tuple(item["on"]), item["cite"], item["text"], item.get("clears", ""), item.get("why_kept", ""), trees)


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
