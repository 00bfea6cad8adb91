"""What is decoded in one pass is what two passes accept: act, signature line, box line and base64url, against the slow way."""

from __future__ import annotations

import binascii
import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chamberflag.acts import act as acts
from chamberflag.canon import profile
from chamberflag.canon.profile import b64u, unb64u
from chamberflag.ledger import entry
from chamberflag.seal import signature
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Callable

KID, HASH, HEX = "k_" + "A" * 22, "A" * 43, "0" * 64
ACT: dict[str, Any] = {
    "at": 1, "body": {"chambers": ["EMPTY", "DUMMY"], "note": {"c": HASH, "len": 3}}, "dev": KID, "dprev": HASH, "dseq": 1, "id": "A" * 22,
    "log": "example/1", "rules": HEX, "seen": [0, HASH], "signers": [{"kid": KID, "role": "ad"}],
    "subj": [{"id": "w_1", "n": 1, "prev": HASH}, {"id": "w_2"}], "type": "check", "ui": HEX, "v": 1,
}  # fmt: skip
SIGNATURE: dict[str, Any] = {"ad": "AA", "alg": "webauthn-es256", "cd": "AA", "kid": KID, "sig": "AA"}
BOX: dict[str, Any] = {
    "box": {"decision": "recorded", "late": False, "place": [{"id": "w_1", "n": 1, "prev": HASH}], "recv": 5, "rules": HEX, "why": []}
}
DEEP: Any = [[[[[[[[1]]]]]]]]
VALUES = [
    None, True, 0, -1, 1.0, 1.5, 2**53 - 1, 2**53, -(2**53), 2**64,
    "", "a", "\u202e", "\u00e9", "\x7f", "\t", "\\", '"', [], {}, [None], DEEP,
    {"A": 1}, {"a b": 1}, {"rule": "LOG-11", "facts": {}}, [{"rule": "LOG-11", "facts": {"signatures_unbound": 1}}], [{"id": "w_1"}],
]  # fmt: skip


def _places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for name, member in members for place in _places(member, (*at, name)))]


@st.composite
def _bytes_near(draw: st.DrawFn, good: dict[str, Any]) -> bytes:
    """The bytes of a value with up to two members changed, added or taken away, and sometimes another spelling of them."""
    value = copy.deepcopy(good)
    for _ in range(draw(st.integers(0, 2))):
        *path, last = draw(st.sampled_from([place for place in _places(value) if place]))
        holder = value
        for name in path:
            holder = holder[name]
        match draw(st.sampled_from(["set", "add", "drop"])), holder:
            case "set", _:
                holder[last] = copy.deepcopy(draw(st.sampled_from(VALUES)))
            case "add", dict():
                holder[draw(st.sampled_from(["a", "B", "n", "done", "pin", "late", "note"]))] = copy.deepcopy(draw(st.sampled_from(VALUES)))
            case _:
                del holder[last]
        if not value:
            break
    spaced, sort, escaped = draw(
        st.sampled_from([(False, True, False)] * 6 + [(True, True, False), (False, False, False), (False, True, True)])
    )
    text = json.dumps(value, ensure_ascii=escaped, sort_keys=sort, separators=(", ", ": ") if spaced else (",", ":"))
    if draw(st.integers(0, 9)) == 0:
        text = text.replace('"kid":', '"kid":"k","kid":', 1)  # a member that stands twice
    return text.encode("utf-8", "surrogatepass")


def _outcome(decode: Callable[[bytes], object], data: bytes) -> object:
    try:
        return decode(data)
    except Malformed as error:
        return error.code, error.text, error.place


def _in_two(monkeypatch: pytest.MonkeyPatch, decode: Callable[[bytes], object], data: bytes) -> object:
    with monkeypatch.context() as patched:
        patched.setattr(profile, "decode_as", lambda *_: None)
        return _outcome(decode, data)


def _box(data: bytes) -> object:
    return entry.decode(b"{}\n{}\n" + data + b"\n").box


@pytest.mark.parametrize(("decode", "good"), [(acts.decode, ACT), (signature.parse_line, SIGNATURE), (_box, BOX)])
def test_one_pass_accepts_what_two_passes_accept(decode: Callable[[bytes], object], good: dict[str, Any]) -> None:
    """For any bytes near good ones, the value, or the error with its place, is the same with and without the short way."""
    monkeypatch, seen = pytest.MonkeyPatch(), {"good": 0, "bad": 0}

    @given(_bytes_near(good))
    def near(data: bytes) -> None:
        found = _outcome(decode, data)
        assert found == _in_two(monkeypatch, decode, data)
        seen["bad" if isinstance(found, tuple) else "good"] += 1

    near()
    assert min(seen.values()) > 0


def _reference(text: str) -> bytes | None:
    """base64url by decoding and encoding again."""
    try:
        made = binascii.a2b_base64(text.replace("-", "+").replace("_", "/").encode("ascii") + b"=" * (-len(text) % 4), strict_mode=True)
    except (binascii.Error, ValueError):
        return None
    return made if b64u(made) == text else None


@given(st.text(alphabet="AQgw048z-_+/=!\n\u00e9", max_size=9))
@example("A")
@example("AAAAA")
@example("AA==")
def test_base64url_is_what_encodes_to_the_same_text(text: str) -> None:
    """Exactly the texts are read that the bytes they decode to are written as."""
    found: bytes | None
    try:
        found = unb64u(text)
    except Malformed:
        found = None
    assert found == _reference(text)
