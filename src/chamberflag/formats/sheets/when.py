"""Dates and yes-or-no in a row. A date that can be read in two ways is never guessed: a person decides."""

from __future__ import annotations

from chamberflag.formats.sheets.cells import day_of, plainly
from chamberflag.formats.sheets.judged import View
from chamberflag.formats.sheets.wordlists import wordlist

ANSWERS = wordlist("""
yes: yes | y | true | t | 1 | si | s | x | ok | intact | verdadero | v
no: no | n | false | f | 0 | falso
""")
ORDER = "order of dates"  # in what is set for all rows: which number of a date comes first
DAY_MS = 86_400_000
EPOCH = 719_163  # ordinal of 1970-01-01


def received(view: View) -> None:
    """The day on which the item came, which is read to find what is wrong with it: the log has the box's own instant."""
    told = view.text("received")
    if not told:
        return
    day, doubt = day_of(told, view.set_all.get(ORDER, ""))
    if day is None:
        view.doubt("received", "this is no date")
    elif doubt:
        view.doubt("received", doubt)


def end_of_day(view: View, name: str) -> int:
    """The end of the day that a field names, in ms, UTC; -1 where it names none."""
    told = view.text(name)
    if not told:
        return -1
    day, doubt = day_of(told, view.set_all.get(ORDER, ""))
    if day is None:
        view.fault(name, "this is no date", "write it as 2027-03-09")
        return -1
    if doubt:
        view.doubt(name, doubt)
    return (day.toordinal() - EPOCH + 1) * DAY_MS - 1


def yes_or_no(view: View, name: str) -> bool | None:
    """What a cell answers; None where it says nothing. Anything else is doubtful."""
    told = plainly(view.text(name))
    if not told:
        return None
    if told in ANSWERS["yes"] or told in ANSWERS["no"]:
        return told in ANSWERS["yes"]
    view.doubt(name, f"{told!r} is neither yes nor no")
    return None
