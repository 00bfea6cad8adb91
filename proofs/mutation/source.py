"""Small mistakes in Python source: a test turned round, a comparison moved, a value or a statement left out. Texts and types are let be."""

from __future__ import annotations

import ast
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OTHER: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
SUMS: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr}
TYPES = {"annotation", "returns", "type_params", "decorator_list", "bases"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake: the function it is in, its line, what was done, and the whole module with it."""

    where: str
    line: int
    change: str
    text: str


def shown(node: ast.AST) -> str:
    """A node in one line."""
    return " ".join(ast.unparse(node).split())[:90]


def changed(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Every small mistake at this node: (what was done, the node with it)."""
    match node:
        case ast.Compare(ops=[op, *_]) if type(op) in OTHER:
            made = deepcopy(node)
            made.ops[0] = OTHER[type(op)]()
            yield f"{shown(node)} -> {shown(made)}", made
        case ast.BoolOp():
            made = deepcopy(node)
            made.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield f"{shown(node)} -> {shown(made)}", made
        case ast.UnaryOp(op=ast.Not()):
            yield f"{shown(node)} -> {shown(node.operand)}", node.operand
        case ast.BinOp() if type(node.op) in SUMS:
            made = deepcopy(node)
            made.op = SUMS[type(node.op)]()
            yield f"{shown(node)} -> {shown(made)}", made
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
            yield f"-{value} -> -{value + 1}", ast.UnaryOp(ast.USub(), ast.Constant(value + 1))
        case ast.Constant(value=bool() as value):
            yield f"{value} -> {not value}", ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield f"{value} -> {value + 1}", ast.Constant(value + 1)
        case ast.If() | ast.IfExp() | ast.While():
            made = deepcopy(node)
            made.test = ast.UnaryOp(ast.Not(), made.test)
            yield f"if {shown(node.test)} -> if not", made
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield f"{shown(node)} -> return None", ast.Return(ast.Constant(None))
        case ast.Assign() | ast.AugAssign() | ast.Raise() | ast.Expr(value=ast.Call()) | ast.Continue():
            yield f"without {shown(node)}", ast.Pass()
        case _:
            pass


class Place(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        """old: by identity."""
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        """The new node, or the old one's children."""
        return ast.copy_location(self.new, node) if node is self.old else super().generic_visit(node)


def reached(node: ast.AST, inside: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Every node that does something at run time, with the name of the function it is in."""
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or name in TYPES:
                continue
            if isinstance(child, ast.If) and shown(child.test) == "TYPE_CHECKING":
                continue
            named = isinstance(child, ast.FunctionDef | ast.ClassDef)
            within = (f"{inside}.{child.name}" if inside else child.name) if named else inside
            if within and not named:
                yield within, child
            if not (isinstance(child, ast.UnaryOp) and isinstance(child.op, ast.USub)):  # a number below 0 is one number
                yield from reached(child, within)


def mutants(text: str) -> list[Mutant]:
    """Every mistake in the functions of a module, in the order of its lines."""
    tree = ast.parse(text)
    found: list[Mutant] = []
    for within, node in reached(tree):
        line = getattr(node, "lineno", 0)
        for what, new in changed(node):
            whole = Place(node, new).visit(tree)
            found.append(Mutant(within, line, what, ast.unparse(ast.fix_missing_locations(whole))))
            Place(new, node).visit(whole)
    return sorted(found, key=lambda m: (m.line, m.change))
