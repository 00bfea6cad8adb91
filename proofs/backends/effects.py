"""What an event does, read four ways from random states: the compiled `apply`, z3's state after the event, a naive reading, the explorer.

A state has two weapons and two lots; an event may name none of them, and then what it would write there is dropped.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING, Any

from immutables import Map

from chamberflag.interlock.ruleset import Core, effects_of
from chamberflag.interlock.tree import walk
from proofs.backends.guided import LOTS, Bender
from proofs.backends.solved import Solver
from proofs.solver.naive import World, value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from chamberflag.interlock.ruleset import Record, RuleSet
    from chamberflag.interlock.tree import Node

WEAPONS = ("gun", "rifle")
READERS = ("apply", "z3", "naive")
AGAIN, MORE = 5, 300  # how often, and with how many moves, assignments that never changed anything are looked for


@dataclass(frozen=True, slots=True)
class Move:
    """A state and an event on it. weapon, lot "" = none."""

    event: str
    weapon: str
    lot: str
    core: Core
    args: dict[str, Any]
    roles: dict[str, frozenset[str]]

    def own(self, rules: RuleSet) -> tuple[Record, Record]:
        """The records of the weapon and lot that the event names, as `apply` takes them where it names none."""
        weapon = self.core.weapons.get(self.weapon) or {**rules.initial_weapon, "kind": "NONE"}
        return weapon, self.core.lots.get(self.lot) or {**rules.initial_lot, "id": self.lot}


@dataclass
class Moved:
    """What was compared: moves, and how often each assignment changed its field; differences."""

    moves: int = 0
    changed: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    kept: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    differences: list[str] = field(default_factory=list[str])


def moves(rules: RuleSet, random: Random, count: int, only: Collection[str] = ()) -> Iterator[Move]:
    """So many of them, the events in turn (only: these); the conditions inside effects are bent to either side."""
    bender = Bender(rules, random)
    events = [name for name, event in rules.model.events.items() if not event.physical and (not only or name in only)]
    for number in range(count):
        event = events[number % len(events)]
        world = bender.world("", event, ())
        other = bender.world("", event, ())["w"]
        for (scope, _), tree in rules.model.events[event].effects.items():
            for node in walk(tree):
                if node[0] == "ite" and random.random() < 0.5 and not _physical(rules, tree):
                    seen = {**world, "w": other} if scope == "each" and random.random() < 0.5 else world
                    bender.bend(node[1], seen, wanted=random.random() < 0.5)
        lots = {name: {**(world["l"] if not i else bender.world("", event, ())["l"]), "id": name} for i, name in enumerate(LOTS[1:])}
        core = Core(Map({"gun": world["w"], "rifle": other}), Map(lots), world["g"])
        roles = {role: frozenset(who) for role, who in world["roles"].items()}
        weapon, lot = ("gun", "")[random.random() < 0.1], (LOTS[1], "")[random.random() < 0.1]
        yield Move(event, weapon, lot, core, world["a"], roles)


def _physical(rules: RuleSet, tree: Node) -> bool:
    return any(
        node[0] in {"var", "each"} and rules.model.schema.fields["w" if node[0] == "each" else node[1], node[2]].physical
        for node in walk(tree)
    )


def applied(rules: RuleSet, move: Move) -> dict[str, Record]:
    """Every record after the event, by the compiled effects."""
    after = rules.apply(move.event, move.core, move.weapon, move.lot, move.args, move.roles)
    return {**after.weapons, **after.lots, "g": after.unit}


def naive(rules: RuleSet, move: Move) -> dict[str, Record]:
    """The same straight off the files: on every weapon, then on the event's own, from the old state."""
    w, lot = move.own(rules)
    core, physical = move.core, {key for key, f in rules.model.schema.fields.items() if f.physical}
    made: dict[str, Record] = {name: dict(one) for name, one in (*core.weapons.items(), *core.lots.items(), ("g", core.unit))}
    for (scope, name), tree in rules.model.events[move.event].effects.items():
        if scope == "each" and ("w", name) not in physical:
            for one, record in core.weapons.items():
                made[one][name] = value(tree, World({"w": record, "l": lot, "g": core.unit}, {}, move.args, move.roles))
    for (scope, name), tree in rules.model.events[move.event].effects.items():
        target = {"w": move.weapon, "l": move.lot, "g": "g"}.get(scope, "")
        if target and (scope, name) not in physical:
            start = made.setdefault(target, dict({"w": w, "l": lot}.get(scope, {})))
            start[name] = value(tree, World({"w": w, "l": lot, "g": core.unit}, {}, move.args, move.roles))
    return made


