"""The same cases to every reader of the rules, with all packs in force; exit 1 where two differ, or where a rule was seen on one side only.

    python -m proofs.backends [--quick] [--cases N] [--seed S] [--table]

Ends with one line; --table says for each rule how often it passed and failed.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from proofs.backends import agree, effects, explored
from proofs.live import live_rules
from proofs.vectors.gate import PACKS

if TYPE_CHECKING:
    from chamberflag.interlock.ruleset import RuleSet
    from proofs.backends.agree import Tally
    from proofs.backends.effects import Moved
    from proofs.backends.explored import Walked

CASES, QUICK = 20_000, 4_000
SEED = 20_251


def least(tally: Tally) -> str:
    """The rules that were seen least on one of their sides."""
    rules = sorted(tally.by_rule().items(), key=lambda one: min(one[1]))[:3]
    return ", ".join(f"{said(name)} passed {passed} failed {failed}" for name, (passed, failed) in rules)


def said(name: tuple[str, str]) -> str:
    """A rule and its part."""
    return "/".join(name).rstrip("/")


def report(rules: RuleSet, tally: Tally, moved: Moved, walked: Walked) -> list[str]:
    """What was compared, as people read it."""
    both, places = tally.places()
    never = explored.idle(rules, walked)
    return [
        f"judgements: {tally.cases} cases to Python, JavaScript, z3 and a naive reading: {len(tally.differences)} differences",
        f"  {tally.spoiled} more with something missing or of another sort to Python and JavaScript; {len(tally.broke)} rules seen broken",
        f"  {tally.open} open, {tally.alone} refused by one rule alone; {both} of {places} rules at an act and event seen both ways",
        f"  least: {least(tally)}",
        f"effects: {moved.moves} moves to apply, z3 and a naive reading: {len(moved.differences)} differences",
        f"  {len(moved.changed)} assignments seen to change their field",
        f"steps: {walked.steps} from {walked.states} states to guard, apply and the explorer: {len(walked.differences)} differences",
        f"  {len(walked.taken)} events seen to happen, {len(walked.refused)} to be refused" + f"; never: {', '.join(never)}" * bool(never),
    ]


def main(argv: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m proofs.backends", description=__doc__)
    parser.add_argument("--cases", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} cases instead of {CASES:,}")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--table", action="store_true")
    options = parser.parse_args(argv)
    started, rules = time.perf_counter(), live_rules(PACKS)
    print(f"rule set {rules.digest[:16]}, packs {' '.join(rules.packs)}, seed {options.seed}")
    count = options.cases or (QUICK if options.quick else CASES)
    tally = agree.compare(rules, options.seed, count)
    moved = effects.compare(rules, options.seed, count)
    walked = explored.compare(rules, options.seed, count)
    idle = effects.idle(rules, moved)
    print("\n".join(report(rules, tally, moved, walked)))
    if options.table:
        print(
            "\n".join(
                f"{said(name):<16} passed {passed:>7} failed {failed:>7}" for name, (passed, failed) in sorted(tally.by_rule().items())
            )
        )
    wrong = [
        *tally.differences,
        *moved.differences,
        *walked.differences,
        *(f"{said(name)} was never seen both to pass and to fail" for name in tally.one_sided()),
        *idle,
    ]
    print("\n".join(line[:2000] for line in wrong[:12]) or "every reader says the same", f"({time.perf_counter() - started:.0f} s)")
    return 1 if wrong or not (tally.cases and moved.moves and walked.steps) else 0


if __name__ == "__main__":
    sys.exit(main())
