"""The limits that figures are held against, each measured alone: signatures, hashes, rows, fsync. Source: performance.md section 3."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.machine import scratch, timed
from chamberflag import app
from chamberflag.canon.profile import unb64u
from chamberflag.ledger import entry as entries
from chamberflag.ledger.replay import replay
from chamberflag.recorder.attest import Signed
from chamberflag.seal import algorithms
from chamberflag.seal.digest import message
from chamberflag.seal.keys import load_public
from chamberflag.seal.signature import parse_line
from chamberflag.vocabulary.keys import PASSKEY_ALGS

CHUNK = 16
GROUP = 256
Triple = tuple[bytes, str, bytes, bytes]  # SubjectPublicKeyInfo, algorithm, signature, what is signed


def triples(acts: Sequence[Signed], spki: dict[str, bytes]) -> list[Triple]:
    """(key, signature, message) of every signature of some acts. spki: key id -> key."""
    made: list[Triple] = []
    for act in acts:
        for data in act.signatures:
            line = parse_line(data)
            signed = message(act.line)
            if line.alg in PASSKEY_ALGS:
                signed = unb64u(line.ad or "") + hashlib.sha256(unb64u(line.cd or "")).digest()
            made.append((spki[line.kid], line.alg, unb64u(line.sig), signed))
    return made


def signatures(found: Sequence[Triple]) -> float:
    """Seconds to prove all of them: keys loaded before, a thread a core, chunks of 16."""
    for key, *_ in found:
        load_public(key)

    def chunk(some: Sequence[Triple]) -> None:
        for key, alg, sig, data in some:
            algorithms.prove(key, alg, sig, data, "")

    chunks = [found[at : at + CHUNK] for at in range(0, len(found), CHUNK)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(chunk, chunks[:1]))
        return timed(lambda: list(pool.map(chunk, chunks)))


def leaves(data: Sequence[bytes]) -> float:
    """Seconds to hash these entries as leaves and the tree over them, once each."""

    def hashing() -> None:
        for one in data:
            hashlib.sha256(b"\x00" + one).digest()
            hashlib.sha256(b"\x01" + one[:64]).digest()

    return timed(hashing)


def rows(data: Sequence[bytes]) -> float:
    """Seconds to insert these bytes as rows, 256 a transaction."""
    return grouped([data[first : first + GROUP] for first in range(0, len(data), GROUP)])


def grouped(groups: Sequence[Sequence[bytes]]) -> float:
    """Seconds to insert groups of rows, each in a transaction, into one table of a fresh SQLite database, WAL, synchronous FULL."""
    with tempfile.TemporaryDirectory(dir=scratch()) as folder:
        db = sqlite3.connect(Path(folder) / "raw.sqlite", isolation_level=None)
        for pragma in ("page_size = 8192", "journal_mode = WAL", "synchronous = FULL"):
            db.execute(f"PRAGMA {pragma}").fetchall()
        db.execute("CREATE TABLE entry (ix INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT")

        def insert() -> None:
            size = 0
            for group in groups:
                db.execute("BEGIN IMMEDIATE")
                db.executemany("INSERT INTO entry VALUES (?, ?)", enumerate(group, size))
                db.execute("COMMIT")
                size += len(group)

        seconds = timed(insert)
        db.close()
        return seconds


def spki_of(log: Sequence[bytes]) -> dict[str, bytes]:
    """Key id -> key of every enrolment in a log."""
    state = app.empty_state()
    for made in replay(log, state, app.rules_for, app.act_table()):
        state = made.after
    return {kid: unb64u(record.key.spki) for kid, record in state.keys.items()}


def acts_of(log: Sequence[bytes]) -> list[Signed]:
    """The signed acts of some entries."""
    return [Signed(one.line, one.signatures) for one in map(entries.decode, log)]
