"""The one byte string of a value: RFC 8785 narrowed until four encoders agree. Source: log.md section 2.2.

Objects, arrays, strings, whole numbers |n| <= 2^53 - 1, true, false; no null, no fraction, no exponent. Keys `[a-z][a-z0-9_]{0,31}`.
Strings hold no control, lone surrogate, line or paragraph separator, byte order mark, bidirectional control. Nesting at most 8. The test
is made on the untyped value: decode, check, encode, compare bytes. A verifier never normalises a text.

| code | broken |
| --- | --- |
| malformed.json | the bytes are not UTF-8, or the text is not JSON |
| malformed.size | longer than the limit |
| malformed.key, .integer, .character, .type, .depth | a value outside the profile |
| malformed.form | a value inside the profile, written in another way: blank, order, doubled key, needless escape, 1.0, -0; or no object |
"""

from __future__ import annotations

import binascii
import hashlib
import json
import re
from functools import lru_cache
from typing import Any, TypeVar, cast

import msgspec

from chamberflag.vocabulary.errors import Malformed

S = TypeVar("S", bound=msgspec.Struct)
Value = bool | int | str | list["Value"] | dict[str, "Value"]

LIMIT = 8192
DEPTH = 8
BIGGEST = 2**53 - 1

_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")
_BAD = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_TO_URL, _FROM_URL = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_+/=", b"+/!!!")
_PAD = (b"", b"===", b"==", b"=")  # by the length of the text, of which no remainder of 1 is allowed
_LAST = ("", "", "AQgw", "AEIMQUYcgkosw048")  # characters whose trailing bits are zero
_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder()


def encode(value: object, limit: int = LIMIT) -> bytes:
    """The canonical bytes of a value. Raises Malformed where the value is outside the profile or longer than `limit` bytes."""
    check(value)
    made = _encoder.encode(value)
    if len(made) > limit:
        raise Malformed("malformed.size", f"{len(made)} bytes, at most {limit} are allowed")
    return made


def decode(data: bytes, limit: int = LIMIT) -> dict[str, Value]:
    """The object that these bytes say. Raises Malformed unless they are the canonical bytes of one."""
    if len(data) > limit:
        raise Malformed("malformed.size", f"{len(data)} bytes, at most {limit} are allowed")
    try:
        value: Any = _decoder.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise _refusal(data) from None
    if not _fits((value,), 0, plain=is_plain(data)):
        raise _fault(value, 0, "")
    if type(value) is not dict:
        raise Malformed("malformed.form", "the text is not an object")
    if _encoder.encode(value) != data:
        raise Malformed("malformed.form", "the bytes are not in canonical form")
    return value  # pyright: ignore[reportUnknownVariableType]


def decode_as(decoder: msgspec.json.Decoder[S], data: bytes, limit: int = LIMIT) -> S | None:
    """A struct out of bytes of the usual kind, in one pass; None where only `decode` can tell whether they are canonical.

    The struct leaves out what is at its default, and holds no value that its own types do not narrow to the profile.
    """
    if len(data) > limit or not is_plain(data):
        return None
    try:
        made = decoder.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return made if _encoder.encode(made) == data else None


def encode_struct(value: msgspec.Struct) -> bytes:
    """The bytes of a struct as `encode` orders them, unchecked."""
    return _encoder.encode(value)


def is_plain(data: bytes) -> bool:
    """Whether JSON is printable ASCII without an escape: no string in it can hold a character that must be looked for."""
    return data.isascii() and b"\\" not in data and b"\x7f" not in data


def fits(members: dict[str, object], depth: int) -> bool:
    """Whether an object that lies `depth` deep in plain bytes is inside the profile."""
    return _fits(members, depth, plain=True)


def check(value: object) -> None:
    """Raise Malformed unless the value is inside the profile; the place names the member (`subj.0.id`)."""
    if not _fits((value,), 0, plain=False):
        raise _fault(value, 0, "")


