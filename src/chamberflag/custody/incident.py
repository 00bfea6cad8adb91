"""Reports, reviews, concerns, answers, exhibits, accounts, corrections, stop and return to work. INC, MIS, MTG-10, MTG-11."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from chamberflag.acts.day import AnswerConcern, Meet, Notice, RaiseConcern
from chamberflag.acts.incident import AddExhibit, Correct, GiveAccount, Review
from chamberflag.acts.incident import Report as Told
from chamberflag.acts.rounds import Unload
from chamberflag.custody.records import Concern, Incident, Report
from chamberflag.custody.reports import released

if TYPE_CHECKING:
    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step

LOSS = "loss"
POLICE = "police"  # kind of a notice


def fold(after: State, before: State, step: Step) -> State:
    """The state with incident records after the step."""
    incident = _concerns(_reports(after.incident, before, step), step)
    incident = _evidence(incident, step)
    state = after if incident is after.incident else replace(after, incident=incident)
    return _hold_key(state, step)


def _reports(incident: Incident, before: State, step: Step) -> Incident:
    match step.body:
        case Told() as body:
            report = Report(
                step.act_id,
                body.kind,
                body.harm,
                frozenset(step.weapons),
                frozenset(step.lots),
                body.person or "",
                step.actor,
                step.now,
                step.index,
                police_ref=body.police_ref or "",
            )
            harm_at = step.now if body.harm else incident.harm_at
            stopped = (step.actor, step.now) if body.harm else (incident.stopped_by, incident.stopped_at)
            return replace(
                incident,
                reports=incident.reports.set(step.act_id, report),
                open_reports=incident.open_reports | {step.act_id},
                harm_at=harm_at,
                stopped_by=stopped[0],
                stopped_at=stopped[1],
                case=incident.case or (body.case or step.act_id if body.harm else ""),
            )
        case Unload() if any(event.name == "rounds_short" for event in step.events):
            return _short(incident, before, step)
        case Review() as body:
            return _reviewed(incident, step, body)
        case Meet() as body if body.reports:
            reports = incident.reports
            for rid in incident.open_reports:
                if "all" in body.reports or rid in body.reports:
                    reports = reports.set(rid, replace(reports[rid], met=True))
            return replace(incident, reports=reports)
        case Notice() as body:
            told = step.index if body.kind == POLICE else incident.police_index
            return replace(incident, notified=incident.notified | {body.kind}, police_index=told)
        case _ if step.type == "release":
            done = released(before, step.weapons)
            return _close(incident, done, step.index, cause="released") if done else incident
        case _ if step.type == "stop":
            return replace(incident, stopped_by=step.actor, stopped_at=step.now)
        case _ if step.type == "legal_hold.placed":
            return replace(incident, legal_holds=incident.legal_holds + 1)
        case _ if step.type == "legal_hold.lifted":  # of several, each is lifted by itself
            return replace(incident, legal_holds=max(0, incident.legal_holds - 1))
        case _ if step.type == "make_safe":
            return replace(incident, made_safe=incident.made_safe | set(step.weapons) | set(step.others))
        case _:
            return incident


def _short(incident: Incident, before: State, step: Step) -> Incident:
    """Rounds that did not come back are a loss, reported by whoever stated it."""
    lots = frozenset(str(before.core.weapons[w]["lot"]) for w in step.weapons if w in before.core.weapons)
    report = Report(step.act_id, LOSS, harm=False, weapons=frozenset(step.weapons), lots=lots, person="", by=step.actor, at=step.now,
                    index=step.index)  # fmt: skip
    return replace(
        incident,
        reports=incident.reports.set(step.act_id, report),
        open_reports=incident.open_reports | {step.act_id},
        stopped_by=step.actor,
        stopped_at=step.now,
    )


def _reviewed(incident: Incident, step: Step, body: Review) -> Incident:
    chosen = {r for r in incident.open_reports if "all" in body.reports or r in body.reports}
    reports = incident.reports
    for rid in chosen:
        reports = reports.set(
            rid,
            replace(
                reports[rid],
                closed=step.index,
                cause=body.cause or "",
                withdrawn=body.withdrawn,
                told=body.told,
                met=reports[rid].met or body.meeting,
            ),
        )
    return replace(incident, reports=reports, open_reports=incident.open_reports - chosen)


def _close(incident: Incident, chosen: frozenset[str], index: int, cause: str) -> Incident:
    reports = incident.reports
    for rid in chosen:
        reports = reports.set(rid, replace(reports[rid], closed=index, cause=cause))
    return replace(incident, reports=reports, open_reports=incident.open_reports - chosen)


def _concerns(incident: Incident, step: Step) -> Incident:
    match step.body:
        case RaiseConcern() as body:
            concern = Concern(step.act_id, body.kind, body.about or "", step.actor, body.serious, step.now)
            return replace(
                incident, concerns=incident.concerns.set(concern.id, concern), open_concerns=incident.open_concerns | {concern.id}
            )
        case AnswerConcern() as body if body.concern in incident.concerns and incident.concerns[body.concern].about != step.actor:
            concern = replace(incident.concerns[body.concern], answered=step.index)
            return replace(
                incident, concerns=incident.concerns.set(body.concern, concern), open_concerns=incident.open_concerns - {body.concern}
            )
        case _:
            return incident


def _evidence(incident: Incident, step: Step) -> Incident:
    match step.body:
        case AddExhibit() as body:
            exhibits = incident.exhibits
            for item in (*step.weapons, *step.lots, *step.others):
                exhibits = exhibits.set(item, body.case or "")
            return replace(incident, exhibits=exhibits)
        case GiveAccount() as body:
            told = (body.topic or "", body.by or step.actor, body.source or "")
            return replace(incident, accounts=incident.accounts.set(step.act_id, told))
        case Correct() as body:
            old = incident.corrections.get(body.of, ())
            return replace(incident, corrections=incident.corrections.set(body.of, (*old, step.act_id)))
        case _:
            return incident


def _hold_key(state: State, step: Step) -> State:
    """A phone reported lost: its key is held until the review or its revocation."""
    match step.body:
        case Told(kind="lost_phone") as body if body.key in state.keys:
            return replace(state, keys=state.keys.set(str(body.key), replace(state.keys[str(body.key)], held_by=step.act_id)))
        case Review():
            keys = state.keys
            for kid, record in keys.items():
                if record.held_by and record.held_by not in state.incident.open_reports:
                    keys = keys.set(kid, replace(record, held_by=""))
            return replace(state, keys=keys)
        case _:
            return state
