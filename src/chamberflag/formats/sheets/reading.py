"""A table from a file, whatever it is: a workbook by its first bytes, else delimited text."""

from __future__ import annotations

from chamberflag.formats.sheets import delimited, workbook
from chamberflag.formats.sheets.model import Sheet
from chamberflag.vocabulary.errors import Malformed

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def read(data: bytes, file: str, sheet: str = "") -> Sheet:
    """The table of a file. sheet: of a workbook, "" = the first visible one. Raises Malformed."""
    if data.startswith(OLD_EXCEL):
        raise Malformed(
            "malformed.workbook", "this is a workbook of the old kind (XLS), or one with a password; save it as XLSX or CSV", file
        )
    if data.startswith(ZIP):
        return workbook.read(data, file, sheet)
    return delimited.read(data, file)
