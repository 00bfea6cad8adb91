"""P12: every state of the machine in a small world, with every invariant looked at in each; and the same model in Spin.

CPU time, so that a neighbour on the machine does not decide. A transition is an event that can happen in a state, with one choice of its
parameters, as Spin counts them. The limit of the short run's gate: as many numbers put into a dict and looked up once for each transition.
"""

from __future__ import annotations

import gc
import shutil
import time

from bench.measure import Figure, Gate, Spread, Target, number, spread
from proofs.explorer import Explorer, Result, worlds
from proofs.live import base
from proofs.spin.__main__ import spin
from proofs.spin.promela import promela

STATES, TRANSITIONS = Target("time", least=15_000), 300_000
AGAINST = Target("ratio", most=8.0)  # Spin, in C, was eight times as fast as the first explorer
REGRESSION = 6.0  # CPU of a search over that of its limit: a regression beyond


def searched(name: str) -> Result:
    """One search of a world from nothing: what its tables learn is part of it."""
    world = worlds()[name]
    made = Explorer(base().model, world, world.failing, checks=True)
    gc.collect()
    return made.run(limit=world.limit)


def floor(states: int, transitions: int) -> float:
    """CPU seconds to keep so many states and look one up for each transition."""
    began = time.process_time()
    kept = {n << 32: n for n in range(states)}
    found, again = 0, list(kept)
    for _ in range(transitions // states):
        for state in again:
            found += state in kept
    return time.process_time() - began


def figures(*, quick: bool) -> list[Figure]:
    """States a second; in the full run against Spin as well."""
    name = "rounds" if quick else "base"
    runs = [searched(name) for _ in range(3)]
    one = min(runs, key=lambda run: run.seconds)
    rates = [run.states / run.seconds for run in runs]
    share = one.seconds / floor(one.states, one.transitions)
    steps = one.transitions / one.seconds
    best = one.states / one.seconds
    notes = (
        f"world `{name}`, {one.states:,} states, {one.transitions:,} transitions, {number(steps)} transitions/s of CPU (target >= "
        f"{TRANSITIONS:,}); complete, {len(one.broken)} broken; best of {len(runs)}"
    )
    good = STATES.met(best) and steps >= TRANSITIONS and one.complete and not one.broken
    bad = "" if one.complete and not one.broken else f"the search is not what it has to be: {sorted(one.broken) or 'not complete'}"
    made = [
        Figure(
            "P12", "every state of the machine in a small world", "states/s", spread(rates), None, None, best, STATES, good, one.states,
            pairs=len(runs), notes=notes, cpu=best, gate=Gate(share, REGRESSION), not_run=bad,
        )
    ]  # fmt: skip
    return made if quick else [*made, against_spin(name, one)]


def against_spin(name: str, ours: Result) -> Figure:
    """The ratio to Spin; a different number of states is no figure at all."""
    nothing = Spread(0, 0, 0)
    claim = "the same world searched by Spin: CPU of ours over that of Spin"
    missing = [tool for tool in ("spin", "gcc") if shutil.which(tool) is None]
    if missing:
        said = f"{' and '.join(missing)} not on this machine"
        return Figure("P12s", claim, "s", nothing, None, None, None, AGAINST, ok=False, size=ours.states, not_run=said)
    world = worlds()[name]
    theirs = spin(promela(Explorer(base().model, world, world.failing, checks=True)))
    same = theirs.states == ours.states and not theirs.errors
    said = "" if same else f"Spin stored {theirs.states:,} states with {theirs.errors} errors, the explorer {ours.states:,}"
    ratio = ours.seconds / theirs.seconds
    notes = f"states equal: {ours.states:,}; ours {number(ours.seconds)} s, Spin 6 {number(theirs.seconds)} s, without compiling its model"
    one = spread([ours.seconds])
    return Figure(
        "P12s", claim, "s", one, None, spread([ratio]), ratio, AGAINST, AGAINST.met(ratio), ours.states, notes=notes, not_run=said
    )
