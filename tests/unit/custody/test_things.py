from __future__ import annotations

import pytest

from chamberflag.acts import ceremony, rounds, weapons
from chamberflag.vocabulary.words import Chamber, ItemKind, RoundClass, WeaponClass
from tests.company import AD, EMPTY, FIVE, LEAD, PERFORMER, SAFETY, Company


@pytest.fixture
def company() -> Company:
    """An open day, w1 loaded in the lead's hand."""
    return Company().crew().stock().opened().loaded()


def test_what_is_in_service_is_not_described_anew_by_whoever_brings_it_in(company: Company) -> None:
    """Bringing in what should be here already changes no count, class, supplier or receipt of it."""
    before = company.rec.state.things["dm"]
    other = weapons.Thing("dm", ItemKind.LOT, rounds=RoundClass.BLANK, count=1000, look="crimp", made_on_set=True)
    company.do("bring_in", [PERFORMER], weapons.BringIn((other,), supplier="me", receipt="mine", other_production=False), ["dm"])
    after = company.rec.state.things["dm"]
    assert (after.rounds, after.count, after.look, after.supplier, after.receipt) == ("DUMMY", 10, "hole", "dealer1", "r1")
    assert after == before


def test_what_is_bad_about_a_second_arrival_counts(company: Company) -> None:
    """That the item was at another production or in a live-fire unit counts, whoever says so, and ends an earlier clearance."""
    company.do("clearance", [LEAD, SAFETY], None, ["dm"])
    assert company.rec.state.things["dm"].cleared
    company.do("bring_in", [PERFORMER], weapons.BringIn(other_production=True, live_fire=True), ["dm"])
    thing = company.rec.state.things["dm"]
    assert thing.other_production
    assert thing.live_fire
    assert not thing.cleared


def test_what_comes_back_from_its_owner_is_accepted_again(company: Company) -> None:
    """A weapon that went back and returns is not in service, and nothing that was found of it before is known any more."""
    company.do("return_item", [LEAD, AD], weapons.ReturnItem(), ["w2"])
    assert company.rec.state.things["w2"].returned_at >= 0
    gun = weapons.Thing("w2", ItemKind.WEAPON, WeaponClass.FUNCTIONAL, capacity=6)
    company.do("bring_in", [LEAD], weapons.BringIn((gun,), supplier="dealer1", receipt="r2"), ["w2"])
    thing = company.rec.state.things["w2"]
    assert (thing.accepted_at, thing.returned_at, thing.safeties_intact) == (-1, -1, None)
    assert "INS-08" in company.why(company.do("accept", [LEAD, AD], weapons.Accept((gun,)), ["w2"]))


@pytest.mark.parametrize(
    ("kind", "who", "body"),
    [("attend", PERFORMER, None), ("witness", AD, FIVE), ("observe", PERFORMER, ceremony.Look((Chamber.DUMMY,)))],
)
def test_only_the_holder_confirms_that_the_weapon_is_attended(company: Company, kind: str, who: tuple[str, str], body: object) -> None:
    """Another person's act on the weapon does not say that its holder still has it; the holder's `attend` does."""
    before = company.rec.state.things["w1"].attended_at
    company.do(kind, [who], body, ["w1"])
    assert company.rec.state.things["w1"].attended_at == before
    company.do("attend", [LEAD], None, ["w1"])
    assert company.rec.state.things["w1"].attended_at == company.now


def test_an_item_that_nobody_brought_in_is_not_taken_out(company: Company) -> None:
    """An act on a thing that is not on the register, and an act that names nothing, are refused by the register's rule."""
    assert "STO-08" in company.why(company.do("take_out", [LEAD], None, ["w9"]))
    assert "STO-08" in company.why(company.do("take_out", [LEAD], None, []))
    assert "STO-08" in company.why(company.do("declare", [LEAD, AD], ceremony.Declare(), []))
    assert "REC-02" in company.why(company.do("dispose", [LEAD, AD], rounds.Dispose(1), []))
    assert "w9" not in company.rec.state.core.weapons


def test_a_container_is_taken_out_without_being_a_weapon(company: Company) -> None:
    """A crate that was accepted is no weapon: the machine has nothing to say of it."""
    crate = weapons.Thing("crate", ItemKind.CONTAINER)
    company.do("bring_in", [LEAD], weapons.BringIn((crate,), supplier="dealer1"), ["crate"])
    assert company.why(company.do("accept", [LEAD, AD], weapons.Accept((crate,)), ["crate"])) == set()
    assert company.why(company.do("take_out", [LEAD], None, ["crate"])) == set()
    assert company.why(company.do("check", [LEAD], EMPTY, ["crate"])) != set()
