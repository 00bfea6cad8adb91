"""A solver's model in the product's terms: values, people and lots with short names, the roles of the people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import z3

from chamberflag.interlock.tree import BOOL, INT, PERSON

if TYPE_CHECKING:
    from chamberflag.prover.encode import Encoding, State


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads values off a z3 model and gives people and lots short names."""

    e: Encoding
    model: Any
    names: dict[str, dict[str, str]]

    def value(self, x: Any, sort: str) -> bool | int | str:
        """One value in the product's terms."""
        found = self.model.eval(x, model_completion=True)
        base = self.e.schema.base(sort)
        if base == BOOL:
            return z3.is_true(found)
        if base == INT:
            return found.as_long()
        if base in self.e.schema.enums:
            return str(found).split("_", 2)[-1]
        if z3.is_true(self.model.eval(x == self.e.none[base], model_completion=True)):
            return ""
        known = self.names.setdefault(base, {})
        return known.setdefault(str(found), f"{'p' if base == PERSON else 'l'}{len(known) + 1}")

    def roles(self, people: list[Any]) -> dict[str, list[str]]:
        """Role -> people of this example."""
        made: dict[str, set[str]] = {}
        for role, f in self.e.role.items():
            if role in self.e.schema.roles:
                made[role] = {str(self.value(x, PERSON)) for x in people if z3.is_true(self.model.eval(f(x), model_completion=True))} - {""}
        return {role: sorted(who) for role, who in made.items()}

    def facts(self) -> dict[str, bool | int | str]:
        """The facts that the model knows."""
        known = ((name, x) for name, (x, known) in self.e.facts.items() if z3.is_true(self.model.eval(known, model_completion=True)))
        return {name: self.value(x, self.e.schema.facts.get(name, BOOL)) for name, x in known}

    def records(self, s: State) -> dict[str, dict[str, bool | int | str]]:
        """What is on record of weapon, lot and unit: scope -> field -> value."""
        made: dict[str, dict[str, bool | int | str]] = {"w": {}, "l": {}, "g": {}}
        for (scope, name), f in self.e.schema.fields.items():
            if not f.physical:
                made[scope][name] = self.value(s[(scope, 0, name)], f.sort)
        return made
