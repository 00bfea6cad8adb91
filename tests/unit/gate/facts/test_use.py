"""Facts of use, aim and distances: what the plan says of people, lines, actions and shields."""

from __future__ import annotations

import pytest
from immutables import Map
from msgspec.structs import replace

from chamberflag.acts.ceremony import HandOver
from chamberflag.acts.people import EnterZone
from chamberflag.acts.plan import Distance, PlanShot, Use
from chamberflag.acts.play import Lay, Play
from chamberflag.acts.rack import IssueMoulded
from chamberflag.custody.persons import People, ZoneLine
from chamberflag.custody.records import Day, Meeting, Plan
from chamberflag.vocabulary.words import Action, Contents
from tests.scenes import GUN, LATELY, NOW, YESTERDAY, Answer, Rows, Scene, agrees, params, report, reports

BODY = PlanShot("s1", weapons=("w1",), performers=("pia",), actions=(Action.HOLD, Action.AIM))
HOT = replace(BODY, actions=(Action.FIRE,), rounds=3)
FUNCTIONAL = {"kind": "FUNCTIONAL"}
SIGNED = replace(GUN, declared_version=2)


def plan(
    body: PlanShot = BODY, signed: int = 2, *, version: int = 2, consulted: tuple[str, ...] = (), at: int = 2, near: int = 0
) -> tuple[Plan, ...]:
    """Version 2 of a plan."""
    return (Plan("s1", version, body, 0, 1, signed, frozenset(), frozenset(consulted), at, near),)


def of(**said: object) -> tuple[Plan, ...]:
    """A plan that says this, too."""
    return plan(replace(BODY, **said))


def met(*, finger: bool = True, at: int = LATELY) -> Day:
    """A day with a meeting."""
    return Day(meeting=Meeting("m1", at, 1, "", frozenset(), frozenset(), walk_through=True, reports=frozenset(), finger=finger))


def zone(roll: int = LATELY, **lines: ZoneLine) -> People:
    """People of the zone, of whom a roll was taken."""
    return People(zone=Map(lines), roll_at=roll)


