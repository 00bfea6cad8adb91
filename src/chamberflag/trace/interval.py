"""The interval a trace is asked for, as people write instants: ISO 8601, a date, or a time of the log's day; UTC, like every print.

`2027-03-09T09:10:00Z`, `2027-03-09T10:10+01:00`, `2027-03-09 09:10`, `2027-03-09`, `09:10`, `09:10:30`. The log's day is that of its
newest entry. An end that names a minute or a day means all of it. A start that is a time of day and lies after the end is of the day
before: a night.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chamberflag.vocabulary.errors import Malformed

SHORT = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
MINUTE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(Z|[+-]\d\d:?\d\d)?")
FORMS = "2027-03-09T09:10:00Z, 2027-03-09 09:10, 2027-03-09 or 09:10"
DAY_MS, MINUTE_MS, SECOND_MS = 86_400_000, 60_000, 1000


@dataclass(frozen=True, slots=True)
class _Moment:
    """start: ms; length: how much of time the text names; short: whether it was a time of day alone."""

    start: int
    length: int
    short: bool


def interval(start: str, end: str, newest: int) -> tuple[int, int]:
    """(from, to) in ms, both inside, -1 where nothing is given. newest: instant of the log's newest entry. Raises Malformed."""
    first, last = _moment(start, newest, "--from"), _moment(end, newest, "--to")
    begins = first.start if first is not None else -1
    ends = last.start + last.length - 1 if last is not None else -1
    if first is not None and last is not None and begins > ends:
        if not first.short or begins - DAY_MS > ends:
            raise Malformed("malformed.interval", f"{start} comes after {end}", "--from")
        begins -= DAY_MS
    return begins, ends


def _moment(text: str, newest: int, place: str) -> _Moment | None:
    if not text.strip():
        return None
    told = text.strip()
    short = SHORT.fullmatch(told)
    if short is not None:
        hour, minute, second = (int(part or 0) for part in short.groups())
        day = datetime.fromtimestamp(newest / 1000, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        then = day + timedelta(hours=hour, minutes=minute, seconds=second)
        return _Moment(_ms(then), SECOND_MS if short.group(3) else MINUTE_MS, short=True)
    try:
        then = datetime.fromisoformat(told)
        length = DAY_MS if DATE.fullmatch(told) else MINUTE_MS if MINUTE.fullmatch(told) else SECOND_MS
        return _Moment(_ms(then if then.tzinfo else then.replace(tzinfo=UTC)), length, short=False)
    except (ValueError, OverflowError):
        raise Malformed("malformed.interval", f"{told!r} is no instant; write {FORMS}", place) from None


def _ms(then: datetime) -> int:
    return (then - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
