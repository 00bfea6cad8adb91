"""What is signed: M = tag || line 1, D = SHA-256(M). D is passkey challenge, next `dprev` and source of the read-back words. log.md 2.3."""

from __future__ import annotations

import hashlib

TAG = b"chamberflag/act/v1\n"
PRACTICE_TAG = b"chamberflag/practice/v1\n"


def message(line: bytes, *, practice: bool = False) -> bytes:
    """The bytes a device key signs: tag and line 1 without its newline."""
    return (PRACTICE_TAG if practice else TAG) + line


def act_digest(line: bytes, *, practice: bool = False) -> bytes:
    """The act digest D, 32 bytes."""
    return hashlib.sha256(message(line, practice=practice)).digest()
