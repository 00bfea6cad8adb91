"""Line 1 of an entry: what a person signs. Source: log.md sections 2.1 and 2.2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, cast

import msgspec

from chamberflag.acts import box, ceremony, day, incident, people, plan, play, rack, rounds, weapons
from chamberflag.acts.body import Ms, Token
from chamberflag.canon import profile
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.words import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

Kid = Annotated[str, msgspec.Meta(pattern=r"^k_[A-Za-z0-9_-]{22}$")]
B64u16 = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{22}$")]
B64u32 = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{43}$")]
Hex32 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int, msgspec.Meta(ge=0, le=9_007_199_254_740_991)]

MAX_SIGNERS = 16
BODY = 2  # how deep an act's body lies

BODIES: dict[str, type[msgspec.Struct]] = {
    **day.BODIES,
    **people.BODIES,
    **weapons.BODIES,
    **rack.BODIES,
    **play.BODIES,
    **rounds.BODIES,
    **ceremony.BODIES,
    **plan.BODIES,
    **incident.BODIES,
    **box.BODIES,
}


class Signer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who must sign, in which role."""

    kid: Kid
    role: Role


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A subject and its place in that subject's chain: `prev` = leaf hash of its previous entry, zeros before the first."""

    id: Token
    n: Size | None = None
    prev: B64u32 | None = None


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The envelope of one act; `body` is typed by `type` (see `body_of`)."""

    v: Literal[1]
    log: Token
    id: B64u16
    type: Token
    at: Ms
    body: dict[str, object]
    signers: Annotated[tuple[Signer, ...], msgspec.Meta(min_length=1, max_length=MAX_SIGNERS)]
    dev: Kid
    dseq: Annotated[int, msgspec.Meta(ge=1, le=9_007_199_254_740_991)]
    dprev: B64u32
    seen: tuple[Size, B64u32]
    subj: Annotated[tuple[Subject, ...], msgspec.Meta(max_length=200)]
    rules: Hex32
    ui: Hex32


_decoder = msgspec.json.Decoder(Act)


def decode(line: bytes) -> Act:
    """Line 1 as an act. Raises Malformed: not canonical, unknown key or type, a field of the wrong form."""
    act = profile.decode_as(_decoder, line)
    if act is None or not profile.fits(act.body, BODY):
        act = _slowly(line)
    if act.type not in BODIES and act.type not in ceremony.JOINT:
        raise Malformed("malformed.act_type", f"no act is called {act.type!r}", "act.type")
    if len({signer.kid for signer in act.signers}) != len(act.signers):
        raise Malformed("malformed.signers", "a key signs twice", "act.signers")
    if len({subject.id for subject in act.subj}) != len(act.subj):
        raise Malformed("malformed.subj", "a subject is named twice", "act.subj")
    return act


def _slowly(line: bytes) -> Act:
    """The same in two passes, which name what is wrong."""
    profile.decode(line)
    try:
        return _decoder.decode(line)
    except msgspec.ValidationError as error:
        raise Malformed("malformed.form", str(error), "act") from None


def encode(act: Act) -> bytes:
    """The one byte string of an act; absent optional members are left out."""
    return profile.encode(plain(act))


def plain(value: msgspec.Struct) -> dict[str, object]:
    """A body or act as plain JSON values; members that are absent or at their default None are left out."""
    made = msgspec.to_builtins(value, str_keys=True)
    return _without_none(made)


def _without_none(value: dict[str, object]) -> dict[str, object]:
    return {key: _clean(member) for key, member in value.items() if member is not None}


def _clean(value: object) -> object:
    match value:
        case dict():
            return _without_none(cast("dict[str, object]", value))
        case list() | tuple():
            return [_clean(member) for member in cast("Sequence[object]", value)]
        case _:
            return value


def body_of(kind: str, body: dict[str, object]) -> msgspec.Struct:
    """The typed body of a single act. Raises Malformed naming the field."""
    try:
        return msgspec.convert(body, BODIES[kind])
    except msgspec.ValidationError as error:
        raise Malformed("malformed.body", f"{error}", f"{kind}.body") from None
    except KeyError:
        raise Malformed("malformed.act_type", f"no act is called {kind!r}", "act.type") from None
