"""The entries of a pack read once: as the trace reads it, why it was refused, which rule set decided it, whose keys signed it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from chamberflag.acts.box import Genesis
from chamberflag.acts.people import AdoptRules, KeyEnrolled, KeyRevoked
from chamberflag.canon.profile import unb64u
from chamberflag.ledger import entry as entries
from chamberflag.seal.keys import kid_of
from chamberflag.trace.line import Line, read
from chamberflag.trace.names import Names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.ledger.entry import Why


@dataclass(frozen=True, slots=True)
class KeyOnRecord:
    """A key as it was enrolled: whose, of which kind, on which rung, in which entry; revoked: the entry that ends it, -1 = none."""

    kid: str
    person: str
    alg: str
    rung: int
    entry: int
    revoked: int = -1


@dataclass(slots=True)
class Survey:
    """What is known after the entries so far. decided: the digest of the rule set, by entry; why: by entry, where there is a reason."""

    lines: list[Line] = field(default_factory=list[Line])
    decided: dict[int, str] = field(default_factory=dict[int, str])
    why: dict[int, tuple[Why, ...]] = field(default_factory=dict[int, "tuple[Why, ...]"])
    keys: dict[str, KeyOnRecord] = field(default_factory=dict[str, KeyOnRecord])
    adopted: list[tuple[tuple[str, ...], Mapping[str, int]]] = field(default_factory=list[tuple[tuple[str, ...], "Mapping[str, int]"]])
    founded: tuple[str, ...] = ("base",)
    _people: dict[str, str] = field(default_factory=dict[str, str])
    _names: Names = field(default_factory=Names)
    _digests: dict[str, str] = field(default_factory=dict[str, str])

    def take(self, index: int, data: bytes) -> None:
        """One more entry."""
        entry = entries.decode(data)
        line = read(index, entry, self._people)
        if any(isinstance(step.body, Genesis | KeyEnrolled) for step in line.steps):
            self._keys(line)  # in which they sign for themselves
            line = read(index, entry, self._people)
        self.lines.append(self._names.take(line))
        self.decided[index] = self._digests.setdefault(entry.box.rules, entry.box.rules)  # one string for all
        if entry.box.why:
            self.why[index] = entry.box.why
        for step in line.counts:
            match step.body:
                case Genesis():
                    self.founded = step.body.packs
                case AdoptRules():
                    self.adopted.append((step.body.packs, step.body.params))
                case KeyRevoked() if step.body.kid in self.keys:
                    self.keys[step.body.kid] = replace(self.keys[step.body.kid], revoked=index)
                case _:
                    pass

    def _keys(self, line: Line) -> None:
        for step in line.counts:
            match step.body:
                case Genesis():
                    enrolled = [(root.spki, root.person, root.alg, root.rung) for root in step.body.people]
                case KeyEnrolled():
                    enrolled = [(step.body.spki, step.body.person, step.body.alg, step.body.rung)]
                case _:
                    enrolled = []
            for spki, person, alg, rung in enrolled:
                kid = kid_of(unb64u(spki))
                self.keys[kid] = KeyOnRecord(kid, person, alg, rung, line.index)
                self._people[kid] = person
