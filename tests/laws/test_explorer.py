"""The explorer's successors are what a naive reading of the rule files says, and a search that forgets something is noticed."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import prod
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs

from chamberflag.interlock.tree import definite, facts_of
from proofs.explorer import Explorer, explore, worlds
from proofs.explorer.worlds import read
from proofs.live import live_rules
from proofs.solver.naive import World as Naive
from proofs.solver.naive import value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from proofs.explorer import World

RULES = live_rules()
MODEL = RULES.model
SEED, WALKS, LENGTH, MANY = 3_000, 30, 40, 600
COLD = "w.loc == 'hand' and w.holder.performer and cold"
# Two weapons and two lots, everybody may fail in everything, instants at both sides of a limit.
BUSY: World = read(
    {
        "busy": {
            "why": "for comparing",
            "people": {"ann": ["lead", "handler", "safety"], "ben": ["witness", "ad", "producer", "performer"], "cid": ["performer"]},
            "weapons": ["w1", "w2"],
            "lots": ["l1", "l2"],
            "absent": True,
            "domain": {"Count": [0, 1], "Nat": [1], "Rung": [0, 5], "cap": [1], "kind": ["FUNCTIONAL", "RUBBER"], "Load": ["none", "half"],
                       "Contents": ["EMPTY", "DUMMY", "BLANK"], "Instant": [0, 60_001], "first": ["ann"], "other": ["ben"], "filled": [0]},
            "most": {"Count": 2, "Nat": 2, "Rung": 5},
        }
    }
)["busy"]  # fmt: skip


def naive_successors(
    x: Explorer, told: dict[str, Any], event: str, tried: Iterable[tuple[str, str, dict[str, Any]]]
) -> set[tuple[tuple[str, Any], ...]]:
    """Every state that one event leads to, by trying weapons, lots and parameters against the trees as written."""
    found: set[tuple[tuple[str, Any], ...]] = set()
    roles = {role: frozenset(p for p, has in x.world.people.items() if role in has) for role in MODEL.schema.roles}
    roles |= {role: frozenset(x.ground.faults) for role in MODEL.schema.physical_roles}
    for weapon, lot, args in tried:
        old = {"w": record(told, "w", weapon), "l": record(told, "l", lot), "g": record(told, "g", "")}
        here = Naive(old, {}, args, roles)
        asked = [definite(r.trees[event]) for r in MODEL.rules if event in r.trees]
        names = sorted({name for tree in asked for name in facts_of(tree)})
        told_facts = [dict(zip(names, values, strict=True)) for values in product((False, True), repeat=len(names))]
        rules = [a.tree[event] for a in MODEL.assumptions if event in a.tree]
        one = MODEL.events[event]
        late = one.failsafe or one.physical or args["now"] >= told["g.now"]
        fine = any(all(value(tree, Naive(old, facts, args, roles)) is True for tree in asked) for facts in told_facts)
        if late and fine and all(value(tree, here) is True for tree in rules):
            after = dict(told)
            for (scope, name), tree in one.effects.items():
                for item in x.world.weapons if scope == "each" else ():
                    after[f"{item}.{name}"] = value(tree, Naive(old | {"w": record(told, "w", item)}, {}, args, roles))
            for (scope, name), tree in one.effects.items():
                item = {"w": weapon, "l": lot, "g": "g"}.get(scope)
                if item:
                    after[f"{item}.{name}"] = value(tree, here)
            if all(v <= 2 for k, v in after.items() if type(v) is int and k[-3:] not in {"_at", "now"}):
                found.add(tuple(sorted(after.items())))
    return found


def record(told: dict[str, Any], scope: str, item: str) -> dict[str, Any]:
    """A record out of a flat state; of nothing, as it is before anybody has heard of it."""
    fields = {name: f for (s, name), f in MODEL.schema.fields.items() if s == scope}
    if scope == "g" or item:
        made = {name: told.get(f"{item or 'g'}.{name}") for name in fields}
        return made | ({"id": item} if scope == "l" else {})
    known = {**RULES.initial_weapon, "kind": "NONE"} if scope == "w" else {**RULES.initial_lot, "id": ""}
    return {
        name: known.get(name, 0 if f.sort in MODEL.schema.ranges else "" if f.sort == "Person" else False) for name, f in fields.items()
    }


def choices(world: World, event: str, random: Random) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every weapon, lot and parameter; of an event with very many, some."""
    params = MODEL.events[event].params
    usual: dict[str, Any] = {"Person": ("", *world.people), "Bool": (False, True), "LotId": ("", *world.lots)}
    usual |= MODEL.schema.enums
    domains = [world.domain.get(p) or world.domain.get(s) or (tuple(world.people) if p == "who" else usual[s]) for p, s in params.items()]
    whole = [("", *world.weapons), ("", *world.lots), *domains]
    if prod(len(one) for one in whole) <= MANY:
        picked = product(*whole)
    else:
        picked = (tuple(random.choice(one) for one in whole) for _ in range(MANY))
    for weapon, lot, *told in picked:
        yield weapon, lot, dict(zip(params, told, strict=True))


def compared(x: Explorer, random: Random, events: tuple[str, ...]) -> int:
    """A random walk; at each state some events are compared. The number of states they led to."""
    state, met = x.start, 0
    for _ in range(random.randint(1, LENGTH)):
        steps = [(x.found[n].event, state & ~w | bits) for t in x.tables for n, w, bits in t.raw(state & t.mask)[0]]
        work = [step for step in steps if not MODEL.events[step[0]].failsafe]
        event = random.choice(sorted({event for event, _ in (work if work and random.random() < 0.93 else steps)}))
        state = random.choice([after for one, after in steps if one == event])
    told = x.told(state)
    for event in events or random.sample(sorted(MODEL.events), 8):
        table = next((t for t in x.tables if event in t.events), None)
        steps = table.raw(state & table.mask)[0] if table is not None else []
        mine = {tuple(sorted(x.told(state & ~w | b).items())) for n, w, b in steps if x.found[n].event == event}
        assert naive_successors(x, told, event, choices(x.world, event, random)) <= mine, (event, told)
        taken = [x.found[n] for n, _, _ in steps if x.found[n].event == event]
        mine_again = [(one.at.weapon, one.at.lot, dict(one.args)) for one in taken]
        assert naive_successors(x, told, event, mine_again) == mine, (event, told)
        met += len(mine)
    return met


