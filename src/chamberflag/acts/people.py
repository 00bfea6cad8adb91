"""Acts about people, keys and settings: adding, papers, appointments, training, zone, rule packs, holds. acts.md section 1."""

from __future__ import annotations

import msgspec

from chamberflag.acts.body import Commit, Long, Ms, Nothing, Token
from chamberflag.vocabulary.words import Role


class AddPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person of the production, under a pseudonym, with the roles they are hired for."""

    person: Token
    roles: tuple[Role, ...] = ()
    minor: bool = False
    name: Commit | None = None


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paper that is on record: about a person, an item, a supplier or the production; instants in ms.

    Kinds in use: course, licence, permit, federal_document, certificate, endorsement, supplier_approved, maker_statement,
    weapon_licence, maintenance, blank_listed, place_permit, call_sheet, contact, choice_reason, minor_consent, minor_approval,
    not_barred, live_fire_roster, sign_photo, script_pages, stock_take, wrap_report, hosting, prep_hours.
    """

    about: Token
    kind: Token
    ref: Token | None = None
    other: Token | None = None  # the second thing it speaks of: the lot a blank listing names, the shot a choice is for
    classes: tuple[Token, ...] = ()
    valid_from: Ms | None = None
    valid_to: Ms | None = None
    file: Token | None = None  # sha256 of an attachment
    note: Commit | None = None


class Appoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person is appointed to a role; `authority` = the letter gives authority over training and stopping."""

    person: Token
    role: Role
    authority: bool = True
    classes: tuple[Token, ...] = ()
    deputy_of: Role | None = None


class Train(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person was trained on the weapons the act names (or on `kinds`)."""

    person: Token
    kinds: tuple[Token, ...] = ()
    firing: bool = True


class InZone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the zone roll."""

    person: Token
    ears: bool = False
    eyes: bool = False


class EnterZone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person enters the zone, or the first AD takes its roll; the roll replaces what stood before."""

    people: tuple[InZone, ...] = ()
    shot: Token | None = None
    roll: bool = False


class LeaveZone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """People leave the zone."""

    people: tuple[Token, ...] = ()


class KeyEnrolled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key is bound to a person from this entry on; signed by the new key and by an enroller (log.md section 4)."""

    spki: Long
    alg: Token
    person: Token
    device: Token = "phone"
    rung: int = 1
    rp_id: Token | None = None
    origins: tuple[Token, ...] = ()
    backup: int = 0
    label: Token | None = None


class KeyRevoked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key no longer counts, from this entry on."""

    kid: Token
    reason: Token = "lost"


class KeyCompromised(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From `since` (an entry index) on, what this key signed is in doubt; annotates, never rewrites."""

    kid: Token
    since: Ms


class AdoptRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rule packs and parameters that hold from the next opening of a day (at once before the first).

    own: the SHA-256, in hex, of the file of each pack that is the production's own: signed is what it says, not what it is called.
    """

    packs: tuple[Token, ...] = ("base",)
    params: dict[str, int] = {}
    digest: Token | None = None
    own: tuple[Token, ...] = ()


class Override(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A written exception to one rule that allows one, for one weapon and shot."""

    rule: Token
    shot: Token | None = None
    reason: Commit | None = None


class Acknowledge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A warning was read by the one who goes on, with a reason."""

    rule: Token
    about: Token | None = None
    reason: Commit | None = None


class LiftHold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A hold ends, by those whom the rule that raised it names."""

    rule: Token
    about: Token
    reason: Commit | None = None


class OriginsSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The browser origins from which passkeys are accepted."""

    origins: tuple[Token, ...]


class LogKeyNext(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The next key of the log, as a verifier key line."""

    vkey: Long


BODIES: dict[str, type[msgspec.Struct]] = {
    "add_person": AddPerson,
    "document": Document,
    "appoint": Appoint,
    "train": Train,
    "enter_zone": EnterZone,
    "leave_zone": LeaveZone,
    "key.enrolled": KeyEnrolled,
    "key.revoked": KeyRevoked,
    "key.compromised_since": KeyCompromised,
    "adopt_rules": AdoptRules,
    "override": Override,
    "acknowledge": Acknowledge,
    "lift_hold": LiftHold,
    "origins.set": OriginsSet,
    "log.key.next": LogKeyNext,
    "withdraw_decline": Nothing,
}
