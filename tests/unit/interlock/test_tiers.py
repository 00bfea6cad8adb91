"""Lighter forms: they stand where nobody's text asks for more, and a loaded pack that rests on R locks them."""

from __future__ import annotations

import pytest

from chamberflag.acts.table import read_table
from chamberflag.interlock.guard import FULL_FORM, stands
from chamberflag.interlock.ruleset import RuleSet, compile_rules
from chamberflag.interlock.source import parse
from chamberflag.interlock.tiers import forms_of
from chamberflag.store.shipped import rule_texts
from chamberflag.vocabulary.errors import Malformed

TEXTS = rule_texts()
TABLE = read_table(TEXTS["acts.toml"])
PACKS = sorted(name.removeprefix("packs/").removesuffix(".toml") for name in TEXTS if name.startswith("packs/"))
LIKE, FORMS = forms_of(parse(TEXTS))
ISSUE = "issue_moulded"


def rules(*packs: str, more: dict[str, str] | None = None) -> RuleSet:
    """The rule set of base and these packs, with further files."""
    return compile_rules(parse({**TEXTS, **(more or {})}), TABLE.gates(), ("base", *packs))


def closed(found: RuleSet) -> set[str]:
    """The rules whose full form stands, so that no rack goes out."""
    return {part.rule for part in found.guard(ISSUE, ISSUE).parts if part.part == FULL_FORM}


def test_a_rack_goes_out_under_the_base_and_is_judged_by_every_rule_without_a_form() -> None:
    """Every rule that judges a hand-over judges a rack issue, but those of which a form says otherwise."""
    base = rules()
    assert closed(base) == set()
    without = {form.rule for form in FORMS if ISSUE in form.acts and not form.judged}
    for rule in base.book.rules.values():
        if stands(rule, base.gates, "hand_over"):
            assert stands(rule, base.gates, ISSUE) == (rule.id not in without), rule.id


@pytest.mark.parametrize("pack", PACKS)
def test_a_form_never_touches_a_rule_that_a_loaded_pack_rests_on_a_text_that_was_read(pack: str) -> None:
    """A lighter form of a rule that this pack carries with a source R is no form under it, unless its text leaves the class out."""
    found, base = rules(pack), rules()
    for form in FORMS:
        plain = base.book.rules.get(form.rule)
        if plain is None:
            continue
        read = [s for s in plain.sources if s.confidence == "R" and base.book.sources.of.get(s.title, pack) == pack]
        rests = pack in plain.packs and bool(read) and pack not in form.leaves_out
        if form.acts:
            assert not rests or form.rule in closed(found), form.rule
        else:
            assert not rests or form.expr not in found.book.rules[form.rule].expr, form.rule


@pytest.mark.parametrize("pack", ["ca-on", "ca-mb", "ca-bc"])
def test_where_nobody_has_read_what_a_firearm_is_every_rule_that_carries_the_pack_keeps_its_full_form(pack: str) -> None:
    """Whatever the confidence of the source: of the rules of these packs, none is met by a lighter form under it."""
    found, base = rules(pack), rules()
    carried = {form.rule for form in FORMS if pack in base.book.rules[form.rule].packs}
    assert carried <= closed(found)
    assert all(found.book.rules[form.rule].expr == base.book.full[form.rule].expr for form in FORMS if form.rule in carried)


def test_ontario_carries_no_rule_that_has_a_lighter_form() -> None:
    """So a rack goes out there; and what the pack asks besides of a hand-over, it asks of a rack, too: nobody on the bore line."""
    found = rules("ca-on")
    assert not {form.rule for form in FORMS if "ca-on" in found.book.full[form.rule].packs}
    assert closed(found) == set()
    assert [part.rule for part in found.guard(ISSUE, ISSUE).parts if part.part == "ca-on"] == ["USE-01"]


def test_a_source_of_another_place_does_not_lock_a_form() -> None:
    """INS-01 rests on Manitoba's text: under `theatre`, whose own source was read second-hand, its form is open; HND-04's is not."""
    assert closed(rules("theatre")) == {"HND-04"}
    assert {"HND-04", "INS-01"} <= closed(rules("theatre", "ca-mb"))


