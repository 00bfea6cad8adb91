"""One tree, many readers: the same random cases to each, and every answer compared. Source: interlock.md 2 and 6 (backend differential).

Judgements: the compiled Python that decides, the fast yes or no, the JavaScript of the phone, z3's term, and the prover's own reading of
the rule as it is written. Effects: the compiled `apply`, z3's state after the event, and the explorer's successor.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

from chamberflag.acts.table import read_table
from chamberflag.gate.selftest import forecast
from chamberflag.interlock.guard import FULL_FORM
from chamberflag.interlock.javascript import module
from chamberflag.interlock.python import function
from chamberflag.store.shipped import rule_texts
from proofs.backends.guided import Case, cases, spoiled
from proofs.backends.phone import Gate
from proofs.backends.solved import Solver, Values
from proofs.examples import steps_of
from proofs.solver.naive import World, value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from chamberflag.interlock.guard import Guard, Part
    from chamberflag.interlock.ruleset import RuleSet
    from chamberflag.interlock.tree import Node

Name = tuple[str, str]  # rule, part
READERS = ("python", "javascript", "z3", "naive")
BATCH = 250  # cases that cross into the phone's engine at once
AGAIN, MORE = 5, 500  # how often, and with how many cases, one-sided rules are looked for


@dataclass
class Tally:
    """What was compared: cases, judgements of a single rule, how often each rule passed and failed at each act and event; differences."""

    cases: int = 0
    spoiled: int = 0
    open: int = 0
    alone: int = 0  # cases that exactly one rule refuses
    passed: Counter[tuple[str, str, Name]] = field(default_factory=Counter[tuple[str, str, Name]])
    failed: Counter[tuple[str, str, Name]] = field(default_factory=Counter[tuple[str, str, Name]])
    broke: Counter[str] = field(default_factory=Counter[str])
    differences: list[str] = field(default_factory=list[str])

    def by_rule(self) -> dict[Name, tuple[int, int]]:
        """Rule -> how often it passed and failed, at all acts and events together."""
        made: dict[Name, tuple[int, int]] = {}
        for one in {*self.passed, *self.failed}:
            passed, failed = made.get(one[2], (0, 0))
            made[one[2]] = (passed + self.passed[one], failed + self.failed[one])
        return made

    def one_sided(self) -> set[Name]:
        """Rules that were never seen to pass, or never to fail, at any act; a form that a pack closes never passes where it stands."""
        return {name for name, seen in self.by_rule().items() if not all(seen) and (name[1] != FULL_FORM or not seen[1])}

    def places(self) -> tuple[int, int]:
        """(act, event, rule) seen both ways, and all of them."""
        every = {*self.passed, *self.failed}
        return sum(self.passed[one] > 0 and self.failed[one] > 0 for one in every), len(every)


def free() -> list[str]:
    """The fail-safe acts."""
    return [act for act, row in read_table(rule_texts()["acts.toml"]).rows.items() if row.klass == "F"]


def twisted(rules: RuleSet, twist: Callable[[Node], Node]) -> RuleSet:
    """The same rules as a reader with a fault would read them: each tree changed before it is compiled."""
    guards: dict[tuple[str, str | None], Guard] = {}
    for act, event in {*judgements(rules), *((act, None) for act in rules.gates["ALL"]), *(("", name) for name in rules.model.events)}:
        guard = rules.guard(act, event)
        parts = tuple(
            replace(part, tree=twist(part.tree), stated=twist(part.stated), test=function(twist(part.tree))) for part in guard.parts
        )
        guards[act, event] = replace(guard, parts=parts)
    return replace(rules, _guards=guards)


def judgements(rules: RuleSet) -> list[tuple[str, str | None]]:
    """Every gated act with each event it may be judged as."""
    return list(steps_of(rules))


@dataclass
class Readers:
    """The rule set as each reader has it."""

    python: RuleSet
    javascript: Gate
    z3: RuleSet
    solver: Solver
    naive: RuleSet

    @classmethod
    def of(cls, rules: RuleSet) -> Readers:
        """All of them sound."""
        return cls(rules, Gate(module(rules, free())), rules, Solver(rules.model), rules)

    def faulty(self, twist: Callable[[Node], Node], which: str) -> Readers:
        """One of them with a fault."""
        changed = twisted(self.python, twist)
        made: Any = Gate(module(changed, free())) if which == "javascript" else changed
        return replace(self, **{which: made})

    def refuses(self, part: Part, event: str | None, values: Values, roles: Mapping[str, frozenset[str]]) -> Iterator[Name]:
        """What z3 refuses by; what it leaves open is an answer of nobody else's."""
        try:
            if not self.solver.answer(self.solver.term(part.tree, event), values, roles):
                yield _name(part)
        except LookupError:
            yield "left open", part.part or part.rule


