"""Random days of the machine: what the rules permit keeps every invariant, and `apply` is what a naive reading of the effects says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from proofs.live import live_rules
from proofs.solver.naive import World, value
from proofs.vacuity import PATHS, ROLES, walk
from tests.unit.interlock.worlds import of_sort

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.ruleset import Core

RULES = live_rules()
MODEL = RULES.model
WEAPONS = ("", "gun", "rifle", "magazine")
LOTS = ("", "dummies", "blanks")
CAST = ("lead", "assistant", "ad", "performer", "partner", "producer", "safety", "owner", "police")
SEED = 7_000
WALKS, LENGTH = 400, 60
STATE = [i for i in MODEL.invariants if not i.step and not i.physical]
STEPS = [i for i in MODEL.invariants if i.step and not i.physical]


def weapon_of(core: Core, name: str) -> Mapping[str, Any]:
    """A weapon's record; one that is not known is an unregistered one, and none is of no class."""
    return core.weapons.get(name) or {**RULES.initial_weapon, "kind": RULES.initial_weapon["kind"] if name else "NONE"}


def lot_of(core: Core, name: str) -> Mapping[str, Any]:
    """A lot's record."""
    return core.lots.get(name) or {**RULES.initial_lot, "id": name}


def arguments(random: Random, event: str, w: Mapping[str, Any], lot: Mapping[str, Any], now: int) -> dict[str, Any]:
    """Parameters of an event: mostly what the record says, now and then anything."""
    likely: dict[str, Any] = {
        "n": w["n"] or random.randint(0, 3), "found": w["contents"], "contents": w["contents"], "looked": w["cap"],
        "load": w["load"] if event == "declare" else "half", "klass": {"dummies": "DUMMY"}.get(str(lot["id"]), "BLANK"),
        "got": random.randint(1, 20), "kind": "FUNCTIONAL", "cap": 6, "bad": 0, "who": w["holder"] or "lead", "to": "performer",
        "lot": lot["id"],
        "second": w["chk2"] or random.choice(("ad", "safety")), "third": "ad",
    }  # fmt: skip
    made: dict[str, Any] = {}
    for name, sort in MODEL.events[event].params.items():
        wild = of_sort(random, sort) if sort != "Person" else random.choice(CAST)
        made[name] = likely[name] if name in likely and random.random() < 0.75 else wild
    if event == "check" and w["contents"] == "UNKNOWN" and random.random() < 0.8:
        made |= {"found": "EMPTY", "n": 0}
    return {**made, "now": now}


