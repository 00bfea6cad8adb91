"""What lies beside the log in its database: private texts, locked, and snapshots of the state. Source: log.md section 10."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from chamberflag.ledger.ports import Snapshot
from chamberflag.store.vault import SALT
from chamberflag.vocabulary.errors import Broken

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from chamberflag.ledger.ports import NewEntry
    from chamberflag.store.rows import Ask
    from chamberflag.store.vault import Vault

SNAPSHOTS = 2


def write(db: sqlite3.Connection, vault: Vault, group: Sequence[NewEntry]) -> None:
    """Lock and keep the private texts of a group."""
    for new in group:
        for field, salt, value in new.private:
            if len(salt) != SALT:
                raise Broken("store.group", f"the salt of a private text has {SALT} bytes", f"entry {new.index} {field}")
            locked = vault.lock(new.owner, new.index, field, salt + value)
            db.execute("INSERT INTO private VALUES (?, ?, ?, ?)", (new.index, field, new.owner, locked))


def read(ask: Ask, vault: Vault, index: int, field: str | None = None) -> list[tuple[str, bytes, bytes]]:
    """(field, salt, value) of an entry's texts that are neither erased nor without their key."""
    found: list[tuple[str, bytes, bytes]] = []
    rows = ask("SELECT field, owner, locked FROM private WHERE ix = ? AND field = coalesce(?, field) ORDER BY field", (index, field))
    for name, owner, locked in rows:
        plain = vault.unlock(owner, index, name, locked)
        if plain is not None:
            found.append((name, plain[:SALT], plain[SALT:]))
    return found


def erase(ask: Ask, index: int, field: str) -> bool:
    """Delete a text so that its bytes are gone from the database files, as soon as no reader holds their pages."""
    ask("PRAGMA secure_delete = ON")
    gone = ask("DELETE FROM private WHERE ix = ? AND field = ? RETURNING 1", (index, field))
    ask("PRAGMA secure_delete = FAST")
    ask("PRAGMA wal_checkpoint(TRUNCATE)")
    return bool(gone)


def keep(ask: Ask, snapshot: Snapshot) -> None:
    """Keep a state, and of one rule set only the newest two."""
    row = (snapshot.size, snapshot.rules, snapshot.root, hashlib.sha256(snapshot.data).digest(), snapshot.data)
    ask("INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?, ?, ?)", row)
    ask("DELETE FROM snapshot WHERE size NOT IN (SELECT size FROM snapshot ORDER BY size DESC LIMIT ?)", (SNAPSHOTS,))


def newest(ask: Ask, rules: str | None, size: int) -> Snapshot | None:
    """The newest sound state that is not beyond the log; any rule set where `rules` is None."""
    sql = "SELECT size, root, rules, sha256, data FROM snapshot WHERE size <= ? AND rules = coalesce(?, rules) ORDER BY size DESC"
    for at, root, name, sha256, data in ask(sql, (size, rules)):
        if hashlib.sha256(data).digest() == sha256:
            return Snapshot(at, root, name, data)
    return None
