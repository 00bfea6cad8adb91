"""What an import records: signed acts through the recorder, some rows an act, and nothing else. Source: acts.md, log.md section 10.

Weapons and lots are brought in and no more: they lie in quarantine until two people accept them. People are added; names and the numbers of
papers lie beside the log. What is recorded stays recorded when the next act fails; the same file again adds what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import cast

import msgspec

from chamberflag.acts.act import plain
from chamberflag.acts.people import AddPerson, Document
from chamberflag.acts.weapons import BringIn, Thing
from chamberflag.app import Box
from chamberflag.cli.company import ORIGINS, RP_ID
from chamberflag.cli.pen import Party, Pen, Sheet
from chamberflag.formats.day.model import Text
from chamberflag.formats.sheets.clashes import COMPARED, Known
from chamberflag.formats.sheets.company import KnownPerson
from chamberflag.formats.sheets.judged import Fault, Item, Judged, Person
from chamberflag.recorder.founding import Hand
from chamberflag.seal.authenticator import SoftAuthenticator
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.known import test_seed
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.words import ItemKind, Verdict

THINGS = 40  # things in one act
BYTES = 5_000  # of their descriptions; line 1 has room for 8,192
TEST_KINDS = frozenset({"example", "practice"})


def known_things(box: Box) -> dict[str, Known]:
    """What the register of this box knows, as an import compares it."""
    found: dict[str, Known] = {}
    for thing in box.recorder.state.things.values():
        told = {name: getattr(thing, name) for name in COMPARED if name != "class"} | {"class": thing.klass}
        facts = {name: str(value) for name, value in told.items() if value is not None and (name, value) != ("load", "none")}
        found[thing.id] = Known(thing.id, str(thing.kind), facts)
    return found


def known_people(box: Box) -> dict[str, KnownPerson]:
    """The people of this box with the names that lie beside its log."""
    people = box.recorder.state.people
    found: dict[str, KnownPerson] = {}
    for person in people.persons.values():
        kept = box.ledger.private(person.index, "name")
        papers = frozenset(
            (paper.kind, paper.valid_to if paper.valid_to is not None else -1)
            for kind in ("licence", "course")
            for paper in people.papers.get(f"{person.id}|{kind}", ())
        )
        found[person.id] = KnownPerson(person.id, kept[1].decode() if kept else "", person.roles, papers, person.minor)
    for record in box.recorder.state.keys.values():  # root people have a key before they have a page
        found.setdefault(record.key.person, KnownPerson(record.key.person, "", frozenset()))
    return found


def signer(box: Box, role: str, wanted: str = "") -> Party:
    """Who signs an import at this machine: a root person whose key lies here; in an example, whose test key anybody can make.

    role: producer or lead. Raises Malformed where nobody can.
    """
    person = wanted or box.info.roots[0 if role == "producer" else -1]
    for hand in _hands(box, person):
        if hand.kid in box.recorder.state.keys:
            return Party(hand, role)
    names = ", ".join(name.removeprefix("root-") for name in box.keys.names() if name.startswith("root-")) or "none"
    raise Malformed(
        "malformed.signer", f"no enrolled key of {person} lies with this box; keys here: {names}; choose with --as", str(box.path)
    )


def _hands(box: Box, person: str) -> Iterator[Hand]:
    if f"root-{person}" in box.keys.names():
        yield box.keys.read(f"root-{person}")
    if box.info.kind in TEST_KINDS:
        yield SoftAuthenticator.from_seed(test_seed(person), RP_ID, ORIGINS[0])
        yield DeviceKey.from_seed(test_seed(person), "p256")


class Entering:
    """Records the rows of one import."""

    def __init__(self, box: Box, party: Party, now: int, tick: Callable[[int], None] = lambda _: None) -> None:
        """box: open for writing; party signs every act; now: ms; tick: told how many rows are recorded."""
        self.box, self.party, self.tick = box, party, tick
        head = box.ledger.head()
        self.pen, self.now = Pen(box), max(now, head.recv if head is not None else 0)
        self.recorded = 0

    def things(self, rows: Sequence[Judged]) -> None:
        """Bring in weapons or lots, rows of one supplier and receipt together."""
        for (supplier, receipt), same in groupby(rows, lambda row: (_item(row).supplier, _item(row).receipt)):
            for some in _portions(list(same)):
                told = tuple(_thing(_item(row)) for row in some)
                body = BringIn(told, supplier or None, receipt or None)
                self._write("bring_in", body, some, [thing.id for thing in told])

    def people(self, rows: Sequence[Judged], known: dict[str, KnownPerson]) -> None:
        """Add people, then their papers."""
        for row in rows:
            person = row.made
            assert isinstance(person, Person)  # noqa: S101 - rows of people
            on_record = known.get(person.id)
            if on_record is None or not on_record.has(person):
                body = plain(AddPerson(person.id, person.roles, person.minor))
                if not self._write("add_person", body | ({"name": Text(person.name)} if person.name else {}), [row]):
                    continue
            for paper in person.papers:
                if on_record is None or (paper.kind, paper.valid_to) not in on_record.papers:
                    paper_body = plain(Document(person.id, paper.kind, valid_to=paper.valid_to if paper.valid_to >= 0 else None))
                    self._write("document", paper_body | ({"note": Text(paper.ref)} if paper.ref else {}), [row], count=False)

    def _write(
        self,
        kind: str,
        body: msgspec.Struct | dict[str, object],
        rows: Sequence[Judged],
        subjects: Sequence[str] = (),
        *,
        count: bool = True,
    ) -> bool:
        """Record one act; what keeps it out becomes a fault of its rows. Raises Unproven or Broken: the box does not write at all."""
        told = plain(body) if isinstance(body, msgspec.Struct) else body
        answer = self.pen.write(Sheet(kind, told, [self.party], self.now, subjects), self.now)
        if answer.error is not None:
            raise answer.error
        assert answer.decision is not None  # noqa: S101 - a new act with a random id is no replay
        if answer.decision.verdict is Verdict.REFUSE:
            rules = ", ".join(dict.fromkeys(reason.rule for reason in answer.decision.why))
            for row in rows:
                row.faults += (Fault("", "", f"the gate refused {kind} under {rules}", f"chamberflag rules show {rules.split(', ')[0]}"),)
            return False
        self.recorded += len(rows) if count else 0
        self.tick(self.recorded)
        return True


def _item(row: Judged) -> Item:
    return cast("Item", row.made)


def _thing(item: Item) -> Thing:
    return Thing(
        id=item.id,
        kind=ItemKind.LOT if item.rounds is not None else ItemKind.WEAPON,
        klass=item.klass,
        rounds=item.rounds,
        capacity=item.capacity,
        load=item.load,
        count=item.count,
        calibre=item.calibre or None,
        maker=item.maker or None,
        model=item.model or None,
        serial=item.serial or None,
        action=item.action or None,
        owner=item.owner or None,
        container=item.container or None,
        look=item.look or None,
        vent=item.vent or None,
        primers=item.primers or None,
        safeties_intact=item.safeties,
    )


def _portions(rows: Sequence[Judged]) -> Iterator[list[Judged]]:
    """Rows that fit one act."""
    some, size = list[Judged](), 0
    for row in rows:
        length = len(msgspec.json.encode(plain(_thing(_item(row))))) + len(_item(row).id.encode()) + 60
        if some and (size + length > BYTES or len(some) == THINGS):
            yield some
            some, size = [], 0
        some.append(row)
        size += length
    if some:
        yield some
