"""A rule of the field as data: text, sources, gates, the expression of a fact rule, what it asks for besides. interlock.md 3 and 8."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import msgspec

from chamberflag.interlock.sections import named, section
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIDENCES = ("R", "r", "M", "D")
IDENTITY = re.compile(r"[A-Z]{2,8}-[0-9]{1,4}")
SEVERITIES = ("log", "warn", "hold", "refuse")
WEIGHT = {"log": 0, "warn": 1, "refuse": 2, "hold": 3}  # a hold refuses, and goes on refusing after its cause is gone


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


class Also(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a rule asks for besides, at the same gates. A further condition only refuses more, so it needs no proof.

    No override of the rule meets it, and an acknowledgement only where it warns itself. name: what tells it from the rule itself in a
    reason; the pack's, where a pack adds it.
    """

    expr: str
    severity: str = "refuse"
    refuses: str = ""
    clears: str = ""
    acts: tuple[str, ...] = ()
    name: str = "also"
    file: str = ""


class DomainRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule of the field. expr: the fact rule ("" = its core rules alone carry it). acts / except_acts narrow its gates.

    why_kept: where no state exists in which it alone refuses, what it is there for all the same. lifts: who has to be among the two people
    that end a hold of it.
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
    also: tuple[Also, ...] = ()
    why_kept: str = ""
    lifts: tuple[str, ...] = ()
    file: str = ""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources that may be shown: those read in the original or second-hand."""
        return tuple(s for s in self.sources if s.confidence in {"R", "r"})

    @property
    def fact_name(self) -> str:
        """The id as it stands in names of facts (STO_01)."""
        return self.id.replace("-", "_")


def rules_of(values: list[Any], file: str, **more: Any) -> Iterator[DomainRule]:  # noqa: ANN401
    """The rules of a list, each by itself. more: members that stand where a rule does not say them. Raises Malformed naming the rule."""
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
