"""Facts of meetings, warnings, notices and concerns."""

from __future__ import annotations

import pytest
from immutables import Map
from msgspec.structs import replace

from chamberflag.acts.ceremony import HandOver
from chamberflag.acts.day import AnswerConcern, OpenDay, RaiseConcern
from chamberflag.acts.people import EnterZone, InZone
from chamberflag.custody.persons import Joined, People
from chamberflag.custody.records import Announcement, Assessment, Concern, Day, Incident, Meeting
from tests.scenes import LATELY, NOW, YESTERDAY, Answer, Rows, Scene, agrees, paper, params

POINTS = frozenset({"action", "deviations", "abort", "emergency", "command"})
ALL = ("ann", "sam", "pia")
HELD = {"lead": ("ann",), "safety": ("sam",)}
MET = Meeting("m1", LATELY, 1, "quarry", POINTS, frozenset(ALL), walk_through=True, reports=frozenset(), finger=False)
TODAY, OLD = Day(meeting=MET), Day(meeting=replace(MET, at=YESTERDAY))
HERE, ELSEWHERE = replace(TODAY, place="quarry", opened_at=LATELY), replace(TODAY, place="mill", opened_at=LATELY)
REQUESTS = ("request_training", "request_time_and_training", "request_briefing", "request_time", "request_prep")
TRAINING, TIME = REQUESTS[:3], (REQUESTS[1], *REQUESTS[3:])


def without(person: str) -> Day:
    """A meeting at which one was missing."""
    return replace(HERE, meeting=replace(MET, present=MET.present - {person}))


def joined(person: str = "pia", at: int = LATELY, *, read: bool = False) -> People:
    """Somebody who was briefed."""
    return People(joined=Map({person: Joined(at, later=True, read_assessment=read)}))


def assessed(*at: int, kind: str = "specific") -> tuple[Assessment, ...]:
    """Assessments of these instants."""
    return tuple(Assessment(kind, frozenset(), "", "", frozenset(), lead_signed=True, at=one, index=n) for n, one in enumerate(at))


def concerns(*kinds: str, serious: bool = True, answered: int = -1) -> Incident:
    """Concerns that were raised."""
    told = {f"a{n}": Concern(f"a{n}", kind, "", "pia", serious, 0, answered) for n, kind in enumerate(kinds)}
    return Incident(concerns=Map(told), open_concerns=frozenset(name for name, one in told.items() if one.answered < 0))


def called(kind: str = "warning", shot: str = "", at: int = LATELY) -> Day:
    """A day on which something was called out."""
    return Day(announcements=(Announcement(kind, shot, "EMPTY", 0, at, frozenset()),))


def told(*whom: str) -> Incident:
    """Whom was told."""
    return Incident(notified=frozenset(whom))


def entering(*people: str) -> EnterZone:
    """People who come into the zone."""
    return EnterZone(tuple(InZone(person) for person in people))


