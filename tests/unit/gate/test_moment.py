"""What a moment is about: the thing, the rounds, who receives, which plan, what is of today; and what is signed about one rule."""

from __future__ import annotations

import pytest
from immutables import Map
from msgspec.structs import replace

from chamberflag.acts.ceremony import HandOver
from chamberflag.acts.plan import PlanShot, Use
from chamberflag.custody.event import Event
from chamberflag.custody.records import Day, Lot, Plan
from chamberflag.gate.moment import DAY_MS, Moment
from chamberflag.gate.papers import EXCEPTIONS, acknowledged, held, overridden, subjects
from chamberflag.gate.reading import called, in_plan, lots_in_service, mouldings_missing, near, people_of, tier
from chamberflag.vocabulary.words import Action
from tests.scenes import BOX, DUMMIES, GUN, LATELY, NOW, YESTERDAY, Scene, moment

OUT = {"holder": "tom"}


def planned(shot: str, index: int, *weapons: str) -> Plan:
    """A plan of some weapons."""
    return Plan(shot, 1, PlanShot(shot, weapons=weapons), 0, index)


def test_a_moment_is_about_the_weapon_else_the_lot_else_what_else_is_named() -> None:
    """The thing is the first of them that the step names, and nothing where it is not on record."""
    things = (GUN, DUMMIES, BOX)
    assert moment(Scene(lot="dm", others=("c1",), things=things)).thing == GUN
    assert moment(Scene(weapon="", lot="dm", others=("c1",), things=things)).thing == DUMMIES
    assert moment(Scene(weapon="", others=("c1", "dm"), things=things)).thing == BOX
    assert moment(Scene(weapon="", things=things)).thing is None
    assert moment(Scene(weapon="w2", lot="dm", things=things)).thing is None


def test_the_rounds_are_of_the_lot_that_is_named_else_of_the_one_inside() -> None:
    """A step that names no lot is about the rounds in the weapon."""
    boxes = (Lot("dm"), Lot("bl"))
    assert moment(Scene(lot="dm", core={"w1": {"lot": "bl"}}, boxes=boxes)).rounds == Lot("dm")
    assert moment(Scene(core={"w1": {"lot": "bl"}}, boxes=boxes)).rounds == Lot("bl")
    assert moment(Scene(boxes=boxes)).rounds is None
    assert moment(Scene(boxes=boxes)).loaded_lot == ""


def test_who_receives() -> None:
    """The event's receiver for this weapon, else the act's, else the doer; of shots: who has the weapon in hand."""
    to_tom = Event("hand_over", "w1", "", {"to": "tom"})
    assert moment(Scene()).receiver == "pia"
    assert moment(Scene(parties={})).receiver == "ann"
    assert moment(Scene(events=(Event("x", "w1", "", {}), to_tom))).receiver == "tom"
    assert moment(Scene(weapon="w2", events=(to_tom,))).receiver == "pia"
    assert moment(Scene(body=Use(Action.FIRE, 1), core={"w1": OUT})).receiver == "tom"
    assert moment(Scene(body=Use(Action.FIRE, 1), core={"w1": {}})).receiver == "ann"
    assert moment(Scene(body=Use(Action.FIRE, 1))).receiver == "pia"


def test_which_shot_and_which_plan() -> None:
    """The shot that the step names, else the one it was declared for; without one the newest plan that lists the weapon."""
    plans = (planned("s2", 5, "w1"), planned("s1", 3, "w1"), planned("s3", 9, "w2"))
    assert moment(Scene(body=HandOver(shot="s1"), things=(replace(GUN, declared_shot="s2"),))).shot == "s1"
    assert moment(Scene(body=HandOver(), things=(replace(GUN, declared_shot="s2"),))).shot == "s2"
    assert moment(Scene()).shot == ""
    assert moment(Scene(body=HandOver(shot="s1"), plans=plans)).plan == plans[1]
    assert moment(Scene(body=HandOver(shot="s9"), plans=plans)).plan is None
    assert moment(Scene(plans=plans)).plan == plans[0]
    assert moment(Scene(weapon="", plans=plans)).plan is None
    assert moment(Scene(weapon="", plans=(planned("s4", 1, ""),))).plan is None
    assert moment(Scene(plans=plans)).any_plan == plans[2]
    assert moment(Scene()).any_plan is None


@pytest.mark.parametrize(
    ("at", "closed", "today"),
    [(NOW, -1, True), (LATELY, -1, True), (YESTERDAY, -1, False), (-1, -2, False), (NOW - 5, NOW - 5, False), (NOW - 4, NOW - 5, True)],
)
def test_what_is_of_today(at: int, closed: int, today: bool) -> None:  # noqa: FBT001
    """After the last close and no longer ago than a working day; what never happened is of no day."""
    assert moment(Scene(day=Day(closed_at=closed))).today(at) is today


def test_the_first_instant_of_all_is_of_its_day() -> None:
    """An instant of 0 is one, and not a mark for never."""
    early = moment(Scene())
    assert replace(early, step=replace(early.step, now=DAY_MS)).today(0)


