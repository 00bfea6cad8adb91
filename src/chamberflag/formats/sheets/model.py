"""A table as somebody else's program wrote it: headers and records of text, each record with its row number and what is doubtful in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """A record. number: from 1, the header is row 1; a record that runs over several lines is one row. doubts: column -> why."""

    number: int
    cells: tuple[str, ...]
    doubts: Mapping[int, str] = field(default_factory=dict[int, str])

    def cell(self, column: int) -> str:
        """The text of a column, "" beyond the end of the row."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Headers, rows without the blank ones, and how the file was read."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    how: str
