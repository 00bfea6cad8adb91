"""What the box copies between the records of a weapon and of its magazine is exact, and every round stays where the ledger says."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from chamberflag.acts import ceremony, day, people, plan, rounds, weapons
from chamberflag.acts.body import Claim
from chamberflag.vocabulary.words import Action, Chamber, Contents, ItemKind, Load, WeaponClass
from tests.company import AD, LEAD, PERFORMER, PRODUCER, Company

if TYPE_CHECKING:
    from collections.abc import Mapping

WITNESS = ("ad", "witness")
GUN, LOT, SHOT = "pistol", "bl", "s40"
MAGAZINES = ("m1", "m2")
NONE = ceremony.Look((Chamber.EMPTY,) * 2)
SAME = ("n", "lot", "load", "fill1", "fill2", "contents")


def company() -> Company:
    """A pistol with two magazines, a plan with blanks, a clear line."""
    made = Company().crew().stock().opened()
    gun = weapons.Thing(GUN, ItemKind.WEAPON, WeaponClass.FUNCTIONAL, capacity=2, safeties_intact=True)
    things = (gun, *(weapons.Thing(m, ItemKind.WEAPON, WeaponClass.MAGAZINE, capacity=5) for m in MAGAZINES))
    for kind, other in (("weapon_licence", None), ("maintenance", None), ("blank_listed", LOT)):
        made.do("document", [PRODUCER], people.Document(GUN, kind, other=other))
    names = [thing.id for thing in things]
    made.do("bring_in", [LEAD], weapons.BringIn(things, supplier="dealer1", receipt="r3", other_production=False), names)
    assert made.why(made.do("accept", [LEAD, AD], weapons.Accept(things), names)) == set()
    made.do("test_fire", [LEAD], weapons.TestFire(rounds=1), [GUN, LOT])
    made.do("train", [LEAD, PERFORMER], people.Train("perf"), [GUN])
    body = plan.PlanShot(
        SHOT, weapons=(GUN,), performers=("perf",), actions=(Action.HOLD, Action.FIRE), rounds=5, contents=Contents.BLANK, load=Load.HALF,
        on_line=(), closest=900, toward_people=False, backstop="bank", ejection=(), vent=(), zone=(),
    )  # fmt: skip
    made.do("plan_shot", [AD], body)
    made.do("sign_plan", [AD, ("safety", "safety")], plan.SignPlan(SHOT))
    for magazine in MAGAZINES:
        made.do("take_out", [LEAD], None, [magazine])
    made.do("take_out", [LEAD], None, [GUN])
    return made


def record(made: Company, item: str) -> Mapping[str, Any]:
    """The machine's record of an item."""
    return made.rec.state.core.weapons[item]


def adds_up(made: Company) -> bool:
    """Rounds that the lot has as loaded are the rounds that weapons and magazines have by their own records."""
    inside = sum(w["n"] for w in made.rec.state.core.weapons.values() if w["lot"] == LOT)
    return made.rec.state.core.lots[LOT]["loaded"] == inside


