"""Power cuts, full disks and I/O errors inside SQLite: an apsw VFS that keeps a durable and a volatile image of every file.

A write reaches the volatile image only; a sync copies it to the durable one. A power cut throws the volatile image away and lets a random
part of what was not synced reach the durable one, each write whole or torn. `lying` is a disk whose sync does nothing: the negative
control. The product's own store runs on it, through a connection that speaks as the standard library's does.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import sqlite3
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import apsw

_names = itertools.count()
TORN = 512
Value = Any


@dataclass(frozen=True, slots=True)
class Rows:
    """What a statement gave."""

    rows: list[tuple[Value, ...]]
    rowcount: int
    lastrowid: int = 0

    def fetchall(self) -> list[tuple[Value, ...]]:
        """All rows."""
        return self.rows

    def fetchone(self) -> tuple[Value, ...] | None:
        """The first row."""
        return self.rows[0] if self.rows else None


class Disk:
    """The files of one box, and the one fault that it will meet."""

    def __init__(self, seed: int) -> None:
        """No fault yet."""
        self.durable: dict[str, bytearray] = {}
        self.volatile: dict[str, bytearray] = {}
        self.pending: dict[str, list[tuple[int, bytes]]] = {}
        self.rng = random.Random(seed)
        self.fault, self.at, self.calls = "", 0, 0
        self.fired = self.dead = self.killed = False
        self.spoken: list[Spoken] = []
        self.vfs = Faulty(self, f"faulty-{next(_names)}")

    def arm(self, fault: str, after: int) -> None:
        """Meet the fault `after` writes and syncs from now."""
        self.fault, self.at = fault, self.calls + after

    def tick(self, kind: str) -> None:
        """A write or a sync is asked for."""
        self.calls += 1
        if self.dead:
            raise apsw.IOError("no power")
        if not self.fault or self.fired or self.calls < self.at:
            return
        match self.fault:
            case "power":
                self.fired = self.dead = True
                raise apsw.IOError("power cut")
            case "full" if kind == "write":
                self.fired = True
                raise apsw.FullError("disk full")
            case "error":
                self.fired = True
                raise apsw.IOError("I/O error")
            case _:
                pass

    def power_off(self) -> None:
        """What was synced is there; of what was not, a random part, whole or torn; files that were never synced may be gone."""
        self.restart(keep=True)
        for name, writes in self.pending.items():
            image = self.durable.setdefault(name, bytearray())
            for offset, data in writes:
                luck = self.rng.random()
                if luck < 0.4:  # never reached the medium
                    continue
                if offset < 0:  # a truncation, kept as -(size + 1)
                    del image[-offset - 1 :]
                    continue
                part = data[: self.rng.choice((TORN, self.rng.randrange(len(data) + 1)))] if luck < 0.6 else data
                image.extend(bytes(max(0, offset + len(part) - len(image))))
                image[offset : offset + len(part)] = part
        self.restart()
        self.volatile = {name: bytearray(data) for name, data in self.durable.items()}

    def restart(self, *, keep: bool = False) -> None:
        """The process is gone, the fault is over; what the system had cached is there. keep: what is not synced yet is not settled."""
        self.killed = True  # a dying process writes nothing more
        for one in self.spoken:
            one.close()
        self.spoken.clear()
        self.killed, self.dead, self.fault = False, False, ""
        if not keep:
            self.pending.clear()

    def connect(self, path: Path) -> sqlite3.Connection:
        """A connection to a file of this disk, for `SqliteLedger`."""
        made = Spoken(path.name, self.vfs.name)
        self.spoken.append(made)
        return cast("sqlite3.Connection", made)


class File:
    """One open file."""

    def __init__(self, disk: Disk, name: str) -> None:
        """Made where it is missing."""
        self.disk, self.name = disk, name
        disk.volatile.setdefault(name, bytearray())

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802 - named by SQLite, as are all below
        if self.disk.dead:
            raise apsw.IOError("no power")
        return bytes(self.disk.volatile[self.name][offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        if self.disk.killed:
            return
        self.disk.tick("write")
        image = self.disk.volatile[self.name]
        image.extend(bytes(max(0, offset + len(data) - len(image))))
        image[offset : offset + len(data)] = data
        self.disk.pending.setdefault(self.name, []).append((offset, bytes(data)))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        if self.disk.killed:
            return
        self.disk.tick("write")
        del self.disk.volatile[self.name][size:]
        self.disk.pending.setdefault(self.name, []).append((-size - 1, b""))

    def xSync(self, flags: int) -> None:  # noqa: N802
        del flags
        if self.disk.killed:
            return
        self.disk.tick("sync")
        if self.disk.fault != "lying":
            self.disk.durable[self.name] = bytearray(self.disk.volatile[self.name])
            self.disk.pending.pop(self.name, None)

    def xFileSize(self) -> int:  # noqa: N802
        return len(self.disk.volatile[self.name])

    def xLock(self, level: int) -> None:  # noqa: N802
        ...

    def xUnlock(self, level: int) -> None:  # noqa: N802
        ...

    def xClose(self) -> None:  # noqa: N802
        ...

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xFileControl(self, op: int, pointer: int) -> bool:  # noqa: N802
        del op, pointer
        return False

    def xSectorSize(self) -> int:  # noqa: N802
        return 4096

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return 0


class Faulty(apsw.VFS):
    """The file system of one disk."""

    def __init__(self, disk: Disk, name: str) -> None:
        """Registered under a name of its own."""
        self.disk, self.name = disk, name
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> Any:  # noqa: N802, ANN401 - as apsw has it
        path = name.filename() if isinstance(name, apsw.URIFilename) else name or "temporary"
        flags[1] = flags[0]
        return File(self.disk, os.path.basename(path))  # noqa: PTH119 - a name, not a file of this machine

    def xAccess(self, pathname: str, flags: int) -> bool:  # noqa: N802
        del flags
        return bool(self.disk.volatile.get(os.path.basename(pathname)))  # noqa: PTH119

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001
        del syncdir
        if self.disk.killed:
            return
        for images in (self.disk.volatile, self.disk.durable, self.disk.pending):
            images.pop(os.path.basename(filename), None)  # noqa: PTH119

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return "/disk/" + os.path.basename(name)  # noqa: PTH119


class Spoken:
    """An apsw connection that speaks as the standard library's: the same answers, the same families of errors."""

    def __init__(self, name: str, vfs: str) -> None:
        """Alone with its file: without shared memory, which this disk has not."""
        with _spoken():
            self._db = apsw.Connection(name, vfs=vfs)
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")

    def execute(self, sql: str, values: Sequence[Value] = ()) -> Rows:
        """One statement."""
        with _spoken():
            rows = self._db.execute(sql, tuple(values)).fetchall()
            return Rows(rows, self._db.changes(), self._db.last_insert_rowid())

    def executemany(self, sql: str, rows: Sequence[Sequence[Value]]) -> Rows:
        """One statement, many rows."""
        return Rows([], sum(self.execute(sql, row).rowcount for row in rows))

    def close(self) -> None:
        """The end, whatever the disk says to it."""
        with contextlib.suppress(apsw.Error):
            self._db.close(True)  # noqa: FBT003 - by force


@contextlib.contextmanager
def _spoken() -> Generator[None]:
    try:
        yield
    except apsw.ConstraintError as error:
        raise sqlite3.IntegrityError(str(error)) from None
    except apsw.Error as error:
        raise sqlite3.OperationalError(str(error)) from None
