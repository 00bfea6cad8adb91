"""The first visible sheet of an XLSX workbook: values as text; formulas, lost digits and errors are doubts, never silently taken.

A merged cell says the same for all its rows and columns: its text stands in each of them, as a doubt.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any

import openpyxl

from chamberflag.formats.sheets.delimited import MOST_COLUMNS, MOST_ROWS
from chamberflag.formats.sheets.model import Row, Sheet
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterator

UNPACKED = 40_000_000  # bytes: some 50,000 rows of twenty cells
DIGITS = 15  # what a spreadsheet keeps of a number
MERGED_CELLS = 100_000


def read(data: bytes, file: str, sheet: str = "") -> Sheet:
    """The table of a workbook. Raises Malformed where it is none."""
    _unpacked(data, file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that are of no matter here
            values, formulas = (openpyxl.load_workbook(io.BytesIO(data), data_only=only, keep_links=False) for only in (True, False))
            name = _chosen(values, sheet, file)
            rows = tuple(_rows(values[name], formulas[name], file))
    except Malformed:
        raise
    except Exception as error:  # noqa: BLE001 - a damaged workbook fails in openpyxl in any of a dozen ways; all of them are its bytes
        raise Malformed("malformed.workbook", f"no workbook that can be read ({type(error).__name__}); save it as CSV", file) from None
    if not rows:
        raise Malformed("malformed.sheet", "the sheet is empty", f"{file} sheet {name}")
    return Sheet(rows, f"workbook, sheet {name}")


def _unpacked(data: bytes, file: str) -> None:
    """A workbook is a zip; one that unpacks beyond all measure is none of ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError):
        raise Malformed("malformed.workbook", "this is no XLSX workbook; save it as CSV or XLSX", file) from None
    if size > UNPACKED:
        raise Malformed("malformed.size", "the workbook unpacks to more than is read; save its sheet as CSV", file)


def _chosen(book: Any, wanted: str, file: str) -> str:  # noqa: ANN401 - a workbook
    names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"] or [sheet.title for sheet in book.worksheets]
    if not names:
        raise Malformed("malformed.sheet", "the workbook has no sheet", file)
    if wanted and wanted not in (sheet.title for sheet in book.worksheets):
        raise Malformed("malformed.sheet", f"there is no sheet {wanted!r}; there are: {', '.join(names)}", file)
    return wanted or names[0]


def _rows(shown: Any, told: Any, file: str) -> Iterator[Row]:  # noqa: ANN401 - sheets
    if (shown.max_row or 0) > MOST_ROWS:
        raise Malformed("malformed.size", f"more than {MOST_ROWS} rows", file)
    if (shown.max_column or 0) > MOST_COLUMNS:
        raise Malformed("malformed.size", f"more than {MOST_COLUMNS} columns", file)
    spread = _merged(shown)
    values: Iterator[Any] = islice(shown.iter_rows(), MOST_ROWS)
    formulas: Iterator[Any] = told.iter_rows()
    for number, (cells, sources) in enumerate(zip(values, formulas, strict=False), 1):
        row = _row(number, cells, sources, spread)
        if any(row.cells):
            yield row


def _merged(shown: Any) -> dict[tuple[int, int], Any]:  # noqa: ANN401 - a sheet
    """(row, column) of a covered cell -> the cell that says what stands there."""
    found: dict[tuple[int, int], Any] = {}
    for area in shown.merged_cells.ranges:
        first = shown.cell(area.min_row, area.min_col)
        if first.value is None or (area.max_row - area.min_row + 1) * (area.max_col - area.min_col + 1) > MERGED_CELLS:
            continue
        if area.max_row == area.min_row:  # merged across one row: a title, or one wide cell; its text stands where it began
            continue
        for row in range(area.min_row, area.max_row + 1):
            found[row, area.min_col] = first
        del found[area.min_row, area.min_col]
    return found


def _row(number: int, cells: Any, sources: Any, spread: dict[tuple[int, int], Any]) -> Row:  # noqa: ANN401 - rows of cells
    texts: list[str] = []
    doubts: dict[int, str] = {}
    for column, (cell, source) in enumerate(zip(cells, sources, strict=True)):
        text, doubt = _text(spread.get((number, column + 1), cell))
        if (number, column + 1) in spread:
            doubt = doubt or "the cell is merged with the one above"
        if isinstance(source.value, str) and source.data_type == "f":
            doubt = "the cell is computed by a formula" if text else "the cell is a formula without a result; open and save the file once"
        texts.append(text)
        if doubt:
            doubts[column] = doubt
    return Row(number, tuple(texts), doubts)


def _text(cell: Any) -> tuple[str, str]:  # noqa: ANN401 - a cell
    value = cell.value
    match value:
        case None:
            return "", ""
        case bool():
            return "yes" if value else "no", ""
        case datetime():
            return (value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")), ""
        case date() | time():
            return value.isoformat(), ""
        case int() | float():
            return _number(value, str(cell.number_format or ""))
        case _:
            text = str(value).strip()
            return text, "the cell holds an error" if cell.data_type == "e" else ""


def _number(value: float, shown: str) -> tuple[str, str]:
    """A number as it was typed; zeros in front are those of the cell's format."""
    if isinstance(value, float) and not value.is_integer():
        return repr(value), ""
    text = str(int(value))
    if shown and set(shown) == {"0"}:
        text = text.zfill(len(shown))
    return text, "the spreadsheet keeps 15 digits of a number; the last ones may be lost" if len(text.lstrip("-")) > DIGITS else ""
