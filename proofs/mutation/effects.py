"""Mistakes in an assignment: forgotten, or another value written. Noticed where a proof breaks or a good path closes.

What nobody notices says in its file why it stands there: `[event.NAME.kept]`, field = reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import z3

from chamberflag.interlock.ruleset import effects_of
from chamberflag.prover.encode import Encoding
from proofs.live import base
from proofs.mutation.trees import Mistakes
from proofs.solver.obligations import goals, hypotheses
from proofs.vacuity import good_paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.interlock.model import Event, Model
    from chamberflag.interlock.ruleset import RuleSet
    from chamberflag.prover.encode import State

FORGOTTEN = "forgotten"
CLOCK = ("g", "now")  # the loader writes that one into every event
Target = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: where, what was done, what noticed it ("" = nothing), and whether it changes anything from any state at all."""

    event: str
    target: Target
    change: str
    noticed: str
    changes: bool = True


def variants(model: Model, name: str, *, values: bool) -> Iterator[tuple[Target, str, Event]]:
    """The event with one mistake: each assignment forgotten; with values, each small change of what it writes, too."""
    event = model.events[name]
    for target, tree in event.effects.items():
        if target == CLOCK:
            continue
        yield target, FORGOTTEN, replace(event, effects={k: v for k, v in event.effects.items() if k != target})
        for what, made in Mistakes(model.schema, event.params).whole(tree) if values else ():
            yield target, what, replace(event, effects={**event.effects, target: made})


class Bench:
    """One event, permitted from some state that keeps all invariants: what its effects write is exchanged, the rest stays."""

    def __init__(self, model: Model, name: str) -> None:
        """The right effects, and a solver that knows what is so before them."""
        self.model, self.name = model, name
        self.e = Encoding(model, 2)
        self.s = self.e.state()
        self.args = self.e.params(name)
        self.right = self.e.post(name, self.s, self.args)
        self.solver = z3.Solver()
        self.solver.add(*hypotheses(self.e, name, self.s, self.args))

    def after(self, mutant: Model) -> State:
        """The state that the mistaken effects lead to."""
        self.e.model = mutant
        made = self.e.post(self.name, self.s, self.args)
        self.e.model = self.model
        return made

    def broken(self, after: State, target: Target) -> str:
        """The first goal that fails of those that speak of the field ("" = none): the others see no difference."""
        about = ("w" if target[0] == "each" else target[0], target[1])
        for kind, said, negated, _ in goals(self.e, self.name, self.s, self.args, after, about):
            if self.solver.check(negated) != z3.unsat:
                return f"{kind} {said}"
        return ""

    def differs(self, after: State) -> bool:
        """Whether the mistaken effects lead anywhere else than the right ones."""
        return self.solver.check(z3.Or([self.right[key] != after[key] for key in after])) != z3.unsat


def closed_path(rules: RuleSet, mutant: Model, name: str) -> str:
    """The good path that the mistake closes ("" = none)."""
    if mutant.events[name].physical:
        return ""
    _, closed = good_paths(replace(rules, model=mutant, effects={**rules.effects, name: effects_of(mutant, name)}))
    return f"good path {closed[0]}" if closed else ""


def mistakes(rules: RuleSet, name: str, *, values: bool = False) -> Iterator[Mistake]:
    """Every mistake in one event's effects with what notices it."""
    bench = Bench(rules.model, name)
    for target, what, event in variants(rules.model, name, values=values):
        mutant = replace(rules.model, events={**rules.model.events, name: event})
        after = bench.after(mutant)
        noticed = bench.broken(after, target) or closed_path(rules, mutant, name)
        yield Mistake(name, target, what, noticed, bool(noticed) or bench.differs(after))


def mistakes_of(event: str) -> list[Mistake]:
    """The mistakes in one event of the live rules."""
    return list(mistakes(base(), event, values=True))
