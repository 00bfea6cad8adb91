from __future__ import annotations

import os
import resource
import signal
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from chamberflag.store import schema
from chamberflag.store.heads import opener
from chamberflag.store.opened import open_log
from chamberflag.store.sqlite import SqliteLedger
from chamberflag.store.startup import Mode, Outside
from chamberflag.vocabulary.errors import Broken
from tests.unit.store.logs import VKEY, Writer

CALLS = 18  # statements of one append


class FailingConnection:
    """A connection of which one statement fails, before or after it is run."""

    def __init__(self, path: Path) -> None:
        """Sound until `arm`."""
        self.real = schema.connect(path)
        self.left, self.after, self.error, self.fired = -1, False, Exception(), ""

    def arm(self, calls: int, error: Exception, *, after: bool) -> None:
        """Fail the statement after so many."""
        self.left, self.after, self.error = calls, after, error

    def _run(self, sql: str, run: Any) -> Any:  # noqa: ANN401 - whatever sqlite3 gives
        self.left -= 1
        if self.left == -1:
            self.fired = sql
            if self.after:
                run()
            raise self.error
        return run()

    def execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """One statement."""
        return self._run(sql, lambda: self.real.execute(sql, values))

    def executemany(self, sql: str, rows: Sequence[Sequence[object]]) -> sqlite3.Cursor:
        """One statement, many rows."""
        return self._run(sql, lambda: self.real.executemany(sql, rows))

    def close(self) -> None:
        """The end."""
        self.real.close()


def opened(path: Path) -> tuple[SqliteLedger, FailingConnection]:
    """A ledger on a connection that can be made to fail."""
    made: list[FailingConnection] = []

    def connect(at: Path) -> sqlite3.Connection:
        made.append(FailingConnection(at))
        return cast("sqlite3.Connection", made[0])

    return SqliteLedger(path, connect=connect), made[0]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("call", range(CALLS))
@pytest.mark.parametrize("error", [sqlite3.OperationalError("disk I/O error"), OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_every_statement_may_fail(tmp_path: Path, call: int, error: Exception, *, after: bool) -> None:
    """Whichever statement fails: the writer is closed for good, and the next start finds all of the group or nothing."""
    path = tmp_path / "data" / "log.sqlite"
    path.parent.mkdir()
    ledger, connection = opened(path)
    Writer(ledger).fill(10)
    before = ledger.head()
    group = Writer(ledger).group(["d1-100", "d4-101"], ["w_1", "w_2"], private=True)
    connection.arm(call, error, after=after)
    with pytest.raises(KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else Broken):
        ledger.append(*group)
    assert connection.fired
    for again in (group, group):
        with pytest.raises(Broken) as refused:
            ledger.append(*again)
        assert refused.value.code == "store.closed"
    with pytest.raises(Broken, match=r"store\.disk"):
        ledger.head()
    ledger.close()
    log = open_log(path.parent, opener([VKEY]), Outside(alone=True))
    assert log.found.mode is Mode.OPEN
    there = connection.fired == "COMMIT" and after
    assert log.ledger.head() == (group[1] if there else before)
    assert log.ledger.subject_head("w_2")[0] == (2 if there else 0)
    assert len(log.ledger.privates(10)) == there
    Writer(log.ledger).fill(20)
    log.close()


def test_the_last_statement_is_the_commit(tmp_path: Path) -> None:
    """The sweep above reaches every statement of an append: the last one is COMMIT, the first BEGIN."""
    names: list[str] = []
    for call in (0, CALLS - 1):
        ledger, connection = opened(tmp_path / f"{call}.sqlite")
        Writer(ledger).fill(10)
        group = Writer(ledger).group(["d1-100", "d4-101"], ["w_1", "w_2"], private=True)
        connection.arm(call, OSError(5, "I/O error"), after=False)
        with pytest.raises(Broken):
            ledger.append(*group)
        names.append(connection.fired)
        ledger.close()
    assert names == ["BEGIN IMMEDIATE", "COMMIT"]


def test_a_failing_fold_of_the_write_ahead_log_is_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the write-ahead log cannot be folded into the database, the writer stops; nothing that was acknowledged is lost."""
    monkeypatch.setattr("chamberflag.store.sqlite.WAL_PAGES", 0)
    ledger, connection = opened(tmp_path / "log.sqlite")
    Writer(ledger).fill(10)
    head = ledger.head()
    group = Writer(ledger).group(["d1-100"])
    connection.arm(0, sqlite3.OperationalError("disk I/O error"), after=False)
    with pytest.raises(Broken, match=r"store\.disk"):
        ledger.append(*group)
    assert connection.fired.startswith("PRAGMA wal_checkpoint")
    ledger.close()
    assert SqliteLedger(tmp_path / "log.sqlite").head() == head


def test_a_full_disk(tmp_path: Path) -> None:
    """When no file may grow any more, the writer stops with Broken, and what was acknowledged before is all there."""
    path = tmp_path / "log.sqlite"
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        ledger = SqliteLedger(path)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
        try:
            for i in range(1000):
                Writer(ledger).write(f"d1-{i}", subjects=("w_1",))
                os.write(write, f"{i}\n".encode())
        except Broken as error:
            os.write(write, f"{error.code}\n".encode())
        os._exit(0)
    os.close(write)
    with open(read) as pipe:  # noqa: PTH123 - a descriptor
        *acknowledged, last = pipe.read().split()
    os.waitpid(child, 0)
    assert last == "store.disk"
    assert 10 < len(acknowledged) < 1000
    head = SqliteLedger(path).head()
    assert head is not None
    assert head.size == len(acknowledged)
