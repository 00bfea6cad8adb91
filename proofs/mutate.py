"""Taking rules away: a core rule that is needed breaks a proof when gone; what nothing breaks without says why it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import z3

from proofs.encode import Encoding
from proofs.obligations import Obligation, obligations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.interlock.model import Model


def first_break(e: Encoding, s: dict[Any, Any], skip: frozenset[str], events: frozenset[str]) -> Obligation | None:
    """The first obligation of these events that does not hold without these rules or assumptions; None where all hold."""
    solver, last = z3.Solver(), None
    for o in obligations(e, s, skip, events):
        if o.hypotheses is not last:
            solver = z3.Solver()
            solver.add(*o.hypotheses)
            last = o.hypotheses
        solver.push()
        solver.add(o.negated)
        if solver.check() != z3.unsat:
            return o
        solver.pop()
    return None


def deletions(model: Model, only: frozenset[str] | None = None) -> Iterator[tuple[str, str]]:
    """(rule or assumption, what breaks without it; "" = nothing)."""
    e = Encoding(model, 2)
    s = e.state()
    guards = [(rule.id, frozenset(rule.on)) for rule in model.rules] + [(a.id, frozenset(a.events)) for a in model.assumptions]
    for name, events in guards:
        if only is None or name in only:
            o = first_break(e, s, frozenset({name}), events)
            yield name, f"{o.event}: {o.kind} {o.id}" if o else ""
