"""How the parts of the SQLite store ask for rows: a query and its values in, all rows out, or Broken."""

from __future__ import annotations

from typing import Any, Protocol


class Ask(Protocol):
    """Runs one query."""

    def __call__(self, sql: str, values: tuple[object, ...] = (), /) -> list[tuple[Any, ...]]:
        """All rows. Raises Broken(store.disk)."""
        ...
