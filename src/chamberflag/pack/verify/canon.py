"""The one spelling of a value, and strict base64. A line that would be written in another way is not what was signed. log.md 2.2."""

from __future__ import annotations

import base64
import binascii
import functools
import json
import re
from typing import Any, cast

BIGGEST = 2**53 - 1
DEPTH = 8
KEY = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")
BAD = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def _refuse(text: str) -> Any:  # noqa: ANN401 - a hook of json
    raise ValueError(text)


_DECODER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_URL, _STANDARD = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")
_NAMES: set[str] = set()  # member names that were found good before
MOST_NAMES = 10_000
WORD = re.compile(r"[A-Za-z0-9_-]*\Z")
LAST_LETTERS = (b"", b"", b"AQgw", b"AEIMQUYcgkosw048")  # last letters whose unused bits are zero, by the letters beyond the last four
PADDING = (b"", b"", b"==", b"=")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A hook of json. Of two members of one name a machine would read the last and a person the first."""
    made = dict(pairs)
    return made if len(made) == len(pairs) else _refuse("a member stands there twice")


def document(data: bytes) -> Any:  # noqa: ANN401 - a tree of unknown values
    """The value of a JSON text in which no member stands twice. Raises ValueError or RecursionError."""
    return json.loads(data.decode("utf-8"), object_pairs_hook=_once)


class Codec:
    """How JSON is read and written: by the standard library, or by whoever has something quicker to the same effect."""

    def read(self, data: bytes) -> Any:  # noqa: ANN401 - a tree of unknown values
        """The value. Raises ValueError or RecursionError."""
        text = data.decode("utf-8")
        value, end = _DECODER.raw_decode(text)
        return value if end == len(text) else _refuse(text)

    def write(self, value: Any) -> bytes:  # noqa: ANN401 - a tree of unknown values
        """Sorted, without spaces, as UTF-8."""
        return _ENCODER.encode(value).encode("utf-8")


CODEC = [Codec()]


def canonical(data: bytes, limit: int, depth: int = 1) -> dict[str, Any] | None:
    """The object that these bytes say, None unless they are its canonical bytes; depth: 2 for a member of another object."""
    if len(data) > limit:
        return None
    codec = CODEC[0]
    try:
        value: Any = codec.read(data)
        if type(value) is not dict or not _inside(value, depth) or codec.write(value) != data:
            return None
        clean = b"\x7f" not in data if data.isascii() else BAD.search(data.decode("utf-8")) is None
        return cast("dict[str, Any]", value) if clean and (b"\\" not in data or _unescaped(value)) else None
    except (ValueError, RecursionError):
        return None


@functools.lru_cache(maxsize=4096)
def canonical_member(text: bytes, limit: int) -> bool:
    """Whether these bytes say an object in canonical form that may stand as a member of another; many acts have the same."""
    return canonical(text, limit, 2) is not None


def object_of(data: bytes) -> dict[str, Any] | None:
    """The object that these bytes say, in whatever form; None where they say none."""
    try:
        value: Any = CODEC[0].read(data)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", value) if type(value) is dict else None


def _inside(value: Any, depth: int) -> bool:  # noqa: ANN401 - a tree of unknown values
    """Whether names, numbers and nesting are those of the profile, and nothing is null or a fraction."""
    if depth > DEPTH:
        return False
    members: Any = value
    if isinstance(value, dict):
        table = cast("dict[str, Any]", value)
        if not _NAMES.issuperset(table):
            if not all(map(KEY.match, table)):
                return False
            if len(_NAMES) < MOST_NAMES:
                _NAMES.update(table)
        members = table.values()
    for member in members:
        kind: Any = type(member)  # pyright: ignore[reportUnknownVariableType]
        if kind is str or kind is bool:
            continue
        if kind is int:
            if not -BIGGEST <= member <= BIGGEST:
                return False
        elif (kind is not dict and kind is not list) or not _inside(member, depth + 1):
            return False
    return True


def _unescaped(value: Any) -> bool:  # noqa: ANN401 - a tree of unknown values
    """Whether no text holds an unwanted character behind an escape."""
    if isinstance(value, str):
        return BAD.search(value) is None
    if isinstance(value, dict):
        return all(map(_unescaped, cast("dict[str, Any]", value).values()))
    return all(map(_unescaped, cast("list[Any]", value))) if isinstance(value, list) else True


def b64u(data: bytes) -> str:
    """base64url without padding."""
    return binascii.b2a_base64(data, newline=False).translate(_URL).rstrip(b"=").decode("ascii")


def unb64u(text: str) -> bytes | None:
    """The bytes of strict base64url; None where it is spelled in another way."""
    return unb64u_letters(text.encode("ascii")) if WORD.match(text) else None


def unb64u_letters(text: bytes) -> bytes | None:
    """The same of letters, digits, - and _ alone."""
    rest = len(text) & 3
    if not rest:
        return binascii.a2b_base64(text.translate(_STANDARD))
    return binascii.a2b_base64(text.translate(_STANDARD) + PADDING[rest]) if text[-1] in LAST_LETTERS[rest] else None


def unb64(text: str) -> bytes | None:
    """The bytes of standard base64 with padding, in its one spelling."""
    try:
        made = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return made if base64.b64encode(made).decode("ascii") == text else None