ROWS: Rows = {
    "meeting_today": (("none", False, Scene()), ("yesterday", False, Scene(day=OLD)), ("today", True, Scene(day=TODAY))),
    "receiver_attended": (
        ("no meeting", False, Scene(people=joined())),
        ("at it", True, Scene(day=TODAY)),
        ("at yesterday's", False, Scene(day=OLD, people=joined())),
        ("not at it", False, Scene(day=without("pia"))),
        ("briefed since", True, Scene(day=without("pia"), people=joined())),
        ("briefed yesterday", False, Scene(day=without("pia"), people=joined(at=YESTERDAY))),
        ("somebody else was", False, Scene(day=without("pia"), people=joined("tom"))),
    ),
    "meeting_on_site": (
        ("none", None, Scene(held=HELD)),
        ("yesterday", None, Scene(day=OLD, held=HELD)),
        ("here, with all", True, Scene(day=HERE, held=HELD)),
        ("elsewhere", False, Scene(day=ELSEWHERE, held=HELD)),
        ("the day does not say where", True, Scene(day=replace(HERE, place=""), held=HELD)),
        ("a day that was opened yesterday", True, Scene(day=replace(ELSEWHERE, opened_at=YESTERDAY), held=HELD)),
        ("no walk-through", False, Scene(day=replace(HERE, meeting=replace(MET, walk_through=False)), held=HELD)),
        *((f"without {who}", False, Scene(day=without(who), held=HELD)) for who in ALL),
        *((f"{who} was briefed since", True, Scene(day=without(who), held=HELD, people=joined(who))) for who in ALL),
        *((f"{who} was briefed yesterday", False, Scene(day=without(who), held=HELD, people=joined(who, YESTERDAY))) for who in ALL),
        ("one of two leads", True, Scene(day=HERE, held=HELD | {"lead": ("ann", "leo")})),
        ("nobody is for safety", False, Scene(day=HERE, held={"lead": ("ann",)})),
        ("nobody is the lead", False, Scene(day=HERE, held={"safety": ("sam",)})),
    ),
    "meeting_items_missing": (
        ("none", None, Scene(day=OLD)),
        ("all", 0, Scene(day=TODAY)),
        *((f"without {point}", 1, Scene(day=Day(meeting=replace(MET, points=POINTS - {point})))) for point in sorted(POINTS)),
    ),
    "joined_unbriefed": (
        ("two of three", 2, Scene(body=entering("pia", "tom", "sol"), day=TODAY)),
        ("briefed since", 1, Scene(body=entering("tom", "sol"), day=TODAY, people=joined("tom"))),
        ("briefed yesterday", 2, Scene(body=entering("tom", "sol"), day=TODAY, people=joined("tom", YESTERDAY))),
        ("nobody named: who signs", 0, Scene(body=EnterZone(), day=TODAY)),
        ("and was not there", 1, Scene(body=EnterZone(), day=without("ann"))),
        ("another act: who signs", 1, Scene(day=OLD)),
        ("no meeting", 3, Scene(body=entering("pia", "tom", "sol"))),
    ),
    "call_sheet_flagged": (("none", None, Scene()), ("one", True, Scene(papers=(("production", "call_sheet", paper()),)))),
    "shot_announced": (
        ("nothing", False, Scene()),
        ("for any shot", True, Scene(day=called())),
        ("for this one", True, Scene(body=HandOver(shot="s1"), day=called(shot="s1"))),
        ("for another", False, Scene(body=HandOver(shot="s1"), day=called(shot="s2"))),
        ("yesterday", False, Scene(day=called(at=YESTERDAY))),
        ("of the contents", False, Scene(day=called("contents"))),
    ),
    "neighbours_informed": (
        ("nobody said whether in public", None, Scene()),
        ("not in public", True, Scene(day=Day(public_view=False))),
        ("in public, nobody told", False, Scene(day=Day(public_view=True))),
        ("the police alone", False, Scene(day=Day(public_view=True), incident=told("police"))),
        ("both", True, Scene(day=Day(public_view=True), incident=told("police", "neighbours"))),
        ("both and others", True, Scene(day=Day(public_view=True), incident=told("police", "neighbours", "audience"))),
        ("the opening says so", False, Scene(body=OpenDay(public_view=True), day=Day(public_view=False))),
        ("the opening does not say", None, Scene(body=OpenDay(), day=Day(public_view=False))),
    ),
    "audience_told": (("no notice", False, Scene(incident=told("police"))), ("a notice", True, Scene(incident=told("audience")))),
    "findings_unread": (
        ("nothing to read", 1, Scene(people=joined(read=True))),
        ("read as written", 0, Scene(people=joined(read=True), assessments=assessed(0, LATELY))),
        ("written since", 1, Scene(people=joined(read=True), assessments=assessed(0, LATELY + 1))),
        ("not read", 1, Scene(people=joined(), assessments=assessed(0))),
        ("not there", 1, Scene(people=joined("tom", read=True), assessments=assessed(0))),
        ("another assessment since", 0, Scene(people=joined(read=True), assessments=(*assessed(0), *assessed(NOW, kind="hours")))),
    ),
    "contact_named": (("nobody", None, Scene()), ("somebody", True, Scene(papers=(("production", "contact", paper()),)))),
    "high_concerns_open": (
        ("none", 0, Scene()),
        ("two serious ones", 2, Scene(incident=concerns("unsafe", "other"))),
        ("one that is not", 0, Scene(incident=concerns("unsafe", serious=False))),
        ("answered", 0, Scene(incident=concerns("unsafe", answered=0))),
        ("requests are none", 0, Scene(incident=concerns(*REQUESTS))),
    ),
    **{
        name: (
            ("none", 0, Scene()),
            *((kind, int(kind in kinds), Scene(incident=concerns(kind, serious=False))) for kind in REQUESTS),
            ("answered", 0, Scene(incident=concerns(*kinds, answered=0))),
            ("a concern", 0, Scene(incident=concerns("unsafe"))),
        )
        for name, kinds in (("training_request_open", TRAINING), ("prep_request_open", TIME))
    },
    **{
        name: (
            *((kind, kind in kinds, Scene(body=RaiseConcern(kind))) for kind in REQUESTS),
            ("a concern", False, Scene(body=RaiseConcern("unsafe"))),
            ("another act", False, Scene(body=AnswerConcern("a1"))),
        )
        for name, kinds in (("concern_training", TRAINING), ("concern_time", TIME))
    },
    "concern_serious": (
        ("serious", True, Scene(body=RaiseConcern("unsafe"))),
        ("not serious", False, Scene(body=RaiseConcern("unsafe", serious=False))),
        *((kind, False, Scene(body=RaiseConcern(kind))) for kind in REQUESTS),
        ("another act", False, Scene(body=AnswerConcern("a1"))),
    ),
}


@pytest.mark.parametrize(("fact", "want", "scene"), params(ROWS))
def test_what_a_fact_of_meetings_says(fact: str, want: Answer, scene: Scene) -> None:
    """Each fact says of each scene what stands beside it, and of the same type."""
    assert agrees(fact, want, scene)
