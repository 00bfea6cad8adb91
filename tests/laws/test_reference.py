"""The real recorder against the explorer's reading of the rule files: random signed acts, the same decision, rules and state after each."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from chamberflag import app
from chamberflag.custody.roles import for_act
from chamberflag.custody.step import resolve
from chamberflag.interlock.tree import facts_of
from chamberflag.recorder.attest import attest_opened
from chamberflag.vocabulary.words import Verdict
from proofs.explorer.reference import Records, Reference
from proofs.live import base
from tests.acted import company, said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.custody.step import Step
    from chamberflag.interlock.ruleset import Core, RuleSet

MODEL = base().model
REFERENCE = Reference(MODEL)
PARTS = {one.id for one in MODEL.rules if not any(facts_of(tree) for tree in one.trees.values())} | {
    "T0"
}  # a rule that asks a fact is not compared
EVENTS = sorted(name for name, one in MODEL.events.items() if not one.physical)
GATED = [name for name in EVENTS if not MODEL.events[name].failsafe]
PEOPLE = ("lead", "asst", "vic", "ad", "perf", "perf2", "safety", "producer", "case", "medic")
BETWEEN = (
    "call_cut",
    "call_hold",
    "look_away",
    "stop",
    "report_harm",
    "call_break",
    "set_down",
    "quarantine",
    "line_lost",
    "report_discharge",
)
SEEDS = st.integers(0, 2**32 - 1)
OF_THE_HOLDER = frozenset(
    {"declare", "hand_over", "check", "load", "prove_bore", "unload", "pass_on", "use_fire", "use_unfired", "give_back"}
)
LIKELY = {
    "witness": {"who": "ad"}, "prove_bore": {"second": "ad"}, "show": {"who": "perf"}, "give_back": {"to": "lead"},
    "sign_plan": {"who": "ad"}, "line_clear": {"who": "ad"},
    "begin_use": {"who": "ad"}, "thaw": {"who": "case"}, "thaw_lot": {"who": "case"}, "resume": {"who": "lead", "second": "producer"},
    **{event: {"who": "lead"} for event in ("release", "review_discharge", "review_hazard", "bullet_removed", "lift_lockdown")},
}  # fmt: skip


def machine_alone() -> RuleSet:
    """The machine's own rules, without those that ask for facts: what the reference knows of, and nothing else."""
    return replace(base(), book=replace(base().book, rules={}), _guards={}, _raises={})


def records(core: Core) -> Records:
    """The recorded state of the machine."""
    made: Records = {("g", ""): dict(core.unit)}
    made |= {("w", name): dict(found) for name, found in core.weapons.items()}
    return made | {("l", name): dict(found) for name, found in core.lots.items()}


