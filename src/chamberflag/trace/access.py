"""Gaps and access: from how an item stands after each entry, and from who had rounds or the inside of a place in hand for one act.

"Had access" is what signed acts state: a hand that signed, a key that a list names, or anyone while it lay open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chamberflag.trace.carried import HANDLED_BY_ALL, handled, keys_of, loaded, taken_from
from chamberflag.trace.standing import Where, course

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chamberflag.trace.line import Line
    from chamberflag.trace.standing import Standing

ANYONE = "anyone"
LAY = {Where.UNATTENDED: "unattended", Where.UNLOCKED: "unlocked", Where.LAID: "in play"}


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time between two entries; to_entry -1 and end -1 = it has not ended in the record."""

    start: int
    end: int
    from_entry: int
    to_entry: int


@dataclass(frozen=True, slots=True)
class Gap(Interval):
    """Nobody has the item in hand: it lies unattended, unlocked or in play, or nobody signed for it (no_holder)."""

    why: str
    item: str


@dataclass(frozen=True, slots=True)
class Access(Interval):
    """Somebody had access, and on whose word."""

    who: str
    basis: str
    item: str


def _stretches(standings: Sequence[Standing]) -> Iterator[tuple[Standing, int, int]]:
    """Each standing with the instant and the entry that end it, -1 where nothing does."""
    for at, standing in enumerate(standings):
        if at + 1 < len(standings):
            yield standing, standings[at + 1].at, standings[at + 1].index
        else:
            yield standing, -1, -1


def gaps_of(standings: Sequence[Standing], item: str) -> list[Gap]:
    """The gaps in order; neighbours of one kind are one gap, and what begins and ends in one entry is none."""
    found: list[Gap] = []
    for now, end, to in _stretches(standings):
        if not now.gap or to == now.index:
            continue
        joins = found and found[-1].to_entry == now.index and found[-1].why == str(now.where)
        if joins:
            found[-1] = Gap(found[-1].start, end, found[-1].from_entry, to, found[-1].why, item)
        else:
            found.append(Gap(now.at, end, now.index, to, str(now.where), item))
    return found


def access_of(standings: Sequence[Standing], item: str) -> list[Access]:
    """Who had access in each stretch: whose signature puts it into their hand; anyone while it lay unattended, unlocked or in play."""
    found: list[Access] = []
    for now, end, to in _stretches(standings):
        if to == now.index:
            continue
        word = f"on the word of {', '.join(now.by) or 'a key of nobody on record'}"
        what = now.act.replace("_", " ")
        unsigned = "named as the receiver" if now.act == "issue_moulded" else "not recorded as given on"
        people = [(who, f"{'signed' if who in now.by else unsigned}: {what}, entry {now.index}") for who in now.holders]
        if now.where in LAY:
            people.append((ANYONE, f"it lay {LAY[now.where]}: {what}, entry {now.index}, {word}"))
        for person, basis in people:
            before = next((i for i, a in enumerate(found) if a.who == person and a.to_entry == now.index), None)
            if before is None:
                found.append(Access(now.at, end, now.index, to, person, basis, item))
            else:
                old = found[before]
                found[before] = Access(old.start, end, old.from_entry, to, person, old.basis, item)
    return found


def access_to_lot(lines: Sequence[Line], lot: str) -> Iterator[Access]:
    """Who held a weapon while rounds of the lot were in it, and who had rounds of it in hand to count, prove, load, unload or dispose."""
    for weapon, begin, end in loaded(lines, lot):
        for one in access_of(course(lines, weapon, weapon=True), weapon):
            last = end.index if end is not None else -1
            if (last >= 0 and one.from_entry >= last) or 0 <= one.to_entry <= begin.index:
                continue
            first = begin if one.from_entry < begin.index else None
            cut = replace(one, start=first.at, from_entry=first.index) if first is not None else one
            if end is not None and (one.to_entry < 0 or one.to_entry > last):
                cut = replace(cut, end=end.at, to_entry=last)
            yield replace(cut, basis=f"{one.basis}; it held rounds of {lot}")
    for line, kind in handled(lines, lot):
        yield from (_at_once(line, who, kind, lot) for who in (line.people if kind in HANDLED_BY_ALL else (line.actor,)) if who)


def access_to_place(lines: Sequence[Line], place: str) -> Iterator[Access]:
    """Whom the newest list of access names, and who put something in or took it out."""
    keys = keys_of(lines, place)
    if keys is not None:
        line, people = keys
        word = f"named in its list of access: {line.type.replace('_', ' ')}, entry {line.index}"
        yield from (Access(line.at, -1, line.index, -1, who, word, place) for who in people)
    for line, kind, item in taken_from(lines, place):
        if line.actor:
            yield _at_once(line, line.actor, kind, item)


def _at_once(line: Line, who: str, kind: str, item: str) -> Access:
    return Access(line.at, line.at, line.index, line.index, who, f"signed: {kind.replace('_', ' ')}, entry {line.index}", item)
