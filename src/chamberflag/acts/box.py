"""The box's own entries and the founding of a log. Source: acts.md section 1 (last rows), log.md sections 4 and 6."""

from __future__ import annotations

import msgspec

from chamberflag.acts.body import Commit, Count, Long, Ms, Nothing, Token


class RootKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key that counts from entry 0 on: of one of the two root people, or the box's own."""

    spki: Long
    alg: Token
    person: Token
    rung: int = 1
    rp_id: Token | None = None
    origins: tuple[Token, ...] = ()


class Genesis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Entry 0: what this log is, whose keys found it, which rules decide, and which outside memory confirms each start."""

    kind: Token  # record | example | practice
    origin: Token
    vkey: Long
    formats: tuple[Token, ...]
    people: tuple[RootKey, ...]
    rules: Token
    packs: tuple[Token, ...] = ("base",)
    rp_id: Token | None = None
    origins: tuple[Token, ...] = ()
    memory: Token | None = None
    policy: Long | None = None
    predecessor: Token | None = None
    pilot: bool = False
    licensee: bool = False
    unit: Token = "normal"  # normal | live_fire


class DraftAbandoned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A half-signed act ran out: its digest and who had signed."""

    digest: Token
    signed: tuple[Token, ...] = ()


class UnboundCounted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many acts with unbound keys came from a device in an hour and were not written."""

    device: Token
    n: Count


class ClockStepped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The box's clock went back by so many milliseconds."""

    back: Ms


class ForkSuspected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody was shown another tree: size and root that they hold; or a device has signed two acts as its number `dseq`."""

    size: Ms
    root: Token
    dev: Token | None = None
    dseq: Ms | None = None


class SelfTestRan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The gate's self-test: how many examples, how many failed, with which rule set."""

    rules: Token
    ran: Count
    failed: Count
    note: Commit | None = None


BODIES: dict[str, type[msgspec.Struct]] = {
    "genesis": Genesis,
    "draft.abandoned": DraftAbandoned,
    "unbound.counted": UnboundCounted,
    "clock.stepped": ClockStepped,
    "fork.suspected": ForkSuspected,
    "self_test.ran": SelfTestRan,
    "start_without_memory": Nothing,
}
