"""Whether a rule that a pack puts in the place of another only refuses more: proved where a solver is installed, else not known.

The solver is optional (`pip install 'chamberflag[prove]'`). Without it a small search may still find a state in which the new rule passes
and the old one refuses; that none was found proves nothing, and the answer says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING

from chamberflag.interlock.agreement import demand
from chamberflag.interlock.guard import guarded, part_of
from chamberflag.interlock.tree import facts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.fieldrules import DomainRule
    from chamberflag.interlock.ruleset import RuleSet

MOST_STATES = 20_000
BOOLS, NATS = (True, False), (0, 1, 2, 1_000_000_000)


@dataclass(frozen=True, slots=True)
class Answer:
    """state: where the new rule passes and the old one refuses, in words ("" = none found); solver: what proved it ("" = not proved)."""

    state: str
    solver: str
    old: str = ""
    new: str = ""


def solver_name() -> str:
    """The solver that is installed here, "" where none is."""
    try:
        from chamberflag.prover.implied import SOLVER
    except ImportError:
        return ""
    return SOLVER


def stricter(rules: RuleSet, old: DomainRule, new: DomainRule) -> Answer:
    """Whether `new` refuses whatever `old` refuses. Raises Malformed where an expression cannot be read."""
    before, after = guarded(rules.model, old), guarded(rules.model, new)
    pair = (demand(rules.model, old), demand(rules.model, new))
    if not solver_name():
        return Answer(_search(rules, old, new), "", *pair)
    from chamberflag.prover.implied import SOLVER, Undecided, counterexample

    try:
        found = counterexample(rules, before, after)
    except Undecided:
        return Answer("", "", *pair)
    if found is None:
        return Answer("", SOLVER, *pair)
    said = [f"{scope}.{name} = {value}" for scope, fields in found.records.items() for name, value in fields.items()]
    said += [f"{name} = {value}" for name, value in sorted(found.facts.items())] + [f"{name} not recorded" for name in found.unknown]
    return Answer(", ".join(said) or "any state", "", *pair)


def _search(rules: RuleSet, old: DomainRule, new: DomainRule) -> str:
    """A state, in words, in which the new rule passes and the old one refuses; "" where a small search finds none."""
    trees = [guarded(rules.model, rule) for rule in (old, new)]
    names = sorted({*facts_of(trees[0]), *facts_of(trees[1])})
    before, after = (part_of("", "", "", "", "refuse", tree) for tree in trees)
    records = (rules.initial_weapon, rules.initial_lot, rules.initial_unit)
    for values in islice(product(*(BOOLS if rules.fact_sorts.get(name) in {None, "Bool"} else NATS for name in names)), MOST_STATES):
        facts = Assumed(dict(zip(names, values, strict=True)))
        state: tuple[object, ...] = (*records, facts, {"now": 0}, {})
        if after.holds(*state) and not before.holds(*state):
            return ", ".join(f"{name} = {value}" for name, value in vars(facts).items()) or "any state"
    return ""


class Assumed:
    """Facts that are supposed to be so; any other is not recorded."""

    def __init__(self, facts: Mapping[str, bool | int | str]) -> None:
        """facts: name -> value."""
        self.__dict__.update(facts)

    def __getattr__(self, name: str) -> None:
        """A fact that nobody supposed."""
        if name.startswith("__"):
            raise AttributeError(name)
