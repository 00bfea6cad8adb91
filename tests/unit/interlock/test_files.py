# ruff: noqa: E501 - a message stands on one line, as the reader of the file sees it
"""Whole rule files: whatever stands in them, loading ends in a rule set or in one Malformed that names the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chamberflag.acts.table import read_table
from chamberflag.interlock.ruleset import RuleSet, compile_rules
from chamberflag.interlock.source import parse
from chamberflag.store.shipped import rule_texts
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXTS = rule_texts()
GATES = read_table(TEXTS["acts.toml"]).gates()
PACK = ("base", "ours")
RULE = """
[[rule]]
id = "OUR-01"
group = "OUR"
severity = "refuse"
gate = ["HANDOVER"]
requirement = "Ours."
refuses = "Not ours."
clears = "Make it ours."
hazard = "H2"
sources = []
"""


def loaded(changes: Mapping[str, str], packs: tuple[str, ...] = ("base",)) -> RuleSet:
    """The rule set of the shipped files with some of them replaced."""
    return compile_rules(parse({**TEXTS, **changes}), GATES, packs)


def refused(changes: Mapping[str, str], packs: tuple[str, ...] = ("base",)) -> str:
    """What loading says against these files: place and text."""
    with pytest.raises(Malformed) as caught:
        loaded(changes, packs)
    return f"{caught.value.place}: {caught.value.text}"


def core(more: str, name: str = "core/60_stop.toml") -> str:
    """What loading says against a core file with more in it."""
    return refused({name: TEXTS[name] + more})


def pack(text: str) -> str:
    """What loading says against a rule pack."""
    return refused({"packs/ours.toml": text}, PACK)


CORE_RULE = '[[rule]]\nid = "R99"\non = ["{on}"]\nexpr = "{expr}"\ntext = "Ours."\ncite = "{cite}"\n{more}\n'
CORE = {
    "fail-safe": ({"on": "stop"}, "core/60_stop.toml R99: stop is fail-safe: it is never refused and carries no rule"),
    "physical": ({"on": "tamper"}, "core/60_stop.toml R99: tamper is fail-safe: it is never refused and carries no rule"),
    "no event": ({"on": "dance"}, "core/60_stop.toml R99: no event is called dance"),
    "no citation": ({"cite": "ABC-01"}, "core R99: it cites ABC-01, and no rule of the field is called so"),
    "bad column": ({"expr": "g.stopped and w.quad"}, "core/60_stop.toml R99, column 15: no field w.quad, in: g.stopped and w.quad"),
    "unknown key": ({"more": 'clear = "x"'}, "core/60_stop.toml R99: Object contains unknown field `clear`"),
    "wrong type": ({"more": "clears = 3"}, "core/60_stop.toml R99: Expected `str`, got `int` - at `$.clears`"),
}


@pytest.mark.parametrize("name", CORE)
def test_a_core_rule_that_cannot_stand_is_refused_by_name(name: str) -> None:
    """A core rule at a fail-safe act, at no event, without a citation or with a key that nobody reads is one error."""
    fields, said = CORE[name]
    assert core(CORE_RULE.format(**{"on": "load", "expr": "w.reg", "cite": "STO-08", "more": "", **fields})) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[event.stop]\nparams = { who = "Person" }\n', "core/99.toml: event stop is described twice"),
        ('[event.e]\nparams = { who = "Human" }\n', "core/99.toml event.e: who: no sort is called 'Human'"),
        ('[event.e]\nparams = { w = "Person" }\n', "core/99.toml event.e: w has a meaning of its own here; choose another name"),
        ('[event.e]\nparams = { return = "Person" }\n', "core/99.toml event.e: return is a keyword of Python or JavaScript; choose another name"),
        ('[event.e.set]\n"w.t_bullet" = "0"\n', "core/99.toml event.e: w.t_bullet may not be written here"),
        ('[event.e.world]\n"w.quar" = "True"\n', "core/99.toml event.e: w.quar may not be written here"),
        ('[event.e.set]\n"l.id" = "nolot"\n', "core/99.toml event.e: l.id may not be written here"),
        ('[event.e.set]\n"w.quar" = "f.lot_held"\n',
         "core/99.toml event.e w.quar, column 1: facts may be read by rules and ensures only, in: f.lot_held"),
        ('[event.e.set]\n"each.quar" = "w.quar"\n',
         "core/99.toml event.e each.quar, column 1: an effect on every weapon reads each.*, g.* and parameters only, in: w.quar"),
        ("[sorts]\nKind = []\n", "core/10_schema.toml: sort Kind needs members, each once"),
        ('[define]\nx = "y"\n[[inv]]\nid = "I99"\ntext = "t"\nexpr = "x"\n', "core/99.toml I99, definition x, column 1: unknown name y, in: y"),
        ('[[inv]]\nid = "I1"\ntext = "t"\nexpr = "w.reg"\n', "core: used twice: I1"),
        ('[[assume]]\nid = "A9"\non = ["nothing"]\ntext = "t"\nexpr = "True"\n', "core/99.toml A9: no event is called nothing"),
        ("rule = 3\n", "core/99.toml: Expected `array`, got `int` - at `$.rule`"),
        ("[[rule]]\n", "core/99.toml number 1: Object missing required field `id`"),
        ("[weapon]\nx = 1\n", "core/99.toml: Expected `array`, got `int` - at `$.weapon[...]`"),
        ("x = [", "core/99.toml: Invalid value (at end of document)"),
        ("x = " + "[" * 5000, "core/99.toml: values are nested too deeply"),
        ("x = " + "1" * 6000, None),
        ("#" * 600_000, "core/99.toml: the file has 600000 characters; a rule file has at most 500000"),
    ],
)  # fmt: skip
def test_a_core_file_with_a_mistake_names_it(text: str, said: str | None) -> None:
    """Events, sorts, definitions and statements that cannot be read are one error with file and name."""
    found = refused({"core/99.toml": text})
    assert found == said if said else found.startswith("core/99.toml: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[event.x]\n", "packs/ours.toml: a pack may not hold [event]: it adds rules and tightens, nothing else"),
        ("[param]\nno_such = 3\n", "packs/ours.toml: no parameter is called no_such"),
        ("[param]\ndrop_override = []\n", "packs/ours.toml: no parameter is called drop_override: a line for the whole pack stands above the first [ ]"),
        ("[param]\ncheck_valid_min = 31\n", "packs/ours.toml check_valid_min: check_valid_min may only be moved to lower from 1800000; 1860000 loosens it"),
        ('[param]\ncheck_valid_min = "long"\n', "packs/ours.toml check_valid_min: 'long' is neither a number nor \"unset\""),
        ('[param]\ncheck_valid_min = "unset"\n', "packs/ours.toml check_valid_min: a pack sets a number"),
        ("[param]\ncheck_valid_min = nan\n", "packs/ours.toml check_valid_min: 'NaN' is neither a number nor \"unset\""),
        ("[param]\ncheck_valid_min = 0.0000001\n", "packs/ours.toml check_valid_min: 1E-7 minutes is no whole number of ms or cm"),
        ("[param]\ncheck_valid_min = true\n", "packs/ours.toml check_valid_min: 'True' is neither a number nor \"unset\""),
        ('drop_override = ["HND-99"]\n', "packs/ours.toml: no rule is called HND-99; did you mean 'HND-09'?"),
        ("drop_override = 7\n", "packs/ours.toml: Expected `array`, got `int` - at `$.drop_override`"),
        ('[raise_severity]\nHND-01 = "log"\n', "packs/ours.toml: HND-01 is refuse; 'log' would loosen it"),
        (RULE.replace("OUR-01", "HND-01"), "packs/ours.toml: HND-01 exists: [[also]] asks for more, [[replace]] puts another in its place, with a proof"),
        (RULE.replace("OUR-01", "our"), "packs/ours.toml our: 'our' is no rule id: a group and a number, such as HND-02"),
        (RULE.replace('"HANDOVER"', '"HANDOFF"'), "packs/ours.toml OUR-01: no gate is called 'HANDOFF'; did you mean 'HANDOVER'?"),
        (RULE + 'acts = ["handover"]\n', "packs/ours.toml OUR-01: no gated act is called 'handover'; did you mean 'hand_over'?"),
        (RULE + 'weapons = ["PISTOL"]\n', "packs/ours.toml OUR-01: no class of weapons is called 'PISTOL'"),
        (RULE + 'expr = "f.lot_held"\nacts = ["load"]\n', "packs/ours.toml OUR-01: no act is left for it to judge: see its gate, acts and except_acts"),
        (RULE + 'jurisdictions = ["mars"]\n', "packs/ours.toml OUR-01: its jurisdictions do not name ours: it would never stand"),
        (RULE + 'override = "anybody"\n', 'packs/ours.toml OUR-01: override is "none" or { who = [...], count = 2, reason = true }'),
        (RULE + 'mood = "True"\n', "packs/ours.toml OUR-01: Object contains unknown field `mood`"),
        (RULE + "expr = true\n", "packs/ours.toml OUR-01: Expected `str`, got `bool` - at `$.expr`"),
        (RULE.replace('"refuse"', '"scold"'), "packs/ours.toml OUR-01: severity 'scold' is none of log, warn, hold, refuse"),
        ("[[rule]]\n", "packs/ours.toml number 1: Object missing required field `id`"),
        ("rule = [1]\n", "packs/ours.toml number 1: Expected `object`, got `int`"),
    ],
)  # fmt: skip
def test_a_pack_with_a_mistake_names_it(text: str, said: str) -> None:
    """A pack that loosens, invents or misspells is one error with its file and rule."""
    assert pack(text) == said


def test_a_pack_rule_with_a_bad_expression_is_refused_when_it_is_loaded() -> None:
    """A fact rule is read at load, not when the first weapon is handed over."""
    assert pack(RULE + 'expr = "f.lot_hold"\n') == "packs/ours.toml OUR-01, column 1: no fact is called lot_hold, in: f.lot_hold"


KEYS = (
    "id",
    "on",
    "expr",
    "text",
    "cite",
    "set",
    "world",
    "params",
    "event",
    "rule",
    "inv",
    "only",
    "assume",
    "define",
    "extend",
    "weapon",
    "unit",
)
SCRAPS = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-5, 200), st.sampled_from(["", "w.reg", "Person", "load", "R01", "HND-01", "refuse", "'x'"])
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)),
    max_leaves=8,
)
TOP = st.sampled_from(
    [
        "sorts",
        "ranges",
        "refs",
        "roles",
        "weapon",
        "lot",
        "unit",
        "physical",
        "define",
        "event",
        "extend",
        "rule",
        "assume",
        "inv",
        "only",
        "pack",
        "param",
        "drop_override",
        "raise_severity",
        "fact",
        "x",
    ]
)
FILES = st.sampled_from(["core/10_schema.toml", "core/99.toml", "rules/storage.toml", "packs/ours.toml", "facts.toml", "params.toml"])


@given(FILES, st.dictionaries(TOP, SCRAPS, max_size=3))
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_document_is_a_rule_set_or_one_clear_error(file: str, document: dict[str, Any]) -> None:
    """A document of any shape in the place of a rule file raises Malformed with a place, or loads."""
    from chamberflag.interlock.source import Source  # noqa: PLC0415

    whole = parse(TEXTS)
    source = Source({**TEXTS, file: str(document)}, {**whole.documents, file: document})
    try:
        compile_rules(source, GATES, PACK if file.startswith("packs") else ("base",))
    except Malformed as error:
        assert error.place  # noqa: PT017


def test_compiling_leaves_the_files_as_they_are() -> None:
    """Compiled again, with packs and parameters, the same source says the same: no compile adds to what it was made from."""
    whole = parse(TEXTS)
    first = compile_rules(whole, GATES)
    for pack in ("uk", "theatre"):
        compile_rules(whole, GATES, ("base", pack), {"weapons_per_handler": 2})
    assert whole.documents == parse(TEXTS).documents
    assert compile_rules(whole, GATES).model.events == first.model.events


@given(st.text(alphabet='[]{}="\'#.\n abrule0123456789_-"', max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_in_a_rule_file_is_read_or_refused_with_its_file(text: str) -> None:
    """No text in a rule file raises anything but Malformed naming the file."""
    try:
        parse({"core/99.toml": text})
    except Malformed as error:
        assert error.place == "core/99.toml"  # noqa: PT017
