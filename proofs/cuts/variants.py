"""The procedures that are compared, as data (`variants.toml`), and the failures of people, read off the assumptions of the core files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from chamberflag.interlock.model import build
from chamberflag.interlock.parser import Parser, Reading
from chamberflag.interlock.source import parse
from chamberflag.interlock.tree import BOOL, walk
from chamberflag.store.shipped import rule_texts
from proofs.explorer.worlds import FILE as WORLDS
from proofs.explorer.worlds import read
from proofs.live import base

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chamberflag.interlock.model import Model
    from chamberflag.interlock.tree import Node
    from proofs.explorer import World

FILE = Path(__file__).with_name("variants.toml")
Failure = tuple[str, str]  # kind (the event in which somebody fails), person


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of failure in words."""

    does: str
    deliberate: bool = False


class Top(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must not happen, in words and as an expression over the recorded and the physical state."""

    says: str
    expr: str


class Variant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A procedure. floor: the least figures that `make prove` accepts (0 = the event may be reached with everybody honest)."""

    title: str
    top: str
    world: str
    floor: dict[str, int]
    leave_out: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    forget: dict[str, tuple[str, ...]] = {}
    assume: dict[str, str] = {}
    who: tuple[str, ...] = ()
    note: str = ""
    slow: bool = False
    same_as: str = ""  # searched by `make prove-long` only, and compared with that one
    taken_for: dict[str, str] = {}  # in that comparison: a person whom the other world lacks -> who there does what this one does
    back: tuple[str, ...] = ()  # events that the world leaves out, and this variant does not


class Book(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    kind: dict[str, Kind]
    called: dict[str, str]
    world: dict[str, Any]
    top: dict[str, Top]
    variant: dict[str, Variant]


@dataclass(frozen=True, slots=True)
class Procedure:
    """A variant with the machine, the world and the top event that it is explored in."""

    name: str
    variant: Variant
    model: Model
    world: World
    top: Top


@lru_cache(maxsize=1)
def book() -> Book:
    """Everything the file says. A kind of failure that has no words yet is told by its event; a test asks for the words."""
    found = msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), Book)
    silent = {kind: Kind(f"fails in {kind.replace('_', ' ')}") for kind in kinds_of(base().model) if kind not in found.kind}
    return msgspec.structs.replace(found, kind=found.kind | silent)


def procedures(names: tuple[str, ...] = ()) -> Iterator[Procedure]:
    """The variants of these names, or all."""
    told = book()
    worlds = read(begun() | told.world)
    for name in names or told.variant:
        variant = told.variant[name]
        model = forgetting(base().model if not variant.assume else assuming(variant.assume), variant.forget)
        unknown = set(variant.leave_out) - {rule.id for rule in model.rules} | set(variant.without) - set(model.events)
        if unknown:
            raise ValueError(f"{FILE.name}, {name}: the machine has no {', '.join(sorted(unknown))}")
        world = msgspec.structs.replace(worlds[variant.world], skip=tuple(x for x in worlds[variant.world].skip if x not in variant.back))
        if truths := writing_truth(model, told.top[variant.top].expr) & {*world.skip, *variant.without}:
            raise ValueError(f"{FILE.name}, {name}: {', '.join(sorted(truths))} change what is really so and may not be left out")
        yield Procedure(name, variant, model, world, told.top[variant.top])


def begun() -> dict[str, Any]:
    """The sizes of numbers in the explorer's base world and nothing else of it: what people may do is said anew, or a failure is lost."""
    found = tomllib.loads(WORLDS.read_text(encoding="utf-8"))["base"]
    domain = {name: values for name, values in found["domain"].items() if name in base().model.schema.ranges}
    return {"base": {"why": found["why"], "people": {}, "domain": domain, "most": found["most"]}}


def writing_truth(model: Model, top: str) -> set[str]:
    """Events that change what the top event asks of the world, or what is assumed together with it: without one a way could be missed."""
    asked = _physical(model, Parser(model.schema, Reading(physical=True), top, "top").parse(BOOL))
    for one in model.assumptions:
        for tree in one.tree.values():
            read = _physical(model, tree)
            asked = asked | read if read & asked else asked
    return {name for name, event in model.events.items() for scope, field in event.effects if (_owner(scope), field) in asked}


def _owner(scope: str) -> str:
    return "w" if scope == "each" else scope


def _physical(model: Model, tree: Node) -> frozenset[tuple[str, str]]:
    """What a tree asks of the world; sight is the looks' own and left aside."""
    read = {(_owner(node[1]), node[2]) for node in walk(tree) if node[0] in {"var", "each"}}
    return frozenset(key for key in read if key[1] != "sight" and model.schema.fields[key].physical)


def assuming(other: Mapping[str, str]) -> Model:
    """The machine of the files as they are shipped, with other assumptions about people."""
    source = parse(rule_texts())
    params = {name: p.value for name, p in base().book.params.items()}
    changed: set[str] = set()
    for name, document in source.of("core"):
        for one in document.get("assume", ()):
            if one["id"] in other:
                one["expr"] = other[one["id"]]
                changed.add(one["id"])
        source.documents[name].update(document)
    if changed != set(other):
        raise ValueError(f"{FILE.name}: no assumption is called {', '.join(sorted(set(other) - changed))}")
    return build(source, params)


def forgetting(model: Model, effects: Mapping[str, tuple[str, ...]]) -> Model:
    """The machine in which events leave some of their effects out."""
    events = dict(model.events)
    for name, targets in effects.items():
        gone = {tuple(target.split(".")) for target in targets}
        if name not in events or gone - set(events[name].effects):
            raise ValueError(f"{FILE.name}: {name} does not write all of {', '.join(targets)}")
        events[name] = replace(events[name], effects={k: node for k, node in events[name].effects.items() if k not in gone})
    return replace(model, events=events)


def kinds_of(model: Model) -> tuple[str, ...]:
    """The events in which somebody may fail: those of every assumption that asks for a role of the physical world."""
    return tuple(sorted({event for a in model.assumptions for event, tree in a.tree.items() if any(asks(model, n) for n in walk(tree))}))


def asks(model: Model, node: Node) -> bool:
    """Whether a node asks if somebody failed."""
    return node[0] == "role" and node[2] in model.schema.physical_roles


def helped(model: Model) -> list[str]:
    """Assumptions in which a failure could make something impossible: with one of these, more failures would not reach more."""
    return sorted({a.id for a in model.assumptions for tree in a.tree.values() if _negative(model, tree, positive=True)})


def _negative(model: Model, node: Node, *, positive: bool) -> bool:
    if asks(model, node):
        return not positive
    match node[0]:
        case "not":
            return _negative(model, node[1], positive=not positive)
        case "and" | "or":
            return any(_negative(model, member, positive=positive) for member in node[1:])
        case _:
            return any(asks(model, inner) for inner in walk(node))  # inside a comparison it may count either way


def told(failure: Failure) -> str:
    """A failure in words."""
    kind, person = failure
    return f"{book().called.get(person, person)}: {book().kind[kind].does}"
