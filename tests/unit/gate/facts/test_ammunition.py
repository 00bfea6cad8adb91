"""Facts of ammunition: class, receipt, proof one by one, supplier, tray, plan's number, permit."""

from __future__ import annotations

import pytest
from immutables import Map
from msgspec.structs import replace

from chamberflag.acts.body import Claim
from chamberflag.acts.ceremony import HandOver
from chamberflag.acts.incident import Report
from chamberflag.acts.plan import PlanShot
from chamberflag.acts.rounds import LoadRounds, Proof, ProveRound
from chamberflag.acts.weapons import Accept, BringIn, PassOn
from chamberflag.acts.weapons import Thing as Told
from chamberflag.custody.event import Event
from chamberflag.custody.persons import Settings
from chamberflag.custody.records import Day, Lot, Plan, Thing
from chamberflag.vocabulary.words import Contents, ItemKind, RoundClass
from tests.scenes import BLANKS, DUMMIES, GUN, NOW, Answer, Rows, Scene, agrees, paper, params

BULLETS, PRIMED = replace(DUMMIES, rounds="BULLET"), replace(DUMMIES, rounds="PRIMED_INERT")
CHARM = Thing("ch", "dressing", 1)
UNIT = Settings(unit="live_fire")
PAPERED = (("production", "live_fire_roster", paper()), ("production", "call_sheet", paper()))
STATED = (("dm", "maker_statement", paper()), ("bl", "maker_statement", paper()))
LISTED = (("w1", "blank_listed", paper("bl")),)
HURT = Event("observe_bullet", "w1", "", {})


def said(*things: Told) -> Accept:
    """An acceptance that says this of items."""
    return Accept(things)


def lot(name: str, rounds: RoundClass | None = None, **more: object) -> Told:
    """What an acceptance says of a lot."""
    return replace(Told(name, ItemKind.LOT, rounds=rounds), **more)


def planned(rounds: int | None, shot: str = "s1", index: int = 1, *weapons: str) -> Plan:
    """A plan with so many rounds."""
    return Plan(shot, 1, PlanShot(shot, weapons=weapons, rounds=rounds), 0, index)


def pair(x: Thing = DUMMIES, y: Thing = BLANKS) -> tuple[Thing, Thing]:
    """Two lots in service."""
    return replace(x, accepted_at=0), replace(y, accepted_at=0)


