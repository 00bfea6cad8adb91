"""Every parser of bytes that come from outside: whatever it is given, it answers, or says Malformed or Unproven with a code, and no more.

The bytes are damaged spellings of good ones (a byte changed, cut out, doubled, put in; two of them joined) and bytes of no kind at all.
What a parser accepts it must accept for its one spelling only, where the format has one.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chamberflag.acts import act as acts
from chamberflag.acts.parts import parts_of
from chamberflag.canon import profile
from chamberflag.ledger import entry as entries
from chamberflag.log import checkpoint, tiles
from chamberflag.recorder import receipt as receipts
from chamberflag.recorder.attest import Signed
from chamberflag.seal import note, signature
from chamberflag.vocabulary.errors import ChamberflagError, Malformed, Unproven
from tests.company import AD, EMPTY, LEAD, Company
from tests.vectors import document, raw

Parser = Callable[[bytes], object]


def written(company: Company) -> tuple[bytes, ...]:
    """Entries of a real log: of many types, some with two signers, some refused."""
    head = company.ledger.head()
    assert head is not None
    return tuple(company.ledger.entry(i) for i in range(0, head.size, 3))


COMPANY = Company().crew().stock().opened().loaded()
ENTRIES = written(COMPANY)
LINES = tuple(entries.decode(one).line for one in ENTRIES)
SIGNATURES = tuple(entries.decode(one).signatures[0] for one in ENTRIES[:6])
HEAD = COMPANY.ledger.head()
assert HEAD is not None
NOTE = HEAD.note.encode()
BODY = NOTE.partition(b"\n\n")[0] + b"\n"
RECEIPT = COMPANY.rec.receipt(11).text().encode()
CORPUS = document("notes")["cases"]
SIGNED = (COMPANY.signed("check", [LEAD], EMPTY, ["w2"]), COMPANY.signed("meet", [AD, LEAD]))
VKEYS = tuple(dict.fromkeys(key.encode() for case in CORPUS if case["outcome"] == "ok" for key in case["vkeys"]))[:4]
BUNDLE = tiles.bundle(ENTRIES[:4])
NOTES = tuple(raw(case["note_b64u"]) for case in CORPUS)


def text(parse: Callable[[str], object]) -> Parser:
    """A parser of text, fed bytes as a file would give them."""
    return lambda data: parse(data.decode(errors="surrogateescape"))


def tried(run: Callable[[], object]) -> tuple[object, ChamberflagError | None]:
    """What it gives, or which of the two failures it names; any other is a fault of ours and ends the test."""
    try:
        return run(), None
    except (Malformed, Unproven) as failed:
        return None, failed


def act_of(data: bytes) -> object:
    """Line 1 with its typed steps."""
    act = acts.decode(data)
    parts_of(act)
    return acts.encode(act)


PARSERS: dict[str, tuple[Parser, tuple[bytes, ...]]] = {
    "canonical JSON": (lambda data: profile.encode(profile.decode(data)), LINES),
    "act": (act_of, LINES),
    "entry": (lambda data: entries.encode(entries.decode(data)), ENTRIES),
    "signature line": (lambda data: signature.encode_line(signature.parse_line(data)), SIGNATURES),
    "checkpoint": (text(lambda said: checkpoint.parse(said).body().encode()), (BODY,)),
    "note": (lambda data: note.split(data)[0], (NOTE, *NOTES)),
    "receipt": (text(lambda said: receipts.parse(said).text().encode(errors="surrogateescape")), (RECEIPT,)),
    "verifier key": (text(lambda said: note.parse_vkey(said).vkey()), VKEYS),
    "bundle": (lambda data: tiles.bundle(tiles.unbundle(data)), (BUNDLE,)),
    "tile": (lambda data: b"".join(tiles.hashes(data, 4)), (bytes(range(128)),)),
}
ONE_SPELLING = frozenset({"canonical JSON", "entry", "signature line", "checkpoint", "receipt", "bundle", "tile"})


@st.composite
def damaged(draw: st.DrawFn, good: tuple[bytes, ...]) -> bytes:
    """A good spelling with one to four wounds; now and then a piece of another good one."""
    data = bytearray(draw(st.sampled_from(good)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        match draw(st.integers(0, 5)):
            case 0 if at < len(data):
                data[at] = draw(st.integers(0, 255))
            case 1:
                del data[at : at + draw(st.integers(1, 40))]
            case 2:
                data[at:at] = data[at : at + draw(st.integers(1, 40))]
            case 3:
                data[at:at] = draw(st.sampled_from((b"\0", b"\n", b'"', b"{", b"[", b"9" * 20, b"\xe2\x80\xae", b"\xff", b" ", b"\\u0041")))
            case 4:
                other = draw(st.sampled_from(good))
                data[at:] = other[draw(st.integers(0, len(other))) :]
            case _:
                data[at:at] = draw(st.binary(max_size=6))
    return bytes(data)


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=200)
@given(st.data())
def test_a_parser_answers_or_names_what_is_wrong(name: str, data: st.DataObject) -> None:
    """Any bytes: an answer, or one Malformed or Unproven with a code and a sentence; what has one spelling is accepted in no other."""
    parse, good = PARSERS[name]
    given_bytes = data.draw(damaged(good) | st.binary(max_size=200))
    answer, failed = tried(lambda: parse(given_bytes))
    if failed is not None:
        assert failed.code
        assert failed.text
    elif name in ONE_SPELLING:
        assert answer == given_bytes


@pytest.mark.parametrize("name", PARSERS)
def test_a_parser_accepts_the_good(name: str) -> None:
    """The bytes that the others are damaged from are good themselves: a parser that refuses everything would pass the law above."""
    parse, good = PARSERS[name]
    for data in good[: 1 if name == "note" else None]:
        parse(data)


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_act_changes_nothing(data: st.DataObject) -> None:
    """Whatever is handed in as line and signatures: an answer or an error with its code, and what is no entry leaves no trace."""
    good = data.draw(st.sampled_from(SIGNED))
    line = data.draw(st.just(good.line) | damaged((good.line,)))
    lines = tuple(data.draw(st.just(one) | damaged((one,))) for one in good.signatures)
    lines = data.draw(st.sampled_from((lines, lines[::-1], lines + lines, lines[:-1], ())))
    before, state = COMPANY.ledger.head(), COMPANY.rec.state
    answer = COMPANY.rec.submit(Signed(line, lines), COMPANY.now)
    if answer.error is not None:
        assert isinstance(answer.error, Malformed | Unproven)
        assert answer.error.code
        if answer.error.code not in {"seen.other", "seen.ahead", "device.fork"}:
            assert (COMPANY.ledger.head(), COMPANY.rec.state) == (before, state)
    else:
        assert line == good.line


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_receipt_proves_nothing_else(data: st.DataObject) -> None:
    """A receipt that is not the one the box gave either fails to be read, or fails to prove the entry, or says the same."""
    given_bytes = data.draw(damaged((RECEIPT,)))
    key = note.note_key(COMPANY.rec.origin, COMPANY.log_key.public_key().public_bytes_raw())

    def check() -> tuple[int, tuple[bytes, ...]]:
        parsed = receipts.parse(given_bytes.decode(errors="surrogateescape"))
        receipts.verify(parsed, COMPANY.ledger.entry(11), [key])
        return parsed.index, parsed.path

    answer, failed = tried(check)
    assert failed is not None or answer == (11, receipts.parse(RECEIPT.decode()).path)


def nested(depth: int) -> bytes:
    """Arrays inside each other."""
    return b'{"a":' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize("size", [8, 9, 1_000, 100_000])
def test_depth_is_bounded(size: int) -> None:
    """However deep a document is nested, it is refused, never a crash of the interpreter."""
    if size < 8:
        profile.decode(nested(size))
    with pytest.raises(Malformed):
        profile.decode(nested(size))
