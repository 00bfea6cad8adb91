"""Line 1 of an act, as the composing device writes it. Times, ids and randomness come in as arguments."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from chamberflag.acts import act as acts
from chamberflag.acts.act import Act, Signer, Subject
from chamberflag.acts.body import Commit
from chamberflag.canon.profile import b64u

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Device:
    """What a device knows when it composes: its key, its place in its chain, the newest checkpoint it holds."""

    kid: str
    dseq: int
    dprev: bytes
    seen: tuple[int, bytes]


def body_of(value: msgspec.Struct | Mapping[str, object]) -> dict[str, object]:
    """A body as plain values without absent members."""
    return acts.plain(value) if isinstance(value, msgspec.Struct) else dict(value)


def compose(  # noqa: PLR0913 - the fields of line 1, each by name
    *,
    log: str,
    act_id: bytes,
    kind: str,
    at: int,
    body: Mapping[str, object],
    signers: Sequence[tuple[str, str]],
    device: Device,
    subjects: Sequence[tuple[str, int, bytes] | str],
    rules: str,
    ui: str,
) -> bytes:
    """The canonical bytes of line 1. signers: (key id, role); subjects: (id, n, prev) for a gated act, the id alone otherwise."""
    act = Act(
        v=1,
        log=log,
        id=b64u(act_id),
        type=kind,
        at=at,
        body=dict(body),
        signers=tuple(Signer(kid, acts.Role(role)) for kid, role in signers),
        dev=device.kid,
        dseq=device.dseq,
        dprev=b64u(device.dprev),
        seen=(device.seen[0], b64u(device.seen[1])),
        subj=tuple(Subject(s) if isinstance(s, str) else Subject(s[0], s[1], b64u(s[2])) for s in subjects),
        rules=rules,
        ui=ui,
    )
    return acts.encode(act)


def commit(text: str, salt: bytes) -> tuple[Commit, tuple[bytes, bytes]]:
    """A text that may describe a person, as commitment, and what the box keeps beside the log (salt, value). log.md section 10."""
    value = text.encode()
    return Commit(b64u(hashlib.sha256(b"\x02" + salt + value).digest()), len(value)), (salt, value)
