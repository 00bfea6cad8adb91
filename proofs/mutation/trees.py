"""Small mistakes in an expression, one at a time: a part left out, a word exchanged, a bound moved by one, a test turned round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.interlock.tree import BOOL, FALSE, INT, PERSON, TRUE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chamberflag.interlock.schema import Schema
    from chamberflag.interlock.tree import Node

Change = tuple[str, "Node"]  # what was done, the whole tree with it
SIGNS = {"eq": "==", "lt": "<", "le": "<=", "add": "+", "sub": "-"}


def said(node: Node) -> str:
    """A tree in the words of the rule language."""
    match node[0]:
        case "lit":
            return repr(node[2])
        case "none":
            return "nobody" if node[1] == PERSON else f"no {node[1]}"
        case "param":
            return str(node[2])
        case "fact":
            return f"f.{node[2]}"
        case "var" | "each" | "new":
            return f"{'each' if node[0] == 'each' else 'new.' + node[1] if node[0] == 'new' else node[1]}.{node[2]}"
        case "role":
            return f"{said(node[1])}.{node[2]}"
        case "and" | "or":
            return "(" + f" {node[0]} ".join(said(x) for x in node[1:]) + ")"
        case "not":
            return f"not {said(node[1])}"
        case "ite":
            return f"({said(node[2])} if {said(node[1])} else {said(node[3])})"
        case _:
            return f"{said(node[1])} {SIGNS[node[0]]} {said(node[2])}"


def following(names: tuple[str, ...], name: str) -> str:
    """The next of a list, the first after the last."""
    return names[(names.index(name) + 1) % len(names)]


class Mistakes:
    """What may go wrong in an expression of this schema with these parameters."""

    def __init__(self, schema: Schema, params: Mapping[str, str]) -> None:
        """params: name -> sort."""
        self.schema, self.params = schema, params

    def whole(self, node: Node) -> Iterator[Change]:
        """Every change of a tree, at each of its places."""
        for what, made in self.here(node):
            yield f"{said(node)} -> {what or said(made)}", made
        for place, member in enumerate(node):
            if place and isinstance(member, tuple):
                for what, made in self.whole(member):
                    yield what, (*node[:place], made, *node[place + 1 :])

    def here(self, node: Node) -> Iterator[Change]:
        """Every change at the root of a tree."""
        match node[0]:
            case "lit" if node[1] == BOOL:
                yield "", FALSE if node == TRUE else TRUE
            case "lit" if self.schema.base(node[1]) == INT:
                yield from (("", ("lit", node[1], node[2] + step)) for step in (-1, 1) if node[2] + step >= 0)
            case "lit":
                yield from (("", ("lit", node[1], value)) for value in self.schema.enums[node[1]] if value != node[2])
            case "none" | "param":
                yield from (("", other) for other in self.likes(node))
            case "var" | "each" | "new":
                yield from self.field(node)
            case "role":
                roles = self.schema.roles if node[2] in self.schema.roles else self.schema.physical_roles
                if len(roles) > 1:
                    yield "", ("role", node[1], following(roles, node[2]))
            case "and" | "or":
                for place in range(1, len(node)):
                    rest = (*node[:place], *node[place + 1 :])
                    yield f"without {said(node[place])}", rest[1] if len(rest) == 2 else rest
            case "not":
                yield "", node[1]
            case "eq":
                yield "", ("not", node)
            case "lt" | "le":
                yield "", ("le" if node[0] == "lt" else "lt", node[1], node[2])
            case "add" | "sub":
                yield "", ("sub" if node[0] == "add" else "add", node[1], node[2])
            case "ite":
                yield from (("", node[2]), ("", node[3]), ("", ("ite", node[1], node[3], node[2])))
            case _:
                pass

    def likes(self, node: Node) -> Iterator[Node]:
        """The other parameters of a parameter's sort, and "none"."""
        sort = node[1]
        if sort in self.schema.refs and node[0] == "param":
            yield ("none", sort)
        yield from (("param", s, name) for name, s in self.params.items() if s == sort and ("param", s, name) != node)

    def field(self, node: Node) -> Iterator[Change]:
        """The next field of the same sort in the same record."""
        fields, key = self.schema.fields, (node[1], node[2])
        own = fields[key]
        same = tuple(n for (s, n), f in fields.items() if s == node[1] and f.sort == own.sort and f.physical == own.physical and not f.key)
        if not own.key and len(same) > 1:
            yield "", (node[0], node[1], following(same, node[2]))
