"""A box's log to be read, and nothing folded: for a trace, which asks the ledger's own indexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.store import boxfile
from chamberflag.store.opened import watch_log

if TYPE_CHECKING:
    from pathlib import Path

    from chamberflag.store.sqlite import SqliteLedger


def records_of(data: Path) -> SqliteLedger:
    """The log of the box in a folder, to be read and closed again. Raises Malformed where there is no box, Broken where it has no log."""
    boxfile.read(data)
    return watch_log(data)
