"""The ceremony, interrupted: after each of these nothing is handed over until it has begun again."""

from __future__ import annotations

import pytest

from tests.stories.onstage import told

LOOKS = """
09:00  wes takes out W1
09:01  wes checks W1: EMPTY x6
09:02  dora witnesses W1: EMPTY x6
09:02:20  wes declares W1 with dora: EMPTY, shot S12, performer june
09:02:30  june shows W1: EMPTY x6
"""
GIVEN = "09:02:50  wes hands over W1 to june: EMPTY, shot S12, permitted cock, fit\n"
# What happens between look and hand-over, and which rule then refuses the hand-over.
BETWEEN = [
    ("kim looked away from W1", "HND-02"),
    ("ada calls cut", "HND-02"),
    ("ada calls hold", "HND-02"),
    ("ada calls break: kind lunch", "HND-02"),
    ("kim leaves the set with W1", "HND-02"),
    ("wes sets down W1", "HND-02"),
    ("wes puts away W1 into SAFE", "HND-02"),
    ("wes gives back W1 to ana", "HND-02"),
    ("ana collects W1", "HND-02"),
    ("wes passes on W1 to ana", "HND-02"),
    ("wes checks W1: EMPTY x6", "HND-02"),
    ("wes unloads W1: unfired 0", "HND-02"),
    ("kim quarantines W1: reason heard_something", "INS-05"),
    ("kim reports W1 drop", "INS-05"),
    ("kim reports W1 odd_sound", "INS-05"),
    ("kim reports W2 loss", "REC-03"),
    ("kim reports W2 unintended_discharge", "MIS-04"),
    ("kim reports BLK surplus_round", "REC-03"),
    ("kim observes W2: BULLET x1 EMPTY x5", "AMM-01"),
    ("kim stops", "INC-01"),
    ("june declines W1", "HND-08"),
    ("kim asks to see W1", "DEC-05"),
    ("ada plans S12: weapons W1, performers june, actions hold, contents EMPTY, rounds 0, on_line nobody, not toward_people", "USE-12"),
    ("wes goes off duty", "PPL-01"),
]


@pytest.mark.parametrize(("between", "rule"), BETWEEN, ids=[between for between, _ in BETWEEN])
def test_what_interrupts_the_ceremony_ends_it(between: str, rule: str) -> None:
    """The same hand-over that is permitted undisturbed is refused after the interruption."""
    acts = told(f"{LOOKS}09:02:40  {between}\n{GIVEN}")
    assert acts[-2].outcome == "recorded"
    assert acts[-1].outcome == "refused"
    assert rule in acts[-1].rules


def test_undisturbed_it_is_permitted() -> None:
    """The control of the test above: without an interruption the hand-over goes through."""
    assert told(LOOKS + GIVEN)[-1].verdict == "permit"
