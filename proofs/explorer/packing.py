"""A state as one whole number: each variable that can change and that something reads has a few bits of it. What is left out is said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chamberflag.interlock.tree import INT
from proofs.explorer.instances import Instance, span
from proofs.explorer.numbers import NO, Tree, const, leaves, rebuilt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from proofs.explorer.ground import Ground


@dataclass(frozen=True, slots=True)
class Slot:
    """The bits of one variable: value = values[bits], where there is a table, else bits + low."""

    offset: int
    mask: int
    low: int
    values: tuple[int, ...] = ()

    def pack(self, value: int) -> int:
        """The value in its place."""
        return (self.values.index(value) if self.values else value - self.low) << self.offset

    def unpack(self, state: int) -> int:
        """The value of a state."""
        bits = state >> self.offset & self.mask
        return self.values[bits] if self.values else bits + self.low


@dataclass(frozen=True, slots=True)
class Packing:
    """Which variables a state has and where. constant: never changes here; unread: nothing here reads it."""

    slots: Mapping[int, Slot]
    constant: Mapping[int, int]
    unread: frozenset[int]
    width: int

    def bits(self, variables: Iterable[int]) -> int:
        """The bits of some variables."""
        return sum(self.slots[k].mask << self.slots[k].offset for k in set(variables) if k in self.slots)

    def pack(self, values: Mapping[int, int]) -> int:
        """The state with these values."""
        return sum(slot.pack(values[k]) for k, slot in self.slots.items())

    def unpack(self, state: int) -> dict[int, int]:
        """The values of a state; what nothing reads is left out."""
        return {k: slot.unpack(state) for k, slot in self.slots.items()} | dict(self.constant)

    def settle(self, tree: Tree) -> Tree:
        """The tree with what is constant."""
        return rebuilt(tree, lambda leaf: const(self.constant[leaf[1]]) if leaf[0] == "v" and leaf[1] in self.constant else leaf)


def unchanging(found: list[Instance], start: Mapping[int, int]) -> dict[int, int]:
    """The variables that keep their first value whatever happens: all at first, less what an effect writes otherwise, until none is."""
    constant = dict(start)
    writers: dict[int, list[tuple[int, Tree]]] = {}
    work: list[tuple[int, Tree]] = [pair for one in found for pair in one.effects.items()]
    work = list(dict.fromkeys(work))
    for k, tree in work:
        for read in set(leaves(tree, "v")):
            writers.setdefault(read, []).append((k, tree))
    while work:
        k, tree = work.pop()
        if k in constant:
            new = rebuilt(tree, lambda leaf: const(constant[leaf[1]]) if leaf[0] == "v" and leaf[1] in constant else leaf)
            if new != const(constant[k]):
                del constant[k]
                work += writers.get(k, [])
    return constant


def settled_instances(found: Iterable[Instance], packing: Packing, *, merged: bool = True) -> list[Instance]:
    """The instances with constants worked out and effects on nothing left away; merged: what does the same is one instance."""
    made: dict[Any, Instance] = {}
    for one in found:
        guard, bound = packing.settle(one.guard), packing.settle(one.bound)
        if NO in (guard, bound):
            continue
        effects = {k: packing.settle(tree) for k, tree in one.effects.items() if k in packing.slots}
        effects = {k: tree for k, tree in effects.items() if tree != ("v", k)}
        checks = tuple((name, packing.settle(tree)) for name, tree in one.checks)
        checks = tuple((name, tree) for name, tree in checks if tree != const(1))
        key = (one.event, guard, bound, tuple(sorted(effects.items())), checks, None if merged else str(one))
        made.setdefault(key, replace(one, guard=guard, bound=bound, effects=effects, checks=checks))
    return list(made.values())


def packing_of(ground: Ground, found: list[Instance], asked: Iterable[Tree], start: Mapping[int, int]) -> Packing:
    """Room for every variable that changes and that a guard, a check or a question reads, directly or through another one's value."""
    constant = unchanging(found, start)
    bare = Packing({}, constant, frozenset(), 0)
    live = [one for one in found if bare.settle(one.guard) != NO]
    needed = {k for tree in asked for k in leaves(bare.settle(tree), "v")}
    for one in live:
        needed |= {k for tree in (one.guard, one.bound, *(t for _, t in one.checks)) for k in leaves(bare.settle(tree), "v")}
    through: dict[int, set[int]] = {}
    for one in live:
        for k, tree in one.effects.items():
            through.setdefault(k, set()).update(leaves(tree, "v"))
    work = list(needed)
    while work:
        for k in through.get(work.pop(), set()) - needed:
            needed.add(k)
            work.append(k)
    slots: dict[int, Slot] = {}
    offset = 0
    for k in sorted(needed - set(constant)):
        slot = _slot(ground, k, offset)
        slots[k] = slot
        offset += slot.mask.bit_length()
    return Packing(slots, constant, frozenset(range(len(ground.variables))) - set(slots) - set(constant), offset)


def _slot(ground: Ground, k: int, offset: int) -> Slot:
    sort = ground.sort(k)
    if sort == "Instant":
        values = tuple(sorted({0, *(int(v) for v in ground.world.domain.get("Instant", (0,)))}))
        return Slot(offset, (1 << (len(values) - 1).bit_length()) - 1, 0, values)
    if ground.model.schema.base(sort) == INT:
        low, high = span(ground, k)
        return Slot(offset, (1 << (high - low).bit_length()) - 1, low)
    return Slot(offset, (1 << (len(ground.codes[sort]) - 1).bit_length()) - 1, 0)
