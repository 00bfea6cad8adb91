from __future__ import annotations

import json
from pathlib import Path

import pytest

from chamberflag.app import Box, shipped_day
from chamberflag.cli.gate import assumed, judge
from chamberflag.cli.main import run
from chamberflag.cli.pen import Pen
from chamberflag.cli.stage import Stage, scratch_for, sheet_of
from chamberflag.formats.day.parse import parse


def asked(box: Box, line: bytes, now: int) -> tuple[bool, list[str]]:
    """What `gate explain` says."""
    permit, said, _ = judge(box, assumed(line, box.recorder.state), now)
    return permit, list(dict.fromkeys(one.rule for one in said))


def test_explain_says_what_the_recorder_then_decides() -> None:
    """For every act of the example day, permitted, recorded or refused: the same verdict under the same rules."""
    day = parse(shipped_day(), "dry-creek.day")
    box = scratch_for(day)
    stage = Stage(box, day)
    for _ in stage.setup():
        pass
    pen, seen = Pen(box), set[str]()
    for act in day.acts:
        line, _ = pen.line(sheet_of(stage.company, act))
        permit, rules = asked(box, line, act.at)
        met = stage.one(act)
        seen.add(met.verdict)
        if met.verdict == "refuse":
            assert (act.text, permit, rules) == (act.text, False, met.rules)
        else:
            assert (act.text, permit, rules) == (act.text, True, met.rules)
    assert seen == {"permit", "recorded", "refuse"}


def test_the_ways_of_the_page_make_an_act_file(example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`day act`, and the first line of `log show --raw`, are act files; the second is stale where it is recorded already."""
    file = tmp_path / "act.json"
    day = tmp_path / "day.day"
    day.write_bytes(shipped_day())
    capsys.readouterr()
    assert run(["day", "act", str(day), "162", "--data", str(example)]) == 0
    file.write_text(capsys.readouterr().out)
    assert run(["gate", "explain", "--act", str(file), "--data", str(example), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) >= {"permit", "reasons", "facts"}
    assert all(set(reason) >= {"rule", "text", "source", "clears"} for reason in answer["reasons"])
    assert "subject_stale" not in {reason["rule"] for reason in answer["reasons"]}

    assert run(["log", "show", "--raw", "--from", "130", "--to", "131", "--data", str(example)]) == 0
    file.write_text(capsys.readouterr().out.splitlines()[0] + "\n")
    assert run(["gate", "explain", "--act", str(file), "--data", str(example), "--json"]) == 1
    assert {"INS-02", "subject_stale"} <= {reason["rule"] for reason in json.loads(capsys.readouterr().out)["reasons"]}


@pytest.mark.parametrize("text", ["", "{}", "no act", '{"v":1}', '{"v": 1}'])
def test_what_is_no_act_ends_with_code_2(text: str, example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, no traceback, nothing on standard output."""
    file = tmp_path / "act.json"
    file.write_text(text)
    assert run(["gate", "explain", "--act", str(file), "--data", str(example), "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("chamberflag: ")
    assert said.err.count("\n") == 1
