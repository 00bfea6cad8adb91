"""The one byte string of a value: RFC 8785 narrowed until four encoders agree. Source: log.md section 2.2.

Objects, arrays, strings, whole numbers |n| <= 2^53 - 1, true, false; no null, no fraction. Keys `[a-z][a-z0-9_]{0,31}`. Strings hold
no control, no lone surrogate, no line separator, no byte order mark, no bidirectional control. Nesting at most 8.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

import msgspec

from chamberflag.vocabulary.errors import Malformed

Value = bool | int | str | list["Value"] | dict[str, "Value"]

LIMIT = 8192
DEPTH = 8
BIGGEST = 2**53 - 1

_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")
_BAD = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
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
        value: object = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("malformed.json", str(error)) from None
    if not isinstance(value, dict):
        raise Malformed("malformed.form", "the text is not an object")
    check(value)  # pyright: ignore[reportUnknownArgumentType]
    if _encoder.encode(value) != data:
        raise Malformed("malformed.form", "the bytes are not in canonical form")
    return value  # pyright: ignore[reportUnknownVariableType]


def check(value: object, depth: int = 0) -> None:
    """Raise Malformed naming what is outside the profile."""
    kind = type(value)
    if kind is str:
        if _BAD.search(value):  # pyright: ignore[reportArgumentType, reportCallIssue]
            raise Malformed("malformed.character", "a character that may not be shown or signed")
    elif kind is bool:
        return
    elif kind is int:
        if not -BIGGEST <= value <= BIGGEST:  # pyright: ignore[reportOperatorIssue]
            raise Malformed("malformed.integer", "a whole number beyond 2^53 - 1")
    elif kind is dict or kind is list or kind is tuple:
        if depth >= DEPTH:
            raise Malformed("malformed.depth", f"nested deeper than {DEPTH}")
        if kind is dict:
            for key, member in value.items():  # pyright: ignore
                if type(key) is not str or not _KEY.match(key):  # pyright: ignore[reportUnknownArgumentType]
                    raise Malformed("malformed.key", f"the key {key!r} is not allowed")
                check(member, depth + 1)
        else:
            for member in value:  # pyright: ignore
                check(member, depth + 1)
    elif kind is float:
        raise Malformed("malformed.integer", "a number with a fraction or exponent")
    else:
        raise Malformed("malformed.type", "a null, or another type that the profile does not have")


def digest(data: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()


def b64u(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unb64u(text: str) -> bytes:
    """The bytes of strict base64url: no padding, no other alphabet, trailing bits zero. Raises Malformed."""
    try:
        made = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        raise Malformed("malformed.form", "not base64url") from None
    if b64u(made) != text:
        raise Malformed("malformed.form", "base64url with padding or with trailing bits")
    return made
