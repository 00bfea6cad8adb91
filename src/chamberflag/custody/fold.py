"""State after a recorded entry. The machine's part goes through `interlock.apply` alone; each other topic folds its own records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from chamberflag.custody import ceremony, day, holds, incident, inserted, people, plans, rounds, settings, things
from chamberflag.custody.machine import run_events
from chamberflag.custody.roles import derive

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step
    from chamberflag.interlock.ruleset import RuleSet

# The order matters only in that `things` registers an item before others speak of it.
TOPICS: tuple[Callable[[State, State, Step], State], ...] = (
    settings.fold,
    people.fold,
    things.fold,
    rounds.fold,
    inserted.fold,
    ceremony.fold,
    day.fold,
    plans.fold,
    incident.fold,
    holds.fold,
)


def fold_step(rules: RuleSet, state: State, step: Step) -> State:
    """The state after one step that was done (permitted, recorded, or forced by a harness)."""
    after = replace(state, core=run_events(rules, state, step))
    for topic in TOPICS:
        after = topic(after, state, step)
    if after.people is not state.people:
        after = _with_roles(rules, state, after, step)
    return after


def _with_roles(rules: RuleSet, before: State, after: State, step: Step) -> State:
    """Roles are fixed in the proof: whoever becomes or stops being a performer voids every weapon that names them."""
    roles = derive(after.people)
    changed = before.people.roles.get("performer", frozenset()) ^ roles["performer"]
    core = after.core
    for person in sorted(changed):
        if any(person in (w["holder"], w["chk1"], w["chk2"], w["chk3"], w["seen"], w["decl_by"]) for w in core.weapons.values()):
            core = rules.apply("role_changed", core, "", "", {"who": person, "now": step.now}, dict(roles))
    return replace(after, core=core, people=replace(after.people, roles=roles))


def advance(state: State, now: int, raised: Sequence[tuple[str, str]] = ()) -> State:
    """The state one entry later: the position, the clock, and the holds that the entry's box line raised ((rule, about))."""
    held = state.holds
    for rule, about in raised:
        held = held.set(f"{rule}|{about}", state.size)
    return replace(state, size=state.size + 1, clock=max(state.clock, now), holds=held)
