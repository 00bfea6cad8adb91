"""The gates that ask a solver: every statement is proved, twice, for any number of things, of a machine that does something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofs.crew import spread
from proofs.live import base
from proofs.solver.cutoff import premises
from proofs.solver.induction import prove
from proofs.solver.obligations import unknown_never_permits
from proofs.solver.smt import second, tasks
from proofs.solver.words import counterexample
from proofs.vacuity import good_paths

if TYPE_CHECKING:
    from proofs.gates import Gate, Row


def proof(k: int, nameless: str = "") -> Gate:
    """Every obligation cannot be broken, says z3. nameless: acts that name no weapon (w), no lot (l)."""

    def gate(row: Row) -> None:
        failures, row.items, _, e = prove(base(), k, frozenset(nameless))
        row.record = {"k": k, "obligations": row.items}
        row.wrong = [counterexample(e, o, found) for o, found in failures]

    return gate


def second_solver(row: Row) -> None:
    """The same obligations as text in cvc5: each hypothesis can be met, each negated goal cannot."""
    for _, goals, wrong in spread(second, tasks(base().model, 2)):
        row.items += goals
        row.wrong += wrong
    row.record = {"k": 2, "obligations": row.items}


def cutoff(row: Row) -> None:
    """Every premise of the argument from two weapons and lots to any number."""
    for premise in premises(base().model):
        row.items += premise.items
        row.wrong += [f"{premise.id}: {name}" for name in premise.against] + ([] if premise.items else [f"{premise.id} saw nothing"])


def unknown(row: Row) -> None:
    """A rule that passes with facts unknown passes for every value of them."""
    pairs = list(unknown_never_permits(base()))
    row.items, row.wrong = len(pairs), [rule for rule, holds in pairs if not holds]


def vacuity(row: Row) -> None:
    """The good paths can be walked, so what is proved is proved of a machine that does something."""
    good, row.wrong = good_paths(base())
    row.items = len(good) + len(row.wrong)
    row.says = ["reachable: " + ", ".join(good)]
