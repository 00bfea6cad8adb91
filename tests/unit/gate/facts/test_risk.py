"""Facts of risk assessment: what was assessed, for which place and shot, the hours of the week."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chamberflag.acts.day import OpenDay
from chamberflag.custody.records import Assessment, Day
from tests.scenes import GUN, NOW, Answer, Rows, Scene, agrees, paper, params

HOUR, WEEK = 3_600_000, 7 * 24 * 3_600_000
FIELDS = frozenset({"mitigation", "precautions", "rated", "group"})
FULL = Assessment("specific", FIELDS, "", "", frozenset(), lead_signed=True, at=0, index=5)
WEEKS = {"week_hours": 60 * HOUR}


ROWS: Rows = {
    "general_assessment": (("none", None, Scene(assessments=(FULL,))), ("one", True, Scene(assessments=(replace(FULL, kind="general"),)))),
    "specific_assessment": (
        ("none", None, Scene()),
        ("with all its fields", True, Scene(assessments=(FULL,))),
        *((f"without {name}", False, Scene(assessments=(replace(FULL, fields=FIELDS - {name}),))) for name in sorted(FIELDS)),
        ("for another shot", None, Scene(assessments=(replace(FULL, shot="s2"),))),
        ("the newest counts", False, Scene(assessments=(replace(FULL, index=6, fields=frozenset()), FULL))),
    ),
    "assessment_newer_than_change": (
        ("none", None, Scene()),
        ("for no place, none changed", True, Scene(assessments=(FULL,))),
        ("for no place, which changed before", True, Scene(assessments=(FULL,), day=Day(moved_index=4))),
        ("with it", False, Scene(assessments=(FULL,), day=Day(moved_index=5))),
        ("for this place", True, Scene(assessments=(replace(FULL, place="mill"),), day=Day(place="mill", moved_index=9))),
        ("for another", False, Scene(assessments=(replace(FULL, place="mill"),), day=Day(place="quarry"))),
        ("the day does not say where", True, Scene(assessments=(replace(FULL, place="mill"),), day=Day())),
        (
            "one of two",
            True,
            Scene(assessments=(replace(FULL, place="mill"), replace(FULL, place="quarry")), day=Day(place="quarry", moved_index=9)),
        ),
    ),
    "lead_endorsed": (
        ("none", None, Scene()),
        ("signed", True, Scene(assessments=(FULL,))),
        ("not signed", False, Scene(assessments=(replace(FULL, lead_signed=False),))),
    ),
    "wrap_report": (("none", None, Scene()), ("one", True, Scene(papers=(("production", "wrap_report", paper()),)))),
    "week_over_limit_unassessed": (
        ("nothing known", False, Scene(body=OpenDay(), params=WEEKS)),
        ("as many as the limit", False, Scene(body=OpenDay(week_hours=60), params=WEEKS)),
        ("one more", True, Scene(body=OpenDay(week_hours=61), params=WEEKS)),
        ("one more, and assessed", False, Scene(body=OpenDay(week_hours=61), params=WEEKS, assessments=(replace(FULL, kind="hours"),))),
        ("the opening goes before the day", False, Scene(body=OpenDay(), day=Day(week_hours=61), params=WEEKS)),
        ("another act: as the day said", True, Scene(day=Day(week_hours=61), params=WEEKS)),
        ("by the days of the week", True, Scene(day=Day(spans=((NOW - 61 * HOUR, NOW),)), params=WEEKS)),
        ("as many", False, Scene(day=Day(spans=((NOW - 61 * HOUR, NOW - HOUR),)), params=WEEKS)),
        ("what is older than a week", False, Scene(day=Day(spans=((NOW - WEEK - 99 * HOUR, NOW - WEEK),)), params=WEEKS)),
        (
            "only the part that is of this week",
            False,
            Scene(day=Day(spans=((NOW - WEEK - 9 * HOUR, NOW - WEEK + 60 * HOUR),)), params=WEEKS),
        ),
        ("two days", True, Scene(day=Day(spans=((NOW - 90 * HOUR, NOW - 59 * HOUR), (NOW - 30 * HOUR, NOW))), params=WEEKS)),
        ("no limit set", True, Scene(body=OpenDay(week_hours=1))),
        ("no limit set, and nothing known", False, Scene(body=OpenDay())),
        ("no limit set, and an instant", True, Scene(day=Day(spans=((NOW - 1, NOW),)))),
    ),
    "imitation_reason": (
        ("none on the register", True, Scene(things=(replace(GUN, klass="FUNCTIONAL", accepted_at=0),))),
        *(
            (f"{kind} without", None, Scene(things=(replace(GUN, klass=kind, accepted_at=0),)))
            for kind in ("REPLICA", "DEACTIVATED", "BLANK_ONLY", "PELLET")
        ),
        ("not accepted", True, Scene(things=(replace(GUN, klass="REPLICA"),))),
        (
            "with a reason",
            True,
            Scene(things=(replace(GUN, klass="REPLICA", accepted_at=0),), papers=(("production", "script_pages", paper()),)),
        ),
    ),
}


@pytest.mark.parametrize(("fact", "want", "scene"), params(ROWS))
def test_what_a_fact_of_risk_says(fact: str, want: Answer, scene: Scene) -> None:
    """Each fact says of each scene what stands beside it, and of the same type."""
    assert agrees(fact, want, scene)
