from __future__ import annotations

import pytest

from chamberflag.acts import incident, people, rounds, weapons
from chamberflag.acts.rounds import Proof
from chamberflag.vocabulary.words import ItemKind, RoundClass
from tests.company import AD, EMPTY, FIVE, LEAD, PERFORMER, PRODUCER, SAFETY, Company

WITNESS = ("ad", "witness")
TEN = rounds.ProveRound((Proof(RoundClass.DUMMY, ("rattle", "hole"), 10),))


@pytest.fixture
def company() -> Company:
    """An open day; w1 checked empty in the lead's hand."""
    company = Company().crew().stock().opened()
    company.do("take_out", [LEAD], None, ["w1"])
    company.do("check", [LEAD], EMPTY, ["w1"])
    return company


def load(company: Company, n: int = 5) -> set[str]:
    """What refuses loading now."""
    return company.why(company.do("load", [LEAD], rounds.LoadRounds(n), ["w1", "dm"]))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("set_down", weapons.SetDown()),
        ("put_away", weapons.PutAway(locked=False)),
        ("open_store", None),
        ("leave_set", None),
        ("bring_in", weapons.BringIn((weapons.Thing("dm", ItemKind.LOT),))),
    ],
)
def test_rounds_that_lay_in_reach_are_proved_again_every_one(company: Company, kind: str, body: object) -> None:
    """After a lot lay unlocked, was opened or left the set, one round proved again does not do; all of them do."""
    company.do(kind, [LEAD], body, ["dm"])
    assert {"AMM-05", "STO-03"} <= load(company)
    company.do("put_away", [LEAD], weapons.PutAway(), ["dm"])
    company.do("prove_round", [LEAD, WITNESS], rounds.ProveRound((Proof(RoundClass.DUMMY, ("rattle", "hole"), 1),)), ["dm"])
    assert {"AMM-05", "STO-03"} <= load(company)
    company.do("prove_round", [LEAD, WITNESS], rounds.ProveRound((Proof(RoundClass.DUMMY, ("rattle", "hole"), 9),)), ["dm"])
    assert load(company) == set()


def test_one_person_proves_nothing(company: Company) -> None:
    """A proof with one signature is recorded and does not count."""
    company.do("open_store", [LEAD], None, ["dm"])
    company.do("prove_round", [LEAD], TEN, ["dm"])
    assert company.rec.state.lots["dm"].proved == 0
    assert "AMM-05" in load(company)


def test_a_raised_number_of_marks_is_asked_for() -> None:
    """Where the production asks for three marks, dummies that showed two are not proved."""
    company = Company().crew()
    company.do("adopt_rules", [PRODUCER, LEAD], people.AdoptRules(("base",), {"weapons_per_handler": 4, "marks_min": 3}))
    company.stock()
    assert company.rec.state.core.lots.get("dm") is None
    assert company.rec.state.lots["dm"].proved == 10
    dummies = weapons.Thing("dm", ItemKind.LOT, rounds=RoundClass.DUMMY, count=10, calibre=".45", look="hole")
    assert company.why(company.do("accept", [LEAD, AD], weapons.Accept((dummies,)), ["dm"])) == {"AMM-05"}
    more = rounds.ProveRound((Proof(RoundClass.DUMMY, ("rattle", "hole", "weight"), 10),))
    company.do("prove_round", [LEAD, WITNESS], more, ["dm"])
    assert company.why(company.do("accept", [LEAD, AD], weapons.Accept((dummies,)), ["dm"])) == set()


def test_the_counter_does_not_say_what_is_expected(company: Company) -> None:
    """What should be there comes from the record; a number written beside the count changes nothing."""
    tally = (rounds.Tally(8), rounds.Tally(8))
    company.do("count", [LEAD, WITNESS], rounds.CountItems(tally, by_class={"expected": 8}), ["dm"])
    count = company.rec.state.lots["dm"].count
    assert count is not None
    assert count.expected == 10
    assert "REC-02" in load(company)


@pytest.mark.parametrize(("kind", "body"), [("quarantine", weapons.Quarantine("doubt")), ("report", incident.Report("drop"))])
def test_a_lot_that_is_held_apart_is_not_loaded_until_two_people_release_it(company: Company, kind: str, body: object) -> None:
    """Anybody can hold a lot by quarantine or report; weapons lead and safety supervisor end it."""
    company.do(kind, [PERFORMER], body, ["dm"])
    assert "AMM-06" in load(company)
    company.do("review", [LEAD, SAFETY], incident.Review(cause="looked at"))
    assert "AMM-06" in load(company)
    company.do("release", [LEAD, SAFETY], weapons.Release("nothing found"), ["dm"])
    assert load(company) == set()


