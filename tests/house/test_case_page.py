"""A reader can write a case from the page alone."""

from __future__ import annotations

import re
from pathlib import Path

from chamberflag.cases.terms import FACTS, KINDS, ROLES

PAGE = (Path(__file__).parents[2] / "docs" / "formats" / "case.md").read_text(encoding="utf-8")


def test_every_question_stands_on_the_page_with_its_arguments() -> None:
    """Each kind has a row that names what it must and may be given."""
    rows = dict(re.findall(r"^\| `(\w+)` \|([^|]*)\|", PAGE, re.MULTILINE))
    for kind, (_, need, may) in KINDS.items():
        told = set(re.findall(r"\w+", re.sub(r"\([^)]*\)", "", rows[kind])))
        assert need <= told, kind
        assert told <= need | may, kind


def test_every_role_and_fact_stands_on_the_page() -> None:
    """The words of people and of what can be given are listed, all of them."""
    assert [role for role in ROLES if role not in PAGE] == []
    assert [fact for fact in FACTS if not re.search(rf"\b{fact}\b", PAGE)] == []
