"""P08, P08f and P09: how long the gate takes over one act and one item, with all live rules, on the states of a generated day.

P08: yes or no of all rules of the event and of its gates, the facts at hand (interlock.md section 9), as a policy engine is asked whose
entities are parsed already. P08f: the same from the state on, as `gate.decide` does it for a permitted act: who counts as what while these
people act, the machine's records of the item, a fresh vector of facts, and every fact that the rules read. P09: every reason, from the
state on. Not in them: decoding, signatures, and the fold after the decision. Every question is asked seven times and its median taken as
CPU time of the thread, so that a neighbour on the machine does not decide; the quantiles are over the questions.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.machine import proving
from bench.measure import Figure, Gate, Target, quantile, spread
from chamberflag import app
from chamberflag.custody.event import Event
from chamberflag.custody.roles import for_act
from chamberflag.custody.state import State
from chamberflag.custody.step import Step, resolve
from chamberflag.gate.decide import moment_of, records_of
from chamberflag.gate.vector import FactVector
from chamberflag.interlock.guard import Guard
from chamberflag.interlock.ruleset import RuleSet
from chamberflag.ledger.replay import replay

ASKED = 7
P08 = P08F = Target("time", most=20.0)
P09 = Target("time", most=500.0)
GATE_P08, GATE_P08F, GATE_P09 = 0.3, 3.0, 4.0  # p99 over the CPU of one P-256 check: a regression beyond


@dataclass(frozen=True, slots=True)
class Question:
    """One gated step of one item, and the state it meets."""

    rules: RuleSet
    state: State
    step: Step
    event: Event
    guard: Guard

    def ask(self, of: Callable[..., object]) -> object:
        """The guard's answer, from the state on."""
        roles = for_act(self.state.people, self.step.signers)
        weapon, lot = records_of(self.rules, self.state, self.event)
        facts = FactVector(moment_of(self.rules, self.state, self.step, self.event, roles), self.rules.fact_sorts)
        return of(weapon, lot, self.state.core.unit, facts, {**self.event.args, "now": self.step.now}, roles)


def questions(log: Sequence[bytes], start: int, most: int) -> list[Question]:
    """Up to so many questions from the entries after `start`, spread over the log: gated single steps as they met their state."""
    table, found = app.act_table(), list[Question]()
    for made in replay(log, app.empty_state(), app.rules_for, table):
        act = made.attested
        if made.before.size < start or len(act.parts) != 1:
            continue
        rules = app.rules_for(made.before)
        step = resolve(made.before, table, act, act.parts[0], 1, made.entry.box.recv)
        if step.failsafe:
            continue
        found += [Question(rules, made.before, step, event, rules.guard(step.type, event.name or None)) for event in step.events[:1]]
    return found[:: max(1, len(found) // most)]


def microseconds(work: Callable[[], object]) -> float:
    """CPU time of one question: the median of seven."""
    taken: list[int] = []
    for _ in range(ASKED):
        begun = time.thread_time_ns()
        work()
        taken.append(time.thread_time_ns() - begun)
    return statistics.median(taken) / 1000


def figures(log: Sequence[bytes], start: int, most: int = 2000) -> list[Figure]:
    """Yes or no, and every reason."""
    asked = questions(log, start, most)
    for one in asked:
        one.ask(one.guard.allow)
        one.ask(one.guard.explain)
    empty = statistics.median(microseconds(lambda: None) for _ in range(200))
    yes = [one for one in asked if one.ask(one.guard.allow)]
    fast = [microseconds(lambda one=one: one.ask(one.guard.allow)) - empty for one in yes]
    ready = [(one.guard, _ready(one)) for one in yes]
    bare = [microseconds(lambda guard=guard, given=given: guard.allow(*given)) - empty for guard, given in ready]
    slow = [microseconds(lambda one=one: one.ask(one.guard.explain)) - empty for one in asked]
    rules = [len(one.guard.parts) for one in asked]
    live = len(app.rules_for(app.empty_state()).book.rules)
    said = f"{min(rules)}-{max(rules)} rules of an event, median {statistics.median(rules):.0f}, of {live} live; CPU time"
    return [
        by_quantile(
            "P08", "gate says yes, all rules of one act and item, facts at hand", bare, P08, GATE_P08, len(yes),
            f"{said}; p50 {quantile(bare, 0.5):.1f} us; not in it: the facts, see P08f; against other engines: P08x",
        ),
        by_quantile(
            "P08f", "gate says yes, the facts computed from the state", fast, P08F, GATE_P08F, len(yes),
            f"{said}; p50 {quantile(fast, 0.5):.1f} us; no peer: what they leave to their callers",
        ),
        by_quantile(
            "P09", "gate with every reason, one act and item", slow, P09, GATE_P09, len(asked),
            f"{said}; {len(asked) - len(yes)} of {len(asked)} questions are refused; p50 {quantile(slow, 0.5):.1f} us; every rule is tried "
            "by itself, facts, reasons and what each read included",
        ),
    ]  # fmt: skip


def _ready(one: Question) -> tuple[Any, ...]:
    """What the guard is given, with the facts computed already."""
    kept: list[tuple[Any, ...]] = []
    one.ask(lambda *given: (kept.append(given), one.guard.allow(*given)))
    return kept[0]


def by_quantile(name: str, claim: str, taken: Sequence[float], target: Target, most: float, size: int, notes: str) -> Figure:
    """A figure whose value is the slowest but a hundredth of what was taken."""
    p99 = quantile(taken, 0.99)
    gate = Gate(p99 / proving(), most)
    return Figure(
        name, claim, "us", spread(taken), None, None, p99, target, target.met(p99), size, notes=f"p99 {p99:.1f} us; {notes}", gate=gate,
    )  # fmt: skip
