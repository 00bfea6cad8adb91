"""The ledger on SQLite: WAL, synchronous FULL, one writer, the only commit point. Source: log.md L1, L9 and section 6.

COMMIT is the moment an entry exists. A writer starts closed: recovery opens it, for one holder of the lease. After any error on the write
path it refuses everything: what is read back after a failed fsync may not be trusted, and recovery is the next start.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from typing import TYPE_CHECKING, Any

from chamberflag.ledger.group import check_group
from chamberflag.ledger.ports import ZERO, Head, Snapshot
from chamberflag.log.tree import HASH, Frontier, frontier_of
from chamberflag.store import beside, compared, indexes, schema, signed
from chamberflag.store.nodes import Nodes
from chamberflag.store.vault import FileVault
from chamberflag.vocabulary.errors import Broken, Unproven

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from pathlib import Path

    from chamberflag.ledger.ports import NewEntry
    from chamberflag.store.vault import Vault

BUNDLE = 256  # entries fetched at once
CHECKED = 160_000_000  # bytes; beyond, a start leaves the large tables to `log fsck`
WAL_PAGES = 4000  # written since the log file was last folded into the database; about 32 MB


class SqliteLedger:
    """One database file, one connection; stopped: why it does not write, empty while it does."""

    def __init__(
        self, path: Path, vault: Vault | None = None, connect: Callable[[Path], sqlite3.Connection] = schema.connect, *, watch: bool = False
    ) -> None:
        """Open or create; with `watch`, only to read. vault: keys of private texts, by default a folder beside the file. Raises Broken."""
        self.path, self.stopped, self._failed = path, "it was opened to read" if watch else "", ""
        self._token, self._fresh, self._lock = "", 0, threading.RLock()
        if watch and not path.is_file():
            raise Broken("store.database", "there is no log here", str(path))
        try:
            self._db = connect(path)
            (schema.watch if watch else schema.prepare)(self._db)
        except (sqlite3.Error, OSError) as error:
            raise Broken("store.database", f"the log's database cannot be opened: {error}", str(path)) from None
        head = self.head()
        self._nodes = Nodes(self._ask, head.size if head else 0)
        self._names, self.index = indexes.Names(self._ask), compared.Index(self._ask)
        self._vault: Vault = vault or FileVault(path.with_name("private-keys"))

    def close(self) -> None:
        """Let go of the file."""
        self.stopped = self.stopped or "it was closed"
        self._db.close()

    def permit(self, token: str = "") -> None:
        """Let this ledger write, and no other that was let before: the token stands in the database, and each commit compares it."""
        self.set_meta("lease", token)
        self._token, self.stopped = token, ""

    def stop(self, why: str) -> None:
        """From now on this ledger only reads."""
        self.stopped = why

    def check(self, *, whole: bool = False) -> None:
        """Raise Broken(store.damaged) unless SQLite finds its file sound; of a large file only the small tables, unless `whole`."""
        pages, page = self._ask("PRAGMA page_count")[0][0], self._ask("PRAGMA page_size")[0][0]
        parts = [""] if whole or pages * page <= CHECKED else [f"('{table}')" for table in schema.SMALL]
        for part in parts:
            answer = self._ask(f"PRAGMA integrity_check{part}")[0][0]
            if answer != "ok":
                raise Broken("store.damaged", f"the database is damaged: {answer}; take the log from a second copy", str(self.path))
        head = self.head()
        compared.familiar(self._ask, head.size if head else 0, str(self.path))

    # ---- the one write

    def append(self, group: Sequence[NewEntry], head: Head, old_size: int) -> None:
        """All of the group in one transaction, or nothing."""
        if self.stopped:
            raise Broken("store.closed", f"nothing is written to this log: {self.stopped}")
        check_group(group, head, old_size)
        with self._writing(group):
            db, (rows, end) = self._db, self._nodes.rows(group)
            if self._fresh > WAL_PAGES:
                self.tidy()
            db.execute("BEGIN IMMEDIATE")
            self._move(head, old_size)
            db.executemany("INSERT INTO entry VALUES (?, ?, ?)", [(n.index, n.digest, n.data) for n in group])
            db.executemany("INSERT INTO act VALUES (?, ?)", [(n.act_id, n.index) for n in group])
            names = indexes.write(db, self._names, group)
            db.executemany("INSERT OR REPLACE INTO node VALUES (?, ?)", rows)
            db.execute("INSERT INTO checkpoint VALUES (?, ?)", (head.size, signed.shrink(head)))
            beside.write(db, self._vault, group)
            db.execute("COMMIT")
            self._nodes.settle(head.size, end)
            self._names.learn(names)
            self._fresh += 10 + 2 * len(group)

    def _move(self, head: Head, old_size: int) -> None:
        """The race, where it can be seen: the old size stands in the WHERE; one row, or somebody else has written."""
        lease = self._db.execute("SELECT value FROM meta WHERE key = 'lease'").fetchone()
        if lease is not None and lease[0] != self._token:
            raise Unproven("store.lease", "another process has taken over this log")
        row = (head.size, b"".join(head.frontier.hashes), head.note, head.recv)
        if old_size == 0:
            done = self._db.execute("INSERT OR IGNORE INTO head VALUES (1, ?, ?, ?, ?)", row).rowcount
        else:
            sql = "UPDATE head SET size = ?, hashes = ?, note = ?, recv = ? WHERE size = ? AND recv <= ?"
            done = self._db.execute(sql, (*row, old_size, head.recv)).rowcount
        if done != 1:
            raise Unproven("store.raced", "the log has been extended meanwhile, or its clock went back")

    @contextlib.contextmanager
    def _writing(self, group: Sequence[NewEntry]) -> Generator[None]:
        """A lost race rolls back and changes nothing; anything else closes this ledger for good. Nobody reads what is not committed."""
        self._lock.acquire()
        try:
            yield
        except (Unproven, sqlite3.IntegrityError) as error:
            try:
                self._db.execute("ROLLBACK")
            except sqlite3.Error as second:
                raise self._fail(str(second)) from None
            if isinstance(error, Unproven):
                if error.code == "store.lease":
                    self.stopped = error.text
                raise
            raise self._conflict(group, error) from None
        except (sqlite3.Error, OSError, Broken) as error:
            raise self._fail(str(error)) from None
        except BaseException as error:
            self._fail(f"interrupted by {type(error).__name__}")
            raise
        finally:
            self._lock.release()

    def _fail(self, why: str) -> Broken:
        self.stopped = self._failed = why
        with contextlib.suppress(sqlite3.Error):
            self._db.execute("ROLLBACK")
        return Broken("store.disk", f"nothing of the group was recorded: {why}; this process writes no more, start the box again")

    def _conflict(self, group: Sequence[NewEntry], error: Exception) -> Unproven:
        """What was there already, seen after the rollback."""
        for new in group:
            known = self.by_act(new.act_id)
            if known is not None and known[1] == new.digest:
                return Unproven("store.known", f"the act is entry {known[0]} already", new.act_id)
            if known is not None:
                return Unproven("store.reused", f"the act's id is that of entry {known[0]}, over other bytes", new.act_id)
            if self.by_device(new.dev, new.dseq) is not None:
                return Unproven("store.raced", f"the device has used number {new.dseq} already", new.dev)
        return Unproven("store.raced", f"two entries of the group exclude each other: {error}")

    @contextlib.contextmanager
    def still(self) -> Generator[None]:
        """What is read inside is of one moment, also beside a writer."""
        self._ask("BEGIN")
        yield
        self._ask("ROLLBACK")

    def remake(self, rows: Iterable[NewEntry]) -> None:
        """Make the indexes anew from the entries."""
        with self._writing(()):
            self._names = compared.remake(self._db, self._ask, rows)

    def tidy(self) -> None:
        """Copy what is committed from the write-ahead log into the database. SQLite would do it by itself, and hide a failure."""
        self._ask("PRAGMA wal_checkpoint(PASSIVE)")
        self._fresh = 0

    # ---- reading

    def _ask(self, sql: str, values: tuple[object, ...] = (), /) -> list[tuple[Any, ...]]:
        if self._failed:
            raise Broken("store.disk", f"the disk has failed, and what it says is not believed: {self._failed}; start the box again")
        try:
            with self._lock:
                return self._db.execute(sql, values).fetchall()
        except (sqlite3.Error, OSError) as error:
            raise self._fail(str(error)) from None

    def head(self) -> Head | None:
        """The newest head; None before genesis."""
        for size, hashes, note, recv in self._ask("SELECT size, hashes, note, recv FROM head"):
            return Head(Frontier(size, tuple(hashes[i : i + HASH] for i in range(0, len(hashes), HASH))), note, recv)
        return None

    def entry(self, index: int) -> bytes:
        """The bytes of one entry. Raises Broken where it is missing."""
        for (data,) in self._ask("SELECT data FROM entry WHERE ix = ?", (index,)):
            return data
        raise Broken("store.entry", "the entry is missing from the database", f"entry {index}")

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes of entries start..stop-1. Raises Broken where one is missing."""
        for first in range(start, stop, BUNDLE):
            last = min(first + BUNDLE, stop)
            rows = self._ask("SELECT data FROM entry WHERE ix >= ? AND ix < ? ORDER BY ix", (first, last))
            if len(rows) != last - first:
                raise Broken("store.entry", "an entry is missing from the database", f"entries {first} to {last - 1}")
            for (data,) in rows:
                yield data

    def node(self, level: int, index: int) -> bytes:
        """A stored full node. Raises Broken where it is missing."""
        return self._nodes.read(level, index)

    def stored_nodes(self, first: int, count: int) -> bytes:
        """`count` stored nodes from place `first` on, as `log.tree.place` counts; shorter where some are missing."""
        return self._nodes.run(first, count)

    def note(self, size: int) -> str | None:
        """The signed checkpoint of a size, if one was signed."""
        return next((note for _, note in self.notes(size - 1, size)), None)

    def notes(self, start: int, stop: int) -> Iterator[tuple[int, str]]:
        """(size, signed checkpoint) of start < size <= stop."""
        head = self.head()
        origin = head.note.partition("\n")[0] if head else ""
        while rows := self._ask("SELECT size, note FROM checkpoint WHERE size > ? AND size <= ? ORDER BY size LIMIT 256", (start, stop)):
            for size, note in rows:
                yield size, note if isinstance(note, str) else signed.expand(note, origin, size, frontier_of(self.node, size).root())
            start = rows[-1][0]

    def by_act(self, act_id: str) -> tuple[int, bytes] | None:
        """(index, act digest) of an act."""
        rows = self._ask("SELECT act.ix, digest FROM act JOIN entry ON entry.ix = act.ix WHERE id = ?", (act_id,))
        return rows[0] if rows else None

    def by_acts(self, act_ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        """Those of some acts that are in the log, with (index, act digest)."""
        marks = ", ".join("?" * len(act_ids))
        rows = self._ask(f"SELECT id, act.ix, digest FROM act JOIN entry ON entry.ix = act.ix WHERE id IN ({marks})", tuple(act_ids))  # noqa: S608
        return {act_id: (index, digest) for act_id, index, digest in rows}

    def by_device(self, dev: str, dseq: int) -> int | None:
        """Index of a device's act by its number."""
        rows = self._ask("SELECT ix FROM sent JOIN device ON no = device WHERE id = ? AND sent.dseq = ?", (dev, dseq))
        return rows[0][0] if rows else None

    def subject_head(self, subject: str) -> tuple[int, bytes]:
        """(n, leaf) of a subject; (0, zeros) before the first."""
        rows = self._ask("SELECT n, leaf FROM subject WHERE id = ?", (subject,))
        return rows[0] if rows else (0, ZERO)

    def subject_entries(self, subject: str) -> list[int]:
        """Indexes of the entries that name a subject."""
        return [ix for (ix,) in self._ask("SELECT ix FROM named JOIN subject ON no = subject WHERE id = ? ORDER BY ix", (subject,))]

    def device_head(self, dev: str) -> tuple[int, bytes]:
        """(dseq, act digest) of a device's highest act; (0, zeros) before the first."""
        rows = self._ask("SELECT dseq, digest FROM device WHERE id = ?", (dev,))
        return rows[0] if rows else (0, ZERO)

    # ---- beside the log

    def private(self, index: int, field: str) -> tuple[bytes, bytes] | None:
        """(salt, value) of a committed text, unless erased."""
        return next(((salt, value) for _, salt, value in beside.read(self._ask, self._vault, index, field)), None)

    def privates(self, index: int) -> list[tuple[str, bytes, bytes]]:
        """(field, salt, value) of all texts of an entry that are not erased."""
        return beside.read(self._ask, self._vault, index)

    def erase(self, index: int, field: str) -> bool:
        """Delete salt and value for good; False where there is nothing."""
        return beside.erase(self._ask, index, field)

    def snapshot(self, rules: str | None = None) -> Snapshot | None:
        """The newest sound state kept; of one rule set, or of any."""
        head = self.head()
        return beside.newest(self._ask, rules, head.size if head else 0)

    def put_snapshot(self, snapshot: Snapshot) -> None:
        """Keep a state; the two newest are kept."""
        beside.keep(self._ask, snapshot)

    def checked(self) -> tuple[int, bytes]:
        """How far, and to which root, `log fsck` has found everything sound."""
        rows = self._ask("SELECT size, root FROM checked")
        return rows[0] if rows else (0, b"")

    def set_checked(self, size: int, root: bytes) -> None:
        """Remember how far everything was found sound."""
        self._ask("INSERT OR REPLACE INTO checked VALUES (1, ?, ?)", (size, root))

    def meta(self, key: str) -> str | None:
        """A fact about this database: `instance`, `restored`."""
        rows = self._ask("SELECT value FROM meta WHERE key = ?", (key,))
        return rows[0][0] if rows else None

    def set_meta(self, key: str, value: str) -> None:
        """Write a fact about this database down."""
        self._ask("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
