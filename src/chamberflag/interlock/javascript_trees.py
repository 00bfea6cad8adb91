"""The trees of many rules as JavaScript: one text for what several of them say alike, and notes of what they read.

The views that the text speaks of (w l g a r, f k y n z) are made by the module's head: none of them lets an untested value through.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

from chamberflag.interlock.tree import BOOL, Node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chamberflag.interlock.schema import Schema

# how tightly an operator binds: ?: || && === < + ! and a name
TERNARY, OR, AND, EQUAL, LESS, SUM, NOT, NAME = range(8)
SIGNS = {"lt": ("<", LESS), "le": ("<=", LESS), "add": ("+", SUM), "sub": ("-", SUM)}
CALL = len("$00()")
DEFINED = len("const $00=()=>;\n")


class Scripts:
    """Surely-true trees as texts. shared: the definitions of what is said more than once; the rest is what was read, by name."""

    def __init__(self, schema: Schema, trees: Iterable[Node]) -> None:
        """trees: all that will be asked for, so that what they share is known."""
        self._schema = schema
        self.shared: list[str] = []
        self.fields: dict[str, dict[str, str]] = {"w": {}, "l": {}, "g": {}}
        self.params: dict[str, list[str]] = {}
        self.facts: list[str] = []
        self.roles: list[str] = []
        self._met: Counter[Node] = Counter()
        self._made: dict[Node, tuple[str, int]] = {}
        for tree in trees:
            self._count(tree)

    def _count(self, node: Node) -> None:
        """How many places ask for a node; what stands below it counts once."""
        self._met[node] += 1
        if self._met[node] == 1:
            for member in node[1:]:
                if isinstance(member, tuple):
                    self._count(cast("Node", member))

    def text(self, node: Node, binds: int = TERNARY) -> str:
        """The text of a tree where its surroundings bind so tightly."""
        if node not in self._made:
            text, level = self._one(node)
            uses = self._met[node]
            if uses * len(text) > len(text) + DEFINED + uses * CALL:
                self.shared.append(f"const ${len(self.shared)}=()=>{text};")
                text, level = f"${len(self.shared) - 1}()", NAME
            self._made[node] = (text, level)
        text, level = self._made[node]
        return text if level >= binds else f"({text})"

    def _one(self, node: Node) -> tuple[str, int]:
        """A tree's text and how tightly it binds."""
        match node:
            case ("and", ("known", name), ("fact", "Bool", same)) if name == same:
                return f"y.{self._fact(name)}", NAME
            case ("and", ("known", name), ("not", ("fact", "Bool", same))) if name == same:
                return f"n.{self._fact(name)}", NAME
            case ("and", ("known", name), ("eq", ("fact", _, same), ("lit", "Int", 0))) if name == same:
                return f"z.{self._fact(name)}", NAME
            case ("or", ("eq", one, ("lit", sort, _)), *_) if sort != BOOL and (listed := _one_of(one, node[1:])):
                return f"[{','.join(self.text(value) for value in listed)}].includes({self.text(one)})", NAME
            case ("not", ("eq", left, right)):
                return f"{self.text(left, LESS)}!=={self.text(right, LESS)}", EQUAL
            case _:
                return self._leaf(node) or self._operator(node)

    def _leaf(self, node: Node) -> tuple[str, int] | None:
        """What is read or written down."""
        match node:
            case ("lit", sort, value):
                return (f'"{value}"' if sort in self._schema.enums else str(value).lower()), NAME
            case ("none", _):
                return '""', NAME
            case ("param", sort, name):
                self.params.setdefault(sort, [])
                if name not in self.params[sort]:
                    self.params[sort].append(name)
                return f"a.{sort}.{name}", NAME
            case ("fact", _, name):
                return f"f.{self._fact(name)}", NAME
            case ("known", name):
                return f"k.{self._fact(name)}", NAME
            case ("var", scope, name):
                self.fields[scope][name] = self._schema.fields[scope, name].sort
                return f"{scope}.{name}", NAME
            case ("role", person, name):
                if name not in self.roles:
                    self.roles.append(name)
                return f"r.{name}({self.text(person)})", NAME
            case _:
                return None

    def _operator(self, node: Node) -> tuple[str, int]:
        match node:
            case ("and" | "or" as kind, *members):
                sign, level = {"and": ("&&", AND), "or": ("||", OR)}[kind]
                return (sign.join(self.text(member, level) for member in members), level) if members else (str(kind == "and").lower(), NAME)
            case ("not", inner):
                return f"!{self.text(inner, NOT)}", NOT
            case ("eq", left, right):
                return f"{self.text(left, LESS)}==={self.text(right, LESS)}", EQUAL
            case ("ite", test, yes, no):
                return f"{self.text(test, OR)}?{self.text(yes, OR)}:{self.text(no, OR)}", TERNARY
            case ("lt" | "le" | "add" | "sub" as kind, left, right):
                sign, level = SIGNS[kind]
                return f"{self.text(left, level)}{sign}{self.text(right, level + 1)}", level
            case _:
                raise ValueError(f"{node[0]} has no meaning on a phone")

    def _fact(self, name: str) -> str:
        if name not in self.facts:
            self.facts.append(name)
        return name


def _one_of(one: Node, members: tuple[Node, ...]) -> list[Node]:
    """The values of which one is asked whether it is any; none where the members say something else."""
    values = [member[2] for member in members if member[0] == "eq" and member[1] == one and member[2][0] == "lit"]
    return values if len(values) == len(members) else []
