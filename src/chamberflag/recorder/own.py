"""Entries that the box writes by itself, with its own key: a fork that shows in an act; acts by keys of nobody, counted; its self-test.

An act by a good key that is bound to nobody is an entry (LOG-11 refuses it) only over an enrolled device and ten times an hour; beyond that
it is counted, and one entry a device and hour says how many. acts.md section 6, log.md sections 3 and 7.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chamberflag.acts import act as acts
from chamberflag.acts.box import ClockStepped, ForkSuspected, SelfTestRan, UnboundCounted
from chamberflag.recorder.attest import Signed
from chamberflag.recorder.compose import Device, compose
from chamberflag.recorder.founding import NO_SHELL
from chamberflag.seal.signature import encode_line
from chamberflag.vocabulary.errors import Unproven

if TYPE_CHECKING:
    import msgspec

    from chamberflag.acts.act import Act
    from chamberflag.acts.attested import Attested
    from chamberflag.custody.state import State
    from chamberflag.recorder.founding import Hand

KINDS: dict[type, str] = {
    ForkSuspected: "fork.suspected",
    UnboundCounted: "unbound.counted",
    ClockStepped: "clock.stepped",
    SelfTestRan: "self_test.ran",
}
HOUR = 3_600_000  # ms
RATE = 10  # entries an hour and device (D)


@dataclass(frozen=True, slots=True)
class OwnHand:
    """The box's key, and for which log it signs."""

    hand: Hand
    origin: str
    practice: bool = False

    def act(self, body: msgspec.Struct, act_id: bytes, at: int, last: tuple[int, bytes], rules: str) -> Signed:
        """An act of the box. act_id: 16 bytes; at: ms; last: number and digest of the box's last act; rules: digest of those in force."""
        line = compose(
            log=self.origin,
            act_id=act_id,
            kind=KINDS[type(body)],
            at=at,
            body=acts.plain(body),
            signers=[(self.hand.kid, "box")],
            device=Device(self.hand.kid, last[0] + 1, last[1], (0, bytes(32))),
            subjects=(),
            rules=rules,
            ui=NO_SHELL,
        )
        return Signed(line, (encode_line(self.hand.sign(line, practice=self.practice)),))


def fork_seen(act: Act, code: str) -> tuple[bytes, ForkSuspected]:
    """What an act that stays out of the tree shows, and the id of the entry that tells it: the same for the same fork."""
    if code == "device.fork":
        return named(f"{act.dev} {act.dseq}"), ForkSuspected(*act.seen, dev=act.dev, dseq=act.dseq)
    return named(f"{act.seen}"), ForkSuspected(*act.seen)


def clock_seen(recv: int, stepped: int) -> tuple[bytes, ClockStepped]:
    """A clock that is `stepped` ms behind the newest entry's instant, and the id of the entry that tells it, once."""
    return named(f"clock {recv}"), ClockStepped(stepped)


def self_tested(rules: str, ran: int, failed: int, now: int) -> tuple[bytes, SelfTestRan]:
    """What the gate's self-test found under a rule set, and the id of the entry that tells it, once an instant."""
    return named(f"self test {rules} {now}"), SelfTestRan(rules, ran, failed)


def named(what: str) -> bytes:
    """An act id that follows from what is told."""
    return hashlib.sha256(f"chamberflag own {what}".encode()).digest()[:16]


@dataclass
class Unbound:
    """How many acts by keys of nobody each device has sent in its hour: (hour, entries, counted)."""

    sent: dict[str, tuple[int, int, int]] = field(default_factory=dict[str, tuple[int, int, int]])

    def admit(self, attested: Attested, state: State, recv: int) -> None:
        """Count an act by a key of nobody. Raises Unproven(key.unbound) where it is only counted."""
        strangers = [s for s in attested.signers if s.person not in state.people.persons and s.kid in state.keys]
        if all(s.person == "box" or s.person in state.settings.root for s in strangers):
            return
        dev, hour = attested.act.dev, recv // HOUR
        at, entries, counted = self.sent.get(dev, (hour, 0, 0))
        if at != hour:
            entries, counted = 0, 0
        if dev in state.keys and entries < RATE:
            self.sent[dev] = (hour, entries + 1, counted)
            return
        if dev in state.keys:
            self.sent[dev] = (hour, entries, counted + 1)
        raise Unproven("key.unbound", "the key is bound to nobody; it was counted and not written; sign with your own key", attested.act.id)

    def due(self, recv: int) -> list[tuple[bytes, UnboundCounted]]:
        """(act id, what was only counted) of each device whose hour is over; told once."""
        over = {dev: sent for dev, sent in self.sent.items() if sent[0] != recv // HOUR}
        for dev in over:
            del self.sent[dev]
        return [(named(f"{dev} {hour}"), UnboundCounted(dev, counted)) for dev, (hour, _, counted) in over.items() if counted]
