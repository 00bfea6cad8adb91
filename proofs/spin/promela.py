"""Promela from what the explorer has worked out of the trees: its instances, without its tables, its bits or its search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofs.explorer.numbers import YES, Tree, both, text
from proofs.explorer.search import REACH
from proofs.explorer.tables import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proofs.explorer.instances import Instance
    from proofs.explorer.packing import Slot
    from proofs.explorer.search import Explorer


PROMELA = {"and": " && ", "or": " || ", "not": "(!{0})", "ite": "({0} -> {1} : {2})"}


def expression(tree: Tree) -> str:
    """A tree as Promela."""
    return text(tree, name_of, PROMELA)


def kind_of(slot: Slot) -> str:
    """The smallest type of Promela that holds a variable."""
    if slot.values:
        return "int"
    return "short" if slot.low < 0 or slot.mask + slot.low > 255 else "bit" if slot.mask == 1 else "byte"


def taken(one: Instance) -> str:
    """One way in which an event happens; new values are worked out before any is written."""
    rest = [(k, tree) for k, tree in one.effects.items() if tree[0] != "c"]
    steps = [f"t{k} = {expression(tree)}" for k, tree in rest]
    steps += [f"v{k} = {expression(tree)}" for k, tree in one.effects.items() if tree[0] == "c"]
    steps += [f"v{k} = t{k}; t{k} = 0" for k, _ in rest]  # between two events no t has a value, so that none makes a state of its own
    return f"  :: d_step {{ {expression(both(one.guard, one.bound))} -> {'; '.join(steps or ['skip'])} }}"


def promela(x: Explorer) -> str:
    """The whole model; an invariant that does not hold is an assertion that fails."""
    return "\n".join(_lines(x)) + "\n"


def _lines(x: Explorer) -> Iterator[str]:
    for k, slot in x.packing.slots.items():
        scope, item, name = x.ground.variables[k]
        yield f"{kind_of(slot)} v{k} = {slot.unpack(x.start)};  /* {item or scope}.{name} */"
    for k in sorted({k for one in x.found for k, tree in one.effects.items() if tree[0] != "c"}):
        yield f"{kind_of(x.packing.slots[k])} t{k} = 0;"
    yield "active proctype machine() {"
    yield "  do"
    yield from (taken(one) for one in x.found)
    held = both(*[x.packing.settle(tree) for name, tree in x.statements if not name.startswith(REACH)])
    if held != YES:
        yield f"  :: d_step {{ (!{expression(held)}) -> assert(false) }}"
    yield "  od"
    yield "}"
