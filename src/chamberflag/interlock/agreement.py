"""Whether the rules agree with each other and with the words they use: gates, acts, kinds, parameters, citations. Raises Malformed.

A rule that names a gate or an act which does not exist would silently judge nothing; so it is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.interlock.guard import expression, guarded
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from chamberflag.interlock.model import Model
    from chamberflag.interlock.rulebook import DomainRule, Rulebook


def agree(model: Model, book: Rulebook, gates: Mapping[str, frozenset[str]], known: Iterable[str]) -> None:
    """Look at every rule in force. known: ids of all domain rules there are, in force or not."""
    ids = frozenset(known)
    kinds = frozenset(model.schema.enums.get("Kind", ()))
    gated = {act for acts in gates.values() for act in acts}
    for rule in book.rules.values():
        place = f"{rule.file} {rule.id}"
        _listed(rule.gate, gates, "gate", place)
        raised = {act for line in rule.raises for act in line.on}
        _listed((*rule.acts, *rule.except_acts), gated | raised, "gated act", place)
        _listed([kind for kind in rule.weapons if kind != "all"], kinds, "class of weapons", place)
        _listed(rule.params, book.params, "parameter", place)
        if rule.expr:
            guarded(model, rule)  # a rule is read when it is loaded, not when the first weapon is handed over
        for line in rule.raises:
            expression(model, line.when, f"{place} raises")
        if rule.expr and rule.severity != "log" and not rule.raises and not judged(rule, gates):
            raise Malformed("malformed.rule", "no act is left for it to judge: see its gate, acts and except_acts", place)
    for core in model.rules:
        if ids and core.cite not in ids:
            raise Malformed("malformed.rule", f"it cites {core.cite}, and no rule of the field is called so", f"core {core.id}")
        if core.cite in book.rules and book.rules[core.cite].override != "none" and not book.rules[core.cite].expr:
            raise Malformed("malformed.rule", "a core rule has no override", f"core {core.id}")


def judged(rule: DomainRule, gates: Mapping[str, frozenset[str]]) -> list[str]:
    """The acts that a fact rule judges."""
    acts = {act for gate in rule.gate for act in gates.get(gate, ())}
    return sorted(act for act in acts if act not in rule.except_acts and (not rule.acts or act in rule.acts))


def _listed(names: Iterable[str], known: Iterable[str], what: str, place: str) -> None:
    allowed = frozenset(known)
    for name in names:
        if name not in allowed:
            raise Malformed("malformed.rule", f"no {what} is called {name!r}", place)
