"""Facts of risk assessment (RSK)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts.day import OpenDay
from chamberflag.gate.facts.people import production_paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.custody.records import Assessment
    from chamberflag.gate.moment import Moment

FIELDS = frozenset({"mitigation", "precautions", "rated", "group"})


def _newest(m: Moment, kind: str) -> Assessment | None:
    found = [a for a in m.state.assessments if a.kind == kind]
    return max(found, key=lambda a: a.index) if found else None


def general_assessment(m: Moment) -> bool | None:
    """A general risk assessment is on record."""
    return True if _newest(m, "general") is not None else None


def specific_assessment(m: Moment) -> bool | None:
    """A specific assessment for the weapons is on record, with all its fields."""
    found = _newest(m, "specific")
    return None if found is None else found.fields >= FIELDS


def assessment_newer_than_change(m: Moment) -> bool | None:
    """The specific assessment is for the place where the day is, or names none and so holds everywhere."""
    found, place = _newest(m, "specific"), m.state.day.place
    return None if found is None else not found.place or not place or found.place == place


def lead_endorsed(m: Moment) -> bool | None:
    """The weapons lead signed the specific assessment."""
    found = _newest(m, "specific")
    return None if found is None else found.lead_signed


def wrap_report(m: Moment) -> bool | None:
    """The final evaluation report is on record."""
    return production_paper(m, "wrap_report")


def week_over_limit_unassessed(m: Moment) -> bool:
    """The hours of the week are above the limit, and no assessment covers them."""
    body = m.step.body
    hours = body.week_hours if isinstance(body, OpenDay) else m.state.day.week_hours
    limit = m.params.get("week_hours", 0) // 3_600_000
    return hours is not None and hours > limit and _newest(m, "hours") is None


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
