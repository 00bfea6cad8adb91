"""Random worlds for rules: records, facts, parameters and people of the right sorts, with values near those that rules compare with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proofs.live import live_rules
from proofs.solver.naive import World

if TYPE_CHECKING:
    from random import Random

    from chamberflag.interlock.ruleset import RuleSet

RULES = live_rules()
PEOPLE = ("", "p1", "p2", "p3")
LOTS = ("", "l1", "l2")


def near(rules: RuleSet) -> tuple[int, ...]:
    """Whole numbers at and beside every limit."""
    limits = {value + change for value in rules.params.values() for change in (-1, 0, 1)}
    return (0, 0, 0, 1, 2, 5, *sorted(v for v in limits if v > 0))


NEAR = near(RULES)


def of_sort(random: Random, sort: str, rules: RuleSet = RULES) -> Any:  # noqa: ANN401
    """A value of a sort."""
    schema = rules.model.schema
    if sort == "Bool":
        return random.random() < 0.5
    if sort in schema.enums:
        return random.choice(schema.enums[sort])
    if sort in schema.refs:
        return random.choice(PEOPLE if sort == "Person" else LOTS)
    low, high = schema.ranges.get(sort, (0, None))
    return random.randint(low, min(high, 8)) if high is not None else random.choice(NEAR)


def world(random: Random, event: str | None, *, known: float = 0.7, rules: RuleSet = RULES) -> World:
    """A world in which some facts are missing; now and then most of it is as a good day has it."""
    schema = rules.model.schema
    records: dict[str, dict[str, Any]] = {"w": {}, "l": {}, "g": {}}
    for (scope, name), found in schema.fields.items():
        if not found.physical:
            records[scope][name] = of_sort(random, found.sort, rules)
    facts = {name: of_sort(random, sort, rules) for name, sort in facts_and_papers(rules).items() if random.random() < known}
    args = {name: of_sort(random, sort, rules) for name, sort in rules.model.events[event].params.items()} if event else {}
    roles = {role: frozenset(p for p in PEOPLE[1:] if random.random() < 0.5) for role in schema.roles}
    return World(records, facts, args, roles)


def facts_and_papers(rules: RuleSet = RULES) -> dict[str, str]:
    """Every fact, and the papers that stand for rules."""
    papers = {f"{kind}_{rule.fact_name}": "Bool" for rule in rules.book.rules.values() for kind in ("ack", "override", "held")}
    return {**rules.fact_sorts, **papers}


def judgements(rules: RuleSet = RULES) -> list[tuple[str, str | None]]:
    """Every gated act with each event it may be judged as."""
    from proofs.examples import steps_of  # noqa: PLC0415

    return list(steps_of(rules))
