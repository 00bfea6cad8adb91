from __future__ import annotations

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chamberflag.canon import profile
from chamberflag.ledger.entry import ENTRY_LIMIT, LINE_LIMIT, BoxLine, Entry, Place, Why, decode, encode
from chamberflag.log.checkpoint import Checkpoint
from chamberflag.log.proof import check_inclusion, inclusion
from chamberflag.log.tree import Frontier, leaf_hash, place
from chamberflag.recorder.receipt import Receipt, parse, verify
from chamberflag.seal import known
from chamberflag.seal.digest import act_digest
from chamberflag.seal.note import note_key, sign_note
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.words import Verdict

ORIGIN = "safety.studio.example/cf/p_7f3a/main/1"
LINE = (
    b'{"at":1790000000123,"body":{"contents":{"class":"DUMMY","n":2},"permitted":"cock","shot":"s_12A"},"dev":"k_woQKJGK0rN3MZoShstLfVw",'
    b'"dprev":"G4nKAMJfFdFyPa04Lv8krV8Dsth2U28E6Hz6izHh-oM","dseq":42,"id":"4xaYfp3H6wkFzXr5qdKoiA","log":"safety.studio.example/cf/p_7f3a/main/1",'
    b'"rules":"cd6b2afe4ca66b34ac875376e1f67a063c5262832066fe22ed1c7c618b27b96b","seen":[2,"RV0t0ckqRnjr_DjOJLzYesRxevxtpGY8_cggtt-gebY"],'
    b'"signers":[{"kid":"k_woQKJGK0rN3MZoShstLfVw","role":"lead"},{"kid":"k_qsCkJd7NVIcm9zNn1NnUGQ","role":"performer"}],'
    b'"subj":[{"id":"w_Qb7mVd2K","n":17,"prev":"LMBrbf6eAPnPvfe3Q_wGyJch-pXNLDcSLPMaMFTMglo"}],"type":"hand_over",'
    b'"ui":"d3a82df2a7f4993990eb195d833f98a407b0503622e26d01e378735437a6d3c6","v":1}'
)
GIVER = (
    b'{"ad":"_8lahPrhiGfV3l3maoNy7hqqkiIYBTpUtWewU-XapIodAAAAAA","alg":"webauthn-es256","cd":"eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoi'
    b"eGZ2SE9TRnBkcHRIcEdSb2JRR2toaWZHUmpnQmZpU09pY0hxREZqMkpRUSIsIm9yaWdpbiI6Imh0dHBzOi8vYm94Ny5zYWZldHkuc3R1ZGlvLmV4YW1wbGUiLCJjcm9zc09yaWdpbiI6"
    b'ZmFsc2V9","kid":"k_woQKJGK0rN3MZoShstLfVw","sig":"MEUCIBbSHH8-TyJo3tTpq0OzN_j9sAMzGMXkzuFAtrzhK9-jAiEApzcPyLh16Vf5pf1CnsHP3i088uL1VuQWmCM2cRQ'
    b'WbeM"}'
)
TAKER = (
    b'{"alg":"ed25519","kid":"k_qsCkJd7NVIcm9zNn1NnUGQ","sig":"7OpkkfREyiYthYLlYL9aIVFkQVcWf-to8VCdIIx-K4i-I-892afvmLYYvtbSKTyQ9upCQbZ59zBCYxv5dDPh'
    b'Aw"}'
)
BOX = (
    b'{"box":{"decision":"permit","late":false,"recv":1790000000456,"rules":"cd6b2afe4ca66b34ac875376e1f67a063c5262832066fe22ed1c7c618b27b96b",'
    b'"why":[]}}'
)
RULES = "cd6b2afe4ca66b34ac875376e1f67a063c5262832066fe22ed1c7c618b27b96b"
BOX_KEYS = msgspec.json.decode(BOX)["box"]
PERMIT = BoxLine(decision=Verdict.PERMIT, late=False, recv=1790000000456, rules=RULES, why=())
EXAMPLE = Entry(LINE, (GIVER, TAKER), PERMIT)
RECEIPT = """\
c2sp.org/tlog-proof@v1
index 2
RV0t0ckqRnjr/DjOJLzYesRxevxtpGY8/cggtt+gebY=

safety.studio.example/cf/p_7f3a/main/1
3
XE2srLbndlOeML4wcehH/qIJzNrLgrmCxz46gsu55i0=

— safety.studio.example/cf/p_7f3a/main/1 d1UVC+LIcQ+g9QuEr4WIJ6rT2rLKTfk36cgWfgaLyxPJAXhFYXOX/dKBkW3PdUfW/blLgvlnDvGWEV74h8hDygHFoQc=
"""


