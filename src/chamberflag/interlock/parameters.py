"""Parameters: their units, their direction, their values as whole numbers. Source: interlock.md section 3, jurisdictions, section 1."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.source import Source

UNITS = {"seconds": 1000, "minutes": 60_000, "hours": 3_600_000, "days": 86_400_000, "metres": 100}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A limit: value in ms, cm or plain (None = unset, which refuses), and the direction in which packs may move it."""

    name: str
    value: int | None
    unit: str
    tighten: str
    note: str


def exact(value: object, unit: str, place: str) -> int | None:
    """A value in whole ms, cm or as it is; from decimal text, never through binary fractions. Raises Malformed."""
    if value == "unset":
        return None
    made = Decimal(str(value)) * UNITS.get(unit, 1)
    if made != made.to_integral_value():
        raise Malformed("malformed.param", f"{value} {unit} is no whole number of ms or cm", place)
    return int(made)


def read(source: Source) -> dict[str, Parameter]:
    """All parameters of params.toml by name."""
    found: dict[str, Parameter] = {}
    for name, document in source.of("params.toml"):
        for item in document.get("param", []):
            value = exact(item["default"], item["unit"], f"{name} {item['name']}")
            found[item["name"]] = Parameter(item["name"], value, item["unit"], item["tighten"], item.get("note", ""))
    return found


def moved(parameter: Parameter, value: int, place: str) -> Parameter:
    """The parameter with a stricter value. Raises Malformed (loosens) where the move goes the wrong way."""
    old = parameter.value
    if old is not None and ((parameter.tighten == "lower" and value > old) or (parameter.tighten == "raise" and value < old)):
        raise Malformed(
            "malformed.loosens", f"{parameter.name} may only be moved to {parameter.tighten} from {old}; {value} loosens it", place
        )
    return Parameter(parameter.name, value, parameter.unit, parameter.tighten, parameter.note)


def constants(params: Mapping[str, int | None]) -> dict[str, int | None]:
    """Names as rules write them (CHECK_VALID_MIN) -> whole numbers; None = unset."""
    return {name.upper(): value for name, value in params.items()}
