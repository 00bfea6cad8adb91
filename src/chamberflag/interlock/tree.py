"""The typed tree of an expression, and the rewriting that lets an unknown fact only refuse. Source: interlock.md section 2.

A node is a tuple whose first member names it:
("lit", sort, value) ("none", sort) ("param", sort, name) ("fact", sort, name) ("known", sort, name) ("unset", sort, parameter)
("var"|"each"|"new", scope, field) ("role", person, name) ("and"|"or", ...) ("not", x) ("eq"|"lt"|"le"|"add"|"sub", a, b)
("ite", test, yes, no)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Node = tuple[Any, ...]

BOOL, INT, PERSON = "Bool", "Int", "Person"
TRUE: Node = ("lit", BOOL, True)
FALSE: Node = ("lit", BOOL, False)


def walk(node: Node) -> Iterator[Node]:
    """Every node of a tree, the root first."""
    yield node
    for member in node[1:]:
        if isinstance(member, tuple):
            yield from walk(member)


def facts_of(node: Node) -> tuple[str, ...]:
    """The facts a tree reads, in order of first reading."""
    return tuple(dict.fromkeys(n[2] for n in walk(node) if n[0] == "fact"))


def may_be_unknown(node: Node) -> bool:
    """Whether a tree reads a fact, or a parameter that nobody has set."""
    return any(n[0] in {"fact", "unset"} for n in walk(node))


def definite(node: Node, *, positive: bool = True) -> Node:
    """The two-valued tree that is true only if `node` is surely true (or surely false): Kleene without a third value."""
    if not may_be_unknown(node):
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
            return _known_atom(node, positive=positive)


def _known_atom(node: Node, *, positive: bool) -> Node:
    if any(n[0] == "unset" for n in walk(node)):
        return FALSE  # nobody has said the limit, so nothing about it is sure
    known = dict.fromkeys(("known", n[1], n[2]) for n in walk(node) if n[0] == "fact")
    return ("and", *known, node if positive else ("not", node))
