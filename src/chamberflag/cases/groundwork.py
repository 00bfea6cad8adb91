"""What a step rests on before anybody touches a weapon: the plan of its shot, who signed it, who was asked, the roll of the zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chamberflag.cases.bodies import draft
from chamberflag.cases.cast import TEAM
from chamberflag.cases.denials import denied
from chamberflag.cases.scratch import Draft, Sign
from chamberflag.cases.shots import plan_for
from chamberflag.vocabulary.words import Contents, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.cases.feeding import Feeder
    from chamberflag.cases.form import CaseStep
    from chamberflag.cases.scene import Doing, Scene

WORKDAY_MS = 8 * 3_600_000


@dataclass(frozen=True, slots=True)
class Groundwork:
    """The paper side of one step's routine."""

    feeder: Feeder
    step: CaseStep
    doing: Doing

    @property
    def scene(self) -> Scene:
        """The scene."""
        return self.feeder.scene

    def plan(self, weapon: str) -> None:
        """The plan that the act rests on, with consultation, assessment, signatures and roll."""
        if self.doing.act == "declare" and not ({"shot", "cue"} & set(self.doing.args)) and self.scene.log.state.plans:
            return
        body, new = plan_for(self.scene, self.doing, weapon)
        scene, cast = self.scene, self.scene.cast
        planner = cast.own(Role.AD, Role.DIRECTOR, Role.DP, Role.PRODUCER) or cast.one(Role.SAFETY)
        if new:
            self.raw(Draft("plan_shot", (Sign(planner, str(cast.role(planner))),), body))
        shot = body["shot"]
        plan = scene.log.state.plans.get(shot)
        if plan is None:
            return
        people = list(plan.body.on_line or ())
        if people and plan.consulted_version != plan.version and ("plan", "consultation") not in scene.denied:
            self.paired("consult", planner, {"shot": shot, "people": people}, Role.LEAD)
        if plan.body.covered_by and plan.near_version != plan.version:
            self.paired("assess", cast.one(Role.SAFETY), {"kind": "near", "shot": shot, "screens": True, "fields": []}, Role.LEAD)
        if plan.signed_version != plan.version and ("plan", "plan_signed") not in scene.denied:
            ad = cast.own(Role.AD)
            if ad:
                self.paired("sign_plan", ad, {"shot": shot}, Role.SAFETY)
        if self.doing.act != "declare" and (people or plan.body.contents is Contents.BLANK or plan.body.toward_people):
            near = self.step.who if cast.role(self.step.who) in {Role.PERFORMER, *TEAM} else ""
            self.roll(near, self.step.to or "", shot=shot)

    def paired(self, act: str, who: str, body: dict[str, Any], role: Role) -> None:
        """An act that two roles sign; without the weapons lead, who may not be ours, it is not recorded."""
        cast = self.scene.cast
        other = cast.own(role, but=(who,)) if role is Role.LEAD else cast.one(role, but=(who,))
        if who and (other or cast.role(who) is role):
            signs = [Sign(who, str(cast.role(who)))] + ([Sign(other, str(cast.role(other)))] if other else [])
            self.raw(Draft(act, tuple(signs), body))

    def line(self, met: Mapping[str, bool | int | str]) -> None:
        """Before blanks are declared the first AD states that the line of fire is clear."""
        ad = self.scene.cast.own(Role.AD)
        if met["contents"] == Contents.BLANK and not self.scene.log.state.core.unit["line_clear"] and ad:
            self.raw(Draft("line_clear", (Sign(ad, str(Role.AD)),)))

    def raw(self, made: Draft) -> None:
        """Record an act that no case speaks of, unless it would clear a stop."""
        if not self.feeder.clears(self.doing, made, frozenset(self.step.stops)):
            self.feeder.record(made)

    def roll(self, *people: str, shot: str | None = None) -> None:
        """The first AD takes the roll of the zone, where it was not taken today or somebody is not on it."""
        scene, cast = self.scene, self.scene.cast
        ad = cast.own(Role.AD)
        if not ad or ("plan", "zone_roll") in scene.denied or self.step.args.get("zone_roll") is False:
            return
        later = any(("plan", "zone_roll") in denied(scene.case, cast, s) for s in scene.case.step if s.n > self.step.n)
        if later and (self.step.refused or "USE-10" not in scene.log.reasons(draft(scene, self.doing))):
            return
        there = scene.log.state.people
        ticked = ("plan", "protection") not in scene.denied
        wanted = list(dict.fromkeys(p for p in (*there.zone, ad, *people) if p))
        if (
            set(wanted) <= set(there.zone)
            and 0 <= scene.log.now - there.roll_at < WORKDAY_MS
            and all(z.rolled and (z.ears and z.eyes) is ticked for z in there.zone.values())
        ):
            return
        lines = [{"person": p, "ears": ticked, "eyes": ticked} for p in wanted]
        self.raw(Draft("enter_zone", (Sign(ad, str(Role.AD)),), {"people": lines, "roll": True} | ({"shot": shot} if shot else {})))
