"""A wrong file or number is one sentence that names it, in our words and not in those of a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chamberflag.cli.main import run

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"bin": b"\xa4\x01", "empty": b"", "object": b"{}\n"}


@pytest.mark.parametrize("command", [["gate", "explain", "--act"], ["rules", "check"], ["case", "run"]], ids=" ".join)
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_none_is_named(
    command: list[str], name: str, example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bytes, nothing, or something else: exit 2, the file's name, and no word of a decoder."""
    file = tmp_path / name
    file.write_bytes(FILES[name])
    data = ["--data", str(example)] if command[0] == "gate" else []
    assert run([*command, str(file), *data]) == 2
    said = capsys.readouterr().err
    assert name in said
    assert not any(word in said for word in ("codec", "Expecting value", "Errno"))


def test_an_act_for_another_log_is_called_that(example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is not the rules that are older: the act belongs to another box."""
    assert run(["log", "show", "--raw", "--from", "130", "--to", "131", "--data", str(example)]) == 0
    line = capsys.readouterr().out.splitlines()[0]
    file = tmp_path / "act.json"
    file.write_text(line.replace('"log":"dry-creek.example', '"log":"other.example'))
    assert run(["gate", "explain", "--act", str(file), "--data", str(example)]) == 2
    assert "composed for the log other.example" in capsys.readouterr().err


def test_entries_that_are_not_there_are_said_to_be_missing(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beyond the end, or from behind to front: exit 2 with the size of the log; from its very end on there is nothing yet."""
    assert run(["log", "show", "--from", "9000", "--data", str(example)]) == 2
    assert "the log has" in capsys.readouterr().err
    assert run(["log", "show", "--from", "10", "--to", "5", "--data", str(example)]) == 2
