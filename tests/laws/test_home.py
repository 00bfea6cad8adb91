"""Every rule of the field has a home, a text, a remedy, honest sources; rule files, acts, decoders, events speak of the same things."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chamberflag.acts.table import read_table
from chamberflag.interlock.agreement import judged
from chamberflag.interlock.fieldrules import WEIGHT
from chamberflag.interlock.guard import stands
from chamberflag.store.shipped import rule_texts
from proofs.live import live_rules
from proofs.vectors.gate import PACKS

FIELD = tomllib.loads((Path(__file__).parents[1] / "field" / "rules.toml").read_text(encoding="utf-8"))
RULES = live_rules(PACKS)
TABLE = read_table(rule_texts()["acts.toml"])
CORE = {rule.cite for rule in RULES.model.rules}

# What the proof carries: core rules cite these. Every other rule is a fact rule alone, or has a core part besides.
PROVED = """
STO-01 STO-02 STO-08 AMM-01 AMM-04 AMM-06 INS-01 INS-02 INS-03 INS-04 INS-05 DEC-01 DEC-02 DEC-03 DEC-06 DEC-07 HND-01 HND-02 HND-03
HND-06 USE-04 MIS-04 PPL-01 REC-02 REC-03 INC-01 INC-02 INC-03 INC-07 AMM-06"""
# The design gives these a core part, too. The machine asks for what they want in rules that are parts of others, and says so (`covers`):
# a weapon that failed is quarantined by the report, and one with a fall or a weak shot has no proved bore; the witness is not the checker.
COVERED = {"MIS-01", "MIS-02", "USE-14", "PPL-16"}
PROVED_ALONE = {"HND-03", "INS-03"}  # no fact beside the machine's own state
# what a file says otherwise than the field's table, on purpose: wider, never narrower
WIDER = {
    "AMM-08": "a lot is accepted before any weapon is named",
    "INS-08": "an item is accepted before its class is on record",
    "USE-10": "a person enters a zone without naming a weapon",
    "MIS-03": "a failure is cleared for a weapon of any class",
    "RSK-07": "a day is opened without naming a weapon",
}
# weights that differ, on purpose: harder, never lighter
HARDER = {
    "INS-09": "brought up in the evening, beside putting away; the next day it refuses, and no acknowledgement helps",
    "MTG-05": "the pack us-nm, chosen here, makes it refuse",
}
COPIED = {"insert": {"first", "other"}, "issue_moulded": {"to"}}  # loaders of the magazine, from its record; receivers, from the body
CHOSEN = {"DEC-21"}  # of a pack that is no place's law: a second witness
OURS = {"attend_moulded_min", "attend_hero_min", *(f"weapons_per_handler_{tier}" for tier in ("m", "n", "w0", "wd", "wb"))}  # of the tiers
PASSED_ON = {"use": {"second"}}  # who counts the shots is the machine's `who`
# what a file says more exactly than the field's table, on purpose; why stands in docs/decisions
RESTATED = {("INS-04", "requirement"): "0013: loading and unloading end the looks after the check; the loader's own look is their check"}
TEXTS = ("requirement", "refuses", "clears", "hazard", "evidence", "group")


@pytest.mark.parametrize("told", FIELD["rule"], ids=lambda rule: rule["id"])
def test_a_rule_says_what_the_field_agreed(told: dict[str, Any]) -> None:
    """Texts, gates, weight, people, override, parameters and sources with their confidence are those of the field's table."""
    rule = RULES.book.rules[told["id"]]
    same = [key for key in TEXTS if (told["id"], key) not in RESTATED]
    assert {key: getattr(rule, key) for key in same} == {key: told.get(key, "") for key in same}
    assert list(rule.gate) == told["gate"]
    assert list(rule.who) == told["who"]
    assert list(rule.params) == told.get("params", [])
    assert set(rule.jurisdictions) >= set(told["applies"]["jurisdictions"])
    override: object = rule.override if isinstance(rule.override, str) else json.loads(msgspec.json.encode(rule.override))
    assert override == told["override"]
    if told["id"] not in HARDER:
        assert rule.severity == told["severity"]
    assert WEIGHT[rule.severity] >= WEIGHT[told["severity"]]
    assert (rule.raise_to, rule.raise_when) == (told.get("raise_to", ""), told.get("raise_when", ""))
    assert (list(rule.phases), rule.unit) == (told["applies"]["phases"], told["applies"]["unit"])
    assert rule.condition == told["applies"].get("condition", "")
    assert rule.within_team == told.get("within_team", False)
    assert set(rule.packs) == set(told.get("packs", []))
    if told["id"] in WIDER:
        assert rule.weapons == ("all",)
    else:
        assert list(rule.weapons) == told["applies"]["weapons"]
    assert json.loads(msgspec.json.encode(rule.sources)) == told["sources"]


