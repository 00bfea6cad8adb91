"""Rules of the live rule set in the languages of policy engines: from the same surely-true trees that the gate compiles.

Cedar and CEL are one expression; Rego has a rule for each alternative. What a peer's language cannot say is a `ValueError`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from chamberflag.interlock.tree import Node

SIGNS = {"eq": "==", "lt": "<", "le": "<=", "add": "+", "sub": "-", "and": "&&", "or": "||"}


def cel(trees: Sequence[Node]) -> str:
    """All rules as one expression."""
    return " && ".join(_infix(tree, "", "has({0}f.{1})", "({0} in {1})", "({0} ? {1} : {2})") for tree in trees)


def cedar(trees: Sequence[Node]) -> str:
    """All rules as the conditions of one permission, over the attributes of the resource."""
    said = [_infix(tree, "resource.", "({0}f has {1})", "{1}.contains({0})", "(if {0} then {1} else {2})") for tree in trees]
    return "permit(principal, action, resource)\n" + "\n".join(f"when {{ {one} }}" for one in said) + ";"


def _infix(node: Node, at: str, known: str, role: str, choice: str) -> str:
    def go(inner: Node) -> str:
        return _infix(inner, at, known, role, choice)

    match node:
        case ("lit", _, value):
            return json.dumps(value)
        case ("none", _):
            return '""'
        case ("param", _, name):
            return f"{at}a.{name}"
        case ("fact", _, name):
            return f"{at}f.{name}"
        case ("known", name):
            return known.format(at, name)
        case ("var", scope, name):
            return f"{at}{scope}.{name}"
        case ("role", person, name):
            return role.format(go(person), f"{at}r.{name}")
        case ("not", inner):
            return f"!({go(inner)})"
        case ("ite", test, yes, no):
            return choice.format(go(test), go(yes), go(no))
        case (kind, *members) if kind in SIGNS:
            return "(" + f" {SIGNS[kind]} ".join(go(member) for member in members) + ")"
        case _:
            raise ValueError(f"{node[0]} has no words in a policy")


def rego(trees: Sequence[Node]) -> str:
    """All rules as the body of `allow`; each alternative is a rule of its own."""
    helpers: list[str] = []

    def value(node: Node) -> str:
        return _infix(node, "input.", "", "", "")

    def body(node: Node) -> list[str]:
        match node:
            case ("and", *members):
                return [line for member in members for line in body(member)]
            case ("known", name):
                return [f"input.f.{name} != null"]
            case ("not", inner):
                return [f"not {alternatives([body(inner)])}"]
            case ("or", *members):
                return [alternatives([body(member) for member in members])]
            case ("role", person, name):
                return [f"{value(person)} in input.r.{name}"]
            case ("lit", _, found):
                return [json.dumps(found)]
            case ("eq" | "lt" | "le", left, right):
                return [f"{value(left)} {SIGNS[node[0]]} {value(right)}"]
            case ("var" | "param" | "fact", *_):
                return [f"{value(node)} == true"]
            case _:
                raise ValueError(f"{node[0]} has no words in Rego")

    def alternatives(bodies: list[list[str]]) -> str:
        name = f"h{len(helpers)}"
        helpers.append("")
        helpers[int(name[1:])] = "\n".join(f"{name} if {{ {'; '.join(one)} }}" for one in bodies)
        return name

    lines = [line for tree in trees for line in body(tree)]
    return "\n".join(["package rules", "import rego.v1", *helpers, f"allow if {{ {'; '.join(lines)} }}", ""])


POLICIES: dict[str, Any] = {"cedarpy": cedar, "regopy": rego, "cel-python": cel, "common-expression-language": cel}
