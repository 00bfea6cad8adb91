"""Which entries a trace needs, taken out of the log without folding it. Source: performance.md P10.

A weapon, lot or place: by the ledger's index, which lists each entry under the items and places it names and under what it is to the whole
unit; what is read grows with the subject's entries and not with the log. The index is not believed where it holds fewer entries than the
subject's chain, where it does not know a key that signs one of them, or where the log began before all this was listed. Then the whole log
is looked through, as it is for a person, round or shot: only entries whose bytes hold the name are decoded. No rule is run.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from chamberflag.acts import act as acts
from chamberflag.acts.naming import HARM, unit_wide
from chamberflag.acts.parts import parts_of
from chamberflag.acts.people import AddPerson, KeyEnrolled
from chamberflag.acts.weapons import Accept, BringIn
from chamberflag.canon.profile import encode
from chamberflag.ledger import entry as entries
from chamberflag.ledger.replay import done_steps, own_keys
from chamberflag.trace.carried import carriers, put_in
from chamberflag.trace.chain import ALARMS, CALLS, STORES, own_lines
from chamberflag.trace.line import Line, read
from chamberflag.trace.mention import ITEMS, Kind, mentions, speaks_of
from chamberflag.trace.names import Names
from chamberflag.trace.standing import NOT_RECORDED, Where, course
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.words import ItemKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from typing import Protocol

    from chamberflag.acts.weapons import Thing
    from chamberflag.ledger.ports import Chains, Entries
    from chamberflag.trace.standing import Standing

    class Records(Entries, Chains, Protocol):
        """Reading by position and by subject."""


BINDS = (b'"type":"key.enrolled"', b'"type":"genesis"')
DESCRIBED = {ItemKind.WEAPON: Kind.WEAPON, ItemKind.LOT: Kind.LOT, ItemKind.ROUND: Kind.ROUND}  # anything else is a place
WIDE = (*(f'"type":"{kind}"'.encode() for kind in sorted(ALARMS | CALLS | STORES)), b'"harm":true')
OUT = frozenset({Where.HAND, Where.UNATTENDED})
_KID = re.compile(rb'"kid":"(k_[A-Za-z0-9_-]{22})"')


def gather(ledger: Records, kind: Kind, subject: str) -> list[Line]:
    """Every line that the trace of this subject may need, in the order of the log; empty where no entry speaks of it as one of its kind."""
    try:
        encode({"x": subject})
    except Malformed:  # no name that could have been signed
        return []
    found = _Reader(ledger)
    own = _by_index(found, kind, subject) if kind in ITEMS else []
    if not own:
        found = _Reader(ledger)
        own = _by_reading(found, kind, subject)
    described = {DESCRIBED.get(thing.kind, Kind.PLACE) for line in found.lines() for thing in things_of(line) if thing.id == subject}
    return found.lines() if own and (not described or kind in described) else []


def _by_index(found: _Reader, kind: Kind, subject: str) -> list[Line]:
    """The subject's own lines by the ledger's index, and with them what happened to its stores and to the unit; [] = not to be believed."""
    if not found.indexed():
        return []
    found.follow([subject])
    own = found.lines()
    moved = sum(subject in line.subjects and (line.verdict is not Verdict.REFUSE or line.done > 0) for line in own)
    if moved != found.ledger.subject_head(subject)[0] or not all(speaks_of(line, kind, subject) for line in own):
        return []
    changes = course(own, subject, weapon=kind is Kind.WEAPON)
    found.follow((*_besides(kind, own, subject), *(unit_wide(what) for what in (*ALARMS, HARM))))
    found.read(found.during(changes))
    return [] if found.strangers else own


def _by_reading(found: _Reader, kind: Kind, subject: str) -> list[Line]:
    """The subject's own lines by looking through the whole log, and with them what happened to the unit, or to the items they name."""
    wanted = [_spelt(subject), *(WIDE if kind in ITEMS else ())]
    for index, data in found.all():
        if any(name in data for name in BINDS):
            wanted += [kid.encode() for kid, person in found.bind(data) if kind is Kind.PERSON and person == subject]
        if any(name in data for name in wanted):
            found.take(index, data)
    own = [line for line in found.lines() if speaks_of(line, kind, subject)]
    follow = found.follow if found.indexed() else found.seek
    if kind in ITEMS:
        follow(_besides(kind, own, subject))
    else:
        follow({item for line in own for item in line.subjects})
        follow({item for line in own_lines(kind, subject, found.lines()) for item in line.subjects})
    return own


