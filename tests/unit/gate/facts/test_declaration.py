"""Facts of declaration: blind look, contents stated, announcement, requests to see, binding, keys and people."""

from __future__ import annotations

import pytest
from immutables import Map
from msgspec.structs import replace

from chamberflag.acts.attested import ProvenSigner
from chamberflag.acts.body import Claim
from chamberflag.acts.ceremony import Declare, HandOver, Look
from chamberflag.acts.day import OpenDay
from chamberflag.acts.plan import PlanShot, Use
from chamberflag.acts.rack import IssueMoulded
from chamberflag.custody.persons import People, ZoneLine
from chamberflag.custody.records import Announcement, Day, Plan
from chamberflag.vocabulary.words import Action, Chamber, Contents, Load
from tests.scenes import GUN, LATELY, NOW, YESTERDAY, Answer, Rows, Scene, agrees, params

EMPTY, BLANK = {"contents": "EMPTY"}, {"contents": "BLANK", "n": 5, "load": "half"}
LOOKED = {"chk1": "ann", "chk2": "ada", "gap": False}
FIVE = Claim(Contents.BLANK, 5, Load.HALF)


def planned(contents: Contents | None = None) -> tuple[Plan, ...]:
    """A plan for the weapon."""
    return (Plan("s1", 1, PlanShot("s1", weapons=("w1",), contents=contents), 0, 1),)


def called(
    kind: str = "contents", shot: str = "", klass: str = "BLANK", n: int = 5, *, at: int = LATELY, heard: tuple[str, ...] = ()
) -> Announcement:
    """Something called out."""
    return Announcement(kind, shot, klass, n, at, frozenset(heard))


def aloud(*told: Announcement) -> Day:
    """A day on which this was called out."""
    return Day(announcements=told)


def around(**since: int) -> People:
    """People of the zone, each with when they came in."""
    return People(zone=Map({who: ZoneLine(ears=True, eyes=True, at=0, rolled=True, since=at) for who, at in since.items()}))


def seen(*weapons: str) -> Day:
    """A day on which somebody asked to see each of these."""
    return Day(shows=Map({f"a{n}": weapon for n, weapon in enumerate(weapons)}))


