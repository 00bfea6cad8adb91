"""The rules in force as one JSON document: what each says, where it stands, and its tree, for screens and for other readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from chamberflag.interlock.ruleset import RuleSet


def outline(rules: RuleSet) -> dict[str, Any]:
    """Domain rules by id with what may be cited, core rules by id with their events, facts with their sorts, limits."""
    model, book = rules.model, rules.book
    return {
        "digest": rules.digest,
        "packs": list(rules.packs),
        "params": rules.params,
        "facts": dict(rules.fact_sorts),
        "rules": {
            rule.id: {
                "severity": rule.severity,
                "gate": list(rule.gate),
                "requirement": rule.requirement,
                "refuses": rule.refuses,
                "clears": rule.clears,
                "sources": [msgspec.to_builtins(source) for source in rule.citations],
                "expr": rule.expr,
            }
            for rule in book.rules.values()
        },
        "parts": {rule.id: {"cite": rule.cite, "text": rule.text, "clears": rule.clears, "on": dict(rule.trees)} for rule in model.rules},
    }


def text(rules: RuleSet) -> str:
    """The document as text, the same on every machine."""
    return msgspec.json.encode(outline(rules), order="sorted").decode() + "\n"
