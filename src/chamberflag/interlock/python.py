"""The run-time backend: trees become Python closures, compiled once. The reference that every other backend is compared with.

Generated code reads `w l g` (records), `f` (facts as attributes, None = unknown), `a` (parameters), `R` (role -> people). Nothing of a
rule file is ever executed as text: only trees that passed the type checker are written out, by the cases below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chamberflag.interlock.tree import Node

HEAD = "lambda w, l, g, f, a, R: "


def emit(node: Node) -> str:
    """The Python text of a tree. A known truth value, and a known figure that is 0, are read once: None is neither True, False nor 0."""
    match node:
        case ("and", ("known", name), ("fact", "Bool", same)) if name == same:
            return f"(f.{name} is True)"
        case ("and", ("known", name), ("not", ("fact", "Bool", same))) if name == same:
            return f"(f.{name} is False)"
        case ("and", ("known", name), ("eq", ("fact", _, same), ("lit", "Int", 0))) if name == same:
            return f"(f.{name} == 0)"
        case _:
            return _operator(node)


def _operator(node: Node) -> str:
    match node[0]:
        case "lit":
            return repr(node[2])
        case "none":
            return "''"
        case "param":
            return f"a[{node[2]!r}]"
        case "fact":
            return f"f.{node[2]}"
        case "known":
            return f"(f.{node[1]} is not None)"
        case "var" | "each":
            return f"{node[1]}[{node[2]!r}]"
        case "role":
            return f"({emit(node[1])} in R[{node[2]!r}])"
        case "and" | "or" as kind:
            return "(" + f" {node[0]} ".join(emit(member) for member in node[1:]) + ")" if len(node) > 1 else repr(kind == "and")
        case "not":
            return f"(not {emit(node[1])})"
        case "eq" | "lt" | "le" | "add" | "sub":
            sign = {"eq": "==", "lt": "<", "le": "<=", "add": "+", "sub": "-"}[node[0]]
            return f"({emit(node[1])} {sign} {emit(node[2])})"
        case "ite":
            return f"({emit(node[2])} if {emit(node[1])} else {emit(node[3])})"
        case _:
            raise ValueError(f"{node[0]} has no meaning at run time")


def function(node: Node) -> Callable[..., Any]:
    """A tree as a function of (w, l, g, f, a, R)."""
    return eval(HEAD + emit(node), {"__builtins__": {}})  # noqa: S307 - see the module's head


def conjunction(nodes: Sequence[Node]) -> Callable[..., Any]:
    """All trees at once: the fast yes or no."""
    return function(("and", *nodes))


def assignments(names: Sequence[str], nodes: Sequence[Node]) -> Callable[..., dict[str, Any]]:
    """Simultaneous new values of one record, by field name."""
    pairs = ", ".join(f"{name!r}: {emit(node)}" for name, node in zip(names, nodes, strict=True))
    return eval(HEAD + "{" + pairs + "}", {"__builtins__": {}})  # noqa: S307
