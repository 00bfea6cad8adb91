"""The command trace: what it prints of a real day, what it draws, and what it says of a name that it does not know."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from chamberflag.cli.main import run

DAY = """
Small day

people
  pru producer
  wes lead
  dora witness
  june performer

items
  W1 weapon RUBBER, 0 chambers, serial HF-20417
  SAFE store access wes

before
day 2027-03-08
17:20 wes brings in W1
17:30 wes and dora accept W1
acts
day 2027-03-09
06:40 wes goes on duty "weapons lead" at barn
06:42 wes opens SAFE
09:10 wes takes out W1
09:20 wes sets down W1
09:25 wes collects W1
"""


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A box in which the small day was run, whatever the gate said."""
    folder = tmp_path_factory.mktemp("trace")
    (folder / "small.day").write_text(DAY, encoding="utf-8")
    assert run(["day", "run", str(folder / "small.day"), "--data", str(folder / "box")]) in {0, 1}
    return folder / "box"


def told(box: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The JSON document of a trace."""
    capsys.readouterr()
    assert run(["trace", *arguments, "--json", "--data", str(box)]) == 0
    made = json.loads(capsys.readouterr().out)
    assert isinstance(made, dict)
    return made


@pytest.mark.parametrize(("kind", "subject"), [("weapon", "W1"), ("person", "wes"), ("place", "SAFE"), ("place", "barn")])
def test_a_trace_has_the_promised_keys(kind: str, subject: str, box: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Subject, chain, gaps, access and the last look by two people, each link with who and in whose words."""
    made = told(box, capsys, kind, subject)
    assert made["subject"] == subject
    assert made["chain"]
    assert {"at", "entry", "kind", "who", "text"} <= set(made["chain"][0])
    assert {"gaps", "access", "last_two_person_look"} <= set(made)


def test_the_gap_of_a_weapon_that_was_laid_down_is_in_every_form(box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Five minutes unattended: in the JSON, in the table, in the picture."""
    gap = told(box, capsys, "weapon", "W1")["gaps"][0]
    assert (gap["why"], gap["to"] - gap["from"]) == ("unattended", 300_000)
    picture = tmp_path / "w1.svg"
    assert run(["trace", "weapon", "W1", "--svg", str(picture), "--data", str(box)]) == 0
    assert "lies unattended: 5 min" in capsys.readouterr().out
    assert "lies unattended, 5 min" in "".join(ET.parse(picture).getroot().itertext())  # noqa: S314 - our own text


def test_an_interval_is_of_the_logs_day(box: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Between 09:15 and 09:22 the weapon was laid down, and it was in wes's hand before; outside nothing is shown, and it says so."""
    made = told(box, capsys, "weapon", "W1", "--from", "09:15", "--to", "09:22")
    assert [link["act"] for link in made["chain"]] == ["set_down"]
    assert {access["who"] for access in made["access"]} == {"wes", "anyone"}
    assert run(["trace", "weapon", "W1", "--from", "2030-01-01", "--data", str(box)]) == 0
    assert "nothing on record in this interval" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("kind", "subject", "problem"),
    [
        ("weapon", "W2", "names like it: W1"),
        ("weapon", "HF-20417", "that is the serial of W1"),
        ("lot", "W1", "on record W1 is a weapon; ask: chamberflag trace weapon W1"),
        ("person", "june2", "names like it: june"),
        ("round", "R1", "on record are: none yet"),
        ("weapon", "\u202e", "no entry of this log names"),
    ],
)
def test_an_unknown_name_ends_with_names_like_it(
    kind: str, subject: str, problem: str, box: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, one sentence that helps, nothing on standard output."""
    capsys.readouterr()
    assert run(["trace", kind, subject, "--json", "--data", str(box)]) == 2
    said = capsys.readouterr()
    assert problem in said.err
    assert said.out == ""


def test_a_wrong_instant_or_a_missing_box_is_one_error(box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2 with what to write, or where to begin."""
    assert run(["trace", "weapon", "W1", "--from", "noon", "--data", str(box)]) == 2
    assert "'noon' is no instant" in capsys.readouterr().err
    assert run(["trace", "weapon", "W1", "--data", str(tmp_path / "none")]) == 2
    assert "there is no box here" in capsys.readouterr().err
