"""Acts on what is in play: given out for a block, passed on, laid down and taken up in the action. Source: day.md sections 3 and 6 (C3)."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from chamberflag.acts.body import Token
from chamberflag.acts.ceremony import HandOver, Look


class Play(StrEnum):
    """What may be done with a piece in the action, beside what a performer may do with it: an act of the same name says that it was done."""

    CHANGE_HANDS = "change_hands"
    LAY = "lay"
    TAKE_UP = "take_up"


class InPlay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A piece is passed on or laid down in the action; `shot` where it went out for another one."""

    shot: Token | None = None


BODIES: dict[str, type[msgspec.Struct]] = {"lend": HandOver, "change_hands": InPlay, "lay": InPlay, "take_up": Look}
