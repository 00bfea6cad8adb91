"""The harness's own copy of a rule set with only some rules in it. The product has no such switch.

A rule = its fact rule and every core rule that cites it. Reasons that are no rules, events and effects stay as they are.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from chamberflag.interlock.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable


def only(source: Source, keep: Iterable[str]) -> Source:
    """A source that holds no rules but these. Its texts say so, so that its digest is another one."""
    kept = frozenset(keep)
    documents = {name: _thin(name, document, kept) for name, document in source.documents.items()}
    mark = hashlib.sha256(" ".join(sorted(kept)).encode()).hexdigest()
    return Source({**source.texts, "only": mark}, documents)


def _thin(name: str, document: dict[str, Any], kept: frozenset[str]) -> dict[str, Any]:
    if "rule" not in document:
        return _quiet(document, kept)
    key = "cite" if name.startswith("core/") else "id"
    return _quiet({**document, "rule": [rule for rule in document["rule"] if rule.get(key) in kept]}, kept)


def _quiet(document: dict[str, Any], kept: frozenset[str]) -> dict[str, Any]:
    """A pack's changes to rules that are not there have nothing to change."""
    made = dict(document)
    if "pack" in made and "raise_severity" in made:
        made["raise_severity"] = {rule: severity for rule, severity in made["raise_severity"].items() if rule in kept}
    if "pack" in made and "drop_override" in made:
        made["drop_override"] = [rule for rule in made["drop_override"] if rule in kept]
    return made
