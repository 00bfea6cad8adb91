"""Founding facts, keys, rule packs and origins as acts set them. Source: log.md section 4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from immutables import Map
from msgspec.structs import replace

from chamberflag.acts.box import ForkSuspected, Genesis, SelfTestRan
from chamberflag.acts.day import OpenDay
from chamberflag.acts.people import AdoptRules, KeyCompromised, KeyEnrolled, KeyRevoked, OriginsSet
from chamberflag.canon.profile import unb64u
from chamberflag.custody.persons import KeyRecord, Settings
from chamberflag.seal.keys import kid_of
from chamberflag.vocabulary.keys import EnrolledKey

if TYPE_CHECKING:
    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step

EVERY_DEVICE = "*"  # the log itself forks


def fold(after: State, before: State, step: Step) -> State:
    """The state with settings and keys after the step."""
    match step.body:
        case Genesis():
            return _genesis(after, step.body, step.index)
        case KeyEnrolled():
            key = _enrolled(step.body, after.settings)
            return replace(after, keys=after.keys.set(key.kid, KeyRecord(key, step.index)))
        case KeyRevoked() if step.body.kid in after.keys:
            record = after.keys[step.body.kid]
            return replace(after, keys=after.keys.set(step.body.kid, replace(record, revoked=step.index)))
        case KeyCompromised() if step.body.kid in after.keys:
            record = after.keys[step.body.kid]
            return replace(after, keys=after.keys.set(step.body.kid, replace(record, compromised_since=step.body.since)))
        case OriginsSet():
            return replace(after, settings=replace(after.settings, origins=step.body.origins))
        case SelfTestRan() as body:
            passed = after.settings.passed_at if body.failed else step.now
            settings = replace(after.settings, tried=body.rules, tried_at=step.now, tried_failed=body.failed, passed_at=passed)
            return replace(after, settings=settings)
        case ForkSuspected() as body:  # the log's own trees fork ("*"), or the chain of one device
            return replace(after, settings=replace(after.settings, forks=after.settings.forks | {body.dev or EVERY_DEVICE}))
        case AdoptRules():
            return _adopt(after, before, step.body)
        case OpenDay():
            return replace(after, settings=_from_next(after.settings))
        case _:
            return after


def _genesis(state: State, body: Genesis, index: int) -> State:
    keys = state.keys
    for root in body.people:
        enrolled = KeyEnrolled(root.spki, root.alg, root.person, rung=root.rung, rp_id=root.rp_id, origins=root.origins)
        key = _enrolled(enrolled, Settings(rp_id=body.rp_id or "", origins=body.origins))
        keys = keys.set(key.kid, KeyRecord(key, index))
    settings = Settings(
        kind=body.kind,
        origin=body.origin,
        packs=body.packs,
        rp_id=body.rp_id or "",
        origins=body.origins,
        memory=body.memory or "",
        pilot=body.pilot,
        licensee=body.licensee,
        unit=body.unit,
        root=tuple(root.person for root in body.people if root.person != "box"),
    )
    return replace(state, keys=keys, settings=settings)


def _enrolled(body: KeyEnrolled, settings: Settings) -> EnrolledKey:
    return EnrolledKey(
        kid=kid_of(unb64u(body.spki)),
        spki=body.spki,
        alg=body.alg,
        person=body.person,
        rung=body.rung,
        rp_id=body.rp_id or settings.rp_id,
        origins=body.origins or settings.origins,
        device=body.device,
        backup=body.backup,
    )


def _adopt(after: State, before: State, body: AdoptRules) -> State:
    """Packs and parameters wait for the next opening of a day; before the first one they hold at once."""
    waiting = replace(after.settings, next_packs=body.packs, next_params=Map(body.params), next_own=body.own, adopted=True)
    return replace(after, settings=_from_next(waiting) if before.day.opened_at < 0 else waiting)


def _from_next(settings: Settings) -> Settings:
    if not settings.next_packs:
        return settings
    params = settings.params.update(dict(settings.next_params))
    return replace(settings, packs=settings.next_packs, params=params, own=settings.next_own, next_packs=(), next_params=Map(), next_own=())
