from __future__ import annotations

import pytest

from chamberflag.acts import ceremony, people, plan, rounds, weapons
from chamberflag.vocabulary.words import Action, Chamber, ItemKind, Role, WeaponClass
from tests.company import AD, DECLARE, FIVE, HAND, LEAD, PERFORMER, PRODUCER, SAFETY, Company

COCK = plan.Use(Action.COCK, shot="s12")
BEGIN = plan.BeginUse(shot="s12")


def handed() -> Company:
    """w1 with five dummies in the performer's hand, by a whole ceremony."""
    company = Company().crew().stock().opened().loaded()
    company.do("witness", [AD], FIVE, ["w1"])
    company.do("declare", [LEAD, AD], DECLARE, ["w1"])
    company.do("show", [PERFORMER], FIVE, ["w1"])
    assert company.why(company.do("hand_over", [LEAD, PERFORMER], HAND, ["w1"])) == set()
    return company


def test_what_was_handed_over_is_used() -> None:
    """In the hand it was given to, declared and planned: permitted."""
    company = handed()
    assert company.why(company.do("begin_use", [AD], BEGIN, ["w1"])) == set()
    assert company.why(company.do("use", [PERFORMER], COCK, ["w1"])) == set()


def test_what_is_not_in_the_hand_is_not_used() -> None:
    """The weapon is back with the weapons lead: nobody else draws, aims or cocks it, whatever the morning's declaration said."""
    company = handed()
    company.do("collect", [LEAD], None, ["w1"])
    assert "HND-06" in company.why(company.do("use", [PERFORMER], COCK, ["w1"]))


def test_after_a_cut_it_goes_home_first() -> None:
    """A cut ends the declaration; a performer who still holds the weapon does not use it any more."""
    company = handed()
    company.do("call_cut", [AD])
    assert "DEC-03" in company.why(company.do("use", [PERFORMER], COCK, ["w1"]))


@pytest.mark.parametrize(
    ("kind", "body", "rule"), [("observe", ceremony.Look((Chamber.BULLET,)), "AMM-01"), ("quarantine", weapons.Quarantine("odd"), "INS-05")]
)
def test_what_is_held_or_locked_down_is_not_used(kind: str, body: object, rule: str) -> None:
    """A bullet round seen, or a quarantine by anyone: no take begins with it, and nobody uses it."""
    company = handed()
    company.do(kind, [AD], body, ["w1"])
    assert rule in company.why(company.do("begin_use", [AD], BEGIN, ["w1"]))
    assert rule in company.why(company.do("use", [PERFORMER], COCK, ["w1"]))


def test_whoever_becomes_a_performer_holds_nothing() -> None:
    """A weapon in the hand of somebody who is cast at this moment was never handed to a performer: nobody answers for it, quarantined."""
    company = Company().crew().stock().opened().loaded()
    assert company.rec.state.core.weapons["w1"]["holder"] == "lead"
    company.do("add_person", [PRODUCER], people.AddPerson("lead", (Role.CREW, Role.PERFORMER)))
    weapon = company.rec.state.core.weapons["w1"]
    assert (weapon["holder"], weapon["loc"], weapon["quar"], weapon["declared"]) == ("", "unattended", True, False)


def test_a_name_used_before_an_item_is_here_does_not_make_it_a_box() -> None:
    """Somebody counts or opens a thing of this name before the weapon arrives: it comes in as the weapon it is, and is accepted as one."""
    company = Company().crew()
    company.do("count", [PERFORMER], rounds.CountItems((rounds.Tally(0),)), ["gun9"])
    gun = weapons.Thing("gun9", ItemKind.WEAPON, WeaponClass.FUNCTIONAL, capacity=6, safeties_intact=True)
    company.do(
        "bring_in", [("asst", "assistant")], weapons.BringIn((gun,), supplier="dealer1", receipt="r1", other_production=False), ["gun9"]
    )
    for kind in ("weapon_licence", "maintenance"):
        company.do("document", [PRODUCER], people.Document("gun9", kind))
    company.do("accept", [LEAD, SAFETY], weapons.Accept((gun,)), ["gun9"])
    assert company.rec.state.core.weapons["gun9"]["reg"]
