"""A core rule taken away leaves a way to something broken; the real recorder lets nobody go that way and says which rule stops them.

The ways are found by `python -m proofs.explorer.traces` and lie in traces.json. What happens unrecorded (a round swapped) is no act. Ways
that cannot be played like the others, and rules without a way, stand with their reasons in docs/exploration.md, and nowhere else.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chamberflag.vocabulary.words import Verdict
from proofs.explorer.traces import STAGES
from proofs.explorer.worlds import worlds
from proofs.live import base
from tests.acted import HALVES, JOINED, PAIRS, company, said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chamberflag.interlock.ruleset import RuleSet
    from chamberflag.recorder.record import Answer
    from tests.company import Company

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = json.loads(Path(__file__).with_name("traces.json").read_text(encoding="utf-8"))
TRACES = {one["rule"]: one for one in WRITTEN["traces"] if "steps" in one}
MODEL = base().model
RULES = {rule.id: rule for rule in MODEL.rules}
WORLDS = worlds(STAGES)
BEHIND = {"accept_weapon", "accept_lot", "bring_in", "duty_on"}  # of what has happened before a world begins: the company has it behind it
TOLD = re.compile(r"^\| ([RT]\d\w*(?:, [RT]\d\w*)*) \| (\w[\w ]*) \|", re.MULTILINE)
TABLE = TOLD.findall((ROOT / "docs" / "exploration.md").read_text(encoding="utf-8"))
SAID = {rule: how for rules, how in TABLE for rule in rules.split(", ")}


def apart(how: str) -> set[str]:
    """The rules of which docs/exploration.md says this."""
    return {rule for rule, what in SAID.items() if what == how}


# A look that differs is recorded as the finding it is; no results of chambers give a number of rounds beside EMPTY; an act does more than
# the one event; the other event of the same act is refused, too.
FINDING, UNSAID, MORE, BOTH = apart("a finding"), apart("not said"), apart("more in one act"), apart("refused twice")


@pytest.fixture(scope="module")
def alone() -> RuleSet:
    """The machine's own rules: a story goes as far as they let it, whatever papers are missing."""
    return replace(base(), book=replace(base().book, rules={}), _guards={}, _raises={})


def play(made: Company, step: dict[str, Any]) -> Any:  # noqa: ANN401 - an answer, or None where no act says it
    """One step as a signed act, at its instant."""
    told = said(made, step["event"], step["weapon"], step["lot"], step["args"])
    return None if told is None else made.do(*told, wait=0)


def begun(rules: RuleSet, trace: dict[str, Any]) -> tuple[Company, int]:
    """A company that has done what happened before the trace's world begins, and its first instant."""
    made, done = company(rules), ""
    for step in WORLDS[trace["world"]].before:
        if step.event not in BEHIND and (done, step.event) not in JOINED:
            told = {"event": step.event, "weapon": step.weapon, "lot": step.lot, "args": {**step.args, "now": 0}}
            assert refusing(answered(made, made.now, told)) == set(), step
        done = step.event
    return made, made.now


def acts(trace: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps up to the one that the rule refuses, without what happens unrecorded and what the act before it has done already."""
    steps = trace["steps"][: trace["refused_at"]]
    before = ("", *(step["event"] for step in steps))
    return [s for s, b in zip(steps, before, strict=False) if not MODEL.events[s["event"]].physical and (b, s["event"]) not in JOINED]


def answered(made: Company, first: int, step: dict[str, Any], instead: Iterable[dict[str, Any]] = ()) -> Answer:
    """The answer to a step at its instant, or to the first of the others that an act says."""
    made.now = first + step["args"]["now"]
    answer = next((one for one in (play(made, s) for s in (step, *instead)) if one is not None), None)
    assert answer is not None, f"no act says {step}"
    assert answer.decision is not None, (step, answer.error)
    return answer


def refusing(answer: Answer) -> set[tuple[str, str]]:
    """Citation and part of every rule that refused."""
    assert answer.decision is not None
    return {(reason.rule, reason.part) for reason in answer.decision.why} if answer.decision.verdict is Verdict.REFUSE else set()


def without(rules: RuleSet, rule: str) -> RuleSet:
    """The rules less one."""
    return replace(rules, model=replace(rules.model, rules=tuple(one for one in rules.model.rules if one.id != rule)), _guards={})


@pytest.mark.parametrize("rule", sorted(set(TRACES) - FINDING - UNSAID))
def test_the_way_that_a_rule_closes_is_closed(alone: RuleSet, rule: str) -> None:
    """Step by step through the real recorder, each act signed: the step at which the rule stands is refused under its id and part."""
    trace = TRACES[rule]
    made, first = begun(alone, trace)
    *earlier, last = acts(trace)
    for step in earlier:
        assert refusing(answered(made, first, step)) == set(), step
    made.rec.rules_for = lambda _: base()  # all rules of the field stand at the step that counts
    assert (trace["cite"], rule) in refusing(answered(made, first, last, trace.get("instead", ()))), last


@pytest.mark.parametrize("rule", sorted(set(TRACES) & (FINDING | UNSAID)))
def test_the_way_ends_before_the_rule(alone: RuleSet, rule: str) -> None:
    """Where the rule is not what stops the way, it is stopped all the same: the finding quarantines the weapon, or no act says the step."""
    trace = TRACES[rule]
    made, first = begun(alone, trace)
    *earlier, last = acts(trace)
    for step in earlier:
        assert refusing(answered(made, first, step)) == set(), step
    answer = play(made, last)
    if rule in UNSAID:
        assert answer is None
    else:
        assert answer.decision.verdict is Verdict.RECORDED
        assert made.rec.state.core.weapons[last["weapon"]]["quar"]


@pytest.mark.parametrize("rule", sorted(set(TRACES) - FINDING - UNSAID - MORE))
def test_without_its_rule_the_way_is_open(alone: RuleSet, rule: str) -> None:
    """A recorder whose machine has lost that one rule records every step of the way, or refuses the last act for its other event alone."""
    trace = TRACES[rule]
    made, first = begun(without(alone, rule), trace)
    *earlier, last = acts(trace)
    for step in earlier:
        assert refusing(answered(made, first, step)) == set(), step
    others = refusing(answered(made, first, last, trace.get("instead", ())))
    if rule not in BOTH:
        assert others == set(), last
    else:
        act = HALVES.get(last["event"], last["event"])
        assert others != set()
        assert all(last["event"] not in RULES[part].on and {act, *PAIRS} & set(RULES[part].on) for _, part in others), others


def test_every_way_is_played_or_says_why_not() -> None:
    """Every core rule has been taken away; those without a way, and those whose way is played otherwise, are those that the docs name."""
    told = {one["rule"] for one in WRITTEN["traces"]}
    assert told == set(RULES)
    assert {rule for rule in told if rule not in TRACES} == apart("no way")
    assert set(TRACES) >= FINDING | UNSAID | MORE | BOTH
    assert {rule for rule, trace in TRACES.items() if any(step["event"] == "freeze_lot" for step in trace["steps"])} == MORE
    assert set(SAID.values()) <= {"a finding", "not said", "more in one act", "refused twice", "no way"}
    assert [one["rule"] for one in WRITTEN["traces"] if "steps" not in one and "states" not in one] == []
