from __future__ import annotations

import pytest

from chamberflag.acts import ceremony, incident, rounds, weapons
from chamberflag.custody.finding import contradicts, matches, reduce
from chamberflag.vocabulary.words import Chamber, Contents
from tests.company import AD, EMPTY, FIVE, LEAD, PERFORMER, Company

E, D, B, L, P, S, U, X = (Chamber(c) for c in ("EMPTY", "DUMMY", "BLANK", "BULLET", "PRIMED_INERT", "SPENT", "UNPROVED", "CANNOT_TELL"))


@pytest.mark.parametrize(
    ("chambers", "klass", "n"),
    [
        ((), Contents.EMPTY, 0),
        ((E, E), Contents.EMPTY, 0),
        ((E, D), Contents.DUMMY, 1),
        ((B, B, E), Contents.BLANK, 2),
        ((B, D), Contents.UNKNOWN, 2),
        ((D, S), Contents.UNKNOWN, 2),
        ((E, U), Contents.UNKNOWN, 1),
        ((E, X), Contents.UNKNOWN, 1),
        ((D, D, L), Contents.BULLET, 3),
        ((X, P), Contents.BULLET, 2),
    ],
)
def test_chambers_are_reduced_to_one_finding(chambers: tuple[Chamber, ...], klass: Contents, n: int) -> None:
    """One class is that class; two classes or anything doubtful is UNKNOWN; one bullet round anywhere is BULLET."""
    finding = reduce(chambers)
    assert (finding.klass, finding.n, finding.looked) == (klass, n, len(chambers))


@pytest.mark.parametrize(
    ("chambers", "contents", "n", "contrary", "equal"),
    [
        ((D, D, E), "DUMMY", 2, False, True),
        ((D, E, E), "DUMMY", 2, True, False),
        ((B, B, E), "DUMMY", 2, True, False),
        ((D, E), "DUMMY", 2, False, False),  # incomplete, and nothing speaks against the record
        ((B,), "DUMMY", 2, True, False),  # incomplete, and a class that the record lacks
        ((D, D), "DUMMY", 1, True, False),  # incomplete, and one too many
        ((D,), "EMPTY", 0, True, False),
        ((D, D, E), "UNKNOWN", 0, False, False),  # a record without a figure
        ((), "EMPTY", 0, False, False),
    ],
)
def test_a_finding_contradicts_the_record_or_does_not(
    chambers: tuple[Chamber, ...], contents: str, n: int, *, contrary: bool, equal: bool
) -> None:
    """Another class or number contradicts; an incomplete look does only by what it saw; an UNKNOWN record has nothing to differ from."""
    record: dict[str, bool | int | str] = {"contents": contents, "n": n, "cap": 3}
    assert contradicts(reduce(chambers), record) is contrary
    assert matches(reduce(chambers), record) is equal


@pytest.fixture
def company() -> Company:
    """w1 loaded with five dummies, w2 checked empty, both in the lead's hand."""
    company = Company().crew().stock().opened().loaded()
    company.do("take_out", [LEAD], None, ["w2"])
    company.do("check", [LEAD], EMPTY, ["w2"])
    return company


def test_a_look_that_differs_for_one_weapon_counts_for_none(company: Company) -> None:
    """A look at two weapons that fits one record and not the other is recorded as what it found, and makes nobody a witness."""
    answer = company.do("witness", [PERFORMER], FIVE, ["w1", "w2"])
    assert answer.decision is not None
    assert answer.decision.verdict == "recorded"
    weapons = company.rec.state.core.weapons
    assert (weapons["w1"]["chk2"], weapons["w1"]["watched"], weapons["w1"]["quar"]) == ("", False, False)
    assert weapons["w2"]["quar"]
    assert company.rec.state.things["w1"].second_index < answer.index


@pytest.mark.parametrize("kind", ["check", "witness", "show", "observe"])
def test_a_bullet_round_in_any_look_locks_the_unit(company: Company, kind: str) -> None:
    """Whoever sees a bullet round, in whatever look, in whatever state: recorded, locked down, every declaration void, no look at all."""
    company.do("stop", [PERFORMER])
    answer = company.do(kind, [LEAD if kind == "check" else PERFORMER], ceremony.Look((D, L)), ["w1"])
    assert answer.decision is not None
    assert answer.decision.verdict == "recorded"
    assert "AMM-01" in {r.rule for r in answer.decision.why}
    state = company.rec.state
    assert (state.core.unit["bullet"], state.core.unit["lockdown"], state.core.weapons["w1"]["quar"]) == (1, True, True)
    assert state.things["w1"].check_index < answer.index


def test_an_incomplete_look_that_contradicts_nothing_is_refused(company: Company) -> None:
    """Four of six chambers, all as on record: refused by INS-02, and nothing else changes."""
    before = company.rec.state.core
    assert company.why(company.do("witness", [AD], ceremony.Look((D, D, D, D)), ["w1"])) == {"INS-02", "DEC-02"}
    assert company.rec.state.core == before


def test_one_report_is_one_bullet_round_whatever_it_names(company: Company) -> None:
    """A report of a bullet round that names two weapons adds one to the count and holds both."""
    company.do("report", [PERFORMER], incident.Report("bullet_found", harm=True), ["w1", "w2"])
    state = company.rec.state
    assert state.core.unit["bullet"] == 1
    assert state.core.unit["stopped"]
    assert all(state.core.weapons[w]["quar"] for w in ("w1", "w2"))


