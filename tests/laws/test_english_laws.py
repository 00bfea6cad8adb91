"""What is read aloud is what is asked: two expressions with the same English are never two different conditions."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, cast

import pytest

from chamberflag.app import shipped_source
from chamberflag.interlock.english import Reader, reader
from chamberflag.interlock.guard import guarded
from chamberflag.interlock.tree import BOOL, INT, PERSON, Node, walk
from proofs.backends.faults import FAULTS
from proofs.backends.guided import Bender
from proofs.live import live_rules
from proofs.vectors.gate import PACKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RULES = live_rules(PACKS)
SCHEMA = RULES.model.schema
ALOUD = reader(shipped_source(), SCHEMA)
PARAMS = {"who": PERSON, "to": PERSON, "now": "Instant", "n": "Count", "found": "Contents", "live": BOOL}
SEED, MADE, WORLDS, DEEP = 9_900, 8_000, 40, 3


class Grower:
    """Random expressions over the live schema: every construct of the language."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.leaves: dict[str, list[Node]] = {}
        for (scope, name), found in SCHEMA.fields.items():
            if not found.physical:
                self.leaves.setdefault(SCHEMA.base(found.sort), []).append(("var", scope, name))
        for name, sort in PARAMS.items():
            self.leaves.setdefault(SCHEMA.base(sort), []).append(("param", sort, name))
        for name, sort in random.sample(sorted(SCHEMA.facts.items()), 20):
            self.leaves[SCHEMA.base(sort)].append(("fact", sort, name))
        for sort in SCHEMA.refs:
            self.leaves[sort].append(("none", sort))
        for sort, members in SCHEMA.enums.items():
            self.leaves.setdefault(sort, []).extend(("lit", sort, member) for member in members)
        self.leaves[INT] += [("lit", INT, n) for n in (0, 1, 2, 1_000, 60_000, 3_600_000)]

    def truth(self, deep: int) -> Node:
        """A truth value."""
        choice = self.random.choice(
            ("leaf", "role", "eq", "order") if not deep else ("and", "or", "not", "ite", "eq", "order", "in", "same")
        )
        match choice:
            case "leaf":
                return self.random.choice(self.leaves[BOOL])
            case "role":
                return ("role", self.random.choice(self.leaves[PERSON][:-1]), self.random.choice(SCHEMA.roles))
            case "and" | "or":
                return (choice, *(self.truth(deep - 1) for _ in range(self.random.choice((2, 2, 3)))))
            case "not":
                return ("not", self.truth(deep - 1))
            case "ite":
                return ("ite", *(self.truth(deep - 1) for _ in range(3)))
            case "same":
                return ("eq", self.truth(deep - 1), self.truth(deep - 1))
            case "in":
                sort = self.random.choice(sorted(SCHEMA.enums))
                one = self.random.choice(self.leaves[sort])
                return ("or", *(("eq", one, ("lit", sort, m)) for m in self.random.sample(SCHEMA.enums[sort], 2)))
            case "order":
                return (self.random.choice(("lt", "le")), self.number(deep), self.number(deep))
            case _:
                sort = self.random.choice(sorted(set(self.leaves) - {BOOL, INT}))
                return ("eq", self.random.choice(self.leaves[sort]), self.random.choice(self.leaves[sort]))

    def number(self, deep: int) -> Node:
        """A whole number."""
        if deep and self.random.random() < 0.4:
            return (self.random.choice(("add", "sub")), self.number(deep - 1), self.number(deep - 1))
        return self.random.choice(self.leaves[INT])


def worlds(random: Random, *trees: Node) -> Iterator[tuple[Bender, dict[str, Any]]]:
    """Random worlds, half of them bent until a part of a tree says this or that."""
    bender = Bender(RULES, random)
    parts = [node for tree in trees for node in walk(tree) if ALOUD.truth(node)]
    for number in range(WORLDS):
        case = bender.world("", None, ())
        case["a"] = {name: bender.of_sort(sort) for name, sort in PARAMS.items()}
        read = {node[2]: node[1] for tree in trees for node in walk(tree) if node[0] == "fact"}
        args = {node[2]: node[1] for tree in trees for node in walk(tree) if node[0] == "param"}
        case["a"] |= {name: bender.of_sort(sort) for name, sort in args.items()}
        case["f"] = {name: bender.of_sort(sort) for name, sort in read.items() if random.random() < 0.8}
        for part in random.sample(parts, min(3, len(parts))) if number % 2 else ():
            bender.bend(part, case, wanted=random.random() < 0.5)
        yield bender, case


