"""What `make prove` asks of the readers of the rules, with every pack in force: that they never differ, on cases that show something.

A rule that was seen on one side only, or an assignment that never changed its field, was not compared: that fails as well.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from proofs.backends import agree, effects, explored
from proofs.live import live_rules
from proofs.vectors.gate import PACKS

if TYPE_CHECKING:
    from chamberflag.interlock.ruleset import RuleSet
    from proofs.gates import Gate, Row

CASES, FEW = 20_000, 4_000  # on each change; in the short form
SEED = 20_251


@lru_cache(maxsize=1)
def every_pack() -> RuleSet:
    """The rule set with all packs."""
    return live_rules(PACKS)


def guards(count: int, seed: int = SEED) -> Gate:
    """Python, JavaScript, z3 and a naive reading of so many cases; Python and JavaScript of as many spoiled ones."""

    def gate(row: Row) -> None:
        tally = agree.compare(every_pack(), seed, count)
        both, places = tally.places()
        seen = {"/".join(name).rstrip("/"): sides for name, sides in sorted(tally.by_rule().items())}
        least = sorted(seen.items(), key=lambda one: min(one[1]))[:3]
        row.items = tally.cases + tally.spoiled
        row.wrong = [line[:2000] for line in tally.differences]
        row.wrong += [f"{'/'.join(name)} was never seen both to pass and to fail" for name in sorted(tally.one_sided())]
        row.says = [
            f"seed {seed}; {tally.cases} cases to Python, JavaScript, z3 and a naive reading: {len(tally.differences)} differences",
            f"{tally.spoiled} more with something missing or of another sort, to Python and JavaScript",
            f"{tally.open} open, {tally.alone} refused by one rule alone; {len(tally.broke)} rules seen broken",
            f"{both} of {places} rules at an act and event seen both ways",
            "least: " + ", ".join(f"{name} passed {passed} failed {failed}" for name, (passed, failed) in least),
        ]
        row.record = {"passed and failed": seen}

    return gate


def assignments(count: int, seed: int = SEED) -> Gate:
    """`apply`, z3's state after the event and a naive reading of so many events."""

    def gate(row: Row) -> None:
        moved = effects.compare(every_pack(), seed, count)
        row.items, row.wrong = moved.moves, moved.differences + effects.idle(every_pack(), moved)
        row.says = [
            f"seed {seed}; {moved.moves} events to apply, z3 and a naive reading: {len(moved.differences)} differences",
            f"{len(moved.changed)} assignments seen to change their field",
        ]

    return gate


def successors(count: int, seed: int = SEED) -> Gate:
    """The explorer's successors, the compiled guard and `apply` at so many steps of small worlds."""

    def gate(row: Row) -> None:
        walked = explored.compare(every_pack(), seed, count)
        never = explored.idle(every_pack(), walked)
        row.items, row.wrong = walked.steps, walked.differences
        row.says = [
            f"seed {seed}; {walked.steps} steps from {walked.states} states: {len(walked.differences)} differences",
            f"{len(walked.taken)} events seen to happen, {len(walked.refused)} to be refused; never: {', '.join(never) or '-'}",
        ]

    return gate


def readers(count: int, seed: int = SEED) -> dict[str, Gate]:
    """The three of them."""
    return {
        "readers of guards": guards(count, seed),
        "readers of effects": assignments(count, seed),
        "explorer and apply": successors(count, seed),
    }
