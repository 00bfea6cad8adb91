"""People in rows against each other and against the record, and the code that each new one gets: their role and a number, never a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from chamberflag.formats.sheets.cells import plainly
from chamberflag.formats.sheets.judged import Doubt, Fault, Judged, Person
from chamberflag.formats.sheets.mapping import Columns
from chamberflag.vocabulary.words import Role


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person on record: the name that lies beside the log ("" = erased or none), roles, papers as (kind, end in ms)."""

    id: str
    name: str
    roles: frozenset[str]
    papers: frozenset[tuple[str, int]] = frozenset()
    minor: bool = False

    def has(self, person: Person) -> bool:
        """Whether the roles and the age that a row states are on record."""
        stated = {str(role) for role in person.roles if role is not Role.CREW}
        return bool(self.roles) and stated <= self.roles and (self.minor or not person.minor)


def settle_people(rows: Iterable[Judged], known: Mapping[str, KnownPerson], columns: Columns) -> None:
    """Add to each row what its neighbours and the record have to say, and give new people a code."""
    by_name = {plainly(one.name): one for one in known.values() if one.name}
    names: dict[str, Judged] = {}
    codes: dict[str, Judged] = {}
    good = [row for row in rows if not row.faults]
    for row in good:
        person = _person(row)
        told = plainly(person.name)
        before = names.get(told) if told else None
        if person.id and person.id in codes:
            problem = f"row {codes[person.id].row.number} has this code already"
            row.faults += (Fault(columns.header("id"), person.id, problem, "a code names one person; give this one their own"),)
            continue
        if before is not None:
            first = _person(before)
            if (first.roles, first.id, first.papers) == (person.roles, person.id, person.papers):
                problem = f"the row repeats row {before.row.number}"
                row.faults += (Fault(columns.header("name"), person.name, problem, "delete one of the two"),)
                continue
            row.doubts += (Doubt(columns.header("name"), f"row {before.row.number} has the same name: one person, or two?"),)
        if person.id:
            codes[person.id] = row
        if told:
            names.setdefault(told, row)
        _on_record(row, person, known.get(person.id) or (by_name.get(told) if told and not person.id else None), columns)
    _number(good, set(known) | set(codes))


def _on_record(row: Judged, person: Person, found: KnownPerson | None, columns: Columns) -> None:
    if found is None:
        return
    if person.id and found.name and person.name and plainly(found.name) != plainly(person.name):
        problem = f"the code {found.id} is another person's on record"
        row.faults += (Fault(columns.header("id"), person.id, problem, "use another code"),)
        return
    row.made = person = replace(person, id=found.id)
    new = [str(role) for role in person.roles if str(role) not in found.roles and role is not Role.CREW]
    if new and found.roles:
        row.doubts += (Doubt(columns.header("role"), f"{found.id} is on record without {', '.join(new)}; shall it be added?"),)
    papers = {(paper.kind, paper.valid_to) for paper in person.papers}
    row.known = found.has(person) and papers <= found.papers


def _number(rows: Iterable[Judged], taken: set[str]) -> None:
    """performer-1, performer-2, ...: the order of the file, numbers in use left out."""
    counters: dict[str, int] = {}
    for row in rows:
        if row.faults or not isinstance(row.made, Person) or row.made.id:
            continue
        role = str(row.made.roles[0]).replace("_", "-")
        number = counters.get(role, 0) + 1
        while f"{role}-{number}" in taken:
            number += 1
        counters[role] = number
        taken.add(f"{role}-{number}")
        row.made = replace(row.made, id=f"{role}-{number}")


def _person(row: Judged) -> Person:
    assert isinstance(row.made, Person)  # noqa: S101 - rows of people, and none that is bad
    return row.made
