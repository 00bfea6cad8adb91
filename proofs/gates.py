"""The gates of `make prove`: each looks at a number of things, says what it found, and is passed or not. Source: interlock.md section 6.

A gate that saw nothing has not passed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chamberflag.gate.selftest import reasons
from proofs.crew import spread
from proofs.examples import examples_of, steps_of
from proofs.live import base
from proofs.mutation.effects import FORGOTTEN, mistakes_of
from proofs.mutation.rules import deletions, slips_of
from proofs.solver.cutoff import premises
from proofs.solver.induction import prove
from proofs.solver.obligations import unknown_never_permits
from proofs.solver.smt import second, tasks
from proofs.solver.words import counterexample
from proofs.vacuity import good_paths

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 12  # faults of one gate that are shown


@dataclass(slots=True)
class Row:
    """What one gate saw: how many things, what was wrong, what it has to say, and what goes into the record."""

    gate: str
    items: int = 0
    wrong: list[str] = field(default_factory=list[str])
    says: list[str] = field(default_factory=list[str])
    record: dict[str, Any] = field(default_factory=dict[str, Any])
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Something was looked at and nothing was wrong."""
        return self.items > 0 and not self.wrong


Gate = Callable[[Row], None]


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


def rules_needed(row: Row) -> None:
    """Each core rule and assumption taken away breaks a proof, or says why it is kept."""
    model = base().model
    kept = {rule.id: rule.why_kept for rule in model.rules}
    broken = dict(deletions(model))
    row.items = len(broken)
    idle = [name for name, breaks in broken.items() if not breaks]
    row.wrong = [f"{name} is not needed by any proof" for name in idle if not kept.get(name)]
    row.says = [f"kept for a written reason: {', '.join(name for name in idle if kept.get(name)) or 'none'}"]


def effect_mutation(events: frozenset[str] | None = None) -> Gate:
    """Each assignment forgotten or written a little wrong is noticed by a proof or a good path, or the file says why it stands there."""

    def gate(row: Row) -> None:
        model = base().model
        names = [name for name in model.events if events is None or name in events]
        found = [mistake for some in spread(mistakes_of, names) for mistake in some]
        row.items = len(found)
        silent = [m for m in found if not m.noticed]
        forgotten = {(m.event, m.target) for m in silent if m.change == FORGOTTEN}
        excused = {(name, target) for name in names for target in model.events[name].kept}
        unexplained = [m for m in silent if m.changes or (m.change == FORGOTTEN and (m.event, m.target) not in excused)]
        row.wrong = [f"nobody notices {m.event}: {'.'.join(m.target)} {m.change}" for m in unexplained]
        row.wrong += [f"{name} says why {'.'.join(target)} is kept, and it is missed" for name, target in sorted(excused - forgotten)]
        safe = sum(model.events[m.event].failsafe for m in unexplained)
        left_out, same = sum(m.change == FORGOTTEN for m in found), sum(not m.changes for m in found)
        row.says = [
            f"{left_out} forgotten, {len(found) - left_out} written wrong; {same} of them proved to change nothing",
            f"{len(forgotten)} kept for a written reason; unexplained: {safe} in reports and other fail-safe events, {len(unexplained)} in all",
        ]
        row.record = {"mistakes": len(found), "kept": len(excused), "unexplained": len(unexplained)}

    return gate


def rule_slips(events: frozenset[str] | None = None) -> Gate:
    """Each core rule written a little wrong, so that it lets more through, breaks a proof."""

    def gate(row: Row) -> None:
        names = [rule.id for rule in base().model.rules if events is None or events & set(rule.on)]
        found = [slip for some in spread(slips_of, names) for slip in some]
        row.items = len(found)
        row.wrong = [f"nobody notices {s.rule} at {', '.join(s.looser)}: {s.change}" for s in found if s.looser and not s.noticed]
        tighter = [s for s in found if not s.looser]
        row.says = [
            f"{len(found) - len(tighter)} let more through; {len(tighter)} do not, {sum(bool(s.noticed) for s in tighter)} of them close a good path"
        ]
        row.record = {"mistakes": len(found), "looser": len(found) - len(tighter), "unexplained": len(row.wrong)}

    return gate


def alone(task: tuple[str, str | None]) -> list[tuple[str, str, bool, str]]:
    """The rules of one act as one event: (rule, part, whether there is a state in which it alone refuses, what the gate says otherwise)."""
    found: list[tuple[str, str, bool, str]] = []
    for part, made in examples_of(base(), *task):
        got = reasons(base(), made) if made is not None else []
        amiss = made is not None and got != [(part.rule, part.part)]
        found.append((part.rule, part.part, made is not None, f"at {task}: the gate says {got}" if amiss else ""))
    return found


def sole_refuser(row: Row) -> None:
    """For each rule there is a state in which only it refuses, and the gate says so; or the rule says why it is kept."""
    refuses: dict[tuple[str, str], bool] = {}
    for found in spread(alone, list(steps_of(base()))):
        for rule, part, there, amiss in found:
            refuses[rule, part] = refuses.get((rule, part), False) or there
            row.items += there
            row.wrong += [f"{rule} {part} {amiss}"] if amiss else []
    kept = {rule.id: rule.why_kept for rule in base().model.rules} | {rule.id: rule.why_kept for rule in base().book.rules.values()}
    kept["T0"] = ""
    row.wrong += [f"{rule} {part} never refuses alone" for (rule, part), there in refuses.items() if not there and not kept[part or rule]]
    row.says = [f"{len(refuses)} rules, {sum(refuses.values())} refuse alone somewhere"]


def run(gates: Mapping[str, Gate]) -> list[Row]:
    """Each gate in turn; what it finds wrong is said at once."""
    rows: list[Row] = []
    for name, gate in gates.items():
        row, started = Row(name), time.perf_counter()
        gate(row)
        row.seconds = time.perf_counter() - started
        rows.append(row)
        for line in (*row.says, *row.wrong[:MOST], *([f"... and {len(row.wrong) - MOST} more"] if len(row.wrong) > MOST else ())):
            print(f"{name}: {line}", flush=True)
        if not row.items:
            print(f"{name}: saw nothing", flush=True)
    return rows


def table(rows: list[Row]) -> str:
    """The table at the end."""
    wide = max(len(row.gate) for row in rows)
    return "\n".join(f"{row.gate:<{wide}}  {row.items:>7}  {'passed' if row.good else 'FAILED'}  {row.seconds:>7.1f} s" for row in rows)
