"""The rules of the field in force: base, chosen packs in order, the production's own figures. Packs only tighten. interlock.md 3 and 8."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import msgspec

from chamberflag.interlock.citations import Standing, standing
from chamberflag.interlock.fieldrules import DomainRule, rules_of
from chamberflag.interlock.parameters import Parameter, moved, read
from chamberflag.interlock.sections import named, section
from chamberflag.interlock.tiers import lighten
from chamberflag.interlock.tighten import Book, Replacement, add_pack
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.source import Source


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules in force under the chosen packs, by id, and the parameters.

    replaced: rules that a pack put in the place of others, each with the proof it brings. sources: which of them nobody has read yet.
    closed: act that is the lighter form of some rules -> those whose full form stands under these packs. full: the rules without lighter
    forms, as their files say them: a proof is about those, because a form that is open here is locked under another pack.
    """

    rules: Mapping[str, DomainRule]
    params: Mapping[str, Parameter]
    packs: tuple[str, ...]
    replaced: tuple[Replacement, ...] = ()
    sources: Standing = field(default_factory=Standing)
    closed: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    full: Mapping[str, DomainRule] = field(default_factory=dict[str, DomainRule])


class RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of rules/: the rules of one group, read one by one so that an error names the rule."""

    rule: list[Any] = []


def compose(source: Source, packs: tuple[str, ...], values: Mapping[str, int]) -> Rulebook:
    """The rulebook of base and packs, in that order, with the production's own parameter values.

    Raises Malformed on anything that would loosen.
    """
    book = Book({}, read(source))
    for name, document in source.of("rules"):
        for made in rules_of(section(RuleFile, document, name).rule, name):
            if made.id in book.rules:
                raise Malformed("malformed.rule", f"{made.id} is there twice", name)
            book.rules[made.id] = made
    for pack in packs:
        if pack != "base":
            add_pack(source, pack, book)
    for key, value in values.items():
        if key not in book.params:
            raise Malformed("malformed.param", f"no parameter is called {key}", "adopt_rules")
        book.params[key] = moved(book.params[key], value, "adopt_rules")
    chosen = {i: r for i, r in book.rules.items() if set(r.jurisdictions) & set(packs)}
    sources = standing(source)
    lighter, closed = lighten(chosen, source, packs, frozenset(book.full), sources.of)
    return Rulebook(lighter, book.params, packs, tuple(book.replaced), sources, closed, chosen)


def ids(source: Source) -> set[str]:
    """The ids of all rules of the field, of the base and of every pack."""
    found: set[str] = set()
    for folder in ("rules", "packs"):
        for _, document in source.of(folder):
            listed: object = document.get("rule", [])
            found |= {named(item, 0) for item in cast("list[object]", listed)} if isinstance(listed, list) else set()
    return found
