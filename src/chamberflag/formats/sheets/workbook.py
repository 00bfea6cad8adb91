"""The first visible sheet of an XLSX workbook: values as text; formulas, lost digits and errors are doubts, never silently taken."""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from chamberflag.formats.sheets.delimited import MOST_ROWS
from chamberflag.formats.sheets.model import Row, Sheet
from chamberflag.vocabulary.errors import Malformed

UNPACKED = 300_000_000
MOST_COLUMNS = 500
DIGITS = 15  # what a spreadsheet keeps of a number


def read(data: bytes, file: str, sheet: str = "") -> Sheet:
    """The table of a workbook. Raises Malformed where it is none."""
    _unpacked(data, file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that are of no matter here
            values, formulas = (
                openpyxl.load_workbook(io.BytesIO(data), read_only=False, data_only=only, keep_links=False) for only in (True, False)
            )
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        ParseError,
        OSError,
        EOFError,
        AttributeError,
    ) as error:
        raise Malformed(
            "malformed.workbook", f"this is no workbook that can be read ({type(error).__name__}); save it as CSV", file
        ) from None
    name = _chosen(values, sheet, file)
    shown, told = values[name], formulas[name]
    width = min(shown.max_column or 0, MOST_COLUMNS)
    if (shown.max_row or 0) > MOST_ROWS:
        raise Malformed("malformed.size", f"more than {MOST_ROWS} rows", file)
    made = [
        _row(number, cells, sources)
        for number, (cells, sources) in enumerate(
            zip(islice(shown.iter_rows(max_col=width), MOST_ROWS), told.iter_rows(max_col=width), strict=False), start=1
        )
    ]
    if not made or not any(made[0].cells):
        raise Malformed("malformed.sheet", "row 1 holds no column headers", f"{file} sheet {name}")
    headers = tuple(cell.strip() for cell in made[0].cells)
    return Sheet(headers, tuple(row for row in made[1:] if any(row.cells)), f"workbook, sheet {name}")


def _unpacked(data: bytes, file: str) -> None:
    """A workbook is a zip; one that unpacks beyond all measure is none of ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile:
        raise Malformed("malformed.workbook", "this is no XLSX workbook; save it as CSV or XLSX", file) from None
    if size > UNPACKED:
        raise Malformed("malformed.size", "the workbook unpacks to more than is read", file)


def _chosen(book: Any, wanted: str, file: str) -> str:  # noqa: ANN401 - a workbook
    names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"] or list(book.sheetnames)
    if not names:
        raise Malformed("malformed.sheet", "the workbook has no sheet", file)
    if wanted and wanted not in book.sheetnames:
        raise Malformed("malformed.sheet", f"there is no sheet {wanted!r}; there are: {', '.join(names)}", file)
    return wanted or names[0]


def _row(number: int, cells: Any, sources: Any) -> Row:  # noqa: ANN401 - rows of cells
    texts: list[str] = []
    doubts: dict[int, str] = {}
    for column, (cell, source) in enumerate(zip(cells, sources, strict=True)):
        text, doubt = _text(cell)
        if isinstance(source.value, str) and source.data_type == "f":
            doubt = "the cell is computed by a formula"
            text = text or source.value
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
