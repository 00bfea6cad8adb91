"""Acts of check and ceremony: looks chamber by chamber, declaration, hand-over, joint acts. acts.md sections 1, 3, 4, 8."""

from __future__ import annotations

from typing import Annotated

import msgspec

from chamberflag.acts.body import Claim, Count, Ms, Nothing, Token
from chamberflag.vocabulary.words import Action, Chamber


class Look(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One result per chamber looked at; `took` = how long it took in ms, as the phone measured it."""

    chambers: Annotated[tuple[Chamber, ...], msgspec.Meta(max_length=100)] = ()
    blind: bool = True
    feed_path: bool = True
    took: Ms | None = None
    photo: Token | None = None
    shot: Token | None = None


class ProveBore(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bore was looked through with rod and light."""

    rod: bool = True
    light: bool = True


class Declare(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two people declare the contents, for one performer and one shot or cue."""

    contents: Claim | None = None
    shot: Token | None = None
    performer: Token | None = None
    said: Token | None = None


class HandOver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The weapon goes to a performer: contents, shot, what may be done (not stated: hold it, no more), fitness as the giver states."""

    contents: Claim | None = None
    shot: Token | None = None
    permitted: Action | None = None
    fire: Count = 0
    fit: bool | None = None
    supervised: bool = False
    said: Token | None = None


class Joint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Several steps signed once: each the body of a single act with its `type`; `counted` = the witness's own number."""

    steps: tuple[dict[str, object], ...]
    counted: Count | None = None


BODIES: dict[str, type[msgspec.Struct]] = {
    "check": Look,
    "prove_bore": ProveBore,
    "observe": Look,
    "witness": Look,
    "second_witness": Look,
    "declare": Declare,
    "show": Look,
    "hand_over": HandOver,
    "look_away": Nothing,
    "decline": Nothing,
}

JOINT: dict[str, tuple[tuple[str, ...], ...]] = {
    "look_in": (("collect", "take_out"), ("check",)),
    "give": (("declare",), ("show",), ("hand_over",)),
    "prepare": (("unload",), ("check",), ("prove_bore",), ("load",)),
    "finish": (("collect",), ("check",), ("unload",), ("put_away",)),
}
