"""P08h and P09h: the act that most rules judge and that can be permitted, every pack in force, the facts at hand. interlock.md section 9.

Open states for yes or no, because every rule is looked at there; for the reasons, states in which about half of the rules fail. Both are
random and bent to the boundary of the rules. CPU time of the thread, median of seven askings; the quantiles are over the states.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from random import Random

from bench.deciding import GATE_P08, GATE_P09, P08, P09, by_quantile, microseconds
from bench.measure import Figure, quantile
from bench.peers import as_given
from chamberflag.interlock.guard import Part
from chamberflag.interlock.ruleset import RuleSet
from proofs.backends.agree import judgements
from proofs.backends.guided import Bender, Case
from proofs.live import live_rules
from proofs.vectors.gate import PACKS

STATES, SEED, ROUNDS, TRIES = 100, 31, 4, 5_000


def states(rules: RuleSet, act: str, event: str | None, parts: Sequence[Part], share: float) -> list[Case]:
    """States in which this share of the rules fails, or was bent to; with none, only states that are open."""
    random = Random(SEED)
    bender, found = Bender(rules, random), list[Case]()
    for _ in range(TRIES):
        case = bender.world(act, event, parts)
        failing = set(random.sample(range(len(parts)), round(share * len(parts))))
        for number, part in [*enumerate(parts)] * ROUNDS:
            bender.bend(part.tree, case, wanted=number not in failing)
        if failing or all(bender.read(part.tree, case) for part in parts):
            found.append(case)
        if len(found) == STATES:
            return found
    raise RuntimeError(f"{act}: {len(found)} open states in {TRIES} tries")


def figures() -> list[Figure]:
    """Yes or no, and every reason."""
    rules = live_rules(PACKS)
    can_be = [one for one in judgements(rules) if one[0] not in rules.book.closed]  # with every pack some lighter forms are closed
    act, event = max(can_be, key=lambda one: len(rules.guard(*one).parts))
    guard = rules.guard(act, event)
    empty = quantile([microseconds(lambda: None) for _ in range(200)], 0.5)
    said = f"{act}: {len(guard.parts)} rules with {len(rules.packs)} packs, the most that judge one act; CPU time"
    yes = [as_given(case) for case in states(rules, act, event, guard.parts, 0.0)]
    fast = [microseconds(partial(guard.allow, *given)) - empty for given in yes]
    half = [as_given(case) for case in states(rules, act, event, guard.parts, 0.5)]
    slow = [microseconds(partial(guard.explain, *given)) - empty for given in half]
    failed = [len(guard.explain(*given)) for given in half]
    return [
        by_quantile(
            "P08h", "gate says yes, the act that most rules judge, every pack, facts at hand", fast, P08, GATE_P08, len(fast),
            f"p50 {quantile(fast, 0.5):.1f} us; {said}",
        ),
        by_quantile(
            "P09h", "every reason of the same, half of the rules failing", slow, P09, GATE_P09, len(slow),
            f"p50 {quantile(slow, 0.5):.1f} us; {said}; {min(failed)} to {max(failed)} reasons each",
        ),
    ]  # fmt: skip
