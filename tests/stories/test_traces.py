"""A core rule taken away leaves a way to something broken; the real recorder lets nobody go that way and says which rule stops them.

The ways are found by `python -m proofs.explorer.traces` and lie in traces.json. What happens unrecorded (a round swapped) is no act.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chamberflag.vocabulary.words import Verdict
from proofs.live import base
from tests.acted import company, said

if TYPE_CHECKING:
    from chamberflag.interlock.ruleset import RuleSet
    from tests.company import Company

WRITTEN = json.loads(Path(__file__).with_name("traces.json").read_text(encoding="utf-8"))
TRACES = {one["rule"]: one for one in WRITTEN["traces"] if "steps" in one}
MODEL = base().model
# Two rules stand behind something that comes before them: a differing look is recorded as the finding it is, and no results of chambers
# give a number of rounds beside EMPTY.
FINDING, UNSAID = {"R14"}, {"R50"}
# A lot alone is frozen by no act: it comes with a report of harm, which does more.
BOX = {rule for rule, trace in TRACES.items() if any(step["event"] == "freeze_lot" for step in trace["steps"])}


@pytest.fixture(scope="module")
def alone() -> RuleSet:
    """The machine's own rules: a story goes as far as they let it, whatever papers are missing."""
    return replace(base(), book=replace(base().book, rules={}), _guards={}, _raises={})


def play(made: Company, step: dict[str, Any]) -> Any:  # noqa: ANN401 - an answer, or None where no act says it
    """One step as a signed act, at its instant."""
    told = said(made, step["event"], step["weapon"], step["lot"], step["args"])
    return None if told is None else made.do(*told, wait=0)


@pytest.mark.parametrize("rule", sorted(set(TRACES) - FINDING - UNSAID))
def test_the_way_that_a_rule_closes_is_closed(alone: RuleSet, rule: str) -> None:
    """Step by step through the real recorder, each act signed: the step at which the rule stands is refused under its id and part."""
    trace = TRACES[rule]
    made = company(alone)
    begun = made.now
    for number, step in enumerate(trace["steps"][: trace["refused_at"]], start=1):
        if MODEL.events[step["event"]].physical:
            continue
        made.now = begun + step["args"]["now"]
        last = number == trace["refused_at"]
        if last:
            made.rec.rules_for = lambda _: base()  # all rules of the field stand at the step that counts
        answer = next(
            (one for one in (play(made, s) for s in (step, *(trace.get("instead", ()) if last else ()))) if one is not None), None
        )
        assert answer is not None, f"step {number}: no act says {step}"
        assert answer.decision is not None, (number, step, answer.error)
        refused = {(reason.rule, reason.part) for reason in answer.decision.why} if answer.decision.verdict is Verdict.REFUSE else set()
        assert refused == set() or last, (number, step, refused)
        if last:
            assert (trace["cite"], rule) in refused, (step, refused)


@pytest.mark.parametrize("rule", sorted(set(TRACES) & (FINDING | UNSAID)))
def test_the_way_ends_before_the_rule(alone: RuleSet, rule: str) -> None:
    """Where the rule is not what stops the way, it is stopped all the same: the finding quarantines the weapon, or no act says the step."""
    trace = TRACES[rule]
    made = company(alone)
    *earlier, last = trace["steps"][: trace["refused_at"]]
    for step in earlier:
        if not MODEL.events[step["event"]].physical:
            answer = play(made, step)
            assert answer is not None
            assert answer.decision is not None
            assert answer.decision.verdict is not Verdict.REFUSE
    answer = play(made, last)
    if rule in UNSAID:
        assert answer is None
    else:
        assert answer.decision.verdict is Verdict.RECORDED
        assert made.rec.state.core.weapons[last["weapon"]]["quar"]


@pytest.mark.parametrize("rule", sorted(set(TRACES) - FINDING - UNSAID - BOX))
def test_without_its_rule_the_way_is_open(alone: RuleSet, rule: str) -> None:
    """A recorder whose machine has lost that one rule records every step of the way: nothing else would have stopped it."""
    less = replace(alone.model, rules=tuple(one for one in alone.model.rules if one.id != rule))
    trace, made = TRACES[rule], company(replace(alone, model=less, _guards={}))
    begun = made.now
    for number, step in enumerate(trace["steps"][: trace["refused_at"]], start=1):
        if MODEL.events[step["event"]].physical:
            continue
        made.now = begun + step["args"]["now"]
        instead = trace.get("instead", ()) if number == trace["refused_at"] else ()
        answer = next((one for one in (play(made, s) for s in (step, *instead)) if one is not None), None)
        assert answer is not None
        assert answer.decision is not None
        assert answer.decision.verdict is not Verdict.REFUSE, (number, step, answer.decision.why)


def test_there_is_a_way_for_nearly_every_rule() -> None:
    """Every way is of a rule that there is; a rule without one says in traces.json how many states were looked at."""
    assert len(TRACES) > 50
    assert [one["rule"] for one in WRITTEN["traces"] if "steps" not in one and "states" not in one] == []
