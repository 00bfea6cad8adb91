"""The rules of the field as data: text, sources, gates, the expression of a fact rule. Packs only tighten. interlock.md 3 and 8."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from chamberflag.interlock.parameters import Parameter, exact, moved, read
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.source import Source

SEVERITIES = ("log", "warn", "hold", "refuse")
PACK_KEYS = frozenset({"pack", "rule", "param", "drop_override", "raise_severity"})


class Citation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source and how it was read: R in the body's own text, r second-hand, M not read (never shown), D our design."""

    title: str
    clause: str
    address: str
    confidence: str


class OverrideBy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who together may sign an exception, with a written reason."""

    who: tuple[str, ...]
    count: int
    reason: bool


class Raise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """After these acts, when the expression holds on the state after them, the rule is brought up beside the entry."""

    on: tuple[str, ...]
    when: str


class DomainRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule of the field. expr: the fact rule ("" = its core rules alone carry it). acts / except_acts narrow its gates.

    why_kept: where no state exists in which it alone refuses, what it is there for all the same.
    """

    id: str
    group: str
    severity: str
    gate: tuple[str, ...]
    requirement: str
    refuses: str
    clears: str
    hazard: str
    sources: tuple[Citation, ...]
    who: tuple[str, ...] = ()
    evidence: str = ""
    override: str | OverrideBy = "none"
    weapons: tuple[str, ...] = ("all",)
    jurisdictions: tuple[str, ...] = ("base",)
    phases: tuple[str, ...] = ("any",)
    unit: str = "any"
    condition: str = ""
    packs: tuple[str, ...] = ()
    params: tuple[str, ...] = ()
    within_team: bool = False
    raise_to: str = ""
    raise_when: str = ""
    tighten: tuple[dict[str, str], ...] = ()
    expr: str = ""
    acts: tuple[str, ...] = ()
    except_acts: tuple[str, ...] = ()
    raises: tuple[Raise, ...] = ()
    why_kept: str = ""
    file: str = ""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources that may be shown: those read in the original or second-hand."""
        return tuple(s for s in self.sources if s.confidence in {"R", "r"})

    @property
    def fact_name(self) -> str:
        """The id as it stands in names of facts (STO_01)."""
        return self.id.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules in force under the chosen packs, by id, and the parameters."""

    rules: Mapping[str, DomainRule]
    params: Mapping[str, Parameter]
    packs: tuple[str, ...]


def _rule(item: Mapping[str, Any], file: str) -> DomainRule:
    place = f"{file} {item.get('id', '?')}"
    try:
        made = msgspec.convert({**item, "file": file}, DomainRule)
    except msgspec.ValidationError as error:
        raise Malformed("malformed.rule", str(error), place) from None
    if made.severity not in SEVERITIES:
        raise Malformed("malformed.rule", f"severity {made.severity!r} is none of {', '.join(SEVERITIES)}", place)
    return made


def compose(source: Source, packs: tuple[str, ...], values: Mapping[str, int]) -> Rulebook:
    """The rulebook of base and packs, in that order, with the production's own parameter values.

    Raises Malformed on anything that would loosen.
    """
    rules: dict[str, DomainRule] = {}
    for name, document in source.of("rules"):
        for item in document.get("rule", []):
            made = _rule(item, name)
            if made.id in rules:
                raise Malformed("malformed.rule", f"{made.id} is there twice", name)
            rules[made.id] = made
    params = read(source)
    for pack in packs:
        if pack != "base":
            rules, params = _add_pack(source, pack, rules, params)
    for key, value in values.items():
        if key not in params:
            raise Malformed("malformed.param", f"no parameter is called {key}", "adopt_rules")
        params[key] = moved(params[key], value, "adopt_rules")
    chosen = {i: r for i, r in rules.items() if set(r.jurisdictions) & set(packs)}
    return Rulebook(chosen, params, packs)


def _add_pack(
    source: Source, pack: str, rules: dict[str, DomainRule], params: dict[str, Parameter]
) -> tuple[dict[str, DomainRule], dict[str, Parameter]]:
    name = f"packs/{pack}.toml"
    if name not in source.documents:
        raise Malformed("malformed.pack", f"no rule pack is called {pack!r}", "packs")
    document = source.documents[name]
    rules, params = dict(rules), dict(params)
    for key in document:
        if key not in PACK_KEYS:
            raise Malformed("malformed.pack", f"a pack may not hold [{key}]: it adds rules and tightens, nothing else", name)
    for item in document.get("rule", []):
        made = _rule({"jurisdictions": [pack], **item}, name)
        if made.id in rules:
            raise Malformed("malformed.pack", f"{made.id} exists: a pack adds rules, it may replace one only with a proof", name)
        rules[made.id] = made
    for key, value in document.get("param", {}).items():
        if key not in params:
            raise Malformed("malformed.pack", f"no parameter is called {key}", name)
        params[key] = moved(params[key], exact(value, params[key].unit, f"{name} {key}") or 0, f"{name} {key}")
    for rid in document.get("drop_override", []):
        rules[rid] = replace_rule(rules, rid, name, override="none")
    for rid, severity in document.get("raise_severity", {}).items():
        old = rules[rid].severity if rid in rules else ""
        if severity not in SEVERITIES or (old and SEVERITIES.index(severity) < SEVERITIES.index(old)):
            raise Malformed("malformed.loosens", f"{rid} is {old}; {severity!r} would loosen it", name)
        rules[rid] = replace_rule(rules, rid, name, severity=severity)
    return rules, params


def replace_rule(rules: Mapping[str, DomainRule], rid: str, place: str, **changes: Any) -> DomainRule:  # noqa: ANN401
    """A rule with some members changed. Raises Malformed where there is none of that id."""
    if rid not in rules:
        raise Malformed("malformed.pack", f"no rule is called {rid}", place)
    return msgspec.structs.replace(rules[rid], **changes)
