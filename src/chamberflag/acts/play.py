"""Acts on what is in play: given out for a block, passed on, laid down and taken up in the action. Source: day.md sections 3 and 6 (C3)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec

from chamberflag.acts.body import Token
from chamberflag.acts.ceremony import HandOver
from chamberflag.vocabulary.words import Chamber


class Play(StrEnum):
    """What may be done with a piece in the action, beside what a performer may do with it; an act of the same name says that it was."""

    CHANGE_HANDS = "change_hands"
    LAY = "lay"
    TAKE_UP = "take_up"


class ChangeHands(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A piece is taken over in the action; `shot` where it went out for another one, `fit`: who takes it is fit to hold a weapon."""

    shot: Token | None = None
    fit: bool | None = None


class Lay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A piece is laid down in the action."""

    shot: Token | None = None


class TakeUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A piece is taken up where it lay: what both see, chamber by chamber, and that who takes it is fit to hold a weapon."""

    chambers: Annotated[tuple[Chamber, ...], msgspec.Meta(max_length=100)] = ()
    shot: Token | None = None
    fit: bool | None = None


BODIES: dict[str, type[msgspec.Struct]] = {"lend": HandOver, "change_hands": ChangeHands, "lay": Lay, "take_up": TakeUp}
