"""The kill -9 loop: a writer process is killed at seeded moments; the next start must find everything that it had acknowledged.

A writer is any function `writer(data, seed, say)` of an importable module: it opens the box in `data` as the product does, records until it
is killed, and calls `say(Acknowledged(...))` when a receipt would leave. Two ways of dying: the parent kills after so many
acknowledgements, wherever the writer then is; or the writer dies at its n-th durable step (steps.py), so that a sweep over n meets every
point. This tests the death of a process: the page cache survives. Power cuts are the matter of a faulty disk.
"""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from tests.sim import steps

Say = Callable[["Acknowledged"], None]
WriterProcess = Callable[[Path, int, Say], None]
_fresh = multiprocessing.get_context("forkserver")
_fresh.set_forkserver_preload(["tests.sim.store_writer"])


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a receipt says: entry, its leaf hash, and the signed head it stands under."""

    index: int
    leaf: bytes
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Death:
    """Killed by the parent after so many acknowledgements, or by itself at a durable step."""

    after: int = 0
    step: int = 0


@dataclass
class Tally:
    """What a campaign has seen. lost: acknowledged and not found afterwards."""

    kills: int = 0
    acknowledged: list[Acknowledged] = field(default_factory=list)
    lost: list[Acknowledged] = field(default_factory=list)
    ended: int = 0
    points: list[str] = field(default_factory=list)


def kill(writer: WriterProcess, data: Path, seed: int, death: Death, tally: Tally) -> None:
    """One life: start the writer, collect what it acknowledges, kill it."""
    ours, theirs = _fresh.Pipe(duplex=False)
    process = _fresh.Process(target=_life, args=(writer, data, seed, death.step, theirs))
    process.start()
    theirs.close()
    heard = 0
    while True:
        try:
            said = ours.recv()
        except EOFError:
            break
        if isinstance(said, str):
            tally.points.append(said)
            continue
        tally.acknowledged.append(said)
        heard += 1
        if death.after and heard == death.after:
            process.kill()
    process.join()
    ours.close()
    tally.kills += process.exitcode == -9
    tally.ended += process.exitcode == 0
    assert process.exitcode in (0, -9), f"seed {seed}, {death}: the writer ended with {process.exitcode}"


def _life(writer: WriterProcess, data: Path, seed: int, step: int, pipe: Connection) -> None:
    steps.arm(step, pipe.send)
    writer(data, seed, pipe.send)


def campaign(writer: WriterProcess, data: Path, deaths: list[Death], seed: int, find: Callable[[Path, Acknowledged], bool]) -> Tally:
    """One box through many deaths; after each, `find` says whether an acknowledged entry is there. Stops at the first loss."""
    tally, rng = Tally(), random.Random(seed)
    for death in deaths:
        before = len(tally.acknowledged)
        kill(writer, data, rng.randrange(2**32), death, tally)
        tally.lost += [ack for ack in tally.acknowledged[before:] if not find(data, ack)]
        if tally.lost:
            break
    tally.lost += [ack for ack in tally.acknowledged if ack not in tally.lost and not find(data, ack)]
    return tally
