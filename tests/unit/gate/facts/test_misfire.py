"""Facts after a failure: waiting time, clearing, the bore since a weak sound, near misses, what a report is about."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chamberflag.acts.incident import Report, Review
from chamberflag.custody.records import Incident
from chamberflag.gate.facts.misfire import LONG_AGO
from tests.scenes import GUN, NOW, Answer, Rows, Scene, agrees, params, report, reports

STUCK = report("failure_to_fire", "w1", at=NOW - 5000)
OF_NONE = report("failure_to_fire", at=NOW - 5000)
OLDER = report("failure_to_fire", "w1", index=8, at=NOW - 9000)
CHECKED, LOOKED_BEFORE = replace(GUN, check_index=11), replace(GUN, check_index=10)
PROVED, BEFORE = replace(GUN, bore_index=11), replace(GUN, bore_index=10)


def closed(kind: str, *, cause: str = "", withdrawn: bool = False) -> Incident:
    """A report with a review."""
    return reports(replace(report(kind, "w1"), closed=0, cause=cause, withdrawn=withdrawn))


NEAR = ("unintended_discharge", "failure_to_fire", "squib_load", "odd_sound", "drop")
KINDS = {
    "reported_discharge": ("unintended_discharge",),
    "reported_weak_shot": ("odd_sound", "squib_load"),
    "reported_beyond_plan": ("beyond_plan",),
    "reported_horseplay": ("horseplay",),
    "reported_loss": ("loss",),
    "reported_lost_key": ("lost_phone",),
    "reported_drop": ("drop",),
}
ROWS: Rows = {
    **{
        name: (
            *((kind, True, Scene(body=Report(kind))) for kind in kinds),
            *((f"no {kind}", False, Scene(body=Report(kind))) for others in KINDS.values() for kind in others if kind not in kinds),
            ("no report", False, Scene(body=Review())),
        )
        for name, kinds in KINDS.items()
    },
    "reported_harm": (
        ("harm", True, Scene(body=Report("accident", harm=True))),
        ("none", False, Scene(body=Report("accident"))),
        ("no report", False, Scene(body=Review())),
    ),
    "failure_age_ms": (
        ("none", LONG_AGO, Scene()),
        ("five seconds", 5000, Scene(incident=reports(STUCK))),
        ("the newest", 5000, Scene(incident=reports(OLDER, STUCK))),
        ("of another weapon", LONG_AGO, Scene(weapon="w2", incident=reports(STUCK))),
        ("of one that nobody named", 5000, Scene(incident=reports(OF_NONE))),
        ("no weapon: any", 5000, Scene(weapon="", incident=reports(STUCK))),
        ("reviewed", LONG_AGO, Scene(incident=reports(replace(STUCK, closed=12)))),
        ("another report", LONG_AGO, Scene(incident=reports(report("drop", "w1")))),
        ("a clock that went back", 0, Scene(incident=reports(replace(STUCK, at=NOW + 7)))),
    ),
    "failure_cleared": (
        ("none", True, Scene()),
        ("checked since", True, Scene(things=(CHECKED,), incident=reports(STUCK))),
        ("checked before", False, Scene(things=(LOOKED_BEFORE,), incident=reports(STUCK))),
        ("not on record", False, Scene(incident=reports(STUCK))),
        ("of one that nobody named: this one was", True, Scene(things=(CHECKED,), incident=reports(OF_NONE))),
        ("this one was not", False, Scene(things=(LOOKED_BEFORE,), incident=reports(OF_NONE))),
        ("nobody named one, and none is asked of", False, Scene(weapon="", things=(CHECKED,), incident=reports(OF_NONE))),
        ("of two weapons one was", False, Scene(things=(CHECKED,), incident=reports(report("failure_to_fire", "w1", "w2")))),
        ("of another weapon", True, Scene(weapon="w2", incident=reports(STUCK))),
    ),
    **{
        name: (
            ("not on record", None, Scene()),
            ("nothing told", True, Scene(things=(GUN,))),
            *((f"{kind}, proved since", True, Scene(things=(PROVED,), incident=reports(report(kind, "w1")))) for kind in kinds),
            *((f"{kind}, proved before", False, Scene(things=(BEFORE,), incident=reports(report(kind, "w1")))) for kind in kinds),
            ("of one that nobody named", False, Scene(things=(BEFORE,), incident=reports(report(kinds[0])))),
            ("of another", True, Scene(things=(BEFORE,), incident=reports(report(kinds[0], "w2")))),
            ("another report", True, Scene(things=(BEFORE,), incident=reports(report("loss", "w1")))),
            ("reviewed, and not proved", False, Scene(things=(BEFORE,), incident=reports(replace(report(kinds[0], "w1"), closed=12)))),
            (
                "twice, proved between",
                False,
                Scene(things=(PROVED,), incident=reports(report(kinds[0], "w1"), report(kinds[0], "w1", index=12))),
            ),
        )
        for name, kinds in (("bore_since_sound", ("odd_sound", "squib_load")), ("bore_since_ground", ("drop",)))
    },
    "cause_recorded": (
        ("nothing told", True, Scene()),
        *(
            (f"{kind} with a cause", True, Scene(incident=closed(kind, cause="c1")))
            for kind in ("unintended_discharge", "failure_to_fire", "squib_load")
        ),
        *(
            (f"{kind} withdrawn", True, Scene(incident=closed(kind, withdrawn=True)))
            for kind in ("unintended_discharge", "failure_to_fire", "squib_load")
        ),
        *((f"{kind} without", False, Scene(incident=closed(kind))) for kind in ("unintended_discharge", "failure_to_fire", "squib_load")),
        ("not reviewed", False, Scene(incident=reports(replace(STUCK, cause="c1")))),
        ("another report", True, Scene(incident=reports(report("drop", "w1")))),
    ),
    "near_misses_open": (
        ("none", 0, Scene()),
        *((kind, 1, Scene(incident=reports(report(kind, "w1")))) for kind in NEAR),
        ("a loss is none", 0, Scene(incident=reports(report("loss", "w1")))),
        ("with harm it is none", 0, Scene(incident=reports(report("drop", "w1", harm=True)))),
        ("reviewed", 0, Scene(incident=reports(replace(report("drop", "w1"), closed=12)))),
    ),
    "near_miss_meeting": (
        ("none", False, Scene()),
        ("dealt with", True, Scene(incident=reports(replace(report("drop", "w1"), met=True)))),
        ("one of two", False, Scene(incident=reports(replace(report("drop", "w1"), met=True), report("odd_sound", "w1")))),
        (
            "one with harm beside it",
            True,
            Scene(incident=reports(replace(report("drop", "w1"), met=True), report("odd_sound", "w1", harm=True))),
        ),
        ("a loss", False, Scene(incident=reports(replace(report("loss", "w1"), met=True)))),
    ),
}


@pytest.mark.parametrize(("fact", "want", "scene"), params(ROWS))
def test_what_a_fact_of_misfires_says(fact: str, want: Answer, scene: Scene) -> None:
    """Each fact says of each scene what stands beside it, and of the same type."""
    assert agrees(fact, want, scene)


@pytest.mark.parametrize(
    ("down", "bore", "clear"), [(-1, -1, True), (0, -1, False), (4, 4, False), (4, 5, True)], ids=["never", "at first", "before", "since"]
)
def test_the_bore_is_proved_after_the_weapon_was_laid_down(down: int, bore: int, clear: bool) -> None:  # noqa: FBT001
    """Whoever lays a weapon down ends the proof of its bore, from the first entry on."""
    assert agrees("bore_since_ground", clear, Scene(things=(replace(GUN, down_index=down, bore_index=bore),)))


@pytest.mark.parametrize(("fact", "kind", "want"), [("bore_since_ground", "drop", True), ("bore_since_sound", "odd_sound", False)])
def test_rounds_that_fell_are_no_matter_of_a_bore(fact: str, kind: str, want: bool) -> None:  # noqa: FBT001
    """A report that names a lot alone: a fall is the rounds' own, a sound came from a weapon that nobody named."""
    fell = replace(report(kind), lots=frozenset({"bl"}))
    assert agrees(fact, want, Scene(things=(BEFORE,), incident=reports(fell)))
