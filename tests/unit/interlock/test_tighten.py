"""What a pack does to the rules before it: asks for more, replaces with a proof, weighs more; and that none of it needs a solver."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chamberflag.acts.table import read_table
from chamberflag.interlock.agreement import demand
from chamberflag.interlock.ruleset import RuleSet, compile_rules
from chamberflag.interlock.source import parse
from chamberflag.store.shipped import rule_texts
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXTS = rule_texts()
GATES = read_table(TEXTS["acts.toml"]).gates()
BASE = compile_rules(parse(TEXTS), GATES)
ALSO = '[[also]]\nrule = "{rule}"\nexpr = "{expr}"\n{more}\n'


def packed(*texts: str, values: Mapping[str, int] | None = None) -> RuleSet:
    """The base and these packs, one after the other."""
    names = [f"ours{number}" for number in range(len(texts))]
    more = {f"packs/{name}.toml": text for name, text in zip(names, texts, strict=True)}
    return compile_rules(parse({**TEXTS, **more}), GATES, ("base", *names), values)


def refused(*texts: str) -> Malformed:
    """What loading says."""
    with pytest.raises(Malformed) as caught:
        packed(*texts)
    return caught.value


def reasons(rules: RuleSet, act: str, facts: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Rule, part and weight of what refuses an act that names no weapon, with these facts and no others."""

    class Told:
        def __getattr__(self, name: str) -> object:
            return facts.get(name)

    unit = dict(rules.initial_unit)
    failed = rules.guard(act, None).explain({**rules.initial_weapon, "kind": "FUNCTIONAL"}, rules.initial_lot, unit, Told(), {"now": 0}, {})
    return {(f.rule, f.part, f.severity) for f in failed}


def test_more_of_a_rule_refuses_beside_it_under_the_name_of_the_pack() -> None:
    """The rule itself is met; what the pack asks besides is not, and neither an exception nor an acknowledgement of the rule meets it."""
    rules = packed(ALSO.format(rule="INS-10", expr="f.medic_present", more='acts = ["hand_over"]'))
    met = {"nonfiring_choice_reason": True, "held_INS_10": False, "override_INS_10": True, "ack_INS_10": True}
    assert ("INS-10", "ours0", "hold") in reasons(rules, "hand_over", met)
    assert ("INS-10", "", "hold") not in reasons(rules, "hand_over", met)
    assert ("INS-10", "ours0", "hold") not in reasons(rules, "hand_over", {**met, "medic_present": True})
    assert ("INS-10", "ours0", "hold") not in reasons(rules, "use", met)


def test_more_that_only_warns_is_met_by_an_acknowledgement() -> None:
    """The rule it stands beside still is not."""
    rules = packed(ALSO.format(rule="HND-08", expr="f.medic_present", more='severity = "warn"'))
    assert ("HND-08", "ours0", "warn") in reasons(rules, "hand_over", {"ack_HND_08": False})
    assert reasons(rules, "hand_over", {"ack_HND_08": True}) & {("HND-08", "ours0", "warn"), ("HND-08", "", "refuse")} == {
        ("HND-08", "", "refuse")
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ALSO.format(rule="HND-99", expr="True", more=""), "no rule is called HND-99"),
        (ALSO.format(rule="HND-08", expr="f.moon", more=""), "no fact is called moon"),
        (ALSO.format(rule="HND-08", expr="True", more='acts = ["load"]'), "no act is left for what it asks for besides"),
        (ALSO.format(rule="HND-08", expr="True", more='acts = ["stop"]'), "no gated act is called 'stop'"),
        (ALSO.format(rule="HND-08", expr="True", more='severity = "hold"'), "one of warn, refuse"),
        (ALSO.format(rule="HND-08", expr="True", more='name = "x"'), "unknown field"),
        ('[raise_severity]\n"STO-05" = "refuse"\n', "STO-05 is hold; 'refuse' would loosen it"),
        ('[raise_severity]\n"HND-08" = "warn"\n', "would loosen it"),
        ("[event.stop]\n", "a pack may not hold [event]"),
        ('[[replace]]\nrule = "HND-08"\nexpr = "False"\n', "no proof goes with it"),
        ('[[replace]]\nrule = "HND-03"\nexpr = "False"\n', "cannot be replaced"),
        (
            '[[replace]]\nrule = "HND-08"\nexpr = "False"\nproof = { old = "0", new = "1" }\n',
            "its proof is of another rule or of other figures",
        ),
    ],
)
def test_what_a_pack_may_not_do_is_said_in_one_sentence(text: str, told: str) -> None:
    """One error, with the file and the rule."""
    error = refused(text)
    assert told in error.text
    assert "packs/ours0.toml" in error.place