KEPT = ZoneLine(ears=True, eyes=True, at=LATELY, rolled=True)
BARE = replace(KEPT, ears=False)
CAME = replace(KEPT, rolled=False)
FAR, NEAR = Distance("tom", 700), Distance("sol", 300)
SAID: Rows = {
    name: (
        (f"{name} without a plan", None, Scene()),
        ("the plan does not say", unsaid, Scene(plans=plan())),
        ("it does", told, Scene(plans=plans)),
    )
    for name, unsaid, told, plans in (
        ("backup_named", False, True, of(backup="dummy")),
        ("backstop_named", False, True, of(backstop="wall")),
        ("aimed_at_auditorium", None, True, of(auditorium=True)),
        ("ejection_people", None, 2, of(ejection=("a", "b"))),
        ("vent_people", None, 1, of(vent=("a",))),
        ("people_on_line", None, 2, of(on_line=("a", "b"))),
    )
}
ROWS: Rows = {
    **SAID,
    "aimed_unconsulted": (
        ("no plan", None, Scene()),
        ("nobody said who is there", None, Scene(plans=plan())),
        ("nobody is there", 0, Scene(plans=of(on_line=()))),
        ("two, nobody was asked", 2, Scene(plans=of(on_line=("tom", "sol")))),
        ("one was asked", 1, Scene(plans=plan(replace(BODY, on_line=("tom", "sol")), consulted=("tom",)))),
        ("of an older version", 2, Scene(plans=plan(replace(BODY, on_line=("tom", "sol")), consulted=("tom",), at=1))),
    ),
    "finger_briefed": (
        ("no meeting", False, Scene()),
        ("briefed", True, Scene(day=met())),
        ("not briefed", False, Scene(day=met(finger=False))),
        ("yesterday", False, Scene(day=met(at=YESTERDAY))),
    ),
    "action_permitted": (
        ("no plan", None, Scene()),
        ("not signed", False, Scene(plans=plan(signed=0))),
        ("an older version is", False, Scene(plans=plan(signed=1))),
        ("to hold it", True, Scene(body=HandOver(), plans=plan())),
        ("a plan that lists nothing", False, Scene(body=HandOver(), plans=plan(replace(BODY, actions=())))),
        ("any other act", True, Scene(plans=plan())),
        ("nor for any other act", False, Scene(plans=plan(replace(BODY, actions=())))),
        ("to aim, as listed", True, Scene(body=HandOver(permitted=Action.AIM), plans=plan())),
        ("to cock it", False, Scene(body=HandOver(permitted=Action.COCK), plans=plan())),
        ("cocked", False, Scene(body=Use(Action.COCK), plans=plan())),
        ("drawn, which is less than to aim", True, Scene(body=Use(Action.DRAW), plans=plan())),
        ("as many shots as planned", True, Scene(body=HandOver(permitted=Action.FIRE, fire=3), plans=plan(HOT))),
        ("one more", False, Scene(body=HandOver(permitted=Action.FIRE, fire=4), plans=plan(HOT))),
        ("fired as planned", True, Scene(body=Use(Action.FIRE, 3), plans=plan(HOT))),
        ("fired once more", False, Scene(body=Use(Action.FIRE, 4), plans=plan(HOT))),
        ("fired without a number in the plan", False, Scene(body=Use(Action.FIRE, 1), plans=plan(replace(HOT, rounds=None)))),
        ("laid down as planned", True, Scene(act="lay", body=Lay(), plans=plan(replace(BODY, play=(Play.LAY,))))),
        ("laid down", False, Scene(act="lay", body=Lay(), plans=plan())),
    ),
    "play_fits": (
        ("no plan", None, Scene(core={"w1": FUNCTIONAL})),
        ("a weapon nobody knows", None, Scene(plans=plan())),
        ("nothing changes hands", True, Scene(core={"w1": FUNCTIONAL}, plans=plan())),
        ("no weapon", True, Scene(weapon="", body=Lay(shot="s1"), plans=of(play=(Play.LAY,)))),
        ("rubber does", True, Scene(core={"w1": {"kind": "RUBBER"}}, plans=of(play=(Play.LAY,)))),
        *(
            (f"{kind} does", False, Scene(core={"w1": {"kind": kind}}, plans=of(play=(Play.LAY,))))
            for kind in ("FUNCTIONAL", "BLANK_ADAPTED", "BLANK_ONLY")
        ),
    ),
    **{
        name: (
            ("no plan", None, Scene()),
            ("nobody said", None, Scene(plans=plan())),
            ("the nearest of several", 300, Scene(plans=of(distances=(FAR, NEAR), closest=500))),
            ("the figure alone", 500, Scene(plans=of(closest=500))),
            ("figure and people", 300, Scene(plans=of(distances=(FAR,), closest=300))),
            ("nearer than the plan says", 200, Scene(body=Use(Action.AIM, distance=200), plans=of(closest=500))),
            ("farther", 500, Scene(body=Use(Action.AIM, distance=900), plans=of(closest=500))),
            ("as the act alone says", 0, Scene(body=Use(Action.AIM, distance=0))),
        )
        for name in ("closest_person_cm", "contact_cm")
    },
    "nearer_assessed": (
        ("no plan", False, Scene()),
        ("not assessed", False, Scene(plans=of(closest=200))),
        ("assessed", True, Scene(plans=plan(replace(BODY, closest=200), near=2))),
        ("an older version", False, Scene(plans=plan(replace(BODY, closest=200), near=1))),
        ("nearer than assessed", False, Scene(body=Use(Action.AIM, distance=100), plans=plan(replace(BODY, closest=200), near=2))),
    ),
    "camera_shielded": (
        ("no plan", None, Scene()),
        ("nobody said", None, Scene(plans=plan())),
        ("no camera near", True, Scene(plans=of(camera_near_line=False, camera_shielded=False))),
        ("a camera behind a shield", True, Scene(plans=of(camera_near_line=True, camera_shielded=True))),
        ("a camera behind none", False, Scene(plans=of(camera_near_line=True, camera_shielded=False))),
        ("nobody said behind what", None, Scene(plans=of(camera_near_line=True))),
    ),
    "zone_needed": (
        ("no weapon", False, Scene(weapon="")),
        ("not on record", None, Scene()),
        ("rubber", False, Scene(core={"w1": {"kind": "RUBBER", "contents": "BLANK"}})),
        ("blanks inside", True, Scene(core={"w1": FUNCTIONAL | {"contents": "BLANK"}})),
        ("no plan", None, Scene(core={"w1": FUNCTIONAL})),
        ("nobody said where it points", None, Scene(core={"w1": FUNCTIONAL}, plans=plan())),
        ("at nobody", False, Scene(core={"w1": FUNCTIONAL}, plans=of(on_line=(), toward_people=False))),
        ("nobody on the line", False, Scene(core={"w1": FUNCTIONAL}, plans=of(on_line=()))),
        ("not toward people", False, Scene(core={"w1": FUNCTIONAL}, plans=of(toward_people=False))),
        ("somebody on the line", True, Scene(core={"w1": FUNCTIONAL}, plans=of(on_line=("tom",)))),
        ("toward people", True, Scene(core={"w1": FUNCTIONAL}, plans=of(toward_people=True))),
        ("blanks planned", True, Scene(core={"w1": FUNCTIONAL}, plans=of(contents=Contents.BLANK))),
        ("dummies planned", None, Scene(core={"w1": FUNCTIONAL}, plans=of(contents=Contents.DUMMY))),
        ("the roll itself", False, Scene(body=EnterZone(roll=True), plans=of(toward_people=True))),
        ("somebody enters: no plan", False, Scene(body=EnterZone())),
        ("nothing points at anybody", False, Scene(body=EnterZone(), plans=plan())),
        *(
            (f"somebody enters: {name}", True, Scene(body=EnterZone(), plans=plans))
            for name, plans in (
                ("toward people", of(toward_people=True)),
                ("on the line", of(on_line=("tom",))),
                ("blanks", of(contents=Contents.BLANK)),
            )
        ),
    ),
    "zone_unknown_people": (
        ("no roll", None, Scene(people=zone(-1, tom=KEPT))),
        ("yesterday's", None, Scene(people=zone(YESTERDAY, tom=KEPT))),
        ("all on the roll", 0, Scene(people=zone(tom=KEPT))),
        ("one came in without it", 1, Scene(people=zone(tom=KEPT, sol=CAME))),
        ("a plan without a list", 1, Scene(people=zone(sol=CAME), plans=plan())),
        ("on the plan's list", 0, Scene(people=zone(sol=CAME), plans=of(zone=("sol",)))),
        ("not on that list", 1, Scene(people=zone(sol=CAME), plans=of(zone=("tom",)))),
        ("who enters is not in the zone", 1, Scene(body=EnterZone(), people=zone(tom=KEPT))),
        ("who enters is", 0, Scene(body=EnterZone(), people=zone(ann=KEPT))),
    ),
    "eyes_unprotected": (
        ("no roll", None, Scene(people=zone(YESTERDAY, tom=KEPT))),
        ("all", 0, Scene(people=zone(tom=BARE))),
        ("not all", 1, Scene(people=zone(tom=KEPT, sol=replace(KEPT, eyes=False)))),
        ("ticked yesterday", 1, Scene(people=zone(tom=replace(KEPT, at=YESTERDAY)))),
    ),
    "people_unprotected": (
        ("all", 0, Scene(people=zone(tom=KEPT))),
        ("ears", 1, Scene(people=zone(tom=BARE))),
        ("eyes", 1, Scene(people=zone(tom=replace(KEPT, eyes=False)))),
        ("ticked yesterday", 1, Scene(people=zone(tom=replace(KEPT, at=YESTERDAY), sol=KEPT))),
    ),
    "plan_is_newest": (
        ("no plan", None, Scene(things=(SIGNED,))),
        ("not on record", None, Scene(plans=plan())),
        ("declared under it", True, Scene(things=(SIGNED,), plans=plan())),
        ("declared under an older one", False, Scene(things=(replace(SIGNED, declared_version=1),), plans=plan())),
        ("not signed", False, Scene(things=(SIGNED,), plans=plan(signed=1))),
        ("a rack is declared under none", True, Scene(body=IssueMoulded(), things=(GUN,), plans=plan())),
        ("a rack under a plan that nobody signed", False, Scene(body=IssueMoulded(), things=(GUN,), plans=plan(signed=0))),
        ("out by a rack", True, Scene(core={"w1": {"issued": True}}, things=(GUN,), plans=plan())),
        ("not by a rack", False, Scene(core={"w1": {"issued": False}}, things=(GUN,), plans=plan())),
    ),
    "holder_suspended": (
        ("no report", False, Scene()),
        ("of this weapon", True, Scene(incident=reports(report("horseplay", "w1")))),
        ("of another", False, Scene(incident=reports(report("horseplay", "w2", person="tom")))),
        ("of who signs", True, Scene(incident=reports(report("horseplay", person="ann")))),
        ("of who receives", True, Scene(incident=reports(report("horseplay", person="pia")))),
        ("of nobody", False, Scene(signers=(("", "lead"),), parties={"to": ""}, incident=reports(report("horseplay")))),
        ("another report", False, Scene(incident=reports(report("drop", "w1", person="ann")))),
        ("reviewed", False, Scene(incident=reports(replace(report("horseplay", "w1"), closed=12)))),
    ),
    "stunt_checked": (
        ("no plan", None, Scene()),
        ("no stunt", True, Scene(plans=plan())),
        ("checked", True, Scene(plans=of(stunt=("squib",), stunt_checked=True))),
        ("not checked", False, Scene(plans=of(stunt=("squib",), stunt_checked=False))),
        ("nobody said", False, Scene(plans=of(stunt=("wire",)))),
    ),
}


@pytest.mark.parametrize(("fact", "want", "scene"), params(ROWS))
def test_what_a_fact_of_use_says(fact: str, want: Answer, scene: Scene) -> None:
    """Each fact says of each scene what stands beside it, and of the same type."""
    assert agrees(fact, want, scene)


def test_a_roll_of_now_is_of_today() -> None:
    """A roll that was taken at this very instant counts."""
    assert agrees("zone_unknown_people", 0, Scene(people=zone(NOW, tom=KEPT)))
