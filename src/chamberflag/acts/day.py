"""Acts of the day: opening and closing, duties, meetings, calls, concerns, notices. Table: acts.md section 1, family day."""

from __future__ import annotations

import msgspec

from chamberflag.acts.body import Claim, Commit, Count, Nothing, Token


class OpenDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Open weapon work of a unit for a day or performance at a place."""

    place: Token = "base"
    day: Token = "day"
    public_view: bool | None = None  # outdoors, in public view, or shots can be heard
    blanks_planned: bool = False
    pilot: bool = False  # production flagged as in the us-ca pilot
    week_hours: Count | None = None
    note: Commit | None = None


class DutyOn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person takes a duty at a place; `weapons lead` and `weapons` are weapon duties, anything else is another duty."""

    duty: Token
    place: Token = "base"


class DutyOff(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person leaves a duty (all of them where none is named); `person` when somebody else says so."""

    duty: Token | None = None
    person: Token | None = None


class Meet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A safety meeting: what was covered, where, who was there, which near misses it dealt with."""

    place: Token = "base"
    points: tuple[Token, ...] = ()  # action deviations abort emergency command
    present: tuple[Token, ...] = ()
    walk_through: bool = False
    reports: tuple[Token, ...] = ()  # act ids of the reports dealt with; "all" = every open one
    shots: tuple[Token, ...] = ()
    finger: bool = False  # finger discipline was briefed
    note: Commit | None = None


class JoinMeeting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The signer was at the meeting, or was briefed afterwards."""

    meeting: Token | None = None
    briefed_later: bool = False
    read_assessment: bool = True


class Announce(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Contents or a warning called out aloud to everyone present."""

    kind: Token = "contents"  # contents | warning
    contents: Claim | None = None
    shot: Token | None = None
    heard_by: tuple[Token, ...] = ()


class Call(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cut, hold or break; `kind` says which break."""

    kind: Token | None = None


class RaiseConcern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A concern or a request: safety, request_time, request_training, request_time_and_training, or another kind."""

    kind: Token
    about: Token | None = None
    to: Token | None = None
    serious: bool = True
    note: Commit | None = None


class AnswerConcern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answer to a concern, by act id of the concern."""

    concern: Token
    granted: bool = False
    note: Commit | None = None


class SaySeen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The one who asked has seen the weapon."""

    request: Token | None = None


class Notice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody outside was told: police, neighbours, regulator, supplier, owner, public."""

    kind: Token
    ref: Token | None = None
    about: Token | None = None
    note: Commit | None = None


BODIES: dict[str, type[msgspec.Struct]] = {
    "open_day": OpenDay,
    "close_day": Nothing,
    "wrap": Nothing,
    "duty_on": DutyOn,
    "duty_off": DutyOff,
    "meet": Meet,
    "join_meeting": JoinMeeting,
    "day_declaration": Nothing,
    "announce": Announce,
    "call_cut": Call,
    "call_hold": Call,
    "call_break": Call,
    "raise_concern": RaiseConcern,
    "answer_concern": AnswerConcern,
    "ask_to_see": Nothing,
    "say_seen": SaySeen,
    "notice": Notice,
}
