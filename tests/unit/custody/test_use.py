from __future__ import annotations

import pytest
from msgspec.structs import replace

from chamberflag.acts import ceremony, people, plan, rounds, weapons
from chamberflag.vocabulary.words import Action, Chamber, ItemKind, Role, WeaponClass
from tests.company import AD, DECLARE, FIVE, HAND, LEAD, PERFORMER, PRODUCER, SAFETY, Company

COCK = plan.Use(Action.COCK, shot="s12")
BEGIN = plan.BeginUse(shot="s12")


def handed(hand: ceremony.HandOver | bool = True) -> Company:  # noqa: FBT001, FBT002 - False: all but the hand-over
    """w1 with five dummies in the performer's hand, by a whole ceremony."""
    company = Company().crew().stock().opened().loaded()
    company.do("witness", [AD], FIVE, ["w1"])
    company.do("declare", [LEAD, AD], DECLARE, ["w1"])
    company.do("show", [PERFORMER], FIVE, ["w1"])
    if hand:
        assert company.why(company.do("hand_over", [LEAD, PERFORMER], HAND if hand is True else hand, ["w1"])) == set()
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


@pytest.mark.parametrize(("permitted", "done", "refused"), [(Action.AIM, Action.AIM, set()), (Action.AIM, Action.COCK, {"USE-04"}),
                                                            (None, Action.HOLD, set()), (None, Action.DRAW, {"USE-04"})])  # fmt: skip
def test_no_more_is_done_than_was_signed_for(permitted: Action | None, done: Action, refused: set[str]) -> None:
    """The plan lists more; what giver and performer signed at the hand-over is the limit, and nothing said is no more than holding."""
    company = handed(replace(HAND, permitted=permitted))
    assert company.why(company.do("use", [PERFORMER], plan.Use(done, shot="s12"), ["w1"])) == refused


def test_shots_are_permitted_only_of_blanks_inside() -> None:
    """A hand-over that permits a shot is refused for a weapon with dummies, also where the plan of the shot would list firing."""
    company = handed(hand=False)
    wrong = company.do("hand_over", [LEAD, PERFORMER], replace(HAND, permitted=Action.FIRE, fire=1), ["w1"])
    assert wrong.decision is not None
    assert ("USE-04", "R81") in {(r.rule, r.part) for r in wrong.decision.why}


def test_what_is_permitted_ends_with_the_declaration() -> None:
    """After a cut nothing more than holding is permitted on the record, and after the collection nothing at all is in the hand."""
    company = handed()
    assert company.rec.state.core.weapons["w1"]["permitted"] > 0
    company.do("call_cut", [AD])
    assert company.rec.state.core.weapons["w1"]["permitted"] == 0
