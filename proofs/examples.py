"""For each rule at each act it judges, a state in which it alone refuses, built by z3 within all invariants: a test of the real gate.

The examples are shipped (`rulepacks/examples.json`) and a box runs them through its own gate at every start, without a solver.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import z3

from chamberflag.acts.table import read_table
from chamberflag.interlock.tree import PERSON
from chamberflag.prover.encode import Encoding
from chamberflag.prover.reader import Reader
from chamberflag.store.shipped import rule_texts
from proofs.live import live_rules
from proofs.solver.induction import prove
from proofs.solver.twins import Twin

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


@dataclass(frozen=True, slots=True)
class Standing:
    """One act judged as one event: its guard in the solver's terms, and what all its examples share."""

    rules: RuleSet
    e: Encoding
    guard: Guard
    event: str | None
    s: State
    shared: list[Any]
    args: dict[str, Any]

    @classmethod
    def of(cls, rules: RuleSet, act: str, event: str | None) -> Standing:
        """The guard of an act; every fact that it reads is declared."""
        guard, e = rules.guard(act, event), Encoding(rules.model, 1)
        s = e.state()
        shared, args = terms(e, rules, guard, event, s)
        for part in guard.parts:
            e.z(part.tree, s, {}, args)
        return cls(rules, e, guard, event, s, shared, args)

    def pair(self, part: Part) -> dict[str, Any] | None:
        """A state in which a rule refuses, alone where that can be, and what of the things it reads is changed so that every rule passes.

        None where no state is permitted at all, or the rule refuses in none.
        """
        for alone in (True, False):
            for everything in (False, True):
                made = self.told(part, alone, Twin(self.e, self.s, self.args, self.sorts, everything, part))
                if made is not None:
                    return made
        return None

    @property
    def sorts(self) -> dict[str, str]:
        """Of the event's parameters."""
        return dict(self.rules.model.events[self.event].params) if self.event else {}

    def told(self, part: Part, alone: bool = True, twin: Twin | None = None) -> dict[str, Any] | None:  # noqa: FBT001, FBT002 - a state, not a switch
        """An example in the product's terms. twin: the state in which nothing refuses, where one is wanted."""
        e, s, args, rules = self.e, self.s, self.args, self.rules
        solver = z3.Solver()
        others = [e.z(p.tree, s, {}, args) for p in self.guard.parts if p is not part]
        mine = e.z(part.tree, s, {}, args)
        solver.add(*e.axioms, *self.shared, *(others if alone else ()), z3.Not(mine))
        if twin is not None:
            solver.add(*(twin.of(formula) for formula in (*e.axioms, *self.shared, *others, mine)))
        if solver.check() != z3.sat:
            return None
        reader = Reader(e, solver.model(), {})
        usual = {"w": rules.initial_weapon, "l": rules.initial_lot, "g": rules.initial_unit}
        records: dict[str, dict[str, Any]] = {  # what is not said is as at the start
            scope: {name: value for name, value in told.items() if value != usual[scope][name]} for scope, told in reader.records(s).items()
        }
        told = {p: reader.value(x, self.sorts[p]) for p, x in args.items()}
        fields = e.schema.fields
        people = [s[(sc, 0, n)] for (sc, n), f in fields.items() if f.sort == PERSON and not f.physical] + [
            x for x in args.values() if x.sort() == e.sorts[PERSON]
        ]
        judged = {"act": "", "event": self.event or "", "rule": part.rule, "part": part.part}
        made = {**judged, **records, "a": told, "f": reader.facts(), "roles": reader.roles(people)}
        return made if twin is None else {**made, "alone": alone, "cure": twin.changes(reader, people)}


def examples_of(rules: RuleSet, act: str, event: str | None) -> Iterator[tuple[Part, dict[str, Any] | None]]:
    """Every rule of one act judged as one event, with its example or None."""
    if not rules.guard(act, event).parts:
        return
    here = Standing.of(rules, act, event)
    for part in here.guard.parts:
        made = here.told(part)
        yield part, None if made is None else made | {"act": act}


def examples(rules: RuleSet) -> Iterator[tuple[str, str | None, Part, dict[str, Any] | None]]:
    """Every rule of every act, with its example or None."""
    for act, event in steps_of(rules):
        yield from ((act, event, part, made) for part, made in examples_of(rules, act, event))


def shipped(rules: RuleSet) -> dict[str, Any]:
    """One example a rule and part, refused and permitted, the first that there is: what a box carries for its self-test."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for act, event in steps_of(rules):
        wanted = [part for part in rules.guard(act, event).parts if not found.get((part.rule, part.part), {}).get("alone")]
        if not wanted:
            continue
        here = Standing.of(rules, act, event)
        for part in wanted:
            made = here.pair(part)
            if made is not None and (made["alone"] or (part.rule, part.part) not in found):
                found[part.rule, part.part] = made | {"act": act}
    cases = [{**made, "name": f"{rule}{'-' + part if part else ''}".lower()} for (rule, part), made in sorted(found.items())]
    failed, asked, _, _ = prove(rules)
    if failed:
        raise AssertionError(f"{len(failed)} of {asked} obligations do not hold: no examples of rules that are not proved")
    proof = {"solver": f"z3 {z3.get_version_string()}", "obligations": asked}
    return {
        "what": "states in which one rule refuses, and what of it is changed so that none does",
        "rules": rules.digest,
        "proof": proof,
        "cases": cases,
    }


def text(rules: RuleSet) -> str:
    """The shipped file."""
    made = shipped(rules)
    cases = ",\n".join(json.dumps(case, sort_keys=True) for case in made.pop("cases"))
    return json.dumps(made, sort_keys=True)[:-1] + ', "cases": [\n' + cases + "\n]}\n"


if __name__ == "__main__":
    print(text(live_rules()), end="")
