"""Wrong operators, one of each kind: a reader that makes one must be found by comparing it with the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from chamberflag.interlock.tree import TRUE, Node, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

SWAPPED = {"and": "or", "or": "and", "lt": "le", "le": "lt", "add": "sub", "sub": "add"}


def _swapped(node: Node) -> Node:
    return (SWAPPED[node[0]], *node[1:])


# the name of a fault -> the kinds of nodes that a faulty reader takes for another, and what it makes of them
FAULTS: Mapping[str, tuple[tuple[str, ...], Callable[[Node], Node]]] = {
    **{kind: ((kind,), _swapped) for kind in SWAPPED},
    "order": (("lt", "le"), lambda node: (node[0], node[2], node[1])),
    "eq": (("eq",), lambda node: ("not", node)),
    "not": (("not",), lambda node: node[1]),
    "ite": (("ite",), lambda node: ("ite", node[1], node[3], node[2])),
    "known": (("known",), lambda _: TRUE),
    "role": (("role",), lambda node: ("not", node)),
    "lit": (("lit",), lambda node: ("lit", node[1], node[2] + 1) if type(node[2]) is int and node[2] < 100 else node),
}


def possible(trees: Iterable[Node]) -> list[str]:
    """The faults that change something in some trees."""
    found = {node[0] for tree in trees for node in walk(tree)}
    return [name for name, (kinds, _) in FAULTS.items() if found.intersection(kinds)]


def fault(name: str) -> Callable[[Node], Node]:
    """What makes every node of some kinds another, in a whole tree."""
    kinds, change = FAULTS[name]

    def twist(node: Node) -> Node:
        made = tuple(twist(cast("Node", member)) if isinstance(member, tuple) else member for member in node)
        return change(made) if node[0] in kinds else made

    return twist
