"""The interval of a trace: every way of writing an instant, whole minutes and days, nights, and what is no instant."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chamberflag.trace.interval import interval
from chamberflag.vocabulary.errors import Malformed

NEWEST = int(datetime(2027, 3, 9, 18, 12, tzinfo=UTC).timestamp()) * 1000


def ms(*then: int) -> int:
    """An instant of March 2027, in ms."""
    return int(datetime(2027, 3, *then, tzinfo=UTC).timestamp()) * 1000


@pytest.mark.parametrize(
    "told",
    [
        "2027-03-09T09:10:00Z",
        "2027-03-09T10:10:00+01:00",
        "2027-03-09 09:10:00",
        "09:10:00",
        "9:10:00",
        "2027-03-09T09:10",
        "09:10",
        " 09:10 ",
    ],
)
def test_one_instant_in_every_spelling(told: str) -> None:
    """ISO 8601 with and without an offset, a time of the log's day, with and without seconds: the same start."""
    assert interval(told, "", NEWEST) == (ms(9, 9, 10), -1)


@pytest.mark.parametrize(
    ("told", "last"),
    [("09:10", ms(9, 9, 11) - 1), ("09:10:00", ms(9, 9, 10) + 999), ("2027-03-09", ms(10) - 1), ("2027-03-09T09:10Z", ms(9, 9, 11) - 1)],
)
def test_an_end_means_all_of_what_it_names(told: str, last: int) -> None:
    """A minute, a second and a day as the end take in everything inside them."""
    assert interval("", told, NEWEST) == (-1, last)


def test_a_night_begins_the_day_before() -> None:
    """From 22:00 to 02:00 begins on the evening before the log's day; an instant with its date is never moved."""
    assert interval("22:00", "02:00", NEWEST) == (ms(8, 22), ms(9, 2, 1) - 1)
    with pytest.raises(Malformed, match="comes after"):
        interval("2027-03-09 22:00", "02:00", NEWEST)


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_is_no_instant_is_malformed_and_nothing_else(start: str, end: str) -> None:
    """Any two texts give an interval whose start does not lie after its end, or Malformed."""
    try:
        first, last = interval(start, end, NEWEST)
    except Malformed:
        return
    assert first <= last or -1 in {first, last}


def test_a_wrong_instant_says_how_to_write_one() -> None:
    """25:00 is named, with the forms that are understood."""
    with pytest.raises(Malformed, match=r"'25:00' is no instant; write 2027-03-09T09:10:00Z"):
        interval("25:00", "", NEWEST)