def test_what_a_pack_changes_in_the_field_it_changes_here() -> None:
    """Each tightening of the field's table stands in the pack: a weight raised, or a condition that the rule has besides."""
    for told in FIELD["rule"]:
        for change in told.get("tighten", []):
            rule = live_rules(("base", change["pack"])).book.rules[told["id"]]
            base = live_rules(("base",)).book.rules[told["id"]]
            besides = [more for more in rule.also if more.name == change["pack"]]
            assert besides or WEIGHT[rule.severity] > WEIGHT[base.severity], (told["id"], change)


@pytest.mark.parametrize("told", FIELD["rule"], ids=lambda rule: rule["id"])
def test_a_rule_refuses_at_each_of_its_gates(told: dict[str, Any]) -> None:
    """At every gate of the field's table the rule, or a core rule that cites it, judges an act; a gate without gated acts brings it up."""
    rule = RULES.book.rules[told["id"]]
    beside = {act for line in rule.raises for act in line.on}
    core = {event for part in RULES.model.rules if part.cite == rule.id for event in part.on}
    for gate in told["gate"]:
        acts = {act for act, row in TABLE.rows.items() if gate in row.gates or (gate == "ALL" and row.klass == "G")}
        bracketed = {act for act, row in TABLE.rows.items() if gate in row.raises_at}
        by_fact = {act for act in acts if rule.expr and stands(rule, RULES.gates, act)}
        by_core = {act for act in acts if set(RULES.events_for(act, TABLE.rows[act].event)) & core}
        assert by_fact or by_core or (bracketed | acts) & beside, gate


def test_a_stop_refuses_exactly_what_the_table_of_acts_says() -> None:
    """INC-01 judges every gated act that may not be done while the unit is stopped, and no other."""
    stopped = {act for act, row in TABLE.rows.items() if row.klass == "G" and not row.while_stopped}
    assert {act for act in TABLE.rows if stands(RULES.book.rules["INC-01"], RULES.gates, act)} == stopped


def test_there_are_137_rules_and_each_has_one_home() -> None:
    """No rule is without a home: a fact rule, core rules, or both; and none is in the files that the field does not know."""
    ids = {rule["id"] for rule in FIELD["rule"]}
    assert len(ids) == FIELD["rules_total"] == 137
    assert set(RULES.book.rules) - CHOSEN == ids
    homeless = [r.id for r in RULES.book.rules.values() if not r.expr and not r.raises and r.id not in CORE]
    assert homeless == []
    assert ids >= CORE


def test_the_rules_that_need_a_core_home_have_one() -> None:
    """Where the proof must carry a rule, core rules cite it; every other rule is asked of facts."""
    assert set(PROVED.split()) - CORE == set()
    assert {rid for rule in RULES.model.rules for rid in rule.covers} == COVERED
    assert not COVERED & CORE
    facts = {rule.id for rule in RULES.book.rules.values() if rule.expr or rule.raises}
    assert set(RULES.book.rules) - facts == PROVED_ALONE
    assert PROVED_ALONE <= CORE


def test_a_rule_at_a_gate_judges_something() -> None:
    """Each rule that can refuse judges at least one act, by itself or by its core rules; the rest are brought up beside an act."""
    idle = [
        rule.id
        for rule in RULES.book.rules.values()
        if rule.severity != "log" and not rule.raises and rule.id not in CORE and not (rule.expr and judged(rule, RULES.gates))
    ]
    assert idle == []


