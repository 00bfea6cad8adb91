"""What is recorded just before a step: papers that an earlier step denied, acts the step rests on, routine acts that it needs.

Nothing is fed that would clear a rule in the step's stops, that args or `given` deny, or that a step has begun on the same item.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chamberflag.cases.bodies import draft
from chamberflag.cases.denials import denied, denied_by, left_out
from chamberflag.cases.papers import DAILY, Paper, papers
from chamberflag.cases.scene import Doing
from chamberflag.cases.terms import STEP_ACTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chamberflag.cases.denials import Pair
    from chamberflag.cases.form import CaseStep
    from chamberflag.cases.scene import Scene
    from chamberflag.cases.scratch import Draft

Record = "Callable[[Draft], None]"


@dataclass
class Feeder:
    """Feeds one replay. begun: (product act, item) that steps have begun; waiting: papers not recorded yet, in order."""

    scene: Scene
    record: Callable[[Draft], None]
    begun: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    waiting: list[Paper] = field(default_factory=list[Paper])
    stuck: list[Paper] = field(default_factory=list[Paper])
    undone: set[Pair] = field(default_factory=set[tuple[str, str]])

    def baseline(self) -> None:
        """Everything in order before step 1, except what the case says is not, and what steps do themselves."""
        scene = self.scene
        later = self._denied_later()
        replaced: set[int] = set()
        for paper in papers(scene):
            replaced |= self._given_instead(paper, replaced)
            if self._left_out(paper):
                continue
            if paper.late or any(pair in later for pair in paper.gives) or self._by_step(paper):
                self.waiting.append(paper)
            elif self._may(paper):
                scene.denied = later
                self._record_or_keep(paper)
                scene.denied = frozenset()
            else:
                self.waiting.append(paper)
        for number in range(len(scene.case.given)):
            if number not in replaced:
                self.given(number, 1)

    def _denied_later(self) -> frozenset[Pair]:
        """Facts that some step denies; not those that an earlier step of the case itself has undone by then."""
        scene, found, off = self.scene, set[tuple[str, str]](), False
        for step in scene.case.step:
            off = off or step.act == "duty_off"
            found |= {pair for pair in denied(scene.case, scene.cast, step) if not (off and pair[1] in {"weapons_lead_on_duty", "duties"})}
        return frozenset(found)

    def _given_instead(self, paper: Paper, done: set[int]) -> set[int]:
        """Acts that the case gives in place of this paper, recorded where the paper would stand."""
        found: set[int] = set()
        for number, given in enumerate(self.scene.case.given):
            gives = {*paper.gives, *((item, given.fact) for item in paper.doing.on if paper.doing.act == "bring_in")}
            if number not in done and (given.about, given.fact) in gives and any(a.act == _case_name(paper.doing.act) for a in given.acts):
                self.given(number, 1)
                found.add(number)
        return found

    def given(self, number: int, before: int) -> None:
        """The acts of one `given` that stand before a step."""
        for act in self.scene.case.given[number].acts:
            if act.before == before:
                doing = Doing(STEP_ACTS.get(act.act, act.act), act.who, act.on, act.to, act.args)
                self._record_or_keep(Paper(doing))

    def _record_or_keep(self, paper: Paper) -> None:
        """Record what is in order; what another denied fact stands in the way of waits until that is gone."""
        made = paper.draft(self.scene)
        if self.scene.log.reasons(made):
            self.stuck.append(paper)
        else:
            self.record(made)

    def _reasons(self, doing: Doing, first: Draft | None = None) -> frozenset[str]:
        """The rules that would refuse the step now, or after another act; composed as it would be then."""
        log = self.scene.log
        with log.supposing(log.after(first) if first is not None else log.state):
            return log.reasons(draft(self.scene, doing))

    def flush(self, step: CaseStep, doing: Doing) -> None:
        """Record what nothing stands in the way of any more."""
        stops = frozenset(step.stops)
        for paper in list(self.stuck):
            made = paper.draft(self.scene)
            if self._blocked(paper, step) or self.scene.log.reasons(made):
                continue
            if (stops & self._reasons(doing)) <= self._reasons(doing, made):
                self.stuck.remove(paper)
                self.record(made)

    def givens(self, before: int) -> None:
        """All acts that the case gives before a step after the first."""
        for number in range(len(self.scene.case.given)):
            self.given(number, before)

    def _left_out(self, paper: Paper) -> bool:
        """Left out, or replaced, for good: a goods-in only as a whole, what it does not state is left out of its body."""
        name = _case_name(paper.doing.act)
        if paper.doing.act == "bring_in":
            instead = [g for g in self.scene.case.given if g.about in paper.doing.on and any(a.act == "bring_in" for a in g.acts)]
            return bool(instead)
        return any(left_out(self.scene.case, about, fact, name) for about, fact in paper.gives)

    def _by_step(self, paper: Paper) -> bool:
        """Whether a step of the case does this itself: accepts the item, brings it in, or is the first to record what follows that."""
        act, items = paper.doing.act, paper.doing.on
        own = {(STEP_ACTS[s.act], item) for s in self.scene.case.step for item in s.on}
        accepted = act == "prove_round" and any(("accept", item) in own for item in items)
        return bool(items) and any((act, item) in own for item in items) and (act in {"accept", "bring_in"} or accepted)

    def _may(self, paper: Paper) -> bool:
        """Whether the items it speaks of have arrived, or are in service."""
        things = self.scene.log.state.things
        arrived = all(item in things for item in paper.arrived)
        return arrived and all(item in things and things[item].accepted_at >= 0 for item in paper.in_service)

    def new_day(self, step: CaseStep) -> None:
        """What holds for one day only is in order again tomorrow, unless the case says otherwise."""
        now = denied_by(self.scene.case, self.scene.cast, step)
        for paper in papers(self.scene):
            if paper.doing.act not in DAILY or self._left_out(paper) or paper in self.waiting:
                continue
            if paper.late or any(pair in now or pair in self.undone for pair in paper.gives):
                self.waiting.append(paper)
            else:
                self.record(paper.draft(self.scene))

    def prepare(self, step: CaseStep, doing: Doing) -> None:
        """Papers that an earlier step denied, or that had no place yet, where this step needs them."""
        stops = frozenset(step.stops)
        before = self._reasons(doing)
        for paper in list(self.waiting):
            open_rules = before - stops
            if not open_rules:
                return
            if self._blocked(paper, step):
                continue
            made = paper.draft(self.scene)
            then = self._reasons(doing, made)
            if (open_rules - then) and (stops & before) <= then:
                self.waiting.remove(paper)
                self.record(made)
                self.flush(step, doing)
                before = self._reasons(doing)

    def _blocked(self, paper: Paper, step: CaseStep) -> bool:
        now = denied_by(self.scene.case, self.scene.cast, step)
        begun = any((paper.doing.act, item) in self.begun for item in paper.doing.on)
        owned = self._by_step(paper)
        return begun or owned or not self._may(paper) or any(pair in now or pair in self.undone for pair in paper.gives)

    def offer(self, doing: Doing, step: CaseStep, act: Doing | None) -> bool:
        """Record one routine act for a step, unless it would clear one of its stops or a step has begun it. Whether it was recorded."""
        if any((doing.act, item) in self.begun for item in doing.on) or not doing.who:
            return False
        made = draft(self.scene, doing)
        stops = frozenset(step.stops)
        if act is not None and self.clears(act, made, stops):
            return False
        self.record(made)
        return True

    def clears(self, act: Doing, made: Draft, stops: frozenset[str]) -> bool:
        """Whether an act would clear one of the stops of the step it is fed for."""
        return bool(stops) and bool((stops & self._reasons(act)) - self._reasons(act, made))

    def begin(self, step: CaseStep) -> None:
        """A step has begun its act on its items."""
        kind = STEP_ACTS[step.act]
        self.begun |= {(kind, item) for item in step.on}
        if kind == "duty_off":
            self.undone.add((step.who, "duties"))
            if step.who == self.scene.cast.lead:
                self.undone.add(("production", "weapons_lead_on_duty"))


def _case_name(act: str) -> str:
    return {"pass_on": "transfer"}.get(act, act)


def unique(names: Iterable[str]) -> list[str]:
    """Each name once, in order."""
    return list(dict.fromkeys(names))
