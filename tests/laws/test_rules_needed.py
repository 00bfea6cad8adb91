"""Every core rule is needed: taken away, a proof breaks, or its file says why it is kept. The holes that were found stay closed by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chamberflag.acts.table import read_table
from chamberflag.interlock.ruleset import compile_rules
from chamberflag.interlock.source import parse
from chamberflag.prover.encode import Encoding
from chamberflag.store.shipped import rule_texts
from chamberflag.vocabulary.errors import Malformed
from proofs.live import live_rules
from proofs.mutation.effects import Mistake, mistakes
from proofs.mutation.rules import deletions, first_break, of_rule
from proofs.solver.obligations import obligations

RULES = live_rules()
MODEL = RULES.model

# hole (interlock, section 11) -> the rule or assumption that closes it, the event and what no longer holds without it
HOLES = {
    "a: the receiving performer signs as a second witness after the declaration": ("R43", "witness: ensures"),
    "b: a lead who is also the performer checks and declares while holding": ("R44", "check: invariant I20"),
    "c: a lead loads a weapon that somebody else found empty": ("R08", "load: "),
    "d: blanks over a break, declared hot without a bore proved since": ("R51", "declare: invariant I2"),
    "e: witness and performer look at fewer chambers than there are": ("R45", "check: invariant Q2"),
    "f: a swap between look and hand-over": ("R31", "hand_over: invariant"),
    "f: the ceremony runs out": ("T2", "hand_over: invariant I10"),
    "f: the performer's look is too old": ("T3", "hand_over: invariant I10"),
    "k: one person signs the hot plan as two": ("R39", "sign_plan: ensures"),
    "l: a loader proves no round": ("A2", "load: invariant P2"),
    "m: thawing a weapon that is not frozen": ("R55", "thaw: invariant"),
    "n: anybody handles": ("R02", "take_out: invariant I6"),
    "n: anybody witnesses": ("R12", "witness: ensures"),
    "n: a hazard report waits": ("R25", "load: invariant I6b"),
    "n: one person reviews alone": ("R35", "release: ensures"),
}


@pytest.fixture(scope="module")
def breaks() -> dict[str, str]:
    """Rule or assumption -> what breaks without it."""
    return dict(deletions(MODEL))


def test_each_rule_that_no_proof_needs_says_why_it_is_kept(breaks: dict[str, str]) -> None:
    """Deleting a core rule breaks an obligation of one of its events, or the rule carries `why_kept`."""
    assert len(breaks) > 75
    assert [rule.id for rule in MODEL.rules if not breaks[rule.id] and not rule.why_kept] == []
    assert len([name for name, broken in breaks.items() if broken]) > 70


def test_each_assumption_is_needed(breaks: dict[str, str]) -> None:
    """No assumption stands beside the proof without being used by it."""
    assert [a.id for a in MODEL.assumptions if not breaks[a.id]] == []


@pytest.mark.parametrize("hole", HOLES)
def test_a_hole_is_closed_by_its_rule(hole: str) -> None:
    """Without the rule that closes it, the proof of that event names what no longer holds."""
    rule, said = HOLES[hole]
    e = Encoding(MODEL, 2)
    o = first_break(e, e.state(), frozenset({rule}), frozenset({said.partition(":")[0]}))
    assert o is not None
    assert f"{o.event}: {o.kind} {o.id}".startswith(said)


@pytest.mark.parametrize(
    "event", ["report_harm", "report_bullet", "report_discharge", "report_hazard", "report_item", "observe_bullet", "stop"]
)
def test_a_report_that_records_nothing_is_noticed(event: str) -> None:
    """Hole h: with its effects gone a report breaks its own promises."""
    silent = replace(MODEL, events={**MODEL.events, event: replace(MODEL.events[event], effects={})})
    e = Encoding(silent, 2)
    broken = first_break(e, e.state(), frozenset(), frozenset({event}))
    assert broken is not None
    assert broken.kind == "ensures"


def test_forgetting_to_end_sight_is_noticed() -> None:
    """Hole i: an event that leaves the record of unbroken sight standing breaks the lemma that ties it to the world."""
    effects = {key: node for key, node in MODEL.events["look_away"].effects.items() if key != ("w", "watched")}
    forgetful = replace(MODEL, events={**MODEL.events, "look_away": replace(MODEL.events["look_away"], effects=effects)})
    e = Encoding(forgetful, 2)
    assert first_break(e, e.state(), frozenset(), frozenset({"look_away"})) is not None


def test_no_fail_safe_event_carries_a_rule() -> None:
    """Hole j: what is recorded whatever the rules say is refused by none; its conditions stand in its effects."""
    free = {name for name, event in MODEL.events.items() if event.failsafe}
    assert len(free) > 20
    assert [rule.id for rule in MODEL.rules if free & set(rule.trees)] == []


def test_nothing_is_proved_of_an_empty_machine() -> None:
    """There are thousands of obligations, over every event that changes something."""
    e = Encoding(MODEL, 2)
    found = list(obligations(e, e.state()))
    assert len(found) > 7_000
    assert {o.event for o in found} >= set(MODEL.events)


CEREMONY = ("check", "witness", "declare", "show", "hand_over", "look_away", "stop", "quarantine", "give_back", "report_bullet")


@pytest.mark.parametrize("event", CEREMONY)
def test_every_assignment_of_the_ceremony_is_missed_when_it_is_forgotten(event: str) -> None:
    """An event of the ceremony that forgets one assignment breaks a proof; `python -m proofs.mutate` makes every mistake in every event."""
    found = list(mistakes(RULES, event))
    assert found
    assert [m.target for m in found if not m.noticed and m.target not in MODEL.events[event].kept] == []


def without(event: str, target: tuple[str, str]) -> Mistake:
    """What becomes of one assignment when it is forgotten."""
    return next(m for m in mistakes(RULES, event) if m.target == target)


def test_a_reason_stands_only_beside_what_nothing_misses() -> None:
    """What is kept for a reason is written already in every state from which the event can happen; what is missed is named."""
    idle = without("release", ("w", "declared"))
    assert (idle.noticed, idle.changes) == ("", False)
    assert without("stop", ("each", "declared")).noticed.startswith(("invariant", "ensures"))
    assert without("check", ("w", "open")).noticed


def test_a_value_that_is_written_wrong_is_noticed() -> None:
    """Where a stop would leave something declared, or a give-back put a weapon into the store, a promise breaks."""
    found = {m.change: m.noticed for m in mistakes(RULES, "give_back", values=True) if m.target == ("w", "loc")}
    assert found["'unattended' -> 'store'"].startswith("ensures")
    assert {m.change: m.noticed for m in mistakes(RULES, "stop", values=True) if m.target == ("g", "stopped")}["True -> False"]


def test_a_limit_that_is_moved_by_one_is_noticed() -> None:
    """One millisecond more than the parameter says breaks a proof; one less refuses more and is no matter of the proof."""
    rule = next(r for r in MODEL.rules if r.id == "T3")
    found = {s.change: s for s in of_rule(RULES, rule)}
    limit = RULES.params["look_to_hand_s"]
    assert found[f"{limit} -> {limit + 1}"].noticed == "hand_over: invariant I10"
    assert found[f"{limit} -> {limit - 1}"].looser == ()


def test_a_part_of_a_rule_that_is_left_out_is_noticed() -> None:
    """Without the part that asks for every chamber, or for the right number, the proof says what no longer holds."""
    rule = next(r for r in MODEL.rules if r.id == "R39")
    without_second = next(s for s in of_rule(RULES, rule) if "without second.safety" in s.change)
    assert without_second.looser == ("sign_plan",)
    assert without_second.noticed == "sign_plan: ensures who.ad and second.safety and who != second"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[event.stop.kept]\n"w.holder" = "A reason."\n', "does not write w.holder"),
        ('[event.stop.kept]\n"g.stopped" = " "\n', "says no reason"),
    ],
)
def test_a_reason_names_an_assignment_and_says_something(text: str, said: str) -> None:
    """The loader refuses a reason for what the event does not write, and an empty one."""
    texts = dict(rule_texts())
    texts["core/60_stop.toml"] = texts["core/60_stop.toml"].replace("[event.stop.world]", text + "[event.stop.world]")
    with pytest.raises(Malformed, match=said):
        compile_rules(parse(texts), read_table(texts["acts.toml"]).gates())
