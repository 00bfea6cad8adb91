"""Facts of meetings, warnings and concerns (MTG)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts.day import OpenDay, RaiseConcern
from chamberflag.acts.people import EnterZone
from chamberflag.gate.reading import PRODUCTION, holders, papers

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.custody.records import Meeting
    from chamberflag.gate.moment import Moment

POINTS = ("action", "deviations", "abort", "emergency", "command")
TRAINING = frozenset({"request_training", "request_time_and_training", "request_briefing"})
TIME = frozenset({"request_time", "request_time_and_training", "request_prep"})
REQUESTS = TRAINING | TIME


def _today(m: Moment) -> Meeting | None:
    meeting = m.state.day.meeting
    return meeting if meeting is not None and m.today(meeting.at) else None


def meeting_today(m: Moment) -> bool:
    """There was a safety meeting today."""
    return _today(m) is not None


def receiver_attended(m: Moment) -> bool:
    """The receiver was at it, or was briefed afterwards."""
    meeting, joined = _today(m), m.state.people.joined.get(m.receiver)
    return meeting is not None and (m.receiver in meeting.present or (joined is not None and m.today(joined.at)))


def meeting_on_site(m: Moment) -> bool | None:
    """It was held at this place, with a walk-through, with the weapons lead, the safety representative and the receiver."""
    meeting = _today(m)
    if meeting is None:
        return None
    joined = m.state.people.joined

    def there(person: str) -> bool:
        return person in meeting.present or (person in joined and m.today(joined[person].at))

    place = m.state.day.place
    return (
        meeting.walk_through
        and any(there(person) for person in holders(m, "lead"))
        and any(there(person) for person in holders(m, "safety"))
        and there(m.receiver)
        and (not place or not m.today(m.state.day.opened_at) or place == meeting.place)
    )


def meeting_items_missing(m: Moment) -> int | None:
    """Points of the five that today's meeting did not cover."""
    meeting = _today(m)
    return None if meeting is None else sum(1 for p in POINTS if p not in meeting.points)


def joined_unbriefed(m: Moment) -> int:
    """People entering the zone who were neither at the meeting nor briefed."""
    body = m.step.body
    entering = {line.person for line in body.people} if isinstance(body, EnterZone) else set[str]()
    if not entering:
        entering = {m.step.actor}
    meeting, joined = _today(m), m.state.people.joined
    present = meeting.present if meeting is not None else frozenset[str]()
    return sum(1 for p in entering if p not in present and not (p in joined and m.today(joined[p].at)))


def call_sheet_flagged(m: Moment) -> bool | None:
    """The call sheet says that weapons are used, and carries the bulletins."""
    return True if papers(m, PRODUCTION, "call_sheet") else None


def shot_announced(m: Moment) -> bool:
    """A warning was given for this shot today."""
    return any(a.kind == "warning" and m.today(a.at) and a.shot in {"", m.shot} for a in m.state.day.announcements)


def neighbours_informed(m: Moment) -> bool | None:
    """Police and neighbours were informed, where the work is in public view or can be heard."""
    body = m.step.body
    public = body.public_view if isinstance(body, OpenDay) else m.state.day.public_view
    if public is None:
        return None
    return not public or {"police", "neighbours"} <= m.state.incident.notified


def audience_told(m: Moment) -> bool:
    """A notice of shots was put up for the audience."""
    return "audience" in m.state.incident.notified


def findings_unread(m: Moment) -> int:
    """1 where the receiver has not read the findings of the risk assessment, as it was last written."""
    joined = m.state.people.joined.get(m.receiver)
    newest = max((a.at for a in m.state.assessments if a.kind == "specific"), default=-1)
    return 0 if joined is not None and joined.read_assessment and 0 <= newest <= joined.at else 1


def contact_named(m: Moment) -> bool | None:
    """A compliance contact is named."""
    return True if papers(m, PRODUCTION, "contact") else None


def _open(m: Moment, kinds: frozenset[str]) -> int:
    return sum(1 for c in m.state.incident.open_concerns if m.state.incident.concerns[c].kind in kinds)


def high_concerns_open(m: Moment) -> int:
    """Serious concerns without an answer; requests are counted by their own rules."""
    concerns = [m.state.incident.concerns[c] for c in m.state.incident.open_concerns]
    return sum(1 for c in concerns if c.serious and c.kind not in REQUESTS)


def training_request_open(m: Moment) -> int:
    """Requests for training or briefing without an answer."""
    return _open(m, TRAINING)


def prep_request_open(m: Moment) -> int:
    """Requests for preparation time without an answer."""
    return _open(m, TIME)


def concern_serious(m: Moment) -> bool:
    """The step raises a serious concern."""
    body = m.step.body
    return isinstance(body, RaiseConcern) and body.serious and body.kind not in REQUESTS


def concern_training(m: Moment) -> bool:
    """The step asks for training or briefing."""
    return isinstance(m.step.body, RaiseConcern) and m.step.body.kind in TRAINING


def concern_time(m: Moment) -> bool:
    """The step asks for preparation time."""
    return isinstance(m.step.body, RaiseConcern) and m.step.body.kind in TIME


FACTS: dict[str, Callable[[Moment], bool | int | str | None]] = {
    f.__name__: f
    for f in (
        meeting_today,
        receiver_attended,
        meeting_on_site,
        meeting_items_missing,
        joined_unbriefed,
        call_sheet_flagged,
        shot_announced,
        neighbours_informed,
        audience_told,
        findings_unread,
        contact_named,
        high_concerns_open,
        training_request_open,
        prep_request_open,
        concern_serious,
        concern_training,
        concern_time,
    )
}
