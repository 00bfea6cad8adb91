"""Lighter forms of rules, by what the thing in the hand can do, and the lock on them: a form never touches what a loaded pack rests on R.

Read from `rulepacks/tiers.toml`. A form meets its rule in another way; where the lock holds, the full form stands. Source: day.md 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from chamberflag.interlock.sections import items, section
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.fieldrules import DomainRule
    from chamberflag.interlock.source import Source

FILE = "tiers.toml"
READ = "R"  # confidence: read in the issuing body's text
TIERS = frozenset({"M", "N", "W0", "WD", "WB"})


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One lighter form: of which rule, for which tiers, in acts of its own or by an expression that suffices."""

    rule: str
    tiers: tuple[str, ...]
    demands: str
    acts: tuple[str, ...] = ()
    expr: str = ""
    leaves_out: tuple[str, ...] = ()
    judged: bool = False  # the rule judges these acts all the same, by facts that know the form

    def locked(self, rule: DomainRule, packs: tuple[str, ...], full: frozenset[str]) -> bool:
        """Whether the full form stands: a loaded pack carries the rule with a text that was read, asks for more of it, or for all of it."""
        carrying = {p for p in packs if p != "base" and (p in rule.packs or p in rule.jurisdictions)} - set(self.leaves_out)
        return rule.id in full or bool(rule.also) or bool(carrying and any(s.confidence == READ for s in rule.sources))


class TierFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: acts that are judged like another, and the forms."""

    like: dict[str, str] = {}
    form: list[object] = []


def forms_of(source: Source) -> tuple[dict[str, str], tuple[Form, ...]]:
    """Act -> the act whose rules judge it, and all forms. Raises Malformed naming the form."""
    found = [section(TierFile, document, name) for name, document in source.of(FILE)]
    like = {act: other for file in found for act, other in file.like.items()}
    forms = tuple(form for file in found for form in items(Form, file.form, FILE))
    for form in forms:
        if bool(form.acts) == bool(form.expr) or not set(form.tiers) <= TIERS or not form.tiers or set(form.acts) - set(like):
            raise Malformed("malformed.rule", "a form has tiers, and either an expr or acts of its own", f"{FILE} {form.rule}")
    return like, forms


def lighten(
    rules: Mapping[str, DomainRule], source: Source, packs: tuple[str, ...], full: frozenset[str]
) -> tuple[dict[str, DomainRule], dict[str, tuple[str, ...]]]:
    """The rules with their lighter forms, and act -> rules whose full form stands, so that the act is refused under them."""
    like, forms = forms_of(source)
    made = {rid: _judged_alike(rule, like) for rid, rule in rules.items()}
    closed: dict[str, tuple[str, ...]] = {}
    for form in forms:
        if form.rule not in rules:
            continue
        rule = made[form.rule]
        if form.locked(rule, packs, full):
            for act in form.acts:
                closed[act] = (*closed.get(act, ()), rule.id)
        elif form.expr:
            made[rule.id] = msgspec.structs.replace(rule, expr=f"({rule.expr}) or ({form.expr})")
        elif not form.judged:
            made[rule.id] = msgspec.structs.replace(rule, except_acts=(*rule.except_acts, *form.acts))
    return made, closed


def _judged_alike(rule: DomainRule, like: Mapping[str, str]) -> DomainRule:
    """A rule that is narrowed to some acts judges those that are like them, too."""
    acts = (*rule.acts, *(act for act, other in like.items() if other in rule.acts and act not in rule.acts))
    never = (*rule.except_acts, *(act for act, other in like.items() if other in rule.except_acts))
    return msgspec.structs.replace(rule, acts=acts, except_acts=never)
