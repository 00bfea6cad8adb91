"""Routine counts of lots, and what comes before a day is closed or a production wrapped: weapons back, lots counted, items returned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chamberflag.cases.cast import TEAM
from chamberflag.cases.groundwork import Groundwork
from chamberflag.cases.items import missing_cases
from chamberflag.cases.scene import Doing
from chamberflag.cases.scratch import Draft, Sign
from chamberflag.cases.terms import denies
from chamberflag.vocabulary.words import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.cases.feeding import Feeder
    from chamberflag.cases.form import CaseStep
    from chamberflag.cases.scene import Scene

FIGURES = ("count_expected", "count_found", "count_complete")


@dataclass(frozen=True, slots=True)
class Counting:
    """The counts of one step's routine."""

    feeder: Feeder
    step: CaseStep
    doing: Doing
    to_hand: Callable[[str, str], None]  # how a weapon comes to somebody's hand

    @property
    def scene(self) -> Scene:
        """The scene."""
        return self.feeder.scene

    def _offer(self, act: str, who: str, item: str, args: dict[str, Any] | None = None) -> None:
        self.feeder.offer(Doing(act, who, (item,), None, args or {}), self.step, self.doing)

    def _told(self) -> dict[str, Any]:
        """The figures that the step states."""
        return {
            k: v for k, v in {n: self.doing.args[n] for n in FIGURES if n in self.doing.args}.items() if not denies(v) and v is not True
        }

    def count(self, lots: tuple[str, ...]) -> None:
        """Each of these lots, where nobody has counted it yet or the step states figures."""
        told, state = self._told(), self.scene.log.state
        for lot in lots:
            counted = state.lots.get(lot)
            due = bool(told) or counted is None or counted.count is None
            if due and (lot, "counted") not in self.scene.denied and lot in state.things:
                self._offer("count", self._counter(), lot, told)

    def _counter(self) -> str:
        cast, who = self.scene.cast, self.step.who
        return who if cast.role(who) in TEAM else cast.lead or cast.own(Role.ASSISTANT) or cast.own(Role.AD)

    def figures(self) -> None:
        """A count that the step itself speaks of."""
        if self._told():
            self.count(self.scene.lots(self.doing.on))

    def close(self) -> None:
        """Weapons back and locked away, but for those that the step says are out; every lot counted by two."""
        state, cast = self.scene.log.state, self.scene.cast
        handler = cast.lead or cast.own(Role.ASSISTANT)
        for weapon, record in sorted(state.core.weapons.items()):
            if record["reg"] and record["loc"] != "store" and weapon not in self._out():
                self.to_hand(weapon, handler)
                self._offer("put_away", handler, weapon)
        lots = [lot for lot, record in sorted(state.core.lots.items()) if record["reg"]]
        told = self._told()
        spoken = self.scene.lots(self.doing.on) or tuple([i.id for i in self.scene.case.items("lot") if i.id in lots][:1])
        if told:
            self.count(spoken)
        for lot in lots:
            if (lot, "counted") not in self.scene.denied and not (told and lot in spoken):
                self._offer("count", self._counter(), lot, self._cases(lot))

    def _cases(self, lot: str) -> dict[str, int]:
        """Cases of fired rounds that nobody has counted yet."""
        left = missing_cases(self.scene, lot)
        return {"cases": left} if left and "AMM-14" not in self.step.stops else {}

    def _out(self) -> list[str]:
        told = self.doing.told("out")
        return [str(item) for item in told] if isinstance(told, list) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]

    def wrap(self) -> None:
        """Everything in service goes back to its supplier, but for what the step says is out."""
        cast = self.scene.cast
        lead, other = cast.lead, cast.one(Role.DEALER, Role.PRODUCER)
        if not lead or not other:
            return
        signs = (Sign(lead, str(Role.LEAD)), Sign(other, str(cast.role(other))))
        for item, thing in sorted(self.scene.log.state.things.items()):
            if thing.kind in {"weapon", "lot"} and thing.accepted_at >= 0 and thing.returned_at < 0 and item not in self._out():
                Groundwork(self.feeder, self.step, self.doing).raw(
                    Draft("return_item", signs, {"licence": "licence of the supplier"}, (item,))
                )
