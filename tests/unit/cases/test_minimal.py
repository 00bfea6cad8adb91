"""Every rule refuses, or is brought up, in the smallest case that an author would write for it."""

from __future__ import annotations

import pytest

from chamberflag.cases.run import run_case
from chamberflag.cases.world import all_packs, rules_of
from tests.unit.cases.writing import MINIMAL, case_text

# Rules that are recorded only, judge acts that no case has, warn of a paper nowhere stated to be missing, or ask about side vents.
WITHOUT = {"AMM-11", "INC-08", "LOG-02", "LOG-03", "LOG-05", "LOG-06", "LOG-07", "LOG-09", "LOG-10", "REC-05", "RSK-05", "RSK-07", "STO-10",
           "USE-02", "USE-15"}  # fmt: skip


@pytest.mark.parametrize("name", MINIMAL)
def test_each_rule_refuses_alone_and_with_all_others(name: str) -> None:
    """The steps of a minimal case end as its author expects: with all rules on, and each stop alone."""
    told = MINIMAL[name]
    text = case_text(told["step"], told.get("given", ()), told.get("packs", ("base",)))
    lines = list(run_case(text, ("as_shipped", "one_rule")))
    assert [x for x in lines if x.get("met") is False] == []
    assert lines[-1]["met"] is True


def test_no_rule_is_forgotten() -> None:
    """Every rule of the base and of every pack stands in a minimal case, but for those of which no act of a case can speak."""
    told = {rule for one in MINIMAL.values() for step in one["step"] for rule in (*step.get("stops", ()), *step.get("raises", ()))}
    rules = {rule for pack in all_packs() for rule in rules_of(("base", pack) if pack != "base" else ("base",)).book.rules}
    assert rules - told == WITHOUT
