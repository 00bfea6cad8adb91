"""The ledger on SQLite: WAL, synchronous FULL, one writer, the only commit point. Source: log.md L1, L9 and section 6.

COMMIT is the moment an entry exists. After any error on the write path this object refuses everything: what was read back after a
failed fsync may not be trusted, and recovery is the next start.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from chamberflag.ledger.ports import Head
from chamberflag.log.tree import Frontier
from chamberflag.vocabulary.errors import Broken, Unproven

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from chamberflag.ledger.ports import NewEntry

ZERO = bytes(32)
SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (ix INTEGER PRIMARY KEY, act TEXT NOT NULL UNIQUE, digest BLOB NOT NULL, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS head (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, hashes BLOB NOT NULL, note TEXT NOT NULL,
                                 recv INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS node (level INTEGER NOT NULL, ix INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, ix)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS subject (id TEXT PRIMARY KEY, n INTEGER NOT NULL, leaf BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS named (id TEXT NOT NULL, ix INTEGER NOT NULL, PRIMARY KEY (id, ix)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS device (id TEXT PRIMARY KEY, dseq INTEGER NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checkpoint (size INTEGER PRIMARY KEY, note TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS private (ix INTEGER NOT NULL, field TEXT NOT NULL, salt BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY (ix, field));
CREATE TABLE IF NOT EXISTS snapshot (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, root BLOB NOT NULL, rules TEXT NOT NULL,
                                     data BLOB NOT NULL);
"""


class SqliteLedger:
    """One database file, one connection."""

    def __init__(self, path: Path) -> None:
        """Open or create. Raises Broken where the file is no sound database."""
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -16000"):
                self._db.execute(f"PRAGMA {pragma}")
            self._db.executescript(SCHEMA)
        except sqlite3.Error as error:
            raise Broken("broken.database", f"the log's database cannot be opened: {error}", str(path)) from None
        self._closed = ""

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def check(self) -> None:
        """Raise Broken unless SQLite finds its own file sound."""
        try:
            answer = self._db.execute("PRAGMA quick_check").fetchone()[0]
        except sqlite3.Error as error:
            answer = str(error)
        if answer != "ok":
            raise Broken("broken.database", f"the database is damaged: {answer}")

    def head(self) -> Head | None:
        """The newest head."""
        row = self._db.execute("SELECT size, hashes, note, recv FROM head").fetchone()
        if row is None:
            return None
        size, hashes, note, recv = row
        return Head(Frontier(size, tuple(hashes[i : i + 32] for i in range(0, len(hashes), 32))), note, recv)

    def append(self, group: Sequence[NewEntry], head: Head, old_size: int) -> None:
        """All of the group in one transaction, or nothing."""
        if self._closed:
            raise Broken("broken.writer", f"this writer has stopped: {self._closed}; start the box again")
        db = self._db
        try:
            db.execute("BEGIN IMMEDIATE")
            self._insert(group)
            self._move(head, old_size)
            db.execute("COMMIT")
        except Unproven:
            db.execute("ROLLBACK")
            raise
        except sqlite3.IntegrityError as error:
            db.execute("ROLLBACK")
            raise Unproven("store.raced", f"the act or entry is in the log already: {error}") from None
        except (sqlite3.Error, OSError) as error:
            self._closed = str(error)
            raise Broken("broken.disk", f"the group was not recorded: {error}; the writer stops, start the box again") from None

    def _insert(self, group: Sequence[NewEntry]) -> None:
        db = self._db
        db.executemany("INSERT INTO entry VALUES (?, ?, ?, ?)", [(n.index, n.act_id, n.digest, n.data) for n in group])
        db.executemany("INSERT INTO node VALUES (?, ?, ?)", [node for n in group for node in n.nodes])
        for new in group:
            for m in new.moves:  # the old value stands in the WHERE: one row, or somebody moved the subject meanwhile
                if m.n == 1:
                    done = db.execute("INSERT INTO subject VALUES (?, 1, ?) ON CONFLICT DO NOTHING", (m.subject, m.leaf)).rowcount
                else:
                    done = db.execute(
                        "UPDATE subject SET n = ?, leaf = ? WHERE id = ? AND n = ? AND leaf = ?", (m.n, m.leaf, m.subject, m.n - 1, m.prev)
                    ).rowcount
                if done != 1:
                    raise Unproven("store.raced", f"{m.subject} moved meanwhile")
            db.execute("INSERT OR REPLACE INTO device VALUES (?, ?, ?)", (new.dev, new.dseq, new.digest))
        named = [(s, n.index) for n in group for s in dict.fromkeys((*(m.subject for m in n.moves), *n.mentions))]
        db.executemany("INSERT INTO named VALUES (?, ?)", named)
        db.executemany("INSERT INTO private VALUES (?, ?, ?, ?)", [(n.index, *p) for n in group for p in n.private])

    def _move(self, head: Head, old_size: int) -> None:
        row = (head.size, b"".join(head.frontier.hashes), head.note, head.recv)
        if old_size == 0:
            done = self._db.execute("INSERT INTO head VALUES (1, ?, ?, ?, ?) ON CONFLICT DO NOTHING", row).rowcount
        else:
            done = self._db.execute("UPDATE head SET size = ?, hashes = ?, note = ?, recv = ? WHERE size = ?", (*row, old_size)).rowcount
        if done != 1:
            raise Unproven("store.raced", "another writer has extended the log")
        self._db.execute("INSERT INTO checkpoint VALUES (?, ?)", (head.size, head.note))

    def entry(self, index: int) -> bytes:
        """The bytes of one entry. Raises Broken where it is missing."""
        row = self._db.execute("SELECT data FROM entry WHERE ix = ?", (index,)).fetchone()
        if row is None:
            raise Broken("broken.entry", f"entry {index} is missing from the database")
        return row[0]

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes of entries start..stop-1."""
        for (data,) in self._db.execute("SELECT data FROM entry WHERE ix >= ? AND ix < ? ORDER BY ix", (start, stop)):
            yield data

    def by_act(self, act_id: str) -> tuple[int, bytes] | None:
        """(index, act digest) of an act."""
        return self._db.execute("SELECT ix, digest FROM entry WHERE act = ?", (act_id,)).fetchone()

    def subject_head(self, subject: str) -> tuple[int, bytes]:
        """(n, leaf) of a subject."""
        return self._db.execute("SELECT n, leaf FROM subject WHERE id = ?", (subject,)).fetchone() or (0, ZERO)

    def subject_entries(self, subject: str) -> list[int]:
        """Indexes of the entries that name a subject."""
        return [ix for (ix,) in self._db.execute("SELECT ix FROM named WHERE id = ? ORDER BY ix", (subject,))]

    def device_head(self, dev: str) -> tuple[int, bytes]:
        """(dseq, act digest) of a device."""
        return self._db.execute("SELECT dseq, digest FROM device WHERE id = ?", (dev,)).fetchone() or (0, ZERO)

    def node(self, level: int, index: int) -> bytes:
        """A stored node."""
        return self._db.execute("SELECT hash FROM node WHERE level = ? AND ix = ?", (level, index)).fetchone()[0]

    def note(self, size: int) -> str | None:
        """The signed checkpoint of a size."""
        row = self._db.execute("SELECT note FROM checkpoint WHERE size = ?", (size,)).fetchone()
        return row[0] if row else None

    def private(self, index: int, field: str) -> tuple[bytes, bytes] | None:
        """(salt, value) of a committed text."""
        return self._db.execute("SELECT salt, value FROM private WHERE ix = ? AND field = ?", (index, field)).fetchone()
