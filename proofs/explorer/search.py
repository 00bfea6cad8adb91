"""Breadth first through every reachable state of a world: shortest traces, broken invariants and promises, what ever happens.

explore(model, world, faults=..., goal=..., skip_rules=..., skip_events=..., limit=...) -> Result
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from proofs.explorer.ground import Ground
from proofs.explorer.instances import Instance, instances
from proofs.explorer.numbers import Tree, either, no
from proofs.explorer.packing import packing_of, settled_instances
from proofs.explorer.tables import Seen, Table, groups, questions_of

if TYPE_CHECKING:
    from chamberflag.interlock.model import Model
    from chamberflag.interlock.tree import Node
    from proofs.explorer.worlds import World

State = dict[str, Any]  # "w1.loc" -> "hand"
Goal = str | tuple[Any, ...] | Callable[[State], bool]
WIDEST = 14
GOAL, REACH = "goal", "reach "


@dataclass(frozen=True, slots=True)
class Result:
    """What a search found. complete: every state was seen; trace: shortest way to the goal, or to what was broken first.

    broken: each invariant and promise that fails, with the shortest trace to it; reached: each thing to be reached, with the shortest way.
    events: what happened; beyond: what would lead beyond the world's numbers; blocked: fail-safe events that cannot happen in some state.
    """

    states: int
    transitions: int
    complete: bool
    trace: tuple[Instance, ...] | None
    seconds: float
    broken: Mapping[str, tuple[Instance, ...]] = field(default_factory=dict[str, Any])
    reached: Mapping[str, tuple[Instance, ...]] = field(default_factory=dict[str, Any])
    events: frozenset[str] = frozenset()
    beyond: frozenset[str] = frozenset()
    blocked: frozenset[str] = frozenset()


class Explorer:
    """One model in one world; what is left out and who may fail is the same in all its searches.

    checks: promises of every step and invariants of every state are looked at, and what the world says can be reached. goals: expressions a
    search may ask for; `every` keeps every variable that changes, read or not, as a goal in Python needs it.
    """

    def __init__(
        self,
        model: Model,
        world: World,
        faults: Collection[Any] = (),
        skip_rules: Collection[str] = (),
        skip_events: Collection[str] = (),
        *,
        checks: bool = False,
        goals: Collection[str | Node] = (),
        every: bool = False,
    ) -> None:
        """Work out what can happen and how a state is written."""
        self.model, self.world = model, world
        ground = self.ground = Ground(model, world, frozenset(faults))
        raw = list(instances(ground, frozenset(skip_rules), frozenset(skip_events), checks=checks))
        self.values = ground.start()
        state = [i for i in model.invariants if not i.step] if checks else []
        self.statements = [(f"invariant {i.id}", ground.everywhere(i.tree[""])) for i in state]
        self.statements += [(f"{REACH}{name}", no(self.goal_tree(goal))) for name, goal in world.reach.items()] if checks else []
        asked = [*(tree for _, tree in self.statements), *(self.goal_tree(goal) for goal in goals)]
        asked += [("v", k) for k in range(len(ground.variables))] if every else []
        self.packing = packing_of(ground, raw, asked, self.values)
        self.found = settled_instances(raw, self.packing, merged=not world.named)
        self.start = self.packing.pack(self.values)
        self.seen = Seen()
        self.tables = [Table(self.packing, group, self.seen) for group in groups(self.packing, self.found, WIDEST)]
        self.left_out = frozenset(skip_rules), frozenset(skip_events)
        self.family: dict[tuple[int, tuple[int, ...]], Table | None] = {}

    def narrowed(self, faults: Collection[Any]) -> Explorer:
        """The same world with fewer faults. What does not depend on them is shared, and so is what the tables have learnt of it.

        Its results say nothing of events and of promises of a step: a shared table has seen states of other searches, too.
        """
        if self.statements or not frozenset(faults) <= self.ground.faults:
            raise ValueError("fewer faults, and goals only")
        made = copy.copy(self)
        made.ground = replace(self.ground, faults=frozenset(faults))
        made.found, made.tables, made.seen = [], [], Seen()
        for number, table in enumerate(self.tables):
            key = (number, self._signature(made.ground, table))
            if key == (number, self._signature(self.ground, table)):
                self.family[key] = table
            if key not in self.family:
                others = frozenset(self.model.events) - table.events
                raw = instances(made.ground, self.left_out[0], self.left_out[1] | others, checks=False)
                group = list(enumerate(settled_instances(raw, self.packing)))
                self.family[key] = Table(self.packing, group, made.seen) if group else None
            if (shared := self.family[key]) is not None:
                made.tables.append(shared)
        return made

    def _signature(self, ground: Ground, table: Table) -> tuple[int, ...]:
        """Who may fail in the events of a table."""
        return tuple(ground.holders(role, event) for role in self.model.schema.physical_roles for event in sorted(table.events))

    def goal_tree(self, goal: str | Node) -> Tree:
        """A goal for some weapon and lot, in numbers."""
        node = self.ground.expression(goal) if isinstance(goal, str) else goal
        return either(*[self.ground.lower(node, at) for at in self.ground.places([node])])

    def told(self, state: int) -> State:
        """A state in words; a variable that nothing reads is left out."""
        made: State = {}
        for k, value in sorted(self.packing.unpack(state).items()):
            scope, item, name = self.ground.variables[k]
            made[f"{item or scope}.{name}"] = self.ground.told(self.ground.sort(k), value)
        return made

    def questions(self, goal: Goal | None) -> list[tuple[int, Mapping[int, tuple[str, ...]]]]:
        """What is asked of every state: its bits, and the names of what it does not meet; the goal is "met" by its opposite."""
        asked = list(self.statements)
        if goal is not None and not callable(goal):
            asked.append((GOAL, no(self.goal_tree(goal))))
        return [(one.mask, one) for one in questions_of(self.packing, asked, WIDEST)]

    def run(self, goal: Goal | None = None, limit: int = 10**9, *, first: bool = False, deepest: int = 10**9) -> Result:
        """Search until the goal is met, all is seen, or there are more states or steps than that; first: stop at what is broken first."""
        started = time.process_time()
        asked = self.questions(goal)
        test: Callable[[State], bool] | None = goal if callable(goal) else None
        ways: dict[int, int] = {self.start: self.start}
        broken: dict[str, int] = {}
        front, transitions, ended = [self.start], 0, self._look(self.start, asked, test, broken, first=first)
        while front and not ended and len(ways) <= limit and deepest > 0:
            deepest -= 1
            new: list[int] = []
            transitions += self._expand(front, ways, new)
            if first and self.seen.broken:
                break
            if asked or test:
                ended = any(self._look(state, asked, test, broken, first=first) for state in new)
            front = new
        traces = {name: self.trace(ways, state) for name, state in broken.items()}
        reached = {name.removeprefix(REACH): traces.pop(name) for name in list(traces) if name.startswith(REACH)}
        for name, (bits, n) in self.seen.broken.items():
            if name not in traces and (step := self._step(ways, bits, n)):
                traces[name] = step
        seconds = time.process_time() - started
        trace = traces.pop(GOAL, None) if goal is not None else min(traces.values(), key=len, default=None)
        events, beyond = (frozenset(self.found[n].event for n in some if self.found) for some in (self.seen.taken, self.seen.beyond))
        blocked = frozenset(name for name in self.seen.blocked if self.model.events[name].failsafe)
        return Result(len(ways), transitions, not front, trace, seconds, traces, reached, events, beyond, blocked)

    def _expand(self, front: list[int], ways: dict[int, int], new: list[int]) -> int:
        """All that can happen to these states; new ones are added to both."""
        tables = [(table.mask, table) for table in self.tables]
        transitions = 0
        for state in front:
            for mask, table in tables:
                count, changes = table[state & mask]
                transitions += count
                for kept, bits in changes:
                    after = state & kept | bits
                    if after not in ways:
                        ways[after] = state
                        new.append(after)
        return transitions

    def _look(
        self, state: int, asked: list[tuple[int, Mapping[int, tuple[str, ...]]]], test: Callable[[State], bool] | None,
        broken: dict[str, int], *, first: bool,
    ) -> bool:  # fmt: skip
        """Whether the search ends at this state."""
        met = test is not None and test(self.told(state))
        if met:
            broken[GOAL] = state
        for mask, question in asked:
            for name in question[state & mask]:
                met = met or name == GOAL or (first and not name.startswith(REACH))
                broken.setdefault(name, state)
        return met

    def trace(self, ways: Mapping[int, int], state: int) -> tuple[Instance, ...]:
        """The shortest way to a state."""
        steps: list[Instance] = []
        while ways[state] != state:
            steps.append(self.between(ways[state], state))
            state = ways[state]
        return tuple(reversed(steps))

    def between(self, before: int, after: int) -> Instance:
        """What leads from one state to the next."""
        for table in self.tables:
            for n, written, bits in table.raw(before & table.mask)[0]:
                if before & ~written | bits == after:
                    return next(one for number, one in table.group if number == n)
        raise ValueError("no event leads there")

    def _step(self, ways: Mapping[int, int], bits: int, n: int) -> tuple[Instance, ...]:
        """The shortest way to a step that breaks a promise."""
        mask = next(table.mask for table in self.tables if any(number == n for number, _ in table.group))
        state = next((state for state in ways if state & mask == bits), None)
        return () if state is None else (*self.trace(ways, state), self.found[n])


def explore(
    model: Model,
    world: World,
    *,
    faults: Collection[Any] = (),
    goal: Goal | None = None,
    skip_rules: Collection[str] = (),
    skip_events: Collection[str] = (),
    limit: int = 10**9,
    checks: bool = False,
) -> Result:
    """One search. faults: people who may fail in everything, or pairs (event, person); goal: expression, tree, or test of a state."""
    goals = () if goal is None or callable(goal) else (goal,)
    made = Explorer(model, world, faults, skip_rules, skip_events, checks=checks, goals=goals, every=callable(goal))
    return made.run(goal, limit)
