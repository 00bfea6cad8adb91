"""Shot plans by version, who signed them, who was consulted; risk assessments. USE-01, USE-04, USE-06, USE-12, RSK."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from chamberflag.acts.plan import Assess, Consult, PlanShot, SignPlan
from chamberflag.custody.records import Assessment, Plan

if TYPE_CHECKING:
    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step


def fold(after: State, before: State, step: Step) -> State:
    """The state with plans and assessments after the step."""
    del before
    plans = after.plans
    match step.body:
        case PlanShot() as body:
            old = plans.get(body.shot)
            return replace(after, plans=plans.set(body.shot, Plan(body.shot, old.version + 1 if old else 1, body, step.now, step.index)))
        case SignPlan() as body if body.shot in plans:
            plan = plans[body.shot]
            if body.version not in {None, plan.version}:
                return after
            people = frozenset(s.person for s in step.signers if s.person)
            return replace(after, plans=plans.set(body.shot, replace(plan, signed_version=plan.version, signed_by=people)))
        case Consult() as body if body.shot in plans:
            plan = plans[body.shot]
            return replace(
                after, plans=plans.set(body.shot, replace(plan, consulted=frozenset(body.people), consulted_version=plan.version))
            )
        case Assess() as body:
            return _assessed(after, step, body)
        case _:
            return after


def _assessed(state: State, step: Step, body: Assess) -> State:
    people = frozenset(s.person for s in step.signers if s.person)
    lead = any(s.role == "lead" for s in step.signers)
    made = Assessment(body.kind, frozenset(body.fields), body.place or "", body.shot or "", people, lead, step.now, step.index)
    kept = tuple(a for a in state.assessments if (a.kind, a.shot, a.place) != (made.kind, made.shot, made.place))
    state = replace(state, assessments=(*kept, made))
    if body.kind == "near" and body.shot in state.plans and body.screens:
        plan = state.plans[str(body.shot)]
        return replace(state, plans=state.plans.set(plan.shot, replace(plan, near_version=plan.version)))
    return state
