"""What a weight means, over every rule that has it: refused, warned until read, held until people lift it, or only written down."""

from __future__ import annotations

from typing import Any

import pytest

from chamberflag.custody.signers import LIFTS
from chamberflag.gate.selftest import cured, reasons
from chamberflag.interlock.fieldrules import DomainRule
from chamberflag.interlock.guard import stands
from chamberflag.store.shipped import examples
from proofs.examples import Standing, steps_of
from proofs.live import live_rules
from proofs.vectors.gate import PACKS

RULES = live_rules(PACKS)
CASES: list[dict[str, Any]] = examples()["cases"]


def of(severity: str) -> list[DomainRule]:
    """The rules of one weight that judge an act."""
    acts = {act for act, _ in steps_of(RULES)}
    return [r for r in RULES.book.rules.values() if r.severity == severity and r.expr and any(stands(r, RULES.gates, a) for a in acts)]


def built(rule: DomainRule) -> dict[str, Any]:
    """A state in which the rule refuses, and its cure: as shipped, or built for a rule that only a pack brings or makes this heavy."""
    act, event = next((a, e) for a, e in steps_of(RULES) if any((p.rule, p.part) == (rule.id, "") for p in RULES.guard(a, e).parts))
    here = Standing.of(RULES, act, event)
    made = here.pair(next(p for p in here.guard.parts if (p.rule, p.part) == (rule.id, "")))
    assert made is not None
    return {**made, "act": act}


def named(case: dict[str, Any], rule: DomainRule) -> bool:
    """Whether the gate refuses under the rule itself."""
    return (rule.id, "") in reasons(RULES, case)


def test_there_are_rules_of_every_weight() -> None:
    """Nothing below is said of an empty list."""
    assert {weight: len(of(weight)) > 3 for weight in ("refuse", "warn", "hold", "log")} == dict.fromkeys(
        ("refuse", "warn", "hold", "log"), True
    )


@pytest.mark.parametrize("rule", of("warn"), ids=lambda rule: rule.id)
def test_a_warning_refuses_until_it_is_read(rule: DomainRule) -> None:
    """Refused without an acknowledgement, or where that is not known; permitted with one; one for another rule is none."""
    case = built(rule)
    mine = f"ack_{rule.fact_name}"
    for value in (False, None):
        facts = {name: told for name, told in {**case["f"], mine: value}.items() if told is not None}
        assert named({**case, "f": facts}, rule)
    others = {name: True for name in RULES.fact_sorts if name.startswith("ack_") and name != mine}
    assert named({**case, "f": {**case["f"], **others, mine: False}}, rule)
    assert not named({**case, "f": {**case["f"], mine: True}}, rule)


@pytest.mark.parametrize("rule", of("hold"), ids=lambda rule: rule.id)
def test_a_hold_goes_on_refusing_after_its_cause_is_gone(rule: DomainRule) -> None:
    """With the cause removed it passes; while the hold stands, or nobody knows whether it stands, it refuses under the same id."""
    case = dict(cured(made := built(rule)))
    if case["w"].get("kind") != made["w"].get(
        "kind"
    ):  # it passes because it is not asked of that class: let it be asked, and met by an exception
        case = {**made, "f": {**made["f"], f"override_{rule.fact_name}": True}}
    held = f"held_{rule.fact_name}"
    assert not named({**case, "f": {**case["f"], held: False}}, rule)
    for value in (True, None):
        facts = {name: told for name, told in {**case["f"], held: value, "inside_team": False}.items() if told is not None}
        assert named({**case, "f": facts}, rule)


@pytest.mark.parametrize("rule", of("log"), ids=lambda rule: rule.id)
def test_a_rule_that_records_refuses_nothing_and_is_written_down(rule: DomainRule) -> None:
    """It stands in no guard; beside a done act it is brought up where it does not surely pass, unknown facts included."""
    for act, event in steps_of(RULES):
        assert all(part.rule != rule.id for part in RULES.guard(act, event).parts)
    act = next(a for a, _ in steps_of(RULES) if stands(rule, RULES.gates, a))
    part = next(p for p in RULES.raises(act) if p.rule == rule.id)
    w, lot, g = dict(RULES.initial_weapon), RULES.initial_lot, RULES.initial_unit

    class Nothing:
        def __getattr__(self, name: str) -> None:
            return None

    assert part.severity == "log"
    assert part.holds(w, lot, g, Nothing(), {}, {})


@pytest.mark.parametrize("rule", of("refuse"), ids=lambda rule: rule.id)
def test_what_refuses_is_not_met_by_a_signature(rule: DomainRule) -> None:
    """No acknowledgement and no exception of anybody makes a rule pass that has none."""
    case = built(rule)
    papers = {name: True for name in RULES.fact_sorts if name.startswith(("ack_", "override_"))}
    own = {f"override_{rule.fact_name}"} if rule.override != "none" else set[str]()
    assert named({**case, "f": {**case["f"], **{name: told for name, told in papers.items() if name not in own}}}, rule)


def test_the_people_who_lift_a_hold_are_those_of_the_rule_files() -> None:
    """Every rule that holds says who has to be among the two, or any two of the three may; the machine asks for the same."""
    said = {rule.id: rule.lifts for rule in RULES.book.rules.values() if rule.lifts}
    assert said == {rule: tuple(str(role) for role in roles) for rule, roles in LIFTS.items()}
    assert all(RULES.book.rules[rule].severity == "hold" for rule in said)
