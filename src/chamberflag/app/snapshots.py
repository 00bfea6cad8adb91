"""The state of a log without folding it from its first entry: a snapshot every 4,096 entries, and the tail. Decision 0007.

A snapshot is used only if all of this holds, else it is as if it were not there and the log is folded whole:
1 it was written by this very code over these very rule files (`fold_key`), so that folding today would give the same;
2 this box has sealed it: HMAC-SHA256 under a secret that follows from the log's key, over everything that is said of it. A database is an
  input like any other, and a forged state would be a forged decision;
3 its root is the root of this log at its size; 4 its bytes are a state of that size.
Together with the state lie the ends of the log's indexes at its size, so that a start compares those with the entries too.
What a power cut leaves: the snapshot before, or none.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

from chamberflag.app.rules import act_table, empty_state
from chamberflag.app.shelf import SHIPPED, Shelf
from chamberflag.ledger import shortcut
from chamberflag.ledger.indexed import again
from chamberflag.ledger.ports import Snapshot
from chamberflag.ledger.replay import PRACTICE, replay
from chamberflag.log.tree import frontier_of
from chamberflag.store.compared import Ends
from chamberflag.store.shipped import rule_texts
from chamberflag.store.sqlite import SqliteLedger
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from chamberflag.custody.state import State
    from chamberflag.ledger.ports import Ledger
    from chamberflag.ledger.replay import Replayed

EVERY = 4096  # entries
FOLD = ("vocabulary", "canon", "acts", "seal", "interlock", "custody", "ledger")  # whose source decides what a fold gives
SEAL = 32  # bytes of the seal, before the state
_decoder = msgspec.msgpack.Decoder(tuple[Ends | None, bytes])


@lru_cache(maxsize=1)
def fold_key() -> str:
    """64 hex digits over the source of the fold and every rule file: changes with anything that could change a state."""
    parts = [part.encode() for named in sorted(rule_texts().items()) for part in named]
    for room in FOLD:
        for path in sorted(files("chamberflag").joinpath(room).iterdir(), key=lambda one: one.name):
            if path.name.endswith(".py"):
                parts += [path.name.encode(), path.read_bytes()]
    return hashlib.sha256(b"".join(len(part).to_bytes(8) + part for part in parts)).hexdigest()


@dataclass
class Snapshots:
    """The snapshots of one log. kept: the size of the newest one that is known to hold; folded: entries that the last start had to fold.

    ends: of the indexes, as the newest snapshot holds them.
    """

    ledger: Ledger
    secret: bytes
    shelf: Shelf = SHIPPED
    kept: int = field(default=0, init=False)
    folded: int = field(default=0, init=False)
    ends: Ends | None = field(default=None, init=False)

    @classmethod
    def of(cls, ledger: Ledger, log_key: Ed25519PrivateKey, shelf: Shelf = SHIPPED) -> Snapshots:
        """Those that the holder of this key has sealed. shelf: the rule files of the box."""
        return cls(ledger, hashlib.sha256(b"chamberflag/state/v2\n" + log_key.private_bytes_raw()).digest(), shelf)

    def _key(self) -> str:
        """The code and the rule files by which the log is folded here; own packs of the box change it."""
        return fold_key() if not self.shelf.own else hashlib.sha256(f"{fold_key()}\n{self.shelf.mark}".encode()).hexdigest()

    def state(self, told: Callable[[Replayed], object] = lambda _: None) -> State:
        """The fold of everything in the log: from the newest snapshot that holds, or from the beginning. told: of each entry folded."""
        head = self.ledger.head()
        state = self._newest() or empty_state()
        self.kept, size = state.size, head.size if head is not None else 0
        self.folded = size - state.size
        for entry in replay(self.ledger.entries(state.size, size), state, self.shelf.rules_for, act_table()):
            state = entry.after
            told(entry)
        return state

    def forget(self) -> None:
        """The next snapshot reads the ends of the indexes anew."""
        self.kept, self.ends = -EVERY, None

    def keep(self, state: State) -> None:
        """Write the state down if the last snapshot is 4,096 entries old."""
        if state.size - self.kept < EVERY:
            return
        self.ends = self._ends(state)
        root, data = frontier_of(self.ledger.node, state.size).root(), msgspec.msgpack.encode((self.ends, shortcut.encode(state)))
        unsealed = Snapshot(state.size, root, self._key(), data)
        self.ledger.put_snapshot(Snapshot(state.size, root, self._key(), self._seal(unsealed) + data))
        self.kept = state.size

    def _newest(self) -> State | None:
        found = self.ledger.snapshot(self._key())
        if found is None:
            return None
        seal, data = found.data[:SEAL], found.data[SEAL:]
        if not hmac.compare_digest(seal, self._seal(Snapshot(found.size, found.root, found.rules, data))):
            return None
        if frontier_of(self.ledger.node, found.size).root() != found.root:
            return None
        try:
            ends, kept = _decoder.decode(data)
            state = shortcut.decode(kept)
        except (Malformed, msgspec.DecodeError):
            return None
        if state.size != found.size or (ends is not None and ends.size != found.size):
            return None
        self.ends = ends
        return state

    def _ends(self, state: State) -> Ends | None:
        """The ends of the indexes where the state is; a log that has gone on meanwhile is asked for its first entries."""
        ledger, head = self.ledger, self.ledger.head()
        if not isinstance(ledger, SqliteLedger) or head is None:
            return None
        practice = state.settings.kind == PRACTICE
        rows = again(ledger.entries(0, state.size), 0, practice=practice) if head.size > state.size else None
        return ledger.index.ends(state.size, self.ends, rows)

    def _seal(self, snapshot: Snapshot) -> bytes:
        said = f"{snapshot.size}\n{snapshot.root.hex()}\n{snapshot.rules}\n".encode()
        return hmac.digest(self.secret, said + snapshot.data, "sha256")
