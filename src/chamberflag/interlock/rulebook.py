"""The rules of the field as data: text, sources, gates, the expression of a fact rule. Packs only tighten. interlock.md 3 and 8."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import msgspec

from chamberflag.interlock.parameters import Parameter, exact, moved, read
from chamberflag.interlock.sections import named, section
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chamberflag.interlock.source import Source

CONFIDENCES = ("R", "r", "M", "D")
IDENTITY = re.compile(r"[A-Z]{2,8}-[0-9]{1,4}")
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


class RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of rules/: the rules of one group, read one by one so that an error names the rule."""

    rule: list[Any] = []


class PackFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule pack: adds rules, moves parameters in their one direction, drops overrides, raises severities."""

    pack: str = ""
    rule: list[Any] = []
    param: dict[str, Any] = {}
    drop_override: tuple[str, ...] = ()
    raise_severity: dict[str, str] = {}


def _rules(values: list[Any], file: str, **more: Any) -> Iterator[DomainRule]:  # noqa: ANN401
    for number, item in enumerate(values, start=1):
        whole = {**more, **cast("dict[str, Any]", item), "file": file} if isinstance(item, dict) else item
        yield _rule(whole, f"{file} {named(cast('object', item), number)}")


def _rule(item: object, place: str) -> DomainRule:
    made = section(DomainRule, item, place)
    if not IDENTITY.fullmatch(made.id):
        raise Malformed("malformed.rule", f"{made.id[:40]!r} is no rule id: a group and a number, such as HND-02", place)
    if isinstance(made.override, str) and made.override != "none":
        raise Malformed("malformed.rule", 'override is "none" or { who = [...], count = 2, reason = true }', place)
    if bad := [s.confidence for s in made.sources if s.confidence not in CONFIDENCES]:
        raise Malformed("malformed.rule", f"confidence {bad[0]!r} is none of {', '.join(CONFIDENCES)}", place)
    if made.severity not in SEVERITIES:
        raise Malformed("malformed.rule", f"severity {made.severity!r} is none of {', '.join(SEVERITIES)}", place)
    return made


def compose(source: Source, packs: tuple[str, ...], values: Mapping[str, int]) -> Rulebook:
    """The rulebook of base and packs, in that order, with the production's own parameter values.

    Raises Malformed on anything that would loosen.
    """
    rules: dict[str, DomainRule] = {}
    for name, document in source.of("rules"):
        for made in _rules(section(RuleFile, document, name).rule, name):
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


def ids(source: Source) -> set[str]:
    """The ids of all rules of the field, of the base and of every pack."""
    found: set[str] = set()
    for folder in ("rules", "packs"):
        for _, document in source.of(folder):
            listed: object = document.get("rule", [])
            found |= {named(item, 0) for item in cast("list[object]", listed)} if isinstance(listed, list) else set()
    return found


def _add_pack(
    source: Source, pack: str, rules: dict[str, DomainRule], params: dict[str, Parameter]
) -> tuple[dict[str, DomainRule], dict[str, Parameter]]:
    name = f"packs/{pack}.toml"
    if name not in source.documents:
        raise Malformed("malformed.pack", f"no rule pack is called {pack!r}", "packs")
    for key in source.documents[name]:
        if key not in PACK_KEYS:
            raise Malformed("malformed.pack", f"a pack may not hold [{key}]: it adds rules and tightens, nothing else", name)
    file = section(PackFile, source.documents[name], name, "malformed.pack")
    rules, params = dict(rules), dict(params)
    for made in _rules(file.rule, name, jurisdictions=[pack]):
        old = rules.get(made.id)
        if old and pack in made.jurisdictions and msgspec.structs.replace(made, file=old.file, jurisdictions=old.jurisdictions) == old:
            places = tuple(dict.fromkeys((*old.jurisdictions, *made.jurisdictions)))
            rules[made.id] = msgspec.structs.replace(old, jurisdictions=places)  # two packs bring the same rule
            continue
        if old:
            raise Malformed("malformed.pack", f"{made.id} exists: a pack adds rules, it may replace one only with a proof", name)
        if pack not in made.jurisdictions:
            raise Malformed("malformed.pack", f"its jurisdictions do not name {pack}: it would never stand", f"{name} {made.id}")
        rules[made.id] = made
    for key, value in file.param.items():
        if key not in params:
            hint = ": a line for the whole pack stands above the first [ ]" if key in PACK_KEYS else ""
            raise Malformed("malformed.pack", f"no parameter is called {key}{hint}", name)
        made_exact = exact(value, params[key].unit, f"{name} {key}")
        if made_exact is None:
            raise Malformed("malformed.pack", "a pack sets a number", f"{name} {key}")
        params[key] = moved(params[key], made_exact, f"{name} {key}")
    for rid in file.drop_override:
        rules[rid] = replace_rule(rules, rid, name, override="none")
    for rid, severity in file.raise_severity.items():
        weight = rules[rid].severity if rid in rules else ""
        if severity not in SEVERITIES or (weight and SEVERITIES.index(severity) < SEVERITIES.index(weight)):
            raise Malformed("malformed.loosens", f"{rid} is {weight}; {severity!r} would loosen it", name)
        rules[rid] = replace_rule(rules, rid, name, severity=severity)
    return rules, params


def replace_rule(rules: Mapping[str, DomainRule], rid: str, place: str, **changes: Any) -> DomainRule:  # noqa: ANN401
    """A rule with some members changed. Raises Malformed where there is none of that id."""
    if rid not in rules:
        raise Malformed("malformed.pack", f"no rule is called {rid}", place)
    return msgspec.structs.replace(rules[rid], **changes)
