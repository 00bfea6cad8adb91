"""What the fold keeps of things, rounds, the day, plans and incidents beside the proved machine: plain frozen records, one a subject."""

from __future__ import annotations

import msgspec
from immutables import Map

from chamberflag.acts.plan import PlanShot


class Thing(msgspec.Struct, frozen=True):
    """The paper side of an item: what was said at its arrival and acceptance, and what happened to it outside the machine."""

    id: str
    kind: str
    index: int
    klass: str | None = None
    rounds: str | None = None
    capacity: int | None = None
    load: str = "none"
    count: int | None = None
    calibre: str | None = None
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    look: str | None = None
    vent: str | None = None
    owner: str | None = None
    supplier: str | None = None
    receipt: str | None = None
    other_production: bool | None = None
    live_fire: bool = False
    cleared: bool = False
    accompanied_by: str | None = None
    transported: bool = False
    primers: str | None = None
    made_on_set: bool = False
    made_by: str | None = None
    safeties_intact: bool | None = None
    photo: str | None = None
    access: frozenset[str] = frozenset()
    arrived_at: int = -1
    accepted_at: int = -1  # entry index of the acceptance; -1 = not in service
    returned_at: int = -1
    gone_at: int = -1  # ms: when it went back to its owner or supplier
    out_of_service: str = ""
    container: str = ""  # where it lies; "" = not stated
    locked: bool | None = None  # of containers, stores and lots: locked now? None = not recorded
    unlocked_since: int = -1  # entry index
    classes: frozenset[str] = frozenset()  # of containers: round classes recorded inside
    lots: frozenset[str] = frozenset()
    opened_unlisted: int = -1  # entry index of an opening by somebody who is not on the list
    taken_out_at: int = -1  # ms
    attended_at: int = -1  # ms: newest act of the holder on it
    used_at: int = -1  # ms
    used_index: int = -1
    handed_at: int = -1  # ms: last hand-over
    rack_index: int = -1  # of a moulding: entry of its rack issue
    missing_index: int = -1  # entry of the collection of that rack to which it did not come
    handed_index: int = -1
    returned_hand_at: int = -1
    back_index: int = -1  # entry index of the newest giving back or collecting
    check_index: int = -1  # last complete check
    second_index: int = -1  # last after-use look by a second person
    cleaned_at: int = -1
    bore_index: int = -1  # entry index of the newest proof of the bore
    down_index: int = -1  # entry index of the newest laying down or fall
    tested: frozenset[str] = frozenset()  # lots it was test fired with
    took: int | None = None  # ms the last check took
    declared_shot: str = ""
    declared_performer: str = ""
    declared_version: int = -1
    seals: frozenset[int] = frozenset()  # of a magazine: the numbers of every seal that was ever on it
    pieces: int = -1  # of dressing: the newest number that two people counted alike
    inserted_in: str = ""  # of a magazine: the weapon it is in

    @property
    def settled(self) -> bool:
        """Whether somebody has brought the item in or two people have accepted it; before that it is a name that somebody used."""
        return self.arrived_at >= 0 or self.accepted_at >= 0


class LotCount(msgspec.Struct, frozen=True):
    """The newest count of a lot: the tallies, who counted, what was expected then."""

    tallies: tuple[int, ...]
    complete: int
    people: tuple[str, ...]
    expected: int
    at: int
    index: int


class Lot(msgspec.Struct, frozen=True):
    """Rounds of one lot beside the counters of the machine: proof, counts, holds, loose ends."""

    id: str
    proved: int = 0  # rounds proved by two people with marks enough, since they last lay in reach of everybody
    marks: Map[int, int] = Map()  # of these, by the number of independent marks they showed
    looked: int = 0  # rounds somebody looked at, counted or not
    doubtful: tuple[str, ...] = ()  # as what rounds were found that failed their proof: BULLET, UNPROVED, ...
    apart: int = 0  # rounds set apart since the lot came
    foreign: int = 0  # rounds no receipt explains
    count: LotCount | None = None
    cases: int = 0
    cases_missing: int = 0  # searched for by two people, and not found
    stated_alone: int = -1  # entry index of the newest return that one person stated
    fired: int = 0
    proof_void_index: int = -1
    counted_index: int = -1
    tray: str = ""


