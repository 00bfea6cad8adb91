"""The database file of one log: its tables, and how it is opened. Source: log.md L1.

entry, node, checkpoint and head are the log; act, subject, named, device and sent are indexes, which each start and `log fsck` compare with
it (`compared`); private and snapshot lie beside it. Pages of 8 KiB hold seven entries of the usual size; with 4 KiB a quarter of the file
would be empty.
"""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING

from chamberflag.vocabulary.errors import Broken

if TYPE_CHECKING:
    from pathlib import Path

    from chamberflag.store.rows import Ask

VERSION = 1
NEEDED = (3, 38, 0)  # STRICT, RETURNING
TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, hashes BLOB NOT NULL, note TEXT NOT NULL, recv INTEGER NOT NULL) STRICT;
CREATE TABLE entry (ix INTEGER PRIMARY KEY, digest BLOB NOT NULL, data BLOB NOT NULL) STRICT;
CREATE TABLE act (id TEXT PRIMARY KEY, ix INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE node (chunk INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT; -- 32 hashes in stored order
CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note ANY NOT NULL) STRICT; -- the note, or its signature alone
CREATE TABLE subject (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, n INTEGER NOT NULL, leaf BLOB NOT NULL) STRICT;
CREATE TABLE named (subject INTEGER NOT NULL, ix INTEGER NOT NULL, PRIMARY KEY (subject, ix)) STRICT, WITHOUT ROWID;
CREATE TABLE device (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, dseq INTEGER NOT NULL, digest BLOB NOT NULL) STRICT;
CREATE TABLE sent (device INTEGER NOT NULL, dseq INTEGER NOT NULL, ix INTEGER NOT NULL, PRIMARY KEY (device, dseq)) STRICT, WITHOUT ROWID;
CREATE TABLE private (
    ix INTEGER NOT NULL, field TEXT NOT NULL, owner TEXT NOT NULL, locked BLOB NOT NULL, PRIMARY KEY (ix, field)) STRICT, WITHOUT ROWID;
CREATE TABLE snapshot (
    size INTEGER NOT NULL, rules TEXT NOT NULL, root BLOB NOT NULL, sha256 BLOB NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (size, rules)) STRICT;
CREATE TABLE checked (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, root BLOB NOT NULL) STRICT;
"""


# What `prepare` makes, and what SQLite makes for it; anything else, a trigger above all, would write or hide behind our back.
_OWN = "sqlite_autoindex_%"
SMALL = ("meta", "head", "subject", "device", "private", "checked")
_COMMENT = re.compile(r"--.*")
_THERE = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE ?"


def connect(path: Path) -> sqlite3.Connection:
    """An open connection without a Python-side transaction."""
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False)


def prepare(db: sqlite3.Connection) -> None:
    """Set how it writes, and make the tables where there are none. Raises Broken(store.version) over another kind of file."""
    if sqlite3.sqlite_version_info < NEEDED:
        raise Broken("store.version", f"SQLite {sqlite3.sqlite_version} is too old; a Python with SQLite 3.38 or newer is needed")
    for pragma in ("page_size = 8192", "journal_mode = WAL", "synchronous = FULL", "cache_size = -16000", "wal_autocheckpoint = 0"):
        db.execute(f"PRAGMA {pragma}").fetchall()
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version == 0 and db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
        db.execute("BEGIN IMMEDIATE")  # a power cut leaves all tables or none
        for table in _statements():
            db.execute(table)
        db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")
    elif version != VERSION:
        raise Broken(
            "store.version", f"the database is of version {version}, this program reads version {VERSION}; run `chamberflag upgrade`"
        )


def watch(db: sqlite3.Connection) -> None:
    """Let a connection read and nothing else."""
    db.execute("PRAGMA query_only = ON")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version != VERSION:
        raise Broken("store.version", f"the database is of version {version}, this program reads version {VERSION}")


def strange(ask: Ask) -> str:
    """What the database holds besides our tables, or which of them is missing or another one; "" where all is as it was made."""
    made = {one.split()[2]: " ".join(one.split()) for one in _statements()}
    there = {name: (kind, " ".join((sql or "").split())) for kind, name, sql in ask(_THERE, (_OWN,))}
    for name, (kind, sql) in there.items():
        if name not in made:
            return f"the database has a {kind} {name!r} that this program has not made"
        if sql != made[name]:
            return f"the {kind} {name!r} is not as this program makes it"
    return next((f"the table {name!r} is missing" for name in made if name not in there), "")


def _statements() -> list[str]:
    return [one for one in map(str.strip, _COMMENT.sub("", TABLES).split(";")) if one]
