"""`chamberflag rules`: the list with its sources, one rule, the table, what a pack would do. The pack of docs/formats/rules.md is run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chamberflag.cli.main import run

PAGE = Path(__file__).parents[3] / "docs/formats/rules.md"
OURS = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]
RULE = """
[[rule]]
id = "{id}"
group = "OUR"
severity = "refuse"
gate = ["HANDOVER"]
acts = ["hand_over"]
requirement = "Ours."
refuses = "Not ours."
clears = "Make it ours."
hazard = "H2"
expr = "{expr}"
sources = []
"""


Said = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """A call of `rules` with --json: exit code and document."""

    def call(*arguments: str) -> tuple[int, dict[str, Any]]:
        code = run(["rules", *arguments, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def checked(said: Said, tmp_path: Path) -> Said:
    """What `rules check` says of a pack."""

    def call(text: str) -> tuple[int, dict[str, Any]]:
        path = tmp_path / "ours.toml"
        path.write_text(text, encoding="utf-8")
        return said("check", str(path))

    return call


def test_the_pack_of_the_page_is_accepted_and_makes_nothing_impossible(checked: Said) -> None:
    """What the page teaches works as it stands there."""
    code, found = checked(OURS)
    assert code == 0
    assert {key: found[key] for key in ("ok", "errors", "loosens", "impossible", "unproved", "proofs")} == {
        "ok": True,
        "errors": [],
        "loosens": [],
        "impossible": [],
        "unproved": [],
        "proofs": [],
    }


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[param]\ncheck_valid_min = 60\n", "check_valid_min"),
        ('[raise_severity]\nHND-01 = "warn"\n', "HND-01"),
        (RULE.format(id="HND-08", expr="True"), "HND-08"),
    ],
)
def test_a_pack_that_loosens_is_refused_with_a_state_and_an_act(checked: Said, text: str, rule: str) -> None:
    """A longer limit, a lower weight, a rule that passes where the old one refuses: each with what would pass, and where."""
    code, found = checked(text)
    assert code == 1
    assert not found["ok"]
    one = next(one for one in found["loosens"] if one["rule"] == rule)
    assert one["state"]
    assert "hand_over" in one["act"]


def test_a_mistake_is_named_with_its_rule_and_column(checked: Said) -> None:
    """A fact that does not exist is found before anybody signs the pack."""
    code, found = checked(RULE.format(id="OUR-02", expr="w.reg and f.moon_full"))
    assert code == 1
    problem = "column 11: no fact is called moon_full, in: w.reg and f.moon_full"
    assert found["errors"] == [{"file": "ours.toml", "rule": "OUR-02", "problem": problem}]


def test_what_a_pack_makes_impossible_is_said(checked: Said) -> None:
    """A rule that no record can satisfy ends every hand-over, and the check says so."""
    code, found = checked(RULE.format(id="OUR-03", expr="w.contents == 'UNKNOWN'"))
    assert code == 0
    assert found["impossible"][0] == "no hand_over can happen at all"


def test_a_file_that_is_no_pack_is_unreadable_input(checked: Said) -> None:
    """Exit 2, one error, and still a JSON document."""
    code, found = checked("x = [")
    assert code == 2
    assert found["errors"] == [{"file": "ours.toml", "rule": "", "problem": "Invalid value (at end of document)"}]


def test_the_list_has_every_rule_with_what_may_be_cited(said: Said) -> None:
    """137 rules, each with the keys that scripts read; no source that nobody read."""
    code, found = said("list")
    assert code == 0
    assert len(found["rules"]) == 137
    assert re.fullmatch("[0-9a-f]{64}", found["digest"])
    assert all({"id", "severity", "gate", "text", "sources"} <= set(rule) for rule in found["rules"])
    assert {source["confidence"] for rule in found["rules"] for source in rule["sources"]} == {"R", "r", "D"}


def test_the_table_names_core_parts_of_every_kind_of_act(said: Said) -> None:
    """Also the rules of an act's variants stand there: a lot of bullet rounds is never accepted."""
    _, found = said("table")
    pairs = {(line["act"], line["rule"], line["part"]) for line in found["rules"]}
    assert {("accept", "AMM-01", "R47"), ("accept", "STO-08", "R03"), ("hand_over", "HND-02", "R31"), ("thaw", "INC-03", "R55b")} <= pairs


def test_the_table_has_every_rule_with_what_it_asks_in_words(said: Said) -> None:
    """137 rules; each says what it asks, by itself or by its parts in the proved machine, and what it is against."""
    _, found = said("table")
    assert len(found["table"]) == 137
    silent = [row["id"] for row in found["table"] if not row["reads"] and not row["parts"] and not row["beside"]]
    assert silent == []
    assert {row["hazard"] for row in found["table"]} >= {"H1", "H3", "H4"}
    assert {line["rule"] for line in found["rules"] if not line["hazard"].startswith("H")} <= {"clock_back"}


def test_one_rule_is_read_out(said: Said) -> None:
    """`rules show` reads the expressions aloud: the rule's own and those of its parts."""
    _, found = said("show", "hnd-02")
    assert {"id": "R30", "reads": "The performer who looked is the receiver."}.items() <= next(
        part.items() for part in found["parts"] if part["id"] == "R30"
    )
    assert "unbroken sight" in found["reads"]


def test_a_rule_that_does_not_exist_is_wrong_usage() -> None:
    """`rules show` names no rule for an id that nobody gave out."""
    assert run(["rules", "show", "XYZ-99"]) == 2


def test_a_rule_says_whether_anybody_may_override_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Who signs an override for a rule that has none can read beforehand that it will have no effect."""
    assert run(["rules", "show", "DEC-01"]) == 0
    assert "Override:  none; an override that somebody signs has no effect" in capsys.readouterr().out
    capsys.readouterr()
    assert run(["rules", "list", "--json"]) == 0
    open_ = next(rule for rule in json.loads(capsys.readouterr().out)["rules"] if rule["override"] != "none")
    assert run(["rules", "show", open_["id"]]) == 0
    assert f"Override:  {open_['override']['count']} of " in capsys.readouterr().out
