"""The one spelling of a value, and strict base64. A line that would be written in another way is not what was signed. log.md 2.2."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any, cast

BIGGEST = 2**53 - 1
DEPTH = 8
KEY = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")
BAD = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def _refuse(text: str) -> Any:  # noqa: ANN401 - a hook of json
    raise ValueError(text)


def _whole(text: str) -> int:
    return int(text) if len(text) <= 17 else BIGGEST + 1


_DECODER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse, parse_int=_whole)
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(data: bytes, limit: int) -> dict[str, Any] | None:
    """The object that these bytes say, None unless they are its canonical bytes."""
    if len(data) > limit:
        return None
    try:
        text = data.decode("utf-8")
        value: Any = _DECODER.decode(text)
        if type(value) is dict and _inside(value, 0) and _ENCODER.encode(value) == text:
            return cast("dict[str, Any]", value)
    except (ValueError, RecursionError):
        pass
    return None


def _inside(value: Any, depth: int) -> bool:  # noqa: ANN401 - a tree of unknown values
    kind: Any = type(value)  # pyright: ignore[reportUnknownVariableType]
    if kind is str:
        return BAD.search(value) is None
    if kind is bool:
        return True
    if kind is int:
        return -BIGGEST <= value <= BIGGEST
    if kind not in (dict, list) or depth >= DEPTH:
        return False
    if kind is dict:
        if not all(KEY.match(name) for name in value):
            return False
        value = value.values()
    return all(_inside(member, depth + 1) for member in value)


def b64u(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unb64u(text: str) -> bytes | None:
    """The bytes of strict base64url; None where it is spelled in another way."""
    try:
        made = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return made if b64u(made) == text else None


def unb64(text: str) -> bytes | None:
    """The bytes of standard base64 with padding, in its one spelling."""
    try:
        made = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return made if base64.b64encode(made).decode("ascii") == text else None
