"""Every core rule is needed: taken away, a proof breaks, or its file says why it is kept. The holes that were found stay closed by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chamberflag.prover.encode import Encoding
from proofs.live import live_rules
from proofs.mutation.effects import KEPT, forgotten
from proofs.mutation.rules import deletions, first_break
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
def test_a_hole_is_closed_by_its_rule(breaks: dict[str, str], hole: str) -> None:
    """Without the rule that closes it, the proof names the event and what no longer holds."""
    rule, said = HOLES[hole]
    assert breaks[rule].startswith(said)
    assert breaks[rule]


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


def test_every_assignment_of_the_ceremony_is_missed_when_it_is_dropped() -> None:
    """An event of the ceremony that forgets one effect breaks a proof; `python -m proofs.mutate` drops those of every event."""
    found = list(forgotten(MODEL, CEREMONY))
    assert len(found) > 50
    assert [(event, target) for event, target, broken in found if not broken and (event, target) not in KEPT] == []
