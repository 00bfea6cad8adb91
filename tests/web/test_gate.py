"""The generated JavaScript gate gives the box's reasons in the box's order, also where facts are missing or ill-typed."""

from __future__ import annotations

from dataclasses import asdict
from random import Random

import pytest

from chamberflag.gate.selftest import judged
from chamberflag.interlock.javascript import module, words
from proofs.backends.guided import cases, spoiled
from proofs.backends.phone import Gate
from proofs.live import live_rules
from proofs.vectors.gate import PACKS
from proofs.vectors.rules import free
from tests.unit.interlock.worlds import RULES, judgements

SEED = 411
LIMIT = 40 * 1024


@pytest.fixture(scope="module")
def gate() -> Gate:
    """The gate of the base rules."""
    return Gate(module(RULES, free()))


def test_the_phone_reads_the_box_s_own_sentences() -> None:
    """Rule, sentence, severity, what was on record, what nobody recorded and what clears it: word for word those of the box."""
    random = Random(SEED)
    found = [spoiled(one, random) for one in cases(RULES, judgements(), random, 400)]
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