def test_every_rule_has_a_text_a_remedy_and_a_source() -> None:
    """Nobody is refused without a sentence, a way on and where it comes from."""
    for rule in RULES.book.rules.values():
        assert rule.requirement
        assert rule.refuses
        assert rule.clears
        assert rule.sources
        assert all(source.title and source.confidence in {"R", "r", "M", "D"} for source in rule.sources)


def test_every_rule_is_against_a_hazard_that_is_described() -> None:
    """Hazards are named as in hazards.toml, and each is described as the field describes it."""
    hazards = tomllib.loads(rule_texts()["hazards.toml"])["hazard"]
    assert {h["id"]: h["text"] for h in hazards} == {h["id"]: h["text"] for h in FIELD["hazard"]}
    assert {rule.hazard for rule in RULES.book.rules.values()} <= {h["id"] for h in hazards}


def test_what_nobody_read_is_never_shown_as_a_source() -> None:
    """A source of confidence M is not among those that may be shown, in no rule and in no generated document."""
    from chamberflag.interlock import outline  # noqa: PLC0415

    unread = {s.title + s.clause for rule in RULES.book.rules.values() for s in rule.sources if s.confidence == "M"}
    assert unread
    shown = {s.confidence for rule in RULES.book.rules.values() for s in rule.citations}
    assert shown == {"R", "r"}
    assert '"confidence":"M"' not in outline.text(RULES)


def test_parameters_are_those_of_the_field() -> None:
    """Names, defaults, units and the one direction of each."""
    texts = tomllib.loads(rule_texts()["params.toml"])["param"]
    keys = ("name", "default", "unit", "tighten")
    assert [{k: p[k] for k in keys} for p in texts if p["name"] not in OURS] == [{k: p[k] for k in keys} for p in FIELD["param"]]


def test_each_act_has_a_decoder_and_each_decoder_an_act() -> None:
    """The table of acts, the bodies that can be decoded and the events of the machine name each other."""
    from chamberflag.acts.act import BODIES  # noqa: PLC0415

    joint = {"look_in", "give", "prepare", "finish"}  # their steps are decoded one by one
    assert set(BODIES) | joint == set(TABLE.rows)
    events = {row.event for row in TABLE.rows.values() if row.event}
    free = {name for name, event in RULES.model.events.items() if event.failsafe}
    assert events <= set(RULES.model.events)
    for kind, row in TABLE.rows.items():
        if row.event:
            assert (row.klass == "F") == (row.event in free), kind
            params = set(RULES.model.events[row.event].params) - {"now"}
            people = {name for name in params if RULES.model.events[row.event].params[name] == "Person"}
            assert set(row.params) - PASSED_ON.get(kind, set()) == people - COPIED.get(kind, set()), kind


def test_each_event_of_the_machine_is_reached_by_an_act() -> None:
    """No event stands in the files that no act, variant, report or finding brings about."""
    text = "".join(p.read_text(encoding="utf-8") for p in sorted((Path(__file__).parents[2] / "src/chamberflag/custody").glob("*.py")))
    named = {row.event for row in TABLE.rows.values()} | set(re.findall(r'"([a-z_]+)"', text))
    assert [name for name, event in RULES.model.events.items() if not event.physical and name not in named] == []


def test_raised_lines_name_acts_that_exist() -> None:
    """A rule is brought up beside acts of the table, or by the clock."""
    known = {*TABLE.rows, "clock"}
    assert [(r.id, act) for r in RULES.book.rules.values() for line in r.raises for act in line.on if act not in known] == []


def test_the_page_of_acts_names_every_act() -> None:
    """docs/acts.md has a heading for each act; that what stands below it is this table is compared by the house."""
    page = (Path(__file__).parents[2] / "docs/acts.md").read_text(encoding="utf-8")
    assert [kind for kind in TABLE.rows if f"\n### {kind}\n" not in page] == []
