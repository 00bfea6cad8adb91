"""The day: opened and closed, meeting, calls, announcements, requests to see a weapon. MTG, HND-04, HND-05, DEC-04, DEC-05."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from chamberflag.acts.day import Announce, Meet, OpenDay, SaySeen
from chamberflag.custody.records import Announcement, Day, Meeting

if TYPE_CHECKING:
    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step

WEEK_MS = 7 * 24 * 3_600_000
KEPT = 50  # announcements kept in state; the log keeps all


def fold(after: State, before: State, step: Step) -> State:
    """The state with the day after the step."""
    del before
    day = _meetings(_calls(after, step), step)
    return after if day is after.day else replace(after, day=day)


def awaited(state: State, item: str, called: int, *, cut: bool = False) -> bool:
    """Whether a weapon handed out before a call was not taken back by the weapons lead's team since. cut: not what is out for a block."""
    weapon, thing = state.core.weapons[item], state.things.get(item)
    out = weapon["holder"] in state.people.roles.get("performer", frozenset()) or weapon["loc"] in {"unattended", "laid"}
    return not (cut and weapon["block"]) and out and thing is not None and 0 <= thing.handed_at <= called


def _owed_since(state: State, called: int, now: int, *, cut: bool = False) -> int:
    """The instant from which weapons are awaited: a newer call does not make those of an older one any younger."""
    return called if any(awaited(state, item, called, cut=cut) for item in state.core.weapons) else now


def _calls(after: State, step: Step) -> Day:
    day = after.day
    match step.type:
        case "open_day":
            body = step.body
            assert isinstance(body, OpenDay)  # noqa: S101 - the decoder made it
            return replace(
                day,
                opened_at=step.now,
                opened_index=step.index,
                place=body.place,
                public_view=body.public_view,
                blanks_planned=body.blanks_planned,
                week_hours=body.week_hours,
                moved_index=step.index if day.opened_at >= 0 and body.place != day.place else day.moved_index,
            )
        case "close_day":
            open_since = day.opened_at if day.opened_at > day.closed_at else step.now
            spans = tuple(span for span in day.spans if span[1] > step.now - WEEK_MS)
            return replace(day, closed_at=step.now, spans=(*spans, (open_since, step.now)))
        case "call_cut":
            return replace(day, cut_at=_owed_since(after, day.cut_at, step.now, cut=True))
        case "call_hold":
            return replace(day, hold_at=_owed_since(after, day.hold_at, step.now))
        case "call_break":
            return replace(
                day,
                break_at=_owed_since(after, day.break_at, step.now),
                cut_at=_owed_since(after, day.cut_at, step.now, cut=True),
            )
        case "ask_to_see":
            weapon = step.weapons[0] if step.weapons else "*"
            return replace(day, shows=day.shows.set(step.act_id, weapon), show_by=day.show_by.set(step.act_id, step.actor))
        case _:
            return day


def _meetings(day: Day, step: Step) -> Day:
    match step.body:
        case Meet() as body:
            meeting = Meeting(
                step.act_id,
                step.now,
                step.index,
                body.place,
                frozenset(body.points),
                frozenset(body.present),
                body.walk_through,
                frozenset(body.reports),
                body.finger,
            )
            return replace(day, meeting=meeting, meetings=day.meetings + 1)
        case Announce() as body:
            klass, n = (str(body.contents.klass), body.contents.n) if body.contents is not None else ("", 0)
            said = Announcement(body.kind, body.shot or "", klass, n, step.now, frozenset(body.heard_by))
            return replace(day, announcements=(*day.announcements[-KEPT:], said))
        case SaySeen() as body:
            asked = [r for r, who in day.show_by.items() if who == step.actor and (body.request is None or r == body.request)]
            shows, by = day.shows, day.show_by
            for request in asked:
                shows, by = shows.delete(request), by.delete(request)
            return replace(day, shows=shows, show_by=by)
        case _:
            return day
