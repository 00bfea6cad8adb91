"""What holds of every replay: the harness works on copies, says no where it cannot answer, and names what is wrong in a file."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chamberflag.cases import world
from chamberflag.cases.check import read_case
from chamberflag.cases.run import run_case
from chamberflag.cases.subset import only
from chamberflag.cases.terms import STEP_ACTS
from chamberflag.gate.papers import EXCEPTIONS
from chamberflag.vocabulary.errors import Malformed
from tests.unit.cases.writing import MINIMAL, case_text, toml

UNSEEN: dict[str, Any] = MINIMAL["HND-02a"]
ROLES = {"weapons lead": "lead", "producer": "producer", "safety supervisor": "safety"}


def read(text: str) -> object:
    """The file, checked."""
    return read_case(text, "fuzzed.toml", world.act_table(), world.rules_of, world.all_packs())


def test_a_rule_that_is_broken_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without HND-02 in the replayed copy the hand-over without a look is recorded, and the case is not met."""

    def without(keep: frozenset[str] | None = None) -> Any:  # noqa: ANN401 - the rule set of a state
        def rules(state: Any) -> Any:  # noqa: ANN401
            full = world.compiled(state.settings.packs, tuple(sorted(state.settings.params.items())), keep)
            return only(full, full.book.rules.keys() - {"HND-02"})

        return rules

    text = case_text(UNSEEN["step"])
    assert list(run_case(text, ("as_shipped", "one_rule")))[-1]["met"] is True
    monkeypatch.setattr(world, "chosen", without)
    end = list(run_case(text, ("as_shipped", "one_rule")))[-1]
    assert end["met"] is False
    assert {"as_shipped:1", "one_rule:1:HND-02"} <= set(end["unmet"])


@given(st.sets(st.sampled_from(sorted(world.rules_of(("base",)).book.rules)), max_size=4))
@settings(max_examples=20)
def test_a_copy_with_fewer_rules_changes_nothing_else(kept: set[str]) -> None:
    """Leaving rules out of the harness's copy leaves the product's rule set, its digest and its guards as they were."""
    full = world.rules_of(("base",))
    before = (full.digest, dict(full.book.rules), full.model.rules, [p.rule for p in full.guard("hand_over", "hand_over").parts])
    copy = only(full, kept)
    assert set(copy.book.rules) == kept
    assert {rule.cite for rule in copy.model.rules} <= kept
    assert {p.rule for p in copy.guard("hand_over", "hand_over").parts} <= kept | {"clock_back"}
    assert copy.digest != full.digest
    assert before == (full.digest, dict(full.book.rules), full.model.rules, [p.rule for p in full.guard("hand_over", "hand_over").parts])


def test_a_question_that_no_record_answers_is_not_met() -> None:
    """A fact that is none of an item has no answer, and the question counts as not met."""
    ask = {"kind": "unknown_stays_unknown", "item": "revolver", "fact": "zone_roll", "at": 1}
    text = case_text(UNSEEN["step"], asks=[{"id": "A2", "mode": "trace", "ask": ask, "expect": "UNKNOWN"}])
    lines = list(run_case(text, ("trace",)))
    assert [x["met"] for x in lines if x.get("acceptance") == "A2"] == [False]
    assert lines[-1]["unmet"] == ["A2"]


def test_an_answer_holds_no_more_than_the_record() -> None:
    """Nobody is named where nobody's act says so: who placed a round, who looked, who held it."""
    asks = [
        {"kind": "placed_by", "item": "revolver", "round_class": "BULLET", "at": 1},
        {"kind": "last_bore_clear", "item": "revolver", "before": 1},
        {"kind": "gaps", "item": "revolver", "from": 1, "to": 2},
        {"kind": "corrections", "step": 1},
    ]
    acceptances = [
        {"id": f"B{n}", "mode": "trace", "ask": ask, "expect": "none" if "before" in ask else []} for n, ask in enumerate(asks, start=1)
    ]
    steps = [*UNSEEN["step"], {"who": "ad", "act": "call_cut"}]
    assert list(run_case(case_text(steps, asks=acceptances), ("trace",)))[-1]["unmet"] == []


def test_exceptions_need_whom_the_rules_name() -> None:
    """The gate's table of who signs an exception is that of the rules."""
    told = {rule.id: rule.override for rule in world.rules_of(("base",)).book.rules.values() if not isinstance(rule.override, str)}
    assert {rule: tuple(ROLES[who] for who in override.who) for rule, override in told.items()} == EXCEPTIONS


