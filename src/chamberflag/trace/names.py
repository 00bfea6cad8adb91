"""What the contents of a weapon are called in a sentence: a moulding is called by its name, RUBBER or REPLICA, and never EMPTY. day.md O6.

What is a moulding follows from its acceptance: class RUBBER or REPLICA, and no chamber.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from chamberflag.acts.weapons import Accept, BringIn
from chamberflag.vocabulary.words import Contents, WeaponClass

if TYPE_CHECKING:
    from chamberflag.acts.body import Claim
    from chamberflag.trace.line import Line

MOULDED = frozenset({WeaponClass.RUBBER, WeaponClass.REPLICA})


@dataclass(slots=True)
class Names:
    """Class and chambers of each item as last described, taken from lines in the order of the log."""

    told: dict[str, tuple[WeaponClass | None, int | None]] = field(default_factory=dict[str, "tuple[WeaponClass | None, int | None]"])

    def take(self, line: Line) -> Line:
        """The line with the names of its mouldings."""
        for step in line.counts:
            for thing in step.body.things if isinstance(step.body, Accept | BringIn) else ():
                klass, chambers = self.told.get(thing.id, (None, None))
                self.told[thing.id] = (thing.klass or klass, chambers if thing.capacity is None else thing.capacity)
        named = {item: str(self.told[item][0]) for item in line.subjects if item in self.told and moulded(*self.told[item])}
        return replace(line, called=tuple(named.items())) if named else line


def moulded(klass: WeaponClass | None, chambers: int | None) -> bool:
    """Whether it is a moulding: nothing can be in it."""
    return klass in MOULDED and not chambers


def claimed(line: Line, claim: Claim | None) -> str:
    """What is declared, as the end of a sentence: the name of a moulding, the contents of anything else; of an act on both, both."""
    if claim is not None and claim.klass != Contents.EMPTY:
        return f", declared {claim.klass}{_rounds(claim)}"
    said = ", contents not stated" if claim is None else f", declared {claim.klass}"
    names = dict(line.called)
    if not names:
        return said
    if set(line.subjects) <= names.keys():
        return f", {named(line)}"
    return f"{said}; {', '.join(f'{item} is {name}' for item, name in names.items())}"


def calling(line: Line, claim: Claim | None) -> str:
    """What the signers of a declaration do: they call a moulding by its name, and declare the contents of anything else."""
    said = claimed(line, claim)
    return f"calls it by its name{said}" if said == f", {named(line)}" else f"declares the contents{said.replace(', declared', ':')}"


def named(line: Line) -> str:
    """The names of a line's mouldings, each once."""
    return " and ".join(sorted({name for _, name in line.called}))


def _rounds(claim: Claim) -> str:
    return f"({claim.n}, {claim.load})" if claim.klass == Contents.BLANK else f"({claim.n})" if claim.n else ""
