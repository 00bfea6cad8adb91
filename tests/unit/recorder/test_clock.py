"""recorder: a clock that is put back. interlock.md 4.4, rule T0."""

from __future__ import annotations

from tests.company import AD, DECLARE, FIVE, HAND, LEAD, PERFORMER, Company


def test_a_clock_put_back_opens_nothing() -> None:
    """A ceremony does not last longer because the clock went back: refused, told once, and what is fail-safe is still recorded."""
    company = Company().crew().stock().opened().loaded()
    company.do("witness", [AD], FIVE, ["w1"])
    company.do("declare", [LEAD, AD], DECLARE, ["w1"])
    company.do("show", [PERFORMER], FIVE, ["w1"])
    size = company.rec.state.size
    answer = company.do("hand_over", [LEAD, PERFORMER], HAND, ["w1"], wait=-3_000_000)
    assert company.why(answer) == {"clock_back"}
    assert company.why(company.do("stop", [PERFORMER])) == set()
    company.do("attend", [LEAD], None, ["w1"])
    kinds = [company.ledger.entry(i).partition(b'"type":"')[2].partition(b'"')[0] for i in range(size, company.rec.state.size)]
    assert kinds.count(b"clock.stepped") <= 1
    assert company.rec.state.core.weapons["w1"]["holder"] == "lead"


def test_a_small_step_is_nothing() -> None:
    """A second's correction of the clock refuses nobody."""
    company = Company().crew().stock()
    assert company.why(company.do("take_out", [LEAD], None, ["w1"], wait=-900)) == set()
