"""The gate tries itself (F14): states in which exactly one rule refuses, built by the prover and shipped, run through this very gate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chamberflag.gate.vector import IllSorted
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
    """How many examples ran, the names of those that came out otherwise, and what was proved of exactly these rules ("" = nothing)."""

    ran: int
    failed: tuple[str, ...]
    proof: str = ""

    @property
    def good(self) -> bool:
        """Something ran, and all came out as the prover said."""
        return self.ran > 0 and not self.failed


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


def run(rules: RuleSet, document: Mapping[str, Any]) -> SelfTest:
    """Run every example whose rule is in force under these packs (a pack adds refusals: then the rule must be among the reasons)."""
    failed: list[str] = []
    ran = 0
    exact = document["rules"] == rules.digest
    for case in document["cases"]:
        wanted = (case["rule"], case["part"])
        if not case["part"] and case["rule"] not in rules.book.rules:
            continue
        ran += 1
        got = reasons(rules, case)
        if got != [wanted] if exact else wanted not in got:
            failed.append(case["name"])
    proof = document["proof"]
    proved = f"{proof['obligations']} obligations of this rule set proved with {proof['solver']}" if exact else ""
    return SelfTest(ran, tuple(failed), proved)
