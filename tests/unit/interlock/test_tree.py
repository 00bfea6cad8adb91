"""Trees of expressions, node by node: which facts they read, what they say where a fact is not known, and their Python."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from chamberflag.interlock.python import assignments, conjunction, emit, function
from chamberflag.interlock.tree import BOOL, FALSE, INT, PERSON, TRUE, definite, facts_of, walk

if TYPE_CHECKING:
    from chamberflag.interlock.tree import Node

A: Node = ("fact", BOOL, "a")
B: Node = ("fact", BOOL, "b")
N: Node = ("fact", INT, "n")
HELD: Node = ("var", "w", "held")
KNOWN_A: Node = ("known", "a")


def number(value: int) -> Node:
    """A figure."""
    return ("lit", INT, value)


RECORDS: tuple[dict[str, Any], ...] = ({"held": "pia", "n": 5}, {}, {})
ARGS = {"now": 40}
ROLES: dict[str, set[str]] = {"performer": {"pia"}, "lead": set()}


def run(node: Node, **facts: bool | int | None) -> object:
    """What the Python of a tree says."""
    return function(node)(*RECORDS, SimpleNamespace(**facts), ARGS, ROLES)


def test_every_node_is_walked_the_root_first() -> None:
    """Names and figures inside a node are no nodes."""
    tree: Node = ("and", ("not", A), ("lt", N, number(3)))
    assert list(walk(tree)) == [tree, ("not", A), A, ("lt", N, number(3)), N, number(3)]


def test_the_facts_of_a_tree_each_once_in_the_order_of_reading() -> None:
    """A fact read twice is one; a tree without any reads none."""
    assert facts_of(("and", ("or", B, A), ("le", N, number(1)), B)) == ("b", "a", "n")
    assert facts_of(("not", HELD)) == ()


@pytest.mark.parametrize(
    ("tree", "yes", "no"),
    [
        (HELD, HELD, ("not", HELD)),
        (A, ("and", KNOWN_A, A), ("and", KNOWN_A, ("not", A))),
        (("not", A), ("and", KNOWN_A, ("not", A)), ("and", KNOWN_A, A)),
        (("and", A, HELD), ("and", ("and", KNOWN_A, A), HELD), ("or", ("and", KNOWN_A, ("not", A)), ("not", HELD))),
        (("or", A, HELD), ("or", ("and", KNOWN_A, A), HELD), ("and", ("and", KNOWN_A, ("not", A)), ("not", HELD))),
        (
            ("ite", HELD, A, B),
            ("or", ("and", HELD, ("and", KNOWN_A, A)), ("and", ("not", HELD), ("and", ("known", "b"), B))),
            ("or", ("and", HELD, ("and", KNOWN_A, ("not", A))), ("and", ("not", HELD), ("and", ("known", "b"), ("not", B)))),
        ),
        (
            ("lt", N, ("fact", INT, "m")),
            ("and", ("known", "n"), ("known", "m"), ("lt", N, ("fact", INT, "m"))),
            ("and", ("known", "n"), ("known", "m"), ("not", ("lt", N, ("fact", INT, "m")))),
        ),
        (("lt", N, ("fact", INT, "unset_MOST")), FALSE, FALSE),
    ],
)  # fmt: skip
def test_surely_so_and_surely_not_so(tree: Node, yes: Node, no: Node) -> None:
    """Kleene: each fact that is read has to be known; a parameter that nobody has set makes neither sure."""
    assert definite(tree) == yes
    assert definite(tree, positive=False) == no


@pytest.mark.parametrize("a", [True, False, None])
@pytest.mark.parametrize("b", [True, False, None])
@pytest.mark.parametrize("test", [True, False, None])
def test_a_choice_is_sure_only_where_its_test_and_its_branch_are(*, a: bool | None, b: bool | None, test: bool | None) -> None:
    """Which of two is asked depends on a fact: unknown, and neither is sure."""
    tree: Node = ("ite", ("fact", BOOL, "test"), A, B)
    chosen = None if test is None else a if test else b
    found = run(definite(tree), a=a, b=b, test=test), run(definite(tree, positive=False), a=a, b=b, test=test)
    assert found == (chosen is True, chosen is False)


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (("and", KNOWN_A, A), "(f.a is True)"),
        (("and", KNOWN_A, ("not", A)), "(f.a is False)"),
        (("and", ("known", "n"), ("eq", N, number(0))), "(f.n == 0)"),
        (("and", KNOWN_A, B), "((f.a is not None) and f.b)"),
        (("and", KNOWN_A, ("not", B)), "((f.a is not None) and (not f.b))"),
        (("and", KNOWN_A, ("eq", N, number(0))), "((f.a is not None) and (f.n == 0))"),
        (("and", ("known", "n"), ("eq", N, number(1))), "((f.n is not None) and (f.n == 1))"),
    ],
)
def test_a_known_truth_value_is_read_once(tree: Node, text: str) -> None:
    """Only where the fact that is known is the one that is read, and a figure only where it is 0."""
    assert emit(tree) == text


@pytest.mark.parametrize(
    ("tree", "value"),
    [
        (TRUE, True), (number(7), 7), (("none", PERSON), ""), (("param", INT, "now"), 40), (N, 3), (KNOWN_A, True), (("known", "b"), False),
        (HELD, "pia"), (("each", "w", "n"), 5), (("role", HELD, "performer"), True), (("role", HELD, "lead"), False), (("and",), True),
        (("or",), False), (("and", A, TRUE, FALSE), False), (("and", A, TRUE), True), (("or", FALSE, FALSE, A), True),
        (("or", TRUE), True), (("and", FALSE), False),
        (("not", A), False), (("eq", N, number(3)), True), (("eq", N, number(4)), False), (("lt", N, number(3)), False),
        (("lt", N, number(4)), True), (("le", N, number(3)), True), (("le", N, number(2)), False), (("add", N, number(4)), 7),
        (("sub", N, number(1)), 2), (("ite", A, number(1), number(2)), 1), (("ite", ("not", A), number(1), number(2)), 2),
    ],
)  # fmt: skip
def test_what_each_node_means(tree: Node, value: object) -> None:
    """Literals, parameters, facts, fields, roles, and every operator."""
    found = run(tree, a=True, b=None, n=3)
    assert (type(found), found) == (type(value), value)


def test_all_at_once_and_side_by_side() -> None:
    """A conjunction is one answer; new values are computed from the old ones together; each has a name."""
    met = ({"n": 1, "m": 2}, {}, {}, SimpleNamespace(), {}, {})
    first, second = ("var", "w", "n"), ("var", "w", "m")
    assert conjunction([("lt", first, second), ("eq", first, number(1))])(*met) is True
    assert conjunction([("lt", first, second), ("eq", first, number(2))])(*met) is False
    assert conjunction([])(*met) is True
    assert assignments(["n", "m"], [second, first])(*met) == {"n": 2, "m": 1}
    assert assignments([], [])(*met) == {}
    with pytest.raises(ValueError, match="zip"):
        assignments(["n", "m"], [second])


def test_what_has_no_meaning_at_run_time_is_an_error() -> None:
    """A node of the proofs alone never becomes code."""
    with pytest.raises(ValueError, match="new has no meaning at run time"):
        emit(("new", "w", "contents"))


def test_code_of_a_rule_reaches_nothing_but_the_record() -> None:
    """No builtin is there, in a judgement and in an effect."""
    assert function(TRUE).__globals__["__builtins__"] == {}
    assert assignments([], []).__globals__["__builtins__"] == {}
