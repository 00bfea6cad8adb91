"""The harness's own copy of a rule set with only some rules in it. The product has no such switch.

A rule = its fact rule and every core rule that cites it. Reasons that are no rules, events and effects stay as they are.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chamberflag.interlock.ruleset import RuleSet


def only(rules: RuleSet, keep: Iterable[str]) -> RuleSet:
    """A rule set that holds no rules but these, with a digest of its own; the one it is made from stays as it is."""
    kept = frozenset(keep)
    return replace(
        rules,
        model=replace(rules.model, rules=tuple(rule for rule in rules.model.rules if rule.cite in kept)),
        book=replace(rules.book, rules={name: rule for name, rule in rules.book.rules.items() if name in kept}),
        digest=hashlib.sha256(" ".join([rules.digest, *sorted(kept)]).encode()).hexdigest(),
        _guards={},
        _raises={},
    )
