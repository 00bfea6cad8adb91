"""The gate tries itself (F14): states in which exactly one rule refuses, built by the prover and shipped, run through this very gate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chamberflag.gate.vector import IllSorted
from chamberflag.interlock.agreement import judged as judged_acts
from chamberflag.interlock.guard import BROKEN
from chamberflag.interlock.tree import BOOL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.guard import Failure
    from chamberflag.interlock.ruleset import RuleSet
    from chamberflag.interlock.schema import Schema


class Told:
    """Facts of an example; what it does not hold is unknown, and a fact of another sort breaks the rule that reads it."""

    def __init__(self, facts: Mapping[str, object], schema: Schema) -> None:
        """facts: name -> value."""
        self._facts, self._schema = facts, schema

    def __getattr__(self, name: str) -> object:
        """The fact, None where nobody told it. Raises IllSorted."""
        value = self._facts.get(name)
        if value is not None and not self._schema.fits(self._schema.facts.get(name, BOOL), value):
            raise IllSorted(name)
        return value


class Record(dict[str, Any]):
    """Fields or parameters of an example, each looked at when a rule reads it."""

    def __init__(self, values: Mapping[str, object], sorts: Mapping[str, str], schema: Schema) -> None:
        """sorts: field -> sort."""
        super().__init__(values)
        self._sorts, self._schema = sorts, schema

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401
        """The value. Raises IllSorted."""
        value = super().get(name)
        if not self._schema.fits(self._sorts[name], value):
            raise IllSorted(name)
        return value


@dataclass(frozen=True, slots=True)
class SelfTest:
    """How many examples ran, the names of those that came out otherwise, and what was proved of exactly these rules ("" = nothing).

    permitted: how many of them were also tried with the cause removed, and had to pass.
    """

    ran: int
    failed: tuple[str, ...]
    proof: str = ""
    permitted: int = 0

    @property
    def good(self) -> bool:
        """Something ran, refused and permitted, and all came out as the prover said."""
        return self.ran > 0 and self.permitted > 0 and not self.failed


def reasons(rules: RuleSet, case: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the gate says of one example: (domain id or reason code, core part); fields that are not said are as at the start."""
    usual = {"w": rules.initial_weapon, "l": rules.initial_lot, "g": rules.initial_unit}
    return forecast(rules, {**case, **{scope: {**record, **case[scope]} for scope, record in usual.items()}})


def forecast(rules: RuleSet, case: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The same of records that are told as a whole."""
    return [(f.rule, f.part) for f in judged(rules, case)]


def judged(rules: RuleSet, case: Mapping[str, Any]) -> tuple[Failure, ...]:
    """What the gate says of it: nothing that comes from outside is read before its presence and sort are seen."""
    model, event = rules.model, case["event"] or None
    w, lot, g = (
        Record(case[scope], {name: f.sort for (s, name), f in model.schema.fields.items() if s == scope}, model.schema) for scope in "wlg"
    )
    roles = {role: frozenset(who) for role, who in case["roles"].items()}
    told = Record(case["a"], model.events[event].params if event else {}, model.schema)
    return rules.guard(case["act"], event).explain(w, lot, g, Told(case["f"], model.schema), told, roles)


def cured(case: Mapping[str, Any]) -> Mapping[str, Any]:
    """The example with its cause removed; a fact of None is not recorded any more."""
    cure = case["cure"]
    made = {scope: {**case[scope], **cure[scope]} for scope in ("w", "l", "g", "a")}
    facts = {name: value for name, value in {**case["f"], **cure["f"]}.items() if value is not None}
    return {**case, **made, "f": facts, "roles": cure["roles"]}


def run(rules: RuleSet, base: RuleSet, document: Mapping[str, Any]) -> SelfTest:
    """Run every example: refused by its rule, which is of the base and so always in force, and permitted when the cause is removed.

    base: the rules that the examples were made of. Packs and figures of a production only add refusals: what the base does not ask in the
    same words is left aside, the rest must come out exactly.
    """
    failed: list[str] = []
    ran = 0
    for case in document["cases"]:
        wanted = (case["rule"], case["part"])
        ran += 1
        same = _same(rules, base, case["act"], case["event"] or None)
        refused = reasons(rules, case)
        alone = not case["alone"] or {one for one in refused if one in same} <= {wanted}
        permitted = all(one not in same for one in reasons(rules, cured(case)))
        if wanted not in refused or not alone or not permitted:
            failed.append(case["name"])
    exact = document["rules"] == rules.digest
    failed += _untried(base, document)
    if document["rules"] != base.digest:
        failed.append("the examples and the rule files are of two releases")
    proof = document["proof"]
    proved = f"{proof['obligations']} obligations of this rule set proved with {proof['solver']}" if exact else ""
    return SelfTest(ran, tuple(failed), proved, ran)


def _same(rules: RuleSet, base: RuleSet, act: str, event: str | None) -> frozenset[tuple[str, str]]:
    """The parts of an act's guard that ask what the base asks; a part that broke has its rule's name in the place of its part."""
    if rules is base:
        parts = base.guard(act, event).parts
    else:
        asked = {(p.rule, p.part): p.tree for p in base.guard(act, event).parts}
        parts = [p for p in rules.guard(act, event).parts if asked.get((p.rule, p.part)) == p.tree]
    return frozenset({(p.rule, p.part) for p in parts} | {(BROKEN, p.rule) for p in parts})


def _untried(base: RuleSet, document: Mapping[str, Any]) -> list[str]:
    """Rules that can refuse somewhere and have no example: a file from which some were taken away tries nothing."""
    tried = {(case["rule"], case["part"]) for case in document["cases"]}
    core = {(rule.cite, rule.id) for rule in base.model.rules}
    standing = [rule for rule in base.book.rules.values() if rule.severity != "log" and judged_acts(rule, base.gates)]
    facts = {(rule.id, "") for rule in standing if rule.expr} | {(rule.id, more.name) for rule in standing for more in rule.also}
    return [f"{rule} {part}".strip() + " has no example" for rule, part in sorted((core | facts) - tried)]
