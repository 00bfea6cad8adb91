"""From the text of an expression to its typed tree: a typed subset of Python expressions. Source: interlock.md section 2.

Whatever is not listed is an error that names file, rule and column.
"""

from __future__ import annotations

import ast
import keyword
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chamberflag.interlock.schema import SCOPES
from chamberflag.interlock.tree import BOOL, FALSE, INT, PERSON, TRUE, Node
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.schema import Schema

JS_WORDS = frozenset(
    {"var", "new", "function", "this", "null", "undefined", "delete", "typeof", "void", "switch", "case", "default", "const", "let"}
)
ORDER: dict[type[ast.cmpop], tuple[str, bool]] = {
    ast.Lt: ("lt", False),
    ast.Gt: ("lt", True),
    ast.LtE: ("le", False),
    ast.GtE: ("le", True),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression may read: parameters by sort; facts; `new.*`; `each.*`; physical fields."""

    params: Mapping[str, str] = field(default_factory=dict[str, str])
    facts: bool = False
    new: bool = False
    each: bool = False
    physical: bool = False


@dataclass(frozen=True, slots=True)
class Parser:
    """Parses one expression; place = file and rule for messages."""

    schema: Schema
    reading: Reading
    text: str
    place: str

    def error(self, node: ast.AST | None, text: str) -> Malformed:
        """The error at the node's column."""
        column = getattr(node, "col_offset", 0) + 1
        return Malformed("malformed.rule", f"{text}, in: {self.text}", f"{self.place}, column {column}")

    def parse(self, want: str) -> Node:
        """The tree, of the wanted sort."""
        try:
            top = ast.parse(self.text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            column = getattr(error, "offset", 1) or 1
            raise Malformed("malformed.rule", f"not an expression: {self.text}", f"{self.place}, column {column}") from None
        base = self.schema.base(want)
        made = self.go(top, base)
        if self.sort(made) != base:
            raise self.error(top, f"expected {want}, this is {self.sort(made)}")
        return made

    def sort(self, node: Node) -> str:
        """The sort of a tree."""
        match node[0]:
            case "var" | "new" | "each":
                return self.schema.base(self.schema.fields[(node[1], node[2])].sort)
            case "lit" | "none" | "param" | "fact":
                return self.schema.base(node[1])
            case "ite":
                return self.sort(node[2])
            case "add" | "sub":
                return INT
            case _:
                return BOOL

    def boolean(self, node: ast.expr) -> Node:
        """A truth value."""
        made = self.go(node, BOOL)
        if self.sort(made) != BOOL:
            raise self.error(node, f"a truth value is needed here, this is {self.sort(made)}")
        return made

    def go(self, node: ast.expr, want: str | None = None) -> Node:
        """Any expression; want = the sort a bare text would have."""
        match node:
            case ast.Constant():
                return self.literal(node, want)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)) if not isinstance(value, bool):
                return ("lit", INT, -value)
            case ast.Name():
                return self.name(node, want)
            case ast.Attribute():
                return self.attribute(node)
            case ast.BoolOp(op=op, values=values):
                return ("and" if isinstance(op, ast.And) else "or", *(self.boolean(value) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return ("not", self.boolean(operand))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self.compare(node, left, op, right)
            case ast.Compare():
                raise self.error(node, "chained comparisons are not in the rule language")
            case ast.IfExp(test=test, body=body, orelse=orelse):
                made = ("ite", self.boolean(test), self.go(body, want), self.go(orelse, want))
                if self.sort(made[2]) != self.sort(made[3]):
                    raise self.error(node, f"the two branches are {self.sort(made[2])} and {self.sort(made[3])}")
                return made
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
                made = ("add" if isinstance(op, ast.Add) else "sub", self.go(left), self.go(right))
                if self.sort(made[1]) != INT or self.sort(made[2]) != INT:
                    raise self.error(node, "+ and - need whole numbers")
                return made
            case ast.Call():
                return self.call(node)
            case _:
                raise self.error(node, f"{type(node).__name__} is not in the rule language")

    def literal(self, node: ast.Constant, want: str | None) -> Node:
        """True, False, a whole number, or a member of the wanted enumeration."""
        value = node.value
        if value is True:
            return TRUE
        if value is False:
            return FALSE
        if isinstance(value, int):
            return ("lit", INT, value)
        if isinstance(value, str) and want in self.schema.enums and value in self.schema.enums[want or ""]:
            return ("lit", want, value)
        raise self.error(node, f"{value!r} is not a {want or 'value here'}")

    def name(self, node: ast.Name, want: str | None) -> Node:
        """A parameter, a "none", a constant or a definition."""
        word = node.id
        if word in JS_WORDS or keyword.iskeyword(word):
            raise self.error(node, f"{word} is a keyword")
        if word in self.reading.params:
            return ("param", self.reading.params[word], word)
        if word in self.schema.none_names:
            return ("none", self.schema.none_names[word])
        if word in self.schema.constants:
            value = self.schema.constants[word]
            return ("fact", "Nat", f"unset_{word}") if value is None else ("lit", INT, value)
        if word in self.schema.definitions:
            part = Parser(self.schema, self.reading, self.schema.definitions[word], f"{self.place}, definition {word}")
            return part.go(ast.parse(part.text, mode="eval").body, want)
        raise self.error(node, f"unknown name {word}")

    def attribute(self, node: ast.Attribute) -> Node:
        """Reads w.F l.F g.F each.F new.w.F f.FACT person.role."""
        value, name = node.value, node.attr
        if isinstance(value, ast.Name) and value.id not in self.reading.params:
            match value.id:
                case "f":
                    return self.fact(node)
                case "each":
                    if not self.reading.each:
                        raise self.error(node, "each.* is for effects on every weapon")
                    return self.stored("each", "w", node)
                case "w" | "l" | "g":
                    if self.reading.each and value.id != "g":
                        raise self.error(node, "an effect on every weapon reads each.*, g.* and parameters only")
                    return self.stored("var", value.id, node)
                case _:
                    pass
        if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name) and value.value.id == "new" and value.attr in SCOPES:
            if not self.reading.new:
                raise self.error(node, "new.* is for ensures, only and step invariants")
            return self.stored("new", value.attr, node)
        person = self.go(value)
        if self.sort(person) != PERSON:
            raise self.error(node, f".{name} is asked of something that is no person")
        allowed = self.schema.roles + (self.schema.physical_roles if self.reading.physical else ())
        if name not in allowed:
            raise self.error(node, f"no role is called {name}")
        return ("role", person, name)

    def fact(self, node: ast.Attribute) -> Node:
        """A fact, where facts may be read."""
        if not self.reading.facts:
            raise self.error(node, "facts may be read by rules and ensures only")
        sort = self.schema.facts.get(node.attr)
        if sort is None and node.attr.startswith(("ack_", "override_", "held_")):
            sort = BOOL
        if sort is None:
            raise self.error(node, f"no fact is called {node.attr}")
        return ("fact", sort, node.attr)

    def stored(self, kind: str, scope: str, node: ast.Attribute) -> Node:
        """A field; the physical world is for assumptions, world effects and physical invariants."""
        found = self.schema.fields.get((scope, node.attr))
        if found is None:
            raise self.error(node, f"no field {scope}.{node.attr}")
        if found.physical and not self.reading.physical:
            raise self.error(node, f"a rule may not read the physical world ({scope}.{node.attr})")
        return (kind, scope, node.attr)

    def compare(self, node: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Node:
        """Compares: == != < <= > >= in, not in."""
        if isinstance(op, ast.In | ast.NotIn):
            if not isinstance(right, ast.Tuple) or not all(isinstance(e, ast.Constant) for e in right.elts):
                raise self.error(right, "`in` needs a list of literals in parentheses")
            one = self.go(left)
            made = ("or", *(("eq", one, self.go(e, self.sort(one))) for e in right.elts))
            return ("not", made) if isinstance(op, ast.NotIn) else made
        if isinstance(left, ast.Constant) and isinstance(left.value, str):
            b = self.go(right)
            a = self.go(left, self.sort(b))
        else:
            a = self.go(left)
            b = self.go(right, self.sort(a))
        if self.sort(a) != self.sort(b):
            raise self.error(node, f"compares {self.sort(a)} with {self.sort(b)}")
        if isinstance(op, ast.Eq):
            return ("eq", a, b)
        if isinstance(op, ast.NotEq):
            return ("not", ("eq", a, b))
        if type(op) not in ORDER:
            raise self.error(node, f"{type(op).__name__} is not in the rule language")
        if self.sort(a) != INT:
            raise self.error(node, "only whole numbers have an order")
        kind, swap = ORDER[type(op)]
        return (kind, b, a) if swap else (kind, a, b)

    def call(self, node: ast.Call) -> Node:
        """Calls implies(a, b) and distinct(a, b, ...)."""
        if isinstance(node.func, ast.Name) and not node.keywords:
            if node.func.id == "implies" and len(node.args) == 2:
                return ("or", ("not", self.boolean(node.args[0])), self.boolean(node.args[1]))
            if node.func.id == "distinct" and node.args:
                members = [self.go(arg) for arg in node.args]
                if len({self.sort(m) for m in members}) != 1:
                    raise self.error(node, "distinct() compares things of one sort")
                return ("and", *(("not", ("eq", a, b)) for i, a in enumerate(members) for b in members[:i]))
        raise self.error(node, "only implies(a, b) and distinct(a, b, ...) may be called")
