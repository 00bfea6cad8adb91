"""Mistakes in a core rule: taken away, or written a little wrong. One that lets more through breaks a proof, or its file says why not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import z3

from chamberflag.interlock.tree import definite
from chamberflag.prover.encode import Encoding
from proofs.live import base
from proofs.mutation.trees import Mistakes
from proofs.solver.obligations import Obligation, asked, hypotheses
from proofs.vacuity import good_paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.interlock.model import CoreRule, Model
    from chamberflag.interlock.ruleset import RuleSet
    from chamberflag.interlock.tree import Node


def first_break(e: Encoding, s: dict[Any, Any], skip: frozenset[str], events: frozenset[str]) -> Obligation | None:
    """The first obligation of these events that does not hold without these rules or assumptions; None where all hold."""
    return next((o for o, answer, _ in asked(e, s, skip, events) if answer != z3.unsat), None)


def deletions(model: Model, only: frozenset[str] | None = None) -> Iterator[tuple[str, str]]:
    """(rule or assumption, what breaks without it; "" = nothing)."""
    e = Encoding(model, 2)
    s = e.state()
    guards = [(rule.id, frozenset(rule.on)) for rule in model.rules] + [(a.id, frozenset(a.events)) for a in model.assumptions]
    for name, events in guards:
        if only is None or name in only:
            o = first_break(e, s, frozenset({name}), events)
            yield name, f"{o.event}: {o.kind} {o.id}" if o else ""


@dataclass(frozen=True, slots=True)
class Slip:
    """One mistake in a rule: what was done, the events at which it lets more through, and what noticed it ("" = nothing)."""

    rule: str
    change: str
    looser: tuple[str, ...]
    noticed: str


def slips(model: Model, rule: CoreRule) -> Iterator[tuple[str, dict[str, Node]]]:
    """Each mistake in the rule's expression, made at all its events at once: (what was done, event -> tree)."""
    many = [list(Mistakes(model.schema, model.events[event].params).whole(tree)) for event, tree in rule.trees.items()]
    made: dict[str, dict[str, Node]] = {}
    for event, changes in zip(rule.trees, many, strict=True):
        for what, tree in changes:
            made.setdefault(what, dict(rule.trees))[event] = tree
    yield from made.items()


def looser_at(model: Model, rule: CoreRule, trees: dict[str, Node]) -> tuple[str, ...]:
    """The events that some state within all invariants would permit with the mistake, and that the rule as it is refuses."""
    found: list[str] = []
    for event, tree in trees.items():
        e = Encoding(model, 1)
        s = e.state()
        args = e.params(event)
        solver = z3.Solver()
        solver.add(*hypotheses(e, event, s, args, frozenset({rule.id})))
        solver.add(e.z(definite(tree), s, {}, args), z3.Not(e.z(definite(rule.trees[event]), s, {}, args)))
        if solver.check() != z3.unsat:
            found.append(event)
    return tuple(found)


def of_rule(rules: RuleSet, rule: CoreRule) -> Iterator[Slip]:
    """Every mistake in one rule with what notices it."""
    model = rules.model
    for what, trees in slips(model, rule):
        looser = looser_at(model, rule, trees)
        mutant = replace(model, rules=tuple(replace(one, trees=trees) if one.id == rule.id else one for one in model.rules))
        noticed = ""
        if looser:
            e = Encoding(mutant, 2)
            o = first_break(e, e.state(), frozenset(), frozenset(looser))
            noticed = f"{o.event}: {o.kind} {o.id}" if o else ""
        else:
            _, closed = good_paths(replace(rules, model=mutant))
            noticed = f"good path {closed[0]}" if closed else ""
        yield Slip(rule.id, what, looser, noticed)


def slips_of(rule: str) -> list[Slip]:
    """The mistakes in one core rule of the live files."""
    return list(of_rule(base(), next(one for one in base().model.rules if one.id == rule)))
