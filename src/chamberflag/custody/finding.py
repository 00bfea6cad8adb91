"""What a look found, reduced from its chambers, and how it stands to the record. Source: acts.md sections 3 and 4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chamberflag.vocabulary.words import Chamber, Contents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Finding:
    """Class, number of rounds (results that are not EMPTY), number of chambers looked at, and the classes seen."""

    klass: Contents
    n: int
    looked: int
    seen: frozenset[Chamber]


def reduce(chambers: Sequence[Chamber]) -> Finding:
    """One finding from all chambers: two classes at once, or anything doubtful, is UNKNOWN; one bullet anywhere is BULLET."""
    seen = frozenset(chambers)
    filled = seen - {Chamber.EMPTY}
    n = sum(1 for chamber in chambers if chamber is not Chamber.EMPTY)
    if filled & {Chamber.BULLET, Chamber.PRIMED_INERT}:
        klass = Contents.BULLET
    elif not filled:
        klass = Contents.EMPTY
    elif filled == frozenset({Chamber.DUMMY}):
        klass = Contents.DUMMY
    elif filled == frozenset({Chamber.BLANK}):
        klass = Contents.BLANK
    else:
        klass = Contents.UNKNOWN
    return Finding(klass, n, len(chambers), seen)


def matches(finding: Finding, record: Mapping[str, bool | int | str]) -> bool:
    """A complete look that found exactly the class and number of the record."""
    return finding.looked == record["cap"] and finding.klass == record["contents"] and finding.n == record["n"]


def contradicts(finding: Finding, record: Mapping[str, bool | int | str]) -> bool:
    """The look cannot be true together with the record.

    More chambers than the register has: this is another weapon. Another class or number; in an incomplete look a class that the record
    lacks or more rounds than it has. A record that is UNKNOWN has no figure to differ from.
    """
    cap, n = record["cap"], record["n"]
    if finding.looked > int(cap):
        return True
    if record["contents"] == Contents.UNKNOWN:
        return False
    if finding.looked == int(cap):
        return finding.klass != record["contents"] or finding.n != n
    allowed = {Chamber.EMPTY} if record["contents"] == Contents.EMPTY else {Chamber.EMPTY, Chamber(str(record["contents"]))}
    return bool(finding.seen - allowed) or finding.n > int(n)
