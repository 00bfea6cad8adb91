"""Signed checkpoints as they are stored: the log's signature alone where everything else of the note follows from the tree.

A note of one signature is `origin`, size, root, a blank line and the signature; the first three are in the database already. Any other note
is kept as it is. Nothing is kept short that does not come out again byte for byte.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from chamberflag.log.checkpoint import Checkpoint

if TYPE_CHECKING:
    from chamberflag.ledger.ports import Head


def shrink(head: Head) -> bytes | str:
    """Key id and signature (68 bytes), or the note."""
    origin = head.note.partition("\n")[0]
    try:
        short = base64.b64decode(head.note.rpartition(" ")[2], validate=False)
    except (binascii.Error, ValueError):
        return head.note
    return short if expand(short, origin, head.size, head.frontier.root()) == head.note else head.note


def expand(stored: bytes | str, origin: str, size: int, root: bytes) -> str:
    """The note, byte for byte."""
    if isinstance(stored, str):
        return stored
    return f"{Checkpoint(origin, size, root).body()}\n\u2014 {origin} {base64.b64encode(stored).decode()}\n"
