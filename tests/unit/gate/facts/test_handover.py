"""Facts of hand-over and return: who may give, what is overdue, whose hands, the receiver, the plan."""

from __future__ import annotations

import pytest
from immutables import Map
from msgspec.structs import replace

from chamberflag.acts.ceremony import HandOver
from chamberflag.acts.plan import PlanShot
from chamberflag.acts.play import ChangeHands, Play, TakeUp
from chamberflag.acts.rack import IssueMoulded
from chamberflag.custody.persons import Appointment, People, Person
from chamberflag.custody.records import Day, Plan
from tests.scenes import GUN, NOW, Answer, Rows, Scene, agrees, paper, params

TEAM = {"handler": ("ann", "ben"), "performer": ("pia", "tom")}
OUT = {"loc": "hand", "holder": "pia", "reg": True}
LIMIT = {"return_after_cut_s": 1000}
CUT, BREAK, HOLD = Day(cut_at=NOW - 1001), Day(break_at=NOW - 1001), Day(hold_at=NOW - 1001)
EARLIER = replace(GUN, handed_at=NOW - 1001)
BACK = replace(EARLIER, returned_hand_at=NOW - 1000)
LOADED = {"loc": "hand", "holder": "ann", "n": 1, "load_at": NOW - 1001}


def letter(*classes: str, role: str = "lead", person: str = "ann") -> Appointment:
    """An appointment, for some classes or for all."""
    return Appointment(person, role, authority=True, classes=classes, at=0, index=1)


def planned(
    *, signed: int = 1, play: tuple[Play, ...] = (), weapons: tuple[str, ...] = ("w1",), cast: tuple[str, ...] = ("pia",)
) -> tuple[Plan, ...]:
    """A plan for the weapon, signed in this version."""
    return (Plan("s1", 1, PlanShot("s1", weapons=weapons, performers=cast, play=play), 0, 1, signed_version=signed),)


