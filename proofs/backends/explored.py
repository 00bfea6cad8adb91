"""The explorer's successors against the compiled `apply` and the compiled guard, from random states of a small world.

A state is one of a random walk in which some variables are then set to anything; every way in which an event may happen there is tried.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from immutables import Map

from chamberflag.interlock.ruleset import Core
from chamberflag.interlock.tree import BOOL, INT
from proofs.backends.agree import Facts
from proofs.backends.guided import ROUNDS, Bender
from proofs.explorer.search import Explorer
from proofs.explorer.worlds import World
from proofs.solver.naive import World as Naive
from proofs.solver.naive import value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.ruleset import RuleSet
    from proofs.explorer.instances import Instance

WALK, LOOSE, TRIED = 60, 2, 3  # steps of a walk; variables set to anything; instances tried of each table at a state
WORLDS, LEAST = 8, 2_000  # small worlds at most; steps that are worth another one
TABLES = 0.15  # of the explorer's tables, asked at a state
TURNS = 12  # instances to which a state is tried to be bent
BENT = 0.9  # of the states, towards an event that may happen there
GATED = 0.98  # of the steps of a walk: a report ends most of what can happen
PEOPLE = {
    "ann": ("lead", "handler", "safety", "case_owner"),
    "ben": ("witness", "ad", "producer", "performer"),
    "cid": ("performer", "ad", "authority"),
}


@dataclass
class Walked:
    """What was compared: states, steps that happen and steps that the rules forbid, by event; differences."""

    states: int = 0
    taken: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])
    differences: list[str] = field(default_factory=list[str])

    @property
    def steps(self) -> int:
        """All that were compared."""
        return self.taken.total() + self.refused.total()


def small_world(rules: RuleSet, random: Random) -> World:
    """Two weapons and a lot; of each sort two values that an event may be told, one of them random."""
    schema = rules.model.schema
    domain: dict[str, tuple[Any, ...]] = dict.fromkeys(schema.ranges, (0, 1))
    domain |= {sort: tuple(random.sample(members, min(5, len(members)))) for sort, members in schema.enums.items()}
    domain |= {"Instant": (0, 60_001), "cap": (1,)}
    most = {sort: 2 for sort in schema.ranges if sort != "Instant"}
    return World("apply and the explorer", PEOPLE, ("w1", "w2"), ("l1",), domain, most, absent=True)


class Both:
    """One small world as the explorer and as the compiled rules have it."""

    def __init__(self, rules: RuleSet, explored: RuleSet, random: Random) -> None:
        """explored: the rules as the explorer is given them."""
        self.rules, self.random, self.bender = rules, random, Bender(rules, random, ("", *PEOPLE), ("", "l1"))
        self.x = Explorer(explored.model, small_world(rules, random), every=True)
        self.gated: dict[str, list[Instance]] = {}
        for one in self.x.found:
            if not rules.model.events[one.event].failsafe and not rules.model.events[one.event].physical:
                self.gated.setdefault(one.event, []).append(one)
        schema = rules.model.schema
        self.roles = {role: frozenset(p for p, has in PEOPLE.items() if role in has) for role in schema.roles}
        self.roles |= dict.fromkeys(schema.physical_roles, frozenset[str]())
        self.facts = {name: True if sort == BOOL else 0 for name, sort in schema.facts.items()}
        self.seen = {key for key, found in schema.fields.items() if not found.physical}

    def state(self) -> tuple[int, str]:
        """A state of a random walk, a little out of order; and an event towards which it was bent."""
        x, random, state = self.x, self.random, self.x.start
        for _ in range(random.randint(0, WALK)):
            steps = [(x.found[n].event, state & ~w | bits) for t in x.tables for n, w, bits in t.raw(state & t.mask)[0]]
            gated = [step for step in steps if not self.rules.model.events[step[0]].failsafe]
            event = random.choice(sorted({event for event, _ in (gated if gated and random.random() < GATED else steps)}))
            state = random.choice([after for one, after in steps if one == event])
        values = x.packing.unpack(state)
        for k in random.sample(sorted(x.packing.slots), random.randint(0, LOOSE)):
            values[k] = self._any(k)
        event = random.choice(sorted(self.gated))
        if random.random() < BENT:
            self._bend(values, self.gated[event])
        return x.packing.pack(values), event

    def _bend(self, values: dict[int, int], ways: list[Instance]) -> None:
        """Bend a state until an event may happen in it, as far as the world's numbers and people allow."""
        ground, told = self.x.ground, self.x.told(self.x.packing.pack(values))
        for one in self.random.sample(ways, min(TURNS, len(ways))):
            places = {"w": one.at.weapon, "l": one.at.lot, "g": ""}
            roles = {role: sorted(who) for role, who in self.roles.items()}
            usual = {"w": {**self.rules.initial_weapon, "kind": "NONE"}, "l": {**self.rules.initial_lot, "id": ""}}
            case = {s: self.record(told, s, item) if item or s == "g" else dict(usual[s]) for s, item in places.items()}
            case |= {"f": dict(self.facts), "a": dict(one.args), "roles": dict(roles)}
            trees = [part.tree for part in self.rules.guard("", one.event).parts]
            for tree in trees * ROUNDS:
                self.bender.bend(tree, case, wanted=True)
            same = case["roles"] == roles and case["l"].get("id") == one.at.lot
            if same and all(self.bender.read(tree, case) for tree in trees):
                break
        else:
            return
        for k, slot in self.x.packing.slots.items():
            scope, item, name = ground.variables[k]
            if item == places[scope] and (item or scope == "g") and name in case[scope]:
                found, sort = case[scope][name], ground.sort(k)
                code = found if type(found) is int else ground.codes[sort].get(found, -1)
                if code in (slot.values or range(3) if ground.model.schema.base(sort) == INT else ground.codes[sort].values()):
                    values[k] = code

    def _any(self, k: int) -> int:
        sort, ground = self.x.ground.sort(k), self.x.ground
        if sort == "Instant":
            return self.random.choice(self.x.packing.slots[k].values)
        return self.random.choice((0, 1, 2) if ground.model.schema.base(sort) == INT else sorted(ground.codes[sort].values()))

    def core(self, told: Mapping[str, Any]) -> Core:
        """A state in words as the compiled rules have it."""
        world = self.x.world
        weapons, lots = ({one: self.record(told, scope, one) for one in ones} for scope, ones in (("w", world.weapons), ("l", world.lots)))
        return Core(Map(weapons), Map(lots), self.record(told, "g", ""))

    def record(self, told: Mapping[str, Any], scope: str, one: str, *, physical: bool = False) -> dict[str, Any]:
        """One record of it."""
        names = [name for (s, name), f in self.rules.model.schema.fields.items() if s == scope and (physical or not f.physical)]
        return {name: told.get(f"{one or scope}.{name}", one) for name in names}  # an identity is the name itself

    def step(self, state: int, one: Instance, after: int | None) -> str:
        """What differs where an event happens, or does not happen; "" = nothing."""
        rules, told = self.rules, self.x.told(state)
        core, weapon, lot = self.core(told), one.at.weapon, one.at.lot
        w = core.weapons.get(weapon) or {**rules.initial_weapon, "kind": "NONE"}
        found = core.lots.get(lot) or {**rules.initial_lot, "id": lot}
        event = rules.model.events[one.event]
        guard = rules.guard("", one.event)
        told_facts = {name.removeprefix("f."): value for name, value in one.args.items() if name.startswith("f.")}  # each way has its own
        may = event.failsafe or guard.allow(w, found, core.unit, Facts(self.facts | told_facts), dict(one.args), self.roles)
        if after is None:
            real = {
                "w": self.record(told, "w", weapon, physical=True) if weapon else w,
                "l": found,
                "g": self.record(told, "g", "", physical=True),
            }
            held = all(
                value(a.tree[one.event], Naive(real, {}, one.args, self.roles)) for a in rules.model.assumptions if one.event in a.tree
            )
            return f"{one} is permitted, and the explorer does not see it" if may and held else ""
        if not may:
            return f"{one} is refused, and the explorer sees it happen"
        by = rules.apply(one.event, core, weapon, lot, one.args, self.roles)
        then = self.core(self.x.told(after))
        same = (dict(by.weapons), dict(by.lots), by.unit) == (dict(then.weapons), dict(then.lots), then.unit)
        return "" if same else f"{one}: apply and the explorer differ"


