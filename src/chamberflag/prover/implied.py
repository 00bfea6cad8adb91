"""Whether a demand implies another in every state that can be, whatever is known; if not, a state in which it passes and the other refuses.

The states are those that satisfy every invariant of the machine. The facts are arbitrary, known or not. Source: interlock.md 2, 5 and 8.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import z3

from chamberflag.interlock.tree import definite, walk
from chamberflag.prover.encode import Encoding
from chamberflag.prover.reader import Reader

if TYPE_CHECKING:
    from chamberflag.interlock.ruleset import RuleSet
    from chamberflag.interlock.tree import Node
    from chamberflag.prover.encode import State

SOLVER = f"z3 {z3.get_version_string()}"
MOST = 1_000_000_000  # a number in a counterexample stays readable; the proof itself knows no such bound


@dataclass(frozen=True, slots=True)
class Counterexample:
    """What the two demands read, in a state in which the new one passes and the old one refuses; unknown: facts that nobody recorded."""

    records: dict[str, dict[str, bool | int | str]]
    facts: dict[str, bool | int | str]
    unknown: tuple[str, ...]


class Undecided(Exception):
    """The solver could not tell."""


def within(e: Encoding, s: State) -> list[Any]:
    """What every state satisfies that the machine can come to."""
    state = [i for i in e.model.invariants if not i.step and not i.physical]
    return [*e.axioms, *(e.z(i.tree[""], s, at) for i in state for at in e.places(i.tree[""], 1))]


def counterexample(rules: RuleSet, old: Node, new: Node) -> Counterexample | None:
    """A state in which `new` surely passes and `old` does not; None where it is proved that there is none. Raises Undecided."""
    e = Encoding(rules.model, 1)
    s = e.state()
    passes, refuses = e.z(definite(new), s, {}), z3.Not(e.z(definite(old), s, {}))
    solver = z3.Solver()
    solver.add(*within(e, s), passes, refuses)
    if (answer := solver.check()) == z3.unsat:
        return None
    if answer != z3.sat:
        raise Undecided(str(solver.reason_unknown()))
    numbers = [x for x in (*s.values(), *(x for x, _ in e.facts.values())) if z3.is_int(x)]
    solver.push()
    solver.add(*(x <= MOST for x in numbers))
    if solver.check() != z3.sat:
        solver.pop()
        solver.check()
    reader = Reader(e, solver.model(), {})
    read = {(node[1], node[2]) for tree in (old, new) for node in walk(tree) if node[0] == "var"}
    told = reader.records(s)
    records = {scope: {name: value for name, value in fields.items() if (scope, name) in read} for scope, fields in told.items()}
    facts = reader.facts()
    return Counterexample(records, facts, tuple(sorted(set(e.facts) - set(facts))))
