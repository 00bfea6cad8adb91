"""What nobody recorded lets nothing go on: each fact is asked of an empty record; one that speaks for a step says why in facts.toml."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from immutables import Map
from msgspec import inspect

from chamberflag.acts.act import BODIES
from chamberflag.acts.attested import ProvenSigner
from chamberflag.custody.state import State
from chamberflag.custody.step import Step
from chamberflag.gate.facts.table import FACTS
from chamberflag.gate.moment import Moment
from chamberflag.interlock.agreement import judged
from chamberflag.interlock.guard import expression
from chamberflag.interlock.ruleset import Core
from chamberflag.interlock.tree import Node, definite, facts_of
from proofs.live import live_rules
from tests.house.rulepages import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKS = ("base", "us", "us-ca", "us-nm", "ca-on", "ca-mb", "ca-bc", "uk", "au-nsw", "au-act", "nz", "theatre")
RULES = live_rules(PACKS)
NOW = 1_770_000_000_000
PLAIN: dict[type[inspect.Type], Any] = {
    inspect.StrType: "x1", inspect.IntType: 1, inspect.BoolType: True, inspect.VarTupleType: (), inspect.DictType: {},
}  # fmt: skip


def least(kind: inspect.Type) -> Any:  # noqa: ANN401 - a value of any type
    """A value of a type with nothing in it that need not be there."""
    match kind:
        case inspect.StructType():
            return kind.cls(**{f.name: least(f.type) for f in kind.fields if f.required})
        case inspect.EnumType():
            return list(kind.cls)[-1]
        case inspect.UnionType():
            return least(kind.types[0])
        case _:
            return PLAIN[type(kind)]


@cache
def asked() -> dict[str, set[str]]:
    """Fact -> the gated acts at which a rule asks it."""
    found: dict[str, set[str]] = {name: set() for name in FACTS}
    for rule in RULES.book.rules.values():
        for text, acts in ((rule.expr, judged(rule, RULES.gates)), *((m.expr, m.acts or judged(rule, RULES.gates)) for m in rule.also)):
            if text and rule.severity != "log":
                for name in facts_of(expression(RULES.model, text, rule.id)):
                    found[name] |= set(acts)
    return found


@cache
def literals() -> dict[str, list[Node]]:
    """Fact -> what rules demand of it, each as it must surely be true for the rule to pass."""
    found: dict[str, list[Node]] = {name: [] for name in FACTS}
    for rule in RULES.book.rules.values():
        for text in (rule.expr, *(m.expr for m in rule.also)):
            for node in leaves(definite(expression(RULES.model, text, rule.id))) if text else ():
                for name in facts_of(node):
                    found[name].append(node)
    return found


def leaves(node: Node) -> Iterator[Node]:
    """The conditions of a surely-true tree."""
    if node[0] == "or" or (node[0] == "and" and not any(member[0] == "known" for member in node[1:])):
        for member in node[1:]:
            yield from leaves(member)
    else:
        yield node


def value(node: Node, fact: str, told: object) -> Any:  # noqa: ANN401 - of the node's sort
    """What a condition comes to when the fact is as told; of another fact: as good as it can be."""
    match node[0]:
        case "lit":
            return node[2]
        case "known":
            return True
        case "fact":
            return told if node[2] == fact else 0
        case "and":
            return all(value(member, fact, told) for member in node[1:])
        case "not":
            return not value(node[1], fact, told)
        case "eq":
            return value(node[1], fact, told) == value(node[2], fact, told)
        case "lt":
            return value(node[1], fact, told) < value(node[2], fact, told)
        case "le":
            return value(node[1], fact, told) <= value(node[2], fact, told)
        case _:
            raise AssertionError(node)


def moment(act: str, packs: tuple[str, ...]) -> Moment:
    """An act by somebody of whom nothing is known, about a weapon and a lot of which nothing is recorded, as the first entry of all."""
    core = Core(Map(), Map(), RULES.initial_unit)
    body, signers, parties = least(inspect.type_info(BODIES[act])), (ProvenSigner("k1", "crew", "p1", 1),), {"who": "p1", "to": "p2"}
    step = Step("a1", 1, act, body, NOW, 0, signers, "p1", parties, {}, ("w1",), ("l1",), ("c1",), (), failsafe=False)
    return Moment(State(core), step, "w1", "l1", RULES.params, packs, {})


def speaks(fact: str, act: str, packs: tuple[str, ...]) -> bool:
    """Whether a fact of an empty record lets a condition of a rule be met."""
    told = FACTS[fact](moment(act, packs))
    return told is not None and any(value(node, fact, told) for node in literals()[fact])


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_a_fact_of_an_empty_record_speaks_for_no_step_or_says_why(fact: str) -> None:
    """Of things and people of whom nothing is recorded a fact is unknown, or tells against the step; or its reason stands in facts.toml."""
    acts = asked()[fact] & BODIES.keys()
    found = {act for act in acts for packs in (PACKS, PACKS[:1]) if speaks(fact, act, packs)}
    assert bool(found) == ("unrecorded" in facts()[fact]), sorted(found)


def test_the_reasons_name_rules_that_are_there() -> None:
    """A reason that leaves the asking to another rule names one that refuses and is of the base, which is in force everywhere."""
    named = {rule for fact in facts().values() for rule in re.findall(r"[A-Z]{3}-\d\d", fact.get("unrecorded", ""))}
    assert named
    assert named <= {rule.id for rule in RULES.book.rules.values() if rule.severity == "refuse" and "base" in rule.jurisdictions}
