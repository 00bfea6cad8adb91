"""The indexes compared with the entries they follow from, and made anew where they differ. Source: log.md L1, section 6 start 2.

An index that says less or otherwise than the log would let an act that is handed in again become a second entry, and would leave entries
out of a trace. So each start compares: of the entries since the newest snapshot, every row of every index; of those before it, the rows
of act, sent and named, block by block, with digests that were sealed together with the snapshot; and the ends of all chains. A start
without a snapshot compares everything. What remains for `log fsck`: the act digests of entries older than the snapshot (a false one makes
a repeated act refused, never recorded twice), and what is altered under a running box before its next snapshot.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from chamberflag.ledger.ports import ZERO
from chamberflag.log.tree import stored
from chamberflag.store import indexes, schema
from chamberflag.store.nodes import CHUNK
from chamberflag.vocabulary.errors import Broken

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from chamberflag.ledger.ports import NewEntry
    from chamberflag.store.rows import Ask

BLOCK = 4096  # entries a digest
GROUP = 256
LOWEST = -(2**63)  # rows before the first entry are strange rows, too
TABLES = ("act", "sent", "named", "subject", "device")
# Every row of a block in one order, as one text: the whole work is SQLite's.
_TEXT = (
    "SELECT b, group_concat(r) FROM (SELECT ix / {block} AS b, ix || ':' || {rest} AS r FROM {table} WHERE ix < ? AND ix >= ? "
    "ORDER BY ix, {rest}) GROUP BY b"
)
_ACT = "SELECT act.ix, id, digest FROM act LEFT JOIN entry ON entry.ix = act.ix WHERE act.ix >= ?"
_SENT = "SELECT ix, id, sent.dseq FROM sent LEFT JOIN device ON no = device WHERE ix >= ?"
_NAMED = "SELECT ix, id FROM named LEFT JOIN subject ON no = subject WHERE ix >= ?"
_REST = {"act": "id", "sent": "device || ':' || dseq", "named": "subject"}


class Ends(msgspec.Struct, frozen=True):
    """The indexes at a size. blocks: a digest each BLOCK entries; id -> (number, n, leaf) and (number, dseq, digest)."""

    size: int
    blocks: tuple[bytes, ...]
    subjects: dict[str, tuple[int, int, bytes]]
    devices: dict[str, tuple[int, int, bytes]]


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the indexes should hold of some entries."""

    act: set[tuple[int, str, bytes | None]]
    sent: set[tuple[int, str | None, int]]
    named: set[tuple[int, str | None]]
    subject: dict[str, tuple[int, bytes]]
    device: dict[str, tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Index:
    """The indexes of one database."""

    ask: Ask

    def ends(self, size: int, before: Ends | None = None, rows: Iterable[NewEntry] | None = None) -> Ends:
        """The indexes at a size. before: an earlier one, whose full blocks are taken; rows: the entries up to there, of a longer log."""
        full = before.blocks[: before.size // BLOCK] if before is not None else ()
        blocks = (*full, *_blocks(self.ask, len(full) * BLOCK, size))
        subjects, devices = _chains(self.ask, "subject"), _chains(self.ask, "device")
        if rows is not None:
            then = _wanted(None, rows)
            subjects = {name: (subjects[name][0], n, leaf) for name, (n, leaf) in then.subject.items()}
            devices = {name: (devices[name][0], n, digest) for name, (n, digest) in then.device.items()}
        return Ends(size, blocks, subjects, devices)

    def differ(self, since: Ends | None, tail: Iterable[NewEntry]) -> tuple[str, ...]:
        """The indexes that are not what the entries say. tail: every entry from `since` on."""
        ask, start, wanted = self.ask, since.size if since is not None else LOWEST, _wanted(since, tail)
        found = {
            "act": wanted.act == set(ask(_ACT, (start,))),
            "sent": wanted.sent == set(ask(_SENT, (start,))),
            "named": wanted.named == set(ask(_NAMED, (start,))),
            "subject": wanted.subject == {name: (n, leaf) for name, n, leaf in ask("SELECT id, n, leaf FROM subject")},
            "device": wanted.device == {name: (n, digest) for name, n, digest in ask("SELECT id, dseq, digest FROM device")},
        }
        if since is not None:
            older = tuple(_blocks(ask, 0, start)) == since.blocks  # one digest over all three
            found["act"] &= older
            found["sent"] &= older and _numbers(ask, "device", since.devices)
            found["named"] &= older and _numbers(ask, "subject", since.subjects)
        return tuple(table for table in TABLES if not found[table])


def remake(db: sqlite3.Connection, ask: Ask, rows: Iterable[NewEntry]) -> indexes.Names:
    """Make the indexes anew from every entry, in one transaction: what a power cut leaves is the old ones, and the next start's finding."""
    db.execute("BEGIN IMMEDIATE")
    for table in TABLES:
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - table names of ours
    names, rest = indexes.Names(ask), iter(rows)
    while group := list(islice(rest, GROUP)):
        db.executemany("INSERT INTO act VALUES (?, ?)", [(new.act_id, new.index) for new in group])
        db.executemany("UPDATE entry SET digest = ? WHERE ix = ? AND digest IS NOT ?", [(n.digest, n.index, n.digest) for n in group])
        names.learn(indexes.write(db, names, group))
    db.execute("COMMIT")
    return names


def familiar(ask: Ask, size: int, place: str) -> None:
    """Raise Broken(store.damaged) where the database holds what no commit of ours has left: tables, triggers, rows behind the head."""
    text = schema.strange(ask) or _beyond(ask, size)
    if text:
        raise Broken("store.damaged", f"{text}; the database has been altered: take it from a second copy", place)


def _beyond(ask: Ask, size: int) -> str:
    last = (stored(size) + CHUNK - 1) // CHUNK
    for table, column, first in (("entry", "ix", size), ("private", "ix", size), ("checkpoint", "size", size + 1), ("node", "chunk", last)):
        if ask(f"SELECT 1 FROM {table} WHERE {column} >= ? OR {column} < 0 LIMIT 1", (first,)):  # noqa: S608 - table names of ours
            return f"table {table!r} holds rows behind the {size} entries of the log"
    return ""


def _wanted(since: Ends | None, tail: Iterable[NewEntry]) -> _Rows:
    subject = {name: (n, leaf) for name, (_, n, leaf) in since.subjects.items()} if since is not None else {}
    device = {name: (n, digest) for name, (_, n, digest) in since.devices.items()} if since is not None else {}
    made = _Rows(set(), set(), set(), subject, device)
    for new in tail:
        made.act.add((new.index, new.act_id, new.digest))
        made.sent.add((new.index, new.dev, new.dseq))
        for name in new.mentions:
            made.named.add((new.index, name))
            subject.setdefault(name, (0, ZERO))
        for move in new.moves:
            made.named.add((new.index, move.subject))
            subject[move.subject] = (move.n, move.leaf)
        if new.dseq > device.get(new.dev, (0, ZERO))[0]:
            device[new.dev] = (new.dseq, new.digest)
    return made


def _blocks(ask: Ask, start: int, stop: int) -> list[bytes]:
    """The digests of the blocks from `start`, where one begins, to `stop`; of the rows before the first entry there is one more."""
    texts: dict[int, list[str]] = {block: [] for block in range(start // BLOCK, -(-stop // BLOCK))}
    for table, rest in _REST.items():
        for block, text in ask(_TEXT.format(block=BLOCK, rest=rest, table=table), (stop, start or LOWEST)):
            texts.setdefault(block, []).append(f"{table} {text}\n")
    return [hashlib.sha256("".join(texts[block]).encode()).digest() for block in sorted(texts)]


def _chains(ask: Ask, table: str) -> dict[str, tuple[int, int, bytes]]:
    place = "n, leaf" if table == "subject" else "dseq, digest"
    return {name: (no, n, end) for no, name, n, end in ask(f"SELECT no, id, {place} FROM {table}")}  # noqa: S608 - as above


def _numbers(ask: Ask, table: str, known: dict[str, tuple[int, int, bytes]]) -> bool:
    """Whether the ids that were there have the numbers by which the rows of their blocks name them."""
    now = _chains(ask, table)
    return all(name in now and now[name][0] == no for name, (no, _, _) in known.items())
