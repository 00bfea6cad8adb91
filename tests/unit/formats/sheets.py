"""Small files for import tests, as previews."""

from __future__ import annotations

from typing import Any

from chamberflag.formats.sheets.clashes import Known
from chamberflag.formats.sheets.company import KnownPerson
from chamberflag.formats.sheets.preview import Options, Preview, preview


def look(kind: str, text: str | bytes, known: dict[str, Any] | None = None, **said: Any) -> Preview:  # noqa: ANN401 - fields of Options
    """The preview of a file."""
    data = text if isinstance(text, bytes) else text.encode()
    return preview(kind, data, "file.csv", Options(**said), known or {})


def weapon(line: str, header: str = "serial,class,maker,capacity") -> tuple[str, list[str]]:
    """(ok, review or bad; its problems) of one line."""
    return verdict("weapons", line, header)


def verdict(kind: str, line: str, header: str) -> tuple[str, list[str]]:
    """(ok, review or bad; its problems) of one line under a header."""
    found = look(kind, f"{header}\n{line}\n")
    row = found.rows[0]
    word = "bad" if row.bad else "review" if row.held else "ok"
    return word, [f"{fault.column}: {fault.problem}" for fault in row.faults] or [
        f"{doubt.column}: {doubt.problem}" for doubt in row.doubts
    ]


def on_record(item: str, **facts: str) -> dict[str, Known]:
    """A register with one weapon."""
    return {item: Known(item, facts.pop("kind", "weapon"), facts)}


def person_on_record(code: str, name: str, *roles: str) -> dict[str, KnownPerson]:
    """A company of one."""
    return {code: KnownPerson(code, name, frozenset(roles))}
