"""The proof by induction: the start, and every event from every state that keeps all invariants."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import z3

from chamberflag.prover.encode import Encoding
from proofs.solver.obligations import Obligation, asked

if TYPE_CHECKING:
    from chamberflag.interlock.ruleset import RuleSet


def prove(rules: RuleSet, k: int = 2, nameless: frozenset[str] = frozenset()) -> tuple[list[tuple[Obligation, Any]], int, float, Encoding]:
    """Failures with their models (None = unknown), number of queries, seconds, and the encoding."""
    e = Encoding(rules.model, k, nameless)
    started, queries = time.perf_counter(), 0
    failures: list[tuple[Obligation, Any]] = []
    for o, answer, solver in asked(e, e.state()):
        queries += 1
        if answer != z3.unsat:
            failures.append((o, solver.model() if answer == z3.sat else None))
    return failures, queries, time.perf_counter() - started, e