@pytest.mark.parametrize("weight", ["refuse", "hold"])
def test_a_heavier_weight_refuses_what_the_lighter_refused(weight: str) -> None:
    """An acknowledgement does not help any more, and a hold that stands refuses besides."""
    rules = packed(f'[raise_severity]\n"MTG-07" = "{weight}"\n')
    assert ("MTG-07", "", weight) in reasons(rules, "open_day", {"neighbours_informed": False, "ack_MTG_07": True, "held_MTG_07": False})
    assert ("MTG-07", "", "hold") not in reasons(rules, "open_day", {"neighbours_informed": True, "held_MTG_07": False})


def replacing(old: RuleSet, expr: str) -> str:
    """A pack that puts another expression in the place of STO-02's, with the digests of a proof made under `old`."""
    from msgspec.structs import replace  # noqa: PLC0415

    before = old.book.full["STO-02"]
    proof = f'{{ old = "{demand(old.model, before)}", new = "{demand(old.model, replace(before, expr=expr))}" }}'
    return f'[[replace]]\nrule = "STO-02"\nexpr = "{expr}"\nproof = {proof}\n'


def test_the_record_of_a_proof_is_of_exactly_these_rules_and_figures() -> None:
    """With the digests of both demands the pack loads; when a later figure makes the old rule another one, the proof is another's."""
    text = replacing(BASE, "f.attend_age_ms <= ATTEND_CONFIRM_MIN and f.medic_present")
    rules = packed(text)
    assert ("STO-02", "", "refuse") in reasons(rules, "hand_over", {"attend_age_ms": 1})
    assert ("STO-02", "", "refuse") not in reasons(rules, "hand_over", {"attend_age_ms": 1, "medic_present": True})
    with pytest.raises(Malformed, match="other figures"):
        packed(text, values={"attend_confirm_min": 60_000})
    assert "other figures" in refused(text.replace("f.medic_present", "True")).text
    twice = packed(text, replacing(rules, "f.attend_age_ms <= 1 and f.medic_present"))
    assert ("STO-02", "", "refuse") in reasons(twice, "hand_over", {"attend_age_ms": 2, "medic_present": True})


FACTS = ("f.medic_present", "f.fit_stated", "f.receiver_declined", "g.stopped", "f.acks_missing == 0")


@settings(max_examples=25, deadline=None)
@given(
    expr=st.lists(st.sampled_from(FACTS), min_size=1, max_size=3).map(" or ".join),
    rule=st.sampled_from(["HND-08", "HND-11", "USE-09", "INS-10", "PPL-03"]),
    weight=st.sampled_from(["warn", "refuse"]),
    facts=st.dictionaries(st.sampled_from([f[2:] for f in FACTS if f.startswith("f.") and "=" not in f]), st.booleans()),
)
def test_a_pack_that_adds_never_permits_more(expr: str, rule: str, weight: str, facts: dict[str, bool]) -> None:
    """Whatever the base refuses is refused under base and pack, with any facts, and by the same rules."""
    more = packed(ALSO.format(rule=rule, expr=expr, more=f'severity = "{weight}"'))
    for act in ("hand_over", "begin_use", "open_day"):
        assert reasons(BASE, act, facts) <= reasons(more, act, facts)


def test_a_box_loads_a_pack_without_a_solver() -> None:
    """With z3 not to be had, every shipped pack and the template compile, and no part of the product but the prover asks for it."""
    code = """
import sys
sys.modules["z3"] = None
from chamberflag.app import act_table, rules_of_packs, shipped_source, shipped_template
from chamberflag.app.rules import closed
from chamberflag.interlock.ruleset import compile_rules
from chamberflag.interlock.source import parse
packs = ("base", "us", "us-ca", "ca-on", "uk", "theatre")
assert closed(rules_of_packs(packs)) == ""
texts = {**shipped_source().texts, "packs/our-show.toml": shipped_template().decode()}
made = compile_rules(parse(texts), act_table().gates(), ("base", "theatre", "our-show"))
assert "OUR-01" in made.book.rules
from chamberflag.cli.proving import solver_name
assert solver_name() == ""
print("loaded")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert (done.stdout, done.returncode) == ("loaded\n", 0), done.stderr
