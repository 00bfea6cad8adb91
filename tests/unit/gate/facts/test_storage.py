"""Facts of storage and custody: locks, attendance, containers, declarations, what is unaccounted."""

from __future__ import annotations

import pytest
from immutables import Map
from msgspec.structs import replace

from chamberflag.acts.rounds import LoadRounds
from chamberflag.custody.persons import People
from chamberflag.custody.records import Day, Incident, Lot, Thing
from tests.scenes import BLANKS, BOX, DUMMIES, GUN, LATELY, NOW, YESTERDAY, Answer, Rows, Scene, agrees, paper, params, report, reports

TEAM = {"handler": ("ann", "ben"), "performer": ("pia",)}
SAFE = Thing("st", "store", 1)
STORE, HAND, LAID, LOST = {"loc": "store"}, {"loc": "hand"}, {"loc": "laid"}, {"loc": "unattended"}
FULL = replace(BOX, classes=frozenset({"BLANK", "DUMMY"}), lots=frozenset({"bl", "dm", "d2"}))


def loss(at: int = 10, ref: str = "") -> Incident:
    """A loss that was reported."""
    return reports(replace(report("loss", "w1", index=at), police_ref=ref))


ROWS: Rows = {
    "inside_team": (
        ("both of the team", True, Scene(held=TEAM, parties={"to": "ben"})),
        ("the taker is not of it", False, Scene(held=TEAM, parties={"to": "pia"})),
        ("the giver is not of it", False, Scene(held=TEAM, signers=(("pia", "performer"),), parties={"to": "ben"})),
        ("nobody receives: the doer alone", True, Scene(held=TEAM, parties={})),
        ("nobody did it", False, Scene(held={"handler": ("",)}, signers=(("", "lead"),), parties={})),
    ),
    "container_locked_or_attended": (
        ("no weapon, nothing to lock", True, Scene(weapon="")),
        ("not on record", None, Scene()),
        ("in the store, and nothing on paper", None, Scene(core={"w1": STORE})),
        ("in the store, whose lock nobody mentioned", True, Scene(core={"w1": STORE}, things=(GUN,))),
        ("locked", True, Scene(core={"w1": STORE}, things=(replace(GUN, locked=True),))),
        ("unlocked", False, Scene(core={"w1": STORE}, things=(replace(GUN, locked=False),))),
        ("in a hand", True, Scene(core={"w1": HAND})),
        ("laid in play", True, Scene(core={"w1": LAID})),
        ("lying about", False, Scene(core={"w1": LOST})),
    ),
    "attend_age_ms": (
        ("no weapon to attend", 0, Scene(weapon="", core={"": HAND})),
        ("in the store", 0, Scene(core={"w1": STORE})),
        ("a weapon nobody knows", None, Scene(things=(replace(GUN, attended_at=0),))),
        ("no paper on it", None, Scene(core={"w1": HAND})),
        ("nobody acted on it", None, Scene(core={"w1": HAND}, things=(GUN,))),
        ("a minute ago", 60_000, Scene(core={"w1": HAND}, things=(replace(GUN, attended_at=NOW - 60_000),))),
        ("at the first instant", NOW, Scene(core={"w1": LAID}, things=(replace(GUN, attended_at=0),))),
        ("a clock that went back", 0, Scene(core={"w1": LAID}, things=(replace(GUN, attended_at=NOW + 5),))),
        ("lying about", None, Scene(core={"w1": LOST}, things=(replace(GUN, attended_at=NOW),))),
    ),
    "ammo_container_gaps": (
        ("a weapon alone", 0, Scene(lots=("dm",))),
        ("a lot nobody knows", None, Scene(lot="dm")),
        ("its lock is nowhere told", None, Scene(lot="dm", things=(DUMMIES,))),
        ("locked", 0, Scene(lot="dm", things=(replace(DUMMIES, locked=True),), boxes=(Lot("dm"),))),
        ("open now", 1, Scene(lot="dm", things=(replace(DUMMIES, locked=False),))),
        ("proof void since", 1, Scene(lot="dm", things=(replace(DUMMIES, locked=True),), boxes=(Lot("dm", proof_void_index=0),))),
        ("open, and void", 2, Scene(lot="dm", things=(replace(DUMMIES, locked=False),), boxes=(Lot("dm", proof_void_index=4),))),
        (
            "two lots of a step without a weapon",
            2,
            Scene(weapon="", lots=("dm", "bl"), things=(replace(DUMMIES, locked=False), replace(BLANKS, locked=False))),
        ),
        ("one of two unknown", None, Scene(weapon="", lots=("dm", "bl"), things=(replace(DUMMIES, locked=True),))),
    ),
    "container_classes": (
        ("nothing named", 0, Scene()),
        ("a mixed box", 2, Scene(others=("c1",), things=(FULL,))),
        ("a box nobody knows", None, Scene(others=("c1",))),
        ("the box where the lot lies", 2, Scene(lot="dm", things=(FULL, replace(DUMMIES, container="c1")))),
        ("it lies where nobody knows a box", None, Scene(lot="dm", things=(replace(DUMMIES, container="c9"),))),
        ("it lies nowhere in particular", 0, Scene(lot="dm", things=(DUMMIES,))),
        ("a lot nobody knows", None, Scene(lot="dm", others=("c1",), things=(FULL,))),
        ("the box it is taken from", 2, Scene(body=LoadRounds(1, source="c1"), things=(FULL,))),
        ("taken from where nobody knows a box", None, Scene(body=LoadRounds(1, source="c1"))),
        ("the most of several", 2, Scene(others=("c2", "c1"), things=(FULL, Thing("c2", "container", 1, classes=frozenset({"DUMMY"}))))),
    ),
    "container_lots": (
        ("three lots in a box", 3, Scene(others=("c1",), things=(FULL,))),
        ("a store holds many", 0, Scene(others=("st",), things=(replace(SAFE, lots=frozenset({"a", "b"})),))),
        ("a box nobody knows", None, Scene(others=("c1",))),
        ("nothing named", 0, Scene()),
    ),
    "store_opened_by_unlisted": (
        ("no opening", 0, Scene(things=(SAFE,))),
        ("one by the first entry", 1, Scene(things=(replace(SAFE, opened_unlisted=0),))),
        ("one more by this step", 1, Scene(act="open_store", weapon="", others=("st",), things=(SAFE,))),
        ("by one of its list", 0, Scene(act="open_store", weapon="", others=("st",), things=(replace(SAFE, access=frozenset({"ann"})),))),
        ("without a list by the team", 0, Scene(act="open_store", weapon="", others=("st",), held=TEAM, things=(SAFE,))),
        ("another act at the store", 0, Scene(act="take_out", others=("st",), things=(SAFE,))),
        ("after it the record says", 0, Scene(act="open_store", weapon="", others=("st",), things=(SAFE,), after=True)),
    ),
    "transport_accompanied": (
        ("not on record", None, Scene()),
        ("not transported", True, Scene(things=(GUN,))),
        ("transported alone", False, Scene(things=(replace(GUN, transported=True),))),
        ("transported by somebody", True, Scene(things=(replace(GUN, transported=True, accompanied_by="ann"),))),
    ),
    "locked_now": (
        ("nothing named", True, Scene(weapon="")),
        ("not on record", None, Scene(others=("c1",), things=(GUN,))),
        ("nobody said it lies unlocked", True, Scene(things=(GUN,))),
        ("a box unlocked", False, Scene(others=("c1",), things=(GUN, replace(BOX, locked=False)))),
        ("a lot unlocked", False, Scene(lot="dm", things=(GUN, replace(DUMMIES, locked=False)))),
        ("all locked", True, Scene(lot="dm", things=(replace(GUN, locked=True), replace(DUMMIES, locked=True)))),
    ),
    "strange_weapon_lies": (
        ("on the register", False, Scene(core={"w1": {"reg": True}})),
        ("not on it", True, Scene(core={"w1": {"reg": False}})),
        ("not on record", True, Scene()),
        ("no weapon", False, Scene(weapon="")),
    ),
    "weapon_record_complete": (
        ("no weapon", True, Scene(weapon="")),
        ("not on record", False, Scene()),
        ("in service with a class", True, Scene(things=(replace(GUN, accepted_at=0, klass="RUBBER"),))),
        ("not accepted", False, Scene(things=(replace(GUN, klass="RUBBER"),))),
        ("no class", False, Scene(things=(replace(GUN, accepted_at=0),))),
        ("sent back", False, Scene(things=(replace(GUN, accepted_at=0, klass="RUBBER", returned_at=0),))),
    ),
    "day_declaration_missing": (
        ("giver and taker have not", 2, Scene()),
        ("one has, in time", 1, Scene(people=People(declared=Map({"ann": LATELY})))),
        ("the other not since yesterday", 2, Scene(people=People(declared=Map({"ann": YESTERDAY})))),
        ("nor since the day was closed", 2, Scene(people=People(declared=Map({"ann": NOW})), day=Day(closed_at=NOW))),
        ("at the first instant of all", 0, Scene(signers=(), parties={})),
    ),
    "fire_sign_photo": (
        ("no photo", False, Scene()),
        ("a photo", True, Scene(papers=(("production", "sign_photo", paper()),))),
    ),
    "items_unaccounted": (
        ("nothing", 0, Scene(core={"w1": HAND | {"reg": True}})),
        ("one lies about", 1, Scene(core={"w1": LOST | {"reg": True}})),
        ("a stranger does", 0, Scene(core={"w1": LOST})),
        (
            "a moulding did not come back",
            1,
            Scene(core={"w1": HAND | {"reg": True, "issued": True}}, things=(replace(GUN, missing_index=0),)),
        ),
        ("it did", 0, Scene(core={"w1": HAND | {"reg": True, "issued": True}}, things=(GUN,))),
        ("one that no rack gave out", 0, Scene(core={"w1": HAND | {"reg": True}}, things=(replace(GUN, missing_index=3),))),
        ("one of which there is no paper", 0, Scene(core={"w1": HAND | {"reg": True, "issued": True}})),
        ("a loss", 1, Scene(incident=loss())),
        ("a loss with a reference", 0, Scene(incident=loss(ref="p1"))),
        ("a loss the police were told of after it", 0, Scene(incident=replace(loss(), police_index=11))),
        ("before it", 1, Scene(incident=replace(loss(), police_index=10))),
        ("another report", 0, Scene(incident=reports(report("drop", "w1")))),
    ),
    "possession_periods_open": (
        ("in the store", 0, Scene(core={"w1": STORE | {"reg": True}})),
        ("out of it", 2, Scene(core={"w1": HAND | {"reg": True}, "w2": LOST | {"reg": True}})),
        ("a stranger", 0, Scene(core={"w1": HAND})),
    ),
}


@pytest.mark.parametrize(("fact", "want", "scene"), params(ROWS))
def test_what_a_fact_of_storage_says(fact: str, want: Answer, scene: Scene) -> None:
    """Each fact says of each scene what stands beside it, and of the same type."""
    assert agrees(fact, want, scene)
