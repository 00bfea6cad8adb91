"""Private texts under one key a person: who deletes the key has shredded them in every backup and mirror. Source: log.md section 10.

AES-256-GCM, bound to entry and field; a file a key, `<SHA-256 of the person id>.key`, in a folder that backups of the log leave out.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chamberflag.store.files import Folder
from chamberflag.vocabulary.errors import Broken

if TYPE_CHECKING:
    from pathlib import Path

SALT = 32
NONCE = 12
KEY = 32


class Vault(Protocol):
    """Locks and unlocks what may be erased."""

    def lock(self, owner: str, index: int, field: str, plain: bytes) -> bytes:
        """The locked bytes; makes the owner's key where there is none."""
        ...

    def unlock(self, owner: str, index: int, field: str, locked: bytes) -> bytes | None:
        """The plain bytes; None where the owner's key is gone. Raises Broken(store.private) where they are damaged."""
        ...

    def forget(self, owner: str) -> None:
        """Delete the owner's key: everything locked with it is gone."""
        ...


class FileVault:
    """Keys as files that only the box's user can read."""

    def __init__(self, path: Path) -> None:
        """path: the folder of the keys; made when the first key is."""
        self._path = path
        self._folder: Folder | None = None
        self._keys: dict[str, AESGCM] = {}

    def lock(self, owner: str, index: int, field: str, plain: bytes) -> bytes:
        """Nonce, ciphertext, tag."""
        cipher = self._cipher(owner)
        if cipher is None:
            key = os.urandom(KEY)
            self._open().replace(_name(owner), key, mode=0o600)
            cipher = self._keys[owner] = AESGCM(key)
        nonce = os.urandom(NONCE)
        return nonce + cipher.encrypt(nonce, plain, _about(index, field))

    def unlock(self, owner: str, index: int, field: str, locked: bytes) -> bytes | None:
        """The plain bytes."""
        cipher = self._cipher(owner)
        if cipher is None:
            return None
        try:
            return cipher.decrypt(locked[:NONCE], locked[NONCE:], _about(index, field))
        except (InvalidTag, ValueError):
            raise Broken("store.private", "a private text is damaged or lies under another key", f"entry {index} {field}") from None

    def forget(self, owner: str) -> None:
        """Overwrite the key's file, then delete it."""
        self._keys.pop(owner, None)
        folder = self._open()
        if folder.get(_name(owner)) is not None:
            folder.overwrite(_name(owner), bytes(KEY))
            folder.remove(_name(owner))

    def _cipher(self, owner: str) -> AESGCM | None:
        if owner not in self._keys:
            key = self._open().get(_name(owner)) if self._path.is_dir() else None
            if key is None:
                return None
            if len(key) != KEY:
                raise Broken("store.private", "a person's key file is damaged", _name(owner))
            self._keys[owner] = AESGCM(key)
        return self._keys[owner]

    def _open(self) -> Folder:
        self._folder = self._folder or Folder(self._path)
        return self._folder


def _name(owner: str) -> str:
    return hashlib.sha256(owner.encode()).hexdigest() + ".key"


def _about(index: int, field: str) -> bytes:
    return f"{index}:{field}".encode()