@pytest.mark.parametrize(("key", "value"), [("rounds", -2), ("class", "BULETT"), ("distance_m", "far"), ("minutes", -15)])
def test_a_value_that_nobody_can_read_names_the_file_the_step_and_the_key(key: str, value: object) -> None:
    """A misspelt class, a length in words, a time or number below nothing: one error that names file, step and key, and no guess."""
    with pytest.raises(Malformed, match=rf"step 1: args\.{key}"):
        read(case_text([{"who": "lead", "act": "load", "on": ["revolver", "blanks"], "args": {key: value}}]))


def test_a_working_weapon_that_lies_about_comes_into_the_lead_s_hand_and_no_further() -> None:
    """On no register, the weapons lead picks it up and it is in that hand, in quarantine; it is never handed over."""
    stray = {"about": "revolver", "fact": "registered", "value": False, "omits": ["accept"]}
    steps = [
        {"who": "cam", "act": "set_down", "on": ["revolver"], "raises": ["STO-02"]},
        {"who": "lead", "act": "pick_up", "on": ["revolver"]},
        {"who": "lead", "act": "hand_over", "on": ["revolver"], "to": "perf", "stops": ["STO-08"]},
        {"who": "lead", "act": "put_away", "on": ["revolver"]},
    ]
    held = {"kind": "access", "item": "revolver", "from": 2, "to": 4, "run": "as_shipped"}
    others = ["pistol", "rubber", "blanks", "dummies", "dummies2"]
    asks = [
        {"id": "B1", "mode": "trace", "ask": held, "expect": ["lead"]},
        {"id": "B2", "mode": "trace", "ask": {"kind": "in_service", "at": 4}, "expect": others},
    ]
    assert list(run_case(case_text(steps, [stray], asks=asks), ("as_shipped", "trace")))[-1]["unmet"] == []


def test_what_is_owed_after_a_cut_is_owed_until_it_is_back() -> None:
    """Neither a use that begins nor a later cut makes a weapon that was not collected forgotten: nothing else is issued."""
    steps = [
        {"who": "lead", "act": "hand_over", "on": ["revolver"], "to": "perf"},
        {"who": "lead", "act": "hand_over", "on": ["rubber"], "to": "perf2"},
        {"who": "ad", "act": "call_cut"},
        {"who": "ad", "act": "wait", "args": {"minutes": 10}, "raises": ["HND-04"]},
        {"who": "ad", "act": "call_cut"},
        {"who": "lead", "act": "hand_over", "on": ["pistol"], "to": "perf2", "stops": ["HND-04"]},
    ]
    assert list(run_case(case_text(steps), ("as_shipped", "one_rule")))[-1]["unmet"] == []


JUNK = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.floats(0, 9), st.text("ab.-_", max_size=4), st.just([]), st.just({}))


@st.composite
def broken(draw: st.DrawFn) -> str:
    """A good case with one value replaced, or one key taken away or added."""
    document = tomllib.loads(case_text(UNSEEN["step"]))
    at: Any = document
    while True:
        key = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else list(range(len(at)))))
        if isinstance(at[key], dict | list) and at[key] and draw(st.booleans()):
            at = at[key]
            continue
        break
    value = draw(JUNK)
    match draw(st.sampled_from(["replace", "remove", "add"])):
        case "remove":
            del at[key]
        case "add" if isinstance(at, dict):
            at["extra"] = 1 if value is None else value
        case _:
            at[key] = 1 if value is None else value
    return "\n".join(f"{k} = {toml(v)}" for k, v in document.items()) + "\n"


def wrong(text: str) -> str:
    """What is wrong with a file, with its place; nothing where it is a case. Any other failure is ours."""
    try:
        read(text)
    except Malformed as error:
        return f"{error.place}: {error.text}"
    return ""


@given(broken())
@settings(max_examples=40)
def test_a_broken_file_is_one_clear_error_or_a_case(text: str) -> None:
    """Whatever is wrong in a file, it is read as a case, or it is one error that names the file."""
    found = wrong(text)
    assert not found or (found.startswith("fuzzed.toml") and len(found) > len("fuzzed.toml: "))


@pytest.mark.parametrize("act", sorted(set(STEP_ACTS) - {"wait"}))
def test_an_act_that_names_nothing_is_judged_or_recorded(act: str) -> None:
    """Every act of a case, by whoever signs it, is an entry also where the step names no item and no receiver."""
    step = {"who": "lead", "act": act, "expected": "recorded"}
    lines = list(run_case(case_text([step]), ("as_shipped",)))
    assert [x["outcome"] for x in lines if "n" in x] in (["recorded"], ["refused"])
