"""Overrides, acknowledgements and holds as facts: signed papers about one rule. Source: interlock.md section 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chamberflag.gate.moment import Moment


EXCEPTIONS = {"INS-10": ("lead", "producer"), "INS-11": ("lead", "safety")}  # who signs one; a test compares this with the rules


def subjects(moment: Moment) -> tuple[str, ...]:
    """What a hold may stand on for this moment: the item, the people of the step, their keys, the unit."""
    people = {s.person for s in moment.step.signers if s.person} | {p for p in moment.step.parties.values() if p}
    keys = {s.kid for s in moment.step.signers}
    items = {i for i in (moment.weapon, moment.lot, *moment.step.others) if i}
    return (*sorted(items | people | keys), "unit")


def held(moment: Moment, rule: str) -> bool:
    """Whether a hold of this rule stands on anything that the step touches."""
    holds = moment.state.holds
    return bool(holds) and any(f"{rule}|{about}" in holds for about in subjects(moment))


def acknowledged(moment: Moment, rule: str) -> bool:
    """Whether the doer of the step has signed the warning of this rule today."""
    acks = moment.state.acks
    return bool(acks) and any(moment.today(acks.get(f"{rule}|{s.person}", -1)) for s in moment.step.signers if s.person)


def overridden(moment: Moment, rule: str) -> bool:
    """Whether an exception to this rule, signed by all whom the rule names, stands for the weapon, for this shot or for any."""
    overrides = moment.state.overrides
    signed = [overrides.get(f"{rule}|{moment.weapon}|{shot}", ()) for shot in {moment.shot, ""}]
    return any(_named(EXCEPTIONS.get(rule, ()), people) for people in signed)


def _named(roles: tuple[str, ...], signed: tuple[tuple[str, str], ...]) -> bool:
    """Whether each of the roles is there, each by another person."""
    people = {role: person for role, person in signed if role in roles}
    return bool(roles) and len(people) == len(roles) == len(set(people.values()))
