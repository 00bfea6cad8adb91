"""`case run`: lines and exit codes; a file that is no case stops no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chamberflag.cli.main import run
from tests.unit.cases.writing import MINIMAL, case_text

GOOD = case_text(MINIMAL["HND-02a"]["step"])
BAD = case_text([{"who": "lead", "act": "hand_over", "on": ["revolver"], "to": "perf", "stops": ["INC-01"]}])  # nobody stopped the work


def test_a_met_case_ends_with_zero_and_json_lines_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every line on standard output is JSON with the keys of the contract, the last one the verdict."""
    file = tmp_path / "good.toml"
    file.write_text(GOOD)
    assert run(["case", "run", str(file), "--json", "--mode", "one_rule"]) == 0
    out, err = capsys.readouterr()
    lines = [json.loads(line) for line in out.splitlines()]
    steps = [x for x in lines if "n" in x]
    assert steps
    assert all({"case", "mode", "n", "rule", "expected", "outcome", "rules", "met"} <= x.keys() for x in steps)
    assert all({"case", "mode", "before", "did", "act", "who", "outcome"} <= x.keys() for x in lines if "did" in x)
    assert {"case", "met", "steps", "refused", "unmet", "manual"} <= lines[-1].keys()
    assert err == ""


def test_the_worst_file_decides_and_every_good_one_is_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unmet case ends with 1, a file that is no case with 2, named once; the others are still judged, and nothing half."""
    good, bad, broken = tmp_path / "good.toml", tmp_path / "bad.toml", tmp_path / "broken.toml"
    good.write_text(GOOD)
    bad.write_text(BAD)
    broken.write_text(GOOD.replace('act = "hand_over"', 'act = "hurl"'))
    assert run(["case", "run", str(bad), "--json", "--mode", "as_shipped"]) == 1
    capsys.readouterr()
    assert run(["case", "run", str(broken), str(good), str(bad), "--json", "--mode", "as_shipped"]) == 2
    out, err = capsys.readouterr()
    ends = [x for x in map(json.loads, out.splitlines()) if "unmet" in x]
    assert [x["met"] for x in ends] == [True, False]
    assert err.count("broken.toml") == 1
    assert "hurl" in err


def test_the_table_says_what_was_not_met(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json a person reads the modes, the steps and what came out otherwise; progress is on standard error."""
    file = tmp_path / "bad.toml"
    file.write_text(BAD)
    assert run(["case", "run", str(file), "--mode", "as_shipped"]) == 1
    out, err = capsys.readouterr()
    assert "not met" in out
    assert "bad.toml: as_shipped" in err