def test_worked_example() -> None:
    """The worked example comes out byte for byte: line 1, digest, box line, entry, leaf hash."""
    made = encode(EXAMPLE)
    assert len(LINE) == 705
    assert act_digest(LINE).hex() == "c5fbc7392169769b47a464686d01a48627c64638017e248e89c1ea0c58f62504"
    assert made == b"".join(line + b"\n" for line in (LINE, GIVER, TAKER, BOX))
    assert len(made) == 1424
    assert leaf_hash(made).hex() == "759a9b80b8cabdb2cd406ce301a88084c77a1ac1d83c70123cce2ec8b9c3cf6c"
    assert decode(made) == EXAMPLE


def test_worked_receipt() -> None:
    """The receipt of the worked example comes out byte for byte, and verifies under its printed key."""
    made = encode(EXAMPLE)
    frontier, nodes = Frontier().extend(leaf_hash(data) for data in (b"entry zero\n", b"entry one\n", made))
    path = inclusion(lambda level, index: nodes[place(level, index)], 2, 3)
    check_inclusion(leaf_hash(made), 2, 3, path, frontier.root())
    key = Ed25519PrivateKey.from_private_bytes(known.test_seed("log"))
    text = Receipt(2, tuple(path), sign_note(Checkpoint(ORIGIN, 3, frontier.root()).body(), ORIGIN, key)).text()
    assert text == RECEIPT
    trusted = note_key(ORIGIN, key.public_key().public_bytes_raw())
    assert trusted.vkey() == f"{ORIGIN}+7755150b+Aaj12WFsmjyn8wYHWLutUoedXhqAtkUadxsZFdAK47TZ"
    assert verify(parse(text), made, [trusted]).size == 3


def test_every_flipped_byte_changes_the_leaf_or_is_malformed() -> None:
    """No byte of the worked example can be turned over without another leaf hash."""
    made = encode(EXAMPLE)
    leaves = {leaf_hash(made)}
    for at in range(len(made)):
        leaves.add(leaf_hash(made[:at] + bytes([made[at] ^ 1]) + made[at + 1 :]))
    assert len(leaves) == len(made) + 1


FULL = BoxLine(
    decision=Verdict.REFUSE,
    late=True,
    recv=0,
    rules=RULES,
    why=(Why("HND-02", {"rung": 3, "signed": False, "by": "p_1"}, "R31", "w_1", 2, ("weather",)), Why("subject_stale", {})),
    place=(Place("w_1", 18, "LMBrbf6eAPnPvfe3Q_wGyJch-pXNLDcSLPMaMFTMglo"),),
    done=0,
    pin=("k_woQKJGK0rN3MZoShstLfVw",),
)


def test_full_box_line() -> None:
    """Every optional part of the box line is written when it is there, and read back."""
    made = encode(Entry(LINE, (TAKER,), FULL))
    box = profile.decode(made.split(b"\n")[-2], ENTRY_LIMIT)["box"]
    assert isinstance(box, dict)
    assert set(box) == {"decision", "done", "late", "pin", "place", "recv", "rules", "why"}
    assert decode(made).box == FULL


