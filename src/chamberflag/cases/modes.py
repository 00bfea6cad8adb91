"""The modes in which some rules only are on, or steps come in every order: `one_rule`, `independent`, `order`, and other rule packs."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

from chamberflag.cases.replay import nothing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from chamberflag.cases.form import CaseStep
    from chamberflag.cases.replay import Outcome, Replay
    from chamberflag.cases.world import World


def story(step: CaseStep) -> bool:
    """A refused step that is no probe: forced, so that later steps meet what followed."""
    return not step.probe


def everything(_step: CaseStep) -> bool:
    """Every refused step is forced."""
    return True


def question(step: CaseStep) -> bool:
    """A probe that is expected to be refused: nothing may follow from it, whatever rules are on."""
    return step.probe and step.refused


def rule_alone(world: World, rule: str, without: Sequence[int] = ()) -> Replay:
    """A replay of the whole case with one rule on: every refused step forced, except refused probes. without: steps that never happened."""
    last = max((s.n for s in world.case.step if rule in s.stops), default=0)
    replay = world.start(story, question, keep=frozenset({rule}))
    replay.run(s for s in world.case.step if s.n <= last and s.n not in without)
    return replay


def one_rule(world: World) -> Iterator[tuple[str, Replay, list[Outcome]]]:
    """Each rule that stops a step, alone: the replay, and how the steps that it must stop ended."""
    rules = dict.fromkeys(rule for step in world.case.step for rule in step.stops)
    for rule in rules:
        replay = rule_alone(world, rule)
        yield rule, replay, [replay.outcomes[s.n] for s in world.case.step if rule in s.stops]


def refused_without(world: World, ask: Mapping[str, Any]) -> bool:
    """Whether a step is refused by a rule alone, also when other steps never happened."""
    step, rule = world.case.at(int(ask["step"])), str(ask["rule"])
    replay = world.start(story, question, keep=frozenset({rule}))
    replay.run(s for s in world.case.step if s.n <= step.n and s.n not in ask["without"])
    outcome = replay.outcomes[step.n]
    return outcome.refused and rule in outcome.rules


def independent(world: World, n: int) -> tuple[Replay, Outcome]:
    """A step with only the rules of its own stops on, and every earlier refused step forced."""
    step = world.case.at(n)
    replay = world.start(everything, nothing, keep=frozenset(step.stops))
    replay.run(s for s in world.case.step if s.n <= n)
    return replay, replay.outcomes[n]


def orders(world: World, ask: Mapping[str, Any]) -> list[tuple[int, ...]]:
    """Every allowed order of the steps: each person's own order is kept, or only the pairs named."""
    steps = [int(n) for n in ask["steps"]]
    if "keep" in ask:
        pairs = [(int(a), int(b)) for a, b in ask["keep"]]
    else:
        who = {n: world.case.at(n).who for n in steps}
        pairs = [(a, b) for i, a in enumerate(steps) for b in steps[i + 1 :] if who[a] == who[b]]
    return [order for order in permutations(steps) if all(order.index(a) < order.index(b) for a, b in pairs)]


def in_every_order(world: World, ask: Mapping[str, Any]) -> Iterator[tuple[tuple[int, ...], Replay, list[Outcome]]]:
    """Each allowed order after the case up to the first of the steps, with the outcomes of the steps asked about."""
    asked = frozenset(int(n) for n in ask["refused"])
    first = min(int(n) for n in ask["steps"])

    def forces(step: CaseStep) -> bool:
        return step.n not in asked

    def voids(step: CaseStep) -> bool:
        return step.n in asked

    before = world.start(forces, voids)
    before.run(s for s in world.case.step if s.n < first)
    for order in orders(world, ask):
        replay = before.branch(forces, voids)
        replay.run(world.case.at(n) for n in order)
        yield order, replay, [replay.outcomes[n] for n in sorted(asked)]
    if ask.get("anywhere") is True:
        yield from _anywhere(world, sorted(asked), forces, voids)


def _anywhere(world: World, asked: list[int], forces: Any, voids: Any) -> Iterator[tuple[tuple[int, ...], Replay, list[Outcome]]]:  # noqa: ANN401
    """Each asked step, tried before every other step of the case."""
    for n in asked:
        walk = world.start(forces, voids)
        for step in world.case.step:
            if step.n == n:
                continue
            probe = walk.branch(forces, voids)
            probe.play(world.case.at(n))
            yield (n, step.n), probe, [probe.outcomes[n]]
            walk.play(step)


def under_packs(world: World, ask: Mapping[str, Any]) -> list[str]:
    """The packs under which, beside base, each of the steps is refused with all the rules, the rest as in the case."""
    found: list[str] = []
    steps, rules = [int(n) for n in ask["steps"]], {str(r) for r in ask["rules"]}
    for pack in ask["packs"]:
        replay = world.start(story, nothing, packs=("base",) if pack == "base" else ("base", str(pack)))
        replay.run(s for s in world.case.step if s.n <= max(steps))
        if all(replay.outcomes[n].refused and rules <= set(replay.outcomes[n].rules) for n in steps):
            found.append(str(pack))
    return found
