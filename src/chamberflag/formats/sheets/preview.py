"""A file as it would be imported: every row with its verdict, nothing recorded. The command records what is taken from here and no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec

from chamberflag.formats.sheets.aliases import FASTBOUND, TABLES
from chamberflag.formats.sheets.cells import MONTH_FIRST, order_of, plainly
from chamberflag.formats.sheets.clashes import Known, settle
from chamberflag.formats.sheets.company import KnownPerson, settle_people
from chamberflag.formats.sheets.crew import person
from chamberflag.formats.sheets.judged import Judged, View
from chamberflag.formats.sheets.lots import lot
from chamberflag.formats.sheets.mapping import Columns, map_sheet
from chamberflag.formats.sheets.model import Row, Sheet
from chamberflag.formats.sheets.reading import read
from chamberflag.formats.sheets.weapons import weapon
from chamberflag.formats.sheets.when import ORDER
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.words import Load

JUDGES: Mapping[str, Callable[[View], Judged]] = {"weapons": weapon, "people": person, "rounds": lot}
THINGS = {"weapons": "weapon", "rounds": "lot"}
DATES = ("received", "disposed", "licence_to", "course_to")
TICK = 500
FIELDS = {"klass": "class"}


@dataclass(frozen=True, slots=True)
class Options:
    """What a person said beside the file.

    maps: `HEADER=FIELD`, each; set_all: field -> value for rows that lack it; accepted: rows that were decided, None = all that wait;
    header: its row, 0 = find it; sheet: of a workbook.
    """

    maps: Sequence[str] = ()
    set_all: Mapping[str, str] = field(default_factory=dict[str, str])
    accepted: frozenset[int] | None = frozenset()
    header: int = 0
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Every row with its verdict, which column is which field, how the file was read."""

    kind: str
    rows: tuple[Judged, ...]
    columns: Columns
    how: str
    accepted: frozenset[int] | None

    def _decided(self, row: Judged) -> bool:
        return self.accepted is None or row.row.number in self.accepted

    @property
    def taken(self) -> list[Judged]:
        """Rows that go in, those on record already left out."""
        return [row for row in self.rows if not row.bad and not row.known and (not row.held or self._decided(row))]

    @property
    def waiting(self) -> list[Judged]:
        """Rows that a person has to decide about."""
        return [row for row in self.rows if row.held and not self._decided(row)]

    @property
    def bad(self) -> list[Judged]:
        """Rows that cannot be imported as they are."""
        return [row for row in self.rows if row.bad]

    def _becomes(self, row: Judged) -> dict[str, Any]:
        """What a row would put on record, what is assumed about it included; `state`: new, waits, known."""
        told = cast("dict[str, Any]", msgspec.to_builtins(row.made))
        told.pop("stated", None)
        state = "known" if row.known else "waits" if row.held and not self._decided(row) else "new"
        return {"row": row.row.number, "state": state} | {
            FIELDS.get(name, name): value for name, value in told.items() if value not in (None, "", [], (), Load.NONE)
        }

    def plain(self) -> dict[str, Any]:
        """The JSON document: commands.md, row `import`, and beside it how the file was read and how many rows are on record."""
        bad, waiting = self.bad, self.waiting
        return {
            "rows": len(self.rows),
            "ok": len(self.rows) - len(bad) - len(waiting),
            "review": len(waiting),
            "bad": len(bad),
            "known": sum(row.known for row in self.rows),
            "errors": [
                {"row": row.row.number, "column": fault.column, "value": fault.value, "problem": fault.problem, "fix": fault.fix}
                for row in bad
                for fault in row.faults
            ],
            "reviews": [
                {"row": row.row.number, "column": doubt.column, "problem": doubt.problem} for row in waiting for doubt in row.doubts
            ],
            "becomes": [self._becomes(row) for row in self.rows if not row.bad],
            "mapped": self.columns.mapped,
            "ignored": list(self.columns.ignored),
            "header": self.columns.row,
            "read_as": self.how,
        }


def preview(
    kind: str,
    data: bytes,
    file: str,
    options: Options,
    known: Mapping[str, Known] | Mapping[str, KnownPerson],
    tick: Callable[[int, int], None] = lambda _done, _all: None,
) -> Preview:
    """The verdict on every row of a file. known: what is on record, by id. tick: told how many rows of how many. Raises Malformed."""
    sheet = read(data, file, options.sheet)
    columns, rows = map_sheet(kind, sheet, options.maps, options.header, file)
    set_all = _set_all(kind, options.set_all, columns, rows)
    judged: list[Judged] = []
    judge = JUDGES[kind]
    for done, row in enumerate(rows):
        if done % TICK == 0:
            tick(done, len(rows))
        judged.append(judge(View(columns, row, set_all, sheet.doubtful)))
    _there(options.accepted, rows)
    things = {name: one for name, one in known.items() if isinstance(one, Known)}
    people = {name: one for name, one in known.items() if isinstance(one, KnownPerson)}
    if kind == "people":
        settle_people(judged, people, columns)
    else:
        settle(judged, things, columns, THINGS[kind])
    tick(len(rows), len(rows))
    return Preview(kind, tuple(judged), columns, _how(sheet, columns), options.accepted)


def _how(sheet: Sheet, columns: Columns) -> str:
    return sheet.how if columns.row == sheet.rows[0].number else f"{sheet.how}; the header is row {columns.row}"


def _there(accepted: frozenset[int] | None, rows: Sequence[Row]) -> None:
    """A decision about a row that the file does not have is a slip: of its number, or of the file. Raises Malformed."""
    missing = sorted((accepted or frozenset()) - {row.number for row in rows})
    if missing:
        shown = ", ".join(map(str, missing[:5])) + (" ..." if len(missing) > 5 else "")
        raise Malformed("malformed.accept", f"the file has no row {shown}; its rows end with {rows[-1].number if rows else 0}", "--accept")


def _set_all(kind: str, said: Mapping[str, str], columns: Columns, rows: Sequence[Row]) -> dict[str, str]:
    made: dict[str, str] = {}
    for name, value in said.items():
        own = next((field for field in TABLES[kind] if plainly(field) == plainly(name)), "")
        if not own or own in {"id", "serial", "name"}:
            allowed = ", ".join(field for field in TABLES[kind] if field not in {"id", "serial", "name"})
            raise Malformed("malformed.map", f"{name!r} cannot be set for all rows; what can: {allowed}", "--set")
        made[own] = value
    dates = [row.cell(columns.fields[name]).strip() for name in DATES if name in columns.fields for row in rows]
    made[ORDER] = MONTH_FIRST if set(columns.headers) >= FASTBOUND else order_of(dates)
    return made
