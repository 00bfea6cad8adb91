from __future__ import annotations

from chamberflag.acts import ceremony
from chamberflag.acts.act import plain
from tests.company import EMPTY, LEAD, Company

FOUR = ceremony.Look(EMPTY.chambers[:4])


def look_in(look: ceremony.Look) -> dict[str, object]:
    """A collection and a check as one act."""
    return {"steps": [{"type": "collect"}, {"type": "check", **plain(look)}]}


def test_what_a_later_step_puts_right_is_not_brought_up() -> None:
    """A weapon that is collected asks for its check; where the same act checks it, nothing is left to ask for."""
    company = Company().crew().stock().opened()
    company.do("take_out", [LEAD], None, ["w1"])
    alone = company.do("collect", [LEAD], None, ["w1"])
    assert alone.decision is not None
    assert [r.rule for r in alone.decision.why] == ["INS-01"]
    together = company.do("look_in", [LEAD], look_in(EMPTY), ["w1"])
    assert together.decision is not None
    assert (together.decision.verdict, together.decision.why) == ("permit", ())


def test_what_no_step_puts_right_stays_beside_the_refusal() -> None:
    """The collection stands when the check after it is refused, and so does what the collection brought up."""
    company = Company().crew().stock().opened()
    company.do("take_out", [LEAD], None, ["w1"])
    answer = company.do("look_in", [LEAD], look_in(FOUR), ["w1"])
    assert answer.decision is not None
    assert (answer.decision.verdict, answer.decision.done) == ("refuse", 1)
    assert [(r.rule, r.step) for r in answer.decision.why] == [("INS-01", 1), ("INS-02", 2)]
