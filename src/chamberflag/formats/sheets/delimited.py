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
NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
TRIED = 200  # records from which the delimiter is judged
TRIED_CHARS = 200_000
MOST_ROWS = 200_000
MOST_COLUMNS = 500
MOST_CELL = 100_000
END = "\x1e\x1e end \x1e\x1e"  # a record after the last one: where a quotation mark is open, it is swallowed


def read(data: bytes, file: str) -> Sheet:
    """The table of a delimited file. Raises Malformed naming the row."""
    decoded = decode(data, file)
    text = decoded.text.lstrip("\ufeff")
    stated = ""
    first = text[:10].splitlines()[0].strip() if text.strip() else ""
    if first.lower().startswith("sep=") and len(first) == len("sep=") + 1:
        stated = first[-1]
        text = text.lstrip().removeprefix(first)
        text = text.removeprefix("\r").removeprefix("\n")
    elif first.lower() == "sep=":  # the delimiter is a tab, which the strip has taken
        stated, text = "\t", text.partition("\n")[2]
    if not text.strip():
        raise Malformed("malformed.sheet", "the file says nothing", file)
    if "\r\r\n" in text and text.count("\r\r\n") == text.count("\n"):  # a line end that was translated twice
        text = text.replace("\r\r\n", "\r\n")
    delimiter = stated or delimiter_of(text)
    rows = tuple(Row(number, tuple(cells)) for number, cells in enumerate(_records(text, delimiter, file), 1) if any(map(str.strip, cells)))
    return Sheet(rows, f"{decoded.encoding}, {NAMES.get(delimiter, delimiter)}", decoded.doubtful)


def delimiter_of(text: str) -> str:
    """The delimiter under which most records have one width of at least two cells, and then the one with the widest of these."""
    best, chosen = (0.0, 0), ","
    sample = text[:TRIED_CHARS]
    for delimiter in DELIMITERS:
        widths = _widths(sample, delimiter)
        width, times = Counter(width for width in widths if width > 1).most_common(1)[0] if any(w > 1 for w in widths) else (0, 0)
        if times and (times / len(widths), width) > best:
            best, chosen = (times / len(widths), width), delimiter
    return chosen


def _widths(text: str, delimiter: str) -> list[int]:
    found: list[int] = []
    if delimiter not in text:
        return found
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True):
            if any(record):
                found.append(len(record))
            if len(found) == TRIED:
                break
    except csv.Error:
        return found
    return found


def _records(text: str, delimiter: str, file: str) -> Iterator[list[str]]:
    csv.field_size_limit(MOST_CELL)
    ended = "" if text.endswith(("\n", "\r")) else "\n"
    reader = csv.reader(io.StringIO(f"{text}{ended}{END}", newline=""), delimiter=delimiter, skipinitialspace=True)
    number = 0
    try:
        for number, record in enumerate(reader, 1):
            if record and record[0] == END:
                return
            if number > MOST_ROWS or len(record) > MOST_COLUMNS:
                what = f"more than {MOST_ROWS} rows" if number > MOST_ROWS else f"row {number} has more than {MOST_COLUMNS} columns"
                raise Malformed("malformed.size", what, file)
            if record and END in record[-1]:
                break
            yield record
    except csv.Error as error:
        raise Malformed("malformed.sheet", f"the record cannot be read: {error}", f"{file} row {number + 1}") from None
    raise Malformed("malformed.sheet", "a quotation mark opened in this row is never closed", f"{file} row {number}")