def several(x: Explorer, random: Random, events: tuple[str, ...] = ()) -> int:
    """Walks compared one after the other."""
    return sum(compared(x, random, events) for _ in range(WALKS))


@pytest.fixture(scope="module")
def busy() -> Explorer:
    """The explorer of the busy world, every variable kept."""
    return Explorer(MODEL, BUSY, faults=tuple(BUSY.people), every=True)


def test_successors_are_what_the_files_say(busy: Explorer) -> None:
    """From states of random walks, two weapons, two lots and failing people included: the same set of next states, event by event."""
    assert several(busy, Random(SEED)) > 200


def test_a_transition_that_is_dropped_is_noticed() -> None:
    """An explorer that loses one effect, or one way in which an event happens, is not what the files say."""
    effects = {k: v for k, v in MODEL.events["take_out"].effects.items() if k != ("w", "holder")}
    lossy = replace(MODEL, events={**MODEL.events, "take_out": replace(MODEL.events["take_out"], effects=effects)})
    x = Explorer(lossy, BUSY, faults=tuple(BUSY.people), every=True)
    with pytest.raises(AssertionError):
        several(x, Random(SEED), ("take_out",))


def test_a_search_finds_the_shortest_way() -> None:
    """Everybody honest: a performer holds a declared, empty weapon after seven events and no fewer."""
    found = explore(MODEL, worlds()["base"], goal=COLD)
    assert found.trace is not None
    assert [one.event for one in found.trace] == ["accept_weapon", "take_out", "check", "witness", "declare", "show", "hand_over"]


def test_without_a_rule_something_breaks_and_with_it_nothing_does() -> None:
    """Without the rule on the performer's own look an invariant breaks; with every rule nothing breaks in as many states."""
    x = Explorer(MODEL, worlds()["base"], skip_rules={"R30"}, checks=True)
    broken = x.run(first=True)
    assert broken.trace is not None
    assert "invariant I9" in broken.broken
    whole = Explorer(MODEL, worlds()["base"], checks=True).run(limit=broken.states)
    assert dict(whole.broken) == {}


SCENE: World = read(
    {
        "scene": {
            "why": "for fewer faults",
            "people": {"ann": ["lead", "handler"], "ben": ["witness", "ad"], "cid": ["performer"], "dan": []},
            "only": ["accept_weapon", "accept_lot", "take_out", "check", "load", "witness", "declare", "show", "hand_over"],
            "domain": {
                "Count": [0, 1],
                "Nat": [1],
                "Rung": [0],
                "cap": [1],
                "kind": ["FUNCTIONAL"],
                "load": ["none"],
                "klass": ["DUMMY"],
                "apart": [0],
            },
            "most": {"Count": 2, "Nat": 2, "Rung": 5},
        }
    }
)["scene"]
WAYS = (("mix_bullet", "dan"), ("load", "ann"), ("check", "ann"), ("witness", "ben"), ("show", "cid"), ("tamper", "ann"), ("tamper", "cid"))
BULLET = f"{COLD} and w.t_bullet > 0"


@pytest.mark.parametrize("faults", [(), WAYS[:4], WAYS[:5], WAYS[2:5], WAYS[2:6], WAYS])
def test_fewer_faults_in_shared_tables_are_a_search_of_their_own(faults: tuple[tuple[str, str], ...]) -> None:
    """What a search with fewer faults finds by the tables of a larger one is what it finds alone: three looks must fail, and more."""
    whole = Explorer(MODEL, SCENE, faults=WAYS, goals=[BULLET])
    whole.run(BULLET)
    narrow, alone = whole.narrowed(faults).run(BULLET), explore(MODEL, SCENE, faults=faults, goal=BULLET)
    assert (narrow.states, narrow.transitions, narrow.complete) == (alone.states, alone.transitions, alone.complete)
    assert [str(one) for one in narrow.trace or ()] == [str(one) for one in alone.trace or ()]
    assert (alone.trace is not None) == (len({"check", "witness", "show"} & {event for event, _ in faults}) == 3 and len(faults) > 3)


def test_what_is_blocked_broken_or_not_reached_is_said() -> None:
    """An assumption that keeps a fail-safe event from happening is named, and so is a step that breaks its promise, with the way to it."""
    never: tuple[object, ...] = ("not", ("var", "g", "stopped"))
    more = replace(MODEL.assumptions[0], id="A99", tree={"stop": never}, events=("stop",))
    lossy = replace(MODEL.events["take_out"], effects={k: v for k, v in MODEL.events["take_out"].effects.items() if k != ("w", "holder")})
    tied = replace(MODEL, assumptions=(*MODEL.assumptions, more), events={**MODEL.events, "take_out": lossy})
    small = structs.replace(worlds()["base"], only=("accept_weapon", "take_out", "stop"), skip=())
    found = Explorer(tied, small, checks=True).run()
    assert found.blocked == {"stop"}
    assert found.complete
    assert [one.event for one in found.broken["invariant L3"]] == ["accept_weapon", "take_out"]
    assert {name for name in found.broken if name.startswith("ensures")} != set()
    assert found.reached == {}