def compare(rules: RuleSet, seed: int, count: int, readers: Readers | None = None, most: int = 20) -> Tally:
    """Run so many well-sorted cases and as many spoiled ones through every reader that can take them; stops after `most` differences.

    Rules that were seen on one side only are then looked for, a few times over.
    """
    random, tally = Random(seed), Tally()
    readers = readers or Readers.of(rules)
    found = judgements(rules)
    for turn in range(1 + AGAIN):
        only = tally.one_sided() if turn else set[Name]()
        if turn and not only:
            break
        through(readers, cases(rules, found, random, MORE if turn else count, only), random, tally, most)
    return tally


def through(readers: Readers, made: Iterator[Case], random: Random, tally: Tally, most: int = 1) -> Tally:
    """Cases through every reader, as they are and spoiled."""
    while (batch := list(islice(made, BATCH))) and len(tally.differences) < most:
        _judged(readers, batch, tally)
        _spoiled(readers, [spoiled(one, random) for one in batch], tally)
    return tally


def _judged(readers: Readers, batch: Sequence[Case], tally: Tally) -> None:
    """Well-sorted cases: five answers to each."""
    for case, phone in zip(batch, readers.javascript.explain(batch), strict=True):
        act, event = case["act"], case["event"] or None
        roles = {role: frozenset(who) for role, who in case["roles"].items()}
        parts = readers.python.guard(act, event).parts
        said = forecast(readers.python, case)
        values: Values = {(scope, 0, name): found for scope in "wlg" for name, found in case[scope].items()}
        values |= {(scope, name): found for scope in "af" for name, found in case[scope].items()}
        z3 = [name for part in readers.z3.guard(act, event).parts for name in readers.refuses(part, event, values, roles)]
        world = World({s: case[s] for s in "wlg"}, case["f"], case["a"], roles)
        naive = [_name(part) for part in readers.naive.guard(act, event).parts if value(part.stated, world) is not True]
        answers = {"python": said, "javascript": phone, "z3": z3, "naive": naive}
        yes = readers.python.guard(act, event).allow(case["w"], case["l"], case["g"], Facts(case["f"]), case["a"], roles)
        if any(answer != said for answer in answers.values()) or yes is bool(said):
            tally.differences.append(f"case {tally.cases}, {act} as {event}: {answers}, yes {yes}, {case}")
        tally.cases += 1
        tally.open += not said
        tally.alone += len(said) == 1
        failed = set(said)
        for part in parts:
            (tally.failed if _name(part) in failed else tally.passed)[act, case["event"], _name(part)] += 1


def _spoiled(readers: Readers, batch: Sequence[Case], tally: Tally) -> None:
    """Cases with something missing or of another sort: Python and the phone alike, and what is broken never opens."""
    for case, phone in zip(batch, readers.javascript.explain(batch), strict=True):
        said = forecast(readers.python, case)
        if said != phone:
            tally.differences.append(f"spoiled case {tally.spoiled}, {case['act']}: python {said}, javascript {phone}, {case}")
        tally.spoiled += 1
        tally.broke.update(part for rule, part in said if rule == "broken_rule")


def _name(part: Part) -> Name:
    return part.rule, part.part


class Facts:
    """Facts as attributes, None where nobody told one."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.__dict__.update(told)

    def __getattr__(self, name: str) -> None:
        return None