@pytest.mark.parametrize("chambers", [(B,) * 5 + (E,), (D,) * 4 + (E, E), (D,) * 6])
def test_a_check_never_corrects_the_record(company: Company, chambers: tuple[Chamber, ...]) -> None:
    """Rounds of another class, one too few or one too many: contents UNKNOWN, quarantined with INS-05, the lot unchanged."""
    before = company.rec.state.core.lots["dm"]
    answer = company.do("check", [LEAD], ceremony.Look(chambers), ["w1"])
    assert company.why(answer) == set()
    weapon = company.rec.state.core.weapons["w1"]
    assert (weapon["contents"], weapon["n"], weapon["quar"]) == ("UNKNOWN", 5, True)
    assert company.rec.state.core.lots["dm"] == before
    assert answer.decision is not None
    assert "INS-05" in {r.rule for r in answer.decision.why}


@pytest.mark.parametrize("kind", ["witness", "show"])
def test_more_chambers_than_the_register_has_are_another_weapon(company: Company, kind: str) -> None:
    """Whoever finds eight chambers in a weapon that is registered with six has another weapon in hand: recorded, void, quarantined."""
    answer = company.do(kind, [PERFORMER], ceremony.Look((E,) * 8), ["w2"])
    assert answer.decision is not None
    assert answer.decision.verdict == "recorded"
    assert company.rec.state.core.weapons["w2"]["quar"]


def test_without_the_feed_path_a_look_is_not_complete(company: Company) -> None:
    """All chambers but not the feed path: refused by INS-02."""
    assert "INS-02" in company.why(company.do("check", [LEAD], ceremony.Look((E,) * 6, feed_path=False), ["w2"]))


def test_without_rod_and_light_no_bore_is_proved(company: Company) -> None:
    """Somebody tried: recorded, and the bore is as little proved as before."""
    assert company.why(company.do("prove_bore", [LEAD], ceremony.ProveBore(light=False), ["w2"])) == set()
    assert not company.rec.state.core.weapons["w2"]["bore"]
    company.do("prove_bore", [LEAD], ceremony.ProveBore(), ["w2"])
    assert company.rec.state.core.weapons["w2"]["bore"]


def test_a_bore_that_one_person_looked_through_takes_no_blanks(company: Company) -> None:
    """The lead alone: proved, and no second look stands; with the witness beside it does; back in the store, neither."""
    company.do("prove_bore", [LEAD], ceremony.ProveBore(), ["w2"])
    assert (company.rec.state.core.weapons["w2"]["bore"], company.rec.state.core.weapons["w2"]["bore2"]) == (True, "")
    company.do("prove_bore", [LEAD, AD], ceremony.ProveBore(), ["w2"])
    assert company.rec.state.core.weapons["w2"]["bore2"] == "ad"
    company.do("put_away", [LEAD], weapons.PutAway(into="safe1"), ["w2"])
    assert not company.rec.state.core.weapons["w2"]["bore"]


def test_a_return_that_is_short_is_recorded_and_counts_as_none(company: Company) -> None:
    """Three of five come out: no refusal but a finding. Work stops, the weapon is held, a loss is reported, and no counter moves."""
    company.do("check", [LEAD], ceremony.Look((U,) * 5 + (E,)), ["w1"])
    before = company.rec.state.core.lots["dm"]
    answer = company.do("unload", [LEAD], rounds.Unload(unfired=3), ["w1", "dm"])
    assert answer.decision is not None
    assert (answer.decision.verdict, {reason.rule for reason in answer.decision.why}) == ("recorded", {"STO-11"})
    state = company.rec.state
    weapon, unit = state.core.weapons["w1"], state.core.unit
    assert (weapon["quar"], weapon["contents"], weapon["n"]) == (True, "UNKNOWN", 5)
    assert (unit["stopped"], unit["hazard"], unit["reported"]) == (True, True, True)
    assert (state.core.lots["dm"], state.lots["dm"].fired) == (before, 0)
    assert [state.incident.reports[report].kind for report in state.incident.open_reports] == ["loss"]


@pytest.mark.parametrize("stated", [False, True])
def test_shots_that_nobody_wrote_down_are_booked_as_fired(company: Company, stated: bool) -> None:  # noqa: FBT001
    """Three of five come out while a discharge is reported: the two missing ones are spent, also where a short return was stated before."""
    company.do("check", [LEAD], ceremony.Look((U,) * 5 + (E,)), ["w1"])
    three = rounds.Unload(unfired=3)
    if stated:
        company.do("unload", [LEAD], three, ["w1", "dm"])
        company.do("check", [LEAD], ceremony.Look((U,) * 3 + (E,) * 3), ["w1"])
    company.do("report", [PERFORMER], incident.Report("unintended_discharge"), ["w1"])
    answer = company.do("unload", [LEAD], three, ["w1", "dm"])
    assert answer.decision is not None
    assert "STO-11" not in {reason.rule for reason in answer.decision.why}
    assert company.why(answer) == set()
    lot = company.rec.state.core.lots["dm"]
    assert (lot["store"], lot["loaded"], lot["spent"]) == (8, 0, 2)
    assert company.rec.state.lots["dm"].fired == 2


def test_what_somebody_saw_otherwise_is_brought_up(company: Company) -> None:
    """A look that counts as nothing and says something else than the record brings up DEC-02; one that agrees brings up nothing."""
    odd = company.do("observe", [PERFORMER], ceremony.Look((D,)), ["w2"])
    assert odd.decision is not None
    assert [r.rule for r in odd.decision.why] == ["DEC-02"]
    even = company.do("observe", [PERFORMER], ceremony.Look((E,)), ["w2"])
    assert even.decision is not None
    assert even.decision.why == ()
