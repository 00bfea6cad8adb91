from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from chamberflag.app import shipped_day
from chamberflag.cli.main import run
from chamberflag.store.lock import Lock

Capture = pytest.CaptureFixture[str]
HEAD = shipped_day().decode().partition("\nbefore\n")[0]


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """A short day."""
    file = tmp_path / "short.day"
    file.write_text(f"{HEAD}\nacts\nday 2027-03-09\n09:00 ada calls cut\n09:01 ada calls hold\n09:02 kim stops\n")
    return file


def test_a_box_in_use_names_the_process_that_has_it(day: Path, tmp_path: Path, capsys: Capture) -> None:
    """A second writer is told which process to stop; reading goes on."""
    box = tmp_path / "box"
    assert run(["day", "run", str(day), "--data", str(box)]) == 0
    lock = Lock(box)
    capsys.readouterr()
    try:
        assert run(["day", "run", str(day), "--data", str(box)]) == 5
        assert f"by process {os.getpid()}" in capsys.readouterr().err
        assert run(["log", "show", "--data", str(box)]) == 0
    finally:
        lock.release()


def test_a_box_that_was_rolled_back_signs_nothing_and_says_so(day: Path, tmp_path: Path, capsys: Capture) -> None:
    """An older copy put in the box's place: its outside memory knows more. Nothing is written, doctor names it, reading works."""
    box, copy = tmp_path / "box", tmp_path / "copy"
    short = tmp_path / "shorter.day"
    short.write_text(f"{HEAD}\nacts\nday 2027-03-08\n09:00 ada calls cut\n")
    assert run(["day", "run", str(short), "--data", str(box)]) == 0
    shutil.copytree(box, copy)
    assert run(["day", "run", str(day), "--data", str(box)]) == 0
    shutil.rmtree(box)
    copy.rename(box)
    capsys.readouterr()
    assert run(["day", "run", str(day), "--data", str(box)]) == 1
    assert "this box was restored or rolled back" in capsys.readouterr().err
    assert run(["doctor", "--data", str(box)]) == 1
    assert "restored or rolled" in capsys.readouterr().out
    assert run(["log", "head", "--data", str(box)]) == 0


def test_a_full_disk_is_one_sentence_and_code_5(day: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """No space left while a box is founded: said plainly, ours, and no traceback."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "box"))

    monkeypatch.setattr(Path, "mkdir", full)
    assert run(["day", "run", str(day), "--data", str(tmp_path / "box")]) == 5
    said = capsys.readouterr().err
    assert "No space left on device" in said
    assert said.count("\n") == 1


def test_a_day_that_was_changed_after_it_ran_is_refused(day: Path, tmp_path: Path, capsys: Capture) -> None:
    """A changed file is another day: it cannot be written behind what is on record, and the message says what to do."""
    box = tmp_path / "box"
    assert run(["day", "run", str(day), "--data", str(box)]) == 0
    day.write_text(day.read_text() + "09:03 ada calls cut\n")
    assert run(["day", "run", str(day), "--data", str(box)]) == 2
    assert "take a box of its own" in capsys.readouterr().err


def test_memory_inside_the_box_or_on_its_disk_is_named(tmp_path: Path, capsys: Capture) -> None:
    """An outside memory that is lost with the box is none: refused inside it, a finding on the same disk."""
    box, inside, beside = tmp_path / "box", tmp_path / "box" / "memory", tmp_path / "memory"
    inside.mkdir(parents=True)
    assert run(["init", "--memory", str(inside), "--data", str(box)]) == 2
    assert "inside the box's own directory" in capsys.readouterr().err
    beside.mkdir()
    assert run(["init", "--memory", str(beside), "--data", str(tmp_path / "other")]) == 0
    capsys.readouterr()
    assert run(["doctor", "--data", str(tmp_path / "other")]) == 3
    assert "lies on the disk of the box" in " ".join(capsys.readouterr().out.split())


def test_the_clock_of_an_example_is_not_judged(tmp_path: Path, day: Path, capsys: Capture) -> None:
    """The day of an example lies where its author put it; doctor says so instead of blaming the clock of this machine."""
    far = tmp_path / "far.day"
    far.write_text(day.read_text().replace("2027-03-09", "2098-03-09"))
    box = tmp_path / "box"
    assert run(["day", "run", str(far), "--data", str(box)]) == 0
    capsys.readouterr()
    assert run(["doctor", "--data", str(box)]) == 3
    assert "no clock is judged by it" in " ".join(capsys.readouterr().out.split())
