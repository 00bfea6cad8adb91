"""The typed tree of an expression, and the rewriting that lets an unknown fact only refuse. Source: interlock.md section 2.

A node is a tuple whose first member names it:
("lit", sort, value) ("none", sort) ("param", sort, name) ("fact", sort, name) ("known", name) ("var"|"each"|"new", scope, field)
("role", person, name) ("and"|"or", ...) ("not", x) ("eq"|"lt"|"le"|"add"|"sub", a, b) ("ite", test, yes, no)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

Node = tuple[Any, ...]

BOOL, INT, PERSON = "Bool", "Int", "Person"
UNSET = "unset_"  # a parameter that nobody has set reads as a fact that nobody can know
TRUE: Node = ("lit", BOOL, True)
FALSE: Node = ("lit", BOOL, False)


def walk(node: Node) -> Iterator[Node]:
    """Every node of a tree, the root first."""
    yield node
    for member in node[1:]:
        if isinstance(member, tuple):
            yield from walk(cast("Node", member))


def facts_of(node: Node) -> tuple[str, ...]:
    """The facts a tree reads, in order of first reading."""
    return tuple(dict.fromkeys(n[2] for n in walk(node) if n[0] == "fact"))


def definite(node: Node, *, positive: bool = True) -> Node:
    """The two-valued tree that is true only if `node` is surely true (or surely false): Kleene without a third value."""
    if not facts_of(node):
        return node if positive else ("not", node)
    match node[0]:
        case "and" | "or":
            kind = node[0] if positive else {"and": "or", "or": "and"}[node[0]]
            return (kind, *(definite(member, positive=positive) for member in node[1:]))
        case "not":
            return definite(node[1], positive=not positive)
        case "ite":
            yes = ("and", definite(node[1]), definite(node[2], positive=positive))
            no = ("and", definite(node[1], positive=False), definite(node[3], positive=positive))
            return ("or", yes, no)
        case _:
            if any(name.startswith(UNSET) for name in facts_of(node)):
                return FALSE
            known = tuple(("known", name) for name in facts_of(node))
            return ("and", *known, node if positive else ("not", node))
