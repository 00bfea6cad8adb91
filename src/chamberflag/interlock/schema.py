"""The words an expression may use: sorts, fields, roles, facts, constants; which names are allowed. Source: interlock.md section 2."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chamberflag.interlock.tree import BOOL, INT
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SCOPES = {"w": "weapon", "l": "lot", "g": "unit"}
LARGEST = 2**52  # one sum of two such numbers is still exact in JavaScript
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
# fmt: off
JS_WORDS = frozenset({
    "abstract", "arguments", "await", "boolean", "break", "byte", "case", "catch", "char", "const", "constructor", "continue",
    "debugger", "default", "delete", "do", "double", "enum", "eval", "export", "extends", "false", "final", "finally", "float", "for",
    "function", "goto", "hasownproperty", "if", "implements", "import", "in", "instanceof", "int", "interface", "let", "long",
    "native", "new", "null", "package", "private", "protected", "prototype", "public", "return", "short", "static", "super", "switch",
    "synchronized", "this", "throw", "throws", "tostring", "transient", "true", "try", "typeof", "undefined", "valueof", "var",
    "void", "volatile", "while", "with", "yield",
})
# fmt: on
TAKEN = frozenset({*SCOPES, "f", "each", "implies", "distinct"})  # what an expression means something else by


@dataclass(frozen=True, slots=True)
class Field:
    """A stored or physical field: its sort, its initial value as text, whether only the proof sees it, whether it is an identity."""

    sort: str
    initial: str
    physical: bool = False

    @property
    def key(self) -> bool:
        """An identity is never written."""
        return self.initial == "key"


@dataclass(frozen=True, slots=True)
class Schema:
    """Names and sorts. enums: name -> members; ranges: name -> (low, high or None); refs: name -> its "none"."""

    enums: Mapping[str, tuple[str, ...]]
    ranges: Mapping[str, tuple[int, int | None]]
    refs: Mapping[str, str]
    roles: tuple[str, ...]
    physical_roles: tuple[str, ...]
    fields: Mapping[tuple[str, str], Field]
    facts: Mapping[str, str]
    constants: Mapping[str, int | None]
    definitions: Mapping[str, str]

    def base(self, sort: str) -> str:
        """Bounded integers are integers."""
        return INT if sort in self.ranges else sort

    def is_sort(self, name: str) -> bool:
        """Whether a parameter or field may have this sort."""
        return name in {BOOL, INT} or name in self.ranges or name in self.enums or name in self.refs

    def fits(self, sort: str, value: object) -> bool:
        """Whether a value is of a sort; a 1 is no truth value, True is no number."""
        if sort == BOOL:
            return type(value) is bool
        if self.base(sort) == INT:
            low, high = self.ranges.get(sort, (-LARGEST, None))
            return type(value) is int and low <= value <= (LARGEST if high is None else high)
        return type(value) is str and (sort in self.refs or value in self.enums.get(sort, ()))

    @property
    def none_names(self) -> dict[str, str]:
        """The word for "none" of a reference -> its sort."""
        return {word: sort for sort, word in self.refs.items()}


def word(name: str, place: str, taken: Iterable[str] = ()) -> str:
    """The name, where Python and JavaScript can both say it and nothing else is called so. Raises Malformed."""
    if not WORD.fullmatch(name):
        raise Malformed("malformed.rule", f"{name[:60]!r} is no name: letters, digits and _, a letter first, at most 40", place)
    if keyword.iskeyword(name) or name.lower() in JS_WORDS:
        raise Malformed("malformed.rule", f"{name} is a keyword of Python or JavaScript; choose another name", place)
    if name in taken:
        raise Malformed("malformed.rule", f"{name} has a meaning of its own here; choose another name", place)
    return name


def checked(schema: Schema, place: str) -> Schema:
    """The schema, its names and sorts looked at. Raises Malformed."""
    for sort in (*schema.enums, *schema.ranges, *schema.refs):
        word(sort, place, (BOOL, INT))
    for sort, members in schema.enums.items():
        if not members or len(set(members)) != len(members):
            raise Malformed("malformed.rule", f"sort {sort} needs members, each once", place)
        for member in members:
            if not WORD.fullmatch(member):
                raise Malformed("malformed.rule", f"{member[:60]!r} of sort {sort} is no name", place)
    for sort, (low, high) in schema.ranges.items():
        if abs(low) > LARGEST or (high is not None and not low <= high <= LARGEST):
            raise Malformed("malformed.rule", f"range {sort} is empty or too wide", place)
    for name in (*schema.roles, *schema.physical_roles, *schema.refs.values(), *schema.constants, *schema.definitions):
        word(name, place, TAKEN)
    for (scope, name), found in schema.fields.items():
        word(name, place)
        if not schema.is_sort(found.sort):
            raise Malformed("malformed.rule", f"{scope}.{name}: no sort is called {found.sort!r}", place)
    for name, sort in schema.facts.items():
        word(name, "facts.toml")
        if sort != BOOL and sort not in schema.ranges:
            raise Malformed("malformed.rule", f"fact {name}: a fact is Bool or a whole number such as Nat, not {sort!r}", "facts.toml")
    return schema