BOUND = replace(GUN, declared_shot="s1", declared_performer="pia")
ROWS: Rows = {
    "blank_involved": (
        ("no weapon", False, Scene(weapon="")),
        ("not on record", None, Scene()),
        ("empty", False, Scene(core={"w1": EMPTY})),
        ("blanks by the record", True, Scene(core={"w1": BLANK})),
        ("a day with blanks", True, Scene(body=OpenDay(blanks_planned=True), weapon="")),
        ("a day without", False, Scene(body=OpenDay(), weapon="")),
        ("blanks by what is said", True, Scene(body=HandOver(FIVE), core={"w1": EMPTY})),
        ("dummies by what is said", False, Scene(body=HandOver(Claim(Contents.DUMMY)), core={"w1": EMPTY})),
        ("it is fired", True, Scene(body=Use(Action.FIRE), core={"w1": EMPTY})),
        ("it is held", False, Scene(body=Use(Action.HOLD), core={"w1": EMPTY})),
        ("blanks by the plan", True, Scene(core={"w1": EMPTY}, plans=planned(Contents.BLANK))),
        ("dummies by the plan", False, Scene(core={"w1": EMPTY}, plans=planned(Contents.DUMMY))),
    ),
    "looked_blind": (
        ("a blind look", True, Scene(body=Look(blind=True))),
        ("one that is not", False, Scene(body=Look(blind=False))),
        ("no look", True, Scene(body=HandOver())),
        ("declared after a witness", True, Scene(body=Declare(), core={"w1": LOOKED})),
        ("declared without one", None, Scene(body=Declare(), core={"w1": {"chk1": "ann"}})),
        ("declared of what nobody knows", None, Scene(body=Declare())),
    ),
    "two_looked": (
        ("no weapon", True, Scene(weapon="")),
        ("not on record", None, Scene()),
        ("two", True, Scene(core={"w1": LOOKED})),
        ("one", None, Scene(core={"w1": {"chk1": "ann"}})),
        ("the second alone", None, Scene(core={"w1": {"chk2": "ada"}})),
        ("one twice", False, Scene(core={"w1": LOOKED | {"chk2": "ann"}})),
        ("then a gap", False, Scene(core={"w1": LOOKED | {"gap": True}})),
        ("a rack counted alike", True, Scene(body=IssueMoulded(counted=2, witnessed=2), weapons=("w1", "w2"))),
        ("counted otherwise", False, Scene(body=IssueMoulded(counted=2, witnessed=3), weapons=("w1", "w2"))),
        ("counted alike, and not what goes out", False, Scene(body=IssueMoulded(counted=3, witnessed=3), weapons=("w1", "w2"))),
        ("counted by one", None, Scene(body=IssueMoulded(counted=2), weapons=("w1", "w2"))),
    ),
    "observed_otherwise": (
        ("a look that agrees", False, Scene(body=Look((Chamber.EMPTY,)), core={"w1": EMPTY | {"cap": 1}})),
        ("one that does not", True, Scene(body=Look((Chamber.DUMMY,)), core={"w1": EMPTY | {"cap": 1}})),
        ("not on record", False, Scene(body=Look((Chamber.DUMMY,)))),
        ("no look", False, Scene(body=HandOver(), core={"w1": EMPTY})),
    ),
    "contents_stated": (
        ("as they are", True, Scene(body=HandOver(FIVE), core={"w1": BLANK})),
        ("another class", False, Scene(body=HandOver(Claim(Contents.DUMMY, 5, Load.HALF)), core={"w1": BLANK})),
        ("another number", False, Scene(body=HandOver(Claim(Contents.BLANK, 4, Load.HALF)), core={"w1": BLANK})),
        ("another load", False, Scene(body=HandOver(Claim(Contents.BLANK, 5, Load.FULL)), core={"w1": BLANK})),
        ("not said", None, Scene(body=HandOver(), core={"w1": BLANK})),
        ("not on record", None, Scene(body=HandOver(FIVE))),
        ("another act", None, Scene(body=Declare(contents=FIVE), core={"w1": BLANK})),
    ),
    "announced": (
        ("not on record", False, Scene(body=HandOver(shot="s1"), day=aloud(called()))),
        ("called out for every shot", True, Scene(body=HandOver(shot="s1"), core={"w1": BLANK}, day=aloud(called()))),
        ("for this one", True, Scene(body=HandOver(shot="s1"), core={"w1": BLANK}, day=aloud(called(shot="s1")))),
        ("for another", False, Scene(body=HandOver(shot="s1"), core={"w1": BLANK}, day=aloud(called(shot="s2")))),
        ("yesterday", False, Scene(body=HandOver(shot="s1"), core={"w1": BLANK}, day=aloud(called(at=YESTERDAY)))),
        ("another number", False, Scene(body=HandOver(shot="s1"), core={"w1": BLANK}, day=aloud(called(n=4)))),
        ("another class", False, Scene(body=HandOver(shot="s1"), core={"w1": BLANK}, day=aloud(called(klass="DUMMY")))),
        ("a warning", False, Scene(body=HandOver(shot="s1"), core={"w1": BLANK}, day=aloud(called("warning")))),
        ("then a warning", True, Scene(body=HandOver(shot="s1"), core={"w1": BLANK}, day=aloud(called(), called("warning")))),
    ),
    "acks_missing": (
        ("nothing called out", 0, Scene(people=around(pia=0))),
        ("one heard it, one did not", 1, Scene(day=aloud(called(heard=("pia",))), people=around(pia=0, tom=0))),
        ("nobody named: who came in after it", 1, Scene(day=aloud(called()), people=around(pia=LATELY, tom=LATELY + 1))),
        ("the newest counts", 2, Scene(day=aloud(called(heard=("pia",)), called(heard=("sol",))), people=around(pia=0, tom=0))),
        ("yesterday's does not", 0, Scene(day=aloud(called(at=YESTERDAY, heard=("sol",))), people=around(pia=0))),
        (
            "nor that of another shot",
            0,
            Scene(body=HandOver(shot="s1"), day=aloud(called(shot="s2", heard=("sol",))), people=around(pia=0)),
        ),
        ("that of this shot does", 1, Scene(body=HandOver(shot="s1"), day=aloud(called(shot="s1", heard=("sol",))), people=around(pia=0))),
        ("a warning is none", 0, Scene(day=aloud(called("warning", heard=("sol",))), people=around(pia=0))),
    ),
    "show_requests_open": (
        ("none", 0, Scene()),
        ("this one, and any", 2, Scene(day=seen("w1", "*", "w2"))),
    ),
    "declared_for_this_shot": (
        ("as declared", True, Scene(body=HandOver(shot="s1"), things=(BOUND,))),
        ("another shot", False, Scene(body=HandOver(shot="s2"), things=(BOUND,))),
        ("another performer", False, Scene(body=HandOver(shot="s1"), parties={"to": "tom"}, things=(BOUND,))),
        ("no shot said", False, Scene(body=HandOver(), things=(BOUND,))),
        ("not on record", None, Scene(body=HandOver(shot="s1"))),
        ("declared for no shot", None, Scene(body=HandOver(shot="s1"), things=(replace(BOUND, declared_shot=""),))),
        ("declared for nobody", None, Scene(body=HandOver(shot="s1"), things=(replace(BOUND, declared_performer=""),))),
        ("another act", None, Scene(things=(BOUND,))),
    ),
    "keys_and_people_distinct": (
        ("one signer", True, Scene()),
        ("two", True, Scene(signers=(("ann", "lead"), ("ada", "ad")))),
        ("one person with two keys", False, Scene(signers=(("ann", "lead"), ("ann", "ad")))),
        ("two people with one key", False, Scene(signed=(ProvenSigner("k", "lead", "ann", 1), ProvenSigner("k", "ad", "ada", 1)))),
        ("a key of nobody", False, Scene(signers=(("ann", "lead"), ("", "ad")))),
        ("a declaration of one", False, Scene(body=Declare())),
        ("of two", True, Scene(body=Declare(), signers=(("ann", "lead"), ("ada", "ad")))),
        ("a witness of the team", False, Scene(act="witness", held={"lead": ("ann",)})),
        ("an assistant as witness", False, Scene(act="witness", held={"assistant": ("ann",)})),
        ("a lead at another act", True, Scene(act="check", held={"lead": ("ann",)})),
        ("the witness looked first", False, Scene(act="witness", core={"w1": {"chk1": "ann"}})),
        ("somebody else did", True, Scene(act="witness", core={"w1": {"chk1": "ben"}})),
        ("the first checker checks again", True, Scene(act="check", core={"w1": {"chk1": "ann"}})),
    ),
}


@pytest.mark.parametrize(("fact", "want", "scene"), params(ROWS))
def test_what_a_fact_of_declaration_says(fact: str, want: Answer, scene: Scene) -> None:
    """Each fact says of each scene what stands beside it, and of the same type."""
    assert agrees(fact, want, scene)


def test_a_look_at_now_is_of_today() -> None:
    """What was called out at this very instant counts."""
    assert agrees("announced", True, Scene(body=HandOver(shot="s1"), core={"w1": BLANK}, day=aloud(called(at=NOW))))  # noqa: FBT003
