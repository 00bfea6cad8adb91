"""The gates of `make prove`: each looks at a number of things, says what it found, and is passed or not. Source: interlock.md section 6.

A gate that saw nothing has not passed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 12  # faults of one gate that are shown


@dataclass(slots=True)
class Row:
    """What one gate saw: how many things, what was wrong, what it has to say, and what goes into the record."""

    gate: str
    items: int = 0
    wrong: list[str] = field(default_factory=list[str])
    says: list[str] = field(default_factory=list[str])
    record: dict[str, Any] = field(default_factory=dict[str, Any])
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Something was looked at and nothing was wrong."""
        return self.items > 0 and not self.wrong


Gate = Callable[[Row], None]


def run(gates: Mapping[str, Gate]) -> list[Row]:
    """Each gate in turn; what it finds wrong is said at once."""
    return [say(look(name, gate)) for name, gate in gates.items()]


def look(name: str, gate: Gate) -> Row:
    """What one gate saw, and how long it took."""
    row, started = Row(name), time.perf_counter()
    gate(row)
    row.seconds = time.perf_counter() - started
    return row


def say(row: Row) -> Row:
    """Prints what a gate has to say and what it found wrong; the same row."""
    for line in (*row.says, *row.wrong[:MOST], *([f"... and {len(row.wrong) - MOST} more"] if len(row.wrong) > MOST else ())):
        print(f"{row.gate}: {line}", flush=True)
    if not row.items:
        print(f"{row.gate}: saw nothing", flush=True)
    return row


def table(rows: list[Row]) -> str:
    """The table at the end."""
    wide = max(len(row.gate) for row in rows)
    return "\n".join(f"{row.gate:<{wide}}  {row.items:>7}  {'passed' if row.good else 'FAILED'}  {row.seconds:>7.1f} s" for row in rows)
