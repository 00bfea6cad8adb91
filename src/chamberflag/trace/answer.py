"""A trace as plain JSON values and as rows of a table. Source: commands.md, row `trace`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chamberflag.trace.chain import Shape
from chamberflag.trace.mention import Kind

if TYPE_CHECKING:
    from chamberflag.trace.access import Access, Gap
    from chamberflag.trace.chain import Trace
    from chamberflag.trace.look import Looked

Plain = dict[str, object]
NONE_SINCE = "no entry about it since bears on that; how long it holds is the gate's to judge"
WHY = {"unattended": "lies unattended", "unlocked": "lies unlocked", "laid": "lies in play", "no_holder": "nobody has signed for it"}


def clock(ms: int) -> str:
    """An instant of the box's clock, UTC, to the second; empty for one that is not there."""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S") if ms >= 0 else ""


def lasted(start: int, end: int) -> str:
    """How long a stretch lasted, in words; a stretch that has not ended says so."""
    if end < 0:
        return "not ended in the record"
    seconds = (end - start) // 1000
    if seconds < 120:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 120:
        return f"{minutes} min"
    hours, days = minutes // 60, minutes // 1440
    return f"{hours} h {minutes % 60} min" if hours < 48 else f"{days} days {hours % 24} h"


def plain(found: Trace) -> Plain:
    """The JSON document. Instants in ms of the box's clock; entries are indexes in the log; null = not ended, or not recorded."""
    return {
        "subject": found.subject,
        "kind": str(found.kind),
        "chain": [
            {
                "at": link.at,
                "time": clock(link.at),
                "entry": link.entry,
                "kind": link.kind,
                "who": list(link.who),
                "text": link.text,
                "act": link.act,
                "shape": str(link.shape),
                "rules": list(link.rules),
                "items": list(link.items),
                "claimed": link.claimed,
                "late": link.late,
                "signed": list(link.signed),
            }
            for link in found.chain
        ],
        "gaps": [_gap(gap) for gap in found.gaps],
        "access": [_access(access) for access in found.access],
        "last_two_person_look": _look(found),
    }


def _gap(gap: Gap) -> Plain:
    return {
        "from": gap.start,
        "to": _or_none(gap.end),
        "why": gap.why,
        "item": gap.item,
        "from_entry": gap.from_entry,
        "to_entry": _or_none(gap.to_entry),
    }


def _access(access: Access) -> Plain:
    return {
        "who": access.who,
        "from": access.start,
        "to": _or_none(access.end),
        "basis": access.basis,
        "item": access.item,
        "from_entry": access.from_entry,
        "to_entry": _or_none(access.to_entry),
    }


def _or_none(number: int) -> int | None:
    return number if number >= 0 else None


def _look(found: Trace) -> Plain:
    """The last look by two people that still stands; where none does, the newest one and what ended it."""
    made: Plain = {"entry": None, "at": None, "who": [], "first_entry": None, "since": [], "text": look_text(found)}
    if found.look is not None:
        made |= _looked(found.look)
    if found.newest_look is not None and found.look is None:
        made["newest"] = {**_looked(found.newest_look), "ended_by": found.newest_look.ended, "why": found.newest_look.why}
    return made


def _looked(look: Looked) -> Plain:
    since = [{"entry": entry, "what": what} for entry, what in look.since]
    return {"entry": look.entry, "at": look.at, "who": list(look.people), "first_entry": look.first, "since": since}


def look_text(found: Trace) -> str:
    """The answer about the last look in one sentence."""
    if found.kind in {Kind.PERSON, Kind.SHOT, Kind.ROUND}:
        return "asked of a weapon, a lot or a container only"
    look, newest = found.look, found.newest_look
    what = "looked into every chamber" if found.kind is Kind.WEAPON else "proved or counted it"
    if look is not None:
        both = f"{look.people[0]} (entry {look.first}) and {look.people[1]} (entry {look.entry})"
        since = ", ".join(f"{told} (entry {entry})" for entry, told in look.since)
        none = NONE_SINCE if found.kind is Kind.WEAPON else "no gap in its chain is recorded since"
        return f"{both} state that they {what}; {f'since then: {since}' if since else none}"
    if newest is not None:
        return (
            f"not recorded: the newest look by two people, {newest.people[0]} and {newest.people[1]} in entry {newest.entry}, "
            f"was ended by entry {newest.ended}: {newest.why}"
        )
    return f"not recorded: no two people state that they {what}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: an entry, or a gap between two of them (entry -1)."""

    at: str
    entry: int
    mark: str
    who: str
    items: str
    text: str


MARKS = {Shape.LOOKED: "o looked", Shape.STATED: "# stated", Shape.REFUSED: "x refused", Shape.UNKNOWN: "? unknown"}
GAP_MARK = "/ GAP"


def rows(found: Trace) -> list[Row]:
    """The chain with its gaps in order: instant, entry, mark, who signed, what is stated. A gap stands after the entry that begins it."""
    waiting = list(found.gaps)
    first = found.chain[0].entry if found.chain else -1
    made = [_gap_row(gap) for gap in waiting if not found.chain or gap.from_entry < first]
    for link in found.chain:
        made.append(
            Row(clock(link.at), link.entry, MARKS[link.shape], ", ".join(link.signed) or "not recorded", ", ".join(link.items), link.text)
        )
        made += [_gap_row(gap) for gap in waiting if gap.from_entry == link.entry]
    return made


def _gap_row(gap: Gap) -> Row:
    return Row(clock(gap.start), -1, GAP_MARK, "nobody", gap.item, f"{WHY[gap.why]}: {lasted(gap.start, gap.end)}")