def test_a_source_that_nobody_has_placed_counts_for_every_pack_that_carries_the_rule() -> None:
    """Not listed in citations.toml, and read: whoever loads a pack that carries the rule keeps the full form."""
    text = TEXTS["rules/inspection.toml"].replace("Manitoba film safety Guideline 22 Firearms", "A text of nobody")
    assert "INS-01" in closed(rules("theatre", more={"rules/inspection.toml": text}))


def test_manitoba_and_british_columbia_hand_every_piece_over_by_ceremony() -> None:
    """Where firearms may include mouldings and nobody has read the definition, no rack goes out, and the refusal names the rule."""
    assert {"INS-01", "HND-07"} <= closed(rules("ca-mb"))
    assert "HND-07" in closed(rules("ca-bc"))
    assert closed(rules("us-ca")) == set()


def test_a_pack_may_ask_for_the_full_form() -> None:
    """full_form in a pack takes a form back; what it names has to be a rule."""
    mine = 'pack = "ours"\nfull_form = ["PPL-16", "DEC-06"]\n'
    found = rules("ours", more={"packs/ours.toml": mine})
    assert "only_non_firing_called" in rules().book.rules["PPL-16"].expr
    assert "only_non_firing_called" not in found.book.rules["PPL-16"].expr
    assert closed(found) == {"DEC-06"}
    with pytest.raises(Malformed, match="XYZ-99"):
        rules("ours", more={"packs/ours.toml": 'pack = "ours"\nfull_form = ["XYZ-99"]\n'})


def test_a_pack_cannot_add_a_form_and_more_of_a_rule_takes_its_form_back() -> None:
    """A pack may not hold forms; a pack that asks for more of a rule gets all of it."""
    with pytest.raises(Malformed, match="may not hold"):
        rules("ours", more={"packs/ours.toml": 'pack = "ours"\n[[form]]\nrule = "PPL-16"\n'})
    also = 'pack = "ours"\n[[also]]\nrule = "PPL-16"\nexpr = "f.lead_on_duty"\n'
    assert "only_non_firing_called" not in rules("ours", more={"packs/ours.toml": also}).book.rules["PPL-16"].expr


def test_a_form_says_either_what_suffices_or_where_it_is_carried_out() -> None:
    """A form with neither, with both, or for a tier that there is not is a mistake in the file."""
    for wrong in ('tiers = ["M"]', 'tiers = ["X"]\nexpr = "w.reg"', f'tiers = ["M"]\nexpr = "w.reg"\nacts = ["{ISSUE}"]'):
        text = f'[like]\n{ISSUE} = "hand_over"\n[[form]]\nrule = "PPL-16"\ndemands = "x"\n{wrong}\n'
        with pytest.raises(Malformed, match="PPL-16"):
            forms_of(parse({"tiers.toml": text}))


@pytest.mark.parametrize("rule", ["AMM-05", "DEC-07", "HND-01", "USE-07", "INC-02", "LOG-11"])
def test_what_is_never_lightened_has_no_form(rule: str) -> None:
    """A form of a rule of ammunition, of the giver, of the contact distance, of an incident or of the record is a mistake in the file."""
    form = f'[[form]]\nrule = "{rule}"\ntiers = ["M"]\ndemands = "x"\nexpr = "moulded and w.reg"\n'
    with pytest.raises(Malformed, match=rule):
        forms_of(parse({"tiers.toml": TEXTS["tiers.toml"] + form}))


def test_the_unknown_has_no_form() -> None:
    """No form speaks of a working weapon, and an unknown class is working: forms are of mouldings and of what cannot fire."""
    assert {tier for form in FORMS for tier in form.tiers} <= {"M", "N"}
    assert all(form.expr.startswith(("moulded ", "non_firing ", "f.only_non_firing_called ")) for form in FORMS if form.expr)
