"""Acts of plan and use: shot plan, consultation, assessment, line of fire, use. acts.md section 1, plan-and-incident."""

from __future__ import annotations

import msgspec

from chamberflag.acts.body import Cm, Commit, Count, Token
from chamberflag.acts.play import Play
from chamberflag.vocabulary.words import Action, Contents, Load, Phase


class Distance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far a person stands from the muzzle, along or near the bore line, in cm."""

    person: Token
    cm: Cm


class PlanShot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A version of the plan of one shot or cue; what is not stated is absent and stays unknown."""

    shot: Token
    phase: Phase = Phase.TAKE
    place: Token = "base"
    weapons: tuple[Token, ...] = ()
    performers: tuple[Token, ...] = ()
    actions: tuple[Action, ...] = ()
    play: tuple[Play, ...] = ()  # mouldings and replicas alone: what may be done with them among the performers of the plan
    rounds: Count | None = None  # planned shots, or planned dummies
    contents: Contents | None = None
    load: Load = Load.NONE
    load_on_camera: bool = False
    on_line: tuple[Token, ...] | None = None  # people on the bore line; absent = nobody has said who is there
    distances: tuple[Distance, ...] | None = None
    closest: Cm | None = None  # nearest person to the muzzle along or near the bore line
    camera_near_line: bool | None = None
    camera_shielded: bool | None = None
    backstop: Token | None = None
    ejection: tuple[Token, ...] | None = None
    vent: tuple[Token, ...] | None = None
    covered_by: tuple[Token, ...] = ()  # assessment and screens for a person inside the stand-off
    zone: tuple[Token, ...] | None = None
    standoff: Cm | None = None
    auditorium: bool | None = None
    stunt: tuple[Token, ...] = ()  # squib | wire | shooters
    stunt_checked: bool | None = None
    backup: Token | None = None
    toward_people: bool | None = None
    non_firing_reason: Commit | None = None


class SignPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The newest version of a shot's plan is signed, and its actions told to the performer."""

    shot: Token
    version: Count | None = None


class Consult(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The people aimed at were named and the weapons lead or safety representative consulted."""

    shot: Token
    people: tuple[Token, ...] = ()


class Assess(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A risk assessment: `general`, `specific` (the weapons), `near` (a person inside the stand-off) or `hours`."""

    kind: Token
    fields: tuple[Token, ...] = ()  # mitigation precautions rated group
    shot: Token | None = None
    place: Token | None = None
    screens: bool = False
    file: Token | None = None


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The line of fire is clear, or no longer."""

    shot: Token | None = None


class BeginUse(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rehearsal, line-up, take or cue starts with the weapon."""

    shot: Token | None = None
    phase: Phase = Phase.TAKE


class Use(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One action with the weapon; `n` shots when the action is fire."""

    action: Action
    n: Count = 0
    shot: Token | None = None
    distance: Cm | None = None


BODIES: dict[str, type[msgspec.Struct]] = {
    "plan_shot": PlanShot,
    "sign_plan": SignPlan,
    "consult": Consult,
    "assess": Assess,
    "line_clear": Line,
    "line_lost": Line,
    "begin_use": BeginUse,
    "use": Use,
}
