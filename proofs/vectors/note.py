"""notes.json: signed notes and cosignatures that open, and those that are refused. Source: C2SP signed-note; log.md sections 5 and 7."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from proofs.vectors.canon import Case
from proofs.vectors.entry import EARLIER, example_entry, leaf, node
from proofs.vectors.keys import LOG_ORIGIN, b64u, ed, sha

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

DASH = "\u2014"
ROOT = node(node(leaf(EARLIER[0]), leaf(EARLIER[1])), leaf(example_entry()))
WITNESS = "witness.example/w1"
TIME = 1790000100


def b64(data: bytes) -> str:
    """base64 with padding."""
    return base64.b64encode(data).decode()


def public(key: Ed25519PrivateKey, kind: int) -> bytes:
    """Type byte and key."""
    return bytes([kind]) + key.public_key().public_bytes_raw()


def key_id(name: str, key: Ed25519PrivateKey, kind: int = 1) -> bytes:
    """SHA-256(name || LF || type || key), four bytes of it."""
    return sha(name.encode() + b"\n" + public(key, kind))[:4]


def vkey(name: str, key: Ed25519PrivateKey, kind: int = 1) -> str:
    """name+id+key."""
    return f"{name}+{key_id(name, key, kind).hex()}+{b64(public(key, kind))}"


def signature(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """A signature line of type 0x01."""
    return f"{DASH} {name} {b64(key_id(name, key) + key.sign(text.encode()))}\n"


def cosignature(text: str, name: str, key: Ed25519PrivateKey, time: int, says: int | None = None) -> str:
    """A signature line of type 0x04; says: the time in the line where it differs from the signed one."""
    signed = key.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
    stamp = (time if says is None else says).to_bytes(8)
    return f"{DASH} {name} {b64(key_id(name, key, 4) + stamp + signed)}\n"


def checkpoint(size: int, root: bytes, origin: str = LOG_ORIGIN) -> str:
    """Origin, size, root."""
    return f"{origin}\n{size}\n{b64(root)}\n"


TEXT = checkpoint(3, ROOT)
SMALL = f"x+{sha(b'x' + bytes([10, 1, 1]) + bytes(31))[:4].hex()}+{b64(bytes([1, 1]) + bytes(31))}"
LOG = vkey(LOG_ORIGIN, ed("log"))
MINE = signature(TEXT, LOG_ORIGIN, ed("log"))
COSIGNERS = [(f"witness.example/c{n}", ed(f"cosigner {n}")) for n in range(1, 17)]
LOG_SIGNED: Case = {"name": LOG_ORIGIN, "kind": 1, "time": -1}


def notes() -> list[Case]:
    """Notes that open, with who signed, and notes that are refused."""
    return [*_opened(), *_refused(), *_text_rules()]


def _opened() -> list[Case]:
    cosigned = cosignature(TEXT, WITNESS, ed("cosigner 1"), TIME)
    witness = vkey(WITNESS, ed("cosigner 1"), 4)
    at: Case = {"name": WITNESS, "kind": 4, "time": TIME}
    late = 2**53 + 1
    sixteen = "".join(signature(TEXT, name, key) for name, key in COSIGNERS)
    all_keys = [LOG, *(vkey(name, key) for name, key in COSIGNERS)]
    everybody: list[Case] = [LOG_SIGNED, *({"name": name, "kind": 1, "time": -1} for name, _ in COSIGNERS)]
    old = vkey(LOG_ORIGIN, ed("old log"))
    long_ago = f"{DASH} {LOG_ORIGIN} {b64(key_id(LOG_ORIGIN, ed('old log')) + bytes(64))}\n"
    post_quantum = f"{DASH} {LOG_ORIGIN} {b64(b'abcd' + bytes(2420))}\n"
    return [
        _note("good", "The checkpoint of the worked example.", TEXT, MINE, [LOG], [LOG_SIGNED]),
        _note("seventeen-signatures", "Seventeen, all known.", TEXT, MINE + sixteen, all_keys, everybody),
        _note("seventeen-one-known", "Sixteen unknown ones are ignored.", TEXT, sixteen + MINE, [LOG], [LOG_SIGNED]),
        _note("hundred-signatures", "As many as there may be.", TEXT, MINE * 100, [LOG], [LOG_SIGNED]),
        _note("same-name-other-id", "A key of the same name that is not known here.", TEXT, long_ago + MINE, [LOG], [LOG_SIGNED]),
        _note(
            "same-name-two-keys",
            "Rotation: both keys are known.",
            TEXT,
            MINE + signature(TEXT, LOG_ORIGIN, ed("old log")),
            [LOG, old],
            [LOG_SIGNED] * 2,
        ),
        _note("unknown-kind", "A signature of a kind to come, under another id.", TEXT, MINE + post_quantum, [LOG], [LOG_SIGNED]),
        _note(
            "odd-name", "Any other character may be in a name.", TEXT, f"{DASH} \ufeffé\u200d {b64(bytes(40))}\n{MINE}", [LOG], [LOG_SIGNED]
        ),
        _note("twice", "The same signature twice counts once.", TEXT, MINE + MINE, [LOG], [LOG_SIGNED]),
        _note("cosigned", "A witness states a time.", TEXT, MINE + cosigned, [LOG, witness], [LOG_SIGNED, at]),
        _note("cosigned-alone", "A witness is a signer like any other.", TEXT, cosigned, [witness], [at]),
        _note("cosigned-unknown", "A witness that is not known here.", TEXT, MINE + cosigned, [LOG], [LOG_SIGNED]),
        _note(
            "cosigned-beyond-2-53",
            "Times have 64 bits.",
            TEXT,
            cosignature(TEXT, WITNESS, ed("cosigner 1"), late),
            [witness],
            [at | {"time": late}],
        ),
        _note("blank-lines-in-text", "The last blank line ends the text.", *_own("a\n\n\nb\n"), [LOG], [LOG_SIGNED]),
        _note(
            "signature-in-text",
            "What looks like a signature above the last blank line is text.",
            *_own(f"a\n\n{MINE}"),
            [LOG],
            [LOG_SIGNED],
        ),
        _note("text-of-one-newline", "The shortest text.", *_own("\n"), [LOG], [LOG_SIGNED]),
        _note(
            "accents",
            "Texts are UTF-8; DEL and C1 controls are none of the refused ones.",
            *_own("café 🎬 \x7f\x85\n"),
            [LOG],
            [LOG_SIGNED],
        ),
    ]


def _refused() -> list[Case]:
    bad = signature(TEXT + "x", LOG_ORIGIN, ed("log"))
    witness = vkey(WITNESS, ed("cosigner 1"), 4)
    other_time = cosignature(TEXT, WITNESS, ed("cosigner 1"), TIME, TIME + 1)
    wrong_kind = f"{DASH} {WITNESS} {b64(key_id(WITNESS, ed('cosigner 1'), 4) + ed('cosigner 1').sign(TEXT.encode()))}\n"
    stranger = signature(TEXT, "other.example/log", ed("stranger"))
    short = f"{DASH} {LOG_ORIGIN} {b64(key_id(LOG_ORIGIN, ed('log')) + bytes(63))}\n"
    return [
        _note("unknown-key-only", "Nobody who is known here has signed.", TEXT, stranger, [LOG], "note.unsigned"),
        _note("vkey-of-small-order", "A key under which anything could hold.", TEXT, MINE, [SMALL], "malformed.vkey"),
        _note("vkey-other-id", "An id that does not fit.", TEXT, MINE, [LOG.replace("+7755150b", "+7755150c")], "malformed.vkey"),
        _note("vkey-unknown-kind", "A kind that is not known here.", TEXT, MINE, [vkey(LOG_ORIGIN, ed("log"), 6)], "malformed.vkey"),
        _note("no-keys-known", "Without a trusted key nothing is opened.", TEXT, MINE, [], "note.unsigned"),
        _note("known-key-bad-signature", "A known key whose signature fails rejects the whole note.", TEXT, bad, [LOG], "note.forged"),
        _note(
            "known-key-bad-beside-good",
            "Also beside a good one of another key.",
            TEXT,
            signature(TEXT, *COSIGNERS[0]) + bad,
            [LOG, vkey(*COSIGNERS[0])],
            "note.forged",
        ),
        _note("good-then-bad", "Also behind a good one of the same key.", TEXT, MINE + bad, [LOG], "note.forged"),
        _note("known-key-short", "63 bytes.", TEXT, short, [LOG], "note.forged"),
        _note("text-changed", "Another size under the old signature.", TEXT.replace("\n3\n", "\n4\n"), MINE, [LOG], "note.forged"),
        _note("newline-added-to-text", "One newline more is another text.", TEXT + "\n", MINE, [LOG], "note.forged"),
        _note("cosigned-other-time", "The stated time is signed.", TEXT, MINE + other_time, [LOG, witness], "note.forged"),
        _note("cosignature-without-time", "A plain signature under the id of a cosigner.", TEXT, wrong_kind, [witness], "note.forged"),
    ]


def _text_rules() -> list[Case]:
    name, rest = MINE[2:-1].split(" ")
    return [
        _raw("no-blank-line", "Nothing separates text and signatures.", TEXT + MINE, "malformed.note"),
        _raw("no-signature", "A text and a blank line.", TEXT + "\n", "malformed.note"),
        _raw("nothing", "No bytes.", "", "malformed.note"),
        _raw("no-newline-at-the-end", "The last line ends like every other.", f"{TEXT}\n{MINE}"[:-1], "malformed.note"),
        _raw("blank-line-behind", "A blank line behind the signatures.", f"{TEXT}\n{MINE}\n", "malformed.note"),
        _raw("two-blank-lines-behind", "Two of them.", f"{TEXT}\n{MINE}\n\n", "malformed.note"),
        _raw("hyphen", "A hyphen instead of the em dash.", f"{TEXT}\n- {name} {rest}\n", "malformed.note"),
        _raw("no-space", "Dash and name are separated.", f"{TEXT}\n{DASH}{name} {rest}\n", "malformed.note"),
        _raw("two-spaces", "By one space.", f"{TEXT}\n{DASH} {name}  {rest}\n", "malformed.note"),
        _raw("space-behind", "Nothing stands behind the signature.", f"{TEXT}\n{DASH} {name} {rest} \n", "malformed.note"),
        _raw("no-name", "A signature without a name.", f"{TEXT}\n{DASH} {rest}\n", "malformed.note"),
        _raw("plus-in-name", "A name has no plus sign.", f"{TEXT}\n{DASH} a+b {rest}\n{MINE}", "malformed.note"),
        _raw("wide-space-in-name", "Nor any space of Unicode.", f"{TEXT}\n{DASH} a\u3000b {rest}\n{MINE}", "malformed.note"),
        _raw("next-line-in-name", "Nor U+0085.", f"{TEXT}\n{DASH} a\u0085b {rest}\n{MINE}", "malformed.note"),
        _raw("not-base64", "A character that base64 does not have.", f"{TEXT}\n{DASH} {name} {rest[:-1]}!\n", "malformed.note"),
        _raw("base64url", "The other alphabet.", f"{TEXT}\n{DASH} x {b64u(b'abcd' + bytes([255] * 62))}\n{MINE}", "malformed.note"),
        _raw(
            "base64-padding-missing", "With padding.", f"{TEXT}\n{DASH} x {b64(b'abcd' + bytes(63)).rstrip('=')}\n{MINE}", "malformed.note"
        ),
        _raw("base64-trailing-bits", "In its one spelling.", f"{TEXT}\n{DASH} x YWJjZGVm{'AAAB'}Zh==\n{MINE}", "malformed.note"),
        _raw("signature-of-4-bytes", "An id and nothing else.", f"{TEXT}\n{DASH} x {b64(b'abcd')}\n{MINE}", "malformed.note"),
        _raw("text-among-signatures", "A line that is no signature.", f"{TEXT}\n{MINE}hello\n{MINE}", "malformed.note"),
        _raw("signatures-101", "One too many.", f"{TEXT}\n{MINE * 101}", "malformed.note"),
        _raw(
            "tab-in-text",
            "No control character but the newline.",
            "a\tb\n\n" + signature("a\tb\n", LOG_ORIGIN, ed("log")),
            "malformed.character",
        ),
        _raw("carriage-return", "Nor the carriage return.", f"{TEXT}\n{MINE}".replace("\n", "\r\n"), "malformed.character"),
        _raw("nul", "Nor a zero byte.", "a\0b\n\n" + signature("a\0b\n", LOG_ORIGIN, ed("log")), "malformed.character"),
        _raw("control-in-signature", "Nor among the signatures.", f"{TEXT}\n{MINE}".replace("main", "ma\x1bin"), "malformed.character"),
        _raw("not-utf8", "A byte that begins nothing.", b"a\xff\n\n" + MINE.encode(), "malformed.note"),
    ]


def _own(text: str) -> tuple[str, str]:
    """A text and the log's signature over it."""
    return text, signature(text, LOG_ORIGIN, ed("log"))


def _note(name: str, why: str, text: str, lines: str, keys: Sequence[str], outcome: str | Sequence[Case]) -> Case:
    case = _raw(name, why, f"{text}\n{lines}", outcome if isinstance(outcome, str) else "ok") | {"vkeys": list(keys)}
    return case if isinstance(outcome, str) else case | {"text": text, "signed_by": list(outcome)}


def _raw(name: str, why: str, note: str | bytes, outcome: str) -> Case:
    data = note.encode() if isinstance(note, str) else note
    return {"name": name, "why": why, "vkeys": [LOG], "note_b64u": b64u(data), "outcome": outcome}
