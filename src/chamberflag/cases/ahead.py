"""What later steps say of the plan that is fed now: one plan is made for a shot, and it stays until the case itself changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.cases.scene import Doing
from chamberflag.cases.terms import STEP_ACTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.cases.form import CaseStep
    from chamberflag.cases.scene import Scene

RESTS_ON_PLAN = frozenset({"declare", "show", "hand_over", "begin_use", "use"})
ENDS_OWN = frozenset({"give_back", "put_away", "load", "unload", "check", "take_out", "transfer", "pick_up", "set_down", "report"})


def ahead(scene: Scene, doing: Doing, weapon: str) -> Iterator[tuple[Doing, str]]:
    """Later steps that rest on the plan which this act needs, each with its weapon.

    Of the same weapon until its ceremony and use are over; of other weapons where both name the shot. A refused step says nothing of the
    plan, and the case's own plan ends it.
    """
    shot, over = _shot(doing), False
    for step in scene.case.step:
        if step.n <= scene.number:
            continue
        if step.act == "plan_shot":
            return
        over = over or (weapon in step.on and (step.act in ENDS_OWN or (step.refused and step.act in RESTS_ON_PLAN)))
        if step.act not in RESTS_ON_PLAN or step.refused:
            continue
        later = Doing(STEP_ACTS[step.act], step.who, step.on, step.to, step.args)
        same = weapon in step.on and not over and _shot(later) in {shot, ""}
        if same or (shot and _shot(later) == shot and _phase(step) == _phase_of(doing)):
            yield from ((later, one) for one in scene.weapons(step.on))


def _shot(doing: Doing) -> str:
    return str(doing.told("shot") or doing.told("cue") or "")


def _phase_of(doing: Doing) -> str:
    return str(doing.told("phase") or "")


def _phase(step: CaseStep) -> str:
    return str(step.args.get("phase") or "")
