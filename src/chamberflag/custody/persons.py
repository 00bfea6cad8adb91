"""What the fold keeps of people and their keys, and the settings of the log: plain frozen records."""

from __future__ import annotations

import msgspec
from immutables import Map

from chamberflag.vocabulary.keys import EnrolledKey


class KeyRecord(msgspec.Struct, frozen=True):
    """An enrolled key, valid from entry `index` until entry `revoked` (-1 = still valid); `held_by` = open report that holds it."""

    key: EnrolledKey
    index: int
    revoked: int = -1
    held_by: str = ""
    compromised_since: int = -1


class Person(msgspec.Struct, frozen=True):
    """A person of the production: the roles they were added with, whether a minor, since which entry."""

    id: str
    roles: frozenset[str]
    minor: bool
    index: int


class Appointment(msgspec.Struct, frozen=True):
    """A signed appointment of a person to a role."""

    person: str
    role: str
    authority: bool
    classes: tuple[str, ...]
    at: int
    index: int


class Paper(msgspec.Struct, frozen=True):
    """A document on record about something; instants in ms, None = not stated."""

    kind: str
    ref: str | None
    other: str | None
    classes: tuple[str, ...]
    valid_from: int | None
    valid_to: int | None
    at: int
    index: int


class Joined(msgspec.Struct, frozen=True):
    """A person was at a meeting, or was briefed after it."""

    at: int
    later: bool
    read_assessment: bool


class ZoneLine(msgspec.Struct, frozen=True):
    """A person in the zone, with protection."""

    ears: bool
    eyes: bool
    at: int
    rolled: bool
    since: int = -1  # ms: when the person came in; a new roll does not change it


class People(msgspec.Struct, frozen=True):
    """Everyone on record and what is on record about them. Keys with two parts are joined by '|'."""

    persons: Map[str, Person] = Map()
    appointments: Map[str, Appointment] = Map()  # "role|person"
    papers: Map[str, tuple[Paper, ...]] = Map()  # "about|kind"
    trained: Map[str, int] = Map()  # "person|weapon or kind" -> at
    duties: Map[str, tuple[str, ...]] = Map()  # person -> duties taken and not left
    duty_place: Map[str, str] = Map()  # person -> place of the newest duty
    declared: Map[str, int] = Map()  # person -> at: today's declaration about own weapons
    joined: Map[str, Joined] = Map()
    declines: Map[str, str] = Map()  # "person|weapon" -> act id
    zone: Map[str, ZoneLine] = Map()
    roll_at: int = -1
    roles: Map[str, frozenset[str]] = Map()  # role token -> people, derived when one of the above changes


class Settings(msgspec.Struct, frozen=True):
    """Founding facts and what adopt_rules set: kind of log, packs, parameters by name, RP id and origins."""

    kind: str = ""
    origin: str = ""
    packs: tuple[str, ...] = ("base",)
    params: Map[str, int] = Map()
    next_packs: tuple[str, ...] = ()
    next_params: Map[str, int] = Map()
    own: tuple[str, ...] = ()  # the SHA-256 of each own pack in force, as it was signed
    next_own: tuple[str, ...] = ()
    rp_id: str = ""
    origins: tuple[str, ...] = ()
    memory: str = ""
    pilot: bool = False
    licensee: bool = False
    unit: str = "normal"
    root: tuple[str, ...] = ()  # the two root people
    forks: frozenset[str] = frozenset()  # what the box was told of: "*" another tree of this log, else a device that signed a number twice
    tried: str = ""  # digest of the rule set that the gate's newest recorded self-test ran under
    tried_at: int = -1  # ms
    tried_failed: int = 0
    passed_at: int = -1  # ms: the newest recorded self-test that passed
    adopted: bool = False  # producer and lead have signed packs and parameters
