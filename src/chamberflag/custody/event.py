"""An event of the proved machine as an act asks for it: its name, its weapon and lot, its parameters; and what an act names, by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = bool | int | str
Args = dict[str, Value]


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
