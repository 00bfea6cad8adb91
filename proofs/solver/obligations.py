"""What has to be proved: the start, every event against every invariant, promise and `only` clause; unknown facts never permit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import z3

from chamberflag.interlock.guard import guarded
from chamberflag.interlock.parser import Parser, Reading
from chamberflag.interlock.tree import definite, walk
from chamberflag.prover.encode import Encoding, Place, State, speaks_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.interlock.ruleset import RuleSet
    from chamberflag.interlock.tree import Node


START = "the start"


@dataclass(frozen=True, slots=True)
class Obligation:
    """One query: hypotheses and negated goal must be unsatisfiable together."""

    event: str
    kind: str
    id: str
    hypotheses: tuple[Any, ...]
    negated: Any
    place: Place
    post: State | None
    args: dict[str, Any]


def initial(e: Encoding, s: State) -> list[Any]:
    """The state before the first act."""
    made: list[Any] = []
    for (scope, name), found in e.schema.fields.items():
        if not found.key:
            tree = Parser(e.schema, Reading(), found.initial, name).parse(found.sort)
            made += [s[(scope, i, name)] == e.z(tree, s, {scope: i}) for i in range(e.k[scope])]
    return made


def kept(e: Encoding, s: State) -> list[Any]:
    """Every state invariant, of every weapon and lot there is."""
    return [e.z(i.tree[""], s, at) for i in e.model.invariants if not i.step for at in e.places(i.tree[""], 9)]


def hypotheses(e: Encoding, event: str, s: State, args: dict[str, Any], skip: frozenset[str] = frozenset()) -> list[Any]:
    """All invariants hold, and the event is permitted."""
    return [*kept(e, s), *e.param_bounds(event, args), *guards(e, event, s, args, skip), *e.axioms]


def guards(e: Encoding, event: str, s: State, args: dict[str, Any], skip: frozenset[str]) -> list[Any]:
    """The core rules of the event, and what is assumed of people and things."""
    model = e.model
    made = [e.z(definite(rule.trees[event]), s, {}, args) for rule in model.rules if event in rule.trees and rule.id not in skip]
    if not model.events[event].failsafe and not model.events[event].physical and "T0" not in skip:
        made.append(args["now"] >= s[("g", 0, "now")])
    return made + [e.z(a.tree[event], s, {}, args) for a in model.assumptions if event in a.tree and a.id not in skip]


def obligations(e: Encoding, s: State, skip: frozenset[str] = frozenset(), only_of: frozenset[str] | None = None) -> Iterator[Obligation]:
    """All of them, event by event; only_of: those of these events, START among them where it is named."""
    model = e.model
    state = [i for i in model.invariants if not i.step]
    now = kept(e, s)
    start = (*e.axioms, *initial(e, s))
    for i in state if not e.nameless and (only_of is None or START in only_of) else ():
        yield Obligation(START, "invariant", i.id, start, z3.Not(e.z(i.tree[""], s, {})), {}, None, {})
    for name in model.events:
        if only_of is not None and name not in only_of:
            continue
        args = e.params(name)
        after = e.post(name, s, args)
        hyp = (*e.axioms, *now, *e.param_bounds(name, args), *guards(e, name, s, args, skip))
        for kind, said, negated, at in goals(e, name, s, args, after):
            yield Obligation(name, kind, said, hyp, negated, at, after, args)


def goals(
    e: Encoding, name: str, s: State, args: dict[str, Any], after: State, about: tuple[str, str] | None = None
) -> Iterator[tuple[str, str, Any, Place]]:
    """What an event has to keep: (kind, id, the goal negated, of which weapon and lot); about: where this field is written alone."""
    model, event = e.model, e.model.events[name]

    def concerned(tree: Node, kind: str) -> bool:
        return about is None or (kind, *about) in walk(tree)

    for i in model.invariants:
        tree = i.tree[""]
        for at in e.places(tree) if concerned(tree, "new" if i.step else "var") else ():
            goal = e.z(tree, s, at, args, after) if i.step else e.z(tree, after, at, args)
            yield "invariant", i.id, z3.Not(goal), at
    for every, text, tree in event.ensures:
        own: list[Place] = [] if e.nameless & speaks_of(tree) else [{}]  # nothing is promised of what an act does not name
        for at in (e.places(tree) if every else own) if concerned(tree, "new") else ():
            yield "ensures", text, z3.Not(e.z(tree, s, at, args, after)), at
    for only in model.only:
        tree = only.tree[""]
        if name not in only.events and concerned(tree, "new"):
            for at in e.places(tree):
                yield "only", only.id, e.z(tree, s, at, args, after), at


def asked(
    e: Encoding, s: State, skip: frozenset[str] = frozenset(), only_of: frozenset[str] | None = None
) -> Iterator[tuple[Obligation, Any, Any]]:
    """Each obligation with the solver's answer to its negation, and the solver as it stands then; unsat = it holds."""
    solver, last = z3.Solver(), None
    for o in obligations(e, s, skip, only_of):
        if o.hypotheses is not last:
            solver = z3.Solver()
            solver.add(*o.hypotheses)
            last = o.hypotheses
        solver.push()
        solver.add(o.negated)
        yield o, solver.check(), solver
        solver.pop()


def unknown_never_permits(rules: RuleSet) -> Iterator[tuple[str, bool]]:
    """For each fact rule: if its surely-true form passes, the rule passes for every value of the facts it does not know."""
    e = Encoding(rules.model, 1)
    s = e.state()
    for rule in rules.book.rules.values():
        if rule.expr:
            tree = guarded(rules.model, rule)
            solver = z3.Solver()
            sure, plain = e.z(definite(tree), s, {}), e.z(tree, s, {})
            solver.add(*e.axioms, sure, z3.Not(plain))
            yield rule.id, solver.check() == z3.unsat
