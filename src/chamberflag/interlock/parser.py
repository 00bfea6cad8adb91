"""From the text of an expression to its typed tree: a typed subset of Python expressions. Source: interlock.md section 2.

Whatever is not listed is an error that names file, rule and column.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chamberflag.interlock.schema import LARGEST, SCOPES
from chamberflag.interlock.tree import BOOL, FALSE, INT, PERSON, TRUE, UNSET, Node
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.schema import Schema

LONGEST = 4_000  # characters of one expression
DEEPEST = 60  # nesting, definitions included
MOST_DISTINCT = 8
MOST_NODES = 5_000  # of one expression, definitions expanded
WRITTEN = frozenset(" ()'\"<>=!+-.,_") | frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
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


@dataclass(slots=True)
class Budget:
    """How much of an expression has been read: a short text may expand to a huge one through definitions."""

    nodes: int = 0
    depth: int = 0
    inside: tuple[str, ...] = ()  # definitions being expanded


@dataclass(frozen=True, slots=True)
class Parser:
    """Parses one expression; place = file and rule for messages."""

    schema: Schema
    reading: Reading
    text: str
    place: str
    budget: Budget = field(default_factory=Budget)

    def error(self, node: ast.AST | None, text: str) -> Malformed:
        """The error at the node's column."""
        return self.at(getattr(node, "col_offset", 0) + 1, text)

    def at(self, column: int, text: str) -> Malformed:
        """The error at a column."""
        shown = self.text if len(self.text) <= 200 else self.text[:200] + "..."
        return Malformed("malformed.rule", f"{text}, in: {shown}", f"{self.place}, column {column}")

    def parse(self, want: str) -> Node:
        """The tree, of the wanted sort."""
        top = self.read()
        base = self.schema.base(want)
        made = self.go(top, base)
        if self.sort(made) != base:
            raise self.error(top, f"expected {want}, this is {self.sort(made)}")
        return made

    def read(self) -> ast.expr:
        """The text as Python reads it. Raises Malformed on any character or length that is not of the language."""
        if len(self.text) > LONGEST:
            raise self.at(1, f"the expression has {len(self.text)} characters; at most {LONGEST}")
        for column, character in enumerate(self.text, start=1):
            if character not in WRITTEN:
                raise self.at(column, f"{character!r} is not in the rule language")
        lead = len(self.text) - len(self.text.lstrip())
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                top = ast.parse(self.text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            offset = getattr(error, "offset", 1)
            column = lead + offset if offset else len(self.text) + 1  # 0: the text ended too early
            raise self.at(column, "not an expression") from None
        if lead:
            for node in ast.walk(top):
                if isinstance(node, ast.expr):
                    node.col_offset += lead
        return top

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
        self.budget.nodes += 1
        self.budget.depth += 1
        if self.budget.depth > DEEPEST or self.budget.nodes > MOST_NODES:
            raise self.error(node, f"the expression is too large: at most {DEEPEST} deep and {MOST_NODES} parts with its definitions")
        made = self.one(node, want)
        self.budget.depth -= 1
        return made

    def one(self, node: ast.expr, want: str | None) -> Node:
        """The cases of the language."""
        match node:
            case ast.Constant():
                return self.literal(node, want)
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
            if value > LARGEST:
                raise self.error(node, "a number this large is not in the rule language")
            return ("lit", INT, value)
        if isinstance(value, str) and want in self.schema.enums and value in self.schema.enums[want or ""]:
            return ("lit", want, value)
        if not isinstance(value, str):
            raise self.error(node, f"{type(value).__name__} is not in the rule language")
        members = self.schema.enums.get(want or "", ())
        known = f"; it is one of {', '.join(members)}" if members else ""
        raise self.error(node, f"{value[:60]!r} is not a {want or 'value here'}{known}")

    def name(self, node: ast.Name, want: str | None) -> Node:
        """A parameter, a "none", a constant or a definition."""
        word = node.id
        if word in self.reading.params:
            return ("param", self.reading.params[word], word)
        if word in self.schema.none_names:
            return ("none", self.schema.none_names[word])
        if word in self.schema.constants:
            value = self.schema.constants[word]
            return ("fact", "Nat", f"{UNSET}{word}") if value is None else ("lit", INT, value)
        if word in self.schema.definitions:
            if word in self.budget.inside:
                raise self.error(node, f"definition {word} speaks of itself")
            part = Parser(self.schema, self.reading, self.schema.definitions[word], f"{self.place}, definition {word}", self.budget)
            before = self.budget.inside
            self.budget.inside = (*before, word)
            made = part.go(part.read(), want)
            self.budget.inside = before
            return made
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
            if not isinstance(right, ast.Tuple) or not right.elts or not all(isinstance(e, ast.Constant) for e in right.elts):
                raise self.error(right, "`in` needs a list of literals in parentheses")
            one = self.go(left)
            listed = [self.go(e, self.sort(one)) for e in right.elts]
            for literal, member in zip(right.elts, listed, strict=True):
                if self.sort(member) != self.sort(one):
                    raise self.error(literal, f"compares {self.sort(one)} with {self.sort(member)}")
            made = ("or", *(("eq", one, member) for member in listed))
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
            if node.func.id == "distinct" and 2 <= len(node.args) <= MOST_DISTINCT:
                members = [self.go(arg) for arg in node.args]
                if len({self.sort(m) for m in members}) != 1:
                    raise self.error(node, "distinct() compares things of one sort")
                return ("and", *(("not", ("eq", a, b)) for i, a in enumerate(members) for b in members[:i]))
        raise self.error(node, "only implies(a, b) and distinct(a, b, ...) may be called")
