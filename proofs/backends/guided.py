"""Worlds near the boundary of the rules: random, then bent until chosen rules hold or fail by as little as they can.

A case is what the gate is asked: act, event ("" = none), records w l g, facts f (missing = unknown), parameters a, role -> people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chamberflag.interlock.schema import LARGEST
from chamberflag.interlock.tree import BOOL, INT
from proofs.solver.naive import World, value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from random import Random

    from chamberflag.interlock.guard import Part
    from chamberflag.interlock.ruleset import RuleSet
    from chamberflag.interlock.tree import Node

Case = dict[str, Any]
PEOPLE = ("", "p1", "p2", "p3", "p4")
LOTS = ("", "l1", "l2")
WRONG = (None, "", "yes", 0, 1, -1, 1.5, True, False, [], {}, 2**53, "EMPTY")
ROUNDS = 3  # bending one rule may break another: so often is each looked at again
BASES = 5  # worlds bent from nothing, for one judgement
BENT, OPEN = 0.9, 0.25  # of the cases that begin at one of them; of the rules that are bent to hold, the rest being bent to fail
ORDERS = {"lt": 1, "le": 0}  # the least by which the right side is larger


class Bender:
    """Random worlds of one rule set, and their bending."""

    def __init__(self, rules: RuleSet, random: Random, people: Sequence[str] = PEOPLE, lots: Sequence[str] = LOTS) -> None:
        """random: all of the chance there is. people, lots: who and what there is, nobody and none first."""
        self.people, self.lots = people, lots
        self.rules, self.schema, self.random = rules, rules.model.schema, random
        limits = {v + change for v in rules.params.values() for change in (-1, 0, 1)}
        self.near = (0, 0, 0, 1, 2, 5, *sorted(v for v in limits if v > 0))

    def of_sort(self, sort: str) -> Any:
        """A value of a sort; whole numbers lie at and beside the limits of the rules."""
        if sort == BOOL:
            return self.random.random() < 0.5
        if sort in self.schema.enums:
            return self.random.choice(self.schema.enums[sort])
        if sort in self.schema.refs:
            return self.random.choice(self.people if sort == "Person" else self.lots)
        low, high = self.schema.ranges.get(sort, (0, None))
        return self.random.randint(low, min(high, 8)) if high is not None else self.random.choice(self.near)

    def world(self, act: str, event: str | None, parts: Sequence[Part]) -> Case:
        """Anything at all."""
        case: Case = {"act": act, "event": event or "", "w": {}, "l": {}, "g": {}, "f": {}, "a": {}}
        for (scope, name), found in self.schema.fields.items():
            if not found.physical:
                case[scope][name] = self.of_sort(found.sort)
        for name, sort in (self.rules.model.events[event].params if event else {}).items():
            case["a"][name] = self.of_sort(sort)
        read = {name: self.schema.facts.get(name, BOOL) for part in parts for _, scope, name in part.reads if scope == "f"}
        case["f"] = {name: self.of_sort(sort) for name, sort in read.items()}
        case["roles"] = {role: [p for p in self.people[1:] if self.random.random() < 0.5] for role in self.schema.roles}
        return case

    def read(self, node: Node, case: Case) -> Any:
        """The value of a tree; None = unknown."""
        return value(node, World({s: case[s] for s in "wlg"}, case["f"], case["a"], case["roles"]))

    def bend(self, node: Node, case: Case, *, wanted: bool) -> None:
        """Change as little as it takes until a tree says what is wanted, where that is possible at all."""
        if self.read(node, case) is wanted:
            return
        match node:
            case ("and" | "or" as kind, *members) if members:
                every = wanted == (kind == "and")
                for member in members if every else [self.random.choice(members)]:
                    self.bend(member, case, wanted=wanted)
            case ("not", inner):
                self.bend(inner, case, wanted=not wanted)
            case ("ite", test, yes, no):
                chosen = self.random.random() < 0.5
                self.bend(test, case, wanted=chosen)
                self.bend(yes if chosen else no, case, wanted=wanted)
            case ("role", person, role):
                who = self.read(person, case) or self.random.choice(self.people[1:])
                if wanted and case["roles"][role] and self.random.random() < 0.5:
                    who = self.random.choice(case["roles"][role])
                self.put(person, case, who)
                case["roles"][role] = sorted({*case["roles"][role], who} - (set() if wanted else {who}))
            case ("eq", left, right):
                self._equal(left, right, case, wanted=wanted)
            case ("lt" | "le" as kind, left, right):
                by = ORDERS[kind] + self.random.choice((0, 0, 1, 4)) if wanted else ORDERS[kind] - 1 - self.random.choice((0, 0, 1, 4))
                first, second = self._number(left, case), self._number(right, case)
                if self.random.random() < 0.5 or not self.put(left, case, second - by):
                    _ = self.put(right, case, first + by) or self.put(left, case, second - by)
            case _:
                self.put(node, case, wanted)

    def _number(self, node: Node, case: Case) -> int:
        """A number's value; one that is not known is made known first."""
        if self.read(node, case) is None:
            self.put(node, case, self.random.choice(self.near))
        return self.read(node, case) or 0

    def _equal(self, left: Node, right: Node, case: Case, *, wanted: bool) -> None:
        one, other = (left, right) if self.random.random() < 0.5 else (right, left)
        for side, like in ((one, other), (other, one)):
            found = self.read(like, case)
            if found is None:
                self.put(like, case, self.of_sort(self._sort(like)))
                found = self.read(like, case)
            if side[0] in {"and", "or", "not", "eq", "lt", "le", "role"}:
                self.bend(side, case, wanted=found is wanted)
                return
            options = [found] if wanted else [v for v in (self.of_sort(self._sort(side)) for _ in range(8)) if v != found]
            if options and self.put(side, case, options[0]):
                return

    def _sort(self, node: Node) -> str:
        match node:
            case ("var", scope, name):
                return self.schema.fields[scope, name].sort
            case ("param" | "fact" | "lit" | "none", sort, *_):
                return sort if self.schema.is_sort(sort) and sort != INT else "Nat"
            case ("ite", _, yes, _):
                return self._sort(yes)
            case _:
                return "Nat"

    def put(self, node: Node, case: Case, wanted: Any) -> bool:
        """Write a value where a tree reads one; whether that could be done."""
        match node:
            case ("var", scope, name):
                return self._put(case[scope], name, wanted, self.schema.fields[scope, name].sort)
            case ("param", sort, name):
                return self._put(case["a"], name, wanted, sort)
            case ("fact", sort, name):
                return self._put(case["f"], name, wanted, sort)
            case ("known", name):
                case["f"].pop(name, None)
                return not wanted or self._put(case["f"], name, self.of_sort(sort := self.schema.facts.get(name, BOOL)), sort)
            case ("add", left, right):
                return self.put(left, case, wanted - self._number(right, case))
            case ("sub", left, right):
                return self.put(left, case, wanted + self._number(right, case))
            case ("ite", test, yes, no):
                return self.put(yes if self.read(test, case) else no, case, wanted)
            case _:
                return False

    def _put(self, record: dict[str, Any], name: str, wanted: Any, sort: str) -> bool:
        if not self.schema.fits(sort, wanted) or (type(wanted) is int and wanted > LARGEST):
            return False
        record[name] = wanted
        return True


