"""Parameters: their units, their direction, their values as whole numbers. Source: interlock.md section 3, jurisdictions, section 1."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from chamberflag.interlock.schema import LARGEST, word
from chamberflag.interlock.sections import ParamSection, items
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.source import Source

DIRECTIONS = ("lower", "raise")
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
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite() or abs(value) > LARGEST:
        raise Malformed("malformed.param", f'{str(value)[:40]!r} is neither a number nor "unset"', place)
    made = Decimal(value) * UNITS.get(unit, 1)
    if made != made.to_integral_value():
        raise Malformed("malformed.param", f"{value} {unit} is no whole number of ms or cm", place)
    if not 0 <= made <= LARGEST:
        raise Malformed("malformed.param", f"{value} {unit} is out of range", place)
    return int(made)


def read(source: Source) -> dict[str, Parameter]:
    """All parameters of params.toml by name."""
    found: dict[str, Parameter] = {}
    for name, document in source.of("params.toml"):
        if set(document) - {"param"}:
            raise Malformed("malformed.param", "this file holds [[param]] and nothing else", name)
        for item in items(ParamSection, document.get("param", []), name, "malformed.param"):
            place = f"{name} {item.name}"
            word(item.name, place)
            if item.name in found:
                raise Malformed("malformed.param", "is there twice", place)
            if item.tighten not in DIRECTIONS:
                raise Malformed("malformed.param", f"tighten is one of {', '.join(DIRECTIONS)}, not {item.tighten!r}", place)
            found[item.name] = Parameter(item.name, exact(item.default, item.unit, place), item.unit, item.tighten, item.note)
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
