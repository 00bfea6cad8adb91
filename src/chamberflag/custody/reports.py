"""Which events a report, its review and the close of the last one are. Source: acts.md section 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts.incident import Report, Review
from chamberflag.custody.event import Args, Event, Items, held
from chamberflag.custody.lots import FORBIDDEN
from chamberflag.vocabulary.words import ItemKind

if TYPE_CHECKING:
    import msgspec

    from chamberflag.custody.records import Report as ReportRecord
    from chamberflag.custody.state import State

CLOSED_BY_RELEASE = frozenset({"drop", "odd_sound", "squib_load", "failure_to_fire"})
HAZARDS = frozenset({"surplus_round", "loss"})


def report(state: State, body: Report, items: Items, people: Args) -> tuple[Event, ...]:
    """Each flag is raised once, by the first weapon named, so that a count rises by one; every other weapon is held by itself."""
    flags: list[str] = []
    if body.harm:
        flags.append("report_harm")
    found = body.kind == "bullet_found" or body.found in FORBIDDEN
    if found:
        flags.append("report_bullet")
    if body.kind == "unintended_discharge":
        flags.append("report_discharge")
    if body.kind in HAZARDS:
        flags.append("report_hazard")
    first = items.weapons[0] if items.weapons else ""
    lot = items.lots[0] if items.lots and not first else ""
    made = [Event(flag, first, lot, people) for flag in flags]
    made += [Event("report_item", weapon, "", people) for weapon in items.weapons[1 if flags else 0 :]]
    if body.harm:  # the whole unit is frozen, every lot that is here with it
        known = {i for i, thing in state.things.items() if thing.kind == ItemKind.LOT} | {*state.core.lots}
        made += [Event("freeze_lot", "", one, people) for one in sorted(known)]
    number = 0 if items.weapons or body.kind in HAZARDS else body.n if body.n is not None else int(found)
    return (*(made or [Event("report_other", "", lot, people)]), *held(items.lots, people, number))


def review(state: State, body: Review, items: Items, people: Args) -> tuple[Event, ...]:
    """The flags that the reviewed reports raised and no other open report keeps up."""
    unit = state.core.unit
    named = [state.incident.reports[r] for r in _reviewed(state, body)]
    stays = [state.incident.reports[r] for r in state.incident.open_reports - _reviewed(state, body)]
    weapon = items.weapons[0] if items.weapons else ""
    made: list[Event] = []
    for flag, event, test in (("discharge", "review_discharge", _is_discharge), ("hazard", "review_hazard", _is_hazard)):
        if unit[flag] and any(test(r) for r in named) and not any(test(r) for r in stays):
            made.append(Event(event, weapon, "", people))
    return tuple(made) or (Event("", weapon, "", people),)


def _is_discharge(report: ReportRecord) -> bool:
    return report.harm or report.kind == "unintended_discharge"


def _is_hazard(report: ReportRecord) -> bool:
    return report.kind in HAZARDS


def released(state: State, weapons: tuple[str, ...]) -> frozenset[str]:
    """The open reports of single items that the release of these weapons closes."""
    told = state.incident.reports
    return frozenset(r for r in state.incident.open_reports if told[r].kind in CLOSED_BY_RELEASE and told[r].weapons & set(weapons))


def closing(state: State, kind: str, body: msgspec.Struct, items: Items, made: tuple[Event, ...], people: Args) -> tuple[Event, ...]:
    """The event that ends "something is reported", where these events of a review, release or lifted lockdown leave nothing open.

    While work is stopped it is not ended: what was reported then stands behind the stop until the return to work.
    """
    unit, does = state.core.unit, {event.name for event in made}
    if kind not in {"review", "release", "lift_lockdown"} or not unit["reported"] or unit["stopped"]:
        return ()
    closed = (
        _reviewed(state, body) if isinstance(body, Review) else released(state, items.weapons) if kind == "release" else frozenset[str]()
    )
    flags = {"discharge": "review_discharge", "hazard": "review_hazard", "lockdown": "lift_lockdown"}
    stays = any(unit[flag] and event not in does for flag, event in flags.items())
    held = any(record["quar"] and not (kind == "release" and w in items.weapons) for w, record in state.core.weapons.items())
    held = held or any(record["held"] and not (kind == "release" and i in items.lots) for i, record in state.core.lots.items())
    return () if stays or held or state.incident.open_reports - closed else (Event("review_closed", "", "", people),)


def _reviewed(state: State, body: Review) -> frozenset[str]:
    """The open reports that a review closes."""
    return frozenset(r for r in state.incident.open_reports if "all" in body.reports or r in body.reports)