def test_zero_steps_done_is_said() -> None:
    """A joint act of which nothing was done says so; an act of one step says nothing of steps."""
    assert b'"done":0' in encode(Entry(LINE, (TAKER,), FULL))
    assert b"done" not in encode(EXAMPLE)


def boxed(**more: object) -> bytes:
    """The worked example with another box line."""
    box = {**BOX_KEYS, **more}
    return b"".join(
        line + b"\n" for line in (LINE, GIVER, TAKER, profile.encode({"box": {k: v for k, v in box.items() if v is not ...}}, ENTRY_LIMIT))
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": []},
        {"pin": []},
        {"why": [{"rule": "HND-02"}]},
        {"why": [{"facts": {}, "rule": "HND-02", "step": 0}]},
        {"why": [{"facts": {}, "rule": "HND-02", "part": ""}]},
        {"why": [{"facts": {"a": [1]}, "rule": "HND-02"}]},
        {"why": ...},
        {"late": ...},
        {"late": 0},
        {"recv": -1},
        {"recv": "1"},
        {"decision": "allow"},
        {"note": "more"},
        {"place": [{"id": "w_1", "n": 1}]},
        {"done": "1"},
    ],
)
def test_another_spelling_of_the_box_line(wrong: dict[str, object]) -> None:
    """Something unknown, missing, of another type, or there although empty: refused, naming the line."""
    with pytest.raises(Malformed) as error:
        decode(boxed(**wrong))
    assert error.value.place == "entry line 4"


def test_form() -> None:
    """An entry ends with a newline and has at least three lines, none of them empty."""
    whole = encode(EXAMPLE)
    for data, place_ in (
        (b"", "entry"),
        (b"\n", "entry"),
        (whole[:-1], "entry"),
        (LINE + b"\n" + BOX + b"\n", "entry"),
        (b"\n" + whole, "entry line 1"),
        (whole.replace(TAKER, b""), "entry line 3"),
        (whole + b"\n", "entry line 5"),
        (whole.replace(BOX, BOX[:-1]), "entry line 4"),
        (whole.replace(BOX, BOX + b" "), "entry line 4"),
        (whole.replace(BOX, b"[]"), "entry line 4"),
        (whole.replace(BOX, b'{"box":{}}'), "entry line 4"),
    ):
        with pytest.raises(Malformed) as error:
            decode(data)
        assert error.value.place == place_


def test_sizes() -> None:
    """An entry has at most 16,384 bytes and line 1 at most 8,192; one more is refused on both ways."""
    room = ENTRY_LIMIT - len(encode(Entry(b"x", (b"y",), PERMIT))) + 1
    fits = Entry(b"x" * LINE_LIMIT, (b"y" * (room - LINE_LIMIT + 1),), PERMIT)
    assert len(encode(fits)) == ENTRY_LIMIT
    assert decode(encode(fits)) == fits
    longer = Entry(b"x" * LINE_LIMIT, (b"y" * (room - LINE_LIMIT + 2),), PERMIT)
    first = Entry(b"x" * (LINE_LIMIT + 1), (b"y",), PERMIT)
    for entry in (longer, first):
        with pytest.raises(Malformed, match=r"malformed\.size"):
            encode(entry)
        with pytest.raises(Malformed, match=r"malformed\.size"):
            decode(b"".join(line + b"\n" for line in (entry.line, *entry.signatures, BOX)))


def test_what_would_not_decode_is_not_encoded() -> None:
    """A line with a newline inside, an empty line, no signature: refused before it becomes a leaf."""
    for entry in (
        Entry(b"a\nb", (TAKER,), PERMIT),
        Entry(LINE, (TAKER, b""), PERMIT),
        Entry(b"", (TAKER,), PERMIT),
        Entry(LINE, (), PERMIT),
    ):
        with pytest.raises(Malformed):
            encode(entry)
