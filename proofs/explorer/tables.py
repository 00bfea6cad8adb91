"""The successor function: generated Python, and tables of what it said.

What an event does depends on a few bits of a state. The generated function is asked once for each value of these bits; every further state
with the same bits takes the answer from the table: which bits to keep, which to set.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from proofs.explorer.instances import Instance, reads
from proofs.explorer.numbers import YES, Tree, leaves, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from proofs.explorer.packing import Packing

Delta = tuple[int, int]  # bits to keep, bits to set
Raw = list[tuple[int, int, int]]  # instance, bits written, bits set


@dataclass(slots=True)
class Seen:
    """What the tables have met: instances taken or beyond the world's numbers, events that could not happen, promises that were broken."""

    blocked: set[str] = field(default_factory=set[str])
    taken: set[int] = field(default_factory=set[int])
    beyond: set[int] = field(default_factory=set[int])
    broken: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])  # promise -> (bits of the state, instance)


class Table(dict[int, tuple[int, tuple[Delta, ...]]]):
    """One group of instances: bits of the state they read -> (number of transitions, different changes)."""

    def __init__(self, packing: Packing, group: list[tuple[int, Instance]], seen: Seen) -> None:
        super().__init__()
        variables = {k for _, one in group for k in reads(one)}
        self.mask, self.group, self.seen = packing.bits(variables), group, seen
        self.event = {n: one.event for n, one in group}
        self.events = frozenset(self.event.values())
        self.whole = (1 << packing.width) - 1
        self.raw: Callable[[int], tuple[Raw, list[int], list[int], list[tuple[str, int]]]] = compiled(packing, group, variables)

    def __missing__(self, key: int) -> tuple[int, tuple[Delta, ...]]:
        raw, possible, beyond, broken = self.raw(key)
        if len(possible) < len(self.group):
            self.seen.blocked |= self.events - {self.event[n] for n in possible}
        self.seen.beyond.update(beyond)
        self.seen.taken.update(n for n, _, _ in raw)
        for name, n in broken:
            self.seen.broken.setdefault(name, (key, n))
        changes: dict[Delta, None] = {}
        for _, written, bits in raw:
            kept = written & self.mask & ~(key ^ bits)  # bits that are so already
            if left := written & ~kept:
                changes[(self.whole ^ left, bits & left)] = None
        self[key] = made = (len(raw), tuple(changes))
        return made


def bit_text(packing: Packing, k: int, tree: Tree, names: Callable[[Tree], str]) -> str:
    """Python for the bits of a new value."""
    slot = packing.slots[k]
    if tree[0] == "c":
        return str(slot.pack(tree[1]))
    if slot.values:
        return f"({dict(zip(slot.values, range(len(slot.values)), strict=True))}[{text(tree, names)}] << {slot.offset})"
    shown = text(tree, names)
    if slot.mask == 1:
        shown = f"(1 if {shown} else 0)"
    return f"(({shown} - {slot.low}) << {slot.offset})" if slot.low else f"({shown} << {slot.offset})"


def unpack_lines(packing: Packing, variables: Iterable[int]) -> list[str]:
    """Python that takes variables out of a state."""
    lines: list[str] = []
    for k in sorted(variables):
        slot = packing.slots[k]
        bits = f"s >> {slot.offset} & {slot.mask}"
        lines.append(
            f" v{k} = {slot.values}[{bits}]" if slot.values else f" v{k} = ({bits}) + {slot.low}" if slot.low else f" v{k} = {bits}"
        )
    return lines


def name_of(leaf: Tree) -> str:
    """A variable's name in generated code."""
    return f"v{leaf[1]}"


def compiled(packing: Packing, group: list[tuple[int, Instance]], variables: set[int]) -> Callable[[int], Any]:
    """The function of a state that says what happens to it, instance by instance."""
    lines = ["def step(s):", *unpack_lines(packing, variables), " raw = []; possible = []; beyond = []; broken = []"]
    for n, one in group:
        written = packing.bits(one.effects)
        fixed = sum(packing.slots[k].pack(tree[1]) for k, tree in one.effects.items() if tree[0] == "c")
        bits = [str(fixed), *(bit_text(packing, k, tree, name_of) for k, tree in one.effects.items() if tree[0] != "c")]
        lines += [f" if {text(one.guard, name_of)}:", f"  possible.append({n})"]
        lines += [f"  if not {text(tree, name_of)}: broken.append(({name!r}, {n}))" for name, tree in one.checks]
        taken = f"raw.append(({n}, {written}, {' | '.join(bits)}))"
        if one.bound == YES:
            lines.append(f"  {taken}")
        else:
            lines += [f"  if {text(one.bound, name_of)}: {taken}", f"  else: beyond.append({n})"]
    return function("\n".join([*lines, " return raw, possible, beyond, broken"]), "step")


def function(source: str, name: str) -> Callable[..., Any]:
    """A function from generated text: only trees that passed the type checker are ever written out."""
    space: dict[str, Any] = {"__builtins__": {}}
    exec(source, space)  # noqa: S102 - see above
    return space[name]


class Question(dict[int, tuple[str, ...]]):
    """Statements about a state, by the bits they read: the names of those that do not hold."""

    def __init__(self, packing: Packing, statements: list[tuple[str, Tree]]) -> None:
        super().__init__()
        variables = {k for _, tree in statements for k in leaves(tree, "v")}
        self.mask = packing.bits(variables)
        lines = ["def ask(s):", *unpack_lines(packing, variables), " found = []"]
        lines += [f" if not {text(tree, name_of)}: found.append({name!r})" for name, tree in statements]
        self.ask = function("\n".join([*lines, " return found"]), "ask")

    def __missing__(self, key: int) -> tuple[str, ...]:
        self[key] = found = tuple(self.ask(key))
        return found


def questions_of(packing: Packing, asked: list[tuple[str, Tree]], widest: int) -> list[Question]:
    """Statements about a state, put together where they read nearly the same bits; what always holds is left out."""
    settled = [(name, packing.settle(tree)) for name, tree in asked]
    left = {name: tree for name, tree in settled if tree != YES}
    masks = {name: packing.bits(leaves(tree, "v")) for name, tree in left.items()}
    return [Question(packing, [(name, left[name]) for name in names]) for names in together(masks, widest)]


def groups(packing: Packing, found: list[Instance], widest: int) -> list[list[tuple[int, Instance]]]:
    """The instances, events put together that read nearly the same bits."""
    by_event: dict[str, list[tuple[int, Instance]]] = {}
    for n, one in enumerate(found):
        by_event.setdefault(one.event, []).append((n, one))
    masks = {name: packing.bits(k for _, one in group for k in reads(one)) for name, group in by_event.items()}
    return [[pair for name in names for pair in by_event[name]] for names in together(masks, widest)]


def together(masks: dict[str, int], widest: int) -> list[list[str]]:
    """Names whose bits fit together: inside the bits of others, or not more than `widest` in all, for a table has a row for each value."""
    made: list[tuple[int, list[str]]] = []
    for name in sorted(masks, key=lambda n: (-masks[n].bit_count(), n)):
        best = min(range(len(made)), key=lambda i: ((made[i][0] | masks[name]).bit_count(), i), default=None)
        if best is not None:
            mask, names = made[best]
            if masks[name] | mask == mask or (masks[name] | mask).bit_count() <= widest:
                made[best] = (mask | masks[name], [*names, name])
                continue
        made.append((masks[name], [name]))
    return [names for _, names in made]
