"""What a replay left behind, line by line: what questions are answered from, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.cases.scratch import Done
    from chamberflag.custody.state import State


@dataclass(frozen=True, slots=True)
class Line:
    """One recorded act: the step it is, or was fed for (0 = before step 1); whether it was fed; whether the harness forced it.

    state: that after it.
    """

    step: int
    fed: bool
    done: Done
    forced: bool
    state: State
    aside: bool = False  # of another account of the same event: judged, but nothing follows from it

    @property
    def happened(self) -> bool:
        """Whether it took effect in this replay."""
        return not self.aside and (self.forced or not self.done.refused)


@dataclass(frozen=True, slots=True)
class Told:
    """All lines of a replay in order, and the people and items that the case itself names."""

    lines: tuple[Line, ...]
    people: frozenset[str]
    items: frozenset[str]
    waited: frozenset[int] = frozenset()  # steps in which only time passed

    def at(self, step: int) -> Line | None:
        """The line of a step itself."""
        return next((x for x in self.lines if x.step == step and not x.fed), None)

    def state_after(self, step: int) -> State:
        """The state after a step; where it has no line of its own, after the last line before it."""
        found = [x for x in self.lines if x.step < step or (x.step == step)]
        return found[-1].state if found else self.lines[0].state

    def before(self, step: int) -> Iterator[Line]:
        """Lines before a step and before what was fed for it."""
        return (x for x in self.lines if x.step < step)

    def between(self, start: int, stop: int) -> Iterator[Line]:
        """Lines after step `start` until before step `stop` and what was fed for it."""
        return (x for x in self.lines if start < x.step < stop)
