"""Reading tables as they are found: encodings, delimiters, line ends, quotation marks, workbooks, and files that mean harm."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from chamberflag.formats.sheets.model import Sheet
from chamberflag.formats.sheets.reading import read
from chamberflag.vocabulary.errors import Malformed

TABLE = "Número de serie;Clase;Capacidad\nHF-1;funcional;6\nHF-2;réplica;0\n"
ROWS = [("Número de serie", "Clase", "Capacidad"), ("HF-1", "funcional", "6"), ("HF-2", "réplica", "0")]


def cells(sheet: Sheet) -> list[tuple[str, ...]]:
    """The texts of all rows."""
    return [row.cells for row in sheet.rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman", "cp850", "iso8859_15"]
)
def test_one_table_in_every_encoding(encoding: str) -> None:
    """Accents come out right whatever the file was saved in, with and without a byte order mark."""
    assert cells(read(TABLE.encode(encoding), "a.csv")) == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_one_table_with_every_delimiter_and_line_end(delimiter: str, end: str) -> None:
    """Comma, semicolon, tab and bar; LF, CRLF and CR."""
    assert cells(read(TABLE.replace(";", delimiter).replace("\n", end).encode(), "a.csv")) == ROWS


def test_mixed_line_ends_and_a_missing_last_one() -> None:
    """CRLF, CR and LF in one file, and no end of the last line."""
    assert cells(read(b"a,b\r\n1,2\r3,4\n5,6", "a.csv")) == [("a", "b"), ("1", "2"), ("3", "4"), ("5", "6")]


def test_the_delimiter_that_a_sep_line_states() -> None:
    """Excel's sep= line is obeyed and is no row."""
    assert cells(read(b"sep=;\r\na,b;c\r\n1,5;2\r\n", "a.csv")) == [("a,b", "c"), ("1,5", "2")]


def test_a_title_above_the_header_does_not_choose_the_delimiter() -> None:
    """Lines of another shape at the top leave the delimiter that most records agree on."""
    assert read(b"Weapons, of the western\n\nserial;class\nA1;rubber\nA2;rubber\n", "a.csv").rows[1].cells == ("serial", "class")


def test_a_record_over_several_lines_is_one_row() -> None:
    """Newlines in quotation marks belong to the cell; the rows after it are numbered by record."""
    sheet = read(b'serial,note\nA1,"two\nlines, and a ""word"""\nA2,x\n', "a.csv")
    assert [(row.number, row.cells) for row in sheet.rows[1:]] == [(2, ("A1", 'two\nlines, and a "word"')), (3, ("A2", "x"))]


def test_blank_rows_are_left_out_and_counted() -> None:
    """A row number is the one that the spreadsheet shows."""
    assert [row.number for row in read(b"serial,class\n\n,,\nA1,x\n", "a.csv").rows] == [1, 4]


def test_letters_that_two_encodings_read_differently_are_doubtful() -> None:
    """A capital that stands alone may be one of several; a word that reads well in one encoding only is not doubtful."""
    assert not read("serial,maker\n1,Muñoz\n2,Núñez Peña\n".encode("cp1252"), "a.csv").doubtful
    assert read(b"serial,maker\n1,\x8a\x8a\n", "a.csv").doubtful


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "says nothing"),
        (b" \n\n", "says nothing"),
        (b"\xef\xbb\xbf", "says nothing"),
        (b"serial,class\nA1\0,x\n", "no text"),
        (b'serial,class\nA1,"open\nA2,x\n', "never closed"),
        (b"a," * 1_000_000, "columns"),
        (b"serial\n" + b"x" * 200_000 + b"\n", "cannot be read"),
        (b"\xd0\xcf\x11\xe0 old", "old kind"),
        (b"PK\x03\x04 broken", "no XLSX"),
        (b"\xff\xfe\x00", "does not fit"),
    ],
)
def test_what_is_no_table_says_so_once(data: bytes, problem: str) -> None:
    """One clear error, whatever is wrong."""
    with pytest.raises(Malformed, match=problem):
        read(data, "a.csv")


def book(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    """The bytes of a workbook."""
    made = openpyxl.Workbook()
    fill(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_workbook_gives_texts_as_they_were_typed() -> None:
    """Whole numbers without .0, zeros of the format, dates as ISO, yes and no; the first sheet that is shown."""

    def fill(made: openpyxl.Workbook) -> None:
        hidden = made.active
        assert hidden is not None
        hidden.append(["not this one"])
        hidden.sheet_state = "hidden"
        shown = made.create_sheet("stock")
        shown.append(["serial", "count", "ok"])
        shown.append([417, 6.0, True])
        shown["A2"].number_format = "00000"

    assert cells(read(book(fill), "a.xlsx")) == [("serial", "count", "ok"), ("00417", "6", "yes")]


def test_formulas_merged_cells_and_lost_digits_are_doubts() -> None:
    """What a spreadsheet computed, spread over rows or rounded is shown with its doubt."""

    def fill(made: openpyxl.Workbook) -> None:
        sheet = made.active
        assert sheet is not None
        for row in (["serial", "maker"], [1234567890123456789, "Harrow"], ["=A2+1", None], ["B3", None]):
            sheet.append(row)
        sheet.merge_cells("B2:B4")

    sheet = read(book(fill), "a.xlsx")
    assert [row.cell(1) for row in sheet.rows[1:]] == ["Harrow"] * 3
    assert "15 digits" in sheet.rows[1].doubts[0]
    assert "formula" in sheet.rows[2].doubts[0]
    assert "merged" in sheet.rows[3].doubts[1]


def test_a_workbook_that_unpacks_beyond_measure_is_refused() -> None:
    """A zip bomb is found by what it says of itself, before it is unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    with pytest.raises(Malformed, match="unpacks to more"):
        read(out.getvalue(), "bomb.xlsx")


def test_a_sheet_that_is_not_there_is_named() -> None:
    """A wrong --sheet lists the sheets that there are."""
    with pytest.raises(Malformed, match=r"no sheet 'x'; there are: Sheet"):
        read(book(lambda _: None), "a.xlsx", "x")


def test_a_damaged_workbook_is_a_table_or_malformed() -> None:
    """Whatever byte of a workbook is changed or lost, it is read or refused, and nothing else is raised."""

    def fill(made: openpyxl.Workbook) -> None:
        sheet = made.active
        assert sheet is not None
        for row in (["serial", "class"], ["A1", "rubber"], ["=A2", 6]):
            sheet.append(row)

    whole = book(fill)
    chance = random.Random(7)
    for _ in range(150):
        at = chance.randrange(len(whole))
        changed = bytearray(whole)
        changed[at] ^= 1 << chance.randrange(8)
        for data in (bytes(changed), whole[:at]):
            with contextlib.suppress(Malformed):
                read(data, "a.xlsx")
