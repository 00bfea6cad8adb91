"""What a rule means: the compiled closures, an independent reading and the solver say the same; unknown can only refuse."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random
from typing import TYPE_CHECKING, Any

import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from chamberflag.gate.selftest import Told
from chamberflag.interlock.guard import BROKEN, Guard, part_of
from chamberflag.interlock.python import function
from chamberflag.interlock.tree import BOOL, INT, PERSON, definite, facts_of
from chamberflag.prover.encode import Encoding
from proofs.solver.naive import World, value
from tests.unit.interlock.worlds import PEOPLE, RULES, facts_and_papers, judgements, world

if TYPE_CHECKING:
    from chamberflag.interlock.tree import Node

SEED = 20260101
ACTS = judgements()


def states(met: World) -> tuple[Any, ...]:
    """A world as the gate takes it."""
    return (*met.records.values(), Told(met.facts, RULES.model.schema), met.args, met.roles)


def sampled(count: int) -> list[tuple[Guard, str | None, World]]:
    """Random judgements in random worlds, from a fixed seed."""
    random = Random(SEED)
    found: list[tuple[Guard, str | None, World]] = []
    for _ in range(count):
        act, event = random.choice(ACTS)
        found.append((RULES.guard(act, event), event, world(random, event, known=random.choice((0.0, 0.5, 0.9, 1.0)))))
    return found


def test_closures_mean_what_an_independent_reading_of_three_values_says() -> None:
    """In thousands of random worlds a rule passes exactly where Kleene's reading of it, as written, is surely true."""
    judged = passed = 0
    for guard, _, met in sampled(6_500):
        for part in guard.parts:
            holds = part.holds(*states(met))
            assert holds == (value(part.stated, met) is True), (SEED, part.rule, part.part, met)
            judged, passed = judged + 1, passed + holds
    assert judged > 50_000
    assert passed > judged // 5


def test_allow_and_explain_always_agree() -> None:
    """The fast yes or no is yes exactly where there is no reason against it."""
    opened = 0
    for guard, _, met in sampled(6_500):
        allowed = guard.allow(*states(met))
        assert allowed == (not guard.explain(*states(met)))
        opened += allowed
    assert opened > 50


def test_a_rule_that_breaks_while_it_is_read_refuses_as_broken() -> None:
    """A missing record, or a fact whose computing raises, is a refusal by `broken_rule` that names the rule."""

    class Breaking:
        def __getattr__(self, name: str) -> bool:
            raise ArithmeticError(name)

    guard = RULES.guard("load", "load")
    found = guard.explain({}, {}, {}, Breaking(), {}, {})
    assert not guard.allow({}, {}, {}, Breaking(), {}, {})
    assert {f.rule for f in found} == {BROKEN}
    assert {f.part for f in found} == {part.rule for part in guard.parts}


def test_each_reason_tells_what_it_read_what_was_unknown_and_what_clears_it() -> None:
    """Every failed rule is listed with its records and facts, the facts that nobody recorded, text and remedy."""
    for guard, _, met in sampled(300):
        parts = {(p.rule, p.part): p for p in guard.parts}
        for reason in guard.explain(*states(met)):
            part = parts[reason.rule, reason.part]
            facts = set(facts_of(part.stated))
            assert set(reason.unknown) == {name for name in facts if name not in met.facts}
            assert {name: met.facts[name] for name in facts if name in met.facts} == {k: v for k, v in reason.facts.items() if k in facts}
            assert reason.text
            assert reason.clears or reason.rule == "INC-04"


def test_the_solver_reads_the_rules_as_the_gate_does() -> None:
    """On random states, facts and people, z3 gives every rule the same verdict as the closures."""
    random = Random(SEED)
    compared = 0
    for act, event in ACTS:
        guard = RULES.guard(act, event)
        e = Encoding(RULES.model, 1)
        s = e.state()
        args = e.params(event) if event else {}
        terms = [(part, e.z(part.tree, s, {}, args)) for part in guard.parts]
        for _ in range(4):
            met = world(random, event)
            model = fixed(e, s, args, met, event or "")
            for part, term in terms:
                assert z3.is_true(model.eval(term, model_completion=True)) == part.holds(*states(met)), (
                    SEED,
                    act,
                    event,
                    part.rule,
                    part.part,
                )
                compared += 1
    assert compared > 2_000


