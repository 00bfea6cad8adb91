"""Mistakes in the gate's Python: each is one, what was seen of them is written down, and a reason that explains nothing is an error."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from proofs.mutation.python import CORE, PACKAGE, facts, stale, written
from proofs.mutation.source import mutants

SAMPLE = '''
"""A module."""
LIMIT = 5

def held(n: int, told: bool) -> bool | None:
    """True in a text is let be."""
    if told and n <= LIMIT:
        return None
    return not told or n + 1 == 3
'''


def test_a_mistake_is_one_and_stands_where_it_says() -> None:
    """Each sort of mistake is made once at each place in a function; texts, types and what stands outside are let be."""
    made = [(m.line, m.change) for m in mutants(SAMPLE)]
    assert Counter(line for line, _ in made) == {7: 3, 9: 7}
    assert {change for line, change in made if line == 7} == {
        "if told and n <= LIMIT -> if not",
        "told and n <= LIMIT -> told or n <= LIMIT",
        "n <= LIMIT -> n < LIMIT",
    }
    assert len({m.text for m in mutants(SAMPLE)}) == len(made)


@pytest.mark.parametrize("file", [*CORE, *facts()])
def test_every_mistake_can_be_put_in_the_place_of_the_file(file: str) -> None:
    """A mistake is another module than the file."""
    text = (PACKAGE / file).read_text(encoding="utf-8")
    whole = ast.unparse(ast.parse(text))
    found = mutants(text)
    assert found
    assert all(m.text != whole for m in found)


def test_what_was_seen_of_every_file_is_written_down() -> None:
    """score.json speaks of every file of facts, and of no mistake without a test or a reason."""
    seen = written()
    assert {*facts()} <= set(seen) <= {*CORE, *facts()}
    assert {file: one for file, one in seen.items() if int(one["noticed"]) + int(one["explained"]) != one["made"]} == {}


def test_reasons_explain_what_can_be_made() -> None:
    """A reason for a mistake that can no longer be made is taken out."""
    assert stale() == []