def test_a_surplus_round_stops_loading_until_two_people_have_explained_it(company: Company) -> None:
    """Eleven rounds of ten: everything stops; a right count alone does not end it, the release of the lot does."""
    eleven = rounds.CountItems((rounds.Tally(11), rounds.Tally(11)))
    assert "REC-03" in {r.rule for r in company.do("count", [LEAD, WITNESS], eleven, ["dm"]).decision.why}  # type: ignore[union-attr]
    company.count_rounds()
    assert "REC-03" in load(company)
    company.do("release", [LEAD, SAFETY], weapons.Release("counted twice"), ["dm"])
    assert load(company) == set()


def test_cases_that_are_thrown_away_are_no_rounds_of_the_lot(company: Company) -> None:
    """Throwing away cases leaves the count of the lot; throwing away rounds takes them from it."""
    assert company.why(company.do("dispose", [LEAD, AD], rounds.Dispose(3, "cases"), ["bl"])) == set()
    assert company.rec.state.core.lots["bl"]["store"] == 20
    assert company.why(company.do("dispose", [LEAD, AD], rounds.Dispose(3), ["bl"])) == set()
    assert company.rec.state.core.lots["bl"]["store"] == 17
    assert company.rec.state.core.lots["bl"]["disposed"] == 3


def test_a_weapon_beside_a_lot_hides_nothing_from_its_rules(company: Company) -> None:
    """Naming a weapon in an act that disposes of rounds does not pass the lot by: no more leave than there are."""
    answer = company.do("dispose", [LEAD, AD], rounds.Dispose(21), ["w2", "bl"])
    assert company.why(answer) == {"REC-02"}
    assert company.why(company.do("return_item", [LEAD, AD], weapons.ReturnItem(count=11), ["w2", "dm"])) == {"REC-02"}
    assert company.rec.state.core.weapons["w2"]["reg"]


def test_a_lot_of_which_some_went_back_is_still_in_service(company: Company) -> None:
    """Five of ten go back: the rest is counted at the end of the day; when the last has gone, the lot is."""
    assert company.why(company.do("return_item", [LEAD, AD], weapons.ReturnItem(count=5), ["dm"])) == set()
    assert company.rec.state.things["dm"].returned_at == -1
    assert company.why(company.do("return_item", [LEAD, AD], weapons.ReturnItem(), ["dm"])) == set()
    assert company.rec.state.things["dm"].returned_at >= 0
    assert company.rec.state.core.lots["dm"]["returned"] == 10


def test_two_lots_never_go_into_one_weapon(company: Company) -> None:
    """A load that names two lots is refused: after the first the weapon is not empty."""
    assert "INS-02" in company.why(company.do("load", [LEAD], rounds.LoadRounds(2), ["w1", "dm", "bl"]))


def test_two_weapons_are_loaded_from_one_lot_only_as_far_as_it_reaches(company: Company) -> None:
    """Two weapons take five each of ten in one act; six each of ten is refused for the second, and then for both."""
    company.do("take_out", [LEAD], None, ["w2"])
    company.do("check", [LEAD], EMPTY, ["w2"])
    company.plan(rounds=6)
    answer = company.do("load", [LEAD], rounds.LoadRounds(6), ["w1", "w2", "dm"])
    assert answer.decision is not None
    assert [(r.rule, r.about) for r in answer.decision.why] == [("AMM-04", "w2")]
    assert company.why(company.do("load", [LEAD], rounds.LoadRounds(5), ["w1", "w2", "dm"])) == set()
    lot = company.rec.state.core.lots["dm"]
    assert (lot["store"], lot["loaded"]) == (0, 10)
    assert [company.rec.state.core.weapons[w]["n"] for w in ("w1", "w2")] == [5, 5]
    assert company.why(company.do("witness", [AD], FIVE, ["w1", "w2"])) == set()


def test_a_test_fire_spends_what_it_fires() -> None:
    """Two blanks fired at the range leave eighteen of twenty; more than there are is refused, and the lot adds up."""
    company = Company().crew().stock()
    fired = weapons.TestFire(rounds=2)
    assert company.why(company.do("test_fire", [LEAD], fired, ["w1", "bl"])) == set()
    lot = company.rec.state.core.lots["bl"]
    assert (lot["store"], lot["spent"], lot["received"]) == (18, 2, 20)
    assert "REC-02" in company.why(company.do("test_fire", [LEAD], weapons.TestFire(rounds=19), ["w2", "bl"]))
