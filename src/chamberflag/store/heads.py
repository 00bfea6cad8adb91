"""Heads of this log as others show them: did its key sign them, how do they stand to what is here. Source: log.md section 6, start 3."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from chamberflag.log import checkpoint
from chamberflag.log.tree import frontier_of
from chamberflag.seal.note import ED25519, open_note
from chamberflag.vocabulary.errors import Malformed, Unproven

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chamberflag.ledger.ports import Entries
    from chamberflag.log.checkpoint import Checkpoint
    from chamberflag.seal.note import NoteKey


class OpenHead(Protocol):
    """Proves a signed note to be a head of one log."""

    def __call__(self, note: str, /) -> Checkpoint:
        """Raises Malformed or Unproven."""
        ...


def opener(keys: Sequence[NoteKey]) -> OpenHead:
    """Opens heads of the log whose keys these are: all of one name, its origin. Cosigners do not count, the log itself must have signed."""
    own = [key for key in keys if key.kind == ED25519]
    if len({key.name for key in own}) != 1:
        raise Malformed("malformed.vkey", "the keys of one log have one name", "vkey")

    def opened(note: str) -> Checkpoint:
        body, _ = open_note(note, own)
        head = checkpoint.parse(body)
        if head.origin != own[0].name:
            raise Unproven("note.origin", f"the note is of the log {head.origin}", own[0].name)
        return head

    return opened


class Stand(StrEnum):
    """How a proven head of this log stands to what is here."""

    HELD = "held"
    AHEAD = "ahead"
    FORK = "fork"


def compare(ledger: Entries, size: int, other: Checkpoint) -> Stand:
    """Held: it is a prefix of our `size` entries or all of them. Ahead: there is more outside. Fork: another tree under our key."""
    if other.size > size:
        return Stand.AHEAD
    return Stand.HELD if frontier_of(ledger.node, other.size).root() == other.root else Stand.FORK