def _besides(kind: Kind, own: Sequence[Line], subject: str) -> tuple[str, ...]:
    """The items in which a lot was, or that were in a place."""
    match kind:
        case Kind.LOT:
            return carriers(own, subject)
        case Kind.PLACE:
            return put_in(own, subject)
        case _:
            return ()


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
    """Lines taken from a ledger, each with the people to whom its keys were bound at its place."""

    def __init__(self, ledger: Records) -> None:
        self.ledger = ledger
        self._bound, self._lines = dict[str, str](), dict[int, Line]()
        self._sought = set[str]()
        self.strangers = False

    def indexed(self) -> bool:
        """Whether the box that wrote this log listed from entry 0 on all that acts name: it has listed its genesis."""
        return 0 in self.ledger.subject_entries(unit_wide("genesis"))

    def all(self) -> Iterator[tuple[int, bytes]]:
        """Every entry's bytes."""
        head = self.ledger.head()
        yield from enumerate(self.ledger.entries(0, head.size if head is not None else 0))

    def bind(self, data: bytes) -> list[tuple[str, str]]:
        """The keys that an entry binds, if it was not refused: (key id, person)."""
        entry = entries.decode(data)
        act = acts.decode(entry.line)
        parts = parts_of(act)
        made = {kid: person for kid, (person, _) in own_keys(parts[0].body).items()} if done_steps(entry, act, len(parts)) else {}
        self._bound |= made
        self._sought |= made.keys()
        return list(made.items())

    def take(self, index: int, data: bytes) -> None:
        """Decode an entry, once."""
        if index not in self._lines:
            self._lines[index] = read(index, entries.decode(data), self._bound)

    def follow(self, items: Iterable[str]) -> None:
        """Take the entries that the index lists under these names."""
        self.read({index for item in items for index in self.ledger.subject_entries(item)})

    def seek(self, items: Collection[str]) -> None:
        """Take the entries that name one of these, by looking through the whole log."""
        names = [_spelt(item) for item in items]
        for index, data in self.all():
            if any(name in data for name in names):
                self.take(index, data)

    def during(self, changes: Sequence[Standing]) -> Iterator[int]:
        """The calls while it was out; while it lay in a store, what was opened and closed: that one, or any where nobody said which."""
        begins = [change.index for change in changes]
        inside = {place: frozenset(self.ledger.subject_entries(place)) for place in {change.place for change in changes}}
        for what in sorted(CALLS | STORES):
            for index in self.ledger.subject_entries(unit_wide(what)):
                now = changes[at - 1] if (at := bisect_right(begins, index)) else NOT_RECORDED
                stored = now.where is Where.STORE and (not now.place or index in inside[now.place])
                if stored if what in STORES else now.where in OUT:
                    yield index

    def read(self, indexes: Iterable[int]) -> None:
        """Take these entries, and what binds the keys that sign them."""
        for index in sorted(set(indexes) - self._lines.keys()):
            data = self.ledger.entry(index)
            for kid in {kid.decode() for kid in _KID.findall(data)} - self._sought:
                self._sought.add(kid)
                for at in self.ledger.subject_entries(kid):
                    if at <= index:
                        self.bind(self.ledger.entry(at))
                self.strangers = self.strangers or kid not in self._bound
            self.take(index, data)

    def lines(self) -> list[Line]:
        """What was taken, in the order of the log."""
        names = Names()
        return [names.take(self._lines[index]) for index in sorted(self._lines)]
