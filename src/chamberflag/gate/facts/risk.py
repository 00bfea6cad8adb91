"""Facts of risk assessment (RSK)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts.day import OpenDay
from chamberflag.custody.day import WEEK_MS
from chamberflag.gate.reading import production_paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.custody.records import Assessment
    from chamberflag.gate.moment import Moment

HOUR_MS = 3_600_000
FIELDS = frozenset({"mitigation", "precautions", "rated", "group"})


def _for_shot(m: Moment, kind: str) -> list[Assessment]:
    """The assessments of a kind that hold for every shot, or for that of the step."""
    return [a for a in m.state.assessments if a.kind == kind and a.shot in {"", m.shot}]


def _newest(m: Moment, kind: str) -> Assessment | None:
    return max(_for_shot(m, kind), key=lambda a: a.index, default=None)


def general_assessment(m: Moment) -> bool | None:
    """A general risk assessment is on record."""
    return True if _newest(m, "general") is not None else None


def specific_assessment(m: Moment) -> bool | None:
    """A specific assessment for the weapons is on record, with all its fields."""
    found = _newest(m, "specific")
    return None if found is None else found.fields >= FIELDS


def assessment_newer_than_change(m: Moment) -> bool | None:
    """A specific assessment names the place where the day is; or names none, and the place has not changed since."""
    found, day = _for_shot(m, "specific"), m.state.day
    return any(a.place == day.place if a.place and day.place else a.index > day.moved_index for a in found) if found else None


def lead_endorsed(m: Moment) -> bool | None:
    """The weapons lead signed the specific assessment."""
    found = _newest(m, "specific")
    return None if found is None else found.lead_signed


def wrap_report(m: Moment) -> bool | None:
    """The final evaluation report is on record."""
    return production_paper(m, "wrap_report")


def week_over_limit_unassessed(m: Moment) -> bool:
    """The hours of the week, as stated, or of the open days of the last seven, are above the limit, and no assessment covers them."""
    body, day = m.step.body, m.state.day
    stated = (body.week_hours if isinstance(body, OpenDay) else day.week_hours) or 0
    since = m.now - WEEK_MS
    recorded = sum(closed - max(opened, since) for opened, closed in day.spans if closed > since)
    return max(stated * HOUR_MS, recorded) > m.params.get("week_hours", 0) and _newest(m, "hours") is None


def imitation_reason(m: Moment) -> bool | None:
    """The dramatic need for realistic imitations is written down, where there are any."""
    kinds = {t.klass for t in m.state.things.values() if t.accepted_at >= 0}
    return production_paper(m, "script_pages") if kinds & {"REPLICA", "DEACTIVATED", "BLANK_ONLY", "PELLET"} else True


FACTS: dict[str, Callable[[Moment], bool | int | str | None]] = {
    f.__name__: f
    for f in (
        general_assessment,
        specific_assessment,
        assessment_newer_than_change,
        lead_endorsed,
        wrap_report,
        week_over_limit_unassessed,
        imitation_reason,
    )
}
