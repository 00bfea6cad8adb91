"""Durable steps, counted and named: statements to SQLite, fsyncs, renames, positioned writes, signing. At one of them the process dies."""

from __future__ import annotations

import functools
import os
import signal
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from chamberflag.recorder import record
from chamberflag.store import opened, schema
from chamberflag.store.sqlite import SqliteLedger

CALLS = ("fsync", "fdatasync", "rename", "pwrite", "unlink")
# The crash points of the commit protocol (log.md section 6): what has just happened, or is about to, and for the how many-th time.
POINTS = {
    "P0, judged and not signed": ("before sign", 3),
    "P1, signed in memory": ("after sign", 3),
    "P1, the transaction begins": ("before BEGIN IMMEDIATE", 3),
    "P2, entries written": ("after INSERT INTO entry", 3),
    "P2, all written": ("before COMMIT", 3),
    "P3, committed, nobody told": ("after COMMIT", 3),
    "P4, half of a group told": ("after say", 4),
    "P4, memory not told": ("before fdatasync", 2),
    "P5, bundle without its tile": ("after rename 000", 1),
    "P5, tiles without checkpoint": ("after rename 000", 2),
    "P6, the checkpoint last": ("before rename checkpoint", 4),
}


class Steps:
    """Counts, and kills."""

    def __init__(self, left: int, point: str, times: int, say: Callable[[str], None]) -> None:
        """left: how many steps this process still has; point: what it dies at when met for the n-th time; neither: it lives."""
        self._left, self._point, self._times, self._say = left, point, times, say

    def __call__(self, name: str) -> None:
        """One step is about to be taken."""
        self._left -= 1
        if self._left == 0:
            self._die(name)
        self.met(f"before {name}")

    def met(self, name: str) -> None:
        """A point."""
        if name == self._point:
            self._times -= 1
            if self._times == 0:
                self._die(name)

    def _die(self, name: str) -> None:
        self._say(name)
        os.kill(os.getpid(), signal.SIGKILL)


class SteppedConnection:
    """A connection of which every statement is a step."""

    def __init__(self, path: Path, step: Steps) -> None:
        """Opens the file as the product does."""
        self._real, self._step = schema.connect(path), step

    def execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """One statement."""
        return self._run(sql, lambda: self._real.execute(sql, values))

    def executemany(self, sql: str, rows: Sequence[Sequence[object]]) -> sqlite3.Cursor:
        """One statement, many rows."""
        return self._run(sql, lambda: self._real.executemany(sql, rows))

    def _run(self, sql: str, run: Callable[[], sqlite3.Cursor]) -> sqlite3.Cursor:
        name = " ".join(sql.split()[:3])
        self._step(name)
        found = run()
        self._step.met(f"after {name}")
        return found

    def close(self) -> None:
        """The end."""
        self._real.close()


def arm(left: int, point: str, times: int, say: Callable[[str], None]) -> Callable[[str], None]:
    """From now on this process dies at step `left` or at a point; what tells it of further points. Only for a process of its own."""
    if left == 0 and not point:
        return lambda _: None
    step = Steps(left, point, times, say)

    def counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def call(*args: object, **more: object) -> object:
            full = f"{name} {args[1]}" if name == "rename" else name
            step(full)
            found = real(*args, **more)
            step.met(f"after {full}")
            return found

        return call

    for name in CALLS:
        setattr(os, name, counted(name, getattr(os, name)))
    record.sign_note = counted("sign", record.sign_note)

    def connect(path: Path) -> sqlite3.Connection:
        return cast("sqlite3.Connection", SteppedConnection(path, step))

    opened.SqliteLedger = cast("type[SqliteLedger]", functools.partial(SqliteLedger, connect=connect))
    return step.met
