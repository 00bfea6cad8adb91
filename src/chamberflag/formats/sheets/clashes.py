"""Rows against each other and against what is on record: the same again, the same with other data, and what only looks alike.

1 the same serial number of the same maker twice is one weapon: the later row is bad; 2 of two makers it may be two: a person decides;
3 serial numbers that differ by O and 0, or I, l and 1, may be one: a person decides; 4 a mark names one thing for ever; 5 a row that says
what is on record adds nothing; one that says otherwise is bad: an import never changes the record, a correction does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from msgspec.structs import replace

from chamberflag.formats.sheets.cells import plainly
from chamberflag.formats.sheets.judged import Doubt, Fault, Item, Judged
from chamberflag.formats.sheets.mapping import Columns

_SIGNS = re.compile(r"[\W_]+")
_ALIKE = str.maketrans("OQIL", "0011")
COMPARED = ("serial", "class", "rounds", "capacity", "load", "count", "maker", "model", "calibre", "vent", "owner")
RESERVED = frozenset({"unit", "production", "box"})
CORRECT = "nothing is changed by an import; if the row is right, record a correction"


@dataclass(frozen=True, slots=True)
class Known:
    """A thing on record. kind: weapon, lot or another word; facts: field -> value, as far as it is recorded."""

    id: str
    kind: str
    facts: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def serial(self) -> str:
        """The serial number as it is compared."""
        return key_of(self.facts.get("serial", ""))

    @property
    def maker(self) -> str:
        """The maker as it is compared."""
        return plainly(self.facts.get("maker", ""))


@lru_cache(maxsize=65536)
def key_of(serial: str) -> str:
    """A serial number as it is compared: letters and digits, capitals."""
    return _SIGNS.sub("", serial.upper())


def settle(rows: Iterable[Judged], known: Mapping[str, Known], columns: Columns, kind: str) -> None:
    """Add to each row what its neighbours and the record have to say, and give it the id it will have."""
    _Table(known, columns, kind).settle([row for row in rows if not row.faults])


class _Table:
    def __init__(self, known: Mapping[str, Known], columns: Columns, kind: str) -> None:
        self.known, self.columns, self.kind = known, columns, kind
        self.by_serial: dict[str, list[Known]] = {}
        self.alike: dict[str, set[str]] = {}
        for one in known.values():
            if one.serial and one.kind == kind:
                self.by_serial.setdefault(one.serial, []).append(one)
                self.alike.setdefault(one.serial.translate(_ALIKE), set()).add(one.serial)
        self.rows: dict[str, list[Judged]] = {}
        self.ids: dict[str, Judged] = {}

    def settle(self, rows: list[Judged]) -> None:
        for row in rows:
            item = _item(row)
            if item.serial:
                self.alike.setdefault(key_of(item.serial).translate(_ALIKE), set()).add(key_of(item.serial))
        for row in rows:
            self._one(row, _item(row))

    def _one(self, row: Judged, item: Item) -> None:
        serial = key_of(item.serial)
        if item.id in RESERVED or "|" in item.id:
            self._bad(row, "id", item.id, f"{item.id!r} cannot be the mark of a thing", "give it another mark")
            return
        if not self._once(row, item, serial):
            return
        self.ids[item.id] = row
        if serial:
            self.rows.setdefault(serial, []).append(row)
        self._on_record(row, item, serial)
        if serial and not row.known and not row.faults:
            others = self.alike[serial.translate(_ALIKE)] - {serial}
            if others:
                problem = f"it looks like {', '.join(sorted(others))}: O and 0, or I, l and 1"
                row.doubts += (Doubt(self.columns.header("serial"), problem),)

    def _once(self, row: Judged, item: Item, serial: str) -> bool:
        """Whether this is the first row of the file about the thing; notes why not."""
        for first in self.rows.get(serial, ()) if serial else ():
            before = _item(first)
            if before.maker and item.maker and plainly(before.maker) != plainly(item.maker):
                self._two_makers(first, row, before, item)
                continue
            differs = [name for name in COMPARED if name in before.stated & item.stated and _value(before, name) != _value(item, name)]
            told = f"; {', '.join(differs)} differ" if differs else ""
            self._bad(
                row, "serial", item.serial, f"row {first.row.number} has this serial number already{told}", "keep the row that is right"
            )
            if {"class", "capacity"} & set(differs) and not first.known:
                first.doubts += (Doubt(self.columns.header("serial"), f"row {row.row.number} says otherwise: {', '.join(differs)}"),)
            return False
        if item.id in self.ids and item.id == item.serial and item.maker:  # two makers, no marks: the maker tells them apart
            row.made = item = replace(item, id=f"{item.maker} {item.serial}")
        if item.id in self.ids:
            number = self.ids[item.id].row.number
            self._bad(row, "id", item.id, f"row {number} has this mark already", "a mark names one thing; give this one its own")
            return False
        return True

    def _two_makers(self, first: Judged, row: Judged, before: Item, item: Item) -> None:
        for one, other, maker in ((first, row, item.maker), (row, first, before.maker)):
            if not one.known:
                problem = f"row {other.row.number} has the same serial number of another maker, {maker}"
                one.doubts += (Doubt(self.columns.header("serial"), problem),)

    def _on_record(self, row: Judged, item: Item, serial: str) -> None:
        found = self.known.get(item.id)
        if found is not None and found.kind != self.kind:
            self._bad(row, "id", item.id, f"on record {item.id} is a {found.kind}", "give it another mark")
            return
        if found is None:
            same = [one for one in self.by_serial.get(serial, ()) if not (one.maker and item.maker and one.maker != plainly(item.maker))]
            if not same:
                for one in self.by_serial.get(serial, ()):
                    problem = f"on record is {one.id} with the same serial number of another maker, {one.facts.get('maker', '')}"
                    row.doubts += (Doubt(self.columns.header("serial"), problem),)
                return
            found = same[0]
            if item.id != item.serial:
                problem = f"this serial number is on record as {found.id}"
                self._bad(row, "serial", item.serial, problem, f"use the mark {found.id}, or mend the serial number")
                return
        if found.id != item.id and item.id == item.serial:
            row.made = item = replace(item, id=found.id)
        self._compare(row, item, found)

    def _compare(self, row: Judged, item: Item, found: Known) -> None:
        for name in COMPARED:
            told, recorded = _value(item, name), found.facts.get(name, "")
            same = key_of(told) == key_of(recorded) if name == "serial" else plainly(told) == plainly(recorded)
            if name in item.stated and recorded and not same:
                problem = f"{found.id} is on record with another {name}: {recorded}"
                self._bad(row, "class" if name == "rounds" else name, told, problem, CORRECT)
        row.known = not row.faults

    def _bad(self, row: Judged, name: str, value: str, problem: str, fix: str) -> None:
        row.faults += (Fault(self.columns.header(name), value, problem, fix),)


def _item(row: Judged) -> Item:
    assert isinstance(row.made, Item)  # noqa: S101 - rows of things, and none that is bad
    return row.made


def _value(item: Item, name: str) -> str:
    value = item.klass if name == "class" else getattr(item, name)
    return "" if value is None else str(value)
