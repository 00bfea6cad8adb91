"""Trees over whole numbers: every value of the rule language is a small integer, and what is constant is worked out while a tree is made.

Nodes: ("c", integer) ("v", number of a variable) ("n", the same after the event) ("p", parameter) ("in", tree, set of values as bits)
("and"|"or", ...) ("not", x) ("eq"|"lt"|"le"|"add"|"sub", a, b) ("ite", test, yes, no). Truth is 1 and 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Tree = tuple[Any, ...]
YES: Tree = ("c", 1)
NO: Tree = ("c", 0)
LEAVES = frozenset({"c", "v", "n", "p"})


def const(value: int) -> Tree:
    """A number."""
    return ("c", value)


def both(*members: Tree) -> Tree:
    """All of them."""
    return _many("and", members, YES, NO)


def either(*members: Tree) -> Tree:
    """One of them at least."""
    return _many("or", members, NO, YES)


def _many(kind: str, members: tuple[Tree, ...], unit: Tree, zero: Tree) -> Tree:
    found: dict[Tree, None] = {}
    for member in members:
        if member == zero:
            return zero
        for part in member[1:] if member[0] == kind else (member,):
            if part != unit:
                found[part] = None
    if any(("not", part) in found for part in found):
        return zero
    return unit if not found else next(iter(found)) if len(found) == 1 else (kind, *found)


def no(x: Tree) -> Tree:
    """Not so."""
    if x[0] == "c":
        return NO if x[1] else YES
    return x[1] if x[0] == "not" else ("not", x)


def same(a: Tree, b: Tree) -> Tree:
    """Equal."""
    if a == b:
        return YES
    if a[0] == b[0] == "c":
        return NO
    if a[0] == "c":
        a, b = b, a
    if b[0] == "c" and a[0] == "ite" and a[2][0] == a[3][0] == "c":  # (x if t else y) == c
        return either(both(a[1], same(a[2], b)), both(no(a[1]), same(a[3], b)))
    return ("eq", a, b)


def less(a: Tree, b: Tree) -> Tree:
    """Smaller than."""
    return ("lt", a, b) if not a[0] == b[0] == "c" else const(int(a[1] < b[1])) if a != b else NO


def at_most(a: Tree, b: Tree) -> Tree:
    """Smaller or equal."""
    return YES if a == b else const(int(a[1] <= b[1])) if a[0] == b[0] == "c" else ("le", a, b)


def plus(a: Tree, b: Tree) -> Tree:
    """Sum."""
    if a[0] == b[0] == "c":
        return const(a[1] + b[1])
    return a if b == NO else b if a == NO else ("add", a, b)


def minus(a: Tree, b: Tree) -> Tree:
    """Difference."""
    if a[0] == b[0] == "c":
        return const(a[1] - b[1])
    return a if b == NO else ("sub", a, b)


def choice(test: Tree, yes: Tree, other: Tree) -> Tree:
    """One or the other."""
    if test[0] == "c":
        return yes if test[1] else other
    if yes == other:
        return yes
    if test[0] == "not":
        return ("ite", test[1], other, yes)
    return ("ite", test, yes, other)


def among(x: Tree, values: int) -> Tree:
    """Whether a value is one of a set, given as bits."""
    if values == 0:
        return NO
    return const(values >> x[1] & 1) if x[0] == "c" else ("in", x, values)


MAKE: dict[str, Callable[..., Tree]] = {
    "and": both, "or": either, "not": no, "eq": same, "lt": less, "le": at_most, "add": plus, "sub": minus, "ite": choice,
}  # fmt: skip


def rebuilt(tree: Tree, leaf: Callable[[Tree], Tree]) -> Tree:
    """The tree with other leaves, worked out again."""
    kind = tree[0]
    if kind in LEAVES:
        return leaf(tree)
    if kind == "in":
        return among(rebuilt(tree[1], leaf), tree[2])
    return MAKE[kind](*[rebuilt(member, leaf) for member in tree[1:]])


def leaves(tree: Tree, kind: str) -> Iterator[Any]:
    """What the leaves of one kind name."""
    if tree[0] == kind:
        yield tree[1]
    elif tree[0] not in LEAVES:
        for member in tree[1:]:
            if isinstance(member, tuple):
                yield from leaves(member, kind)


PYTHON = {"and": " and ", "or": " or ", "not": "(not {0})", "ite": "({1} if {0} else {2})"}
SIGNS = {"eq": "==", "lt": "<", "le": "<=", "add": "+", "sub": "-"}


def text(tree: Tree, names: Callable[[Tree], str], words: Mapping[str, str] = PYTHON) -> str:
    """The tree in Python, or in a language with other words for the same; a truth may come out as a bool."""
    kind = tree[0]
    if kind == "c":
        return str(tree[1]) if tree[1] >= 0 else f"({tree[1]})"
    if kind in LEAVES:
        return names(tree)
    if kind == "in":
        return f"(({tree[2]} >> {text(tree[1], names, words)}) & 1)"
    parts = [text(member, names, words) for member in tree[1:]]
    if kind in SIGNS:
        return f"({parts[0]} {SIGNS[kind]} {parts[1]})"
    return f"({words[kind].join(parts)})" if kind in {"and", "or"} else words[kind].format(*parts)
