"""Acts on a rack of mouldings: issued to a crowd, and collected. One entry a rack; acts.md section 1."""

from __future__ import annotations

from typing import Annotated

import msgspec

from chamberflag.acts.body import Count, Token

MOST = 64  # pieces of one entry
LINE = 12  # pieces for which one line leader answers

Pieces = Annotated[tuple[Token, ...], msgspec.Meta(max_length=MOST)]


class IssueMoulded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Piece by piece in the order of the act's subjects: who receives it; one leader for each twelve pieces, who signs.

    counted, witnessed: what giver and witness each counted, blind. fit: the giver states that the receivers are fit.
    """

    receivers: Pieces = ()
    leaders: Pieces = ()
    counted: Count | None = None
    witnessed: Count | None = None
    shot: Token | None = None
    fit: bool | None = None


class CollectMoulded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rack again: the act names the pieces that are back; what two people each counted."""

    counted: Count | None = None
    witnessed: Count | None = None


BODIES: dict[str, type[msgspec.Struct]] = {"issue_moulded": IssueMoulded, "collect_moulded": CollectMoulded}
