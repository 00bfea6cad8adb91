"""The paper side of check and ceremony: how long a check took, for which shot and performer a declaration was made, after-use looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from chamberflag.acts.ceremony import Declare, Look

if TYPE_CHECKING:
    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step


def fold(after: State, before: State, step: Step) -> State:
    """The state with the ceremony's papers after the step."""
    del before
    things = after.things
    for weapon in step.weapons:
        thing = things.get(weapon)
        if thing is None:
            continue
        made = thing
        match step.body:
            case Look() as body if step.type == "check" and not step.failsafe:
                others = {s.person for s in step.signers if s.person} - {step.actor}
                made = replace(made, check_index=step.index, took=body.took, second_index=step.index if others else made.second_index)
            case Look() if step.type == "witness" and not step.failsafe:  # a finding counts as no look
                made = replace(made, second_index=step.index)
            case Look() if step.type == "show" and not step.failsafe and not thing.declared_performer:
                made = replace(made, declared_performer=step.actor)  # a declaration that named nobody is for the first who looks
            case Declare() as body:
                plan = after.plans.get(body.shot or "")
                made = replace(
                    made,
                    declared_shot=body.shot or "",
                    declared_performer=body.performer or "",
                    declared_version=plan.version if plan is not None else -1,
                )
            case _:
                pass
        if made is not thing:
            things = things.set(weapon, made)
    return after if things is after.things else replace(after, things=things)
