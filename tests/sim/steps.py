"""Durable steps, counted: every statement to SQLite, every fsync, rename and positioned write. At the n-th one the process dies."""

from __future__ import annotations

import functools
import os
import signal
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from chamberflag.store import opened, schema
from chamberflag.store.sqlite import SqliteLedger

CALLS = ("fsync", "fdatasync", "rename", "pwrite", "unlink")


class Steps:
    """Counts, and kills."""

    def __init__(self, left: int, say: Callable[[str], None]) -> None:
        """left: how many steps this process still has; 0 for as many as it likes."""
        self._left, self._say = left, say

    def __call__(self, name: str) -> None:
        """One step is about to be taken."""
        self._left -= 1
        if self._left == 0:
            self._say(name)
            os.kill(os.getpid(), signal.SIGKILL)


class SteppedConnection:
    """A connection of which every statement is a step."""

    def __init__(self, path: Path, step: Steps) -> None:
        """Opens the file as the product does."""
        self._real, self._step = schema.connect(path), step

    def execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """One statement."""
        self._step(" ".join(sql.split()[:3]))
        return self._real.execute(sql, values)

    def executemany(self, sql: str, rows: Sequence[Sequence[object]]) -> sqlite3.Cursor:
        """One statement, many rows."""
        self._step(" ".join(sql.split()[:3]))
        return self._real.executemany(sql, rows)

    def close(self) -> None:
        """The end."""
        self._real.close()


def arm(left: int, say: Callable[[str], None]) -> None:
    """From now on every durable step of this process is counted; it dies at step `left`. Only for a process of its own."""
    if left == 0:
        return
    step = Steps(left, say)

    def counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def call(*args: object, **more: object) -> object:
            step(name)
            return real(*args, **more)

        return call

    for name in CALLS:
        setattr(os, name, counted(name, getattr(os, name)))

    def connect(path: Path) -> sqlite3.Connection:
        return cast("sqlite3.Connection", SteppedConnection(path, step))

    opened.SqliteLedger = cast("type[SqliteLedger]", functools.partial(SqliteLedger, connect=connect))
