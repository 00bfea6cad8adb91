"""An event of the proved machine as an act means it, and the items an act names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = bool | int | str
Args = dict[str, Value]
SET_APART = "set_apart"
HOLD_LOT = "hold_lot"
BESIDE = frozenset(
    {"freeze_lot", SET_APART, HOLD_LOT}
)  # the box's own, beside the event that the act is; what the act brings up stands there


class Items(msgspec.Struct, frozen=True):
    """What an act names, by kind, in its order."""

    weapons: tuple[str, ...] = ()
    lots: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def none(self) -> bool:
        """Whether the act names nothing at all."""
        return not (self.weapons or self.lots or self.others)


class Event(msgspec.Struct, frozen=True):
    """One event for one weapon and one lot ("" = none of them); name "" = the rules of the gate alone judge it."""

    name: str
    weapon: str
    lot: str
    args: Mapping[str, Value]


def each(name: str, weapons: tuple[str, ...], lots: tuple[str, ...], args: Args) -> tuple[Event, ...]:
    """One event for each weapon with each lot, for each weapon, for each lot, or for the unit alone."""
    return tuple(Event(name, weapon, lot, args) for weapon in weapons or ("",) for lot in lots or ("",))


def held(lots: tuple[str, ...], args: Args, apart: int = 0) -> tuple[Event, ...]:
    """Each lot is held, and so many rounds of it are set apart."""
    return tuple(
        event
        for lot in lots
        for event in (*([Event(SET_APART, "", lot, {**args, "n": apart})] if apart else []), Event(HOLD_LOT, "", lot, {**args, "lot": lot}))
    )


def of_weapons(name: str, items: Items, args: Args) -> tuple[Event, ...]:
    """The event for each weapon; an act that names nothing keeps it, so that its rules refuse it."""
    return tuple(Event(name, weapon, "", args) for weapon in items.weapons or (("",) if items.none else ()))


def both(weapon: str, lot: str, items: Items, told: Args, counted: Args) -> tuple[Event, ...]:
    """One event for the weapons and another for the lots; an act that names nothing keeps one, so that its rules refuse it."""
    made = [Event(weapon, one, "", told) for one in items.weapons] + [Event(lot, "", one, counted) for one in items.lots]
    return tuple(made) or (Event(weapon or lot if items.none else "", "", "", {**told, **counted}),)
