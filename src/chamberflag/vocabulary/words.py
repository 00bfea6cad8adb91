"""Enumerations that are stored: contents, rounds, weapons, roles, decisions. Source: domain words, section 3 and 4."""

from __future__ import annotations

from enum import StrEnum


class Contents(StrEnum):
    """What the record says is inside a weapon."""

    EMPTY = "EMPTY"
    DUMMY = "DUMMY"
    BLANK = "BLANK"
    BULLET = "BULLET"
    UNKNOWN = "UNKNOWN"


class Chamber(StrEnum):
    """The result of looking into one chamber."""

    EMPTY = "EMPTY"
    DUMMY = "DUMMY"
    BLANK = "BLANK"
    BULLET = "BULLET"
    PRIMED_INERT = "PRIMED_INERT"
    SPENT = "SPENT"
    UNPROVED = "UNPROVED"
    CANNOT_TELL = "CANNOT_TELL"


class RoundClass(StrEnum):
    """The class of a round or lot, as claimed or as proved."""

    BULLET = "BULLET"
    PRIMED_INERT = "PRIMED_INERT"
    DUMMY = "DUMMY"
    BLANK = "BLANK"
    SPENT = "SPENT"
    UNPROVED = "UNPROVED"


class WeaponClass(StrEnum):
    """What a weapon is; unknown counts as FUNCTIONAL."""

    FUNCTIONAL = "FUNCTIONAL"
    BLANK_ADAPTED = "BLANK_ADAPTED"
    BLANK_ONLY = "BLANK_ONLY"
    DEACTIVATED = "DEACTIVATED"
    REPLICA = "REPLICA"
    RUBBER = "RUBBER"
    PELLET = "PELLET"
    MAGAZINE = "MAGAZINE"  # no weapon: an item of its own with places, a count and a seal


WORKING = frozenset({WeaponClass.FUNCTIONAL, WeaponClass.BLANK_ADAPTED, WeaponClass.BLANK_ONLY})


class Load(StrEnum):
    """Class of powder quantity of a blank."""

    NONE = "none"
    QUARTER = "quarter"
    HALF = "half"
    THREE_QUARTER = "three_quarter"
    FULL = "full"


class Pile(StrEnum):
    """Where rounds are taken from that are destroyed: the box, those that were struck and did not fire, those set apart."""

    STORE = "store"
    MISFIRED = "misfired"
    QUARANTINED = "quarantined"


class Role(StrEnum):
    """The capacity in which a person signs (acts.md section 2)."""

    LEAD = "lead"
    ASSISTANT = "assistant"
    WITNESS = "witness"
    AD = "ad"
    SAFETY = "safety"
    PERFORMER = "performer"
    PRODUCER = "producer"
    DIRECTOR = "director"
    DP = "dp"
    CAMERA = "camera"
    STUNT = "stunt"
    MEDIC = "medic"
    UPM = "upm"
    DEALER = "dealer"
    CASE_OWNER = "case_owner"
    AUTHORITY = "authority"
    OUTSIDER = "outsider"
    CREW = "crew"
    RECORDER = "recorder"
    BOX = "box"


class Action(StrEnum):
    """What a performer may do with a weapon, weakest first; `load` on camera is a separate flag."""

    HOLD = "hold"
    DRAW = "draw"
    AIM = "aim"
    COCK = "cock"
    DRY_FIRE = "dry_fire"
    FIRE = "fire"


class Phase(StrEnum):
    """Which part of the work a shot or cue is in."""

    PREP = "prep"
    REHEARSAL = "rehearsal"
    TAKE = "take"
    SHOW = "show"


class ItemKind(StrEnum):
    """What kind of thing an item of the register is."""

    WEAPON = "weapon"
    LOT = "lot"
    ROUND = "round"
    CONTAINER = "container"
    STORE = "store"
    PLACE = "place"
    EXHIBIT = "exhibit"
    DRESSING = "dressing"


class Verdict(StrEnum):
    """What the gate said of one act; class F acts are `recorded`."""

    PERMIT = "permit"
    REFUSE = "refuse"
    RECORDED = "recorded"