def _fits(holder: Any, depth: int, *, plain: bool) -> bool:  # noqa: ANN401 - a tree of unknown values
    """Whether all members of an array or object that lies `depth` deep are inside the profile; the path of every act, so it names nothing.

    plain: no string below holds anything but printable ASCII.
    """
    if depth > DEPTH:
        return False
    members: Any = holder
    whole = type(holder)  # pyright: ignore[reportUnknownVariableType]
    if whole is dict:
        for name in holder:
            if not _is_key(name):
                return False
        members = holder.values()
    for member in members:
        kind = type(member)  # pyright: ignore[reportUnknownVariableType]
        if kind is str:
            if not plain and _BAD.search(member):
                return False
        elif kind is int:
            if not -BIGGEST <= member <= BIGGEST:
                return False
        elif kind is dict or kind is list or kind is tuple:
            if not _fits(member, depth + 1, plain=plain):
                return False
        elif kind is not bool:
            return False
    return True


def _fault(value: Any, depth: int, place: str) -> Malformed:  # noqa: ANN401 - a tree of unknown values
    """Name the first thing outside the profile in a value of which `_fits` said that there is one."""
    found = _own_fault(value, depth, place)
    kind = type(value)  # pyright: ignore[reportUnknownVariableType]
    if found is None and kind in {dict, list, tuple}:
        members: Any = value.items() if kind is dict else enumerate(value)
        for name, member in members:
            if not _fits((member,), depth + 1, plain=False):
                return _fault(member, depth + 1, f"{place}.{name}" if place else str(name))
    return found or Malformed("malformed.type", "outside the profile", place)


def _own_fault(value: object, depth: int, place: str) -> Malformed | None:
    """What is wrong with this value itself, its members aside."""
    match value:
        case bool():
            return None
        case int() if -BIGGEST <= value <= BIGGEST:
            return None
        case int():
            return Malformed("malformed.integer", "a whole number beyond 2^53 - 1", place)
        case float() if value.is_integer() and abs(value) <= BIGGEST:  # 1.0, 1e2, -0.0: the value is allowed, the form is not
            return Malformed("malformed.form", "a whole number written with a point or an exponent", place)
        case float():
            return Malformed("malformed.integer", "a number that is not whole, or beyond 2^53 - 1", place)
        case str() if type(value) is str:
            return Malformed("malformed.character", "a character that may not be shown or signed", place) if _BAD.search(value) else None
        case dict() | list() | tuple() if depth >= DEPTH:
            return Malformed("malformed.depth", f"nested deeper than {DEPTH}", place)
        case dict():
            bad = [str(name) for name in cast("dict[object, object]", value) if not _is_key(name)]
            return Malformed("malformed.key", f"the key {bad[0]!r} is not allowed", place) if bad else None
        case list() | tuple():
            return None
        case _:
            return Malformed("malformed.type", "a null, or another type that the profile does not have", place)


@lru_cache(maxsize=4096)
def _is_key(name: object) -> bool:
    return type(name) is str and _KEY.match(name) is not None


def _refusal(data: bytes) -> Malformed:
    """Name what is wrong with bytes that the strict decoder refused: a lone surrogate or a huge number is JSON and has its own code."""
    try:
        check(json.loads(data.decode(), parse_int=_whole, parse_constant=_no_constant))
    except Malformed as found:
        return found
    except RecursionError:
        return Malformed("malformed.depth", f"nested deeper than {DEPTH}")
    except ValueError as error:
        return Malformed("malformed.json", str(error))
    return Malformed("malformed.json", "not JSON")


def _whole(text: str) -> int:
    return int(text) if len(text) <= len(str(-BIGGEST)) else BIGGEST + 1


def _no_constant(text: str) -> object:
    raise ValueError(f"{text} is not JSON")


def digest(data: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()


def b64u(data: bytes) -> str:
    """base64url without padding."""
    return binascii.b2a_base64(data, newline=False).translate(_TO_URL).rstrip(b"=").decode("ascii")


def unb64u(text: str) -> bytes:
    """The bytes of strict base64url: no padding, no other alphabet, trailing bits zero. Raises Malformed(malformed.form)."""
    rest = len(text) & 3
    try:
        made = binascii.a2b_base64(text.encode("ascii").translate(_FROM_URL) + _PAD[rest], strict_mode=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        other = any(sign in text for sign in "+/=")
        raise Malformed("malformed.form", "base64url with padding or of another alphabet" if other else "not base64url") from None
    if rest and text[-1] not in _LAST[rest]:
        raise Malformed("malformed.form", "base64url with trailing bits")
    return made
