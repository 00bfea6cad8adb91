"""P13: how long the whole proof takes: every statement of the live machine, in both solvers, with acts that name nothing; and by K.

CPU time of this process alone, so that a neighbour on the machine does not decide; on two cores it is at most that. People are no number
in it: they are an unbounded set. K weapons and lots is a check of the argument that two are enough (docs/proof.md); each K asks about the
same statements of the act's own weapon and lot and of any other, from states with more of them. The limit of the short run's gate: as many
questions with nothing in them, asked of the same solver.
"""

from __future__ import annotations

import time

import z3

from bench.measure import Figure, Gate, Target, number, spread
from proofs.live import base
from proofs.solver.induction import prove
from proofs.solver.smt import second, tasks

WHOLE = Target("time", most=60.0)
REGRESSION = 30.0  # CPU of the proof over that of as many empty questions: a regression beyond


def proved(k: int, nameless: str = "") -> tuple[int, float]:
    """Questions and CPU seconds of one proof in z3. Raises AssertionError where something does not hold."""
    begun = time.process_time()
    failed, asked, _, _ = prove(base(), k, frozenset(nameless))
    if failed or not asked:
        raise AssertionError(f"{len(failed)} of {asked} statements do not hold")
    return asked, time.process_time() - begun


def again() -> tuple[int, float]:
    """The same for the second solver: writing the text and answering it."""
    begun, goals = time.process_time(), 0
    for task in tasks(base().model, 2):
        _, count, wrong = second(task)
        goals += count
        if wrong:
            raise AssertionError(f"the second solver says otherwise: {wrong[0]}")
    return goals, time.process_time() - begun


def floor(count: int) -> float:
    """CPU seconds of as many questions with nothing in them."""
    solver, x = z3.Solver(), z3.Int("x")
    begun = time.process_time()
    for n in range(count):
        solver.push()
        solver.add(x == n, x != n)
        solver.check()
        solver.pop()
    return time.process_time() - begun


def figures(*, quick: bool) -> list[Figure]:
    """The whole proof; in the full run by K as well."""
    parts = {"two of each": proved(2), **({} if quick else {f"without {n}": proved(2, n) for n in ("w", "l", "wl")}), "cvc5": again()}
    whole, asked = sum(seconds for _, seconds in parts.values()), sum(count for count, _ in parts.values())
    by_k = [] if quick else [(k, proved(k)[1]) for k in (1, 2, 3, 4)]
    share = whole / floor(asked)
    notes = f"{asked:,} questions: " + ", ".join(f"{name} {number(seconds)} s" for name, (_, seconds) in parts.items())
    notes += "; by K: " + ", ".join(f"{k} in {number(seconds)} s" for k, seconds in by_k) if by_k else ""
    return [
        Figure(
            "P13", "every statement proved, for any number of people, weapons and lots, in two solvers", "s", spread([whole]), None, None,
            whole, WHOLE, WHOLE.met(whole), asked, notes=notes, sizes=tuple(by_k), cpu=whole, gate=Gate(share, REGRESSION),
        )
    ]  # fmt: skip
