"""CSV as it is found in the wild: comma, semicolon, tab or bar; any line end; quoted cells with newlines; Excel's `sep=` line. RFC 4180."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from chamberflag.formats.sheets.decoding import decode
from chamberflag.formats.sheets.model import Row, Sheet
from chamberflag.vocabulary.errors import Malformed

DELIMITERS = (",", ";", "\t", "|")
TRIED = 200  # records from which the delimiter is judged
MOST_ROWS = 100_000
MOST_CELL = 100_000


def read(data: bytes, file: str) -> Sheet:
    """The table of a delimited file. Raises Malformed naming the row."""
    text, encoding = decode(data, file)
    text = text.lstrip("\ufeff")
    stated = ""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        stated, text = first.strip()[4], rest
    if not text.strip():
        raise Malformed("malformed.sheet", "the file says nothing", file)
    delimiter = stated or delimiter_of(text)
    records = list(_records(text, delimiter, file))
    headers = tuple(cell.strip() for cell in records[0][1])
    if not any(headers):
        raise Malformed("malformed.sheet", "row 1 holds no column headers", f"{file} row 1")
    rows = tuple(Row(number, tuple(cells)) for number, cells in records[1:] if any(cell.strip() for cell in cells))
    named = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}.get(delimiter, delimiter)
    return Sheet(headers, rows, f"{encoding}, {named}")


def delimiter_of(text: str) -> str:
    """The delimiter under which most records have as many cells as the header, and the header the most cells."""
    best, chosen = (0.0, 0), ","
    for delimiter in DELIMITERS:
        widths = _widths(text, delimiter)
        if not widths or widths[0] < 2:
            continue
        alike = Counter(widths)[widths[0]] / len(widths)
        if (alike, widths[0]) > best:
            best, chosen = (alike, widths[0]), delimiter
    return chosen


def _widths(text: str, delimiter: str) -> list[int]:
    found: list[int] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True):
            if record and any(record):
                found.append(len(record))
            if len(found) == TRIED:
                break
    except csv.Error:
        return found
    return found


def _records(text: str, delimiter: str, file: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Malformed("malformed.sheet", f"the record cannot be read: {error}", f"{file} row {number}") from None
        if number > MOST_ROWS:
            raise Malformed("malformed.size", f"more than {MOST_ROWS} rows", file)
        yield number, record
