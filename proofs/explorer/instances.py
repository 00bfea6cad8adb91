"""Every event with every weapon, lot and value of its parameters that a world has, as far as it can happen there at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chamberflag.interlock.tree import INT, PERSON
from proofs.explorer.ground import FACT, Ground, Place
from proofs.explorer.numbers import NO, YES, Tree, at_most, both, const, leaves, rebuilt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from chamberflag.interlock.model import Event

Checks = tuple[tuple[str, Tree], ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """One way in which an event happens. guard: when; bound: where the world's numbers end; checks: what has to hold of the step."""

    event: str
    at: Place
    args: Mapping[str, Any]
    guard: Tree
    bound: Tree
    effects: Mapping[int, Tree]
    checks: Checks

    def __str__(self) -> str:
        """The event with what it is told."""
        told = [*(x for x in (self.at.weapon, self.at.lot) if x), *(f"{k}={v}" for k, v in self.args.items() if k != "now" or v)]
        return f"{self.event}({', '.join(told)})"


def domain(ground: Ground, event: str, param: str, sort: str) -> tuple[int, ...]:
    """The values of a parameter in this world."""
    told = next((ground.world.domain[key] for key in (f"{event}.{param}", param, sort) if key in ground.world.domain), None)
    if told is not None:
        return tuple(ground.code(sort, value) for value in told)
    if sort == "Instant":
        return (0,)
    if ground.model.schema.base(sort) == INT:
        raise ValueError(f"the world says nothing of {event}.{param} ({sort})")
    codes = tuple(ground.codes[sort].values())
    return codes[1:] if sort == PERSON and param == "who" else codes


def instances(ground: Ground, skip_rules: frozenset[str], skip_events: frozenset[str], *, checks: bool) -> Iterator[Instance]:
    """All that can happen; what no state could permit is left out."""
    for name, event in ground.model.events.items():
        world = ground.world
        if name in skip_events or name in world.skip or (world.only and name not in world.only and not event.physical):
            continue
        nodes = [r.trees[name] for r in ground.model.rules if name in r.trees]
        nodes += [a.tree[name] for a in ground.model.assumptions if name in a.tree]
        own = [*nodes, *event.effects.values(), *(("var", scope, field) for scope, field in event.effects if scope in {"w", "l"})]
        for at in ground.places(own, absent=world.absent):
            yield from _at(ground, event, at, skip_rules, checks=checks)


def _at(ground: Ground, event: Event, at: Place, skip: frozenset[str], *, checks: bool) -> Iterator[Instance]:
    guard = both(*[tree for _, tree in ground.guards(event, at, skip)])
    effects = ground.effects(event, at)
    promised = tuple(promises(ground, event, at, effects)) if checks else ()
    asked = {leaf for tree in (guard, *effects.values(), *(t for _, t in promised)) for leaf in leaves(tree, "p") if leaf.startswith(FACT)}
    sorts = {**event.params, **{name: ground.model.schema.facts[name.removeprefix(FACT)] for name in sorted(asked)}}
    params = sorted(sorts.items(), key=lambda item: item[0] != "who")

    def go(number: int, told: dict[str, int], guard: Tree) -> Iterator[Instance]:
        if guard == NO:
            return
        if number == len(params):
            yield _instance(ground, event, at, told, guard, effects, promised)
            return
        name, sort = params[number]
        for value in domain(ground, event.name, name, sort):
            yield from go(number + 1, {**told, name: value}, given(guard, name, value))

    yield from go(0, {}, guard)


def given(tree: Tree, name: str, value: int) -> Tree:
    """The tree with one parameter known."""
    return rebuilt(tree, lambda leaf: const(value) if leaf == ("p", name) else leaf)


def _instance(
    ground: Ground, event: Event, at: Place, told: dict[str, int], guard: Tree, effects: Mapping[int, Tree], promised: Checks
) -> Instance:
    def known(leaf: Tree) -> Tree:
        return const(told[leaf[1]]) if leaf[0] == "p" else leaf

    made = {k: rebuilt(tree, known) for k, tree in effects.items()}
    made = {k: tree for k, tree in made.items() if tree != ("v", k)}
    limits: list[Tree] = []
    for k, tree in made.items():
        if ground.model.schema.base(ground.sort(k)) == INT and ground.sort(k) != "Instant":
            low, high = span(ground, k)
            limits += [at_most(const(low), tree), at_most(tree, const(high))]
    checks = [(name, rebuilt(tree, known)) for name, tree in promised]
    sorts = {**{name: ground.model.schema.facts[name.removeprefix(FACT)] for name in told if name.startswith(FACT)}, **event.params}
    args = {name: ground.told(sorts[name], value) for name, value in told.items()}
    return Instance(event.name, at, args, guard, both(*limits), made, tuple((n, t) for n, t in checks if t != YES))


def span(ground: Ground, variable: int) -> tuple[int, int]:
    """The numbers that a counter may have in this world: one wrong step below its range is still seen."""
    scope, _, name = ground.variables[variable]
    sort = ground.sort(variable)
    low, high = ground.model.schema.ranges[sort]
    most = ground.world.most.get(f"{scope}.{name}", ground.world.most.get(sort))
    if most is None:
        raise ValueError(f"the world sets no largest {scope}.{name} ({sort})")
    step = max(
        [
            1,
            *(
                v
                for key, values in ground.world.domain.items()
                if key not in {"Instant", "Rung"}
                for v in values
                if type(v) is int and v < 100
            ),
        ]
    )
    return low - step, min(most, most if high is None else high)


def promises(ground: Ground, event: Event, at: Place, effects: Mapping[int, Tree]) -> Iterator[tuple[str, Tree]]:
    """What has to hold of this step: step invariants, the event's own promises, and that nobody else may do it."""

    def after(leaf: Tree) -> Tree:
        return effects.get(leaf[1], ("v", leaf[1])) if leaf[0] == "n" else leaf

    def said(nodes: Iterable[Tree]) -> Tree:
        return rebuilt(both(*nodes), after)

    for one in ground.model.invariants:
        if one.step:
            tree = one.tree[""]
            yield f"invariant {one.id}", said([ground.lower(tree, place, event.name) for place in ground.places([tree])])
    for every, text, tree in event.ensures:
        places = list(ground.places([tree])) if every else [at]
        if all(place.weapon or not _speaks(tree, "w") for place in places) and all(place.lot or not _speaks(tree, "l") for place in places):
            yield f"ensures {text}", said([ground.lower(tree, place, event.name) for place in places])
    for one in ground.model.only:
        if event.name not in one.events:
            tree = ("not", one.tree[""])
            yield f"only {one.id}", said([ground.lower(tree, place, event.name) for place in ground.places([tree])])


def _speaks(tree: Tree, scope: str) -> bool:
    return (tree[0] in {"var", "new"} and tree[1] == scope) or any(_speaks(m, scope) for m in tree[1:] if isinstance(m, tuple))


def reads(instance: Instance) -> set[int]:
    """The variables that decide whether and how it happens."""
    trees = (instance.guard, instance.bound, *instance.effects.values(), *(tree for _, tree in instance.checks))
    return {k for tree in trees for k in leaves(tree, "v")}
