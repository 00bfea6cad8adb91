"""Other policy engines are asked what the gate is asked. The engines themselves are in no test: they have an environment of their own."""

from __future__ import annotations

from bench import peers
from bench.policies import POLICIES, rego


def test_every_engine_has_words_for_the_twenty_rules() -> None:
    """Each of the rules, and each fact they read, stands in each policy."""
    _, parts = peers.twenty()
    facts = {name for part in parts for _, scope, name in part.reads if scope == "f"}
    assert len(parts) == 20
    assert len(facts) > 8
    for write in POLICIES.values():
        policy = write([part.tree for part in parts])
        assert [name for name in facts if f"f.{name}" not in policy] == []


def test_the_states_that_are_timed_are_open_and_the_others_refused() -> None:
    """The gate says yes to the states that are timed, so that every rule is looked at; each rule refuses some of the rest."""
    guard, parts = peers.twenty()
    states = peers.states(parts)
    says = [guard.allow(*peers.as_given(case)) for case in states]
    assert says == [True] * peers.OPEN + [False] * peers.REFUSED
    failed = {failure.rule for case in states for failure in guard.explain(*peers.as_given(case))}
    assert failed == {part.rule for part in parts}


def test_an_alternative_is_a_rule_of_its_own() -> None:
    """In Rego `or` becomes two rules of one name, and `not` asks such a rule."""
    told = rego([("or", ("var", "w", "reg"), ("not", ("var", "w", "open")))])
    assert "h0 if { input.w.open == true }" in told
    assert "h1 if { input.w.reg == true }\nh1 if { not h0 }" in told
    assert "allow if { h1 }" in told
