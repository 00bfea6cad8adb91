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
from chamberflag.custody.state import State
from chamberflag.ledger.ports import Head, NewEntry
from chamberflag.log.checkpoint import Checkpoint
from chamberflag.log.tree import Frontier
from chamberflag.recorder.attest import Signed
from chamberflag.recorder.record import Answer, Recorder
from chamberflag.seal.note import sign_note
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
        self.held: tuple[int, bytes] | None = None
        self.measured: list[Signed] = []
        self.before = self.recorder.state

    def play(self, asks: Sequence[Ask], wait: int = 2000) -> list[Answer]:
        """Record, and remember."""
        return super().play(asks, 0 if self.held else wait)

    def seen(self) -> tuple[int, bytes]:
        """Once the clock stands, the head of that moment: phones out of reach have not seen what is recorded meanwhile."""
        return self.held or super().seen()

    def _signed(self, ask: Ask) -> Signed:
        made = super()._signed(ask)
        if self.held:
            self.measured.append(made)
        return made


class _OneDay(Player):
    """Plays one long day; its clock stands still from the first round on."""

    def round(self, *, ending: bool = False) -> None:
        """One step in each lane, at the same instant as all others."""
        stage = self.stage
        if isinstance(stage, _Still) and stage.held is None:
            stage.now += 2000
            stage.held, stage.before = stage.seen(), stage.recorder.state
        super().round(ending=ending)


@dataclass(frozen=True, slots=True)
class Prepared:
    """acts: those that are measured, all at `now`, on top of `state`; root: what they lead to; appended: every group as it was frozen."""

    acts: tuple[Signed, ...]
    now: int
    root: bytes
    state: State
    appended: tuple[tuple[list[NewEntry], Head, int], ...]

    @property
    def signatures(self) -> int:
        """How many signatures the measured acts carry."""
        return sum(len(act.signatures) for act in self.acts)

    def grouped(self, size: int, together: int = TOGETHER) -> list[tuple[list[NewEntry], Head, int]]:
        """The first `size` entries in groups of so many, as if the founding had come together, too."""
        every = [new for group, _, _ in self.appended for new in group][:size]
        made: list[tuple[list[NewEntry], Head, int]] = []
        frontier = Frontier()
        for first in range(0, len(every), together):
            group = every[first : first + together]
            for new in group:
                frontier, _ = frontier.append(new.leaf)
            note = sign_note(Checkpoint(ORIGIN, frontier.size, frontier.root()).body(), ORIGIN, LOG_KEY)
            made.append((group, Head(frontier, note, self.now), first))
        return made

    def opened(self, folder: Path) -> closing[Opened]:
        """A fresh log on disk with everything but the measured acts in it."""
        ledger = SqliteLedger(folder / "log.sqlite")
        ledger.permit()
        for group, head, old in self.grouped(self.state.size):
            ledger.append(group, head, old)
        return closing(Opened(ledger, Recorder(ledger, self.state, app.rules_for, app.act_table(), ORIGIN, LOG_KEY)))


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
    return Prepared(
        tuple(stage.measured),
        stage.now,
        head.frontier.root() if head is not None else b"",
        stage.before,
        tuple(ledger.appended),
    )
