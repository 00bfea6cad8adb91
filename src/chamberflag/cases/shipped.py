"""Mode `as_shipped`: all rules on, nothing forced. What an earlier refusal took away is explained by a replay with that step forced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chamberflag.cases.replay import nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chamberflag.cases.form import CaseStep
    from chamberflag.cases.replay import Outcome, Replay
    from chamberflag.cases.world import World


@dataclass(frozen=True, slots=True)
class Explained:
    """An outcome, and for what is absent the earlier refused steps that, forced, bring it back; () = nothing does."""

    outcome: Outcome
    absent: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def met(self) -> bool:
        """As expected, or every absence has its named steps."""
        return self.outcome.as_expected or (bool(self.absent) and all(steps for _, steps in self.absent))

    def plain(self) -> list[dict[str, Any]]:
        """The absences as JSON values. Where it is the recording itself that is absent, no rule is named."""
        return [{"rule": rule if rule != RECORDED else None, "present_when_forced": list(steps)} for rule, steps in self.absent]


RECORDED = "recorded"


def as_shipped(world: World) -> tuple[Replay, list[Explained]]:
    """The replay, and how each step ended; where a step was refused, another replay may go on from before it."""
    replay = world.start()
    for step in world.case.step:
        before = replay.branch(nothing) if step.refused else None
        if replay.play(step).refused and before is not None:
            world.turns[step.n] = before
    return replay, [explained(world, replay, replay.outcomes[step.n]) for step in world.case.step]


def explained(world: World, replay: Replay, outcome: Outcome) -> Explained:
    """What is absent from one outcome, with the steps that took it away."""
    if outcome.as_expected:
        return Explained(outcome, ())
    earlier = [o.step for o in replay.outcomes.values() if o.step.n < outcome.step.n and o.refused and o.step.refused]
    earlier = [s for s in earlier if not _second_account(world, s)]
    wanted = wishes(outcome)
    return Explained(outcome, tuple((rule, _forced_for(world, outcome.step, earlier, test)) for rule, test in wanted))


def wishes(outcome: Outcome) -> list[tuple[str, Callable[[Outcome], bool]]]:
    """What is asked of a replay with steps forced, one by one."""
    step = outcome.step
    if step.refused:
        names = step.stops if not outcome.refused else outcome.missing
        return [(rule, lambda o, rule=rule: o.refused and rule in o.rules) for rule in names]
    if outcome.refused:
        return [(RECORDED, lambda o: not o.refused and not o.missing)]
    return [(rule, lambda o, rule=rule: not o.refused and rule in o.rules) for rule in outcome.missing]


def _second_account(world: World, step: CaseStep) -> bool:
    """Whether another account of the same row comes first: only that one may be forced."""
    return step.account is not None and any(s.account is not None and s.row == step.row and s.n < step.n for s in world.case.step)


def _forced_for(world: World, step: CaseStep, earlier: list[CaseStep], test: Callable[[Outcome], bool]) -> tuple[int, ...]:
    """The fewest earlier refused steps, no probe if it can be helped: one alone, else all and then each left out in turn."""
    ordered = sorted(earlier, key=lambda s: (s.probe, s.n))
    for one in ordered:
        if test(_with(world, step, {one.n})):
            return (one.n,)
    for group in ([s.n for s in ordered if not s.probe], [s.n for s in ordered]):
        after = {
            n for n in world.turns if n > step.n and (len(group) == len(ordered) or not world.case.at(n).probe)
        }  # the same replay for all
        if len(group) > 1 and test(_with(world, step, {*group, *after})):
            return _fewest(world, step, group, after, test)
    return ()


def _fewest(world: World, step: CaseStep, group: list[int], after: set[int], test: Callable[[Outcome], bool]) -> tuple[int, ...]:
    kept = list(group)
    for n in group:
        fewer = [k for k in kept if k != n]
        if fewer and test(_with(world, step, {*fewer, *after})):
            kept = fewer
    return tuple(sorted(kept))


def _with(world: World, step: CaseStep, forced: Iterable[int]) -> Outcome:
    """How a step ends when these earlier steps were forced and nothing else.

    One replay a choice, however many steps ask for it: it goes on from before the first forced step, as far as somebody asks.
    """
    chosen = frozenset(forced)
    if chosen not in world.trials:
        first = world.turns[min(chosen)]
        world.trials[chosen] = first.branch(lambda s: s.n in chosen)
    trial = world.trials[chosen]
    if step.n not in trial.outcomes:
        trial.run(s for s in world.case.step if s.n <= step.n and s.n not in trial.outcomes)
    return trial.outcomes[step.n]
