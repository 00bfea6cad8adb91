"""Every round is somewhere: the seven counters of a lot are what following each single round would give."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

import pytest

from chamberflag.acts import ceremony, incident, people, rounds, weapons
from chamberflag.acts.rounds import Proof
from chamberflag.vocabulary.words import Action, Chamber, Contents, ItemKind, Load, Pile, RoundClass
from tests.company import AD, LEAD, PERFORMER, SAFETY, Company

if TYPE_CHECKING:
    from chamberflag.recorder.record import Answer

LOT, GUN, TOTAL = "bl", "w1", 20
COUNTERS = ("store", "loaded", "spent", "misfired", "quarantined", "disposed", "returned")
WITNESS = ("ad", "witness")


@dataclass
class Rounds:
    """Twenty rounds with a number each, and where each of them is. Nothing here knows of counters."""

    where: dict[int, str] = field(default_factory=lambda: dict.fromkeys(range(TOTAL), "store"))

    def move(self, n: int, start: str, end: str) -> None:
        """So many rounds go from one place to another, as far as there are any."""
        for number in [k for k, place in self.where.items() if place == start][:n]:
            self.where[number] = end

    def counted(self) -> dict[str, int]:
        """How many are where."""
        found = Counter(self.where.values())
        return {name: found[name] for name in COUNTERS}


def blanks(n: int) -> ceremony.Look:
    """A look that finds n blanks."""
    return ceremony.Look((Chamber.BLANK,) * n + (Chamber.EMPTY,) * (6 - n))


@dataclass
class Day:
    """A company, its twenty blanks one by one, and chance."""

    company: Company
    random: Random
    ledger: Rounds = field(default_factory=Rounds)
    done: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])

    def inside(self) -> int:
        """Rounds that are in the weapon."""
        return sum(place == "loaded" for place in self.ledger.where.values())

    def passed(self, kind: str, answer: Answer) -> bool:
        """Whether the act was done."""
        assert answer.error is None
        good = not self.company.why(answer)
        self.done[kind] += good
        self.refused[kind] += not good
        return good

    def load_and_come_back(self) -> None:
        """Blanks go in; some are fired, some are struck and do not fire, the rest comes out; a wrong figure is refused."""
        c, n = self.company, self.random.randint(1, 4)
        c.do("take_out", [LEAD], None, [GUN])
        c.do("check", [LEAD], blanks(self.inside()), [GUN])
        if self.inside() == 0:
            c.do("prove_bore", [LEAD, AD], ceremony.ProveBore(), [GUN])
            if self.passed("load", c.do("load", [LEAD], rounds.LoadRounds(n), [GUN, LOT])):
                self.ledger.move(n, "store", "loaded")
        fired = bool(self.inside()) and self.random.random() < 0.4
        if fired:  # shots that were no intended ones: reported, reviewed after the weapon is empty
            c.do("report", [PERFORMER], incident.Report("unintended_discharge"), [GUN])
        inside = self.inside()
        struck = self.random.randint(0, inside)
        whole = self.random.randint(0, inside - struck) if fired else inside - struck + (self.random.random() < 0.2)
        c.do("check", [LEAD], blanks(inside), [GUN])
        if self.passed("unload", c.do("unload", [LEAD, WITNESS], rounds.Unload(whole, struck), [GUN])):
            self.ledger.move(whole, "loaded", "store")
            self.ledger.move(struck, "loaded", "misfired")
            self.ledger.move(TOTAL, "loaded", "spent")
        c.do("put_away", [LEAD], weapons.PutAway(), [GUN])
        c.do("review", [LEAD, SAFETY], incident.Review(cause="told"))
        c.do("release", [LEAD, SAFETY], weapons.Release(), [GUN])
        c.do("review", [LEAD, SAFETY], incident.Review(cause="told", meeting=True))

    def fire_at_the_range(self) -> None:
        """A test fire off the set."""
        n = self.random.randint(0, 2)
        if self.passed("test_fire", self.company.do("test_fire", [LEAD], weapons.TestFire(rounds=n), ["w2", LOT])):
            self.ledger.move(n, "store", "spent")

    def set_apart(self) -> None:
        """Doubtful rounds: seen in a proof, put aside by anybody, or reported; never more than the box holds."""
        n = self.random.randint(1, 3)
        proof = rounds.ProveRound((Proof(RoundClass.UNPROVED, (), n), Proof(RoundClass.BLANK, (), 1)))
        kind, who, body = self.random.choice([
            ("prove_round", [LEAD, WITNESS], proof), ("quarantine", [PERFORMER], weapons.Quarantine("doubt", rounds=n)),
            ("report", [AD], incident.Report("odd_finding", n=n)),
        ])  # fmt: skip
        if self.passed(kind, self.company.do(kind, who, body, [LOT])):
            self.ledger.move(n, "store", "quarantined")

    def destroy(self) -> None:
        """Rounds are destroyed; more than there are at that place is refused."""
        pile, n = self.random.choice(list(Pile)), self.random.randint(0, 3)
        if self.passed(f"dispose {pile}", self.company.do("dispose", [LEAD, AD], rounds.Dispose(n, "rounds", pile), [LOT])):
            self.ledger.move(n, str(pile), "disposed")

    def give_back(self) -> None:
        """A few rounds go back to the supplier."""
        n = self.random.randint(0, 2)
        if self.passed("return_item", self.company.do("return_item", [LEAD, AD], weapons.ReturnItem(count=n), [LOT])):
            self.ledger.move(n, "store", "returned")

    def clear(self) -> None:
        """Two people let the lot go again."""
        self.passed("release", self.company.do("release", [LEAD, SAFETY], weapons.Release(), [LOT]))


@pytest.fixture(scope="module")
def days() -> list[Day]:
    """Random days with one lot of blanks."""
    made: list[Day] = []
    for seed in range(6):
        company = Company().crew().stock().opened()
        company.plan(contents=Contents.BLANK, load=Load.HALF, rounds=4, actions=(Action.FIRE,))
        day = Day(company, Random(f"rounds {seed}"))
        company.do("test_fire", [LEAD], weapons.TestFire(rounds=1), [GUN, LOT])
        day.ledger.move(1, "store", "spent")
        made.append(day)
        doings = (day.load_and_come_back, day.fire_at_the_range, day.set_apart, day.destroy, day.give_back, day.clear, day.clear)
        for _ in range(24):
            day.random.choice(doings)()
            assert {name: company.rec.state.core.lots[LOT][name] for name in COUNTERS} == day.ledger.counted()
    return made


def test_the_counters_are_what_following_each_round_gives(days: list[Day]) -> None:
    """After each of many random acts every counter of the lot is the number of rounds that are really there."""
    assert len(days) == 6
    for day in days:
        lot = day.company.rec.state.core.lots[LOT]
        assert sum(lot[name] for name in COUNTERS) == lot["received"] == TOTAL


def test_the_days_moved_rounds_in_every_way(days: list[Day]) -> None:
    """Each way in which a round can move was done, and something was refused, so that the comparison compares something."""
    done = sum((day.done for day in days), Counter[str]())
    ways = {"load", "unload", "test_fire", "return_item", "prove_round", "quarantine", "report"} | {f"dispose {pile}" for pile in Pile}
    assert {way for way in ways if not done[way]} == set()
    refused = sum((day.refused for day in days), Counter[str]())
    assert all(refused[way] for way in ("load", "unload", "dispose store"))


def test_a_doubtful_round_found_before_the_acceptance_never_gets_into_the_box() -> None:
    """Ten came, one failed its proof: nine are accepted into the store, one is in quarantine, and ten were received."""
    company = Company().crew()
    company.stock()
    dummies = weapons.Thing("d2", ItemKind.LOT, rounds=RoundClass.DUMMY, count=10, calibre=".45", look="hole")
    company.do("bring_in", [LEAD], weapons.BringIn((dummies,), supplier="dealer1", receipt="r2", other_production=False), ["d2"])
    company.do("document", [("producer", "producer")], people.Document("d2", "maker_statement"))
    proof = rounds.ProveRound((Proof(RoundClass.DUMMY, ("rattle", "hole"), 9), Proof(RoundClass.UNPROVED, (), 1)))
    company.do("prove_round", [LEAD, WITNESS], proof, ["d2"])
    accept = weapons.Accept((dummies,))
    assert "AMM-06" in company.why(company.do("accept", [LEAD, AD], accept, ["d2"]))
    company.do("release", [LEAD, SAFETY], weapons.Release("destroyed at the maker"), ["d2"])
    company.do("count", [LEAD, WITNESS], rounds.CountItems((rounds.Tally(9), rounds.Tally(9))), ["d2"])
    assert company.why(company.do("accept", [LEAD, AD], accept, ["d2"])) == set()
    lot = company.rec.state.core.lots["d2"]
    assert (lot["received"], lot["store"], lot["quarantined"]) == (10, 9, 1)
