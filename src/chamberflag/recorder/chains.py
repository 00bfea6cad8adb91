"""Where an act stands among those before it: its device's chain, its items' chains, and the tree its signers had been shown. log.md 3.

1 `dev` is a key that is on record, or one that signs this very act; 2 a number is signed once: the same number over other bytes is a fork;
3 an act follows the one whose number comes before its own; a number left out is a gap, which is named, and the act that comes late fills
it: a stop that was overtaken on its way is still recorded; 4 what the signers had seen is a beginning of this log. A fork keeps the act
out of the tree, and everybody is told by an entry of the box's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chamberflag.acts import act as acts
from chamberflag.canon.profile import unb64u
from chamberflag.log.tree import EMPTY_ROOT, frontier_of
from chamberflag.vocabulary.errors import Unproven

if TYPE_CHECKING:
    from chamberflag.acts.act import Act
    from chamberflag.custody.persons import KeyRecord
    from chamberflag.ledger.ports import Ledger, NewEntry

FORKS = frozenset({"device.fork", "seen.other", "seen.ahead"})
KEPT = 4096  # roots remembered


@dataclass
class Roots:
    """The roots of sizes that this log has had; phones show the newest ones again and again."""

    ledger: Ledger
    known: dict[int, bytes] = field(default_factory=lambda: {0: EMPTY_ROOT})

    def at(self, size: int) -> bytes:
        """The root of the first `size` entries."""
        if size not in self.known:
            self.put(size, frontier_of(self.ledger.node, size).root())
        return self.known[size]

    def put(self, size: int, root: bytes) -> None:
        """A size that is durable now."""
        if len(self.known) >= KEPT:
            self.known.clear()
        self.known[size] = root


@dataclass
class Ends:
    """Heads of subjects and devices in the log of `size` entries, read once: only the writer moves them."""

    ledger: Ledger
    size: int = 0
    subjects: dict[str, tuple[int, bytes]] = field(default_factory=dict[str, tuple[int, bytes]])
    devices: dict[str, tuple[int, bytes]] = field(default_factory=dict[str, tuple[int, bytes]])

    def at(self, size: int) -> Ends:
        """These heads, where the log still has the size of which they are."""
        if size != self.size or len(self.subjects) + len(self.devices) > KEPT:
            self.size = size
            self.subjects.clear()
            self.devices.clear()
        return self

    def settle(self, chains: Chains, size: int) -> None:
        """A group is durable, and the log has `size` entries now."""
        self.subjects.update(chains.subjects)
        self.devices.update(chains.devices)
        self.size = size

    def subject(self, name: str) -> tuple[int, bytes]:
        """(n, leaf) of a subject."""
        found = self.subjects.get(name)
        if found is None:
            found = self.subjects[name] = self.ledger.subject_head(name)
        return found

    def device(self, kid: str) -> tuple[int, bytes]:
        """(dseq, digest) of a device."""
        found = self.devices.get(kid)
        if found is None:
            found = self.devices[kid] = self.ledger.device_head(kid)
        return found


@dataclass
class Chains:
    """Heads of subjects and devices as the acts of the group before this one leave them. ends: of the log before the group."""

    ledger: Ledger
    roots: Roots
    ends: Ends
    subjects: dict[str, tuple[int, bytes]] = field(default_factory=dict[str, tuple[int, bytes]])
    devices: dict[str, tuple[int, bytes]] = field(default_factory=dict[str, tuple[int, bytes]])
    acts: dict[str, tuple[int, bytes] | None] = field(default_factory=dict[str, "tuple[int, bytes] | None"])
    sent: dict[tuple[str, int], NewEntry] = field(default_factory=dict[tuple[str, int], "NewEntry"])

    def subject(self, name: str) -> tuple[int, bytes]:
        """(n, leaf) of a subject."""
        return self.subjects.get(name) or self.ends.subject(name)

    def device(self, kid: str) -> tuple[int, bytes]:
        """(dseq, digest) of a device."""
        return self.devices.get(kid) or self.ends.device(kid)

    def ask(self, act_ids: list[str]) -> None:
        """Look for the acts of a group in one go."""
        self.acts = {**dict.fromkeys(act_ids), **self.ledger.by_acts(act_ids)}

    def add(self, new: NewEntry) -> None:
        """One more act of the group."""
        for move in new.moves:
            self.subjects[move.subject] = (move.n, move.leaf)
        if new.dseq > self.device(new.dev)[0]:
            self.devices[new.dev] = (new.dseq, new.digest)
        self.sent[new.dev, new.dseq] = new
        self.acts[new.act_id] = (new.index, new.digest)

    def knows(self, act_id: str) -> tuple[int, bytes] | None:
        """(index, digest) of an act that is recorded, or will be with this group."""
        return self.acts[act_id] if act_id in self.acts else self.ledger.by_act(act_id)

    def check(self, act: Act, own: bytes, keys: Mapping[str, KeyRecord]) -> str:
        """The numbers that its device left out, in words. own: the act's digest. Raises Unproven where it does not stand in its chains."""
        if act.dev not in keys and all(signer.kid != act.dev for signer in act.signers):
            raise Unproven("device.unknown", "the device that composed the act is not enrolled; enrol it first", act.dev)
        self._seen(act)
        last, digest = self.device(act.dev)
        if act.dseq > last:
            if act.dseq == last + 1 and unb64u(act.dprev) != digest:
                raise Unproven("device.chain", "the act does not follow this device's last one", act.dev)
            return "" if act.dseq == last + 1 else f"{last + 1} to {act.dseq - 1}"
        if self._sent(act.dev, act.dseq) is not None:
            raise Unproven("device.fork", f"this device has signed another act as its number {act.dseq}", act.dev)
        before, after = self._sent(act.dev, act.dseq - 1), self._sent(act.dev, act.dseq + 1)
        if (before is not None and before[0] != unb64u(act.dprev)) or (after is not None and after[1] != own):
            raise Unproven("device.chain", "the act does not stand between those of its device before and after it", act.dev)
        return ""

    def _sent(self, dev: str, dseq: int) -> tuple[bytes, bytes] | None:
        """(digest, digest of the one before it) of a device's act by its number."""
        new, index = self.sent.get((dev, dseq)), self.ledger.by_device(dev, dseq)
        if new is None and index is None:
            return None
        act = acts.decode((new.data if new is not None else self.ledger.entry(index or 0)).partition(b"\n")[0])
        known = self.knows(act.id)
        return (known[1] if known is not None else b""), unb64u(act.dprev)

    def _seen(self, act: Act) -> None:
        size, root = act.seen
        if size > self.ends.size:
            raise Unproven(
                "seen.ahead", f"the signer was shown {size} entries, this box has {self.ends.size}: one of two logs is false", act.id
            )
        if size and unb64u(root) != self.roots.at(size):
            raise Unproven("seen.other", f"the signer was shown another tree of {size} entries than this one: the log forks", act.id)
