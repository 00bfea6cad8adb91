"""Signed notes and their keys. Source: C2SP signed-note; Ed25519 (type 0x01); unknown signatures are ignored, a known key whose
signature fails rejects the whole note.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from chamberflag.vocabulary.errors import Malformed, Unproven

if TYPE_CHECKING:
    from collections.abc import Sequence

ED25519 = 0x01
LIMIT = 1_000_000
MOST = 100
_NAME = re.compile(r"[^\s+\x00-\x1f]+\Z")
_LINE = re.compile(r"\u2014 ([^\s+]+) ([A-Za-z0-9+/]+=*)\Z")


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A verifier key: name, its 4-byte id, and the public key."""

    name: str
    id: bytes
    public: bytes

    def vkey(self) -> str:
        """`name+hash+base64(type || key)`, one line."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([ED25519]) + self.public).decode()}"


def note_key(name: str, public: bytes) -> NoteKey:
    """The key of a name; id = first 4 bytes of SHA-256(name || LF || type || key)."""
    return NoteKey(name, hashlib.sha256(name.encode() + b"\n" + bytes([ED25519]) + public).digest()[:4], public)


def parse_vkey(text: str) -> NoteKey:
    """A verifier key line. Raises Malformed."""
    parts = text.strip().split("+", 2)
    try:
        name, ident, key = parts
        raw = base64.b64decode(key, validate=True)
    except (ValueError, binascii.Error):
        raise Malformed("malformed.vkey", "a verifier key reads name+hash+key", "vkey") from None
    if not _NAME.match(name) or len(raw) != 33 or raw[0] != ED25519:  # noqa: PLR2004 - type and 32 bytes
        raise Malformed("malformed.vkey", "the name is empty or the key is not Ed25519", "vkey")
    made = note_key(name, raw[1:])
    if made.id.hex() != ident:
        raise Malformed("malformed.vkey", "the key's hash does not fit its name and key", "vkey")
    return made


def sign_note(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """The text, a blank line, and one signature line."""
    if not text.endswith("\n"):
        raise Malformed("malformed.note", "the text of a note ends with a newline", "note")
    key = note_key(name, private.public_key().public_bytes_raw())
    return f"{text}\n\u2014 {name} {base64.b64encode(key.id + private.sign(text.encode())).decode()}\n"


def open_note(note: str | bytes, keys: Sequence[NoteKey]) -> tuple[str, tuple[str, ...]]:
    """The text and the names of the known keys that signed it. Raises Malformed, or Unproven where no known key signed or one fails."""
    text = _decode(note)
    at = text.rfind("\n\n")
    if at < 0:
        raise Malformed("malformed.note", "there is no blank line before the signatures", "note")
    body, tail = text[: at + 1], text[at + 2 :]
    if not tail.endswith("\n"):
        raise Malformed("malformed.note", "the last signature line does not end", "note")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST:
        raise Malformed("malformed.note", f"more than {MOST} signatures", "note")
    known = {(key.name, key.id): key for key in keys}
    good: list[str] = []
    for line in lines:
        found = _LINE.match(line)
        if found is None:
            raise Malformed("malformed.note", "a line after the blank line is no signature", "note")
        name, data = found[1], _b64(found[2])
        key = known.get((name, data[:4]))
        if key is None or name in good:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(data[4:], body.encode())
        except InvalidSignature:
            raise Unproven("note.forged", f"the signature of {name} does not hold", "note") from None
        good.append(name)
    if not good:
        raise Unproven("note.unsigned", "no key that is trusted here has signed this note", "note")
    return body, tuple(good)


def _b64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        data = b""
    if len(data) < 5:  # noqa: PLR2004 - a key id and at least something
        raise Malformed("malformed.note", "a signature is not base64", "note")
    return data


def _decode(note: str | bytes) -> str:
    if isinstance(note, bytes):
        if len(note) > LIMIT:
            raise Malformed("malformed.size", "the note is too long", "note")
        try:
            note = note.decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed("malformed.note", "the note is not UTF-8", "note") from None
    if re.search(r"[\x00-\x09\x0b-\x1f]", note):
        raise Malformed("malformed.character", "a note holds no control character but the newline", "note")
    return note
