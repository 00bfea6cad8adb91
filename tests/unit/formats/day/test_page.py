from __future__ import annotations

import re
from pathlib import Path

import pytest

from chamberflag.app import act_table, shipped_day
from chamberflag.cli.stage import Outcome, Stage, box_for, scratch_for, try_all
from chamberflag.formats.day.grammar import acts
from chamberflag.formats.day.parse import parse
from chamberflag.formats.day.verbs import VERBS
from chamberflag.formats.day.written import OF_THE_BOX

PAGE = (Path(__file__).resolve().parents[4] / "docs/formats/day.md").read_text(encoding="utf-8")
WHOLE = re.findall(r"```day\n(.*?)```", PAGE, re.DOTALL)
PARTS = re.findall(r"```day-part\n(.*?)```", PAGE, re.DOTALL)
CAST = shipped_day().decode().partition("\nbefore\n")[0] + "\nacts\nday 2027-03-09\n"


def outcomes(text: str, data: Path) -> list[Outcome]:
    """What a day file met in a fresh example box."""
    day = parse(text.encode(), "page.day")
    try_all(day)
    box = box_for(day, data, make=True) if " box " in text else scratch_for(day)
    try:
        stage = Stage(box, day)
        for _ in stage.setup():
            pass
        return list(stage.run())
    finally:
        box.close()


@pytest.mark.parametrize("text", WHOLE, ids=[text.partition("\n")[0] for text in WHOLE])
def test_every_whole_day_of_the_page_meets_what_it_expects(text: str, tmp_path: Path) -> None:
    """A reader who copies an example gets what the page says."""
    met = outcomes(text, tmp_path / "box")
    assert [one.unmet for one in met if one.unmet] == []
    assert {one.outcome for one in met} == {"recorded", "refused"}


@pytest.mark.parametrize("text", PARTS, ids=[text.partition("\n")[0][7:40] for text in PARTS])
def test_every_line_of_the_page_reaches_the_box(text: str, tmp_path: Path) -> None:
    """Each example line is understood, and decided by the box; only bytes or signatures that do not hold stay out of the log."""
    met = outcomes(CAST + text, tmp_path / "box")
    assert {one.act.line for one in met} >= {number for number, line in enumerate((CAST + text).split("\n"), 1) if line[:2] in {"06", "13"}}
    assert {one.error.code for one in met if one.error is not None} <= {"key.form", "key.possession"}


def test_every_act_that_a_person_signs_has_an_example() -> None:
    """Nothing that can be signed is missing on the page, and every form of a verb stands there."""
    shown = {act.type for text in PARTS for act in parse((CAST + text).encode(), "page.day").acts}
    assert set(act_table().rows) - OF_THE_BOX - shown == set()
    assert [form for form in VERBS if f"`{form}`" not in PAGE] == []


def test_every_form_of_a_verb_is_one_act() -> None:
    """What the page says of the forms is what the parser takes: each reads as the act it stands under."""
    listed = {kind: re.findall(r"`([^`]+)`", text.partition("\n")[0]) for kind, text in acts(act_table())}
    assert {form: VERBS[form] for forms in listed.values() for form in forms} == {
        form: kind for kind, forms in listed.items() for form in forms
    }
