"""canon.profile on every vector, and where the vectors cannot reach: places, limits, values of Python that JSON does not have."""

from __future__ import annotations

import hashlib
from enum import IntEnum, StrEnum
from typing import Any

import pytest
import rfc8785

from chamberflag.canon import profile
from chamberflag.vocabulary.errors import Malformed
from tests.vectors import cases, raw


class _Colour(StrEnum):
    RED = "red"


class _Number(IntEnum):
    ONE = 1


@pytest.mark.parametrize("case", cases("canon-accept"))
def test_accepted(case: dict[str, Any]) -> None:
    """A value has one line, a line one value, and the public encoder agrees."""
    line = raw(case["line_b64u"])
    assert profile.encode(case["value"]) == line
    assert profile.decode(line) == case["value"]
    assert rfc8785.dumps(case["value"]) == line
    assert hashlib.sha256(line).hexdigest() == case["sha256_hex"] == profile.digest(line).hex()


@pytest.mark.parametrize("case", cases("canon-refuse"))
def test_refused(case: dict[str, Any]) -> None:
    """What is no canonical line is refused, with the agreed code where one rule alone is broken."""
    with pytest.raises(Malformed) as refused:
        profile.decode(raw(case["text_b64u"]))
    assert refused.value.code == case.get("code", refused.value.code)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a":{"b":[1,null]}}', "a.b.1"),
        ('{"a":[{"b":"\u202e"}]}', "a.0.b"),
        ('{"a":[{"B":1}]}', "a.0"),
        ('{"a":1.5}', "a"),
        ("[9007199254740992]", "0"),
        ("1.5", ""),
        ('{"a":[[[[[[[[]]]]]]]]}', "a.0.0.0.0.0.0.0"),
    ],
)
def test_place(text: str, place: str) -> None:
    """A refusal names the member at fault."""
    with pytest.raises(Malformed) as refused:
        profile.decode(text.encode())
    assert refused.value.place == place


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"a": None}, "malformed.type"),
        ({"a": b"x"}, "malformed.type"),
        ({"a": {1, 2}}, "malformed.type"),
        ({"a": _Colour.RED}, "malformed.type"),
        ({"a": _Number.ONE}, "malformed.type"),
        ({"a": 1.5}, "malformed.integer"),
        ({"a": float("nan")}, "malformed.integer"),
        ({"a": float("inf")}, "malformed.integer"),
        ({"a": 2**70}, "malformed.integer"),
        ({"a": "\ud800"}, "malformed.character"),
        ({1: 1}, "malformed.key"),
        ({_Colour.RED: 1}, "malformed.key"),
        ({"a": "x" * 8185}, "malformed.size"),
    ],
)
def test_values_outside(value: object, code: str) -> None:
    """A value of Python that has no canonical line is never written."""
    with pytest.raises(Malformed) as refused:
        profile.encode(value)
    assert refused.value.code == code


def test_cycle() -> None:
    """A value that holds itself is too deep, not endless."""
    value: dict[str, object] = {}
    value["a"] = value
    with pytest.raises(Malformed) as refused:
        profile.encode(value)
    assert refused.value.code == "malformed.depth"


def test_tuple_is_an_array() -> None:
    """Frozen values hold tuples; on the line they are arrays."""
    assert profile.encode({"a": (1, ("b",))}) == b'{"a":[1,["b"]]}'


def test_limit() -> None:
    """A caller's limit holds in both directions, at the limit and one beyond."""
    line = b'{"a":"xx"}'
    assert profile.decode(line, len(line)) == {"a": "xx"}
    assert profile.encode({"a": "xx"}, len(line)) == line
    for act in (lambda: profile.decode(line, len(line) - 1), lambda: profile.encode({"a": "xx"}, len(line) - 1)):
        with pytest.raises(Malformed) as refused:
            act()
        assert refused.value.code == "malformed.size"


@pytest.mark.parametrize("data", [b"", b"\0", b"a", b"ab", b"abc", bytes(range(256))])
def test_base64url(data: bytes) -> None:
    """Bytes survive base64url, without padding."""
    text = profile.b64u(data)
    assert profile.unb64u(text) == data == raw(text)
    assert "=" not in text


@pytest.mark.parametrize("text", ["A", "AB", "AA=", "AA==", "A+AA", "A/AA", "AA\n", " AAA", "AAé", "AAB", "A A A"])
def test_base64url_has_one_spelling(text: str) -> None:
    """Padding, the other alphabet, blanks and trailing bits are refused."""
    with pytest.raises(Malformed):
        profile.unb64u(text)
