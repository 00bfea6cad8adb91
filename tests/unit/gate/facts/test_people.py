"""Facts of people and qualification: duties, permits, figures for each handler, roles that are apart."""

from __future__ import annotations

import pytest

from chamberflag.acts.ceremony import HandOver
from chamberflag.acts.day import OpenDay
from chamberflag.acts.people import EnterZone, InZone
from chamberflag.acts.plan import PlanShot
from chamberflag.custody.persons import Appointment, Settings
from chamberflag.custody.records import Plan, Thing
from tests.scenes import Answer, Rows, Scene, agrees, paper, params

LEAD, TEAM = {"lead": ("ann",)}, {"handler": ("ann", "ben"), "performer": ("pia",)}
ON_DUTY = {"ann": ("weapons lead",)}
BOTH = {"ann": ("weapons lead",), "ben": ("weapons",)}
OUT = {"reg": True, "loc": "hand", "holder": "pia"}
RUBBER = {"kind": "RUBBER", "cap": 0}
THREE = {"safety": ("sam",), "witness": ("ada",), "lead": ("ann",)}
FIGURE = {"weapons_per_handler": 2}


def of_giver(*kinds: str) -> tuple[tuple[str, Answer, Scene], ...]:
    """What a fact says that asks for these papers of the giver."""
    both = tuple(("ann", kind, paper()) for kind in kinds)
    ben = tuple(("ben", kind, paper()) for kind in kinds)
    return (
        ("no paper", None, Scene()),
        ("all", True, Scene(papers=both)),
        *((f"without {kind}", None, Scene(papers=tuple(one for one in both if one[1] != kind))) for kind in kinds),
        ("the doer's, not the giver's", None, Scene(signers=(("ben", "lead"),), papers=ben)),
        ("nobody gives: the doer's", True, Scene(signers=(("ben", "lead"),), parties={}, papers=ben)),
    )


def of_lead(kind: str, body: HandOver) -> tuple[tuple[str, Answer, Scene], ...]:
    """What a fact says that asks for a lead with a paper, on duty."""
    has = (("ann", kind, paper()),)
    return (
        ("on duty with the paper", True, Scene(body=body, held=LEAD, duties=ON_DUTY, papers=has)),
        ("without it", None, Scene(body=body, held=LEAD, duties=ON_DUTY)),
        ("not on duty", None, Scene(body=body, held=LEAD, papers=has)),
        ("on another duty", None, Scene(body=body, held=LEAD, duties={"ann": ("weapons",)}, papers=has)),
        ("no lead", None, Scene(body=body, duties=ON_DUTY, papers=has)),
        ("one of two", True, Scene(body=body, held={"lead": ("leo", "ann")}, duties=ON_DUTY, papers=has)),
    )


def planned(*weapons: str) -> tuple[Plan, ...]:
    """A plan of these weapons."""
    return (Plan("s1", 1, PlanShot("s1", weapons=weapons), 0, 1),)


def letter(role: str = "lead", *, authority: bool = True) -> tuple[Appointment, ...]:
    """An appointment."""
    return (Appointment("ann", role, authority, (), 0, 1),)


