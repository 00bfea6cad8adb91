"""Facts of inspection: after-use check, service, papers, test fire, cleaning, choice of weapon, phase."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chamberflag.acts.body import Commit
from chamberflag.acts.plan import BeginUse, PlanShot
from chamberflag.acts.weapons import Accept
from chamberflag.acts.weapons import Thing as Told
from chamberflag.custody.records import Day, Plan
from chamberflag.vocabulary.words import Action, ItemKind, Phase, WeaponClass
from tests.scenes import BLANKS, DUMMIES, GUN, LATELY, NOW, YESTERDAY, Answer, Rows, Scene, agrees, paper, params

LICENCE, MAINTAINED = ("w1", "weapon_licence", paper()), ("w1", "maintenance", paper())


def told(klass: WeaponClass | None = None, *, intact: bool | None = None, name: str = "w1") -> Accept:
    """What an acceptance says of a weapon."""
    return Accept((Told(name, ItemKind.WEAPON, klass, safeties_intact=intact),))


def planned(*actions: Action, phase: Phase = Phase.TAKE, reason: Commit | None = None) -> tuple[Plan, ...]:
    """A plan for the weapon."""
    return (Plan("s1", 1, PlanShot("s1", phase, weapons=("w1",), actions=actions, non_firing_reason=reason), 0, 1),)


ROWS: Rows = {
    "return_check_missing": (
        ("no weapon", False, Scene(weapon="")),
        ("not on record", None, Scene()),
        ("never given", False, Scene(things=(GUN,))),
        ("given and not checked", True, Scene(things=(replace(GUN, handed_index=5, check_index=4),))),
        ("given and checked since", False, Scene(things=(replace(GUN, handed_index=5, check_index=6),))),
        ("back after the check", True, Scene(things=(replace(GUN, handed_index=5, back_index=7, check_index=6),))),
        ("checked by the act that brought it back", False, Scene(things=(replace(GUN, handed_index=5, back_index=7, check_index=7),))),
    ),
    "out_of_service": (
        ("no weapon", False, Scene(weapon="")),
        ("not on record", None, Scene()),
        ("no tag", False, Scene(things=(GUN,))),
        ("a tag", True, Scene(things=(replace(GUN, out_of_service="hammer"),))),
    ),
    "check_stands": (
        ("no weapon", True, Scene(weapon="")),
        ("not on record", None, Scene()),
        ("nobody looked", None, Scene(core={"w1": {"gap": False}})),
        ("looked at", True, Scene(core={"w1": {"chk1": "ann", "gap": False}})),
        ("and then a gap", False, Scene(core={"w1": {"chk1": "ann", "gap": True}})),
    ),
    "check_complete": (
        ("not on record", None, Scene()),
        ("nobody looked", None, Scene(core={"w1": {}})),
        ("somebody did", True, Scene(core={"w1": {"chk1": "ann"}})),
    ),
    "licence_ok": (
        ("no weapon", True, Scene(weapon="")),
        ("no papers", None, Scene(things=(GUN,))),
        ("both", True, Scene(papers=(LICENCE, MAINTAINED))),
        ("one", None, Scene(papers=(LICENCE,))),
        ("the other", None, Scene(papers=(MAINTAINED,))),
        ("a magazine", True, Scene(things=(replace(GUN, klass="MAGAZINE"),))),
        ("a magazine as the act says", True, Scene(body=told(WeaponClass.MAGAZINE), things=(GUN,))),
        ("no magazine as the act says", None, Scene(body=told(WeaponClass.RUBBER), things=(replace(GUN, klass="MAGAZINE"),))),
    ),
    "class_as_brought": (
        ("nothing said", True, Scene(things=(replace(GUN, klass="FUNCTIONAL"),))),
        ("the same", True, Scene(body=told(WeaponClass.RUBBER), things=(replace(GUN, klass="RUBBER"),))),
        ("another", False, Scene(body=told(WeaponClass.RUBBER), things=(replace(GUN, klass="FUNCTIONAL"),))),
        ("no class in the act", True, Scene(body=told(), things=(replace(GUN, klass="FUNCTIONAL"),))),
        ("none when it came", True, Scene(body=told(WeaponClass.RUBBER), things=(GUN,))),
        ("it never came", True, Scene(body=told(WeaponClass.RUBBER))),
    ),
    "test_fired": (
        ("nobody knows the lot", None, Scene(lot="bl", things=(GUN,))),
        ("nobody said its class", None, Scene(lot="bl", things=(GUN, replace(BLANKS, rounds=None)))),
        ("dummies", True, Scene(lot="dm", things=(GUN, DUMMIES))),
        ("not with these", False, Scene(lot="bl", things=(replace(GUN, tested=frozenset({"b2"})), BLANKS))),
        ("with these", True, Scene(lot="bl", things=(replace(GUN, tested=frozenset({"b2", "bl"})), BLANKS))),
        ("a weapon nobody knows", False, Scene(lot="bl", things=(BLANKS,))),
    ),
    "safeties_intact": (
        ("no weapon", True, Scene(weapon="")),
        ("not on record", None, Scene()),
        ("nobody said", None, Scene(things=(replace(GUN, klass="FUNCTIONAL"),))),
        ("intact", True, Scene(things=(replace(GUN, klass="FUNCTIONAL", safeties_intact=True),))),
        ("not intact", False, Scene(things=(replace(GUN, klass="BLANK_ONLY", safeties_intact=False),))),
        (
            "the act goes before the record",
            False,
            Scene(body=told(WeaponClass.FUNCTIONAL, intact=False), things=(replace(GUN, safeties_intact=True),)),
        ),
        ("the act does not say", True, Scene(body=told(WeaponClass.FUNCTIONAL), things=(replace(GUN, safeties_intact=True),))),
        *(
            (f"{kind} needs none", True, Scene(things=(replace(GUN, klass=kind, safeties_intact=False),)))
            for kind in ("REPLICA", "RUBBER", "DEACTIVATED", "PELLET", "MAGAZINE")
        ),
        ("of no class", None, Scene(things=(GUN,))),
    ),
    "uncleaned_days": (
        ("no weapon", 0, Scene(weapon="")),
        ("not on record", None, Scene()),
        ("never used", 0, Scene(things=(GUN,))),
        ("used at the first instant", 2 + NOW // 86_400_000, Scene(things=(replace(GUN, used_at=0),))),
        ("used today", 1, Scene(things=(replace(GUN, used_at=LATELY),))),
        ("used today, cleaned before", 1, Scene(things=(replace(GUN, used_at=LATELY, cleaned_at=LATELY - 1),))),
        ("cleaned at once", 0, Scene(things=(replace(GUN, used_at=LATELY, cleaned_at=LATELY),))),
        ("used on the day before", 2, Scene(things=(replace(GUN, used_at=YESTERDAY),))),
        ("used before the day was closed", 2, Scene(things=(replace(GUN, used_at=NOW - 5),), day=Day(closed_at=NOW - 5))),
        ("used two days ago", 4, Scene(things=(replace(GUN, used_at=NOW - 2 * 86_400_000),))),
    ),
    "nonfiring_choice_reason": (
        ("no plan", None, Scene()),
        ("held and aimed", False, Scene(plans=planned(Action.HOLD, Action.AIM))),
        *((str(action), True, Scene(plans=planned(Action.HOLD, action))) for action in (Action.COCK, Action.DRY_FIRE, Action.FIRE)),
        ("a reason in the plan", True, Scene(plans=planned(Action.HOLD, reason=Commit("c" * 43, 3)))),
        ("a reason on paper", True, Scene(plans=planned(Action.HOLD), papers=(("production", "choice_reason", paper()),))),
        ("for this shot", True, Scene(plans=planned(Action.HOLD), papers=(("production", "choice_reason", paper("s1")),))),
        ("for another", False, Scene(plans=planned(Action.HOLD), papers=(("production", "choice_reason", paper("s2")),))),
    ),
    "phase_rehearsal": (
        ("nobody says", None, Scene()),
        ("the plan says rehearsal", True, Scene(plans=planned(phase=Phase.REHEARSAL))),
        ("the plan says take", False, Scene(plans=planned(phase=Phase.TAKE))),
        ("the step goes before the plan", False, Scene(body=BeginUse(phase=Phase.SHOW), plans=planned(phase=Phase.REHEARSAL))),
        ("the step says rehearsal", True, Scene(body=BeginUse(phase=Phase.REHEARSAL))),
    ),
}


@pytest.mark.parametrize(("fact", "want", "scene"), params(ROWS))
def test_what_a_fact_of_inspection_says(fact: str, want: Answer, scene: Scene) -> None:
    """Each fact says of each scene what stands beside it, and of the same type."""
    assert agrees(fact, want, scene)
