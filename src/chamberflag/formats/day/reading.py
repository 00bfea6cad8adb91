"""A statement while it is read: whom and what its words may name, how far it is read, what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chamberflag.formats.day.lexing import Line, Word, fault
from chamberflag.formats.day.model import BOX, ItemLine, PersonLine, SignerLine
from chamberflag.formats.day.values import Naming
from chamberflag.vocabulary.near import near
from chamberflag.vocabulary.words import Role

EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what a statement may name; labels: name of an earlier act -> its id as base64url."""

    file: str
    people: Mapping[str, PersonLine]
    items: Mapping[str, ItemLine]
    labels: Mapping[str, str]

    def person(self, word: str, line: int) -> str:
        """A person by id, or by a role that exactly one person has. Raises Malformed."""
        if word in self.people or word == BOX:
            return word
        holders = [p.id for p in self.people.values() if word in p.roles]
        if len(holders) == 1:
            return holders[0]
        if holders:
            raise fault(self.file, line, f"{word} may be {', '.join(holders)}: say who")
        raise fault(self.file, line, f"nobody here is called {word!r}{near(word, [*self.people, *self.items])}")

    def is_person(self, word: str) -> bool:
        """Whether a word names one person."""
        return word in self.people or sum(word in p.roles for p in self.people.values()) == 1

    def naming(self, line: int) -> Naming:
        """How values look words up: people where a field names them, acts by their label; all else stays as written."""
        return Naming(person=lambda word: self.person(word, line), label=lambda word: self._labelled(word, line))

    def _labelled(self, word: str, line: int) -> str:
        if not (word.startswith("[") and word.endswith("]")):
            return word
        if word[1:-1] not in self.labels:
            raise fault(self.file, line, f"no act above is labelled {word}{near(word[1:-1], self.labels)}")
        return self.labels[word[1:-1]]


@dataclass
class Reading:
    """A statement while it is read."""

    names: Names
    line: Line
    words: list[Word]
    at: int = 0
    signers: list[SignerLine] = field(default_factory=list[SignerLine])
    subjects: list[str] = field(default_factory=list[str])
    about: list[str] = field(default_factory=list[str])

    def wrong(self, text: str) -> Exception:
        """The error of this line."""
        return fault(self.names.file, self.line.number, text)

    def text(self, ahead: int = 0) -> str:
        """The word at hand, or ""."""
        at = self.at + ahead
        return self.words[at].text if at < len(self.words) else ""

    def take(self) -> Word:
        """The word at hand; go on. Raises Malformed where the line has ended."""
        self.at += 1
        if self.at > len(self.words):
            raise self.wrong(f"the line ends after {self.words[-1].text!r}; something is missing there" if self.words else "the line ends")
        return self.words[self.at - 1]

    def role(self, word: str) -> str:
        """A role by its name. Raises Malformed."""
        if word not in Role.__members__.values():
            raise self.wrong(f"no role is called {word!r}{near(word, Role)}")
        return word

    def range(self, text: str) -> list[str]:
        """The items from one to another, in the order of the file. Raises Malformed."""
        first, _, last = text.partition("..")
        listed = list(self.names.items)
        if first not in listed or last not in listed or listed.index(first) > listed.index(last):
            raise self.wrong(f"{text!r} is no range of items")
        return listed[listed.index(first) : listed.index(last) + 1]