class Day(RuleBasedStateMachine):
    """One day on a box. judged_by: the rules; None = the ones in force, facts and all."""

    judged_by: RuleSet | None = None
    permitted: ClassVar[Counter[str]] = Counter()
    acts = refused = 0

    @initialize(seed=SEEDS)
    def begin(self, seed: int) -> None:
        """An open day, two weapons and two lots in the store."""
        self.chance = Random(seed)
        self.company = company(self.judged_by)
        self.reference = records(self.company.rec.state.core)

    @rule(steps=st.integers(1, 12), who=st.sampled_from(["lead", "lead", "asst", "vic", "medic"]))
    def work(self, steps: int, who: str) -> None:
        """Somebody goes on with w1 as the record lets expect, ends what has stopped the unit; now and then something comes between."""
        chance = self.chance
        for _ in range(steps):
            w, g = self.reference[("w", "w1")], self.reference[("g", "")]
            if chance.random() < 0.08:
                self._act(chance.choice(BETWEEN), "w1", "", {"who": "ad"}, 1_000)
                continue
            event = self._trouble(w, g) or self._next(w, g, chance)
            self._act(event, "w1", self._lot(w, event, chance), self._likely(w, event, who), chance.choice((0, 500, 2_000)))

    @rule(events=st.lists(st.sampled_from(EVENTS), min_size=1, max_size=4), weapon=st.sampled_from(["w1", "w1", "w2"]))
    def anything(self, events: list[str], weapon: str) -> None:
        """Any event with any lot, numbers and people; fail-safe acts among them."""
        chance = self.chance
        for event in events:
            w = self.reference[("w", weapon)]
            args = self._likely(w, event, chance.choice(PEOPLE))
            for name, sort in MODEL.events[event].params.items():
                if chance.random() < 0.25 and sort in {"Person", "Count", "Rung"}:
                    args[name] = chance.choice(PEOPLE) if sort == "Person" else chance.randint(0, 7)
            self._act(event, weapon, self._lot(w, event, chance), args, chance.choice((0, 2_000, 61_000, 200_000)))

    def _trouble(self, w: dict[str, Any], g: dict[str, Any]) -> str:
        """What has to be done before work goes on."""
        told = [("bullet", "bullet_removed"), ("lockdown", "lift_lockdown"), ("discharge", "review_discharge")]
        told += [("hazard", "review_hazard"), ("stopped", "resume")]
        found = next((event for flag, event in told if g[flag]), "")
        if found or not (w["frozen"] or w["quar"]):
            return found
        if w["loc"] == "store":
            return "thaw" if w["frozen"] else "release"
        return "move_to_evidence" if w["frozen"] else "put_away" if w["loc"] == "hand" else "pick_up"

    def _next(self, w: dict[str, Any], g: dict[str, Any], chance: Random) -> str:
        """The next step on the way to a hand-over and back."""
        if w["loc"] != "hand":
            return "take_out" if w["loc"] == "store" else "pick_up"
        if w["holder"].startswith("perf"):
            return chance.choice(("collect", "give_back", "use_fire", "use_unfired"))
        if w["gap"] or not w["chk1"]:
            return "check"
        if w["contents"] == "EMPTY" and not w["chk2"]:
            hot = chance.choice(("prove_bore", "sign_plan", "line_clear", "load", "load", "witness"))
            return "load" if w["bore"] and g["hot_plan"] else hot
        if w["contents"] in {"DUMMY", "BLANK"} and chance.random() < 0.1:
            return "unload"
        return "witness" if not w["watched"] else "declare" if not w["declared"] else "show" if not w["seen"] else "hand_over"

    def _lot(self, w: dict[str, Any], event: str, chance: Random) -> str:
        return str(w["lot"]) if event in {"unload", "use_fire"} else "bl" if w["bore"] else chance.choice(("dm", "bl"))

    def _likely(self, w: dict[str, Any], event: str, who: str) -> dict[str, Any]:
        """What the record lets expect of an event."""
        found = w["contents"] if w["contents"] != "UNKNOWN" else "EMPTY" if w["n"] == 0 else "DUMMY"
        usual: dict[str, Any] = {
            "who": who, "second": "safety", "third": "ad", "to": w["seen"] or "perf", "found": found, "contents": found,
            "n": w["n"] or (2 if event in {"load", "use_fire"} else 0), "looked": w["cap"], "load": w["load"], "klass": "DUMMY", "got": 5,
            "kind": "FUNCTIONAL", "cap": 6, "live": False, "permitted": 4 + w["n"] if w["contents"] == "BLANK" else 3,
            "observed": min(4, w["permitted"]),
        }  # fmt: skip
        if event in OF_THE_HOLDER and w["holder"]:
            usual["who"] = w["holder"]
        usual |= LIKELY.get(event, {})
        if event == "declare":
            usual["second"] = w["chk2"] or "ad"
        kinds = {name: sort for name, sort in MODEL.events[event].params.items() if name != "now"}
        return {name: usual.get(name, self._any(sort)) for name, sort in kinds.items()}

    def _any(self, sort: str) -> Any:  # noqa: ANN401 - a value of a sort that the day knows nothing of
        if sort in MODEL.schema.enums:
            return self.chance.choice(MODEL.schema.enums[sort])
        return {"Person": "ad", "Bool": False}.get(sort, 0)

    def _act(self, event: str, weapon: str, lot: str, args: dict[str, Any], wait: int) -> None:
        """Sign it, record it, and hold what the recorder says against the reference."""
        told = said(self.company, event, weapon, lot, args)
        if told is None:
            return
        self.company.now += wait
        rec, now = self.company.rec, self.company.now
        signed = self.company.signed(*told)
        before = rec.state
        answer = rec.submit(signed, now)
        if answer.decision is None:
            assert rec.state is before
            return
        opened = rec.open([signed])[0]
        attested = attest_opened(opened, before.keys, practice=False, origins=before.settings.origins)  # type: ignore[arg-type]
        step = resolve(before, app.act_table(), attested, attested.parts[0], 1, now)
        wrong, after = self._expected(step, for_act(before.people, step.signers))
        got = {(r.part, r.rule) for r in answer.decision.why if r.part in PARTS}
        verdict = answer.decision.verdict
        if step.failsafe:
            assert (verdict, got) == (Verdict.RECORDED, set()), (told, answer.decision.why)
        else:
            assert {part for part, _ in got} == wrong, (told, answer.decision.why)
            if wrong or (self.judged_by is not None and {r.part for r in answer.decision.why} <= PARTS):
                assert verdict is (Verdict.REFUSE if wrong else Verdict.PERMIT), (told, answer.decision.why)
        if verdict is not Verdict.REFUSE:
            self.reference = after
        assert records(rec.state.core) == self.reference, (told, step.events)
        type(self).acts += 1
        if verdict is not Verdict.REFUSE:
            self.permitted.update(one.name for one in step.events)
        type(self).refused += verdict is Verdict.REFUSE

    def _expected(self, step: Step, roles: Mapping[str, frozenset[str]]) -> tuple[set[str], Records]:
        """The core rules that refuse a step, and the records after it, event by event."""
        wrong: set[str] = set()
        after = self.reference
        for event in step.events:
            if event.name:
                args = {**event.args, "now": step.now}
                refused, after = REFERENCE.step(after, event.name, event.weapon, event.lot, args, roles)
                wrong |= set(refused)
        return wrong, after