class Meeting(msgspec.Struct, frozen=True):
    """A safety meeting as recorded."""

    id: str
    at: int
    index: int
    place: str
    points: frozenset[str]
    present: frozenset[str]
    walk_through: bool
    reports: frozenset[str]
    finger: bool


class Announcement(msgspec.Struct, frozen=True):
    """Something called out aloud."""

    kind: str
    shot: str
    klass: str
    n: int
    at: int
    heard_by: frozenset[str]


class Day(msgspec.Struct, frozen=True):
    """The day or performance that is open, or the last one."""

    opened_at: int = -1  # ms; -1 = never
    closed_at: int = -1
    opened_index: int = -1
    place: str = ""
    public_view: bool | None = None
    blanks_planned: bool = False
    week_hours: int | None = None
    moved_index: int = -1  # entry of the newest opening at another place than the one before
    spans: tuple[tuple[int, int], ...] = ()  # opened and closed, ms: the days of the last week that were closed
    meeting: Meeting | None = None
    meetings: int = 0
    cut_at: int = -1
    hold_at: int = -1
    break_at: int = -1
    announcements: tuple[Announcement, ...] = ()
    shows: Map[str, str] = Map()  # request act id -> weapon
    show_by: Map[str, str] = Map()  # request act id -> person who asked


class Plan(msgspec.Struct, frozen=True):
    """The newest version of a shot's plan and what was signed about it."""

    shot: str
    version: int
    body: PlanShot
    at: int
    index: int
    signed_version: int = 0
    signed_by: frozenset[str] = frozenset()
    consulted: frozenset[str] = frozenset()
    consulted_version: int = 0
    near_version: int = 0  # version covered by a specific assessment for a person inside the stand-off


class Assessment(msgspec.Struct, frozen=True):
    """A risk assessment on record."""

    kind: str
    fields: frozenset[str]
    place: str
    shot: str
    people: frozenset[str]
    lead_signed: bool
    at: int
    index: int


class Report(msgspec.Struct, frozen=True):
    """A report and whether it was closed."""

    id: str
    kind: str
    harm: bool
    weapons: frozenset[str]
    lots: frozenset[str]
    person: str
    by: str
    at: int
    index: int
    closed: int = -1  # entry index of the review
    cause: str = ""
    met: bool = False  # a meeting dealt with it
    withdrawn: bool = False
    told: bool = False
    police_ref: str = ""


class Concern(msgspec.Struct, frozen=True):
    """A concern or request and whether it was answered."""

    id: str
    kind: str
    about: str
    by: str
    serious: bool
    at: int
    answered: int = -1  # entry index


class Incident(msgspec.Struct, frozen=True):
    """Reports, concerns, exhibits, accounts, corrections; the case they belong to is the unit's own."""

    reports: Map[str, Report] = Map()
    open_reports: frozenset[str] = frozenset()
    concerns: Map[str, Concern] = Map()
    open_concerns: frozenset[str] = frozenset()
    exhibits: Map[str, str] = Map()  # item -> case it was recorded in ("" = in none)
    corrections: Map[str, tuple[str, ...]] = Map()  # act id -> act ids of corrections
    accounts: Map[str, tuple[str, str, str]] = Map()  # act id -> (topic, by, source)
    case: str = ""
    made_safe: frozenset[str] = frozenset()
    stopped_by: str = ""
    stopped_at: int = -1
    harm_at: int = -1
    notified: frozenset[str] = frozenset()
    police_index: int = -1  # entry index of the newest notice to the police
    returned_to_work: Map[str, int] = Map()
    legal_holds: int = 0  # placed and not lifted: nothing private is erased
