"""Plain-text stories: each file of this folder goes on from prologue.day, and its first line says what it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.onstage import HERE, prologue, told

STORIES = sorted(path for path in HERE.glob("*.day") if path.name != "prologue.day")


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
def test_the_gate_decides_as_the_story_says(path: Path) -> None:
    """Every act of the story is recorded or refused as its file says, and its first line says why."""
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    acts = told(text)
    assert [f"{one.act.text}: {', '.join(one.unmet)}" for one in acts if one.unmet] == []
    assert sum(bool(one.act.expects) for one in acts) > 0


def test_the_prologue_is_permitted_throughout() -> None:
    """What the stories rest on is a day without a refusal: nothing in a story is refused for a paper that lacks."""
    _, acts = prologue()
    assert [one.act.text for one in acts if one.outcome == "refused" or one.unmet] == []
