"""The one place where a step reaches the proved machine: its events are applied in order, and nothing else writes a core field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.custody.roles import for_act

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.custody.event import Event
    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step
    from chamberflag.interlock.ruleset import Core, RuleSet


def run_events(rules: RuleSet, state: State, step: Step) -> Core:
    """The core after the step's events; an event without a name changes nothing."""
    core = state.core
    roles = for_act(state.people, step.signers)
    for event in step.events:
        core = apply_event(rules, core, step, event, roles)
    return core


def apply_event(rules: RuleSet, core: Core, step: Step, event: Event, roles: Mapping[str, frozenset[str]]) -> Core:
    """The core after one event of a step."""
    if not event.name:
        return core
    return rules.apply(event.name, core, event.weapon, event.lot, {**event.args, "now": step.now}, roles)
