"""The cases of the past that the project keeps, replayed in every mode: what the rules would have refused, and what the record answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from chamberflag.cases.run import run_case

CASES = sorted((Path(__file__).resolve().parents[2] / "cases").glob("cf-*.toml"))


@pytest.mark.parametrize("file", CASES, ids=lambda path: path.stem)
def test_a_case_of_the_past_is_met_in_every_mode(file: Path) -> None:
    """Every step, rule and question of the case comes out as its file says."""
    *lines, end = run_case(file)
    assert [x for x in lines if x.get("met") is False] == []
    assert end["met"] is True
    assert end["unmet"] == []
    assert any("answer" in x for x in lines)


def test_there_are_cases() -> None:
    """The folder holds the five cases that are replayed here."""
    assert len(CASES) == 5
