"""The words an expression may use: sorts, fields, roles, facts, constants. Source: interlock.md section 2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chamberflag.interlock.tree import INT

if TYPE_CHECKING:
    from collections.abc import Mapping

SCOPES = {"w": "weapon", "l": "lot", "g": "unit"}


@dataclass(frozen=True, slots=True)
class Field:
    """A stored or physical field: its sort, its initial value as text, whether only the proof sees it, whether it is an identity."""

    sort: str
    initial: str
    physical: bool = False

    @property
    def key(self) -> bool:
        """An identity is never written."""
        return self.initial == "key"


@dataclass(frozen=True, slots=True)
class Schema:
    """Names and sorts. enums: name -> members; ranges: name -> (low, high or None); refs: name -> its "none"."""

    enums: Mapping[str, tuple[str, ...]]
    ranges: Mapping[str, tuple[int, int | None]]
    refs: Mapping[str, str]
    roles: tuple[str, ...]
    physical_roles: tuple[str, ...]
    fields: Mapping[tuple[str, str], Field]
    facts: Mapping[str, str]
    constants: Mapping[str, int | None]
    definitions: Mapping[str, str]

    def base(self, sort: str) -> str:
        """Bounded integers are integers."""
        return INT if sort in self.ranges else sort

    @property
    def none_names(self) -> dict[str, str]:
        """The word for "none" of a reference -> its sort."""
        return {word: sort for sort, word in self.refs.items()}
