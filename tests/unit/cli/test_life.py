"""The start of a box: what is asked, what is refused, what a box without outside memory needs."""

from __future__ import annotations

import io
import json
from pathlib import Path

import click
import pytest

from chamberflag.cli.main import run

PEOPLE = "Nombre;Apellidos;Cargo\nRamón;Sánchez;Actor\n"


class Terminal(io.StringIO):
    """Somebody at a terminal."""

    def isatty(self) -> bool:
        return True


def test_without_an_answer_no_box_is_founded(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody at a terminal and no --memory: exit 2, what to give, and nothing on the disk."""
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert run(["init", "--data", str(tmp_path / "box")]) == 2
    assert "say --memory DIR" in capsys.readouterr().err
    assert not (tmp_path / "box").exists()


def test_a_wrong_answer_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no answer by pressing Enter; one that will not do is told why and asked again."""
    (tmp_path / "stick").mkdir()
    answers = iter([str(tmp_path / "nowhere"), "phones", str(tmp_path / "stick")])
    asked: list[dict[str, object]] = []

    def prompt(_: str, **said: object) -> str:
        asked.append(said)
        return next(answers)

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(click, "prompt", prompt)
    assert run(["init", "--data", str(tmp_path / "box")]) == 0
    assert ["default" in said for said in asked] == [False] * 3


def test_a_box_that_cannot_be_founded_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in the middle takes away the folder and what the outside memory got; the same command then works."""
    memory = tmp_path / "stick"
    memory.mkdir()
    (memory / "holiday.jpg").write_bytes(b"x")
    arguments = ["init", "--memory", str(memory), "--data", str(tmp_path / "box")]
    with monkeypatch.context() as broken:
        broken.setattr("chamberflag.store.boxfile.write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        assert run(arguments) == 5
    assert not (tmp_path / "box").exists()
    assert [path.name for path in memory.iterdir()] == ["holiday.jpg"]
    assert run(arguments) == 0


def test_a_box_without_memory_says_how_it_starts_and_starts_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What init and the refusal say to type is what starts it; each start is an entry signed by both root people."""
    box, file = tmp_path / "box", tmp_path / "p.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    assert run(["init", "--memory", "none", "--data", str(box)]) == 0
    assert "--without-memory" in capsys.readouterr().out
    assert run(["import", "people", str(file), "--data", str(box)]) == 1
    assert "--without-memory" in capsys.readouterr().err
    assert run(["import", "people", str(file), "--data", str(box), "--without-memory"]) == 0
    capsys.readouterr()
    assert run(["trace", "person", "producer", "--data", str(box), "--json"]) == 0
    chain = json.loads(capsys.readouterr().out)["chain"]
    assert [link["act"] for link in chain] == ["genesis", "start_without_memory", "add_person"]
    assert chain[1]["signed"] == ["producer (producer)", "lead (lead)"]


def test_a_box_with_memory_is_not_started_without(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who has a memory cannot go round it."""
    (tmp_path / "stick").mkdir()
    (tmp_path / "p.csv").write_text(PEOPLE, encoding="utf-8")
    assert run(["init", "--memory", str(tmp_path / "stick"), "--data", str(tmp_path / "box")]) == 0
    assert run(["import", "people", str(tmp_path / "p.csv"), "--data", str(tmp_path / "box"), "--without-memory"]) == 2
    assert "has to answer" in capsys.readouterr().err
