"""The patterns by which the verifier reads most lines at once: they accept nothing that the member by member check does not."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chamberflag.pack.verify.shapes import any_act, any_box, signature_of, usual_act, usual_box
from tests.company import Company
from tests.unit.pack.packs import worked

DEEP = b'{"a":' * 7 + b"1" + b"}" * 7
TEXTS = rb"""
0 1 -1 01 1.0 1e3 9007199254740991 9007199254740992 999999999999999 null true " } { [] , \u0041 \n \" {"a":1,"a":1} {"b":1,"a":2} {"A":1}
"body":{} },"dev":"k_ "n":0, "place":[], "why":[] "v":2 "type":"genesis" "type":"unheard_of" "role":"king"
"""
LETTERS = (b"", b" ", b"\n", b"\x7f", b"\x1f", b"\xc3\xa9", b"\xe2\x80\xae", b"\xff", b"," * 200, b"x" * 130)
PIECES = (*TEXTS.split(), *LETTERS, DEEP, b'{"a":' + DEEP + b"}")
LOG: list[bytes] = []


def lines(place: int) -> list[bytes]:
    """The acts (0) or box lines (-2) of a worked log."""
    if not LOG:
        company: Company = worked()
        LOG.extend(company.ledger.entries(0, company.rec.state.size))
    return [entry.split(b"\n")[place] for entry in LOG]


@st.composite
def spoiled(draw: st.DrawFn, place: int) -> bytes:
    """A line in which up to two stretches were replaced: at a member, at any byte, by a piece or by a stretch of another line."""
    some = lines(place)
    line = draw(st.sampled_from(some))
    for _ in range(draw(st.integers(0, 2))):
        marks = [at for at, letter in enumerate(line) if letter in b'"{}[],:'] or [0]
        start = draw(st.one_of(st.sampled_from(marks), st.integers(0, len(line))))
        end = draw(st.one_of(st.sampled_from(marks), st.integers(start, min(len(line), start + 4))))
        other = draw(st.sampled_from(some))
        first = draw(st.integers(0, len(other)))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.just(other[first : first + draw(st.integers(0, 300))])))
        line = line[:start] + piece + line[max(start, end) :]
    return line


@settings(max_examples=400)
@given(spoiled(0))
@example(b"")
def test_an_act_that_is_taken_at_once_is_one_member_by_member(line: bytes) -> None:
    """Whatever becomes of a line: if the pattern takes it, the long way takes it too, as the same act."""
    act = usual_act(line)
    assert act is None or any_act(line) == ("", act)


@settings(max_examples=400)
@given(spoiled(-2))
@example(b"")
def test_a_box_line_that_is_taken_at_once_is_one_member_by_member(line: bytes) -> None:
    """Whatever becomes of a box line: if the pattern takes it, the long way takes it too, as the same."""
    box = usual_box(line)
    assert box is None or any_box(line) == box


ODD = [b'{"b":1,"a":2}', b'{"a":1.0}', b'{"a":null}', b'{"A":1}', b'{ "a":1}', b'{"a":"\\u0041"}', b'{"a":1,"a":1}', b'{"a":' + DEEP + b"}"]


@pytest.mark.parametrize("body", ODD)
def test_a_body_in_another_spelling_is_not_taken(body: bytes) -> None:
    """The rest of the line being in order, a body that is not canonical goes the long way, and is refused there."""
    line = next(line for line in lines(0) if b'"body":{}' in line)
    assert usual_act(line) is not None
    changed = line.replace(b'"body":{}', b'"body":' + body)
    assert usual_act(changed) is None
    assert any_act(changed)[0] == "entry.form"


WRONG = {
    "a number with a zero in front": (rb'"dseq":', b'"dseq":0'),
    "a number that is none": (rb'"dseq":[0-9]+', b'"dseq":0'),
    "a time before all times": (rb'"at":', b'"at":-'),
    "an escape": (rb'"log":"', b'"log":"\\\\u0041'),
    "a letter that turns the writing": (rb'"log":"', b'"log":"\xe2\x80\xae'),
    "delete": (rb'"log":"', b'"log":"\x7f'),
    "a name too long": (rb'"log":"', b'"log":"' + b"x" * 120),
    "an item without a name": (rb'"subj":\[\{"id":"[^"]*"', b'"subj":[{"id":""'),
    "one item twice": (rb'"subj":\[(.*?)\]', rb'"subj":[\1,\1]'),
    "one key twice": (rb'"signers":\[(.*?)\]', rb'"signers":[\1,\1]'),
    "nobody": (rb'"signers":\[(.*?)\]', b'"signers":[]'),
    "a crowd": (rb'"signers":\[.*?\]', b'"signers":[%s]' % b",".join(b'{"kid":"k_%022d","role":"lead"}' % n for n in range(17))),
    "too many items": (rb'"subj":\[.*?\]', b'"subj":[%s]' % b",".join(b'{"id":"%d"}' % n for n in range(201))),
    "a role that nobody has": (rb'"role":"[a-z]+"', b'"role":"king"'),
    "an act that does not exist": (rb'"type":"[a-z_]+"', b'"type":"unheard_of"'),
    "another version": (rb'"v":1', b'"v":2'),
    "something behind it": (rb"\Z", b" "),
}


@pytest.mark.parametrize("change", WRONG)
def test_an_act_that_is_wrong_in_one_place_is_not_taken(change: str) -> None:
    """Each thing that the long way refuses is left to it by the pattern."""
    line = next(line for line in lines(0) if b'"type":"take_out"' in line)
    assert usual_act(line) is not None
    changed = re.sub(*WRONG[change], line, count=1)
    assert changed != line
    assert usual_act(changed) is None
    assert any_act(changed)[0] in {"entry.form", "entry.unknown"}


def test_most_lines_are_taken_at_once() -> None:
    """Of a log with names in plain letters every act is, and of its box lines all with one item or none and without reasons."""
    assert all(usual_act(line) for line in lines(0) if line.isascii() and b"\\" not in line)
    assert all(
        (usual_box(line) is not None) == line.endswith(b'"why":[]}}')
        for line in lines(-2)
        if line.count(b'"id":') < 2 and b'"done"' not in line
    )


@pytest.mark.parametrize(
    ("alg", "ad", "cd", "good"),
    [
        ("ed25519", False, False, True), ("ed25519", True, False, False), ("ed25519", False, True, False), ("ed25519", True, True, False),
        ("webauthn-es256", True, True, True), ("webauthn-es256", True, False, False), ("webauthn-es256", False, True, False),
        ("webauthn-es256", False, False, False), ("rot13", False, False, False),
    ],
)  # fmt: skip
def test_a_passkey_has_both_of_its_texts_and_a_device_key_neither(alg: str, ad: bool, cd: bool, good: bool) -> None:  # noqa: FBT001 - a table
    """A signature line with a text too many or too few is none."""
    line = (
        "{"
        + ('"ad":"AAAA",' if ad else "")
        + f'"alg":"{alg}",'
        + ('"cd":"AAAA",' if cd else "")
        + f'"kid":"k_{"a" * 22}","sig":"AAAA"'
        + "}"
    )
    assert (signature_of(line.encode()) is not None) == good


@pytest.mark.parametrize("sig", ["A", "AB", "AAAAA", "AAAB=", "AA", "AAA", "____", ""])
def test_a_signature_has_one_spelling(sig: str) -> None:
    """Letters whose unused bits are not zero, padding and a lone letter are refused; the rest is decoded."""
    found = signature_of(f'{{"alg":"ed25519","kid":"k_{"a" * 22}","sig":"{sig}"}}'.encode())
    assert (found.sig if found else None) == {"AA": b"\0", "AAA": b"\0\0", "____": b"\xff\xff\xff", "": b""}.get(sig)
