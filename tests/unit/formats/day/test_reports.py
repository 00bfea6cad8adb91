"""Words for what went wrong, as people write them."""

from __future__ import annotations

import pytest

from chamberflag.formats.day.model import DayFile
from chamberflag.formats.day.parse import parse
from chamberflag.formats.day.reports import KINDS
from chamberflag.vocabulary.errors import Malformed

HEAD = """A day
people
  pru  producer
  wes  lead
items
  W1   weapon  FUNCTIONAL, 6 chambers
  DUM  lot     DUMMY, 5 rounds
acts
day 2027-03-09
"""


def day(line: str) -> DayFile:
    """A day with one act."""
    return parse(f"{HEAD}09:00 {line}\n".encode(), "x.day")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("dropped", "drop"),
        ("squib", "squib_load"),
        ("hangfire", "failure_to_fire"),
        ("jam", "failure_to_fire"),
        ("stolen", "loss"),
        ("lost", "loss"),
        ('"accidental discharge"', "unintended_discharge"),
        ('"Live round"', "bullet_found"),
        *((kind, kind) for kind in KINDS),
    ],
)
def test_a_word_of_the_trade_is_the_kind_it_means(said: str, kind: str) -> None:
    """What a crew says of a gun is reported as what the rules read, without a warning."""
    made = day(f"wes reports W1 {said}")
    assert (made.acts[0].body["kind"], made.warnings) == (kind, ())


@pytest.mark.parametrize(
    ("said", "problem"),
    [("misfire", "did you mean 'failure_to_fire', or 'unintended_discharge'"), ("dropp", "'drop'"), ("horse-pley", "'horseplay'")],
)
def test_a_word_of_two_meanings_or_a_slip_is_refused(said: str, problem: str) -> None:
    """Nobody guesses whether a misfire fired; a slip says what was meant."""
    with pytest.raises(Malformed, match="line 10") as error:
        day(f"wes reports W1 {said}")
    assert problem in error.value.text


def test_an_injury_says_harm() -> None:
    """Whoever reports an injury reports harm, unless they say that there was none."""
    assert day("wes reports injury").acts[0].body == {"kind": "injury", "harm": True}
    assert day("wes reports injury: not harm").acts[0].body == {"kind": "injury", "harm": False}


@pytest.mark.parametrize("line", ["wes reports W1 swapped_twin", 'wes does report on W1: {"kind":"dropped"}'])
def test_a_kind_that_no_rule_knows_is_kept_with_a_warning(line: str) -> None:
    """The act may say anything; the day file says that no rule reads it. A body written out is never changed."""
    made = day(line)
    assert made.acts[0].body["kind"] in {"swapped_twin", "dropped"}
    assert ["line 10" in warning and "no rule knows" in warning for warning in made.warnings] == [True]


@pytest.mark.parametrize(
    "line", ["wes loads -1 of DUM into W1", "wes counts DUM: -3 and 4", "wes unloads W1: unfired -3", "wes plans S1: rounds -3"]
)
def test_a_number_below_zero_is_called_one(line: str) -> None:
    """It is neither a date nor a name that nobody knows."""
    with pytest.raises(Malformed, match="below zero"):
        day(line)
