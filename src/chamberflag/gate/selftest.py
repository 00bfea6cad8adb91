"""The gate tries itself (F14): states in which exactly one rule refuses, built by the prover and shipped, run through this very gate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.ruleset import RuleSet


class Told:
    """Facts of an example; what it does not hold is unknown."""

    def __init__(self, facts: Mapping[str, bool | int | str]) -> None:
        """facts: name -> value."""
        self.__dict__.update(facts)

    def __getattr__(self, name: str) -> None:
        """An unknown fact."""
        if name.startswith("__"):
            raise AttributeError(name)


@dataclass(frozen=True, slots=True)
class SelfTest:
    """How many examples ran, and the names of those that came out otherwise."""

    ran: int
    failed: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Something ran, and all came out as the prover said."""
        return self.ran > 0 and not self.failed


def reasons(rules: RuleSet, case: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the gate says of one example: (domain id, core part)."""
    w = {**rules.initial_weapon, **case["w"]}
    lot = {**rules.initial_lot, **case["l"]}
    g = {**rules.initial_unit, **case["g"]}
    roles = {role: frozenset(who) for role, who in case["roles"].items()}
    guard = rules.guard(case["act"], case["event"] or None)
    return [(f.rule, f.part) for f in guard.explain(w, lot, g, Told(case["f"]), case["a"], roles)]


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
    return SelfTest(ran, tuple(failed))
