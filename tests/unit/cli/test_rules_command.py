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
    """The 137 rules of the field and those that a shipped pack adds, each with the keys that scripts read; no source that nobody read."""
    code, found = said("list")
    assert code == 0
    assert len({rule["id"] for rule in found["rules"]} - ADDED) == 137
    assert len(found["rules"]) == 137 + len(ADDED)
    assert re.fullmatch("[0-9a-f]{64}", found["digest"])
    assert all({"id", "severity", "gate", "text", "sources"} <= set(rule) for rule in found["rules"])
    assert {source["confidence"] for rule in found["rules"] for source in rule["sources"]} == {"R", "r", "D"}


def test_the_table_names_core_parts_of_every_kind_of_act(said: Said) -> None:
    """Also the rules of an act's variants stand there: a lot of bullet rounds is never accepted."""
    _, found = said("table")
    pairs = {(line["act"], line["rule"], line["part"]) for line in found["rules"]}
    assert {("accept", "AMM-01", "R47"), ("accept", "STO-08", "R03"), ("hand_over", "HND-02", "R31"), ("thaw", "INC-03", "R55b")} <= pairs


def test_the_table_has_every_rule_with_what_it_asks_in_words(said: Said) -> None:
    """All of them; each says what it asks, by itself or by its parts in the proved machine, and what it is against."""
    _, found = said("table")
    assert len(found["table"]) == 137 + len(ADDED)
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


ADDED = {"DEC-21"}  # the pack second-witness
ALSO = """
[[also]]
rule = "HND-09"
expr = "{expr}"
acts = ["hand_over"]
"""
REPLACE = """
[[replace]]
rule = "{rule}"
expr = "{expr}"
{proof}
"""


def proved(found: dict[str, Any], rule: str) -> str:
    """The line that `rules check` says is to be added."""
    return next(error["problem"].partition("beside it: ")[2] for error in found["errors"] if error["rule"] == rule)


def test_a_stricter_rule_may_stand_in_the_place_of_another_with_its_proof(checked: Said) -> None:
    """It is proved, the line that records the proof is said, and with that line the pack is accepted."""
    text = {"rule": "HND-08", "expr": "not f.receiver_declined and f.fit_stated"}
    code, found = checked(REPLACE.format(**text, proof=""))
    assert code == 1
    assert [one["rule"] for one in found["proofs"]] == ["HND-08"]
    code, found = checked(REPLACE.format(**text, proof=proved(found, "HND-08")))
    assert (code, found["ok"], found["errors"], found["impossible"]) == (0, True, [], [])
    assert found["prover"].startswith("z3")


def test_a_rule_that_has_lighter_forms_is_replaced_in_its_full_form(checked: Said) -> None:
    """The proof that is said is the one that loading asks for; a form that is open under the base alone proves nothing."""
    text = {"rule": "STO-02", "expr": "f.attend_age_ms <= ATTEND_CONFIRM_MIN and f.medic_present"}
    _, found = checked(REPLACE.format(**text, proof=""))
    code, found = checked(REPLACE.format(**text, proof=proved(found, "STO-02")))
    assert (code, found["ok"], found["errors"]) == (0, True, [])
    _, found = checked(REPLACE.format(rule="STO-02", expr="non_firing and f.attend_age_ms <= ATTEND_HERO_MIN", proof=""))
    assert [one["rule"] for one in found["loosens"]] == ["STO-02"]


def test_a_pack_that_only_asks_for_full_forms_is_a_pack(checked: Said) -> None:
    """It is taken with nothing else in it; a name that is no rule is said with the file."""
    assert checked('full_form = ["STO-02"]\n')[0] == 0
    code, found = checked('full_form = ["STO-02", "XYZ-99"]\n')
    assert (code, [(error["rule"], error["problem"]) for error in found["errors"]]) == (1, [("XYZ-99", "no rule is called XYZ-99")])


@pytest.mark.parametrize(
    ("rule", "expr", "told"),
    [
        ("HND-09", "f.fit_stated or f.medic_present", "fit_stated"),
        ("HND-11", "True", "plan_matches"),
        ("STO-02", "f.attend_age_ms <= ATTEND_CONFIRM_MIN + 1", "attend_age_ms = 300001"),
        ("USE-07", "f.contact_cm >= CONTACT_FLOOR_M or w.contents != 'BLANK'", "blank_involved"),
        ("MIS-04", "not g.discharge or w.kind == 'RUBBER'", "g.discharge = True"),
    ],
)
def test_a_rule_that_passes_more_is_shown_where(checked: Said, rule: str, expr: str, told: str) -> None:
    """A state and facts in which the new rule passes and the old one refuses, by one millisecond or by one class of weapon."""
    code, found = checked(REPLACE.format(rule=rule, expr=expr, proof=""))
    assert code == 1
    assert told in next(one["state"] for one in found["loosens"] if one["rule"] == rule)
    assert not found["ok"]


