"""Acts of incident and record: stop, reports, reviews, return to work, accounts, corrections. acts.md sections 1 and 3."""

from __future__ import annotations

import msgspec

from chamberflag.acts.body import Commit, Count, Nothing, Token
from chamberflag.vocabulary.words import RoundClass


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report of a fact; `harm` freezes the unit.

    Kinds: unintended_discharge bullet_found surplus_round loss failure_to_fire squib_load odd_sound drop horseplay beyond_plan
    lost_phone, or another token.
    """

    kind: Token
    harm: bool = False
    found: RoundClass | None = None
    person: Token | None = None
    key: Token | None = None
    place: Token | None = None
    n: Count | None = None
    police_ref: Token | None = None
    case: Token | None = None
    photo: Token | None = None
    note: Commit | None = None


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report is closed: by act id, `all`, or every open one of `kind`."""

    reports: tuple[Token, ...] = ("all",)
    cause: Token | None = None
    action: Token | None = None
    withdrawn: bool = False
    meeting: bool = False
    told: bool = True
    round_recovered: bool = True


class Resume(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Return to work and its conditions."""

    cause: Token | None = None
    action: Token | None = None
    withdrawn: bool = False
    meeting: bool = False


class MakeSafe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The minimum that makes an item harmless, and what was done."""

    done: Token = "opened"
    photo: Token | None = None
    outside: bool = False
    note: Commit | None = None


class MoveToEvidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A frozen item goes to the evidence place."""

    place: Token
    case: Token | None = None


class AddExhibit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An item is handed in or recorded, in a case or outside one."""

    case: Token | None = None
    file: Token | None = None
    note: Commit | None = None


class GiveAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody says: who states it (`by`), on which topic, from which source, as a committed text."""

    by: Token | None = None
    topic: Token | None = None
    source: Token | None = None
    medium: Token = "statement"
    verbatim: bool = False
    case: Token | None = None
    text: Commit | None = None


class Correct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A later correction that points to the first, by act id."""

    of: Token
    field: Token | None = None
    text: Commit | None = None


class Amend(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An attempt to change or delete an entry, by act id."""

    of: Token
    text: Commit | None = None


class Export(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An evidence pack is asked for."""

    case: Token | None = None
    scope: Token = "all"


class Redaction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A private value was erased: leaf, field and the basis for it."""

    leaf: Count
    field: Token
    basis: Token


BODIES: dict[str, type[msgspec.Struct]] = {
    "stop": Nothing,
    "report": Report,
    "review": Review,
    "bullet_removed": Nothing,
    "lift_lockdown": Nothing,
    "resume": Resume,
    "make_safe": MakeSafe,
    "move_to_evidence": MoveToEvidence,
    "thaw": Nothing,
    "add_exhibit": AddExhibit,
    "give_account": GiveAccount,
    "correct": Correct,
    "amend": Amend,
    "welfare_check": Nothing,
    "export": Export,
    "legal_hold.placed": Nothing,
    "legal_hold.lifted": Nothing,
    "redaction.done": Redaction,
}
