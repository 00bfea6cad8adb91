"""The rows that were not imported, as a file to be mended and imported again: the columns as they were, and why, in front of them.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, which the import takes away again.
"""

from __future__ import annotations

import csv
import io

from chamberflag.formats.sheets.judged import Judged
from chamberflag.formats.sheets.preview import Preview

ADDED = ("import row", "import problem", "import fix")
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def leftovers(found: Preview) -> bytes:
    """UTF-8 with a byte order mark, commas, CRLF: what any spreadsheet opens."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    old = [at for at, header in enumerate(found.columns.headers) if header not in ADDED]
    writer.writerow([*ADDED, *(_plain(found.columns.headers[at]) for at in old)])
    for row in found.bad:
        writer.writerow([str(row.row.number), *_why(row), *(_plain(row.row.cell(at)) for at in old)])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _why(row: Judged) -> tuple[str, str]:
    problems = "; ".join(f"{fault.column}: {fault.problem}" if fault.column else fault.problem for fault in row.faults)
    return _plain(problems), _plain("; ".join(dict.fromkeys(fault.fix for fault in row.faults)))


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(STARTS_A_FORMULA) else cell
