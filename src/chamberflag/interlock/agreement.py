"""Whether the rules agree with each other and with the words they use: gates, acts, kinds, parameters, citations. Raises Malformed.

A rule that names a gate or an act which does not exist would silently judge nothing; so it is an error.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from chamberflag.interlock.guard import besides, expression, guarded, stands
from chamberflag.interlock.tree import definite
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.near import near

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from chamberflag.interlock.fieldrules import DomainRule
    from chamberflag.interlock.model import Model
    from chamberflag.interlock.rulebook import Rulebook
    from chamberflag.interlock.tighten import Replacement

BESIDES = ("warn", "refuse")


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
        for more in rule.also:
            place = f"{more.file or rule.file} {rule.id}"
            if more.severity not in BESIDES:
                raise Malformed("malformed.rule", f"what is asked for besides is one of {', '.join(BESIDES)}, not {more.severity!r}", place)
            _listed(more.acts, gated, "gated act", place)
            besides(model, rule, more)
            if not any(stands(rule, gates, act) and (not more.acts or act in more.acts) for act in gated):
                raise Malformed("malformed.rule", "no act is left for what it asks for besides: see its gate and acts", place)
        place = f"{rule.file} {rule.id}"
        if rule.expr:
            guarded(model, rule)  # a rule is read when it is loaded, not when the first weapon is handed over
        for line in rule.raises:
            expression(model, line.when, f"{place} raises")
        if rule.expr and rule.severity != "log" and not rule.raises and not judged(rule, gates):
            raise Malformed("malformed.rule", "no act is left for it to judge: see its gate, acts and except_acts", place)
    for core in model.rules:
        for rid in core.covers if ids else ():
            if rid not in ids or rid == core.cite:
                raise Malformed("malformed.rule", f"it covers {rid}, and no other rule of the field is called so", f"core {core.id}")
        if ids and core.cite not in ids:
            raise Malformed("malformed.rule", f"it cites {core.cite}, and no rule of the field is called so", f"core {core.id}")
        if core.cite in book.rules and book.rules[core.cite].override != "none" and not book.rules[core.cite].expr:
            raise Malformed("malformed.rule", "a core rule has no override", f"core {core.id}")


def demand(model: Model, rule: DomainRule) -> str:
    """64 hex digits over what a fact rule demands: its surely-true tree, figures and classes of weapons included."""
    tree = json.dumps(definite(guarded(model, rule)), separators=(",", ":"))
    return hashlib.sha256(f"chamberflag/demand/v1\n{rule.id}\n{tree}".encode()).hexdigest()


def proved(model: Model, replaced: Iterable[Replacement]) -> None:
    """Whether each replacement brings the proof of exactly these two demands. `rules check` tries the proof itself, where a solver is."""
    for one in replaced:
        if one.proof is None:
            raise Malformed("malformed.unproved", "no proof goes with it; `chamberflag rules check` says what to add", one.place)
        if (one.proof.old, one.proof.new) != (demand(model, one.old), demand(model, one.new)):
            text = "its proof is of another rule or of other figures; `chamberflag rules check` proves it anew"
            raise Malformed("malformed.unproved", text, one.place)


def judged(rule: DomainRule, gates: Mapping[str, frozenset[str]]) -> list[str]:
    """The acts that a fact rule judges."""
    acts = {act for gate in rule.gate for act in gates.get(gate, ())}
    return sorted(act for act in acts if act not in rule.except_acts and (not rule.acts or act in rule.acts))


def _listed(names: Iterable[str], known: Iterable[str], what: str, place: str) -> None:
    allowed = frozenset(known)
    for name in names:
        if name not in allowed:
            raise Malformed("malformed.rule", f"no {what} is called {name!r}{near(name, sorted(allowed))}", place)
