"""Acts composed, signed and recorded as phones and box do it: the stage on which a generated day is played."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.production import BOX, ORIGIN, device, passkey
from chamberflag import app
from chamberflag.acts import act as acts
from chamberflag.ledger.ports import Ledger
from chamberflag.recorder.attest import Signed
from chamberflag.recorder.compose import Device, compose
from chamberflag.recorder.record import Answer, Recorder
from chamberflag.seal.authenticator import SoftAuthenticator
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.digest import act_digest
from chamberflag.seal.signature import encode_line

DEVICE_SHARE = 0.3  # of the signatures, where the act allows the third rung


class Share(StrEnum):
    """What part of the mix an act belongs to."""

    CHECK = "checks"
    LOOK = "declarations and looks"
    HAND = "hand-overs and returns"
    COUNT = "round counts"
    REFUSED = "refusals"
    OTHER = "other"
    SETUP = "founding and days"


@dataclass(frozen=True, slots=True)
class Ask:
    """One act that somebody wants recorded: type, (person, role) of each signer, body, items."""

    kind: str
    signers: tuple[tuple[str, str], ...]
    body: msgspec.Struct | Mapping[str, object]
    items: tuple[str, ...] = ()
    share: Share = Share.SETUP


class Stage:
    """A recorder, the phones in front of it, and a clock that only moves when told."""

    def __init__(self, ledger: Ledger, log_key: Ed25519PrivateKey, seed: int, start: int) -> None:
        """start: the box's first instant, ms."""
        self.recorder = Recorder(ledger, app.empty_state(), app.rules_for, app.act_table(), ORIGIN, log_key)
        self.ledger, self.now, self.chance = ledger, start, random.Random(seed)
        self.signatures = {"p256": 0, "ed25519": 0}
        self._devices: dict[str, tuple[int, bytes]] = {}
        self._made = 0

    @property
    def size(self) -> int:
        """Entries so far."""
        return self.recorder.state.size

    def play(self, asks: Sequence[Ask], wait: int = 2000) -> list[Answer]:
        """Record these acts as one group, `wait` ms after the last one. An act without an entry is a fault of this folder: it raises."""
        self.now += wait
        answers = self.recorder.submit_all([self._signed(ask) for ask in asks], self.now)
        for ask, answer in zip(asks, answers, strict=True):
            if answer.error is not None:
                raise RuntimeError(f"{ask.kind}: {answer.error}")
        return answers

    def _signed(self, ask: Ask) -> Signed:
        row = app.act_table().rows[ask.kind]
        keys = [self._key(person, row.rung) for person, _ in ask.signers]
        if ask.kind == "key.enrolled":
            keys[0] = passkey(ask.signers[0][0]) if _says(ask.body, "alg") != "ed25519" else device(ask.signers[0][0])
        dev = keys[0].kid
        dseq, dprev = self._devices.get(dev, (0, bytes(32)))
        self._made += 1
        line = compose(
            log=ORIGIN,
            act_id=self._made.to_bytes(16),
            kind=ask.kind,
            at=self.now,
            body=acts.plain(ask.body) if isinstance(ask.body, msgspec.Struct) else ask.body,
            signers=[(key.kid, role) for key, (_, role) in zip(keys, ask.signers, strict=True)],
            device=Device(dev, dseq + 1, dprev, self.seen()),
            subjects=[self._place(item) for item in ask.items] if row.klass == "G" else ask.items,
            rules=self.recorder.rules.digest,
            ui="0" * 64,
        )
        self._devices[dev] = (dseq + 1, act_digest(line))
        for key in keys:
            self.signatures["p256" if isinstance(key, SoftAuthenticator) else "ed25519"] += 1
        return Signed(line, tuple(encode_line(key.sign(line)) for key in keys))

    def seen(self) -> tuple[int, bytes]:
        """The head that the phones hold when they compose."""
        head = self.ledger.head()
        return (head.size, head.frontier.root()) if head is not None else (0, bytes(32))

    def _place(self, item: str) -> tuple[str, int, bytes]:
        n, leaf = self.ledger.subject_head(item)
        return item, n + 1, leaf

    def _key(self, person: str, rung: int) -> SoftAuthenticator | DeviceKey:
        """A device key where one suffices and is due, to keep the share of the two algorithms; else the passkey."""
        if person == BOX:
            return device(BOX)
        enrolled = device(person).kid in self.recorder.state.keys
        made = self.signatures
        due = made["ed25519"] < DEVICE_SHARE * (made["ed25519"] + made["p256"] + 1)
        return device(person) if enrolled and due and rung >= 3 else passkey(person)


def _says(body: msgspec.Struct | Mapping[str, object], name: str) -> object:
    return getattr(body, name, None)
