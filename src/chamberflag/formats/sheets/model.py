"""A table as somebody else's program wrote it: headers and records of text, each record with its row number and what is doubtful in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NO_DOUBTS: Mapping[int, str] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """A record. number: from 1, as the file counts them; a record that runs over several lines is one row. doubts: column -> why."""

    number: int
    cells: tuple[str, ...]
    doubts: Mapping[int, str] = field(default_factory=lambda: NO_DOUBTS)

    def cell(self, column: int) -> str:
        """The text of a column, "" beyond the end of the row."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every row of a table that is not blank, the header among them; how the file was read; whether its letters are doubtful."""

    rows: tuple[Row, ...]
    how: str
    doubtful: bool = False
