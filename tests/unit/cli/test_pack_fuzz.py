"""`rules check` on packs that people mistype, cut off or garble: one clear error each, with file and rule, never a fault of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chamberflag.cli.packcheck import Findings, check, read_pack
from chamberflag.vocabulary.errors import Malformed

GOOD = """pack = "ours"
drop_override = ["INS-10"]
[[rule]]
id = "OUR-01"
group = "OUR"
severity = "refuse"
gate = ["HANDOVER"]
acts = ["hand_over"]
requirement = "Ours."
refuses = "Not ours."
clears = "Make it ours."
hazard = "H3"
expr = "implies(w.contents == 'BLANK', f.medic_present)"
sources = []
[[also]]
rule = "USE-01"
expr = "f.people_on_line == 0"
[param]
check_valid_min = 15
[raise_severity]
MTG-05 = "refuse"
"""
# fmt: off
SCRAPS = ['"', "]", "[[", "=", "9" * 40, "nan", "-1", "true", "'", "\\u0000", "f.", "w.w", "(", "))", "not ", "\x00", "é", "  ",
          "[[replace]]\n", "expr = 1\n", "[event.stop]\n", "who = 3\n", "1979-05-27"]
KEYS = ["severity", "gate", "expr", "rule", "acts", "weapons", "sources", "params", "override", "also", "raises", "jurisdictions", "proof"]
VALUES = ["1", "[]", '""', '"x"', "{}", "[1]", "[[]]", "true", "1.5", '{ old = "", new = "" }', '["hand_over", 3]',
          "{ who = [], count = 1 }", '[{ on = ["stop"], when = "f.moon" }]', '[{ on = ["stop"], when = "True" }]', '"f.x.y"', '"()()"',
          '"a" ', '"not " ']
# fmt: on


@st.composite
def garbled(draw: st.DrawFn) -> str:
    """The good pack with a few things done to it."""
    text = GOOD
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(["cut", "scrap", "line", "twice", "key"]))
        lines = text.split("\n")
        n = draw(st.integers(0, len(lines) - 1))
        match kind:
            case "cut":
                text = text[:at]
            case "scrap":
                text = text[:at] + draw(st.sampled_from(SCRAPS)) + text[at:]
            case "line":
                text = "\n".join(lines[:n] + lines[n + 1 :])
            case "twice":
                text = "\n".join([*lines[: n + 1], lines[n], *lines[n + 1 :]])
            case _:
                text = "\n".join([*lines[:n], f"{draw(st.sampled_from(KEYS))} = {draw(st.sampled_from(VALUES))}", *lines[n:]])
    return text


def looked_at(text: str | bytes, folder: Path) -> Findings | Malformed:
    """What the check finds, or why the file is no pack."""
    path = folder / "ours.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    try:
        return check(read_pack(str(path)))
    except Malformed as error:
        return error


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(garbled())
def test_a_garbled_pack_is_told_what_is_wrong_with_it(tmp_path: Path, text: str) -> None:
    """Whatever was done to the file: an error names file and problem, or nothing is wrong with it."""
    found = looked_at(text, tmp_path)
    if isinstance(found, Malformed):
        assert found.text
        assert "ours.toml" in found.place
        return
    for one in found.errors:
        assert one["file"] == "ours.toml"
        assert one["problem"]
        assert "Traceback" not in one["problem"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_bytes_that_are_no_pack_are_unreadable_input(tmp_path: Path, data: bytes) -> None:
    """Any bytes at all."""
    found = looked_at(data, tmp_path)
    assert isinstance(found, Malformed | Findings)


@pytest.mark.parametrize(
    ("old", "new", "rule", "problem"),
    [
        ('gate = ["HANDOVER"]', 'gate = ["HANDOVERS"]', "OUR-01", "no gate is called 'HANDOVERS'"),
        ('acts = ["hand_over"]', 'acts = ["handover"]', "OUR-01", "no gated act is called 'handover'"),
        ('acts = ["hand_over"]', 'acts = ["stop"]', "OUR-01", "no gated act is called 'stop'"),
        ("f.medic_present", "f.medic_presence", "OUR-01", "column 32: no fact is called medic_presence"),
        ("'BLANK'", "'BLANKS'", "OUR-01", "column"),
        ('severity = "refuse"', 'severity = "refuses"', "OUR-01", "severity 'refuses' is none of"),
        ('rule = "USE-01"', 'rule = "USE-99"', "USE-99", "no rule is called USE-99"),
        ("check_valid_min = 15", "check_valid = 15", "check_valid", "no parameter is called check_valid"),
        ("check_valid_min = 15", 'check_valid_min = "soon"', "check_valid_min", "neither a number"),
        ('drop_override = ["INS-10"]', 'drop_override = ["INS-99"]', "INS-99", "no rule is called INS-99"),
        ('MTG-05 = "refuse"', 'MTG-55 = "refuse"', "MTG-55", "no rule is called MTG-55"),
        ("[param]", "[parameters]", "", "a pack may not hold [parameters]"),
    ],
)
def test_a_slip_is_named_with_its_rule_and_what_is_wrong(tmp_path: Path, old: str, new: str, rule: str, problem: str) -> None:
    """One slip, one error, and nothing else is said of the pack."""
    assert GOOD.count(old) == 1
    found = looked_at(GOOD.replace(old, new), tmp_path)
    assert isinstance(found, Findings)
    assert [one["rule"] for one in found.errors] == [rule]
    assert problem in found.errors[0]["problem"]
