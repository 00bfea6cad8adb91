"""The rule table: every rule of the field with its text, what it asks as plain English, the acts it judges, and what it is against.

Source: interlock.md 7. One row a rule; the machine's own rules that cite it are its parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from chamberflag.app.rules import act_table, rules_of_packs, shipped_source
from chamberflag.interlock.agreement import judged
from chamberflag.interlock.english import Reader, reader
from chamberflag.interlock.guard import expression

if TYPE_CHECKING:
    from chamberflag.interlock.fieldrules import DomainRule
    from chamberflag.interlock.model import CoreRule
    from chamberflag.interlock.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class PartRow:
    """A rule of the proved machine that carries a part of a rule of the field."""

    id: str
    text: str
    reads: str
    acts: tuple[str, ...]
    clears: str
    why_kept: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule. reads: what must surely be so ("" = its parts alone say it). harder: pack -> the weight it gives."""

    rule: DomainRule
    reads: str
    acts: tuple[str, ...]
    beside: tuple[str, ...]
    parts: tuple[PartRow, ...]
    hazard: str
    harder: dict[str, str]


def pack_names() -> tuple[str, ...]:
    """The rule packs that ship."""
    return tuple(sorted(n.removeprefix("packs/").removesuffix(".toml") for n in shipped_source().texts if n.startswith("packs/")))


def everything() -> dict[str, DomainRule]:
    """Every shipped rule: of the base, and what each pack adds."""
    found: dict[str, DomainRule] = dict(rules_of_packs(("base",)).book.rules)
    for name in pack_names():
        for rule in rules_of_packs(("base", name)).book.rules.values():
            found.setdefault(rule.id, rule)
    return found


@lru_cache(maxsize=1)
def rule_rows() -> tuple[RuleRow, ...]:
    """Every rule, in order of its id."""
    rules = rules_of_packs(("base",))
    aloud = reader(shipped_source(), rules.model.schema)
    hazards = hazard_texts()
    parts: dict[str, list[PartRow]] = {}
    for core in rules.model.rules:
        parts.setdefault(core.cite, []).append(_part(core, aloud, rules))
    return tuple(
        RuleRow(
            rule=rule,
            reads=aloud.rule(expression(rules.model, rule.expr, rule.id)) if rule.expr else "",
            acts=tuple(judged(rule, rules.gates)) if rule.expr else (),
            beside=tuple(dict.fromkeys(act for line in rule.raises for act in line.on)),
            parts=tuple(parts.get(rule.id, ())),
            hazard=hazards[rule.hazard],
            harder=_harder(rule.id),
        )
        for rule in sorted(everything().values(), key=lambda r: r.id)
    )


def hazard_texts() -> dict[str, str]:
    """What rules are against, by id."""
    listed = cast("list[dict[str, str]]", shipped_source().documents["hazards.toml"]["hazard"])
    return {hazard["id"]: hazard["text"] for hazard in listed}


def _harder(rule: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in pack_names():
        raised = cast("dict[str, Any]", shipped_source().documents[f"packs/{name}.toml"].get("raise_severity", {}))
        if rule in raised:
            found[name] = raised[rule]
    return found


def _part(core: CoreRule, aloud: Reader, rules: RuleSet) -> PartRow:
    """A core rule with the acts that come to the machine as one of its events."""
    rows = act_table().rows
    acts = [act for act, row in rows.items() if set(rules.events_for(act, row.event)) & set(core.on)]
    reads = aloud.rule(next(iter(core.trees.values())))
    return PartRow(core.id, core.text, reads, tuple(acts), core.clears, core.why_kept)