PILOT = Settings(pilot=True)
CLASSED = Thing("w1", "weapon", 1, klass="RUBBER")
ROWS: Rows = {
    "lead_on_duty": (
        ("on duty", True, Scene(held=LEAD, duties=ON_DUTY)),
        ("one of two", True, Scene(held={"lead": ("leo", "ann")}, duties=ON_DUTY)),
        ("on another duty", False, Scene(held=LEAD, duties={"ann": ("weapons",)})),
        ("on none", False, Scene(held=LEAD)),
        ("not appointed", False, Scene(duties=ON_DUTY)),
    ),
    "lead_single_duty": (
        ("one duty", True, Scene(duties=BOTH)),
        ("two of weapons", True, Scene(duties={"ann": ("weapons lead", "weapons")})),
        ("another besides", False, Scene(duties={"leo": ("props",), "ann": ("weapons lead", "props")})),
        ("an assistant with another besides", False, Scene(duties={"ben": ("driver", "weapons")})),
        ("two that are none of weapons", True, Scene(duties={"ann": ("driver", "props")})),
        ("nobody", True, Scene()),
    ),
    "weapons_per_handler_ok": (
        ("no figure", None, Scene(core={"w1": OUT}, held=TEAM, duties=ON_DUTY)),
        ("as many as one may", True, Scene(core={"w1": {}, "w2": OUT}, held=TEAM, duties=ON_DUTY, params=FIGURE)),
        ("one more", False, Scene(core={"w1": {}, "w2": OUT, "w3": OUT}, held=TEAM, duties=ON_DUTY, params=FIGURE)),
        ("two on duty", True, Scene(core={"w1": {}, "w2": OUT, "w3": OUT}, held=TEAM, duties=BOTH, params=FIGURE)),
        (
            "one of them does something else",
            False,
            Scene(core={"w1": {}, "w2": OUT, "w3": OUT}, held=TEAM, duties={**ON_DUTY, "ben": ("props",)}, params=FIGURE),
        ),
        ("this one is out already", True, Scene(core={"w1": OUT, "w2": OUT}, held=TEAM, duties=ON_DUTY, params=FIGURE)),
        ("with the team", True, Scene(core={"w1": {}, "w2": OUT, "w3": OUT | {"holder": "ben"}}, held=TEAM, duties=ON_DUTY, params=FIGURE)),
        ("nobody on duty", False, Scene(core={"w1": {}}, held=TEAM, params=FIGURE)),
        (
            "a figure of its tier",
            False,
            Scene(
                core={"w1": {"contents": "EMPTY"}, "w2": OUT | {"contents": "EMPTY"}},
                held=TEAM,
                duties=ON_DUTY,
                params=FIGURE | {"weapons_per_handler_w0": 1},
            ),
        ),
        (
            "as many as that",
            True,
            Scene(
                core={"w1": {"contents": "EMPTY"}, "w2": OUT | RUBBER},
                held=TEAM,
                duties=ON_DUTY,
                params=FIGURE | {"weapons_per_handler_w0": 1},
            ),
        ),
        (
            "as many as that for two",
            True,
            Scene(
                core={"w1": {"contents": "EMPTY"}, "w2": OUT | {"contents": "EMPTY"}},
                held=TEAM,
                duties=BOTH,
                params=FIGURE | {"weapons_per_handler_w0": 1},
            ),
        ),
        (
            "of another tier",
            True,
            Scene(core={"w1": {}, "w2": OUT}, held=TEAM, duties=ON_DUTY, params=FIGURE | {"weapons_per_handler_m": 0}),
        ),
    ),
    "lead_permit_ok": of_giver("permit"),
    "lead_documents_ok": of_giver("federal_document", "training_record"),
    "licence_canada_ok": of_giver("licence"),
    "supervision_link": (
        *of_lead("licence", HandOver(supervised=True)),
        ("not said", False, Scene(body=HandOver(), held=LEAD, duties=ON_DUTY, papers=(("ann", "licence", paper()),))),
        ("another act need not say it", True, Scene(held=LEAD, duties=ON_DUTY, papers=(("ann", "licence", paper()),))),
    ),
    "endorsement_nz_ok": of_lead("endorsement", HandOver()),
    "course_missing": (
        ("giver and taker", 2, Scene()),
        ("one has it", 1, Scene(papers=(("pia", "course", paper()),))),
        ("who enters, too", 3, Scene(body=EnterZone((InZone("tom"), InZone("pia"))))),
        ("nobody", 0, Scene(signers=(("", "lead"),), parties={"to": ""})),
    ),
    "authority_uk_ok": (
        ("no certificate", None, Scene(things=(CLASSED,))),
        ("for all classes", True, Scene(papers=(("ann", "certificate", paper()),))),
        ("for this class", True, Scene(things=(CLASSED,), papers=(("ann", "certificate", paper(None, "RUBBER", "PELLET")),))),
        ("for another", None, Scene(things=(CLASSED,), papers=(("ann", "certificate", paper(None, "PELLET")),))),
        ("a weapon nobody knows", None, Scene(papers=(("ann", "certificate", paper(None, "RUBBER")),))),
        (
            "one of two",
            True,
            Scene(things=(CLASSED,), papers=(("ann", "certificate", paper(None, "PELLET")), ("ann", "certificate", paper(None, "RUBBER")))),
        ),
        ("the doer's, not the giver's", None, Scene(signers=(("ben", "lead"),), papers=(("ben", "certificate", paper()),))),
        ("nobody gives: the doer's", True, Scene(signers=(("ben", "lead"),), parties={}, papers=(("ben", "certificate", paper()),))),
    ),
    "authority_letter": (
        ("none", None, Scene()),
        ("one", True, Scene(letters=letter())),
        ("without authority", None, Scene(letters=letter(authority=False))),
        ("of an assistant", None, Scene(letters=letter("assistant"))),
    ),
    "barred_statement_ok": (
        ("not asked here", True, Scene()),
        *((f"asked under {pack}", None, Scene(packs=("base", pack))) for pack in ("us", "us-ca")),
        *(
            (f"stated under {pack}", True, Scene(packs=("base", pack), papers=(("pia", "not_barred", paper()),)))
            for pack in ("us", "us-ca")
        ),
        ("stated of somebody else", None, Scene(packs=("base", "us"), papers=(("tom", "not_barred", paper()),))),
    ),
    "in_pilot": (
        ("no", False, Scene(body=OpenDay())),
        ("by the first entry", True, Scene(settings=PILOT)),
        ("by the opening", True, Scene(body=OpenDay(pilot=True))),
    ),
    "safety_advisor_ok": (
        ("no pilot", True, Scene()),
        ("no advisor", False, Scene(settings=PILOT, held={"safety": ("sam",)})),
        ("one with that duty", True, Scene(settings=PILOT, held={"safety": ("sam",)}, duties={"sam": ("safety advisor",)})),
        ("and another", False, Scene(settings=PILOT, held={"safety": ("sam",)}, duties={"sam": ("safety advisor", "driver")})),
        ("not appointed", False, Scene(settings=PILOT, duties={"sam": ("safety advisor",)})),
    ),
    "medic_present": (
        ("checked in", True, Scene(held={"medic": ("mo",)}, duties={"mo": ("medic",)})),
        ("not checked in", False, Scene(held={"medic": ("mo",)})),
        ("on another duty", False, Scene(held={"medic": ("mo",)}, duties={"mo": ("driver",)})),
        ("not appointed", False, Scene(duties={"mo": ("medic",)})),
    ),
    **{
        name: (
            ("three people", True, Scene(held=THREE)),
            *((f"no {role}", False, Scene(held=THREE | {role: ()})) for role in THREE),
            ("lead and safety in one", False, Scene(held=THREE | {"safety": ("ann",)})),
            ("lead and witness in one", False, Scene(held=THREE | {"witness": ("ann", "ada")})),
            ("safety and witness in one", apart, Scene(held=THREE | {"witness": ("sam", "ada")})),
            ("the lead signs as witness", False, Scene(act="witness", held=THREE)),
            ("the safety supervisor signs as witness", apart, Scene(act="witness", held=THREE, signers=(("sam", "witness"),))),
            ("the witness does", True, Scene(act="witness", held=THREE, signers=(("ada", "witness"),))),
        )
        for name, apart in (("roles_separate", False), ("lead_separate", True))
    },
    "only_non_firing_called": (
        ("nothing called", None, Scene(weapon="")),
        ("this one, which nobody knows", False, Scene()),
        ("a moulding", True, Scene(core={"w1": RUBBER})),
        ("a deactivated one", True, Scene(core={"w1": {"kind": "DEACTIVATED"}})),
        ("a working one", False, Scene(core={"w1": {}})),
        ("a working one is planned", False, Scene(core={"w1": RUBBER, "w2": {}}, plans=planned("w2"))),
        ("one is planned that nobody knows", False, Scene(core={"w1": RUBBER}, plans=planned("w2"))),
        ("a working one is out", False, Scene(core={"w1": RUBBER, "w2": {"reg": True, "loc": "hand"}})),
        ("a working one is in the store", True, Scene(core={"w1": RUBBER, "w2": {"reg": True, "loc": "store"}})),
        ("a stranger lies about", True, Scene(core={"w1": RUBBER, "w2": {"loc": "unattended"}})),
        ("a moulding is planned", True, Scene(weapon="", core={"w2": RUBBER}, plans=planned("w2"))),
    ),
}


@pytest.mark.parametrize(("fact", "want", "scene"), params(ROWS))
def test_what_a_fact_of_people_says(fact: str, want: Answer, scene: Scene) -> None:
    """Each fact says of each scene what stands beside it, and of the same type."""
    assert agrees(fact, want, scene)
