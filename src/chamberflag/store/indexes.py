"""The chains as indexes: where each subject and device stands, which entries name a subject, which act has a device's number.

Ids stand once, as rows of their own; everything else refers to them by number. Source: log.md section 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.ledger.ports import ZERO
from chamberflag.vocabulary.errors import Unproven

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from chamberflag.ledger.ports import NewEntry
    from chamberflag.store.rows import Ask


class Names:
    """Numbers of the ids that have a row: what was read once is not asked again."""

    def __init__(self, ask: Ask) -> None:
        """ask: run a query."""
        self._ask = ask
        self.known: dict[tuple[str, str], int] = {}

    def number(self, table: str, name: str) -> int | None:
        """The number of a subject or device; None where it has no row."""
        found = self.known.get((table, name))
        if found is None:
            row = self._ask(f"SELECT no FROM {table} WHERE id = ?", (name,))  # noqa: S608 - one of two table names of ours
            if not row:
                return None
            found = self.known[table, name] = row[0][0]
        return found

    def learn(self, more: dict[tuple[str, str], int]) -> None:
        """Rows that a committed group has made."""
        self.known |= more


def write(db: sqlite3.Connection, names: Names, group: Sequence[NewEntry]) -> dict[tuple[str, str], int]:
    """Move the chains by one group; the ids that got a row. Raises Unproven(store.raced) where a chain does not stand where it should."""
    made: dict[tuple[str, str], int] = {}
    known = names.known

    def number(table: str, name: str) -> int:
        found = made.get((table, name)) or names.number(table, name)
        if found is None:
            found = db.execute(f"INSERT INTO {table} VALUES (NULL, ?, 0, ?)", (name, ZERO)).lastrowid or 0  # noqa: S608 - as above
            made[table, name] = found
        return found

    named: list[tuple[int, int]] = []
    sent: list[tuple[int, int, int]] = []
    chains: dict[str, tuple[int, bytes, int, bytes]] = {}  # first n - 1 and prev, last n and leaf
    latest: dict[int, tuple[int, bytes]] = {}
    for new in group:
        for move in new.moves:
            first, prev, n, leaf = chains.get(move.subject, (move.n - 1, move.prev, move.n - 1, move.prev))
            if (move.n, move.prev) != (n + 1, leaf):
                raise Unproven("store.raced", "two entries of the group take one place in its chain", move.subject)
            chains[move.subject] = (first, prev, move.n, move.leaf)
        subjects = dict.fromkeys([move.subject for move in new.moves] + list(new.mentions))
        named += [(known.get(("subject", subject)) or number("subject", subject), new.index) for subject in subjects]
        device = known.get(("device", new.dev)) or number("device", new.dev)
        sent.append((device, new.dseq, new.index))
        if new.dseq > latest.get(device, (0, ZERO))[0]:
            latest[device] = (new.dseq, new.digest)
    _move(db, [(n, leaf, number("subject", subject), first, prev) for subject, (first, prev, n, leaf) in chains.items()])
    db.executemany("INSERT INTO named VALUES (?, ?)", named)
    db.executemany("INSERT INTO sent VALUES (?, ?, ?)", sent)
    rows = [(dseq, digest, device, dseq) for device, (dseq, digest) in latest.items()]
    db.executemany("UPDATE device SET dseq = ?, digest = ? WHERE no = ? AND dseq < ?", rows)
    return made


def _move(db: sqlite3.Connection, rows: Sequence[tuple[int, bytes, int, int, bytes]]) -> None:
    """Each chain's old end stands in the WHERE: as many rows as chains, or somebody moved a subject meanwhile."""
    if rows and db.executemany("UPDATE subject SET n = ?, leaf = ? WHERE no = ? AND n = ? AND leaf = ?", rows).rowcount != len(rows):
        raise Unproven("store.raced", "a subject of the group has moved meanwhile")
