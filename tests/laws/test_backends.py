"""A reader of the rules that takes one operator for another is found by the comparison; with sound readers nothing differs.

The comparison itself, with every rule seen to pass and to fail, is a part of `make prove`.
"""

from __future__ import annotations

from functools import cache
from random import Random

import pytest

from proofs.backends import agree, effects, explored
from proofs.backends.faults import fault, possible
from proofs.backends.guided import Case, cases
from proofs.live import live_rules
from proofs.vectors.gate import PACKS

RULES = live_rules(PACKS)
READERS = agree.Readers.of(RULES)
SEED = 60_601
CASES, STEPS, PLANTS = 1_400, 1_600, 400
PARTS = [part for key in agree.judgements(RULES) for part in RULES.guard(*key).parts]
GUARDS = possible(part.tree for part in PARTS)
PLANTED = [(kind, reader) for kind in GUARDS for reader in agree.READERS if (kind, reader) != ("known", "naive")]  # it reads no `known`
ORDERS = {"lt", "le"}  # in effects the larger of two, which is the same with < as with <=
ASSIGNED = possible(tree for event in RULES.model.events.values() if not event.physical for tree in event.effects.values())
EFFECTS = [name for name in ASSIGNED if name not in ORDERS]


@cache
def near(kind: str) -> list[Case]:
    """Cases in which rules with an operator of this kind are bent to hold or fail."""
    asking = {(part.rule, part.part) for part in PARTS if kind in possible([part.tree])}
    return list(cases(RULES, agree.judgements(RULES), Random(SEED), PLANTS, asking))


def test_sound_readers_of_the_rules_agree() -> None:
    """Python, JavaScript, z3 and a naive reading of the same random cases: no difference, and no rule that always says the same."""
    found = agree.compare(RULES, SEED, CASES, READERS)
    assert found.differences == []
    assert found.one_sided() == set()
    assert found.open > 100
    assert found.alone > 200
    assert len(found.broke) > 90


def test_sound_readers_of_the_effects_agree() -> None:
    """The compiled effects, z3's state after the event, a naive reading and the explorer's successors: no difference."""
    moved, walked = effects.compare(RULES, SEED, CASES), explored.compare(RULES, SEED, STEPS)
    assert moved.differences == walked.differences == []
    assert effects.idle(RULES, moved) == []
    assert len(walked.taken) > 40
    assert len(walked.refused) > 25


@pytest.mark.parametrize(("kind", "reader"), PLANTED)
def test_a_wrong_operator_in_a_guard_is_found(kind: str, reader: str) -> None:
    """One reader takes every operator of a kind for another: the cases show it."""
    assert agree.through(READERS.faulty(fault(kind), reader), iter(near(kind)), Random(SEED), agree.Tally()).differences


@pytest.mark.parametrize("reader", effects.READERS)
@pytest.mark.parametrize("kind", EFFECTS)
def test_a_wrong_operator_in_an_effect_is_found(reader: str, kind: str) -> None:
    """The same of the readers of effects."""
    assert effects.compare(RULES, SEED, CASES, fault(kind), reader, most=1).differences


@pytest.mark.parametrize("kind", EFFECTS)
def test_a_wrong_operator_in_the_explorer_is_found(kind: str) -> None:
    """The explorer is given effects with a wrong operator: its successors are not those of `apply`."""
    assert explored.compare(RULES, SEED, STEPS, effects.twisted(RULES, fault(kind)), most=1).differences


def test_the_kinds_of_operators_are_those_of_the_language() -> None:
    """The faults are planted where there is something to get wrong."""
    assert {"and", "or", "not", "eq", "lt", "le", "sub", "known", "role", "lit"} <= set(GUARDS)
    assert {"ite", "add", "sub", "eq", "and", "order", "lit"} <= set(EFFECTS)