PASSED, TAKEN = (Play.CHANGE_HANDS,), (Play.TAKE_UP,)
CLASSED = replace(GUN, klass="RUBBER")
ROWS: Rows = {
    "lead_may_hand_over": (
        ("not of the team", False, Scene(parties={"who": "pia"}, held=TEAM)),
        ("a letter for all classes", True, Scene(held=TEAM, letters=(letter(),), things=(CLASSED,))),
        ("no letter: an assistant on duty", True, Scene(held=TEAM, things=(CLASSED,))),
        ("a letter for this class", True, Scene(held=TEAM, letters=(letter("RUBBER"),), things=(CLASSED,))),
        ("for another", False, Scene(held=TEAM, letters=(letter("REPLICA"),), things=(CLASSED,))),
        ("an assistant's letter for another", False, Scene(held=TEAM, letters=(letter("REPLICA", role="assistant"),), things=(CLASSED,))),
        ("somebody else's letter", True, Scene(held=TEAM, letters=(letter("REPLICA", person="ben"),), things=(CLASSED,))),
        ("a weapon nobody knows", None, Scene(held=TEAM, letters=(letter("RUBBER"),))),
        ("a weapon of no class", None, Scene(held=TEAM, letters=(letter("RUBBER"),), things=(GUN,))),
        (
            "in play: who gave it out after a ceremony",
            True,
            Scene(act="change_hands", held=TEAM, core={"w1": {"decl_by": "ann"}}, things=(CLASSED,)),
        ),
        ("a performer did", False, Scene(act="change_hands", held=TEAM, core={"w1": {"decl_by": "pia"}}, things=(CLASSED,))),
        (
            "by the rack",
            True,
            Scene(act="take_up", held=TEAM, core={"w1": {"decl_by": "pia", "iss_by": "ben"}}, things=(replace(CLASSED, rack_index=0),)),
        ),
        ("by no rack", False, Scene(act="take_up", held=TEAM, core={"w1": {"decl_by": "pia", "iss_by": "ben"}}, things=(CLASSED,))),
        ("nobody knows it", False, Scene(act="change_hands", held=TEAM, things=(CLASSED,))),
    ),
    "returns_overdue": (
        ("nothing called", 0, Scene(core={"w1": OUT}, held=TEAM, things=(EARLIER,), params=LIMIT)),
        *(
            (f"out at the {name}", 1, Scene(core={"w1": OUT}, held=TEAM, things=(EARLIER,), params=LIMIT, day=day))
            for name, day in (("cut", CUT), ("break", BREAK), ("hold", HOLD))
        ),
        ("the limit is not over", 0, Scene(core={"w1": OUT}, held=TEAM, things=(EARLIER,), params=LIMIT, day=Day(cut_at=NOW - 1000))),
        ("no limit set: at once", 1, Scene(core={"w1": OUT}, held=TEAM, things=(EARLIER,), day=Day(cut_at=NOW - 1))),
        (
            "a call at the first instant",
            1,
            Scene(core={"w1": OUT}, held=TEAM, things=(replace(GUN, handed_at=0),), params=LIMIT, day=Day(cut_at=0)),
        ),
        (
            "given out after the cut",
            0,
            Scene(core={"w1": OUT}, held=TEAM, things=(replace(GUN, handed_at=NOW - 1000),), params=LIMIT, day=CUT),
        ),
        (
            "out for a block: a cut does not call it",
            0,
            Scene(core={"w1": OUT | {"block": True}}, held=TEAM, things=(EARLIER,), params=LIMIT, day=CUT),
        ),
        ("a break does", 1, Scene(core={"w1": OUT | {"block": True}}, held=TEAM, things=(EARLIER,), params=LIMIT, day=BREAK)),
        ("with the team", 0, Scene(core={"w1": OUT | {"holder": "ann"}}, held=TEAM, things=(EARLIER,), params=LIMIT, day=CUT)),
        (
            "the most of the calls",
            1,
            Scene(core={"w1": OUT}, held=TEAM, things=(EARLIER,), params=LIMIT, day=Day(cut_at=NOW - 1001, hold_at=NOW - 1001)),
        ),
        (
            "a rack with one missing from the last",
            1,
            Scene(
                body=IssueMoulded(),
                core={"w2": OUT | {"issued": True}},
                held=TEAM,
                things=(replace(GUN, id="w2", missing_index=4),),
                params=LIMIT,
            ),
        ),
        (
            "a missing one is no matter to a ceremony",
            0,
            Scene(
                body=HandOver(),
                core={"w2": OUT | {"issued": True}},
                held=TEAM,
                things=(replace(GUN, id="w2", missing_index=4),),
                params=LIMIT,
            ),
        ),
        (
            "missing and out at the cut",
            2,
            Scene(
                body=IssueMoulded(),
                core={"w2": OUT | {"issued": True}},
                held=TEAM,
                things=(replace(EARLIER, id="w2", missing_index=4),),
                params=LIMIT,
                day=CUT,
            ),
        ),
    ),
    "held_over_delay": (
        ("no hold", 0, Scene(core={"w1": OUT}, held=TEAM, things=(EARLIER,), params=LIMIT, day=CUT)),
        ("out at the hold", 1, Scene(core={"w1": OUT}, held=TEAM, things=(EARLIER,), params=LIMIT, day=HOLD)),
        ("back, and still loaded", 1, Scene(core={"w1": LOADED}, held=TEAM, things=(BACK,), params=LIMIT, day=HOLD)),
        ("back and empty", 0, Scene(core={"w1": LOADED | {"n": 0}}, held=TEAM, things=(BACK,), params=LIMIT, day=HOLD)),
        (
            "back, and loaded anew",
            0,
            Scene(core={"w1": LOADED | {"load_at": NOW - 1000}}, held=TEAM, things=(BACK,), params=LIMIT, day=HOLD),
        ),
        (
            "back at the very call",
            0,
            Scene(core={"w1": LOADED}, held=TEAM, things=(replace(BACK, returned_hand_at=NOW - 1001),), params=LIMIT, day=HOLD),
        ),
        (
            "given out after it",
            0,
            Scene(core={"w1": LOADED}, held=TEAM, things=(replace(BACK, handed_at=NOW - 1000),), params=LIMIT, day=HOLD),
        ),
        ("never given out", 0, Scene(core={"w1": LOADED}, held=TEAM, things=(replace(BACK, handed_at=-1),), params=LIMIT, day=HOLD)),
        (
            "given out at the first instant",
            1,
            Scene(core={"w1": LOADED}, held=TEAM, things=(replace(BACK, handed_at=0),), params=LIMIT, day=HOLD),
        ),
        ("of no paper", 0, Scene(core={"w1": LOADED}, held=TEAM, params=LIMIT, day=HOLD)),
        ("the limit is not over", 0, Scene(core={"w1": LOADED}, held=TEAM, things=(BACK,), params={"return_after_cut_s": 1001}, day=HOLD)),
        (
            "two of each",
            3,
            Scene(
                core={"w1": LOADED, "w2": LOADED, "w3": OUT},
                held=TEAM,
                things=(BACK, replace(BACK, id="w2"), replace(EARLIER, id="w3")),
                params=LIMIT,
                day=HOLD,
            ),
        ),
    ),
    "outside_hands": (
        ("one of the team", 0, Scene(held=TEAM)),
        ("one who is not", 1, Scene(held=TEAM, signers=(("pia", "performer"),))),
        ("passed on outside", 1, Scene(act="pass_on", held=TEAM)),
        ("passed on inside", 0, Scene(act="pass_on", held=TEAM, parties={"to": "ben"})),
        ("both outside", 2, Scene(act="pass_on", held=TEAM, signers=(("tom", "performer"),))),
        ("handed to a performer is no matter", 0, Scene(act="hand_over", held=TEAM)),
        ("in play without a plan", 1, Scene(act="change_hands", held=TEAM)),
        ("in play as planned", 0, Scene(act="change_hands", held=TEAM, plans=planned(play=PASSED))),
        ("to somebody the plan does not name", 1, Scene(act="change_hands", held=TEAM, parties={"to": "tom"}, plans=planned(play=PASSED))),
        ("not signed in this version", 1, Scene(act="change_hands", held=TEAM, plans=planned(play=PASSED, signed=0))),
        ("not what the plan lets happen", 1, Scene(act="take_up", held=TEAM, plans=planned(play=PASSED))),
        ("taken up as planned", 0, Scene(act="take_up", held=TEAM, plans=planned(play=TAKEN))),
    ),
    "given_back_by_unnamed": (
        ("by one the plan names", False, Scene(signers=(("pia", "performer"),), held=TEAM, plans=planned(play=PASSED))),
        ("by one it does not", True, Scene(signers=(("tom", "performer"),), held=TEAM, plans=planned(play=PASSED))),
        ("nothing changes hands in it", False, Scene(signers=(("tom", "performer"),), held=TEAM, plans=planned())),
        ("by the team", False, Scene(held=TEAM, plans=planned(play=PASSED))),
        ("no plan", False, Scene(signers=(("tom", "performer"),), held=TEAM)),
        (
            "a plan of another piece",
            False,
            Scene(body=HandOver(shot="s1"), signers=(("tom", "performer"),), held=TEAM, plans=planned(play=PASSED, weapons=("w2",))),
        ),
    ),
    "receiver_trained": (
        ("no weapon", True, Scene(weapon="")),
        ("not trained", None, Scene(things=(CLASSED,))),
        ("on this weapon", True, Scene(people=People(trained=Map({"pia|w1": 0})))),
        ("on its kind", True, Scene(things=(CLASSED,), people=People(trained=Map({"pia|RUBBER": 0})))),
        ("on another kind", None, Scene(things=(CLASSED,), people=People(trained=Map({"pia|REPLICA": 0})))),
        ("somebody else was", None, Scene(things=(CLASSED,), people=People(trained=Map({"tom|w1": 0})))),
        ("a kind that nobody said", None, Scene(things=(GUN,), people=People(trained=Map({"pia|None": 0})))),
    ),
    "look_unbroken": (
        ("no weapon", True, Scene(weapon="")),
        ("not on record", None, Scene()),
        ("looked, and in sight", True, Scene(core={"w1": {"watched": True, "seen": "pia"}})),
        ("out of sight", False, Scene(core={"w1": {"watched": False, "seen": "pia"}})),
        ("somebody else looked", False, Scene(core={"w1": {"watched": True, "seen": "tom"}})),
    ),
    "receiver_declined": (
        ("nobody did", False, Scene()),
        ("this weapon", True, Scene(people=People(declines=Map({"pia|w1": "a9"})))),
        ("any", True, Scene(people=People(declines=Map({"pia|*": "a9"})))),
        ("another", False, Scene(people=People(declines=Map({"pia|w2": "a9"})))),
        ("somebody else did", False, Scene(people=People(declines=Map({"tom|*": "a9"})))),
    ),
    "fit_stated": (
        *(
            (f"{name} says so", True, Scene(body=body))
            for name, body in (
                ("a hand-over", HandOver(fit=True)),
                ("a rack", IssueMoulded(fit=True)),
                ("a change of hands", ChangeHands(fit=True)),
                ("a taking up", TakeUp(fit=True)),
            )
        ),
        ("not fit", False, Scene(body=HandOver(fit=False))),
        ("not said", None, Scene(body=HandOver())),
        ("another act", None, Scene()),
    ),
    "minor_papers_ok": (
        ("nobody knows the receiver", None, Scene()),
        ("no minor", True, Scene(people=People(persons=Map({"pia": Person("pia", frozenset(), minor=False, index=1)})))),
        *(
            (claim, want, Scene(people=People(persons=Map({"pia": Person("pia", frozenset(), minor=True, index=1)})), papers=papers))
            for claim, want, papers in (
                ("a minor without papers", None, ()),
                ("with consent alone", None, (("pia", "minor_consent", paper()),)),
                ("with approval alone", None, (("pia", "minor_approval", paper()),)),
                ("with both", True, (("pia", "minor_consent", paper()), ("pia", "minor_approval", paper()))),
            )
        ),
    ),
    "plan_matches": (
        ("no plan", None, Scene()),
        ("as planned", True, Scene(body=HandOver(shot="s1"), plans=planned())),
        ("no shot said", True, Scene(plans=planned())),
        ("another weapon", False, Scene(body=HandOver(shot="s1"), plans=planned(weapons=("w2",)))),
        ("another performer", False, Scene(body=HandOver(shot="s1"), plans=planned(cast=("tom",)))),
        ("a shot without a plan", None, Scene(body=HandOver(shot="s2"), plans=planned())),
        ("declared for a shot that is not said", True, Scene(things=(replace(GUN, declared_shot="s1"),), plans=planned())),
    ),
}


@pytest.mark.parametrize(("fact", "want", "scene"), params(ROWS))
def test_what_a_fact_of_the_hand_over_says(fact: str, want: Answer, scene: Scene) -> None:
    """Each fact says of each scene what stands beside it, and of the same type."""
    assert agrees(fact, want, scene)
