"""Facts of incident and return to work."""

from __future__ import annotations

import pytest
from immutables import Map
from msgspec.structs import replace

from chamberflag.acts.incident import Export, Resume
from chamberflag.custody.persons import KeyRecord
from chamberflag.custody.records import Incident, Thing
from chamberflag.vocabulary.keys import EnrolledKey
from tests.scenes import BOX, Answer, Rows, Scene, agrees, params

SAFE = Thing("st", "store", 1)
HURT = Incident(harm_at=0)
KEY = KeyRecord(EnrolledKey("k", "", "", "ann"), 0)
ALL_SET = Resume("c1", "a1", meeting=True)


ROWS: Rows = {
    "orphan_exhibits": (
        ("none", 0, Scene()),
        ("in no case", 1, Scene(incident=Incident(exhibits=Map({"w1": ""})))),
        ("in the case of the unit", 0, Scene(incident=Incident(exhibits=Map({"w1": "c1"}), case="c1"))),
        ("in the case of the export", 0, Scene(body=Export("c1"), incident=Incident(exhibits=Map({"w1": "c1"})))),
        ("in another", 2, Scene(body=Export("c2"), incident=Incident(exhibits=Map({"w1": "c1", "w2": "c3"}), case="c4"))),
    ),
    "container_frozen": (
        ("no container", False, Scene(core={"w1": {"frozen": True}})),
        ("nothing frozen", False, Scene(others=("c1",), things=(BOX,), core={"w1": {}})),
        ("a weapon is", True, Scene(others=("c1",), things=(BOX,), core={"w1": {"frozen": True}})),
        ("a lot is", True, Scene(others=("c1",), things=(BOX,), core={"w1": {}}, rounds={"dm": {"frozen": True}})),
        ("a store takes things in", False, Scene(others=("st",), things=(SAFE,), core={"w1": {"frozen": True}})),
        ("a box nobody knows", False, Scene(others=("c1",), core={"w1": {"frozen": True}})),
    ),
    "amends_other_entry": (("always", True, Scene()),),
    "notify_overdue": (
        ("no harm", 0, Scene()),
        ("harm from the first instant", 1, Scene(incident=HURT)),
        ("the police alone", 1, Scene(incident=replace(HURT, notified=frozenset({"police"})))),
        ("the regulator alone", 1, Scene(incident=replace(HURT, notified=frozenset({"regulator"})))),
        ("both alone", 0, Scene(incident=replace(HURT, notified=frozenset({"police", "regulator"})))),
        ("both", 0, Scene(incident=replace(HURT, notified=frozenset({"police", "regulator", "family"})))),
    ),
    "resume_conditions_open": (
        ("another act", None, Scene(unit={"reported": True})),
        ("all", 0, Scene(body=ALL_SET, unit={"reported": True})),
        ("none", 3, Scene(body=Resume(), unit={"reported": True})),
        ("no cause", 1, Scene(body=Resume(None, "a1", meeting=True), unit={"reported": True})),
        ("withdrawn instead", 0, Scene(body=Resume(None, "a1", withdrawn=True, meeting=True), unit={"reported": True})),
        ("no action", 1, Scene(body=Resume("c1", None, meeting=True), unit={"reported": True})),
        ("no meeting", 1, Scene(body=Resume("c1", "a1"), unit={"reported": True})),
        ("the safety supervisor has not signed", 1, Scene(body=ALL_SET, unit={"reported": True}, held={"safety": ("sam",)})),
        (
            "signed",
            0,
            Scene(body=ALL_SET, unit={"reported": True}, held={"safety": ("sam",)}, signers=(("ann", "lead"), ("sam", "safety"))),
        ),
        (
            "signed as something else",
            1,
            Scene(body=ALL_SET, unit={"reported": True}, held={"safety": ("sam",)}, signers=(("sam", "crew"),)),
        ),
        ("somebody else signed", 1, Scene(body=ALL_SET, unit={"reported": True}, held={"safety": ("sam",)}, signers=(("ann", "safety"),))),
        ("nothing was reported, and what it was about", 0, Scene(body=Resume("c1"), unit={"reported": False})),
        ("nothing was reported, withdrawn", 0, Scene(body=Resume(withdrawn=True), unit={"reported": False})),
        ("nothing was reported, nor said", 1, Scene(body=Resume(None, "a1", meeting=True), unit={"reported": False})),
    ),
    "channel_stores_no_name": (
        ("a person signs", True, Scene()),
        ("the box alone", True, Scene(signers=(("box", "box"),))),
        (
            "the box, for a phone of nobody",
            True,
            Scene(signers=(("box", "box"),), keys={"phone1": replace(KEY, key=replace(KEY.key, person="box"))}),
        ),
        ("the box, for a person's phone", False, Scene(signers=(("box", "box"),), keys={"phone1": KEY})),
        ("a person as the box", False, Scene(signers=(("ann", "box"),))),
        ("the box and a person", True, Scene(signers=(("box", "box"), ("ann", "crew")), keys={"phone1": KEY})),
    ),
}


@pytest.mark.parametrize(("fact", "want", "scene"), params(ROWS))
def test_what_a_fact_of_incident_says(fact: str, want: Answer, scene: Scene) -> None:
    """Each fact says of each scene what stands beside it, and of the same type."""
    assert agrees(fact, want, scene)
