"""The Python side of vectors/gate.json, gate-facts.json and rules.json: the run-time gate says what the prover's own reading said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chamberflag.gate.selftest import forecast
from chamberflag.interlock.guard import guarded
from chamberflag.interlock.tree import facts_of
from proofs.live import live_rules
from proofs.vectors.gate import PACKS
from proofs.vectors.rules import cases as rule_sets
from tests.gatecases import both, expected, whole
from tests.vectors import document

RULES = live_rules(PACKS)


@pytest.mark.parametrize("case", both())
def test_the_gate_refuses_by_the_rules_that_the_prover_named(case: dict[str, Any]) -> None:
    """The list of failed rules is the same, in the same order."""
    assert forecast(RULES, whole(case)) == expected(case)


def test_every_rule_has_a_case_that_it_alone_refuses_or_says_why_not() -> None:
    """Each rule at a gate, of every pack, is alone somewhere; the others say in their file why they are kept.

    Where all packs together close an act, the part is alone under the base: a box tries its gate with it.
    """
    alone = {case["rules"][0] for case in document("gate")["cases"] if len(case["rules"]) == 1}
    tried = json.loads((Path(__file__).parents[3] / "rulepacks/examples.json").read_text(encoding="utf-8"))["cases"]
    alone |= {f"{case['rule']}/{case['part']}" for case in tried if case["part"] and case["alone"]}
    core = {f"{rule.cite}/{rule.id}" for rule in RULES.model.rules if not rule.why_kept}
    facts = {
        rule.id for rule in RULES.book.rules.values() if rule.expr and rule.severity != "log" and not rule.why_kept and not rule.raises
    }
    assert core - alone == set()
    assert facts - alone == set()
    assert len(alone) > 180


def test_every_fact_of_a_rule_at_a_gate_is_missing_in_one_case_and_ill_sorted_in_another() -> None:
    """No fact opens anything by being absent or by being of another sort."""
    found = document("gate-facts")["cases"]
    assert [case["name"] for case in found if not case["rules"]] == []
    judging = [rule for rule in RULES.book.rules.values() if rule.expr and any(rule.id == p.rule for p in standing())]
    read = {name for rule in judging for name in facts_of(guarded(RULES.model, rule))}
    for ending in ("-missing", "-ill-sorted"):
        names = [case["name"] for case in found if case["name"].endswith(ending)]
        assert {fact for fact in read if not any(n.endswith(f"{fact.replace('_', '-').lower()}{ending}") for n in names)} == set()
    assert len(read) > 120


def standing() -> list[Any]:
    """Every compiled rule of every gated act."""
    return [part for act in RULES.gates["ALL"] for part in RULES.guard(act, None).parts]


def test_the_generated_texts_are_those_of_the_files() -> None:
    """Digests of rule sets, of the generated gate and of the document are as committed."""
    assert document("rules")["cases"] == rule_sets()