@pytest.fixture(scope="module")
def rounds_of_it() -> list[dict[str, Any]]:
    """Several times filled, put in, fired, taken out and stripped, with numbers of chance; what each step left."""
    found: list[dict[str, Any]] = []
    made, random, seal = company(), Random(7), 100
    for _ in range(4):
        magazine, n, seal = random.choice(MAGAZINES), random.randint(2, 3), seal + 1
        fill = rounds.Fill(n, n, seal)
        assert made.why(made.do("fill", [LEAD, WITNESS], fill, [magazine, LOT])) == set()
        assert adds_up(made)
        for kind, who, body in (
            ("check", [LEAD], NONE), ("prove_bore", [LEAD, AD], ceremony.ProveBore()), ("line_clear", [AD], plan.Line(SHOT)),
            ("announce", [AD], day.Announce("warning", shot=SHOT)), ("witness", [WITNESS], NONE),
            ("declare", [LEAD, WITNESS], ceremony.Declare(Claim(Contents.EMPTY), SHOT, "perf")), ("show", [PERFORMER], NONE),
        ):  # fmt: skip
            assert made.why(made.do(kind, who, body, [] if kind in {"line_clear", "announce"} else [GUN])) == set(), kind
        before = dict(record(made, magazine))
        answer = made.do("insert", [LEAD, WITNESS, PERFORMER], rounds.Insert(seal, SHOT), [GUN, magazine])
        assert made.why(answer) == set()
        found.append(
            {"what": "in", "from": before, "to": dict(record(made, GUN)), "left": dict(record(made, magazine)), "adds": adds_up(made)}
        )
        claim = Claim(Contents.BLANK, n, Load.HALF)
        made.do("announce", [AD], day.Announce("contents", shot=SHOT, contents=claim))
        hand = ceremony.HandOver(claim, SHOT, Action.FIRE, n, fit=True)
        made.do("hand_over", [LEAD, PERFORMER], hand, [GUN])
        shots = random.randint(1, n)
        made.do("use", [LEAD], plan.Use(Action.FIRE, shots, shot=SHOT, distance=900), [GUN])
        made.do("collect", [LEAD], None, [GUN])
        loaded = dict(record(made, GUN))
        left = random.randint(0, min(1, loaded["n"]))
        answer = made.do("take_magazine_out", [LEAD], rounds.TakeMagazineOut(left), [GUN, magazine])
        assert made.why(answer) == set()
        out = {"gun": dict(record(made, GUN)), "magazine": dict(record(made, magazine))}
        found.append({"what": "out", "from": loaded, "left": left, "adds": adds_up(made), **out})
        chamber = ceremony.Look((Chamber.BLANK,) * left + (Chamber.EMPTY,) * (2 - left))
        made.do("check", [LEAD], chamber, [GUN])
        made.do("unload", [LEAD, WITNESS], rounds.Unload(left), [GUN])
        made.do("strip", [LEAD, WITNESS], rounds.Strip(out["magazine"]["n"]), [magazine])
        assert record(made, magazine)["n"] == record(made, GUN)["n"] == 0
        assert adds_up(made)
    return found


def test_an_insertion_copies_the_record_of_the_magazine(rounds_of_it: list[dict[str, Any]]) -> None:
    """Class, number, lot, load and both loaders stand on the weapon as they stood on the magazine; the magazine keeps nothing."""
    steps = [step for step in rounds_of_it if step["what"] == "in"]
    assert len(steps) == 4
    for step in steps:
        assert {name: step["to"][name] for name in SAME} == {name: step["from"][name] for name in SAME}
        assert step["from"]["n"] > 0
        assert step["to"]["mag"]
        assert (step["left"]["n"], step["left"]["loc"], step["left"]["seal"]) == (0, "inserted", 0)
        assert step["adds"]


def test_what_the_chamber_does_not_show_is_in_the_magazine(rounds_of_it: list[dict[str, Any]]) -> None:
    """When it comes out, chamber and magazine together have what the weapon had, of the same lot; and it is in the handler's hand."""
    steps = [step for step in rounds_of_it if step["what"] == "out"]
    assert len(steps) == 4
    for step in steps:
        assert step["gun"]["n"] + step["magazine"]["n"] == step["from"]["n"]
        assert step["gun"]["n"] == step["left"]
        assert step["magazine"]["lot"] == step["from"]["lot"]
        assert (step["magazine"]["loc"], step["magazine"]["holder"], step["gun"]["mag"]) == ("hand", "lead", False)
        assert step["adds"]
    assert {step["left"] for step in steps} == {0, 1}


def test_a_magazine_that_is_not_the_one_inside_does_not_come_out() -> None:
    """Taking out another magazine than the one that went in is refused, and so is a look, a declaration or a shot of a magazine."""
    made = company()
    assert "STO-08" in made.why(made.do("take_magazine_out", [LEAD], rounds.TakeMagazineOut(), [GUN, "m1"]))
    assert "HND-06" in made.why(made.do("check", [LEAD], ceremony.Look((Chamber.EMPTY,) * 5), ["m1"]))
    assert "HND-06" in made.why(made.do("hand_over", [LEAD, PERFORMER], ceremony.HandOver(Claim(Contents.EMPTY), "s12"), ["m1"]))


def test_a_magazine_is_not_filled_with_dummies() -> None:
    """Dummies are looked at one by one: a magazine closed with a seal holds none."""
    made = company()
    assert "AMM-04" in made.why(made.do("fill", [LEAD, WITNESS], rounds.Fill(2, 2, 9), ["m1", "dm"]))
