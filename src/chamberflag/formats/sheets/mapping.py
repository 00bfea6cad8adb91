"""Which column is which field: the header row is found, its headers are compared with the aliases, and what a person said comes first.

Row 1 is the header. Where row 1 names nothing that is known (a title, a logo), the first of the next rows that does is taken, and it is
said.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chamberflag.formats.sheets.aliases import NEEDED, TABLES
from chamberflag.formats.sheets.cells import Unfit, clean, plainly
from chamberflag.formats.sheets.model import Row, Sheet
from chamberflag.vocabulary.errors import Malformed

SOUGHT = 25  # rows in which a header is looked for
# A column headed so holds given names where the family names stand in a column of their own.
GIVEN = frozenset({"name", "nombre"})
IGNORE = frozenset({"-", "ignore", "ignorar", "none", ""})


@dataclass(frozen=True, slots=True)
class Columns:
    """The header's row number, how many cells it has, its texts, field -> column, further columns of the same header, what is left out."""

    row: int
    width: int
    headers: tuple[str, ...]
    fields: Mapping[str, int]
    twins: Mapping[str, tuple[int, ...]]
    ignored: tuple[str, ...]

    @property
    def mapped(self) -> dict[str, str]:
        """Header -> field."""
        return {self.headers[column]: field for field, column in sorted(self.fields.items(), key=lambda pair: pair[1])}

    def header(self, field: str) -> str:
        """The header of a field, or its own name where the table has no such column."""
        return self.headers[self.fields[field]] if field in self.fields else field


def map_sheet(kind: str, sheet: Sheet, said: Sequence[str] = (), header: int = 0, file: str = "") -> tuple[Columns, tuple[Row, ...]]:
    """The mapping of a table and the rows below its header. said: `HEADER=FIELD`, each. header: its row, 0 = find it. Raises Malformed."""
    if not sheet.rows:
        raise Malformed("malformed.sheet", "the file says nothing", file)
    at = _header_at(kind, sheet, header, said, file)
    width = len(sheet.rows[at].cells)
    headers = _headers(sheet.rows[at], width)
    fields = _asked(kind, headers, said)
    taken = {column for column in fields.values() if column >= 0}
    by_name: dict[str, list[int]] = {}
    for column, name in enumerate(headers):
        if column not in taken:
            by_name.setdefault(squeezed(name), []).append(column)
    twins: dict[str, tuple[int, ...]] = {}
    left = {column for column, name in enumerate(headers) if name and column not in taken and column not in _dropped(headers, said)}
    for field, aliases in TABLES[kind].items():
        if field in fields:
            continue
        found = next((cols for name in aliases if (cols := [c for c in by_name.get(squeezed(name), []) if c in left])), list[int]())
        if found:
            fields[field] = found[0]
            if len(found) > 1:
                twins[field] = tuple(found[1:])
            left -= set(found)
    _given_names(headers, fields, said)
    if not any(field in fields for field in NEEDED[kind]):
        raise Malformed("malformed.columns", _nothing(kind, headers), f"{file} row {sheet.rows[at].number}")
    used = set(fields.values()) | {column for more in twins.values() for column in more}
    ignored = [named(headers, column) for column in range(width) if column not in used and (headers[column] or _filled(sheet, at, column))]
    unique = tuple(named(headers, column) if headers.count(headers[column]) > 1 else headers[column] for column in range(len(headers)))
    return Columns(sheet.rows[at].number, width, unique, fields, twins, tuple(ignored)), sheet.rows[at + 1 :]


def _given_names(headers: Sequence[str], fields: dict[str, int], said: Sequence[str]) -> None:
    """`Name` beside `Surname`, `Nombre` beside `Apellidos` is the given name: half a name would make one person of two."""
    at = fields.get("name", -1)
    if at < 0 or "first" in fields or not {"last", "last2"} & fields.keys() or squeezed(headers[at]) not in GIVEN:
        return
    if at not in {_column(headers, part) for part in said}:
        fields["first"] = fields.pop("name")