def naive_successor(
    core: Core, event: str, weapon: str, lot: str, args: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Weapons, lots and unit after an event, straight off its effects: on every weapon, then on its own, from the old state."""
    w, found, g = weapon_of(core, weapon), lot_of(core, lot), core.unit
    weapons, lots, unit = dict(core.weapons.items()), dict(core.lots.items()), dict(g)
    physical = {key for key, f in MODEL.schema.fields.items() if f.physical}
    own: dict[str, dict[str, Any]] = {"w": {}, "l": {}, "g": {}}
    for (scope, name), tree in MODEL.events[event].effects.items():
        if scope == "each" and ("w", name) not in physical:
            for one, record in core.weapons.items():
                weapons[one] = {**weapons[one], name: value(tree, World({"w": record, "l": found, "g": g}, {}, args, ROLES))}
        elif scope != "each" and (scope, name) not in physical:
            own[scope][name] = value(tree, World({"w": w, "l": found, "g": g}, {}, args, ROLES))
    if weapon and own["w"]:
        weapons[weapon] = {**weapons.get(weapon, w), **own["w"]}
    if lot and own["l"]:
        lots[lot] = {**found, **own["l"]}
    return weapons, lots, {**unit, **own["g"]}


@dataclass
class Walks:
    """What all walks met."""

    permitted: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])
    declared: int = 0
    with_performer: int = 0


def walked(seed: int, found: Walks) -> None:
    """One random day that begins somewhere on a good path."""
    random = Random(seed)
    path = random.choice(list(PATHS.values()))
    begun = random.randint(0, len(path))
    stopped, core = walk(RULES, path[:begun])
    rest = path[begun:]
    assert stopped == ""
    now = core.unit["now"]
    events = [name for name, event in MODEL.events.items() if not event.physical]
    gated = [name for name in events if not MODEL.events[name].failsafe]
    for _ in range(LENGTH):
        event = random.choice(gated if random.random() < 0.85 else events)
        weapon, lot = random.choice(("gun", *WEAPONS)), random.choice(LOTS)
        w = weapon_of(core, weapon)
        lot = w["lot"] or lot if random.random() < 0.7 else lot
        now += random.choice((0, 1_000, 20_000, 90_000, -5_000))
        args = arguments(random, event, w, lot_of(core, lot), max(now, 0))
        if rest and random.random() < 0.4:  # now and then the good path goes on
            event, weapon, lot, told = rest[0]
            rest, w, args = rest[1:], weapon_of(core, weapon), {**told, "now": max(now, 0)}
            args |= {name: 0 for name, sort in MODEL.events[event].params.items() if name not in args and sort == "Count"}
        state = (w, lot_of(core, lot), core.unit, None, args, ROLES)
        if not MODEL.events[event].failsafe and not RULES.guard("", event).allow(*state):
            found.refused[event] += 1
            continue
        found.permitted[event] += 1
        after = RULES.apply(event, core, weapon, lot, args, ROLES)
        assert (dict(after.weapons.items()), dict(after.lots.items()), after.unit) == naive_successor(core, event, weapon, lot, args), (
            seed,
            event,
        )
        kept(core, after, (seed, event, weapon, lot, args))
        core = after
        found.declared += core.weapons.get("gun", {}).get("declared", False)
        found.with_performer += core.weapons.get("gun", {}).get("holder") == "performer"


def kept(before: Core, after: Core, told: object) -> None:
    """Every invariant of the recorded state, for each weapon with each lot, and every statement about the step."""
    for weapon in after.weapons:
        for lot in ("", *after.lots):
            new = {"w": weapon_of(after, weapon), "l": lot_of(after, lot), "g": after.unit}
            old = {"w": weapon_of(before, weapon), "l": lot_of(before, lot), "g": before.unit}
            for i in STATE:
                assert value(i.tree[""], World(new, {}, {}, ROLES)) is True, (i.id, told)
            for i in STEPS:
                assert value(i.tree[""], World(old, {}, {}, ROLES, new)) is True, (i.id, told)


def test_what_the_rules_permit_keeps_every_invariant_and_apply_is_what_the_files_say() -> None:
    """Thousands of random events, permitted ones applied: no invariant breaks, and two readings of the effects give the same state."""
    found = Walks()
    for number in range(WALKS):
        walked(SEED + number, found)
    assert found.permitted.total() > 3_000
    assert found.refused.total() > 5_000
    assert found.declared > 100
    assert found.with_performer > 100
    assert set(found.permitted) == {name for name, event in MODEL.events.items() if not event.physical}


@pytest.mark.parametrize("rule", ["R30", "R31", "R14"])
def test_the_walk_would_notice_a_missing_rule(rule: str) -> None:
    """Applying what one rule refuses breaks a statement that is checked after each step of a walk."""
    steps = PATHS["cold with dummies"]
    args: dict[str, Any] = {"who": "lead", "to": "performer", "permitted": 0, "now": 60_000}
    end = {"R30": -2, "R31": -1, "R14": -5}[rule]
    _, core = walk(RULES, steps[:end])
    if rule == "R31":
        core = RULES.apply("look_away", core, "gun", "", {"who": "ad", "now": 50_000}, ROLES)
    after = RULES.apply("hand_over", core, "gun", "", args, ROLES)
    with pytest.raises(AssertionError):
        kept(core, after, rule)
