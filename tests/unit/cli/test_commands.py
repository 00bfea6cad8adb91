from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from chamberflag.app import shipped_day
from chamberflag.cli.main import COMMANDS, chamberflag, run

Capture = pytest.CaptureFixture[str]


def leaves(command: click.Command, name: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command that can be typed."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            yield from leaves(found, (*name, child))
    else:
        yield name


LEAVES = list(leaves(chamberflag))


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A box of record without outside memory."""
    where = tmp_path_factory.mktemp("record") / "box"
    assert run(["init", "--memory", "none", "--data", str(where)]) == 0
    return where


@pytest.mark.parametrize("name", LEAVES, ids=[" ".join(name) for name in LEAVES])
def test_help_shows_usage_and_an_example(name: tuple[str, ...], capsys: Capture) -> None:
    """`--help` of every command: how it is called, and a line to copy that calls this very command."""
    assert run([*name, "--help"]) == 0
    said = capsys.readouterr().out
    assert f"Usage: chamberflag {' '.join(name)}" in said
    assert f"Example:\n    chamberflag {' '.join(name)}" in said


def test_without_arguments_every_command_is_named(capsys: Capture) -> None:
    """Whoever types the name alone sees what there is, and where to start."""
    assert run([]) == 2
    said = capsys.readouterr().err
    assert all(f"  {name} " in said for name in COMMANDS)
    assert "First: chamberflag example run" in said


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["tracer"], "trace"),
        (["examples", "run"], "example"),
        (["day", "runs"], "run"),
        (["doctor", "--days"], "--day"),
        (["log", "heads"], "head"),
    ],
)
def test_a_mistyped_name_is_answered_with_the_nearest(typed: list[str], meant: str, capsys: Capture) -> None:
    """Exit 2, and what was probably meant."""
    assert run(typed) == 2
    assert re.search(rf"[Dd]id you mean .*{meant}", capsys.readouterr().err)


# Arguments -> exit code, on the example production ({box}), a box of record, nothing, other things.
CODES = [
    (["example", "run", "--data", "{box}"], 0),
    (["example", "run", "--data", "{record}"], 2),
    (["example", "run", "--data", "{other}"], 2),
    (["init", "--memory", "none", "--data", "{new}"], 0),
    (["init", "--memory", "none", "--data", "{box}"], 2),
    (["init", "--memory", "none", "--data", "{other}"], 2),
    (["init", "--memory", "https://witness.example", "--data", "{new}"], 2),
    (["init", "--memory", "{none}", "--data", "{new}"], 2),
    (["init", "--memory", "none", "--root", "a", "--root", "a", "--data", "{new}"], 2),
    (["init", "--memory", "none", "--domain", "a b", "--data", "{new}"], 2),
    (["init", "--memory", "none", "--packs", "atlantis", "--data", "{new}"], 2),
    (["init", "--memory", "phones", "--data", "{new}"], 2),
    (["doctor", "--data", "{box}"], 3),
    (["doctor", "--data", "{record}"], 3),
    (["doctor", "--day", "--data", "{record}"], 3),
    (["doctor", "--data", "{none}"], 2),
    (["doctor", "--data", "{other}"], 2),
    (["day", "run", "{day}", "--data", "{box}"], 0),
    (["day", "run", "{day}", "--data", "{record}"], 2),
    (["day", "run", "{day}", "--data", "{other}"], 2),
    (["day", "run", "{none}", "--data", "{box}"], 2),
    (["day", "run", "{other}", "--data", "{box}"], 2),
    (["day", "run", "{unmet}", "--data", "{new}"], 1),
    (["day", "act", "{day}", "1", "--data", "{box}"], 0),
    (["day", "act", "{day}", "999", "--data", "{box}"], 2),
    (["day", "acts"], 0),
    (["day", "acts", "takes out"], 0),
    (["day", "acts", "juggle"], 2),
    (["gate", "explain", "--act", "{none}", "--data", "{box}"], 2),
    (["gate", "explain", "--data", "{box}"], 2),
    (["rules", "list"], 0),
    (["rules", "show", "HND-02"], 0),
    (["rules", "show", "HND-99"], 2),
    (["log", "head", "--data", "{box}"], 0),
    (["log", "head", "--data", "{none}"], 2),
    (["log", "show", "--data", "{box}"], 0),
    (["log", "show", "--from", "-1", "--data", "{box}"], 2),
    (["log", "fsck", "--data", "{box}"], 0),
    (["log", "export", "{new}", "--data", "{box}"], 0),
    (["trace", "weapon", "W1", "--data", "{box}"], 0),
    (["trace", "weapon", "W99", "--data", "{box}"], 2),
    (["pack", "make", "{new}.zip", "--data", "{box}"], 0),
    (["pack", "make", "{new}.zip", "--data", "{none}"], 2),
    (["verify", "{none}"], 2),
    (["verify", "{day}"], 2),
]


@pytest.mark.parametrize(("arguments", "code"), CODES, ids=[" ".join(arguments) for arguments, _ in CODES])
def test_exit_codes(arguments: list[str], code: int, example: Path, record: Path, tmp_path: Path, capsys: Capture) -> None:
    """0 done, 1 no, 2 wrong usage, 3 missing; a failure is one sentence, and nothing else on standard output."""
    other, day, unmet = tmp_path / "other", tmp_path / "x.day", tmp_path / "unmet.day"
    other.mkdir()
    (other / "letter.txt").write_text("not a box")
    day.write_bytes(shipped_day())
    head = shipped_day().decode().partition("\nbefore\n")[0]
    unmet.write_text(f"{head}\nacts\nday 2027-03-09\n09:00 ada calls cut\nexpect refused HND-02\n")
    places = {
        "box": str(example), "record": str(record), "none": str(tmp_path / "none"), "other": str(other),
        "new": str(tmp_path / "new"), "day": str(day), "unmet": str(unmet),
    }  # fmt: skip
    capsys.readouterr()
    assert run([argument.format_map(places) for argument in arguments]) == code
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert "fault of the program" not in said.err
    if code == 2 and arguments[0] != "verify":  # its answer is a document, whatever it says
        assert said.err.strip()
        assert said.out == ""
    assert sorted(path.name for path in other.iterdir()) == ["letter.txt"]


JSON = [
    (["doctor", "--data", "{box}"], {"checks"}),
    (["log", "head", "--data", "{box}"], {"size", "root", "origin", "vkey"}),
    (["rules", "list"], {"rules", "digest"}),
    (["trace", "weapon", "W1", "--data", "{box}"], {"subject", "chain", "gaps", "access", "last_two_person_look"}),
]


@pytest.mark.parametrize(("arguments", "keys"), JSON, ids=[" ".join(arguments) for arguments, _ in JSON])
def test_json_is_one_document_and_nothing_else(arguments: list[str], keys: set[str], example: Path, capsys: Capture) -> None:
    """With --json standard output is JSON with the keys of the contract."""
    capsys.readouterr()
    run([argument.format(box=example) for argument in arguments] + ["--json"])
    assert keys <= set(json.loads(capsys.readouterr().out))


def test_day_run_answers_a_line_a_step(example: Path, tmp_path: Path, capsys: Capture) -> None:
    """JSON Lines with the keys of the contract; step and done in joint acts; all from the log where the day is on record already."""
    day = tmp_path / "x.day"
    day.write_bytes(shipped_day())
    capsys.readouterr()
    assert run(["day", "run", str(day), "--data", str(example), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))
    assert all({"n", "act", "outcome", "rules", "reasons", "entry"} <= set(line) for line in lines)
    assert all(({"step", "done"} <= set(line)) == (line["act"] in {"give", "look_in", "prepare", "finish"}) for line in lines)
    assert {line["outcome"] for line in lines} == {"recorded", "refused"}
    assert all(len(line["rules"]) >= 1 for line in lines if line["outcome"] == "refused")


def test_test_keys_open_nothing_in_a_log_of_record(record: Path, tmp_path: Path, capsys: Capture) -> None:
    """A day file with its keys that anybody can make leaves a box of record as it was."""
    day = tmp_path / "x.day"
    day.write_bytes(shipped_day())
    run(["log", "head", "--data", str(record)])
    before = capsys.readouterr().out
    assert run(["day", "run", str(day), "--data", str(record)]) == 2
    assert "this log is a record" in capsys.readouterr().err
    run(["log", "head", "--data", str(record)])
    assert capsys.readouterr().out == before
