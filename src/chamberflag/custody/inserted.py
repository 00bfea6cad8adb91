"""Which magazine lies in which weapon, and the seals that were used on it. The machine's records are folded apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from chamberflag.acts.rounds import Fill, Insert, TakeMagazineOut
from chamberflag.custody.event import Items
from chamberflag.custody.magazines import pair

if TYPE_CHECKING:
    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step


def fold(after: State, before: State, step: Step) -> State:
    """The state with seals that were used, and with what lies in what."""
    things = after.things
    weapon, magazine = pair(before, Items(step.weapons))
    match step.body:
        case Fill(seal=seal):
            for item in step.weapons:
                if item in things:
                    things = things.set(item, replace(things[item], seals=things[item].seals | {seal}))
        case Insert() if magazine in things and not step.failsafe:
            things = things.set(magazine, replace(things[magazine], inserted_in=weapon))
        case TakeMagazineOut() if magazine in things:
            things = things.set(magazine, replace(things[magazine], inserted_in=""))
        case _:
            return after
    return replace(after, things=things)
