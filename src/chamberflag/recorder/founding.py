"""Entry 0: what a new log is, whose keys found it, and how the act is signed by the box and two root people. Source: log.md section 4."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from chamberflag.acts.act import plain
from chamberflag.acts.box import Genesis, RootKey
from chamberflag.canon.profile import b64u
from chamberflag.recorder.attest import Signed
from chamberflag.recorder.compose import Device, compose
from chamberflag.seal.signature import encode_line

if TYPE_CHECKING:
    from chamberflag.seal.device import DeviceKey
    from chamberflag.seal.signature import SignatureLine

KINDS = ("record", "example", "practice")
FORMATS = ("chamberflag/entry/v1", "c2sp.org/tlog-tiles", "c2sp.org/tlog-proof@v1")
NO_SHELL = "0" * 64  # no app shell showed the act: it was composed at the command line


class Hand(Protocol):
    """What signs line 1 of an act for somebody: a device key, or a passkey."""

    @property
    def kid(self) -> str:
        """The key id."""
        ...

    def sign(self, line: bytes, *, practice: bool = False) -> SignatureLine:
        """The signature line over line 1."""
        ...


@dataclass(frozen=True, slots=True)
class Root:
    """One of the two people who found a log, with the key that signs for them."""

    person: str
    role: str
    hand: Hand
    key: RootKey


FLAGS = ("licensee", "pilot", "live_fire")  # a licensee's register; flagged as in the pilot of us-ca; a live-fire unit of its own


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new log is told at its first entry. domain: a registered domain of the production; memory as in `BoxFile`.

    flags: what rules ask about the production for as long as the log lives.
    """

    kind: str
    domain: str
    roots: tuple[Root, Root]
    packs: tuple[str, ...] = ("base",)
    production: str = ""
    unit: str = "main"
    memory: str = "none"
    memory_dir: str = ""
    rp_id: str = ""
    origins: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()  # of FLAGS

    def origin(self) -> str:
        """The log's name: it is never used again for another log."""
        kind = "cf-practice" if self.kind == "practice" else "cf"
        return f"{self.domain}/{kind}/{self.production or 'p_' + secrets.token_hex(4)}/{self.unit}/1"


@dataclass(frozen=True, slots=True)
class Rulings:
    """Digests a genesis needs: of the rule set of its own packs, and of the base alone, which judges entry 0."""

    own: str
    base: str


def genesis(founding: Founding, origin: str, vkey: str, box_key: DeviceKey, rules: Rulings, now: int) -> Signed:
    """Entry 0, signed by the box key and the two root people. `now` in ms."""
    roots = (*(root.key for root in founding.roots), RootKey(b64u(box_key.spki), box_key.alg, "box", 3))
    body = Genesis(
        kind=founding.kind,
        origin=origin,
        vkey=vkey,
        formats=FORMATS,
        people=roots,
        rules=rules.own,
        packs=founding.packs,
        rp_id=founding.rp_id or None,
        origins=founding.origins,
        memory=None if founding.memory == "none" else founding.memory,
        pilot="pilot" in founding.flags,
        licensee="licensee" in founding.flags,
        unit="live_fire" if "live_fire" in founding.flags else "normal",
    )
    line = compose(
        log=origin,
        act_id=secrets.token_bytes(16),
        kind="genesis",
        at=now,
        body=plain(body),
        signers=[(box_key.kid, "box"), *((root.hand.kid, root.role) for root in founding.roots)],
        device=Device(box_key.kid, 1, bytes(32), (0, bytes(32))),
        subjects=(),
        rules=rules.base,
        ui=NO_SHELL,
    )
    hands: tuple[Hand, ...] = (box_key, *(root.hand for root in founding.roots))
    practice = founding.kind == "practice"
    return Signed(line, tuple(encode_line(hand.sign(line, practice=practice)) for hand in hands))
