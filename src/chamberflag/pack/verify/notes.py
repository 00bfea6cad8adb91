"""Signed notes, verifier keys, checkpoints and inclusion proofs: small text files of the C2SP specifications. Steps 2 to 5.

A note is a text, a blank line, and lines of `— name base64(key id || signature)`. Signatures of unknown keys are ignored; one of a known
key that fails rejects the note.
"""

from __future__ import annotations

import hashlib
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from chamberflag.pack.verify.canon import unb64
from chamberflag.pack.verify.keys import small_order

NOTE_LIMIT = 1_000_000
SIGNATURES = 100
NAME = re.compile(r"[^\s+\x00-\x1f\ud800-\udfff]+\Z")
SIGNED = re.compile("\u2014 ([^\\s+]+) ([A-Za-z0-9+/]+=*)\\Z")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
ORIGIN = re.compile(r"[\x21-\x2a\x2c-\x7e]{1,200}\Z")
PROOF_HEAD = "c2sp.org/tlog-proof@v1"


def parse_vkey(text: str) -> tuple[str, bytes, bytes] | None:
    """(name, key id, public key) of a verifier key of type Ed25519; None where it is none."""
    parts = text.removesuffix("\n").split("+", 2)
    raw = unb64(parts[2]) if len(parts) == 3 else None
    if raw is None or len(raw) != 33 or raw[0] != 1 or not NAME.match(parts[0]) or small_order(raw[1:]):
        return None
    ident = hashlib.sha256(parts[0].encode() + b"\n" + raw).digest()[:4]
    return (parts[0], ident, raw[1:]) if ident.hex() == parts[1] else None


def open_note(data: bytes, key: tuple[str, bytes, bytes]) -> tuple[str, str]:
    """(code, text): the text of a note that this key has signed and an empty code, or the code of what is wrong."""
    try:
        note = data.decode("utf-8")
    except ValueError:
        return "note.form", ""
    at = note.rfind("\n\n")
    if len(data) > NOTE_LIMIT or CONTROL.search(note) or at < 0 or not note.endswith("\n"):
        return "note.form", ""
    text, lines = note[: at + 1], note[at + 2 : -1].split("\n")
    signed = [(match, unb64(match.group(2))) for match in map(SIGNED.match, lines) if match]
    if len(lines) > SIGNATURES or len(signed) < len(lines) or any(raw is None or len(raw) <= 4 for _, raw in signed):
        return "note.form", ""
    good = False
    for match, raw in signed:
        if raw is None or match.group(1) != key[0] or raw[:4] != key[1]:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(key[2]).verify(raw[4:], text.encode())
        except (InvalidSignature, ValueError):
            return "note.forged", text
        good = True
    return ("", text) if good else ("note.unsigned", text)


def parse_checkpoint(text: str) -> tuple[str, int, bytes] | None:
    """(origin, size, root) of the three lines of a checkpoint; None where it is none."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not ORIGIN.match(lines[0]) or not re.match(r"(0|[1-9][0-9]{0,15})\Z", lines[1]):
        return None
    root = unb64(lines[2])
    return (lines[0], int(lines[1]), root) if root is not None and len(root) == 32 else None


def parse_proof(data: bytes) -> tuple[int, list[bytes], str] | None:
    """(index, path, signed checkpoint) of a .tlog-proof; None where it is none."""
    try:
        head, _, note = data.decode("utf-8").partition("\n\n")
    except ValueError:
        return None
    lines = head.split("\n")
    if len(lines) < 2 or lines[0] != PROOF_HEAD or not re.match(r"index (0|[1-9][0-9]{0,15})\Z", lines[1]):
        return None
    path = [unb64(line) for line in lines[2:]]
    whole = [step for step in path if step is not None and len(step) == 32]
    return (int(lines[1][6:]), whole, note) if len(whole) == len(path) else None
