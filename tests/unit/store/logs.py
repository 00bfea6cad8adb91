"""Logs for tests of the store: entries with real hashes under real signatures, without people or rules."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chamberflag.ledger.ports import ZERO, Head, Move, NewEntry
from chamberflag.log.checkpoint import Checkpoint
from chamberflag.log.tree import Frontier, leaf_hash
from chamberflag.seal.note import note_key, sign_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chamberflag.ledger.ports import Ledger

ORIGIN = "safety.studio.example/cf/p_test/main/1"
KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"a key of the store's tests").digest())
VKEY = note_key(ORIGIN, KEY.public_key().public_bytes_raw())


def signed(size: int, root: bytes, origin: str = ORIGIN, key: Ed25519PrivateKey = KEY) -> str:
    """A signed checkpoint."""
    return sign_note(Checkpoint(origin, size, root).body(), origin, key)


def act_digest(act: str, salt: str = "") -> bytes:
    """The digest of an act whose line is made of its id."""
    return hashlib.sha256(f"{act} {salt}".encode()).digest()


class Writer:
    """Makes groups that follow what a ledger holds, and appends them."""

    def __init__(self, ledger: Ledger) -> None:
        """Goes on from the ledger's head."""
        self.ledger = ledger

    def group(
        self, acts: Sequence[str], subjects: Sequence[str] = (), *, private: bool = False, salt: str = ""
    ) -> tuple[list[NewEntry], Head, int]:
        """One entry an act, each moving the subjects; the device is the part of the act's name before a dash."""
        head = self.ledger.head()
        frontier = head.frontier if head else Frontier()
        old, recv = frontier.size, head.recv if head else 0
        heads = {s: self.ledger.subject_head(s) for s in subjects}
        numbers: dict[str, int] = {}
        made: list[NewEntry] = []
        for act in acts:
            data = f"{act} {salt}\n".encode() * 30
            leaf = leaf_hash(data)
            index = frontier.size
            frontier, nodes = frontier.append(leaf)
            moves = tuple(Move(s, heads[s][0] + 1, leaf, heads[s][1]) for s in subjects)
            heads = {s: (n + 1, leaf) for s, (n, _) in heads.items()}
            dev = act.partition("-")[0]
            numbers[dev] = numbers.get(dev, self.ledger.device_head(dev)[0]) + 1
            texts = (("name", hashlib.sha256(data).digest(), act.encode()),) if private else ()
            made.append(NewEntry(index, data, leaf, nodes, act, act_digest(act, salt), dev, numbers[dev], moves, (), texts, "p_1"))
        return made, Head(frontier, signed(frontier.size, frontier.root()), recv + 1), old

    def write(self, *acts: str, subjects: Sequence[str] = (), private: bool = False) -> list[NewEntry]:
        """Append one group."""
        group, head, old = self.group(acts, subjects, private=private)
        self.ledger.append(group, head, old)
        return group

    def fill(self, size: int, group: int = 100) -> None:
        """Append until the log has `size` entries."""
        head = self.ledger.head()
        for start in range(head.size if head else 0, size, group):
            self.write(*(f"d{i % 3}-{i}" for i in range(start, min(start + group, size))), subjects=("w_1",))


__all__ = ["KEY", "ORIGIN", "VKEY", "ZERO", "Writer", "act_digest", "signed"]
