"""The box's own two keys, each compared with what the log says of it before it signs anything. Source: log.md section 4.

A key from a wrong backup would give receipts that nobody can check, and heads that the next start calls damaged.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chamberflag.seal.note import parse_vkey
from chamberflag.store.boxfile import NAME
from chamberflag.vocabulary.errors import Broken

if TYPE_CHECKING:
    from chamberflag.custody.state import State
    from chamberflag.seal.device import DeviceKey
    from chamberflag.store.boxfile import BoxFile
    from chamberflag.store.keyfiles import KeyFolder

LOG, BOX = "log", "box"


def log_key(keys: KeyFolder, info: BoxFile) -> Ed25519PrivateKey:
    """The key that signs this log's heads. Raises Broken(broken.keys) where keys/log.key is another one."""
    key = ed25519(keys.read(LOG))
    if key.public_key().public_bytes_raw() != parse_vkey(info.vkey).public:
        text = (
            "this is not the private key of this log's verifier key; put the right one back from a second copy: nothing is signed with it"
        )
        raise Broken("broken.keys", text, "keys/log.key")
    if not hmac.compare_digest(info.seal, seal_of(info, key)):
        text = "the file is not as this box wrote it: where its outside memory lies and who founded it cannot be believed; put it back"
        raise Broken("store.box_file", f"{text} from a second copy", NAME)
    return key


def seal_of(info: BoxFile, key: Ed25519PrivateKey) -> str:
    """The seal of a box file: nobody without the log's key can edit it unnoticed."""
    secret = hashlib.sha256(b"chamberflag/box/v1\n" + key.private_bytes_raw()).digest()
    return hmac.digest(secret, info.said(), "sha256").hex()


def box_key(keys: KeyFolder, state: State) -> DeviceKey:
    """The key of what the box records itself. Raises Broken(broken.keys) where no entry of this log has given it to the box."""
    key = keys.read(BOX)
    known = state.keys.get(key.kid)
    if state.size and (known is None or known.key.person != BOX):
        text = "this is not the key that the log's first entry names for the box; put the right one back: nothing is signed with it"
        raise Broken("broken.keys", text, "keys/box.key")
    return key


def ed25519(key: DeviceKey) -> Ed25519PrivateKey:
    """The log's key as it signs notes. Raises Broken where it is of another kind."""
    if not isinstance(key.private, Ed25519PrivateKey):
        raise Broken("broken.keys", "the log's key is no Ed25519 key", "keys/log.key")
    return key.private