def fixed(e: Encoding, s: dict[Any, Any], args: dict[str, Any], met: World, event: str) -> Any:  # noqa: ANN401
    """A model of exactly this world."""
    people = {name: e.none[PERSON] if not name else z3.Const(f"p_{name}", e.sorts[PERSON]) for name in PEOPLE}
    lots = {name: e.none["LotId"] if not name else z3.Const(f"l_{name}", e.sorts["LotId"]) for name in ("", "l1", "l2")}
    named: dict[str, dict[str, Any]] = {PERSON: people, "LotId": lots}

    def term(sort: str, found: Any) -> Any:  # noqa: ANN401
        base = e.schema.base(sort)
        if base == BOOL:
            return z3.BoolVal(found)
        return z3.IntVal(found) if base == INT else named[base][found] if base in named else e.members[base, found]

    solver = z3.Solver()
    solver.add(z3.Distinct(*people.values()), z3.Distinct(*lots.values()))
    for (scope, _, name), x in s.items():
        found = e.schema.fields[scope, name]
        if not found.physical:
            solver.add(x == term(found.sort, met.records[scope][name]))
    for name, x in args.items():
        solver.add(x == term(RULES.model.events[event].params[name], met.args[name]))
    for name, (x, known) in e.facts.items():
        solver.add(known == z3.BoolVal(name in met.facts))
        if name in met.facts:
            solver.add(x == term(facts_and_papers()[name], met.facts[name]))
    for role, f in e.role.items():
        for name, person in people.items():
            solver.add(f(person) == (name in met.roles.get(role, ())))
    assert solver.check() == z3.sat
    return solver.model()


ATOMS = st.sampled_from([("fact", BOOL, "a"), ("fact", BOOL, "b"), ("le", ("fact", "Nat", "n"), ("lit", INT, 1)), ("lit", BOOL, True)])
SMALL = replace(RULES.model.schema, facts={"a": BOOL, "b": BOOL, "n": "Nat"})
FACTS = {"a": (True, False), "b": (True, False), "n": (0, 1, 2)}


def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Larger trees from smaller ones."""
    return st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["and", "or", "eq"]), inner, inner),
        st.tuples(st.just("ite"), inner, inner, inner),
    )


@given(st.recursive(ATOMS, grown, max_leaves=12), st.sets(st.sampled_from(sorted(FACTS))))
@settings(max_examples=300)
def test_a_rule_that_passes_with_unknown_facts_passes_whatever_they_are(tree: Node, unknown: set[str]) -> None:
    """If the surely-true form passes while facts are unknown, the rule passes for every value of them, known or not."""
    test = function(definite(tree))
    names = sorted(FACTS)
    for values in product(*(FACTS[name] for name in names)):
        whole = dict(zip(names, values, strict=True))
        told = {name: v for name, v in whole.items() if name not in unknown}
        if test({}, {}, {}, Told(told, SMALL), {}, {}) is True:
            assert value(tree, World({}, whole, {}, {})) is True


def test_a_parameter_that_nobody_has_set_refuses() -> None:
    """A limit that is unset is a fact that nobody can know: its rule refuses, whatever is told."""
    from chamberflag.interlock.parser import Parser, Reading  # noqa: PLC0415

    tree = Parser(RULES.model.schema, Reading(facts=True), "f.attend_age_ms <= WEAPONS_PER_HANDLER", "x").parse(BOOL)
    part = part_of("X", "", "", "", "refuse", tree)
    assert not part.holds({}, {}, {}, Told({"attend_age_ms": 0, "unset_WEAPONS_PER_HANDLER": 5}, RULES.model.schema), {}, {})
