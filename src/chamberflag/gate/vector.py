"""The fact vector: computes a fact when a rule first reads it, checks its sort once, remembers it. Missing = UNKNOWN = refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chamberflag.gate.facts.table import FACTS
from chamberflag.gate.papers import acknowledged, held, overridden
from chamberflag.interlock.tree import BOOL, UNSET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.gate.moment import Moment

Fact = bool | int | str | None


PAPERS = (("override_", overridden), ("ack_", acknowledged), ("held_", held))


class IllSorted(TypeError):
    """A fact or field of another sort than declared, or a field that is not there: the rule that reads it refuses as `broken_rule`."""


class FactVector:
    """Facts of one moment as attributes. `f.lot_held` is True, False, or None when not recorded."""

    def __init__(self, moment: Moment, sorts: Mapping[str, str]) -> None:
        """sorts: fact name -> Bool, Nat or an enumeration, from facts.toml."""
        self._moment = moment
        self._sorts = sorts

    def __getattr__(self, name: str) -> Fact:
        """What no function computes, looked up once."""
        if name.startswith("_"):
            raise AttributeError(name)
        value = self._paper(name)
        self.__dict__[name] = value
        return value

    def _paper(self, name: str) -> Fact:
        """A signed paper about one rule; `unset_` stands for a parameter that nobody has set."""
        for prefix, find in PAPERS:
            if name.startswith(prefix):
                return find(self._moment, name.removeprefix(prefix).replace("_", "-"))
        if name.startswith(UNSET):
            return None
        raise KeyError(name)


class _Computed:
    """A fact as an attribute of every vector: once computed, the vector's own value is found before this."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, vector: Any, owner: object) -> Fact:  # noqa: ANN401 - a vector; its members are its own
        name = self._name
        value = FACTS[name](vector._moment)  # noqa: SLF001
        if value is not None:
            wanted = vector._sorts[name]  # noqa: SLF001
            if not (type(value) is bool if wanted == BOOL else type(value) is int and value >= 0):
                raise IllSorted(f"{name} is {value!r}, not {wanted}")
        vector.__dict__[name] = value
        return value


for _name in FACTS:
    setattr(FactVector, _name, _Computed(_name))
