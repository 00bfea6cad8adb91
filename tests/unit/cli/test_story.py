from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from chamberflag.app import head_of, shipped_day
from chamberflag.cli.main import run
from chamberflag.cli.stage import Outcome, Stage, scratch_for
from chamberflag.cli.story import company_lines, story
from chamberflag.cli.timeline import below
from chamberflag.formats.day.parse import parse
from tests.unit.cli.conftest import Ran

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    """What every act of the example day met."""
    day = parse(shipped_day(), "dry-creek.day")
    stage = Stage(scratch_for(day), day)
    for _ in stage.setup():
        pass
    return list(stage.run())


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int, full: bool, outcomes: list[Outcome]) -> None:  # noqa: FBT001 - drawn
    """The timeline breaks its lines itself, under themselves; a terminal has nothing to wrap."""
    day = parse(shipped_day(), "dry-creek.day")
    lines = [line.plain for line in (*company_lines(day, width), *story(outcomes, width, full=full))]
    assert max(len(line) for line in lines) <= width
    assert all(line == line.rstrip() for line in lines)


def test_the_story_is_short_and_leaves_no_refusal_out(outcomes: list[Outcome]) -> None:
    """Every refusal with every rule that made it, in a third of the lines that the whole day takes."""
    brief = "\n".join(line.plain for line in story(outcomes, 80, full=False))
    refused = [one for one in outcomes if one.outcome == "refused"]
    assert brief.count("REFUSED") == len(refused) == 9
    assert all(rule in brief for one in refused for rule in one.rules)
    assert all(f"#{one.entry}" in brief for one in refused)
    whole = list(story(outcomes, 80, full=True))
    assert brief.count("\n") < 200 < len(whole)


def test_each_act_is_told_or_counted_in_its_place(outcomes: list[Outcome]) -> None:
    """The entries of the brief story follow each other without a gap, from the first act to the last."""
    brief = "\n".join(line.plain for line in story(outcomes, 200, full=False))
    spans = [(int(a), int(b or a)) for a, b in re.findall(r"#(\d+)(?:-(\d+))?$", brief, re.MULTILINE)]
    assert [number for a, b in spans for number in range(a, b + 1)] == [one.entry for one in outcomes]


def test_a_second_run_adds_nothing_and_tells_the_same(ran: Ran, capsys: Capture) -> None:
    """`example run` again: a log of the same size, the same story, the same pack."""
    size = head_of(ran.box)[0]
    assert run(["example", "run", "--data", str(ran.box)]) == 0
    again = " ".join(capsys.readouterr().out.split())
    assert head_of(ran.box)[0] == size
    assert again.replace(" All of it was on record already; nothing was added.", "") == " ".join(ran.shown.split())
    assert "Everything that was checked holds." in ran.shown


def test_a_log_of_somebody_else_is_left_where_it_is(tmp_path: Path, capsys: Capture) -> None:
    """`example run` on an example log that another day made refuses; it moves only what it made itself."""
    head = shipped_day().decode().partition("\nbefore\n")[0]
    day, where = tmp_path / "own.day", tmp_path / "own"
    day.write_text(f"{head}\nacts\nday 2028-03-09\n09:00 ada calls cut\n")
    assert run(["day", "run", str(day), "--data", str(where)]) == 0
    before = sorted(path.name for path in tmp_path.iterdir())
    assert run(["example", "run", "--data", str(where)]) == 2
    assert "take a box of its own" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_days_file_that_changed_begins_afresh_and_keeps_the_old_log(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an upgrade the example of the older version lies beside the new one, and is said to."""
    where = tmp_path / "dry-creek"
    head = shipped_day().decode().partition("\nbefore\n")[0]
    short = f"{head}\nacts\nday 2027-03-09\n09:00 ana brings in W1: supplier hill-armoury\n"
    monkeypatch.setattr("chamberflag.app.shipped_day", short.encode)
    assert run(["example", "run", "--data", str(where)]) == 0
    monkeypatch.setattr("chamberflag.app.shipped_day", f"{short}# changed\n".encode)
    assert run(["example", "run", "--data", str(where)]) == 0
    assert "it is now in" in capsys.readouterr().err
    assert {"dry-creek", "dry-creek.1"} <= {path.name for path in tmp_path.iterdir()}


def test_piped_or_without_colour_nothing_but_text_comes_out(ran: Ran) -> None:
    """Into a file there is no escape sequence, and no progress bar."""
    called = subprocess.run(
        [sys.executable, "-c", "from chamberflag.cli.main import main; main()", "example", "run", "--data", str(ran.box)],
        capture_output=True,
        check=True,
        env={**os.environ, "COLUMNS": "80"},
    )
    assert b"\x1b" not in called.stdout + called.stderr
    assert called.stderr == b""


def test_the_refusal_in_the_readme_is_the_one_that_is_shown(outcomes: list[Outcome]) -> None:
    """README quotes a real refusal: rule, requirement, record and remedy are those of the example day."""
    readme = " ".join((Path(__file__).resolve().parents[3] / "README.md").read_text(encoding="utf-8").split())
    first = next(one for one in outcomes if one.rules == ["INS-02"])
    shown = " ".join(" ".join(line.plain.split()) for line in below(first, 80)).partition(" source ")[0]
    assert shown in readme