HOLE, CRIMP = replace(DUMMIES, calibre=".45", look="hole"), replace(BLANKS, calibre=".45", look="crimp")
ROWS: Rows = {
    "item_class_allowed": (
        ("no lot", True, Scene()),
        ("nobody knows the lot", None, Scene(lot="dm")),
        ("nobody said its class", None, Scene(lot="dm", things=(replace(DUMMIES, rounds=None),))),
        ("dummies", True, Scene(lot="dm", things=(DUMMIES,))),
        ("bullets", False, Scene(lot="dm", things=(BULLETS,))),
        ("primed", False, Scene(lot="dm", things=(PRIMED,))),
        ("the act says bullets", False, Scene(body=said(lot("dm", RoundClass.BULLET)), lot="dm", things=(DUMMIES,))),
        ("the act says of another lot", True, Scene(body=said(lot("d2", RoundClass.BULLET)), lot="dm", things=(DUMMIES,))),
        ("the act says nothing of the class", False, Scene(body=said(lot("dm")), lot="dm", things=(BULLETS,))),
        ("only the act knows it", True, Scene(body=said(lot("dm", RoundClass.DUMMY)), lot="dm")),
    ),
    "reported_bullet": (
        ("a bullet found", True, Scene(body=Report("bullet_found"))),
        ("a bullet among what was found", True, Scene(body=Report("drop", found=RoundClass.BULLET))),
        ("a dummy found", False, Scene(body=Report("drop", found=RoundClass.DUMMY))),
        ("one of two is primed", True, Scene(body=ProveRound((Proof(RoundClass.DUMMY), Proof(RoundClass.PRIMED_INERT))))),
        ("all are dummies", False, Scene(body=ProveRound((Proof(RoundClass.DUMMY),)))),
        ("the machine saw one", True, Scene(events=(Event("x", "", "", {}), HURT))),
        ("the machine proved one", True, Scene(events=(Event("prove_round_bullet", "", "dm", {}),))),
        ("the machine saw none", False, Scene(events=(Event("check", "w1", "", {}),))),
    ),
    "live_fire_uncleared": (
        ("not on record", None, Scene()),
        ("from a live-fire unit", True, Scene(things=(replace(GUN, live_fire=True),))),
        ("cleared", False, Scene(things=(replace(GUN, live_fire=True, cleared=True),))),
        ("from none", False, Scene(things=(GUN,))),
        ("a lot where no weapon is named", True, Scene(weapon="", lot="dm", things=(replace(DUMMIES, live_fire=True),))),
        ("what else is named", True, Scene(weapon="", others=("ch", "c2"), things=(replace(CHARM, live_fire=True),))),
    ),
    "unit_live_fire_ready": (
        ("a normal unit", True, Scene()),
        ("nothing is there", None, Scene(settings=UNIT)),
        ("all is there", True, Scene(settings=UNIT, papers=PAPERED, held={"lead": ("ann",), "medic": ("mo",)})),
        ("no medic", None, Scene(settings=UNIT, papers=PAPERED, held={"lead": ("ann",)})),
        ("no lead", None, Scene(settings=UNIT, papers=PAPERED, held={"medic": ("mo",)})),
        ("no roster", None, Scene(settings=UNIT, papers=PAPERED[1:], held={"lead": ("ann",), "medic": ("mo",)})),
        ("no bulletins", None, Scene(settings=UNIT, papers=PAPERED[:1], held={"lead": ("ann",), "medic": ("mo",)})),
    ),
    "rounds_received": (
        ("no lot", 1, Scene()),
        ("nobody knows the lot", None, Scene(lot="dm")),
        ("no receipt", None, Scene(lot="dm", things=(replace(DUMMIES, count=5),))),
        ("five", 5, Scene(lot="dm", things=(replace(DUMMIES, count=5, receipt="r1"),))),
        ("none stated", None, Scene(lot="dm", things=(replace(DUMMIES, receipt="r1"),))),
    ),
    "rounds_unproved": (
        ("no lot", 0, Scene()),
        ("nobody knows the lot", None, Scene(lot="dm")),
        ("blanks are not proved", 0, Scene(lot="bl", things=(replace(BLANKS, count=9),))),
        ("nobody said how many", None, Scene(lot="dm", things=(DUMMIES,))),
        ("none of ten", 10, Scene(lot="dm", things=(replace(DUMMIES, count=10),))),
        ("the act says twelve", 12, Scene(body=said(lot("dm", count=12)), lot="dm", things=(replace(DUMMIES, count=10),))),
        ("the act says no number", 10, Scene(body=said(lot("dm")), lot="dm", things=(replace(DUMMIES, count=10),))),
        ("six of ten", 4, Scene(lot="dm", things=(replace(DUMMIES, count=10),), boxes=(Lot("dm", marks=Map({0: 6})),))),
        (
            "two set apart before it was accepted",
            2,
            Scene(lot="dm", things=(replace(DUMMIES, count=10),), boxes=(Lot("dm", marks=Map({0: 6}), apart=2),)),
        ),
        ("more apart than there are", 0, Scene(lot="dm", things=(replace(DUMMIES, count=1),), boxes=(Lot("dm", apart=2),))),
        ("more proved than there are", 0, Scene(lot="dm", things=(replace(DUMMIES, count=3),), boxes=(Lot("dm", marks=Map({2: 6})),))),
        (
            "marks enough",
            4,
            Scene(lot="dm", things=(replace(DUMMIES, count=10),), boxes=(Lot("dm", marks=Map({2: 6})),), params={"marks_min": 2}),
        ),
        (
            "marks too few",
            7,
            Scene(lot="dm", things=(replace(DUMMIES, count=10),), boxes=(Lot("dm", marks=Map({1: 6, 3: 3})),), params={"marks_min": 2}),
        ),
        (
            "by the store once accepted",
            3,
            Scene(
                lot="dm",
                rounds={"dm": {"reg": True, "store": 8}},
                things=(replace(DUMMIES, count=10),),
                boxes=(Lot("dm", marks=Map({0: 5}), apart=2),),
            ),
        ),
        ("accepted, and nothing proved", 8, Scene(lot="dm", rounds={"dm": {"reg": True, "store": 8}}, things=(DUMMIES,))),
        (
            "on record before it is accepted",
            10,
            Scene(lot="dm", rounds={"dm": {"reg": False, "store": 8}}, things=(replace(DUMMIES, count=10),)),
        ),
    ),
    "lot_held": (
        ("no lot", False, Scene()),
        ("nobody knows the lot", None, Scene(lot="dm")),
        ("brought in, and no round failed", False, Scene(lot="dm", things=(DUMMIES,))),
        ("held", True, Scene(lot="dm", rounds={"dm": {"held": True}}, things=(DUMMIES,))),
        ("not held", False, Scene(lot="dm", rounds={"dm": {"held": False}})),
    ),
    "maker_statement": (
        ("no lot", True, Scene()),
        ("blanks", True, Scene(lot="bl", things=(BLANKS,))),
        ("nobody knows the lot", None, Scene(lot="dm")),
        ("no statement", None, Scene(lot="dm", things=(DUMMIES,))),
        ("a statement", True, Scene(lot="dm", things=(DUMMIES,), papers=STATED)),
        ("made on set", False, Scene(lot="dm", things=(replace(DUMMIES, made_on_set=True),), papers=STATED)),
        ("over an unfired primer", False, Scene(lot="dm", things=(replace(DUMMIES, primers="unfired"),), papers=STATED)),
        ("over a struck one", True, Scene(lot="dm", things=(replace(DUMMIES, primers="struck"),), papers=STATED)),
        ("the act says made on set", False, Scene(body=said(lot("dm", made_on_set=True)), lot="dm", things=(DUMMIES,), papers=STATED)),
        ("dressing with a class of rounds", False, Scene(weapon="", others=("ch",), things=(replace(CHARM, rounds="DUMMY"),))),
        ("dressing with a primer", False, Scene(weapon="", others=("ch",), things=(replace(CHARM, primers="struck"),))),
        (
            "dressing as the act tells it",
            False,
            Scene(body=said(Told("ch", ItemKind.DRESSING, rounds=RoundClass.DUMMY)), weapon="", others=("ch",)),
        ),
        ("plain dressing", True, Scene(weapon="", others=("ch", "c1"), things=(CHARM,))),
        ("a box with a class", True, Scene(weapon="", others=("c1",), things=(Thing("c1", "container", 1, rounds="DUMMY"),))),
    ),
    "blank_fits_weapon": (
        ("no lot", True, Scene()),
        ("dummies", True, Scene(lot="dm", things=(DUMMIES,))),
        ("nobody knows the class", None, Scene(lot="dm")),
        ("no weapon: at the register", True, Scene(weapon="", lot="bl", things=(BLANKS,))),
        ("not on the weapon's list", None, Scene(lot="bl", things=(BLANKS,))),
        ("on its list", True, Scene(lot="bl", things=(BLANKS,), papers=LISTED)),
        ("another is on its list", None, Scene(lot="bl", things=(BLANKS,), papers=(("w1", "blank_listed", paper("b2")),))),
        ("home-made", False, Scene(lot="bl", things=(replace(BLANKS, made_on_set=True),), papers=LISTED)),
        ("the act says home-made", False, Scene(body=said(lot("bl", RoundClass.BLANK, made_on_set=True)), lot="bl", papers=LISTED)),
        ("a maker without a statement", None, Scene(lot="bl", things=(replace(BLANKS, made_by="m1"),), papers=LISTED)),
        ("a maker with one", True, Scene(lot="bl", things=(replace(BLANKS, made_by="m1"),), papers=LISTED + STATED)),
    ),
    "source_approved": (
        ("nothing named", True, Scene(weapon="")),
        ("nothing known", None, Scene()),
        ("the item is approved", True, Scene(papers=(("w1", "supplier_approved", paper()),))),
        ("its supplier is", True, Scene(things=(replace(GUN, supplier="d1"),), papers=(("d1", "supplier_approved", paper()),))),
        ("another is", None, Scene(things=(replace(GUN, supplier="d2"),), papers=(("d1", "supplier_approved", paper()),))),
        ("the act names the supplier", True, Scene(body=BringIn(supplier="d1"), papers=(("d1", "supplier_approved", paper()),))),
        (
            "the record goes before the act",
            None,
            Scene(body=BringIn(supplier="d1"), things=(replace(GUN, supplier="d2"),), papers=(("d1", "supplier_approved", paper()),)),
        ),
        ("at loading the lot is asked", True, Scene(act="load", lot="dm", papers=(("dm", "supplier_approved", paper()),))),
        ("elsewhere the weapon", None, Scene(act="accept", lot="dm", papers=(("dm", "supplier_approved", paper()),))),
        ("the lot where no weapon is named", True, Scene(weapon="", lot="dm", papers=(("dm", "supplier_approved", paper()),))),
    ),
    "tray_shared": (
        ("nothing open", 0, Scene(body=LoadRounds(1, tray="t1"), lot="dm", boxes=(Lot("bl"),))),
        ("another lot at this tray", 1, Scene(body=LoadRounds(1, tray="t1"), lot="dm", boxes=(Lot("bl", tray="t1"),))),
        ("at another tray", 0, Scene(body=LoadRounds(1, tray="t1"), lot="dm", boxes=(Lot("bl", tray="t2"),))),
        ("nobody says which tray", 2, Scene(body=LoadRounds(1), lot="dm", boxes=(Lot("bl", tray="t1"), Lot("b2", tray="t2"), Lot("b3")))),
        ("the same lot", 0, Scene(body=LoadRounds(1, tray="t1"), lot="dm", boxes=(Lot("dm", tray="t1"),))),
    ),
    "lookalike_reason_missing": (
        ("nothing there", 0, Scene(weapon="")),
        ("alike", 1, Scene(weapon="", things=pair(HOLE, replace(CRIMP, look="hole")))),
        ("different", 0, Scene(weapon="", things=pair(HOLE, CRIMP))),
        ("nobody said how they look", None, Scene(weapon="", things=pair(HOLE, replace(CRIMP, look=None)))),
        ("of two calibres", 0, Scene(weapon="", things=pair(HOLE, replace(CRIMP, look="hole", calibre=".22")))),
        ("a calibre that nobody told", 1, Scene(weapon="", things=pair(HOLE, replace(CRIMP, look="hole", calibre=None)))),
        ("two lots of dummies", 0, Scene(weapon="", things=pair(HOLE, replace(HOLE, id="d2")))),
        ("one is not in service", 0, Scene(weapon="", things=(HOLE, replace(CRIMP, look="hole", accepted_at=0)))),
        ("and comes into it now", 1, Scene(weapon="", lot="dm", things=(HOLE, replace(CRIMP, look="hole", accepted_at=0)))),
        (
            "the act tells another look",
            0,
            Scene(weapon="", lot="dm", body=said(lot("dm", look="rib")), things=(HOLE, replace(CRIMP, look="hole", accepted_at=0))),
        ),
        (
            "the act tells the class",
            1,
            Scene(weapon="", lot="d2", body=said(lot("d2", RoundClass.DUMMY, look="crimp", calibre=".45")), things=pair(HOLE, CRIMP)),
        ),
        ("a lot nobody knows", None, Scene(weapon="", lot="d2", things=pair(HOLE, CRIMP))),
        (
            "sent back",
            0,
            Scene(weapon="", things=(replace(HOLE, accepted_at=0, returned_at=0), replace(CRIMP, look="hole", accepted_at=0))),
        ),
    ),
    "returned_unproved": (
        ("no lot", 0, Scene()),
        ("nobody knows the lot", None, Scene(lot="dm")),
        ("nobody said where it was", None, Scene(lot="dm", things=(DUMMIES,))),
        ("from no other production", 0, Scene(lot="dm", things=(replace(DUMMIES, other_production=False, count=4),))),
        ("from another, none proved", 4, Scene(lot="dm", things=(replace(DUMMIES, other_production=True, count=4),))),
        (
            "blanks from another need no marks",
            1,
            Scene(
                lot="bl",
                things=(replace(BLANKS, other_production=True, count=4),),
                boxes=(Lot("bl", marks=Map({0: 3})),),
                params={"marks_min": 2},
            ),
        ),
    ),
    "rounds_over_plan": (
        ("an act without rounds", 0, Scene()),
        ("as many as planned", 0, Scene(body=LoadRounds(5), plans=(planned(5, "s1", 1, "w1"),))),
        ("one more", 1, Scene(body=LoadRounds(6), plans=(planned(5, "s1", 1, "w1"),))),
        ("none loaded", 0, Scene(body=LoadRounds(0))),
        ("no plan", None, Scene(body=LoadRounds(1))),
        ("a plan without a number", None, Scene(body=LoadRounds(1), plans=(planned(None, "s1", 1, "w1"),))),
        ("the weapon's plan, not the newest", 2, Scene(body=LoadRounds(5), plans=(planned(3, "s1", 1, "w1"), planned(9, "s2", 2)))),
        ("without a weapon the newest", 1, Scene(weapon="", body=LoadRounds(10), plans=(planned(9, "s2", 2), planned(3, "s1", 1)))),
        ("rounds given out", 2, Scene(body=PassOn(rounds=5), plans=(planned(3, "s1", 1, "w1"),))),
        ("passed on without rounds", 0, Scene(body=PassOn(), plans=(planned(3, "s1", 1, "w1"),))),
        ("handed over with what is in it", 2, Scene(body=HandOver(shot="s1"), core={"w1": {"n": 5}}, plans=(planned(3),))),
        ("with what is said", 3, Scene(body=HandOver(Claim(Contents.DUMMY, 6), shot="s1"), core={"w1": {"n": 5}}, plans=(planned(3),))),
        ("nobody knows the weapon", None, Scene(body=HandOver(shot="s1"), plans=(planned(3),))),
        ("handed over empty, without a plan", 0, Scene(body=HandOver(shot="s1"), core={"w1": {}})),
        ("passed on without rounds or a plan", 0, Scene(body=PassOn())),
    ),
    "spent_uncounted": (
        ("nothing fired", 0, Scene(boxes=(Lot("bl"),))),
        ("two of five found, one missing", 2, Scene(boxes=(Lot("bl", fired=5, cases=2, cases_missing=1),))),
        ("a surplus hides no lack", 3, Scene(boxes=(Lot("bl", fired=3), Lot("b2", fired=1, cases=4)))),
    ),
    "cases_missing": (("of two lots", 3, Scene(boxes=(Lot("bl", cases_missing=1), Lot("b2", cases_missing=2)))),),
    "returns_stated_alone": (
        ("none", 0, Scene(boxes=(Lot("bl"),))),
        ("two, one by the first entry", 2, Scene(boxes=(Lot("bl", stated_alone=0), Lot("b2", stated_alone=4), Lot("b3")))),
    ),
    "reported_short": (
        ("the machine says so", True, Scene(events=(Event("unload", "w1", "", {}), Event("rounds_short", "w1", "bl", {})))),
        ("it does not", False, Scene(events=(Event("unload", "w1", "", {}),))),
    ),
    "class_in_permit": (
        ("no lot", True, Scene()),
        ("no permit", True, Scene(lot="dm", things=(DUMMIES,))),
        ("no permit where one is always asked for", None, Scene(lot="dm", things=(DUMMIES,), packs=("base", "au-act"))),
        ("no lot even there", True, Scene(packs=("base", "au-act"))),
        ("a permit for blanks", False, Scene(lot="dm", things=(DUMMIES,), papers=(("production", "place_permit", paper(None, "BLANK")),))),
        (
            "for dummies",
            True,
            Scene(
                lot="dm",
                things=(DUMMIES,),
                papers=(("production", "place_permit", paper(None, "BLANK", "DUMMY")),),
                packs=("base", "au-act"),
            ),
        ),
        ("for anything", True, Scene(lot="dm", things=(DUMMIES,), papers=(("production", "place_permit", paper()),))),
        (
            "of the place, for blanks",
            False,
            Scene(
                lot="dm",
                things=(DUMMIES,),
                day=Day(place="quarry"),
                papers=(("quarry", "place_permit", paper(None, "BLANK")), ("production", "place_permit", paper())),
            ),
        ),
        (
            "of another place",
            True,
            Scene(lot="dm", things=(DUMMIES,), day=Day(place="quarry"), papers=(("mill", "place_permit", paper(None, "BLANK")),)),
        ),
        (
            "out of date",
            True,
            Scene(lot="dm", things=(DUMMIES,), papers=(("production", "place_permit", paper(None, "BLANK", until=NOW - 1)),)),
        ),
        (
            "on its last day",
            False,
            Scene(lot="dm", things=(DUMMIES,), papers=(("production", "place_permit", paper(None, "BLANK", until=NOW)),)),
        ),
        (
            "not yet",
            True,
            Scene(lot="dm", things=(DUMMIES,), papers=(("production", "place_permit", paper(None, "BLANK", since=NOW + 1)),)),
        ),
        (
            "from now on",
            False,
            Scene(lot="dm", things=(DUMMIES,), papers=(("production", "place_permit", paper(None, "BLANK", since=NOW)),)),
        ),
    ),
}


@pytest.mark.parametrize(("fact", "want", "scene"), params(ROWS))
def test_what_a_fact_of_ammunition_says(fact: str, want: Answer, scene: Scene) -> None:
    """Each fact says of each scene what stands beside it, and of the same type."""
    assert agrees(fact, want, scene)