def test_what_stands_in_service_and_who_takes_part() -> None:
    """Lots that were accepted and not returned; whoever signs or receives, and nobody else."""
    things = (replace(DUMMIES, accepted_at=0), replace(DUMMIES, id="d2"), replace(DUMMIES, id="d3", accepted_at=0, returned_at=0))
    assert lots_in_service(moment(Scene(things=(*things, replace(GUN, accepted_at=0))))) == ["dm"]
    assert people_of(moment(Scene(signers=(("ann", "lead"), ("", "ad")), parties={"to": "pia", "third": ""}))) == {"ann", "pia"}


def test_a_plan_lets_happen_what_it_signs_for_its_pieces() -> None:
    """Signed in its newest version, of this piece, and what the step says."""
    body = PlanShot("s1", weapons=("w1",), play=())
    assert not in_plan(moment(Scene(act="lay")))
    assert not in_plan(moment(Scene(act="lay", plans=(Plan("s1", 1, body, 0, 1, 1),))))
    assert near(None) is None
    assert near(planned("s1", 1)) is None


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        ({"kind": "RUBBER", "cap": 0}, "M"),
        ({"kind": "REPLICA", "cap": 0}, "M"),
        ({"kind": "REPLICA", "cap": 6}, "N"),
        ({"kind": "DEACTIVATED", "cap": 0}, "N"),
        ({"kind": "PELLET"}, "N"),
        ({"contents": "EMPTY"}, "W0"),
        ({"contents": "DUMMY"}, "WD"),
        ({"contents": "BLANK"}, "WB"),
        ({"contents": "UNKNOWN"}, "WB"),
    ],
)
def test_the_tier_of_a_weapon(record: dict[str, str | int], wanted: str) -> None:
    """By what the record says it is and what is in it; of unknown contents as if blanks were in it; only mouldings have a name."""
    made = moment(Scene(core={"w1": record}))
    assert tier(made.state.core.weapons["w1"]) == wanted
    assert called(made.state, "w1") == (record["kind"] if wanted == "M" else "")
    assert called(made.state, "w9") == ""


def test_a_moulding_is_missing_that_its_rack_gave_out_and_that_did_not_come_back() -> None:
    """From the entry of the collection on, the first of all included."""
    assert mouldings_missing(moment(Scene(core={"w1": {"issued": True}}, things=(replace(GUN, missing_index=0),)))) == 1
    assert mouldings_missing(moment(Scene(core={"w1": {"issued": True}}, things=(GUN,)))) == 0


def test_a_hold_stands_on_whatever_the_step_touches() -> None:
    """Its items, its people, their keys and the unit; another rule's hold is another."""
    about = Scene(lot="dm", others=("c1",))
    assert set(subjects(moment(about))) == {"w1", "dm", "c1", "ann", "pia", "k0", "unit"}
    for name in subjects(moment(about)):
        assert held(replace(moment(about), state=replace(moment(about).state, holds=Map({f"REC-04|{name}": 0}))), "REC-04")
    assert not held(replace(moment(about), state=replace(moment(about).state, holds=Map({"REC-04|w2": 0}))), "REC-04")
    assert not held(replace(moment(about), state=replace(moment(about).state, holds=Map({"REC-03|w1": 0}))), "REC-04")
    assert not held(moment(about), "REC-04")


def test_a_warning_was_read_by_who_signs_today() -> None:
    """Whoever signs has acknowledged this rule today; what a receiver has read is no matter."""
    here = moment(Scene())
    stands = {"RSK-06|ann": NOW}
    for acks, read in ((stands, True), ({"RSK-06|ann": YESTERDAY}, False), ({"RSK-06|pia": NOW}, False), ({"STO-07|ann": NOW}, False)):
        assert acknowledged(replace(here, state=replace(here.state, acks=Map(acks))), "RSK-06") is read
    assert not acknowledged(here, "RSK-06")


def test_an_exception_is_signed_by_all_whom_its_rule_names_each_another_person() -> None:
    """For this weapon, this shot or any; by the roles of the rule, and by nobody twice."""
    here = moment(Scene(body=HandOver(shot="s1")))
    rule, (one, two) = next(iter(EXCEPTIONS.items()))
    both = ((one, "ann"), (two, "pru"))
    for overrides, stands in (
        ({f"{rule}|w1|s1": both}, True),
        ({f"{rule}|w1|": both}, True),
        ({f"{rule}|w1|s2": both}, False),
        ({f"{rule}|w2|s1": both}, False),
        ({f"{rule}|w1|s1": both[:1]}, False),
        ({f"{rule}|w1|s1": ((one, "ann"), (two, "ann"))}, False),
        ({f"{rule}|w1|s1": (*both, ("crew", "ann"))}, True),
        ({"STO-01|w1|s1": both}, False),
    ):
        with_it = replace(here, state=replace(here.state, overrides=Map(overrides)))
        assert overridden(with_it, rule) is stands, overrides
        assert not overridden(with_it, "STO-01")


def test_a_moment_is_of_before_the_step_and_nobody_changes_it() -> None:
    """What is not said to be after the step is before it; a moment is what it was made as, since facts remember what they read of it."""
    made = moment(Scene(after=True))
    assert not Moment(made.state, made.step, "w1", "", {}, (), {}).after
    with pytest.raises(AttributeError):
        made.after = False  # pyright: ignore[reportAttributeAccessIssue]
