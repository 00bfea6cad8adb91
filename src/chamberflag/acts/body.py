"""Pieces that bodies of several acts share: commitments, contents, arrivals. Source: acts.md section 4, log.md section 10."""

from __future__ import annotations

from typing import Annotated

import msgspec

from chamberflag.vocabulary.words import Contents, Load

Count = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
Chambers = Annotated[int, msgspec.Meta(ge=0, le=100)]
Cm = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
Ms = Annotated[int, msgspec.Meta(ge=0, le=9_007_199_254_740_991)]
Token = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Long = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]  # keys, verifier keys, policies


class Commit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Text that may describe a person: SHA-256(0x02 || salt || bytes) as base64url, and its length in bytes."""

    c: Annotated[str, msgspec.Meta(min_length=43, max_length=43)]
    len: Count


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"klass": "class"}):
    """Contents as declared: class, rounds, and for BLANK the load."""

    klass: Contents
    n: Chambers = 0
    load: Load = Load.NONE


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of an act that says everything by its type and signers; `note` is an optional remark."""

    note: Commit | None = None