def squeezed(header: str) -> str:
    """A header as it is compared: letters and digits only."""
    return plainly(header).replace(" ", "")


def named(headers: Sequence[str], column: int) -> str:
    """A header as it is shown: with its column where it is empty or stands twice."""
    name = headers[column]
    if not name:
        return f"(column {column + 1})"
    return f"{name} (column {column + 1})" if headers.count(name) > 1 else name


def _headers(row: Row, width: int) -> tuple[str, ...]:
    return tuple(_header(row.cell(column)) for column in range(width))


def _header(cell: str) -> str:
    try:
        return clean(cell)
    except Unfit:
        return ""


def _filled(sheet: Sheet, at: int, column: int) -> bool:
    return any(row.cell(column).strip() for row in sheet.rows[at + 1 :])


def _header_at(kind: str, sheet: Sheet, header: int, said: Sequence[str], file: str) -> int:
    """Index of the header row among the rows that are not blank."""
    if header:
        for at, row in enumerate(sheet.rows):
            if row.number == header:
                return at
        raise Malformed("malformed.columns", f"row {header} is blank or not there", file)
    scores = [_score(kind, row, said) for row in sheet.rows[:SOUGHT]]
    if scores[0] >= (1, 1):
        return 0
    return next((at for at, score in enumerate(scores) if score >= (1, 2)), 0)


def _score(kind: str, row: Row, said: Sequence[str]) -> tuple[int, int]:
    """(needed fields found, all fields found), the first at most one."""
    own = {squeezed(part.rpartition("=")[0]) for part in said}
    names = {squeezed(_header(cell)) for cell in row.cells} - {""}
    found = [field for field, aliases in TABLES[kind].items() if any(squeezed(alias) in names for alias in aliases)]
    asked = len(own & names)
    return (1 if asked or any(field in NEEDED[kind] for field in found) else 0, len(found) + asked)


def _asked(kind: str, headers: Sequence[str], said: Sequence[str]) -> dict[str, int]:
    """Field -> column, as a person said it."""
    fields: dict[str, int] = {}
    for part in said:
        column, field = _one(kind, headers, part)
        if field not in IGNORE:
            fields[field] = column
    return fields


def _dropped(headers: Sequence[str], said: Sequence[str]) -> set[int]:
    return {_column(headers, part) for part in said if plainly(part.rpartition("=")[2]) in IGNORE or part.rpartition("=")[2] in IGNORE}


def _one(kind: str, headers: Sequence[str], part: str) -> tuple[int, str]:
    header, equals, field = part.rpartition("=")
    if not equals:
        raise Malformed("malformed.map", f"{part!r}: write HEADER=FIELD", "--map")
    told = field.strip().casefold()
    if told in IGNORE:
        return _column(headers, part), told
    names = {squeezed(alias): own for own, aliases in reversed(list(TABLES[kind].items())) for alias in (*aliases, own)} | {
        squeezed(own): own for own in TABLES[kind]
    }
    own = names.get(squeezed(told))
    if own is None:
        raise Malformed("malformed.map", f"no field of {kind} is called {field!r}; there are: {', '.join(TABLES[kind])}", "--map")
    del header
    return _column(headers, part), own


def _column(headers: Sequence[str], part: str) -> int:
    told = part.rpartition("=")[0].strip()
    for column, header in enumerate(headers):
        if told in {header, named(headers, column)} or (squeezed(told) and squeezed(told) == squeezed(header)):
            return column
    near = difflib.get_close_matches(told, [h for h in headers if h], 3, 0.4)
    hint = f"; headers like it: {', '.join(near)}" if near else f"; headers are: {', '.join(h for h in headers if h)}"
    raise Malformed("malformed.map", f"no column is called {told!r}{hint}", "--map")


def _nothing(kind: str, headers: Sequence[str]) -> str:
    names = ", ".join(h for h in headers if h) or "none"
    wanted = {"weapons": "a serial number or mark", "people": "a name or a code", "rounds": "a lot"}[kind]
    return f"no column is known to hold {wanted}; headers are: {names[:300]}; say which with --map 'HEADER={NEEDED[kind][0]}'"
