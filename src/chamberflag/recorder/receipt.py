"""A receipt: the entry's place in the tree under a signed checkpoint, as one text file. Source: C2SP tlog-proof; log.md section 2.6.

1 the text has its one spelling; 2 the checkpoint is signed by a key that is trusted here and named like the log it speaks of;
3 the path leads from the entry to the checkpoint's root.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

import msgspec

from chamberflag.log import checkpoint
from chamberflag.log.proof import check_inclusion
from chamberflag.log.tree import leaf_hash
from chamberflag.seal.note import open_note
from chamberflag.vocabulary.errors import Malformed, Unproven

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chamberflag.seal.note import NoteKey

HEAD = "c2sp.org/tlog-proof@v1"


class Receipt(msgspec.Struct, frozen=True):
    """Index, inclusion path, and the signed checkpoint it leads to."""

    index: int
    path: tuple[bytes, ...]
    note: str

    def text(self) -> str:
        """The bytes of a .tlog-proof file."""
        hashes = "".join(base64.b64encode(h).decode() + "\n" for h in self.path)
        return f"{HEAD}\nindex {self.index}\n{hashes}\n{self.note}"


def parse(text: str) -> Receipt:
    """A receipt from its text. Raises Malformed."""
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    if len(lines) < 2 or lines[0] != HEAD or not re.fullmatch(r"index (0|[1-9][0-9]{0,15})", lines[1]):
        raise Malformed("malformed.receipt", "not a tlog-proof", "receipt")
    try:
        path = tuple(base64.b64decode(line, validate=True) for line in lines[2:])
    except (binascii.Error, ValueError):
        raise Malformed("malformed.receipt", "a hash is not base64", "receipt") from None
    if any(len(h) != 32 or base64.b64encode(h).decode() != line for h, line in zip(path, lines[2:], strict=True)):
        raise Malformed("malformed.receipt", "a hash is not 32 bytes in the one spelling of base64", "receipt")
    return Receipt(int(lines[1][6:]), path, note)


def verify(receipt: Receipt, entry: bytes, keys: Sequence[NoteKey]) -> checkpoint.Checkpoint:
    """The checkpoint under which this entry stands. Raises Malformed or Unproven."""
    body, signers = open_note(receipt.note, keys)
    found = checkpoint.parse(body)
    if all(signer.name != found.origin for signer in signers):
        raise Unproven("proof.origin", f"the log {found.origin} has not signed its checkpoint", "receipt")
    check_inclusion(leaf_hash(entry), receipt.index, found.size, receipt.path, found.root)
    return found
