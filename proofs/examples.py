"""For each rule at each act it judges, a state in which it alone refuses, built by z3 within all invariants: a test of the real gate.

The examples are shipped (`rulepacks/examples.json`) and a box runs them through its own gate at every start, without a solver.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import z3

from chamberflag.acts.table import read_table
from chamberflag.interlock.tree import BOOL, PERSON
from chamberflag.prover.encode import Encoding
from chamberflag.prover.reader import Reader
from chamberflag.store.shipped import rule_texts
from proofs.live import live_rules
from proofs.solver.induction import prove

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.interlock.guard import Guard, Part
    from chamberflag.interlock.ruleset import RuleSet
    from chamberflag.prover.encode import State

SMALL = 10_000_000  # instants and counts of an example stay readable


def steps_of(rules: RuleSet) -> Iterator[tuple[str, str | None]]:
    """Every act with the event it is judged as: its own, one of its variants, or none (the gates' rules alone)."""
    table = read_table(rule_texts()["acts.toml"])
    for act, row in table.rows.items():
        if row.klass == "G":
            yield act, None
            for event in rules.events_for(act, row.event):
                yield act, event


def terms(e: Encoding, rules: RuleSet, guard: Guard, event: str | None, s: State) -> tuple[list[Any], dict[str, Any]]:
    """Hypotheses shared by all examples of one act, and the event's parameters."""
    del guard
    state = [i for i in rules.model.invariants if not i.step and not i.physical]
    args = e.params(event) if event else {}
    hyp = [e.z(i.tree[""], s, at) for i in state for at in e.places(i.tree[""], 1)]
    hyp += e.param_bounds(event, args) if event else []
    hyp += [x <= SMALL for x in (*s.values(), *args.values()) if z3.is_int(x)]
    return hyp, args


def example(
    rules: RuleSet, e: Encoding, guard: Guard, part: Part, event: str | None, s: State, shared: list[Any], args: dict[str, Any]
) -> dict[str, Any] | None:
    """A state in which only this rule refuses; None where there is none."""
    solver = z3.Solver()
    others = [e.z(p.tree, s, {}, args) for p in guard.parts if p is not part]
    mine = z3.Not(e.z(part.tree, s, {}, args))
    solver.add(*e.axioms, *shared, *others, mine)
    if solver.check() != z3.sat:
        return None
    reader = Reader(e, solver.model(), {})
    fields = e.schema.fields
    usual = {"w": rules.initial_weapon, "l": rules.initial_lot, "g": rules.initial_unit}
    records: dict[str, dict[str, Any]] = {"w": {}, "l": {}, "g": {}}
    for (scope, name), f in fields.items():
        if not f.physical and (value := reader.value(s[(scope, 0, name)], f.sort)) != usual[scope][name]:
            records[scope][name] = value  # what is not said is as at the start
    told = {p: reader.value(x, rules.model.events[event].params[p]) for p, x in args.items()} if event else {}
    facts = {
        name: reader.value(x, e.schema.facts.get(name, BOOL))
        for name, (x, known) in e.facts.items()
        if z3.is_true(solver.model().eval(known, model_completion=True))
    }
    people = [s[(sc, 0, n)] for (sc, n), f in fields.items() if f.sort == PERSON and not f.physical] + [
        x for x in args.values() if x.sort() == e.sorts[PERSON]
    ]
    judged = {"act": "", "event": event or "", "rule": part.rule, "part": part.part}
    return {**judged, **records, "a": told, "f": facts, "roles": reader.roles(people)}


def examples_of(rules: RuleSet, act: str, event: str | None) -> Iterator[tuple[Part, dict[str, Any] | None]]:
    """Every rule of one act judged as one event, with its example or None."""
    guard = rules.guard(act, event)
    if not guard.parts:
        return
    e = Encoding(rules.model, 1)
    s = e.state()
    shared, args = terms(e, rules, guard, event, s)
    for part in guard.parts:
        made = example(rules, e, guard, part, event, s, shared, args)
        yield part, None if made is None else made | {"act": act}


def examples(rules: RuleSet) -> Iterator[tuple[str, str | None, Part, dict[str, Any] | None]]:
    """Every rule of every act, with its example or None."""
    for act, event in steps_of(rules):
        yield from ((act, event, part, made) for part, made in examples_of(rules, act, event))


def shipped(rules: RuleSet) -> dict[str, Any]:
    """One example a rule and part, the first that there is: what a box carries for its self-test."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for _, _, part, made in examples(rules):
        if made is not None:
            found.setdefault((part.rule, part.part), made)
    cases = [{**made, "name": f"{rule}{'-' + part if part else ''}".lower()} for (rule, part), made in sorted(found.items())]
    failed, asked, _, _ = prove(rules)
    if failed:
        raise AssertionError(f"{len(failed)} of {asked} obligations do not hold: no examples of rules that are not proved")
    proof = {"solver": f"z3 {z3.get_version_string()}", "obligations": asked}
    return {"what": "states in which exactly one rule refuses", "rules": rules.digest, "proof": proof, "cases": cases}


def text(rules: RuleSet) -> str:
    """The shipped file."""
    made = shipped(rules)
    cases = ",\n".join(json.dumps(case, sort_keys=True) for case in made.pop("cases"))
    return json.dumps(made, sort_keys=True)[:-1] + ', "cases": [\n' + cases + "\n]}\n"


if __name__ == "__main__":
    print(text(live_rules()), end="")
