from __future__ import annotations

from dataclasses import replace

import pytest

from proofs.live import base
from proofs.solver.obligations import START
from proofs.solver.smt import answers, scripts, tasks

MODEL = base().model


def only(event: str, model: object = MODEL) -> tuple[str, int]:
    """One event's script and the number of its goals."""
    ((_, text, goals),) = scripts(model, 2, frozenset({event}))  # type: ignore[arg-type]
    return text, goals


@pytest.mark.parametrize("event", [START, "hand_over", "stop", "tamper"])
def test_the_second_solver_says_of_the_text_what_the_first_said_of_its_own_terms(event: str) -> None:
    """The hypotheses can be met, and no goal can be broken."""
    text, goals = only(event)
    assert goals > 40
    assert answers(text) == ["sat"] + ["unsat"] * goals


def test_the_second_solver_finds_what_a_missing_rule_lets_through() -> None:
    """Without the rule that asks for unbroken sight some goal of the hand-over can be broken."""
    less = replace(MODEL, rules=tuple(r for r in MODEL.rules if r.id != "R31"))
    text, goals = only("hand_over", less)
    assert 0 < answers(text).count("sat") - 1 < goals


def test_hypotheses_that_cannot_be_met_prove_nothing() -> None:
    """Where the hypotheses contradict each other the first answer says so: a proof of nothing does not pass for one."""
    text, _ = only("hand_over")
    assert answers(text.replace("(push 1)", "(assert false)\n(push 1)", 1).replace("(check-sat)", "", 1))[0] == "unsat"
    never = replace(MODEL.rules[0], id="X", on=("hand_over",), trees={"hand_over": ("lit", "Bool", False)})
    impossible, _ = only("hand_over", replace(MODEL, rules=(*MODEL.rules, never)))
    assert answers(impossible)[0] == "unsat"


def test_the_same_machine_is_the_same_text() -> None:
    """Writing the obligations twice gives the same bytes, whatever was asked before."""
    assert only("witness") == only("witness")


def test_every_event_and_the_start_are_asked() -> None:
    """There is a task for each of them."""
    assert [event for event, _ in tasks(MODEL, 2)] == [START, *MODEL.events]
