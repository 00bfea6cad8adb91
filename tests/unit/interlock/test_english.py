"""Rules read aloud: what the English says is what the tree asks, and nothing that a rule reads is without words."""

from __future__ import annotations

import pytest

from chamberflag.app import shipped_source
from chamberflag.interlock.english import reader
from chamberflag.interlock.parser import Parser, Reading
from chamberflag.interlock.tree import BOOL, walk
from proofs.live import live_rules

RULES = live_rules()
SCHEMA = RULES.model.schema
ALOUD = reader(shipped_source(), SCHEMA)
PEOPLE = {"who": "Person", "second": "Person", "now": "Instant"}

# expression -> what is read
READ = {
    "w.watched": "Sight of the weapon is unbroken since the witness's look.",
    "not w.watched": "Sight of the weapon was broken since the witness's look.",
    "w.seen == who": "The performer who looked is the person acting.",
    "w.chk1 != nobody": "The first checker is somebody.",
    "w.kind in ('REPLICA', 'RUBBER')": "The class of the weapon is REPLICA or RUBBER.",
    "w.kind not in ('REPLICA', 'RUBBER')": "The class of the weapon is none of REPLICA or RUBBER.",
    "implies(w.contents == 'BLANK', w.bore)": "Where what is recorded inside is BLANK, there the bore is proved clear.",
    "not (w.reg and w.open)": "The weapon is not on the register, or the action is closed.",
    "who.ad and second.safety": "The person acting is the first AD, and the second signer is the safety supervisor.",
    "now - w.seen_at <= LOOK_TO_HAND_S": "From the performer's look to now it is at most 1 minute.",
    "not (now - w.seen_at <= LOOK_TO_HAND_S)": "From the performer's look to now it is more than 1 minute.",
    "(w.n == 0) == w.open": "The recorded number of rounds inside is 0 exactly when the action is open.",
    "w.open and (w.quar or w.reg)": "The action is open, and (the weapon is in quarantine, or the weapon is on the register).",
    "not f.lot_held": "It is known and not so: \u201cThe lot is held because a round of it failed its proof\u201d.",
    "f.ejection_people == 0": "The known figure for \u201cPeople in the ejection arc\u201d is 0.",
    "f.contact_cm >= 5": "The known figure for \u201cThe nearest body to the muzzle; the same figure as the nearest person on the line"
    "\u201d is at least 0.05 m.",
    "True": "Always.",
    "w.quar if w.reg else w.open": "Where the weapon is on the register, the weapon is in quarantine, otherwise the action is open.",
}  # fmt: skip


@pytest.mark.parametrize("expression", READ)
def test_an_expression_is_read_aloud(expression: str) -> None:
    """Each form of the language has its English, and so has its opposite."""
    tree = Parser(SCHEMA, Reading(PEOPLE, facts=True), expression, "here").parse(BOOL)
    assert ALOUD.rule(tree) == READ[expression]


def test_a_rule_and_its_opposite_never_read_the_same() -> None:
    """For every core rule the English tells the rule from its negation."""
    trees = [tree for rule in RULES.model.rules for tree in rule.trees.values()]
    assert len(trees) > 150
    assert [tree for tree in trees if ALOUD.rule(tree) == ALOUD.rule(("not", tree))] == []


def test_rules_that_differ_read_differently() -> None:
    """No two core rules that ask different things have the same English: nothing that matters is left out."""
    read: dict[str, set[object]] = {}
    for rule in RULES.model.rules:
        for tree in rule.trees.values():
            read.setdefault(ALOUD.rule(tree), set()).add(tree)
    assert [text for text, trees in read.items() if len(trees) > 1] == []


def test_everything_that_a_rule_reads_has_words() -> None:
    """A field, role or parameter that a core rule names is told in words; rulepacks/words.toml holds them."""
    nodes = [node for rule in RULES.model.rules for tree in rule.trees.values() for node in walk(tree)]
    fields = {f"{node[1]}.{node[2]}" for node in nodes if node[0] == "var"}
    roles = {node[2] for node in nodes if node[0] == "role"}
    of = {node[2] for node in nodes if node[0] == "param"}
    missing = sorted(fields - set(ALOUD.words.field)) + sorted(roles - set(ALOUD.words.role)) + sorted(of - set(ALOUD.words.of))
    assert missing == []
    truths = {f"{scope}.{name}" for (scope, name), found in SCHEMA.fields.items() if found.sort == BOOL}
    assert [name for name in truths & set(ALOUD.words.field) if isinstance(ALOUD.words.field[name], str)] == []
