"""Acts on weapons, stores and hands: arrival, register, taking out, passing on, coming back. acts.md section 1."""

from __future__ import annotations

import msgspec

from chamberflag.acts.body import Chambers, Cm, Commit, Count, Nothing, Token
from chamberflag.vocabulary.words import ItemKind, Load, RoundClass, WeaponClass


class Thing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"klass": "class"}):
    """One item as described by the person who brings or accepts it; what is not said is absent."""

    id: Token
    kind: ItemKind
    klass: WeaponClass | None = None
    rounds: RoundClass | None = None
    capacity: Chambers | None = None
    load: Load = Load.NONE
    count: Count | None = None
    calibre: Token | None = None
    maker: Token | None = None
    model: Token | None = None
    serial: Token | None = None
    action: Token | None = None
    owner: Token | None = None
    container: Token | None = None
    look: Token | None = None  # appearance of a round, to tell look-alikes apart
    vent: Token | None = None
    primers: Token | None = None  # none | struck | unfired
    made_on_set: bool = False
    made_by: Token | None = None
    safeties_intact: bool | None = None
    photo: Token | None = None
    access: tuple[Token, ...] = ()  # who may open a store or container


class BringIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Items arrive: from whom, with which receipt, and whether they were in another production or a live-fire unit."""

    things: tuple[Thing, ...] = ()
    supplier: Token | None = None
    receipt: Token | None = None
    other_production: bool | None = None
    live_fire: bool = False
    accompanied_by: Token | None = None
    transport: bool = False


class Accept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Items go into service; two people sign capacity and class."""

    things: tuple[Thing, ...] = ()
    supplier: Token | None = None


class TestFire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Weapon and blank lot were fired together off the set; the lot is the act's lot, rounds = how many of it were fired."""

    place: Token = "range"
    rounds: Count = 0
    reach: Cm | None = None
    photo: Token | None = None


class Store(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A store or container is opened or closed."""

    locked: bool = True


class PutAway(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Items go into the locked store or the container `into`."""

    into: Token | None = None
    locked: bool = True


class PassOn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An item goes from hand to hand outside the ceremony; `rounds` when a lot is passed."""

    rounds: Count | None = None


class SetDown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An item is laid down; `locked` is true only where it lies in a locked container."""

    locked: bool = False
    at: Token | None = None


class Clean(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A weapon was cleaned."""

    bore: bool = True


class Repair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A qualified person's repair or finding; `in_service` = the weapon may be used again after check and test fire."""

    finding: Token = "repaired"
    in_service: bool = True


class ReturnItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An item goes back to its owner or supplier; a difference is explained to them."""

    count: Count | None = None
    explained: bool = False
    licence: Token | None = None


class Quarantine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An item is held apart; `out_of_service` = fault or doubt, a repair is needed."""

    reason: Token = "doubt"
    out_of_service: bool = False
    rounds: Count | None = None


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A quarantine ends; the cause is written."""

    cause: Token = "found"
    note: Commit | None = None


BODIES: dict[str, type[msgspec.Struct]] = {
    "bring_in": BringIn,
    "accept": Accept,
    "clearance": Nothing,
    "test_fire": TestFire,
    "open_store": Store,
    "close_store": Store,
    "take_out": Nothing,
    "put_away": PutAway,
    "pick_up": Nothing,
    "pass_on": PassOn,
    "attend": Nothing,
    "give_back": Nothing,
    "collect": Nothing,
    "set_down": SetDown,
    "leave_set": Nothing,
    "clean": Clean,
    "repair": Repair,
    "return_item": ReturnItem,
    "quarantine": Quarantine,
    "release": Release,
}