def copied(case: Case) -> Case:
    """A case that may be changed."""
    return {name: dict(found) if isinstance(found, dict) else found for name, found in case.items()}


def cases(
    rules: RuleSet, judgements: Sequence[tuple[str, str | None]], random: Random, count: int, only: Collection[tuple[str, str]] = ()
) -> Iterator[Case]:
    """So many well-sorted cases: every rule of every judgement is in turn bent to fail; facts are missing in about a third of them.

    only: the rules and parts that are bent; none = all.
    """
    bender = Bender(rules, random)
    bases: dict[tuple[str, str | None], list[Case]] = {}
    targets = [(key, part) for key in judgements for part in rules.guard(*key).parts if not only or (part.rule, part.part) in only]
    random.shuffle(targets)
    for number in range(count):
        key, target = targets[number % len(targets)]
        parts = rules.guard(*key).parts
        if len(bases.setdefault(key, [])) < BASES:
            base = bender.world(*key, parts)
            for part in list(parts) * ROUNDS:
                bender.bend(part.tree, base, wanted=True)
            bases[key].append(base)
        case = copied(random.choice(bases[key])) if random.random() < BENT else bender.world(*key, parts)
        bender.bend(target.tree, case, wanted=random.random() < OPEN)
        for part in random.sample(parts, min(len(parts), random.choice((0, 0, 0, 1, 3)))):
            bender.bend(part.tree, case, wanted=random.random() < OPEN)
        for name in random.sample(sorted(case["f"]), min(len(case["f"]), random.choice((0, 0, 1, 3)))):
            del case["f"][name]
        yield case


def spoiled(case: Case, random: Random) -> Case:
    """The same with something of another sort or not there, mostly where a rule reads it."""
    made = copied(case)
    for _ in range(random.choice((1, 2, 6))):
        part = made[random.choice(("w", "l", "g", "f", "f", "a", "roles"))]
        if part:
            name = random.choice(sorted(part))
            if random.random() < 0.3 or part is made["roles"]:
                del part[name]
            else:
                part[name] = random.choice(WRONG)
    return made
