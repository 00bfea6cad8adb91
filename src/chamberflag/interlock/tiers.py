"""Lighter forms of rules, by what the thing in the hand can do, and the lock on them: a form never touches what a loaded pack rests on R.

Read from `rulepacks/tiers.toml`. A form meets its rule in another way; where the lock holds, the full form stands. A source counts for the
pack whose it is (`citations.toml`), and for every pack that carries the rule where nobody has said whose it is. Source: day.md 3.
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


class Tier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is of a tier: the thing, and what is in it."""

    what: str
    inside: str = ""


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One lighter form: of which rule, for which tiers, in acts of its own or by an expression that suffices."""

    rule: str
    tiers: tuple[str, ...]
    demands: str
    acts: tuple[str, ...] = ()
    expr: str = ""
    leaves_out: tuple[str, ...] = ()
    judged: bool = False  # the rule judges these acts all the same, by facts that know the form

    def locks(self, rule: DomainRule, packs: tuple[str, ...], full: frozenset[str], of: Mapping[str, str]) -> tuple[str, ...]:
        """Why the full form stands: loaded packs whose text of the rule was read; "also", "full_form" where a pack asks for more or all.

        full: rules of which a pack asks for the full form; of: title of a source -> the pack whose it is.
        """
        carrying = {p for p in packs if p != "base" and (p in rule.packs or p in rule.jurisdictions)} - set(self.leaves_out)
        read = [p for p in packs if p in carrying and any(s.confidence == READ and of.get(s.title, p) == p for s in rule.sources)]
        return (*read, *(["also"] if rule.also else []), *(["full_form"] if rule.id in full else []))


class TierFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: rules or groups of rules that have no lighter form at all, the tiers, acts that are judged like another, the forms."""

    never: tuple[str, ...] = ()
    tier: dict[str, Tier] = {}
    like: dict[str, str] = {}
    form: list[object] = []


def forms_of(source: Source) -> tuple[dict[str, str], tuple[Form, ...]]:
    """Act -> the act whose rules judge it, and all forms. Raises Malformed naming the form."""
    found = [section(TierFile, document, name) for name, document in source.of(FILE)]
    like = {act: other for file in found for act, other in file.like.items()}
    forms = tuple(form for file in found for form in items(Form, file.form, FILE))
    never = {name for file in found for name in file.never}
    for form in forms:
        if form.rule in never or form.rule.partition("-")[0] in never:
            raise Malformed("malformed.rule", "this rule has no lighter form in any tier", f"{FILE} {form.rule}")
        if bool(form.acts) == bool(form.expr) or not set(form.tiers) <= TIERS or not form.tiers or set(form.acts) - set(like):
            raise Malformed("malformed.rule", "a form has tiers, and either an expr or acts of its own", f"{FILE} {form.rule}")
    return like, forms


def tiers_of(source: Source) -> tuple[dict[str, Tier], tuple[str, ...]]:
    """The tiers by name, in the order of the file, and the rules or groups that have no lighter form."""
    found = [section(TierFile, document, name) for name, document in source.of(FILE)]
    return {name: tier for file in found for name, tier in file.tier.items()}, tuple(name for file in found for name in file.never)


def lighten(
    rules: Mapping[str, DomainRule], source: Source, packs: tuple[str, ...], full: frozenset[str], of: Mapping[str, str]
) -> tuple[dict[str, DomainRule], dict[str, tuple[str, ...]]]:
    """The rules with their lighter forms, and act -> rules whose full form stands, so that the act is refused under them."""
    like, forms = forms_of(source)
    made = {rid: _judged_alike(rule, like) for rid, rule in rules.items()}
    closed: dict[str, tuple[str, ...]] = {}
    for form in forms:
        if form.rule not in rules:
            continue
        rule = made[form.rule]
        if form.locks(rule, packs, full, of):
            for act in form.acts:
                closed[act] = (*closed.get(act, ()), rule.id)
        elif form.expr:
            made[rule.id] = msgspec.structs.replace(rule, expr=f"({rule.expr}) or ({form.expr})")
        elif not form.judged:
            made[rule.id] = msgspec.structs.replace(rule, except_acts=(*rule.except_acts, *form.acts))
    return made, closed


def _judged_alike(rule: DomainRule, like: Mapping[str, str]) -> DomainRule:
    """A rule, or what a pack asks besides of it, that is narrowed to some acts judges those that are like them, too."""
    never = (*rule.except_acts, *(act for act, other in like.items() if other in rule.except_acts))
    also = tuple(msgspec.structs.replace(more, acts=_alike(more.acts, like)) for more in rule.also)
    return msgspec.structs.replace(rule, acts=_alike(rule.acts, like), except_acts=never, also=also)


def _alike(acts: tuple[str, ...], like: Mapping[str, str]) -> tuple[str, ...]:
    """The acts, and those that are judged like one of them."""
    return (*acts, *(act for act, other in like.items() if other in acts and act not in acts))
