"""A rule's expression read aloud: the English of the rule table, made from the same tree that refuses. Source: interlock.md 2, backends.

`words.toml` names fields, roles and parameters, `facts.toml` says what each fact is; a name without words is read as it is spelled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from chamberflag.interlock.sections import FactFile, section
from chamberflag.interlock.tree import BOOL, FALSE, PERSON, TRUE, UNSET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.schema import Schema
    from chamberflag.interlock.source import Source
    from chamberflag.interlock.tree import Node

Said = str | tuple[str, str]  # a truth value has two: when it is so, and when it is not
SCOPE = {"w": "weapon", "l": "lot", "g": "unit"}
TIMES = ((86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute"), (1_000, "second"))


class WordFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What things are called when a rule is read aloud."""

    field: dict[str, Said] = {}
    role: dict[str, str] = {}
    of: dict[str, Said] = {}
    member: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads trees aloud. facts: name -> what is so when it is true, or what is counted."""

    schema: Schema
    words: WordFile
    facts: Mapping[str, str]

    def rule(self, node: Node) -> str:
        """The rule as one sentence."""
        told = self.clause(node)
        return told[:1].upper() + told[1:] + "."

    def clause(self, node: Node, *, so: bool = True) -> str:
        """A truth value, or its opposite."""
        match node:
            case ("lit", "Bool", value):
                return "always" if value is so else "never"
            case ("not", inner):
                return self.clause(inner, so=not so)
            case ("or", ("not", given), *then) if so and then:
                return f"where {self.inner(given)}, there {self.inner(then[0] if len(then) == 1 else ('or', *then))}"
            case ("or", ("eq", one, ("lit", sort, _)), *_) if sort != BOOL and (listed := _members(one, node[1:])):
                *names, last = (self.value(member) for member in listed)
                several = f"{', '.join(names)} or {last}" if names else last
                return f"{self.value(one)} is {'' if so else 'none of ' if names else 'not '}{several}"
            case ("and" | "or", *members):
                joined = (", and " if (node[0] == "and") is so else ", or ").join(self.inner(m, so=so) for m in members)
                return joined or self.clause(TRUE if node[0] == "and" else FALSE, so=so)
            case ("eq", a, b) if self.truth(a):
                return f"{self.inner(a)} {'exactly when' if so else 'unless'} {self.inner(b)}"
            case ("eq", a, ("none", sort)):
                return f"{self.value(a)} is {self.schema.refs.get(sort, 'none') if so else 'somebody' if sort == PERSON else 'one'}"
            case ("eq", a, b):
                return f"{self.value(a)} is {'' if so else 'not '}{self.measure(b, a)}"
            case ("le" | "lt", a, b):
                return self.order(node[0], a, b, so=so)
            case ("ite", test, yes, no):
                return f"where {self.inner(test)}, {self.inner(yes, so=so)}, otherwise {self.inner(no, so=so)}"
            case ("role", person, name):
                return f"{self.value(person)} is {'' if so else 'not '}{self.words.role.get(name, _spelled(name))}"
            case ("fact", _, name):
                told = self.facts.get(name, _spelled(name)).rstrip(".")
                return (
                    f"it is known {'and so' if so else 'and not so'}: \N{LEFT DOUBLE QUOTATION MARK}{told}\N{RIGHT DOUBLE QUOTATION MARK}"
                )
            case _:
                return self.stored(node, so=so)

    def inner(self, node: Node, *, so: bool = True) -> str:
        """A part of a sentence, in brackets where it has parts of its own."""
        told = self.clause(node, so=so)
        return f"({told})" if self.parted(node) else told

    def parted(self, node: Node) -> bool:
        """Whether it is read as several parts; a value out of a list is one."""
        match node:
            case ("not", inner):
                return self.parted(inner)
            case ("or", ("eq", one, _), *_) if _members(one, node[1:]):
                return False
            case ("and" | "or", *members):
                return len(members) > 1
            case _:
                return node[:1] == ("ite",)

    def truth(self, node: Node) -> bool:
        """Whether a tree is a truth value: two of them are compared, no value with a literal."""
        return node[0] in {"eq", "le", "lt", "and", "or", "not", "role"} or self.sort(node) == BOOL

    def sort(self, node: Node) -> str:
        """The sort of a leaf; of anything else a whole number."""
        match node:
            case ("var" | "each" | "new", scope, name):
                return self.schema.fields["w" if scope == "each" else scope, name].sort
            case ("lit" | "param" | "fact" | "none", sort, *_):
                return str(sort)
            case _:
                return ""

    def stored(self, node: Node, *, so: bool) -> str:
        """A recorded truth value, or one that an act carries."""
        said = self.said(node)
        told = said[0 if so else 1] if isinstance(said, tuple) else f"{said} is {'so' if so else 'not so'}"
        return f"afterwards {told}" if node[0] == "new" else told

    def said(self, node: Node) -> Said:
        """The words of a field or parameter."""
        if node[0] == "param":
            return self.words.of.get(node[2], _spelled(node[2]))
        scope = "w" if node[1] == "each" else node[1]
        return self.words.field.get(f"{scope}.{node[2]}", f"{_spelled(node[2])} of the {SCOPE.get(scope, scope)}")

    def value(self, node: Node) -> str:
        """Anything that is no truth value."""
        match node:
            case ("lit", sort, value):
                return self.words.member.get(f"{sort}.{value}", str(value))
            case ("none", sort):
                return self.schema.refs.get(sort, "none")
            case ("add", a, b):
                return f"{self.term(a)} plus {self.term(b, last=True)}"
            case ("sub", a, b):
                return f"{self.term(a)} less {self.term(b, last=True)}"
            case ("fact", _, name) if name.startswith(UNSET):
                return f"the limit {_spelled(name.removeprefix(UNSET)).lower()}, which nobody has set"
            case ("fact", _, name):
                told = self.facts.get(name, _spelled(name)).rstrip(".")
                return f"the known figure for \N{LEFT DOUBLE QUOTATION MARK}{told}\N{RIGHT DOUBLE QUOTATION MARK}"
            case ("ite", test, yes, no):
                return f"{self.value(yes)} where {self.inner(test)}, otherwise {self.value(no)}"
            case ("var" | "each" | "new" | "param", *_):
                said = self.said(node)
                told = said if isinstance(said, str) else said[0]
                return f"{told} afterwards" if node[0] == "new" else told
            case _:
                return self.inner(node)

    def term(self, node: Node, *, last: bool = False) -> str:
        """A part of a sum: in brackets where the sum would be read as another one."""
        told = self.value(node)
        return f"({told})" if node[0] == "ite" or (last and node[0] in {"add", "sub"}) else told

    def order(self, kind: str, a: Node, b: Node, *, so: bool) -> str:
        """At most, less than, and their opposites; a limit stands last, and time between two instants is a duration."""
        if a[0] == "lit":
            word = {("le", True): "at least", ("lt", True): "more than", ("le", False): "less than", ("lt", False): "at most"}[kind, so]
            return f"{self.value(b)} is {word} {self.measure(a, b)}"
        word = {("le", True): "at most", ("lt", True): "less than", ("le", False): "more than", ("lt", False): "at least"}[kind, so]
        match a:
            case ("sub", later, earlier) if self.sort(later) == "Instant":
                return f"from {self.value(earlier)} to {self.value(later)} it is {word} {_duration(b) if b[0] == 'lit' else self.value(b)}"
            case _:
                return f"{self.value(a)} is {word} {self.measure(b, a)}"

    def measure(self, node: Node, beside: Node) -> str:
        """A figure in the unit of what it is compared with."""
        if node[0] == "lit" and beside[0] == "fact" and beside[2].endswith("_ms"):
            return _duration(node)
        if node[0] == "lit" and beside[0] == "fact" and beside[2].endswith("_cm"):
            return f"{node[2] / 100:g} m"
        return self.value(node)


def reader(source: Source, schema: Schema) -> Reader:
    """The reader of these rule files."""
    words, facts = WordFile(), dict[str, str]()
    for name, document in source.of("words.toml"):
        words = section(WordFile, document, name)
    for name, document in source.of("facts.toml"):
        facts |= {fact: told.says for fact, told in section(FactFile, document, name).fact.items()}
    return Reader(schema, words, facts)


def _members(one: Node, members: tuple[Any, ...]) -> list[Node]:
    """The values of which one is asked whether it is any; none where the members say something else."""
    values = [m[2] for m in members if m[0] == "eq" and m[1] == one and m[2][0] == "lit"]
    return values if len(values) == len(members) else []


def _spelled(name: str) -> str:
    return name.replace("_", " ")


def _duration(node: Node) -> str:
    """A whole number of milliseconds, in the largest unit that is exact."""
    for size, unit in TIMES:
        if node[2] and node[2] % size == 0:
            many = node[2] // size
            return f"{many} {unit}{'' if many == 1 else 's'}"
    return f"{node[2]} ms"