def test_a_demand_that_invariants_make_equal_is_proved(checked: Said) -> None:
    """A declared weapon has no gap: what every state that can be satisfies, the proof may use."""
    _, found = checked(REPLACE.format(rule="HND-08", expr="not f.receiver_declined and (not w.declared or not w.gap)", proof=""))
    assert [one["rule"] for one in found["proofs"]] == ["HND-08"]
    assert found["loosens"] == []


def test_what_the_proved_machine_carries_is_not_replaced(checked: Said) -> None:
    """A rule without an expression of its own is a part of the proof; more may be asked of it, nothing put in its place."""
    code, found = checked(REPLACE.format(rule="HND-03", expr="True", proof=""))
    assert code == 1
    assert "cannot be replaced" in found["errors"][0]["problem"]


def test_without_a_solver_nothing_is_called_proved(checked: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 3, not ok, the rule named; a loosening that a small search finds is shown all the same."""
    monkeypatch.setattr("chamberflag.cli.proving.solver_name", lambda: "")
    code, found = checked(REPLACE.format(rule="HND-08", expr="not f.receiver_declined and f.fit_stated", proof=""))
    assert (code, found["ok"], found["unproved"], found["prover"]) == (3, False, ["HND-08"], "")
    code, found = checked(REPLACE.format(rule="HND-09", expr="f.fit_stated or f.medic_present", proof=""))
    assert code == 1
    assert found["loosens"]


@pytest.mark.parametrize(
    ("expr", "gone", "alike"),
    [
        ("w.contents != 'BLANK'", "no hot hand_over can happen at all", ""),
        ("w.contents == 'BLANK'", "no cold hand_over can happen at all", "lend (lend_out)"),
        ("w.contents == 'UNKNOWN'", "no hand_over can happen at all", "lend"),
        ("not w.declared", "no hand_over can happen at all", "lend"),
        ("f.fit_stated and not f.fit_stated", "no hand_over can happen at all", "issue_moulded,lend,change_hands,take_up"),
    ],
)
def test_what_can_no_longer_happen_in_any_state_is_said_first(checked: Said, expr: str, gone: str, alike: str) -> None:
    """Exactly, by the solver: a pack that ends only one kind of hand-over is told which, and which rules it is that nothing satisfies.

    What it asks of a hand-over it asks of a rack of mouldings, of a hand-over for a block and of what passes on in play, too.
    """
    code, found = checked(ALSO.format(expr=expr))
    assert code == 0
    assert found["impossible"][0] == gone
    assert any(text.startswith(f"{gone}: nothing satisfies") and "HND-09 (ours)" in text for text in found["impossible"])
    kinds = {text for text in found["impossible"] if text.startswith("no ") and ":" not in text}
    too = {f"no {act} can happen at all" for act in filter(None, alike.split(","))}
    assert {text for text in kinds if "at all" in text} == {gone} | too


def test_more_asked_of_a_rule_ends_its_lighter_form_and_that_is_said(checked: Said) -> None:
    """A pack that asks for more of a rule that a rack issue meets in a lighter way ends the rack issue; `rules check` names it."""
    found = checked(ALSO.replace("HND-09", "HND-11").format(expr="f.medic_present"))[1]
    assert found["impossible"][0] == "no issue_moulded can happen at all"
    assert "HND-11 (full_form)" in found["impossible"][1]


def test_a_pack_that_only_makes_it_harder_makes_nothing_impossible(checked: Said) -> None:
    """A further paper can be recorded."""
    assert checked(ALSO.format(expr="f.medic_present"))[1]["impossible"] == []


def test_the_template_is_accepted_as_it_is(tmp_path: Path, said: Said, capsys: pytest.CaptureFixture[str]) -> None:
    """`rules new` writes it under a name, never over a file, and `rules check` has nothing to say against it."""
    path = tmp_path / "our-film.toml"
    assert run(["rules", "new", "our-film", "--out", str(path)]) == 0
    assert 'pack = "our-film"' in path.read_text(encoding="utf-8")
    assert run(["rules", "new", "our-film", "--out", str(path)]) == 2
    assert run(["rules", "new", "Our Film", "--out", str(tmp_path / "x.toml")]) == 2
    capsys.readouterr()
    code, found = said("check", str(path))
    assert (code, found["ok"], found["errors"], found["loosens"], found["impossible"]) == (0, True, [], [], [])


def test_a_source_says_whether_it_is_a_draft(said: Said) -> None:
    """Until a person has read the originals every citation that is shown says so, and of which pack it is."""
    _, found = said("list")
    shown = [source for rule in found["rules"] for source in rule["sources"]]
    assert {source["draft"] for source in shown if source["confidence"] != "D"} == {True}
    assert {source["of"] for source in shown if source["confidence"] != "D"} >= {"base", "us-ca", "uk", "ca-on", "theatre"}
    assert not any(source["draft"] for source in shown if source["confidence"] == "D")
