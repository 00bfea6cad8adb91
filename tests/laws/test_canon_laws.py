"""Beyond the vectors: four encoders make one line of any document, and damaged lines are refused by both languages alike."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from chamberflag.canon import profile
from chamberflag.vocabulary.errors import Malformed
from tests.vectors import document, raw
from tests.web.javascript import Refused, Scripts

KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,31}", fullmatch=True)
ODD_KEYS = st.sampled_from(("", "A", "é", "a-b", "1a", "__proto__", "z" * 33, "a\n", "constructor"))
GOOD = st.characters(
    exclude_categories=("Cs", "Cc"),
    exclude_characters="\u061c\u200e\u200f\u2028\u2029\ufeff" + "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])),
)
ODD = st.sampled_from(("\x00", "\t", "\x1f", "\x7f", "\x9f", "\u061c", "\u200e", "\u2028", "\u202e", "\u2069", "\ufeff"))
GOOD_SCALARS = st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(GOOD, max_size=12)
ODD_SCALARS = st.integers() | st.floats() | st.none() | ODD
LINES = tuple(raw(case["line_b64u"]) for case in document("canon-accept")["cases"] if len(case["line_b64u"]) < 400)
TEXTS = tuple(raw(case["text_b64u"]) for case in document("canon-refuse")["cases"] if len(case["text_b64u"]) < 400)


def documents(scalars: st.SearchStrategy[Any], keys: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Objects over these scalars and keys."""
    inner = st.recursive(scalars, lambda c: st.lists(c, max_size=4) | st.dictionaries(keys, c, max_size=4), max_leaves=14)
    return st.dictionaries(keys, inner, max_size=5)


@pytest.fixture(scope="module")
def js() -> Scripts:
    """The canonical profile of the phone."""
    return Scripts("canon/profile.js", "canon/sha256.js")


def python(data: bytes) -> tuple[str, object]:
    """`ok` and the value, or the code."""
    try:
        return "ok", profile.decode(data)
    except Malformed as refused:
        return refused.code, None


def javascript(js: Scripts, data: bytes) -> tuple[str, object]:
    """The same on the phone."""
    try:
        return "ok", js("decode", profile.b64u(data))
    except Refused as refused:
        return refused.code, None


def written(value: object) -> tuple[str, bytes]:
    """`ok` and the line of a value, or the code and the sentence."""
    try:
        return "ok", profile.encode(value)
    except Malformed as refused:
        return refused.code, refused.text.encode()


@given(documents(GOOD_SCALARS, KEYS))
def test_four_encoders_agree(js: Scripts, value: dict[str, Any]) -> None:
    """A document inside the profile has one line: by canon, by the standard library, by rfc8785, by the phone."""
    code, line = written(value)
    assert code in {"ok", "malformed.depth", "malformed.size"}  # a generated document may still be too deep or too long
    if code != "ok":
        return
    assert line == json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    assert line == rfc8785.dumps(value)
    assert line == raw(js("encode", value))
    assert profile.decode(line) == value
    assert profile.encode(profile.decode(line)) == line


@given(documents(GOOD_SCALARS | ODD_SCALARS, KEYS | ODD_KEYS))
@example({"a": float("nan")})
@example({"a": [1.0, {"B": None}]})
def test_both_languages_refuse_the_same_documents(js: Scripts, value: dict[str, Any]) -> None:
    """A document written by the standard library is accepted by both languages, with the same value, or by neither."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    data = text.encode("utf-8", "surrogatepass")
    here, there = python(data), javascript(js, data)
    assert (here[0] == "ok") == (there[0] == "ok")
    if here[0] == "ok":
        assert here == there == ("ok", value)


@given(
    st.sampled_from(LINES + TEXTS),
    st.integers(0, 80),
    st.sampled_from(
        (b"", b" ", b"0", b"\\", b'"', b",", b"}", b"]", b"\xc3\xa9", b"\x00", b"1", b"\xff", b".", b"e", b"\\u0001", b"-", b"[", b"{")
    ),
    st.integers(0, 2),
)
def test_damaged_lines(js: Scripts, line: bytes, at: int, bit: bytes, cut: int) -> None:
    """A damaged line is refused as Malformed or is its own canonical line again; both languages say the same."""
    damaged = line[:at] + bit + line[at + cut :]
    here, there = python(damaged), javascript(js, damaged)
    assert (here[0] == "ok") == (there[0] == "ok"), (here, there)
    if here[0] == "ok":
        assert profile.encode(here[1]) == damaged
        assert here == there


@given(st.binary(max_size=60) | st.binary(max_size=60).map(lambda data: b'{"a":"' + data + b'"}'))
def test_any_bytes(js: Scripts, data: bytes) -> None:
    """Any bytes at all are refused as Malformed or are a canonical line, in both languages alike."""
    here, there = python(data), javascript(js, data)
    assert (here[0] == "ok") == (there[0] == "ok"), (here, there)
    if here[0] == "ok":
        assert profile.encode(here[1]) == data


@given(
    st.recursive(
        GOOD_SCALARS | ODD_SCALARS | st.binary(max_size=3),
        lambda c: st.lists(c, max_size=3) | st.dictionaries(KEYS | ODD_KEYS, c, max_size=3),
    )
)
def test_the_fast_answer_and_the_named_fault_agree(value: object) -> None:
    """What the fast check refuses has a fault with a name; what it accepts can be written and read back."""
    whole = {"a": value}
    code, line = written(whole)
    if code == "ok":
        assert profile.encode(profile.decode(line)) == line
    else:
        assert line != b"outside the profile"


@given(st.binary(max_size=70))
def test_phone_bytes(js: Scripts, data: bytes) -> None:
    """The phone's UTF-8, base64, base64url and SHA-256 are those of the standard library."""
    here = profile.b64u(data)
    assert js("unb64u", here) == here
    assert js("sha256", here) == profile.digest(data).hex()
    try:
        text: str | None = data.decode()
    except UnicodeDecodeError:
        text = None
    assert js("text", here) == text
    if text is not None:
        assert js("bytes", text) == here


@given(st.text("ABYZabyz0189+/-_= \n", max_size=10))
def test_one_spelling(js: Scripts, text: str) -> None:
    """Both languages read the same base64url texts, and none that they would spell otherwise."""
    try:
        here: str | None = profile.b64u(profile.unb64u(text))
    except Malformed:
        here = None
    try:
        there = js("unb64u", text)
    except Refused:
        there = None
    assert here == there
    assert here in {None, text}
