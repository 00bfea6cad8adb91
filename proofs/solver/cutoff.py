"""Why two weapons and two lots stand for any number: every premise of the argument, looked up in the model itself. More: docs/proof.md.

Suppose an event breaks a statement about weapon x and lot y in some world. Strike out every weapon but the event's own and x, and every lot
but its own and y: what is left is a world of at most two and two in which all invariants held, the same event was permitted and the same
statement breaks. The prover has looked at every world of two and two.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import z3

from chamberflag.interlock.parser import Parser, Reading
from chamberflag.interlock.schema import SCOPES
from chamberflag.interlock.tree import BOOL, walk
from chamberflag.prover.encode import Encoding
from chamberflag.vocabulary.errors import Malformed
from proofs.solver.obligations import goals, kept
from proofs.solver.obligations import guards as permitted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.interlock.model import Model
    from chamberflag.interlock.schema import Field
    from chamberflag.interlock.tree import Node

# the kinds of a tree there are: none of them is "for all" or "there is", none has a second weapon
CONSTANTS = frozenset({"lit", "none"})
JOINS = frozenset({"and", "or", "not", "ite", "eq", "lt", "le", "add", "sub", "role"})
KINDS = CONSTANTS | JOINS | {"param", "fact", "known", "var", "each", "new"}


@dataclass(slots=True)
class Premise:
    """One premise: its sentence, how many things were looked at, and what does not keep to it."""

    id: str
    text: str
    items: int = 0
    against: list[str] = field(default_factory=list[str])

    def see(self, what: str, *, good: bool) -> None:
        """One thing looked at."""
        self.items += 1
        if not good:
            self.against.append(what)


def kinds(node: Node) -> set[str]:
    """The kinds of node in a tree."""
    return {str(n[0]) for n in walk(node)}


def stored(node: Node, kind: str) -> set[str]:
    """The scopes that nodes of this kind read: w, l, g."""
    return {str(n[1]) for n in walk(node) if n[0] == kind}


def guards(model: Model) -> Iterator[tuple[str, Node]]:
    """Every rule and assumption at every event, by name."""
    for one in model.rules:
        yield from ((f"{one.id} at {event}", tree) for event, tree in one.trees.items())
    for one in model.assumptions:
        yield from ((f"{one.id} at {event}", tree) for event, tree in one.tree.items())


def effects(model: Model) -> Iterator[tuple[str, str, str, Node]]:
    """Every assignment: (name, scope, field, new value)."""
    for event in model.events.values():
        for (scope, name), tree in event.effects.items():
            yield f"{event.name}: {scope}.{name}", scope, name, tree


def statements(model: Model) -> Iterator[tuple[str, bool, Node]]:
    """Everything proved of one weapon, one lot and the unit: (name, whether it speaks of a step, tree)."""
    for one in (*model.invariants, *model.only):
        yield one.id, one.step, one.tree[""]


def of_one_event(model: Model) -> Iterator[Premise]:
    """What an event may read and write."""
    p = Premise(
        "C1", "A rule or assumption reads the event's own weapon and lot, the unit, parameters and facts, all as they are before it."
    )
    for name, tree in guards(model):
        p.see(name, good=kinds(tree) <= KINDS - {"each", "new"})
    yield p
    p = Premise(
        "C2", "An effect on the event's own weapon, its own lot or the unit reads these three and parameters, all as they are before it."
    )
    for name, scope, _, tree in effects(model):
        if scope != "each":
            p.see(name, good=scope in SCOPES and kinds(tree) <= KINDS - {"each", "new", "fact", "known"})
    yield p
    p = Premise(
        "C3", "An effect on every weapon reads that weapon's own fields, the unit and parameters: never another weapon, never a lot."
    )
    for name, scope, _, tree in effects(model):
        if scope == "each":
            own = kinds(tree) <= KINDS - {"new", "fact", "known"} and stored(tree, "var") <= {"g"} and stored(tree, "each") <= {"w"}
            p.see(name, good=own)
    yield p
    p = Premise("C4", "No effect writes an identity, and none writes what is not there.")
    for name, scope, target, _ in effects(model):
        found = model.schema.fields.get(("w" if scope == "each" else scope, target))
        p.see(name, good=found is not None and not found.key)
    yield p


def of_statements(model: Model) -> Iterator[Premise]:
    """What a statement that is proved may speak of."""
    p = Premise("C5", "An invariant speaks of one weapon, one lot and the unit: no quantifier, no parameter, no fact.")
    q = Premise("C6", "A statement about a step speaks of the same weapon, the same lot and the unit before and after.")
    for name, step, tree in statements(model):
        (q if step else p).see(name, good=kinds(tree) <= KINDS - {"each", "param", "fact", "known"} - (frozenset() if step else {"new"}))
    yield from (p, q)
    p = Premise("C7", "A promise of an event speaks of its own weapon and lot, or of each weapon by itself, before and after.")
    for event in model.events.values():
        for every, text, tree in event.ensures:
            p.see(
                f"{event.name}: {text}",
                good=kinds(tree) <= KINDS - {"each"} and not (every and "l" in stored(tree, "var") | stored(tree, "new")),
            )
    yield p


def of_sorts(model: Model) -> Iterator[Premise]:
    """What the fields can say of other things."""
    schema = model.schema
    keys = {found.sort: scope for (scope, _), found in schema.fields.items() if found.key}
    p = Premise("C8", "No field names a weapon and no weapon has an identity: one may be struck out or doubled, and nothing points to it.")
    for (scope, name), found in schema.fields.items():
        p.see(f"{scope}.{name}", good=not (scope == "w" and found.key) and keys.get(found.sort, "l") == "l")
    yield p
    p = Premise("C9", "A reference is compared with another for being the same, and with nothing else.")
    for name, tree in everything(model):
        for n in walk(tree):
            if n[0] in {"lt", "le", "add", "sub"}:
                p.see(name, good=not any(sort_of(model, side) in schema.refs for side in n[1:]))
    yield p
    p = Premise("C10", "There is one unit; every other field belongs to one weapon or one lot.")
    for scope, name in schema.fields:
        p.see(f"{scope}.{name}", good=scope in SCOPES)
    yield p
    p = Premise("C11", "Before the first act every weapon is like every other, and so is every lot but for its identity.")
    for (scope, name), found in schema.fields.items():
        if not found.key:
            p.see(f"{scope}.{name}", good=constant(model, found))
    yield p


def constant(model: Model, found: Field) -> bool:
    """Whether a field's first value is written down as it is."""
    try:
        return kinds(Parser(model.schema, Reading(), found.initial, "first value").parse(found.sort)) <= CONSTANTS
    except Malformed:
        return False