def differ(random: Random, one: Node, other: Node) -> bool:
    """Whether a world was found in which two expressions say different things; unknown is one of three answers."""
    return any(bender.read(one, case) is not bender.read(other, case) for bender, case in worlds(random, one, other))


def confused(random: Random) -> tuple[list[tuple[str, Node, Node]], set[str], int]:
    """Random expressions that read the same and are not; the constructs that were met; how many different sentences."""
    grower, read = Grower(random), dict[str, Node]()
    met: set[str] = set()
    twins: list[tuple[str, Node, Node]] = []
    for number in range(MADE):
        tree = grower.truth(number % (DEEP + 1))
        met |= {node[0] for node in walk(tree)}
        said = ALOUD.rule(tree)
        other = read.setdefault(said, tree)
        if other != tree:
            twins.append((said, other, tree))
    return [one for one in twins if differ(random, *one[1:])], met, len(read)


def test_two_random_expressions_with_one_english_are_one_condition() -> None:
    """Thousands of random expressions of every construct: where two read the same, no world tells them apart."""
    wrong, met, sentences = confused(Random(SEED))
    assert met == {"and", "or", "not", "ite", "eq", "lt", "le", "add", "sub", "role", "var", "param", "fact", "lit", "none"}
    assert sentences > MADE / 2
    assert wrong == []


def test_an_english_that_forgets_something_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that takes every limit for 1 says the same of different conditions, and the comparison finds them."""
    monkeypatch.setattr(Reader, "measure", lambda *_: "1")
    assert confused(Random(SEED))[0]


def confused_neighbours(random: Random, trees: Iterable[Node]) -> tuple[list[str], int]:
    """The English of trees that a neighbour of theirs shares without being the same condition; how many neighbours were looked at."""
    wrong: list[str] = []
    seen = 0
    for tree in trees:
        said = ALOUD.rule(tree)
        for other in neighbours(tree):
            seen += 1
            if ALOUD.rule(other) == said and differ(random, tree, other):
                wrong.append(said)
    return wrong, seen


def test_a_random_expression_with_its_parts_otherwise_put_together_reads_otherwise() -> None:
    """One operator for another, or other brackets: the same English only where it is the same condition."""
    random = Random(SEED + 1)
    grower = Grower(random)
    wrong, seen = confused_neighbours(random, [grower.truth(DEEP) for _ in range(MADE // 32)])
    assert seen > MADE / 4
    assert wrong == []


def test_an_english_without_brackets_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that sets no brackets says the same of conditions whose parts are otherwise put together."""
    monkeypatch.setattr(Reader, "parted", lambda *_: False)
    random = Random(SEED + 1)
    grower = Grower(random)
    assert confused_neighbours(random, [grower.truth(DEEP) for _ in range(MADE // 32)])[0]


def neighbours(node: Node) -> Iterator[Node]:
    """A tree with one operator taken for another or one pair of brackets set otherwise, for each place."""
    for name, (kinds, change) in FAULTS.items():
        if node[0] in kinds and name != "known":
            yield change(node)
    match node:
        case ("and" | "or" | "add" | "sub" as outer, a, ("and" | "or" | "add" | "sub" as inner, b, c)):
            yield (inner, (outer, a, b), c)
        case _:
            pass
    for number, member in enumerate(node[1:], start=1):
        if isinstance(member, tuple):
            for made in neighbours(cast("Node", member)):
                yield (*node[:number], made, *node[number + 1 :])


@pytest.mark.parametrize("kind", ["core", "fact"])
def test_a_rule_with_one_operator_changed_reads_otherwise(kind: str) -> None:
    """Each live rule and each of its neighbours: the same English only where they are the same condition."""
    core = {tree for rule in RULES.model.rules for tree in rule.trees.values()}
    facts = {guarded(RULES.model, rule) for rule in RULES.book.rules.values() if rule.expr}
    wrong, seen = confused_neighbours(Random(SEED), core if kind == "core" else facts)
    assert seen > 400
    assert wrong == []
