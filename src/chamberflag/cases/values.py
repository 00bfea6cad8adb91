"""Values of args that can be read in one way only: lengths, times, numbers, classes. What nobody can read is an error, no guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.cases.terms import NOT_STATED, ROUND_CLASSES
from chamberflag.vocabulary.words import Chamber, Contents, WeaponClass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chamberflag.cases.form import Case

UNKNOWN = "unknown"
CLASSES = frozenset(str(c) for words in (WeaponClass, Contents, Chamber) for c in words) | ROUND_CLASSES
CLASS_ARGS = ("class", "found_class", "weapon_class")
LENGTHS, TIMES, NUMBERS = ("distance_m",), ("minutes", "days_later"), ("rounds", "capacity", "chambers_seen", "plan_count")
OF_KIND: Mapping[str, frozenset[str]] = {"weapon": frozenset(str(c) for c in WeaponClass), "lot": ROUND_CLASSES, "round": ROUND_CLASSES}


def wrong_values(case: Case) -> Iterator[str]:
    """Every value that has no meaning, with the place of its key."""
    for item in case.item:
        known = OF_KIND.get(item.kind)
        if item.klass is not None and known is not None and item.klass not in known and item.klass.lower() not in {UNKNOWN, NOT_STATED}:
            yield f"item {item.id}: class {item.klass!r} is none of {', '.join(sorted(known))}"
    for given in case.given:
        for act in given.acts:
            yield from (f"given {given.about}.{given.fact}: {told}" for told in _args(act.args))
    for step in case.step:
        yield from (f"step {step.n}: {told}" for told in _args(step.args))


def _args(args: Mapping[str, object]) -> Iterator[str]:
    for name in CLASS_ARGS:
        value = args.get(name)
        if isinstance(value, str) and value not in CLASSES and value.lower() not in {UNKNOWN, NOT_STATED}:
            yield f"args.{name} = {value!r} is no class of a weapon or a round"
    for names, what in ((LENGTHS, "a length in metres"), (TIMES, "a time"), (NUMBERS, "a number")):
        for name in names:
            if name in args and not _measure(args[name]):
                yield f'args.{name} = {args[name]!r} is not {what} of 0 or more, nor "not_stated"'


def _measure(value: object) -> bool:
    """A figure of 0 or more, or no figure at all; a number told by class is one for each."""
    if isinstance(value, dict):
        return all(_measure(one) for one in value.values())  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return isinstance(value, bool) or value == NOT_STATED or (isinstance(value, int | float) and 0 <= value < float("inf"))