def everything(model: Model) -> Iterator[tuple[str, Node]]:
    """Every tree of the machine, by name."""
    yield from guards(model)
    yield from ((name, tree) for name, _, _, tree in effects(model))
    yield from ((name, tree) for name, _, tree in statements(model))
    yield from ((f"{event.name}: {text}", tree) for event in model.events.values() for _, text, tree in event.ensures)


def sort_of(model: Model, node: Node) -> str:
    """The sort of a leaf or of what it is joined to."""
    match node[0]:
        case "var" | "new" | "each":
            return model.schema.fields[node[1], node[2]].sort
        case "lit" | "none" | "param" | "fact":
            return str(node[1])
        case "ite":
            return sort_of(model, node[2])
        case "add" | "sub":
            return "Int"
        case _:
            return BOOL


def of_identities(model: Model) -> Iterator[Premise]:
    """That a world with one lot is a world with two: the lot again under an identity that nobody has written down keeps every invariant."""
    p = Premise("C12", "A lot may be doubled: the same record under a new identity that no weapon names keeps every invariant.")
    e = Encoding(model, 1)
    s = e.state()
    twin = dict(s)
    other: dict[str, Any] = {}
    solver = z3.Solver()
    for (scope, name), found in model.schema.fields.items():
        if found.key:
            new = other.setdefault(found.sort, z3.Const(f"new_{found.sort}", e.sort(found.sort)))
            twin[scope, 0, name] = new
            solver.add(new != s[scope, 0, name], new != e.none[found.sort])
    for (scope, name), found in model.schema.fields.items():
        if found.sort in other and not found.key:
            solver.add(other[found.sort] != s[scope, 0, name])
    state = [i for i in model.invariants if not i.step]
    solver.add(*e.axioms, *(e.z(i.tree[""], s, {}) for i in state))
    for i in state:
        solver.push()
        solver.add(z3.Not(e.z(i.tree[""], twin, {})))
        p.see(i.id, good=solver.check() == z3.unsat)
        solver.pop()
    yield p


def of_the_unheard(model: Model) -> Iterator[Premise]:
    """That effects on every weapon may pass by a weapon of which nobody has said anything: the box has no record of it to change."""
    p = Premise("C13", "A weapon that nobody has named is as at the start, untouched by any event, and everything proved holds of it.")
    e = Encoding(model, 2)
    s = e.state()
    unheard = {("w", 1, name): x for name, x in e.at_the_start("w", s).items() if name != "kind"}
    s |= unheard
    now = [*e.axioms, *kept(e, s)]
    for name in model.events:
        args = e.params(name)
        solver = z3.Solver()
        solver.add(*now, *e.axioms, *e.param_bounds(name, args), *permitted(e, name, s, args, frozenset()))
        for kind, said, negated, at in goals(e, name, s, args, e.post(name, s, args) | unheard):
            if at.get("w") == 1:
                solver.push()
                solver.add(negated)
                p.see(f"{name}: {kind} {said}", good=solver.check() == z3.unsat)
                solver.pop()
    yield p


def premises(model: Model) -> Iterator[Premise]:
    """All of them, in order; the last two ask the solver."""
    yield from of_one_event(model)
    yield from of_statements(model)
    yield from of_sorts(model)
    yield from of_identities(model)
    yield from of_the_unheard(model)
