"""The fact vector: computes a fact when a rule first reads it, checks its sort once, remembers it. Missing = UNKNOWN = refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.gate.facts.table import FACTS
from chamberflag.gate.papers import acknowledged, held, overridden

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.gate.moment import Moment

Fact = bool | int | str | None


PAPERS = (("override_", overridden), ("ack_", acknowledged), ("held_", held))


class IllSorted(TypeError):
    """A fact came out with another sort than declared: our bug; the rule that reads it refuses as `broken_rule`."""


class FactVector:
    """Facts of one moment as attributes. `f.lot_held` is True, False, or None when not recorded."""

    def __init__(self, moment: Moment, sorts: Mapping[str, str]) -> None:
        """sorts: fact name -> Bool, Nat or an enumeration, from facts.toml."""
        self._moment = moment
        self._sorts = sorts

    def __getattr__(self, name: str) -> Fact:
        """The value of a fact, computed once."""
        if name.startswith("_"):
            raise AttributeError(name)
        value = self._compute(name)
        self.__dict__[name] = value
        return value

    def _compute(self, name: str) -> Fact:
        fact = FACTS.get(name)
        if fact is None:
            return self._paper(name)
        value = fact(self._moment)
        if value is None:
            return None
        wanted = self._sorts[name]
        good = type(value) is bool if wanted == "Bool" else type(value) is int and value >= 0 if wanted == "Nat" else isinstance(value, str)
        if not good:
            raise IllSorted(f"{name} is {value!r}, not {wanted}")
        return value

    def _paper(self, name: str) -> Fact:
        """A signed paper about one rule; `unset_` stands for a parameter that nobody has set."""
        for prefix, find in PAPERS:
            if name.startswith(prefix):
                return find(self._moment, name.removeprefix(prefix).replace("_", "-"))
        if name.startswith("unset_"):
            return None
        raise KeyError(name)
