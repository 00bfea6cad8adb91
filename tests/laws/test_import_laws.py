"""What holds of every import, whatever the file: a preview or Malformed, counts that add up, and nothing added the second time."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chamberflag.formats.sheets.clashes import COMPARED, Known
from chamberflag.formats.sheets.judged import Item
from chamberflag.formats.sheets.leftovers import leftovers
from chamberflag.formats.sheets.preview import Options, Preview, preview
from chamberflag.formats.sheets.wordlists import wordlist
from chamberflag.vocabulary.errors import Malformed

KINDS = st.sampled_from(["weapons", "people", "rounds"])
WORDS = wordlist("""
headers: serial | Serial No. | id | class | type | maker | capacity | name | role | lot | load | qty | received | status | Notes |
    licence | expiry
values: HF-1 | HF-l | HF-I | A0 | AO | FUNCTIONAL | rubber | revolver | blank | dummy | live | half | 6 | 17+1 | -1 | 1e9 | 1.23E+11 | =1 |
    '=1 | #REF! | 03/04/2026 | 31/02/2026 | Ada | actor | armourer/ad | 1,000 | unit
""")
HEADERS = st.sampled_from([*WORDS["headers"], ""])
VALUES = st.one_of(st.text(max_size=12), st.sampled_from([*WORDS["values"], "", "9" * 200, "\ufeffx", "x\u202ey", "\u00a0"]))
TABLES = st.lists(HEADERS, min_size=1, max_size=7).flatmap(
    lambda head: st.tuples(st.just(head), st.lists(st.lists(VALUES, max_size=len(head) + 1), max_size=8))
)


def written(table: tuple[list[str], list[list[str]]], delimiter: str = ",") -> bytes:
    """A table as CSV, UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([table[0], *table[1]])
    return out.getvalue().encode("utf-8", "surrogatepass")


def seen(kind: str, data: bytes, known: dict[str, Any] | None = None, **said: Any) -> Preview | None:  # noqa: ANN401 - fields of Options
    """The preview, None where the file is malformed."""
    try:
        return preview(kind, data, "file.csv", Options(**said), known or {})
    except Malformed:
        return None


@given(
    KINDS,
    st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda b: b"PK\x03\x04" + b), st.text(max_size=200).map(str.encode)),
)
def test_no_bytes_make_an_import_fail_otherwise_than_malformed(kind: str, data: bytes) -> None:
    """Any bytes at all give a preview or Malformed, and nothing else is raised."""
    found = seen(kind, b"serial;name;lot;class;role\n" + data) or seen(kind, data)
    assert found is None or found.rows is not None


@given(KINDS, TABLES, st.sampled_from([",", ";", "\t", "|"]))
def test_every_row_has_one_verdict(kind: str, table: tuple[list[str], list[list[str]]], delimiter: str) -> None:
    """Good, waiting and bad rows add up to all rows; what is bad says why and how to mend it; what waits says what is asked."""
    found = seen(kind, written(table, delimiter))
    if found is None:
        return
    told = found.plain()
    assert told["ok"] + told["review"] + told["bad"] == told["rows"] == len(found.rows)
    assert {error["row"] for error in told["errors"]} == {row.row.number for row in found.bad}
    assert {review["row"] for review in told["reviews"]} == {row.row.number for row in found.waiting}
    assert all(error["problem"] and error["fix"] for error in told["errors"])
    assert set(told["mapped"]).isdisjoint(told["ignored"])


@given(st.sampled_from(["weapons", "rounds"]), TABLES)
def test_the_same_file_again_adds_nothing(kind: str, table: tuple[list[str], list[list[str]]]) -> None:
    """Once its rows are on record, every one of them is known or was not taken, whatever a person decided; no two have one id."""
    found = seen(kind, written(table), accepted=None)
    if found is None:
        return
    items = [row.made for row in found.taken if isinstance(row.made, Item)]
    assert len({item.id for item in items}) == len(items)
    known = {item.id: Known(item.id, "lot" if kind == "rounds" else "weapon", facts(item)) for item in items}
    again = seen(kind, written(table), known, accepted=None)
    assert again is not None
    assert [row.row.number for row in again.taken] == []


def facts(item: Item) -> dict[str, str]:
    """What the register holds of an item."""
    told = {name: item.klass if name == "class" else getattr(item, name) for name in COMPARED}
    return {name: str(value) for name, value in told.items() if value not in {None, "", "none"}}


@given(KINDS, TABLES)
def test_bad_rows_come_out_as_they_were(kind: str, table: tuple[list[str], list[list[str]]]) -> None:
    """The file of bad rows reads as a table again, with as many rows, and no cell of it starts a formula."""
    found = seen(kind, written(table))
    if found is None or not found.bad:
        return
    rows = list(csv.reader(io.StringIO(leftovers(found).decode("utf-8-sig"), newline="")))
    assert len(rows) == len(found.bad) + 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("kind", ["weapons", "people", "rounds"])
def test_an_empty_table_is_a_preview_of_nothing(kind: str) -> None:
    """A header alone is no error: there is nothing to import."""
    found = seen(kind, b"id,class,role\n")
    assert found is not None
    assert found.plain()["rows"] == 0
