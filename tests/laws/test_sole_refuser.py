"""Every rule of the gate is needed somewhere: z3 builds a state in which it alone refuses, and the real gate says the same."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest

from chamberflag.gate.selftest import cured, reasons, run
from chamberflag.store.shipped import examples
from proofs.examples import examples as build
from proofs.live import live_rules


@pytest.fixture(scope="module")
def built() -> dict[tuple[str, str], list[dict[str, object] | None]]:
    """All examples by rule and part."""
    found: dict[tuple[str, str], list[dict[str, object] | None]] = defaultdict(list)
    for _, _, part, made in build(live_rules()):
        found[(part.rule, part.part)].append(made)
    return found


def test_the_gate_refuses_by_exactly_the_rule_that_the_prover_named(built: dict[tuple[str, str], list[dict[str, object] | None]]) -> None:
    """In each built state the gate's list of reasons is that one rule."""
    rules = live_rules()
    cases = [made for many in built.values() for made in many if made is not None]
    assert len(cases) > 500
    assert [c for c in cases if reasons(rules, c) != [(c["rule"], c["part"])]] == []


def test_a_rule_that_never_refuses_alone_says_why_it_is_kept(built: dict[tuple[str, str], list[dict[str, object] | None]]) -> None:
    """A rule without an example carries a written reason in its file."""
    rules = live_rules()
    core = {r.id: r.why_kept for r in rules.model.rules}
    never = [key for key, many in built.items() if not any(many)]
    told = {key for key in never if core.get(key[1]) or (not key[1] and rules.book.rules[key[0]].why_kept)}
    assert sorted(set(never) - told) == []


def test_without_one_fact_that_it_reads_the_rule_still_refuses(built: dict[tuple[str, str], list[dict[str, object] | None]]) -> None:
    """Leaving facts out of an example never opens the gate: unknown can only refuse."""
    rules = live_rules()
    opened = [
        (case["rule"], name)
        for many in built.values()
        for case in many[:1]
        if case is not None
        for name in case["f"]  # type: ignore[union-attr]
        if not reasons(rules, {**case, "f": {k: v for k, v in case["f"].items() if k != name}})  # type: ignore[union-attr]
    ]
    assert opened == []


def test_the_shipped_examples_are_those_of_the_rules_as_they_are_and_pass() -> None:
    """A box's self-test runs, is exact for the base rules, and passes."""
    rules = live_rules()
    document = examples()
    assert document["rules"] == rules.digest, "run `make vectors`: the shipped examples are of other rules"
    found = run(rules, rules, document)
    assert found.good
    assert found.failed == ()
    assert found.permitted == found.ran > 150


def test_each_shipped_example_turns_on_what_its_rule_reads() -> None:
    """With the cause removed nothing refuses; and in all but a few the cause is something that the rule itself reads."""
    rules = live_rules()
    narrow = 0
    for case in examples()["cases"]:
        assert reasons(rules, cured(case)) == []
        part = next(p for p in rules.guard(case["act"], case["event"] or None).parts if (p.rule, p.part) == (case["rule"], case["part"]))
        read = {(scope, name) for _, scope, name in part.reads}
        changed = {(scope, name) for scope in ("w", "l", "g", "a", "f") for name in case["cure"][scope]}
        narrow += changed <= read
    assert narrow > 0.9 * len(examples()["cases"])


def test_the_self_test_fails_when_an_example_is_gone_or_altered() -> None:
    """A file from which a rule was taken away, or in which a refusal is called another's, is not believed."""
    rules, document = live_rules(), examples()
    short = {**document, "cases": [c for c in document["cases"] if c["rule"] != "HND-08"]}
    assert run(rules, rules, short).failed == ("HND-08 has no example",)
    first = document["cases"][0]
    other = {**document, "cases": [{**first, "part": "R01"}, *document["cases"][1:]]}
    assert first["name"] in run(rules, rules, other).failed
    blind = {**document, "cases": [{**first, "cure": {s: {} for s in first["cure"]} | {"roles": first["roles"]}}, *document["cases"][1:]]}
    assert run(rules, rules, blind).failed == (first["name"],)


def test_the_self_test_fails_when_a_rule_is_gone() -> None:
    """Taking a rule's part out of the guard it stands in makes the self-test name it."""
    rules = live_rules()
    case = next(c for c in examples()["cases"] if c["rule"] == "HND-08")
    key = (case["act"], case["event"] or None)
    guard = rules.guard(*key)
    rules._guards[key] = replace(guard, parts=tuple(p for p in guard.parts if p.rule != "HND-08"))
    assert run(rules, live_rules(), examples()).failed == (case["name"],)
