"""Stories on stage: the prologue is run once, and each story goes on from a copy of its box."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from chamberflag.app import Box, act_table, scratch
from chamberflag.cli.company import Company
from chamberflag.cli.stage import DOMAIN, ORIGINS, RP_ID, Outcome, Stage, scratch_for
from chamberflag.formats.day.model import DayFile
from chamberflag.formats.day.parse import parse
from chamberflag.recorder.founding import Founding

Edits = Sequence[tuple[str, str]]
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


def played(packs: str, acts: str, edits: Edits = (), flags: tuple[str, ...] = ()) -> list[Outcome]:
    """What the acts after the prologue met, in a production of these packs. edits: lines of the prologue that are otherwise."""
    text = PROLOGUE.replace("packs  base", f"packs  base {packs}".rstrip())
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    day = parse(f"{text}\nacts\n{acts}".encode(), "packs.day")
    roots = Company(day, act_table()).roots()
    box = scratch(Founding("example", DOMAIN, roots, rp_id=RP_ID, origins=ORIGINS, flags=flags), day.acts[0].at - 60_000)
    stage = Stage(box, replace(day))
    for _ in stage.setup():
        pass
    done = list(stage.run())
    unmet = [f"{one.act.text}: {', '.join(one.unmet)} {one.rules}" for one in done if one.unmet]
    assert not unmet, unmet
    return done
