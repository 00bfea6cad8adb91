"""One search that finds every minimal cut set: each state carries the smallest sets of failures with which it is reached.

A failure is one kind of failure by one person. From a state reached with some failures an honest step leads on with the same, a step that
needs others with them. A state that is reached with fewer is not looked at again with more, since more failures only ever permit more
(`variants.helped` sees to that); and what holds a cut set already is not followed. Sets are taken in order of their size, so the first one
found is a smallest one, and the search ends when nothing is left: no bound on the size.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from proofs.cuts.variants import Failure, Procedure, helped, kinds_of
from proofs.explorer.ground import Ground
from proofs.explorer.instances import Instance, instances
from proofs.explorer.numbers import either, no
from proofs.explorer.packing import Packing, packing_of, settled_instances
from proofs.explorer.tables import Question, Seen, Table, groups

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WIDEST = 14


@dataclass(frozen=True, slots=True)
class Cuts:
    """What a search found. failures: all that somebody could commit in this world; whole: sets of every size were looked at."""

    sets: tuple[frozenset[Failure], ...]
    failures: tuple[Failure, ...]
    states: int
    pairs: int
    whole: bool
    seconds: float


@dataclass(slots=True)
class Labelled:
    """What can happen, by the failures it needs."""

    packing: Packing
    start: int
    goal: Question
    steps: list[tuple[int, list[tuple[int, Table]]]]  # failures as bits -> bits of the state read, what happens
    bits: dict[Failure, int] = field(default_factory=dict[Failure, int])


def prepared(one: Procedure) -> Labelled:
    """Every event with every set of people who fail in it, each with no more of them than it needs."""
    model, world = one.model, one.world
    if wrong := helped(model):
        raise ValueError(f"{', '.join(wrong)}: a failure may not make anything impossible")
    rules, away = frozenset(one.variant.leave_out), frozenset(one.variant.without)
    ground = Ground(model, world)
    found: dict[int, list[Instance]] = {0: list(instances(ground, rules, away, checks=False))}
    known = {_identity(i) for i in found[0]}
    bits: dict[Failure, int] = {}
    for kind in kinds_of(model):
        others = away | (frozenset(model.events) - {kind})
        for size in range(1, len(world.people) + 1):
            for people in combinations(world.people, size):
                failing = frozenset((kind, person) for person in people)
                new = [i for i in instances(Ground(model, world, failing), rules, others, checks=False) if _identity(i) not in known]
                if kind not in away and new:
                    known |= {_identity(i) for i in new}
                    label = sum(bits.setdefault(failure, 1 << len(bits)) for failure in sorted(failing))
                    found.setdefault(label, []).extend(new)
    node = ground.expression(one.top.expr)
    goal = either(*[ground.lower(node, at) for at in ground.places([node])])
    values = ground.start()
    packing = packing_of(ground, [i for many in found.values() for i in many], [goal], values)
    steps: list[tuple[int, list[tuple[int, Table]]]] = []
    for label, many in found.items():
        tables = [Table(packing, group, Seen()) for group in groups(packing, settled_instances(many, packing), WIDEST)]
        if tables:
            steps.append((label, [(table.mask, table) for table in tables]))
    return Labelled(packing, packing.pack(values), Question(packing, [("goal", no(packing.settle(goal)))]), steps, bits)


def _identity(one: Instance) -> object:
    return (one.event, one.at, tuple(sorted(one.args.items())), one.guard)


def minimal_cuts(one: Procedure, most: int = 99, say: Callable[[str], None] | None = None) -> Cuts:
    """The minimal cut sets of at most this size."""
    started = time.process_time()
    made = prepared(one)
    reached: dict[int, list[int]] = {made.start: [0]}
    waiting: defaultdict[int, list[tuple[int, int]]] = defaultdict(list, {0: [(made.start, 0)]})
    cuts: list[int] = []
    pairs = 0
    while waiting and min(waiting) <= most:
        size = min(waiting)
        work = waiting.pop(size)
        while work:
            state, label = work.pop()
            if label not in reached[state] or any(cut & label == cut for cut in cuts):
                continue
            pairs += 1
            if made.goal[state & made.goal.mask]:
                cuts.append(label)
                continue
            _expand(made.steps, state, label, size, reached, cuts, work, waiting)
        if say is not None:
            many = sum(cut.bit_count() == size for cut in cuts)
            say(f"{one.name}: {many} cut sets of {size}, {len(reached)} states, {pairs} with failures")
    names = {bit: failure for failure, bit in made.bits.items()}
    sets = [frozenset(names[1 << i] for i in range(len(names)) if cut >> i & 1) for cut in cuts]
    return Cuts(
        sets=tuple(sorted(sets, key=lambda cut: (len(cut), sorted(cut)))),
        failures=tuple(sorted(made.bits)),
        states=len(reached),
        pairs=pairs,
        whole=not waiting,
        seconds=time.process_time() - started,
    )


def _expand(
    steps: list[tuple[int, list[tuple[int, Table]]]], state: int, label: int, size: int, reached: dict[int, list[int]], cuts: list[int],
    work: list[tuple[int, int]], waiting: Mapping[int, list[tuple[int, int]]],
) -> None:  # fmt: skip
    """All that can happen in a state that was reached with these failures, and with more of them."""
    for needs, tables in steps:
        new = label | needs
        larger = new.bit_count()
        if larger > size and any(cut & new == cut for cut in cuts):
            continue
        line = work if larger == size else waiting[larger]
        for mask, table in tables:
            for kept, bits in table[state & mask][1]:
                after = state & kept | bits
                before = reached.get(after)
                if before is None:
                    reached[after] = [new]
                elif any(old & new == old for old in before):
                    continue
                else:
                    before[:] = [old for old in before if old & new != new]
                    before.append(new)
                line.append((after, new))