def solved(solver: Solver, rules: RuleSet, move: Move) -> dict[str, Record]:
    """The same by z3: its own terms of the state after the event, with the values of the state before it."""
    w, lot = move.own(rules)
    places: dict[tuple[str, int], tuple[str, Mapping[str, Any]]] = {
        ("w", 0): (move.weapon, w), ("l", 0): (move.lot, lot), ("g", 0): ("g", move.core.unit)}  # fmt: skip
    for scope, mine, found in (("w", move.weapon, move.core.weapons), ("l", move.lot, move.core.lots)):
        places |= {(scope, i): one for i, one in enumerate((one for one in found.items() if one[0] != mine), start=1)}
    values = {("a", name): found for name, found in move.args.items()}
    values |= {(*place, name): found for place, (_, record) in places.items() for name, found in record.items()}
    made: dict[str, Record] = {
        name: dict(one) for name, one in (*move.core.weapons.items(), *move.core.lots.items(), ("g", move.core.unit))
    }
    for (scope, which, name), term in solver.post(move.event).items():
        target, _ = places.get((scope, which), ("", None))
        if target:
            made.setdefault(target, {})[name] = solver.answer(term, values, move.roles)
    return made


def twisted(rules: RuleSet, twist: Callable[[Node], Node]) -> RuleSet:
    """The same rules as a reader with a fault would read their effects."""
    events = {
        name: replace(event, effects={key: twist(tree) for key, tree in event.effects.items()})
        for name, event in rules.model.events.items()
    }
    model = replace(rules.model, events=events)
    return replace(rules, model=model, effects={name: effects_of(model, name) for name in rules.effects})


def compare(rules: RuleSet, seed: int, count: int, twist: Callable[[Node], Node] | None = None, fault: str = "", most: int = 20) -> Moved:
    """Run so many moves through every reader; one of them with a fault, where that is asked for.

    Assignments that were never seen to change their field are then looked for, a few times over.
    """
    found, random = Moved(), Random(seed)
    seen = {name: twisted(rules, twist) if twist is not None and name == fault else rules for name in READERS}
    solver = Solver(seen["z3"].model, 3)
    for turn in range(1 + AGAIN):
        only = {event for event, _ in unseen(rules, found)} if turn else set[str]()
        if turn and not only:
            break
        for move in moves(rules, random, MORE if turn else count, only):
            _moved(seen, solver, rules, move, found)
            if len(found.differences) >= most:
                return found
    return found


def _moved(seen: Mapping[str, RuleSet], solver: Solver, rules: RuleSet, move: Move, found: Moved) -> None:
    """One move through every reader."""
    by = applied(seen["apply"], move)
    answers = {"z3": solved(solver, seen["z3"], move), "naive": naive(seen["naive"], move)}
    for name, answer in answers.items():
        if answer != by:
            where = sorted(f"{one}.{f}" for one, record in by.items() for f in record if answer.get(one, {}).get(f) != record[f])
            found.differences.append(f"move {found.moves}, {move.event}: apply and {name} differ in {where or 'records'}")
    before = {**move.core.weapons, **move.core.lots, "g": move.core.unit}
    for scope, name in rules.model.events[move.event].effects:
        for target in {"w": [move.weapon], "l": [move.lot], "g": ["g"], "each": list(move.core.weapons)}[scope]:
            if name in by.get(target, {}):
                same = target in before and before[target][name] == by[target][name]
                (found.kept if same else found.changed)[move.event, f"{scope}.{name}"] += 1
    found.moves += 1


def unseen(rules: RuleSet, found: Moved) -> list[tuple[str, str]]:
    """Assignments to recorded fields that were never seen to change one."""
    schema = rules.model.schema
    every = [
        (event.name, f"{scope}.{name}")
        for event in rules.model.events.values() if not event.physical
        for scope, name in event.effects if not schema.fields["w" if scope == "each" else scope, name].physical
    ]  # fmt: skip
    return [one for one in every if not found.changed[one]]


def idle(rules: RuleSet, found: Moved) -> list[str]:
    """The same in words."""
    return [f"{event}: {target} was never seen to change" for event, target in unseen(rules, found)]
