"""Signed notes: a text, a blank line, signature lines. Source: C2SP signed-note and tlog-cosignature.

`— <name> <base64 of key id (4 bytes) || signature>`; the key id is the start of SHA-256(name || LF || type || public key).
1 UTF-8, no control character but the newline; split at the last blank line; each line after it is a signature; at most 100 of them.
2 A signature of a key that is not known here (by name and id) is ignored. 3 A known key whose signature fails rejects the whole note.
4 At least one known key has signed. Type 0x01 signs the text (Ed25519); type 0x04 signs `cosignature/v1`, a time and the text.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from chamberflag.canon.profile import digest
from chamberflag.seal.keys import small_order
from chamberflag.vocabulary.errors import Malformed, Unproven

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal[0x01, 0x04]
ED25519: Literal[0x01] = 0x01
COSIGNATURE: Literal[0x04] = 0x04

LIMIT = 1_000_000  # bytes
MOST = 100  # signatures
ID, PUBLIC, RAW, STAMP = 4, 32, 64, 8
# White space as Unicode and C2SP have it; the shorthand of Python differs from JavaScript's.
_SPACE = r"\x00-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_NAME = re.compile(rf"[^{_SPACE}+\ud800-\udfff]+\Z")
_LINE = re.compile(rf"\u2014 ([^{_SPACE}+]+) ([A-Za-z0-9+/]+=*)\Z")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A verifier key: name, its 4-byte id, the public key, and its type."""

    name: str
    id: bytes
    public: bytes
    kind: Kind = ED25519

    def vkey(self) -> str:
        """`name+id in hex+base64(type || key)`, one line."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """A signature that holds: the key's name, and for a cosignature the time it states, in seconds since 1970 (else -1)."""

    name: str
    kind: Kind = ED25519
    time: int = -1


@lru_cache(maxsize=256)
def note_key(name: str, public: bytes, kind: Kind = ED25519) -> NoteKey:
    """The key of a name. Raises Malformed where the name has a space, a plus sign or a control character, or the key not 32 bytes."""
    if not _NAME.match(name) or len(public) != PUBLIC:
        raise Malformed("malformed.vkey", "a key's name has no space and no plus sign, and its key has 32 bytes", "vkey")
    if small_order(public):
        raise Malformed("malformed.vkey", "a key of small order proves nothing", "vkey")
    return NoteKey(name, digest(name.encode() + b"\n" + bytes([kind]) + public)[:ID], public, kind)


def parse_vkey(text: str) -> NoteKey:
    """A verifier key from its line; a newline at the end is allowed. Raises Malformed."""
    parts = text.removesuffix("\n").split("+", 2)
    if len(parts) != 3:
        raise Malformed("malformed.vkey", "a verifier key reads name+id+key", "vkey")
    name, ident, key = parts
    raw = _b64(key)
    if raw is None or len(raw) != 1 + PUBLIC or raw[0] not in {ED25519, COSIGNATURE}:
        raise Malformed("malformed.vkey", "the key is not Ed25519 in base64", "vkey")
    made = note_key(name, raw[1:], COSIGNATURE if raw[0] == COSIGNATURE else ED25519)
    if made.id.hex() != ident:
        raise Malformed("malformed.vkey", "the key's id does not fit its name and key", "vkey")
    return made


def sign_note(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """The text, a blank line, and one signature line (type 0x01)."""
    _plain(text)
    if not text.endswith("\n"):
        raise Malformed("malformed.note", "the text of a note ends with a newline", "note")
    key = note_key(name, private.public_key().public_bytes_raw())
    return f"{text}\n{_line(key, private.sign(text.encode()))}"


def split(note: str | bytes) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    """The text and every signature as (name, key id || signature), unproven. Raises Malformed."""
    whole = _decode(note)
    at = whole.rfind("\n\n")
    if at < 0:
        raise Malformed("malformed.note", "there is no blank line before the signatures", "note")
    body, tail = whole[: at + 1], whole[at + 2 :]
    if not tail.endswith("\n"):
        raise Malformed("malformed.note", "the last signature line does not end", "note")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST:
        raise Malformed("malformed.note", f"more than {MOST} signatures", "note")
    found: list[tuple[str, bytes]] = []
    for line in lines:
        match = _LINE.match(line)
        data = _b64(match[2]) if match else None
        if match is None or data is None or len(data) <= ID:
            raise Malformed("malformed.note", "a line after the blank line is no signature", "note")
        found.append((match[1], data))
    return body, tuple(found)


def open_note(note: str | bytes, keys: Sequence[NoteKey]) -> tuple[str, tuple[NoteSignature, ...]]:
    """The text and the signatures of the known keys, each key once. Raises Malformed, Unproven(note.forged | note.unsigned)."""
    body, lines = split(note)
    known = {(key.name, key.id): key for key in keys}
    good: dict[NoteKey, NoteSignature] = {}
    for name, data in lines:
        key = known.get((name, data[:ID]))
        if key is None:
            continue
        signature = _prove(key, data[ID:], body)
        good.setdefault(key, signature)
    if not good:
        raise Unproven("note.unsigned", "no key that is trusted here has signed this note", "note")
    return body, tuple(good.values())


def _prove(key: NoteKey, data: bytes, body: str) -> NoteSignature:
    """Ed25519 over the text, or over time and text."""
    time, sig, message = -1, data, body.encode()
    if key.kind == COSIGNATURE:
        time, sig = int.from_bytes(data[:STAMP]), data[STAMP:]
        message = _cosigned(time, body)
    try:
        if len(sig) != RAW:
            raise InvalidSignature
        Ed25519PublicKey.from_public_bytes(key.public).verify(sig, message)
    except (InvalidSignature, ValueError):
        raise Unproven("note.forged", f"the signature of {key.name} does not hold", "note") from None
    return NoteSignature(key.name, key.kind, time)


def _cosigned(time: int, body: str) -> bytes:
    return f"cosignature/v1\ntime {time}\n{body}".encode()


def _line(key: NoteKey, signature: bytes) -> str:
    return f"\u2014 {key.name} {base64.b64encode(key.id + signature).decode()}\n"


def _b64(text: str) -> bytes | None:
    """Standard base64 with padding, in its one spelling."""
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return None
    return data if base64.b64encode(data).decode() == text else None


def _decode(note: str | bytes) -> str:
    try:
        data = note.encode() if isinstance(note, str) else note
        if len(data) > LIMIT:
            raise Malformed("malformed.size", "the note is too long", "note")
        text = data.decode()
    except UnicodeError:
        raise Malformed("malformed.note", "the note is not UTF-8", "note") from None
    _plain(text)
    return text


def _plain(text: str) -> None:
    if _CONTROL.search(text):
        raise Malformed("malformed.character", "a note holds no control character but the newline", "note")
