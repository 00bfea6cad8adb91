"""What a rule pack may do to the rules before it: add, ask for more, make a limit stricter, replace with a proof. interlock.md 8.

Everything but a replacement makes the conjunction of demands longer: what is permitted under base and pack is permitted under the base, and
no solver is needed to see it. A replacement brings the record of its proof, the digests of the two demands; a box compares those.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from chamberflag.interlock.fieldrules import SEVERITIES, WEIGHT, Also, DomainRule, rules_of
from chamberflag.interlock.parameters import Parameter, exact, moved
from chamberflag.interlock.sections import items, section
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.near import near

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.source import Source

PACK_KEYS = frozenset({"pack", "rule", "also", "replace", "param", "drop_override", "raise_severity", "full_form"})


class PackAlso(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A further condition on a rule that is there already."""

    rule: str
    expr: str
    severity: str = "refuse"
    refuses: str = ""
    clears: str = ""
    acts: tuple[str, ...] = ()


class Proof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The record of a proof that the new demand implies the old one: digests of both, and what proved it."""

    old: str
    new: str
    solver: str = ""


class PackReplace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another expression in the place of a rule's own."""

    rule: str
    expr: str
    refuses: str = ""
    clears: str = ""
    proof: Proof | None = None


class PackFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule pack as it stands in its file."""

    pack: str = ""
    rule: list[Any] = []
    also: list[Any] = []
    replace: list[Any] = []
    param: dict[str, Any] = {}
    drop_override: tuple[str, ...] = ()
    raise_severity: dict[str, str] = {}
    full_form: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replacement:
    """A rule as it was, as it is now, and the proof that the pack brings (None = none)."""

    old: DomainRule
    new: DomainRule
    proof: Proof | None
    place: str


@dataclass(slots=True)
class Book:
    """A rulebook in the making."""

    rules: dict[str, DomainRule]
    params: dict[str, Parameter]
    replaced: list[Replacement] = field(default_factory=list[Replacement])
    full: set[str] = field(default_factory=set[str])  # rules of which a pack allows no lighter form

    def rule(self, rid: str, place: str) -> DomainRule:
        """The rule of this id. Raises Malformed."""
        if rid not in self.rules:
            raise Malformed("malformed.pack", f"no rule is called {rid}{near(rid, self.rules)}", place)
        return self.rules[rid]


def add_pack(source: Source, pack: str, book: Book) -> None:
    """Add a pack to the book. Raises Malformed on anything that would loosen."""
    name = f"packs/{pack}.toml"
    if name not in source.documents:
        raise Malformed("malformed.pack", f"no rule pack is called {pack!r}", "packs")
    for key in source.documents[name]:
        if key not in PACK_KEYS:
            raise Malformed(
                "malformed.pack", f"a pack may not hold [{key}]: it adds rules and tightens, nothing else{near(key, PACK_KEYS)}", name
            )
    file = section(PackFile, source.documents[name], name, "malformed.pack")
    for made in rules_of(file.rule, name, jurisdictions=[pack]):
        _add(made, pack, name, book)
    book.full |= {book.rule(rid, f"{name} full_form").id for rid in file.full_form}
    for item in items(PackReplace, file.replace, f"{name} replace", "malformed.pack"):
        _replace(item, name, book)
    for item in items(PackAlso, file.also, f"{name} also", "malformed.pack"):
        place = f"{name} {item.rule}"
        old = book.rule(item.rule, place)
        more = Also(item.expr, item.severity, item.refuses, item.clears, item.acts, pack, name)
        book.rules[item.rule] = msgspec.structs.replace(old, also=(*old.also, more))
    _limits(file.param, name, book.params)
    for rid in file.drop_override:
        book.rules[rid] = msgspec.structs.replace(book.rule(rid, name), override="none")
    for rid, severity in file.raise_severity.items():
        old = book.rule(rid, name)
        if severity not in SEVERITIES or WEIGHT[severity] < WEIGHT[old.severity]:
            raise Malformed("malformed.loosens", f"{rid} is {old.severity}; {severity!r} would loosen it", name)
        book.rules[rid] = msgspec.structs.replace(old, severity=severity)


def _add(made: DomainRule, pack: str, name: str, book: Book) -> None:
    """A rule that the pack brings; the same one may come from two packs."""
    old = book.rules.get(made.id)
    if pack not in made.jurisdictions:
        raise Malformed("malformed.pack", f"its jurisdictions do not name {pack}: it would never stand", f"{name} {made.id}")
    if old is None:
        book.rules[made.id] = made
        return
    if msgspec.structs.replace(made, file=old.file, jurisdictions=old.jurisdictions) != old:
        raise Malformed(
            "malformed.pack", f"{made.id} exists: [[also]] asks for more, [[replace]] puts another in its place, with a proof", name
        )
    places = tuple(dict.fromkeys((*old.jurisdictions, *made.jurisdictions)))
    book.rules[made.id] = msgspec.structs.replace(old, jurisdictions=places)


def _replace(item: PackReplace, name: str, book: Book) -> None:
    """Another expression for a fact rule; whether its proof holds is seen when the machine is there (`ruleset`)."""
    place = f"{name} {item.rule}"
    old = book.rule(item.rule, place)
    if not old.expr:
        raise Malformed("malformed.pack", f"{item.rule} is carried by the proved machine alone and cannot be replaced; use [[also]]", place)
    changes = {key: value for key, value in (("refuses", item.refuses), ("clears", item.clears)) if value}
    new = msgspec.structs.replace(old, expr=item.expr, file=name, **changes)
    book.rules[item.rule] = new
    book.replaced.append(Replacement(old, new, item.proof, place))


def _limits(wanted: Mapping[str, Any], name: str, params: dict[str, Parameter]) -> None:
    """Parameters, each moved only in its one direction."""
    for key, value in wanted.items():
        if key not in params:
            hint = ": a line for the whole pack stands above the first [ ]" if key in PACK_KEYS else ""
            raise Malformed("malformed.pack", f"no parameter is called {key}{hint}", name)
        made = exact(value, params[key].unit, f"{name} {key}")
        if made is None:
            raise Malformed("malformed.pack", "a pack sets a number", f"{name} {key}")
        params[key] = moved(params[key], made, f"{name} {key}")
