"""The kill -9 loop: a writer process is killed at seeded moments; the next start must find everything that it had acknowledged.

A writer is any function `writer(data, seed, say)` of an importable module: it opens the box in `data` as the product does, records until it
is killed, says `Signed` when a phone sends an act, and `Acknowledged` when a receipt would leave. Three ways of dying: the parent kills
after so many acknowledgements, wherever the writer then is; the writer dies at its n-th durable step, so that a sweep over n meets every
point; or at a point by its name (steps.py). This tests the death of a process: the page cache survives. Power cuts are the matter of a
faulty disk.
"""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from chamberflag.recorder.attest import Signed
from tests.sim import steps

_fresh = multiprocessing.get_context("forkserver")
_fresh.set_forkserver_preload(["tests.sim.store_writer", "tests.sim.box_writer"])


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a receipt says: entry, its leaf hash, and the signed head it stands under; with a real box the receipt's text says the rest."""

    index: int
    leaf: bytes
    size: int
    root: bytes
    receipt: str = ""


Say = Callable[["Acknowledged | Signed"], None]
WriterProcess = Callable[[Path, int, Say], None]
Find = Callable[[Path, Sequence[Acknowledged], "Tally | None"], list[Acknowledged]]


@dataclass(frozen=True, slots=True)
class Death:
    """Killed by the parent after so many acknowledgements, or by itself at a durable step, or when a point is met for the n-th time."""

    after: int = 0
    step: int = 0
    point: str = ""
    times: int = 1


@dataclass
class Tally:
    """What a campaign has seen. lost: acknowledged and not found afterwards; outbox: sent in this life and not acknowledged."""

    kills: int = 0
    acknowledged: list[Acknowledged] = field(default_factory=list)
    lost: list[Acknowledged] = field(default_factory=list)
    outbox: list[Signed] = field(default_factory=list)
    ended: int = 0
    points: list[str] = field(default_factory=list)


def kill(writer: WriterProcess, data: Path, seed: int, death: Death, tally: Tally) -> None:
    """One life: start the writer, collect what it acknowledges, kill it."""
    ours, theirs = _fresh.Pipe(duplex=False)
    process = _fresh.Process(target=_life, args=(writer, data, seed, death, theirs))
    process.start()
    theirs.close()
    heard, tally.outbox = 0, []
    while True:
        try:
            said = ours.recv()
        except EOFError:
            break
        match said:
            case str():
                tally.points.append(said)
            case Signed():
                tally.outbox.append(said)
            case _:
                tally.acknowledged.append(said)
                tally.outbox = tally.outbox[1:]
                heard += 1
                if death.after and heard == death.after:
                    process.kill()
    process.join()
    ours.close()
    tally.kills += process.exitcode == -9
    tally.ended += process.exitcode == 0
    assert process.exitcode in (0, -9), f"seed {seed}, {death}: the writer ended with {process.exitcode}"


def _life(writer: WriterProcess, data: Path, seed: int, death: Death, pipe: Connection) -> None:
    met = steps.arm(death.step, death.point, death.times, pipe.send)

    def say(what: Acknowledged | Signed) -> None:
        pipe.send(what)
        if isinstance(what, Acknowledged):
            met("after say")

    writer(data, seed, say)


def deaths(rng: random.Random, count: int, acks: int, last: int) -> list[Death]:
    """Seeded deaths: half of them after one to `acks` acknowledgements, half at one of the first `last` durable steps."""
    made = [Death(after=rng.randint(1, acks)) if i % 2 else Death(step=rng.randint(1, last)) for i in range(count)]
    rng.shuffle(made)
    return made


def campaign(writer: WriterProcess, data: Path, ways: Sequence[Death], seed: int, find: Find) -> Tally:
    """One box through many deaths. After each, `find` starts it, says what is lost, and sends the outbox again. Stops at the first loss."""
    tally, rng = Tally(), random.Random(seed)
    for death in ways:
        before = len(tally.acknowledged)
        kill(writer, data, rng.randrange(2**32), death, tally)
        tally.lost += find(data, tally.acknowledged[before:], tally)
        if tally.lost:
            return tally
    tally.lost += find(data, tally.acknowledged, None)
    return tally
