"""Which entries a trace needs, taken out of the log without folding it. Source: performance.md P10.

Only entries whose bytes hold the subject's name are decoded, and those of the items it comes to, by the ledger's own index; no rule is run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts import act as acts
from chamberflag.acts.box import Genesis
from chamberflag.acts.parts import parts_of
from chamberflag.acts.people import AddPerson, KeyEnrolled
from chamberflag.acts.weapons import Accept, BringIn
from chamberflag.canon.profile import encode, unb64u
from chamberflag.ledger import entry as entries
from chamberflag.ledger.replay import done_steps
from chamberflag.seal.keys import kid_of
from chamberflag.trace.chain import ALARMS, CALLS, stores
from chamberflag.trace.line import Line, read
from chamberflag.trace.mention import ITEMS, Kind, mentions, speaks_of
from chamberflag.vocabulary.words import ItemKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Protocol

    from chamberflag.acts.weapons import Thing
    from chamberflag.ledger.ports import Chains, Entries

    class Records(Entries, Chains, Protocol):
        """Reading by position and by subject."""


BINDS = (b'"type":"key.enrolled"', b'"type":"genesis"')
DESCRIBED = {ItemKind.WEAPON: Kind.WEAPON, ItemKind.LOT: Kind.LOT, ItemKind.ROUND: Kind.ROUND}  # anything else is a place
UNIT_WIDE = (*(f'"type":"{kind}"'.encode() for kind in sorted(ALARMS | CALLS)), b'"harm":true')


def gather(ledger: Records, kind: Kind, subject: str) -> list[Line]:
    """Every line that the trace of this subject may need, in the order of the log; empty where no entry speaks of it."""
    found = _Reader(ledger)
    wanted = [_spelt(subject)]
    for index, data in found.all():
        if any(name in data for name in BINDS):
            wanted += [kid.encode() for kid, person in found.bind(data) if kind is Kind.PERSON and person == subject]
        if any(name in data for name in wanted) or (kind in ITEMS and any(name in data for name in UNIT_WIDE)):
            found.take(index, data)
    own = [line for line in found.lines() if speaks_of(line, kind, subject)]
    described = [DESCRIBED.get(thing.kind, Kind.PLACE) for line in found.lines() for thing in things_of(line) if thing.id == subject]
    if not own or (described and kind not in described):
        return []
    more = stores(own, subject) if kind in ITEMS else tuple(dict.fromkeys(item for line in own for item in line.subjects))
    found.follow(more)
    return found.lines()


def known_ids(ledger: Records) -> Iterator[tuple[Kind, str, str]]:
    """(kind, id, what else it goes by) of everything the log speaks of, each once, in the order of first mention."""
    found = _Reader(ledger)
    for index, data in found.all():
        if any(name in data for name in BINDS):
            found.bind(data)
        found.take(index, data)
    yield from _named(found.lines())


def _named(lines: Sequence[Line]) -> Iterator[tuple[Kind, str, str]]:
    """A name that only a paper or a member of several meanings brings is not taken for a person or a shot."""
    things = {(DESCRIBED.get(one.kind, Kind.PLACE), one.id): one.serial or "" for line in lines for one in things_of(line)}
    items = {name for _, name in things}
    people = {step.body.person for line in lines for step in line.steps if isinstance(step.body, AddPerson | KeyEnrolled)}
    people.update(person for line in lines for person in line.people)
    yield from ((kind, name, serial) for (kind, name), serial in things.items())
    yield from ((Kind.PERSON, person, "") for person in sorted(people))
    others = dict.fromkeys(pair for line in lines for pair in sorted(mentions(line)))
    for kind, name in others:
        if kind in {Kind.SHOT, Kind.PLACE, Kind.ROUND} and name not in items and name not in people:
            yield Kind(kind), name, ""


def things_of(line: Line) -> Iterator[Thing]:
    """The items that an entry describes."""
    for step in line.steps:
        if isinstance(step.body, BringIn | Accept):
            yield from step.body.things


def _spelt(name: str) -> bytes:
    """A name as it stands in canonical bytes, quotes included."""
    return encode({"x": name})[5:-1]


class _Reader:
    """Lines taken from a ledger, with the people to whom keys were bound so far."""

    def __init__(self, ledger: Records) -> None:
        self._ledger, self._bound, self._lines = ledger, dict[str, str](), dict[int, Line]()

    def all(self) -> Iterator[tuple[int, bytes]]:
        """Every entry's bytes."""
        head = self._ledger.head()
        yield from enumerate(self._ledger.entries(0, head.size if head is not None else 0))

    def bind(self, data: bytes) -> list[tuple[str, str]]:
        """The keys that an entry binds, if it was not refused: (key id, person)."""
        entry = entries.decode(data)
        act = acts.decode(entry.line)
        parts = parts_of(act)
        if not done_steps(entry, act, len(parts)):
            return []
        match parts[0].body:
            case KeyEnrolled() as body:
                made = [(kid_of(unb64u(body.spki)), body.person)]
            case Genesis() as body:
                made = [(kid_of(unb64u(root.spki)), root.person) for root in body.people]
            case _:
                return []
        self._bound |= dict(made)
        return made

    def take(self, index: int, data: bytes) -> None:
        """Decode an entry, once."""
        if index not in self._lines:
            self._lines[index] = read(index, entries.decode(data), self._bound)

    def follow(self, items: Iterable[str]) -> None:
        """Take the entries that name these items."""
        for index in sorted({index for item in items for index in self._ledger.subject_entries(item)}):
            if index not in self._lines:
                self.take(index, self._ledger.entry(index))

    def lines(self) -> list[Line]:
        """What was taken, in the order of the log."""
        return [self._lines[index] for index in sorted(self._lines)]
