"""Signed acts that can be recorded again and again to the same bytes: a day whose box clock stands still after the founding.

Each act names the leaf that it follows, and a leaf holds the box's instant. With one instant for all acts the leaves do not depend on how
the acts are grouped, so the same signed bytes pass the gate of a fresh log however fast they come. Nothing else of a day is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bench.make_day import LOG_KEY, START, Player
from bench.production import ORIGIN
from bench.stage import Ask, Stage
from chamberflag import app
from chamberflag.ledger.ports import Head, NewEntry
from chamberflag.recorder.attest import Signed
from chamberflag.recorder.record import Answer, Recorder
from chamberflag.store.memory import MemoryLedger
from chamberflag.store.sqlite import SqliteLedger

TOGETHER = 64


class Watched(MemoryLedger):
    """A ledger that remembers what was appended, group by group."""

    def __init__(self) -> None:
        """An empty log."""
        super().__init__()
        self.appended: list[tuple[list[NewEntry], Head, int]] = []

    def append(self, group: Sequence[NewEntry], head: Head, old_size: int) -> None:
        """Freeze and remember."""
        super().append(group, head, old_size)
        self.appended.append((list(group), head, old_size))


class _Still(Stage):
    """A stage whose clock can be stopped, and that remembers what was signed."""

    def __init__(self, ledger: MemoryLedger, seed: int) -> None:
        """A stage on a ledger in memory."""
        super().__init__(ledger, LOG_KEY, seed, START)
        self.still = False
        self.groups: list[tuple[int, list[Signed]]] = []

    def play(self, asks: Sequence[Ask], wait: int = 2000) -> list[Answer]:
        """Record, and remember."""
        return super().play(asks, 0 if self.still else wait)

    def _signed(self, ask: Ask) -> Signed:
        made = super()._signed(ask)
        if not self.groups or self.groups[-1][0] != self.now or len(self.groups[-1][1]) >= TOGETHER:
            self.groups.append((self.now, []))
        self.groups[-1][1].append(made)
        return made


class _OneDay(Player):
    """Plays one long day; its clock stands still from the first round on."""

    def round(self, *, ending: bool = False) -> None:
        """One step in each lane, at the same instant as all others."""
        stage = self.stage
        if isinstance(stage, _Still) and not stage.still:
            stage.now += 2000
            stage.still = True
            self.setup = len(stage.groups)
        super().round(ending=ending)

    setup = 0


@dataclass(frozen=True, slots=True)
class Prepared:
    """setup: (instant, acts) of founding and morning; acts: those that are measured, all at `now`; appended: as they were frozen."""

    setup: tuple[tuple[int, tuple[Signed, ...]], ...]
    acts: tuple[Signed, ...]
    now: int
    root: bytes
    appended: tuple[tuple[list[NewEntry], Head, int], ...]

    @property
    def signatures(self) -> int:
        """How many signatures the measured acts carry."""
        return sum(len(act.signatures) for act in self.acts)

    def opened(self, folder: Path) -> closing[Opened]:
        """A fresh log on disk with everything but the measured acts in it."""
        ledger = SqliteLedger(folder / "log.sqlite")
        ledger.permit()
        recorder = Recorder(ledger, app.empty_state(), app.rules_for, app.act_table(), ORIGIN, LOG_KEY)
        for now, group in self.setup:
            recorder.submit_all(group, now)
        return closing(Opened(ledger, recorder))


@dataclass(frozen=True, slots=True)
class Opened:
    """A log on disk and its recorder."""

    ledger: SqliteLedger
    recorder: Recorder

    def close(self) -> None:
        """Let go of the file."""
        self.ledger.close()


def prepare(acts: int, seed: int = 1) -> Prepared:
    """So many acts after the founding and the morning of an example production."""
    ledger = Watched()
    stage = _Still(ledger, seed)
    player = _OneDay(stage, 800 + acts, TOGETHER, one_day=True)
    player.play()
    head = ledger.head()
    groups = stage.groups
    return Prepared(
        tuple((now, tuple(group)) for now, group in groups[: player.setup]),
        tuple(act for _, group in groups[player.setup :] for act in group),
        stage.now,
        head.frontier.root() if head is not None else b"",
        tuple(ledger.appended),
    )