BOUNDED = settings(max_examples=40, stateful_step_count=20)
UNSHRUNK = settings(BOUNDED, phases=[Phase.generate], max_examples=200)  # it ends with the first day that tells them apart


@pytest.mark.parametrize("alone", [True, False])
def test_the_recorder_decides_and_records_as_the_rule_files_say(alone: bool) -> None:  # noqa: FBT001
    """Hundreds of signed acts on days of chance: the same core rules refuse, and what is permitted leaves the same record."""

    class Here(Day):
        judged_by = machine_alone() if alone else None
        permitted: ClassVar[Counter[str]] = Counter()

    run_state_machine_as_test(Here, settings=UNSHRUNK)
    assert Here.acts > 500
    assert Here.acts - Here.refused > 150
    assert len(Here.permitted) > 35, sorted(set(EVENTS) - set(Here.permitted))


@pytest.mark.parametrize(
    ("event", "field"),
    [("hand_over", "watched"), ("check", "chk_at"), ("look_away", "chk2"), ("witness", "wit_at"), ("load", "n"), ("stop", "stopped")],
)
def test_a_fold_that_forgets_one_effect_is_caught(event: str, field: str) -> None:
    """A recorder whose fold leaves out one assignment of one event does not get through the same days."""
    rules = machine_alone()
    scope = next(scope for scope, name in MODEL.events[event].effects if name == field)
    slot = {"w": "weapon", "l": "lot", "g": "unit"}.get(scope, scope)
    whole = getattr(rules.effects[event], slot)

    def forgetful(*state: object) -> dict[str, Any]:
        return {name: value for name, value in whole(*state).items() if name != field}

    effects = {**rules.effects, event: replace(rules.effects[event], **{slot: forgetful})}

    class Here(Day):
        judged_by = replace(rules, effects=effects)

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Here, settings=UNSHRUNK)


@pytest.mark.parametrize("rule_id", ["R31", "R08", "R23", "T2"])
def test_a_gate_that_forgets_one_rule_is_caught(rule_id: str) -> None:
    """A recorder whose gate has lost one core rule does not get through the same days."""
    rules = machine_alone()
    less = replace(rules.model, rules=tuple(one for one in rules.model.rules if one.id != rule_id))

    class Here(Day):
        judged_by = replace(rules, model=less, _guards={})

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Here, settings=UNSHRUNK)
