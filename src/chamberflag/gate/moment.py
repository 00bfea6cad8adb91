"""What a fact is computed from: one target of one step, the state it meets, and the parameters in force. Pure."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from chamberflag.acts.plan import Use

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.custody.records import Lot, Plan, Thing
    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step

MINUTE = 60_000
DAY_MS = 16 * 3600_000  # a meeting, roll or declaration older than this belongs to another day (D)


class Moment(msgspec.Struct, frozen=True, dict=True):
    """One weapon or lot ("" = none) of one step, judged at `step.now`.

    params: name -> whole number in the loader's units (ms, cm), absent = unset. roles: role -> people while these signers' act is judged.
    after: True when judged on the state after the step (what a recorded act raises), False when judged before it.
    """

    state: State
    step: Step
    weapon: str
    lot: str
    params: Mapping[str, int]
    packs: tuple[str, ...]
    roles: Mapping[str, frozenset[str]]
    after: bool = False

    @property
    def now(self) -> int:
        """The box's instant in ms."""
        return self.step.now

    @cached_property
    def thing(self) -> Thing | None:
        """The register's record of the weapon, else of the lot, else of the first other subject."""
        first = self.weapon or self.lot or (self.step.others[0] if self.step.others else "")
        return self.state.things.get(first)

    @cached_property
    def rounds(self) -> Lot | None:
        """The record of the lot that the step names, else of the lot inside the weapon."""
        return self.state.lots.get(self.lot or self.loaded_lot)

    @cached_property
    def loaded_lot(self) -> str:
        """The lot whose rounds are recorded inside the weapon ("" = none)."""
        record = self.state.core.weapons.get(self.weapon)
        return str(record["lot"]) if record is not None else ""

    @cached_property
    def receiver(self) -> str:
        """Who receives or will hold it: the `to` of its event or of the step; who has it in hand when shots are counted; else the doer."""
        if isinstance(self.step.body, Use) and self.weapon in self.state.core.weapons:
            return str(self.state.core.weapons[self.weapon]["holder"]) or self.step.actor
        given = next((str(e.args["to"]) for e in self.step.events if e.weapon == self.weapon and e.args.get("to")), "")
        return given or self.step.party("to") or self.step.actor

    @cached_property
    def shot(self) -> str:
        """The shot or cue the step names ("" = none)."""
        return getattr(self.step.body, "shot", None) or (
            self.state.things[self.weapon].declared_shot if self.weapon in self.state.things else ""
        )

    @cached_property
    def plan(self) -> Plan | None:
        """The plan of the step's shot; where no shot is named, the only or newest plan that lists the weapon."""
        plans = self.state.plans
        if self.shot:
            return plans.get(self.shot)
        fitting = [plan for plan in plans.values() if self.weapon and self.weapon in plan.body.weapons]
        return max(fitting, key=lambda plan: plan.index) if fitting else None

    @property
    def any_plan(self) -> Plan | None:
        """The newest plan of all: for rounds that go out without a weapon."""
        plans = self.state.plans.values()
        return max(plans, key=lambda plan: plan.index) if plans else None

    def today(self, at: int) -> bool:
        """Whether an instant belongs to the day in hand: after the last close, and no longer than a working day ago."""
        return at >= 0 and at > self.state.day.closed_at and self.now - at <= DAY_MS