def compare(rules: RuleSet, seed: int, steps: int, explored: RuleSet | None = None, most: int = 20) -> Walked:
    """Compare so many steps, in several small worlds. explored: the rules as an explorer with a fault has them."""
    random, found = Random(seed), Walked()
    worlds = min(WORLDS, 1 + steps // LEAST)
    for number in range(1, worlds + 1):
        if len(found.differences) >= most:
            break
        both = Both(rules, explored or rules, random)
        while found.steps < steps * number / worlds and len(found.differences) < most:
            _at(both, found)
    return found


def _at(both: Both, found: Walked) -> None:
    """Some of what may happen and of what may not, at one random state."""
    state, wanted = both.state()
    found.states += 1
    for table in [table for table in both.x.tables if wanted in table.events or both.random.random() < TABLES]:
        raw, possible, _, _ = table.raw(state & table.mask)
        afters = {n: state & ~written | bits for n, written, bits in raw}
        chosen = both.random.sample(sorted(afters), min(TRIED, len(afters)))
        chosen += [n for n in afters if both.x.found[n].event == wanted][:TRIED]
        for n, one in both.random.sample(table.group, min(TRIED, len(table.group))) + [(n, both.x.found[n]) for n in chosen]:
            if both.rules.model.events[one.event].physical or (n in possible and n not in afters):
                continue  # nobody records it, or it leads beyond the world's numbers
            (found.taken if n in afters else found.refused)[one.event] += 1
            if wrong := both.step(state, one, afters.get(n)):
                found.differences.append(f"state {state}: {wrong}")


def idle(rules: RuleSet, found: Walked) -> list[str]:
    """Events that were never seen to happen: a small world has few numbers, so this is told and fails nothing."""
    return [name for name, event in rules.model.events.items() if not event.physical and not found.taken[name]]
