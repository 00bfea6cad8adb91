"""The same state with other values of what one rule reads: so that a rule refuses in the one and every rule passes in the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import z3

from chamberflag.interlock.tree import BOOL, PERSON, walk

if TYPE_CHECKING:
    from chamberflag.interlock.guard import Part
    from chamberflag.prover.encode import Encoding, State
    from chamberflag.prover.reader import Reader

Changes = dict[str, dict[str, Any]]


@dataclass
class Twin:
    """Fresh constants for the fields, parameters and facts that a rule reads, and fresh roles where it asks for one."""

    e: Encoding
    s: State
    args: dict[str, Any]
    sorts: dict[str, str]  # of the parameters
    everything: bool
    part: Part
    pairs: list[tuple[Any, Any]] = field(default_factory=list[tuple[Any, Any]])
    told: list[tuple[str, str, Any, str, Any]] = field(
        default_factory=list[tuple[str, str, Any, str, Any]]
    )  # scope, name, term, sort, known
    functions: dict[str, Any] = field(default_factory=dict[str, Any])

    def __post_init__(self) -> None:
        """Declare what may differ: what the rule reads, or everything."""
        read = {node[:3] for node in walk(self.part.stated) if node[0] in {"var", "param", "fact"}}
        roles = {node[2] for node in walk(self.part.stated) if node[0] == "role"}
        for (scope, i, name), x in self.s.items():
            if i == 0 and (self.everything or ("var", scope, name) in read) and not self.e.schema.fields[scope, name].physical:
                self._fresh(scope, name, x, self.e.schema.fields[scope, name].sort)
        for name, x in self.args.items():
            if self.everything or any(one[0] == "param" and one[2] == name for one in read):
                self._fresh("a", name, x, self.sorts[name])
        for name, (x, known) in self.e.facts.items():
            if self.everything or any(one[0] == "fact" and one[2] == name for one in read):
                other = z3.Const(f"twin {known}", known.sort())
                self.pairs.append((known, other))
                self._fresh("f", name, x, self.e.schema.facts.get(name, BOOL), other)
        for name in self.e.schema.roles:
            if self.everything or name in roles:
                self.functions[name] = z3.Function(f"twin {self.e.role[name].name()}", self.e.sorts[PERSON], z3.BoolSort())

    def _fresh(self, scope: str, name: str, x: Any, sort: str, known: Any = None) -> None:
        other = z3.Const(f"twin {x}", x.sort())
        self.pairs.append((x, other))
        self.told.append((scope, name, other, sort, known))

    def of(self, formula: Any) -> Any:
        """The formula, said of the twin."""
        person = z3.Var(0, self.e.sorts[PERSON])
        made = z3.substitute(formula, *self.pairs) if self.pairs else formula
        swaps = [(self.e.role[name], f(person)) for name, f in self.functions.items()]
        return z3.substitute_funs(made, *swaps) if swaps else made

    def changes(self, reader: Reader, people: list[Any]) -> Changes:
        """What is otherwise in the twin: scope -> name -> value (None = a fact that nobody recorded), roles -> people."""
        made: Changes = {scope: {} for scope in ("w", "l", "g", "a", "f")}
        for scope, name, x, sort, known in self.told:
            unknown = known is not None and not z3.is_true(reader.model.eval(known, model_completion=True))
            made[scope][name] = None if unknown else reader.value(x, sort)
        everyone = [*people, *(x for _, _, x, sort, _ in self.told if self.e.schema.base(sort) == PERSON)]
        made["roles"] = {
            role: sorted(
                {str(reader.value(x, PERSON)) for x in everyone if z3.is_true(reader.model.eval(f(x), model_completion=True))} - {""}
            )
            for role, f in {**{name: self.e.role[name] for name in self.e.schema.roles}, **self.functions}.items()
        }
        return made
