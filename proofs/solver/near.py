"""States near a given one: z3 is asked for a state with a property that differs from a known good state in as little as it can."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import z3

from chamberflag.interlock.tree import BOOL, INT, PERSON
from chamberflag.prover.encode import Encoding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from chamberflag.interlock.ruleset import RuleSet
    from chamberflag.interlock.tree import Node

Key = tuple[str, str]  # (w|l|g, field) (f, fact) (a, parameter) (role, person)
Told = dict[Key, Any]
PEOPLE = ("p1", "p2", "p3", "p4")
LOTS = ("l1", "l2")


@dataclass
class Neighbourhood:
    """One event's (or no event's) states: every person and lot is one of a few with names."""

    rules: RuleSet
    event: str | None
    terms: dict[Key, tuple[Any, str]] = field(default_factory=dict[Key, tuple[Any, str]])  # key -> term, sort

    def __post_init__(self) -> None:
        """Declare the state, the parameters and the named people and lots."""
        e = self.e = Encoding(self.rules.model, 1)
        s = self.s = e.state()
        self.args: dict[str, Any] = e.params(self.event) if self.event else {}
        self.named = {
            PERSON: {"": e.none[PERSON], **{p: z3.Const(f"name_{p}", e.sorts[PERSON]) for p in PEOPLE}},
            "LotId": {"": e.none["LotId"], **{x: z3.Const(f"name_{x}", e.sorts["LotId"]) for x in LOTS}},
        }
        for (scope, name), found in e.schema.fields.items():
            if not found.physical:
                self.terms[scope, name] = (s[scope, 0, name], found.sort)
        for name, x in self.args.items():
            self.terms["a", name] = (x, self.rules.model.events[self.event or ""].params[name])
        for role in e.schema.roles:
            for person in PEOPLE:
                self.terms[role, person] = (e.role[role](self.named[PERSON][person]), BOOL)
        self.hard: list[Any] = [z3.Distinct(*names.values()) for names in self.named.values()]
        for x, sort in self.terms.values():
            if sort in self.named:
                self.hard.append(z3.Or([x == one for one in self.named[sort].values()]))
            elif e.schema.base(sort) == INT:
                self.hard += [e.bounds(x, sort), x <= 2**52]
        state = [i for i in self.rules.model.invariants if not i.step and not i.physical]
        self.hard += [e.z(i.tree[""], s, {}) for i in state]

    def term(self, tree: Node) -> Any:
        """A tree of the rule language in this state; its facts become part of what is told."""
        made = self.e.z(tree, self.s, {}, self.args)
        for name in self.e.facts:
            self.terms.setdefault(("f", name), (self.e.facts[name][0], self.e.schema.facts.get(name, BOOL)))
        return made

    def says(self, key: Key, value: Any) -> Any:
        """The formula "this is so"; a fact of None is unknown."""
        x, sort = self.terms[key]
        base = self.e.schema.base(sort)
        if key[0] == "f" and value is None:
            return z3.Not(self.e.facts[key[1]][1])
        if base in self.named:
            equal = x == self.named[base][value]
        elif base == BOOL:
            equal = x == z3.BoolVal(value)
        else:
            equal = x == (z3.IntVal(value) if base == INT else self.e.members[base, value])
        return z3.And(equal, self.e.facts[key[1]][1]) if key[0] == "f" else equal

    def nearest(self, wanted: Iterable[Any], base: Mapping[Key, Any]) -> Told | None:
        """A state with all that is wanted, as like the base as a few rounds find; None where there is none."""
        solver = z3.Solver()
        solver.add(*self.e.axioms, *self.hard, *wanted)
        kept = {key: self.says(key, base[key]) for key in self.terms if key in base}
        marks = {key: z3.Bool(f"keep {key[0]} {key[1]}") for key in kept}
        solver.add(*(z3.Implies(marks[key], formula) for key, formula in kept.items()))
        names = {str(mark): key for key, mark in marks.items()}
        loose: set[Key] = set()
        while solver.check(*(mark for key, mark in marks.items() if key not in loose)) != z3.sat:
            core = sorted(names[str(mark)] for mark in solver.unsat_core())
            if not core:
                return None
            loose.update(core)
        for key in sorted(loose):  # what was let go too readily is taken back
            if solver.check(*(mark for other, mark in marks.items() if other not in loose - {key})) == z3.sat:
                loose.remove(key)
        solver.check(*(mark for key, mark in marks.items() if key not in loose))
        return {**{k: base[k] for k in kept}, **self.read(solver.model(), [k for k in self.terms if k not in kept or k in loose])}

    def read(self, model: Any, keys: Iterable[Key]) -> Told:
        """Values of these from a model."""
        return {key: self.value(model, key) for key in keys}

    def value(self, model: Any, key: Key) -> Any:
        """One value in the product's terms; None = an unknown fact."""
        x, sort = self.terms[key]
        base = self.e.schema.base(sort)
        if key[0] == "f" and not z3.is_true(model.eval(self.e.facts[key[1]][1], model_completion=True)):
            return None
        found = model.eval(x, model_completion=True)
        if base == BOOL:
            return z3.is_true(found)
        if base == INT:
            return found.as_long()
        options = self.named[base] if base in self.named else {m: self.e.members[base, m] for m in self.e.schema.enums[base]}
        return next(name for name, one in options.items() if z3.is_true(model.eval(x == one, model_completion=True)))
