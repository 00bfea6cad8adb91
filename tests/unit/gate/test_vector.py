"""The fact vector: each fact is computed once, of its sort or not at all; what breaks in it refuses by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from chamberflag.gate import vector
from chamberflag.gate.facts.table import FACTS
from chamberflag.gate.vector import FactVector, IllSorted
from chamberflag.interlock.guard import BROKEN
from proofs.live import live_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.gate.moment import Moment

RULES = live_rules()
NOBODY = cast("Moment", object())


def of(monkeypatch: pytest.MonkeyPatch, **facts: Callable[[Any], Any]) -> FactVector:
    """A vector in which these facts are computed so."""
    monkeypatch.setattr(vector, "FACTS", facts)
    return FactVector(NOBODY, RULES.fact_sorts)


def test_a_fact_is_computed_once_and_only_when_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a fact twice computes it once; a fact that nobody reads is not computed."""
    calls: list[str] = []
    found = of(monkeypatch, lot_held=lambda _: calls.append("lot_held") or False, medic_present=lambda _: calls.append("medic") or True)
    assert (found.lot_held, found.lot_held) == (False, False)
    assert calls == ["lot_held"]


@pytest.mark.parametrize(("name", "value"), [("lot_held", 1), ("lot_held", "yes"), ("attend_age_ms", True), ("attend_age_ms", -1)])
def test_a_fact_of_another_sort_is_an_error_and_not_true(monkeypatch: pytest.MonkeyPatch, name: str, value: object) -> None:
    """A 1 is not True, True is not a number, and no count is negative."""
    with pytest.raises(IllSorted, match=name):
        getattr(of(monkeypatch, **{name: lambda _: value}), name)


def test_none_is_a_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A count of nothing is 0, and known."""
    assert of(monkeypatch, attend_age_ms=lambda _: 0).attend_age_ms == 0


def test_a_paper_about_a_rule_is_looked_up_once_under_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    """`ack_RSK_06` is whether RSK-06 was read; it is found, remembered and not looked up again."""
    asked: list[str] = []
    monkeypatch.setattr(vector, "PAPERS", (("ack_", lambda _, rule: asked.append(rule) or rule == "RSK-06"),))
    found = of(monkeypatch)
    assert (found.ack_RSK_06, found.ack_RSK_06, found.ack_INC_08) == (True, True, False)
    assert asked == ["RSK-06", "INC-08"]


def test_what_is_private_is_no_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that begins with an underscore is an attribute or none, and never looked for among facts."""
    with pytest.raises(AttributeError, match="_nothing"):
        of(monkeypatch)._nothing  # noqa: B018 - what a copying or printing library would ask


def test_what_is_not_recorded_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """None stays None, and so is a parameter that nobody has set."""
    found = of(monkeypatch, lot_held=lambda _: None)
    assert found.lot_held is None
    assert found.unset_WEAPONS_PER_HANDLER is None


def test_a_name_that_is_no_fact_breaks_the_rule_that_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fact that the rules declare and nobody computes is never taken for anything."""
    with pytest.raises(KeyError):
        getattr(of(monkeypatch), "no_such_fact")  # noqa: B009 - a name that rules would read


def test_a_fact_whose_computing_fails_refuses_as_broken_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception in fact code is a refusal that names the rule, never a permit and never a crash."""

    def fails(_: object) -> bool:
        raise ZeroDivisionError

    facts = {name: (lambda _, n=name: True if RULES.fact_sorts[n] == "Bool" else 0) for name in FACTS}
    guard = RULES.guard("accept", None)
    found = of(monkeypatch, **{**facts, "lot_held": fails})
    state = ({**RULES.initial_weapon}, {**RULES.initial_lot}, {**RULES.initial_unit}, found, {}, {})
    assert (BROKEN, "AMM-06") in [(f.rule, f.part) for f in guard.explain(*state)]
    assert not guard.allow(*state)


def test_every_declared_fact_is_computed_and_every_computed_one_declared() -> None:
    """facts.toml and the code name the same facts."""
    assert set(FACTS) == set(RULES.fact_sorts)
