"""The generated JavaScript gate gives the box's reasons in the box's order, also where facts are missing or ill-typed."""

from __future__ import annotations

from dataclasses import asdict
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from chamberflag.gate.selftest import forecast, judged
from chamberflag.interlock.javascript import module, words
from proofs.live import live_rules
from proofs.vectors.gate import PACKS
from proofs.vectors.rules import free
from tests.unit.interlock.worlds import RULES, judgements, world
from tests.web.gate import Gate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.interlock.ruleset import RuleSet

SEED = 411
CASES = 3_000
LIMIT = 40 * 1024
WRONG = (None, "", "yes", 0, 1, -1, 1.5, True, False, [], {}, 2**53, "EMPTY")


@pytest.fixture(scope="module")
def gate() -> Gate:
    """The gate of the base rules."""
    return Gate(module(RULES, free()))


def cases(random: Random, count: int, rules: RuleSet = RULES) -> Iterator[dict[str, Any]]:
    """Random acts in random worlds; in half of them something is missing or of another sort."""
    known = judgements(rules)
    for number in range(count):
        act, event = random.choice(known)
        met = world(random, event, known=random.choice((0.0, 0.6, 0.95, 1.0)), rules=rules)
        case: dict[str, Any] = {
            "act": act, "event": event or "", **{scope: dict(record) for scope, record in met.records.items()},
            "f": dict(met.facts), "a": dict(met.args), "roles": {role: sorted(who) for role, who in met.roles.items()},
        }  # fmt: skip
        for _ in range(random.choice((1, 2, 6)) if number % 2 else 0):
            part = case[random.choice(("w", "l", "g", "f", "a", "roles"))]
            if part:
                name = random.choice(sorted(part))
                if random.random() < 0.4 or part is case["roles"]:
                    del part[name]
                else:
                    part[name] = random.choice(WRONG)
        yield case


@pytest.mark.parametrize("packs", [("base",), PACKS])
def test_both_gates_give_the_same_reasons(packs: tuple[str, ...]) -> None:
    """Thousands of random cases, among them missing and ill-typed facts and records: not one difference."""
    rules = live_rules(packs)
    found = list(cases(Random(SEED), CASES, rules))
    theirs = Gate(module(rules, free())).explain(found)
    assert len(theirs) == CASES
    opened = broke = 0
    for case, said in zip(found, theirs, strict=True):
        ours = forecast(rules, case)
        assert said == ours, (SEED, case)
        opened, broke = opened + (not ours), broke + any(rule == "broken_rule" for rule, _ in ours)
    assert opened > 25
    assert broke > 150


def test_the_phone_reads_the_box_s_own_sentences() -> None:
    """Rule, sentence, severity, what was on record, what nobody recorded and what clears it: word for word those of the box."""
    found = list(cases(Random(SEED + 1), 400))
    theirs = Gate(module(RULES, free()), words(RULES)).reasons(found)
    ours = [[{**asdict(failure), "unknown": list(failure.unknown)} for failure in judged(RULES, case)] for case in found]
    assert theirs == ours
    assert sum(bool(one["unknown"]) for said in theirs for one in said) > 300


def test_sentences_of_other_rules_are_not_shown() -> None:
    """A module of sentences that was made of other rules is refused, never shown beside these."""
    mixed = Gate(module(RULES, free()), words(live_rules(PACKS)))
    with pytest.raises(Exception, match="words of other rules"):
        mixed.reasons([{"act": "load", "event": "load", "w": {}, "l": {}, "g": {}, "f": {}, "a": {}, "roles": {}}])


def test_a_fail_safe_act_opens_with_every_fact_missing(gate: Gate) -> None:
    """Nothing is asked before a report, a stop or a return, whatever the phone does not know."""
    bare = {"event": "", "w": {}, "l": {}, "g": {}, "f": {}, "a": {}, "roles": {}}
    acts = free()
    assert len(acts) > 25
    assert gate.explain([{**bare, "act": act} for act in acts]) == [[] for _ in acts]


def test_an_act_or_event_that_the_rules_do_not_know_is_refused(gate: Gate) -> None:
    """A name that is not in the table never opens the forecast, not even one that every object has."""
    bare = {"w": {}, "l": {}, "g": {}, "f": {}, "a": {}, "roles": {}}
    names = [("dance", ""), ("constructor", ""), ("acknowledge", "toString"), ("acknowledge", "stop"), ("", "")]
    assert all(gate.explain([{**bare, "act": act, "event": event} for act, event in names]))


def test_nothing_is_told_and_nothing_opens(gate: Gate) -> None:
    """With no record and no fact every gated act is refused: `!undefined` does not pass for `not stopped`."""
    bare = {"w": {}, "l": {}, "g": {}, "f": {}, "a": {}, "roles": {}}
    said = gate.explain([{**bare, "act": act, "event": event or ""} for act, event in judgements()])
    assert len(said) > 80
    assert all(said)


@pytest.mark.parametrize("packs", [("base",), PACKS])
def test_the_gate_is_small_pure_and_bound_to_its_rules(packs: tuple[str, ...]) -> None:
    """At most 40 KB with every rule of every pack, no import, and the digest of the rules it came from."""
    rules = live_rules(packs)
    text = module(rules, free())
    assert 10_000 < len(text.encode()) <= LIMIT
    assert text == module(live_rules(packs), free())
    made = Gate(text)
    assert made.value("DIGEST") == rules.digest
    assert made.value("FACTS") == dict(rules.fact_sorts)
