"""Stories on stage: the prologue is run once, and each story goes on from a copy of its box."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from chamberflag.app import Box
from chamberflag.cli.stage import Outcome, Stage, scratch_for
from chamberflag.formats.day.model import DayFile
from chamberflag.formats.day.parse import parse

HERE = Path(__file__).parent
PROLOGUE = (HERE / "prologue.day").read_text(encoding="utf-8")


def read(text: str) -> DayFile:
    """A story after its prologue; only its own acts."""
    day = parse(f"{PROLOGUE}\nacts\n{text}".encode(), "story.day")
    return replace(day, acts=tuple(act for act in day.acts if not act.before))


@lru_cache(maxsize=1)
def prologue() -> tuple[Box, tuple[Outcome, ...]]:
    """The box after the prologue, and what its acts met."""
    day = parse(f"{PROLOGUE}\nacts\n08:00  ada calls hold\n".encode(), "prologue.day")
    day = replace(day, acts=day.acts[:-1])
    box = scratch_for(day)
    stage = Stage(box, day)
    for _ in stage.setup():
        pass
    return box, tuple(stage.run())


def box_after_prologue() -> Box:
    """A box of its own for one story."""
    first, _ = prologue()
    ledger, recorder = copy.deepcopy(first.ledger), copy.copy(first.recorder)
    recorder.ledger = ledger
    return replace(first, ledger=ledger, recorder=recorder)


def told(text: str, box: Box | None = None) -> Sequence[Outcome]:
    """What every act of a story met."""
    return list(Stage(box or box_after_prologue(), read(text)).run())
