"""An act with proven signers: the only thing the gate accepts. Made by `recorder.attest` and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from chamberflag.acts.act import Act


class ProvenSigner(msgspec.Struct, frozen=True, cache_hash=True):
    """One signer whose signature holds: key, role signed in, person the key is bound to ("" = nobody), rung of the ladder."""

    kid: str
    role: str
    person: str
    rung: int


class Part(msgspec.Struct, frozen=True):
    """One step of an act: the act itself, or a step of a joint act, with its typed body."""

    type: str
    body: msgspec.Struct


@dataclass(frozen=True, slots=True)
class Attested:
    """An act, its exact bytes, its digest, its proven signers, and its steps in order (one for a single act)."""

    act: Act
    line: bytes
    digest: bytes
    signers: tuple[ProvenSigner, ...]
    parts: tuple[Part, ...]
    late: bool = False
