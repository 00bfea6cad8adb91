"""Taking rules away: a core rule that is needed breaks a proof when gone; what nothing breaks without says why it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import z3

from chamberflag.prover.encode import Encoding
from proofs.solver.obligations import Obligation, asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.interlock.model import Model


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
