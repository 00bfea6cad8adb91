"""A writer for the kill -9 loop that drives the real store: start, groups of one to sixteen entries, outside memory, published files."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

from chamberflag.log.tree import EMPTY_ROOT, frontier_of
from chamberflag.store.heads import opener
from chamberflag.store.memory_dir import DirectoryMemory
from chamberflag.store.opened import OpenLog, open_log
from chamberflag.store.startup import Mode, Outside
from tests.sim.kill9 import Acknowledged, Say, Tally
from tests.unit.store.logs import ORIGIN, VKEY, Writer, signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chamberflag.ledger.ports import Head, NewEntry

OPENED = opener([VKEY])
GROUPS = 12  # of one life


def memory_of(data: Path) -> DirectoryMemory:
    """The outside memory beside a data folder, begun when it is new."""
    away = data.with_name("away")
    memory = DirectoryMemory(away, OPENED, ORIGIN)
    if not away.exists():
        away.mkdir()
        memory.begin(signed(0, EMPTY_ROOT))
    return memory


def opened(data: Path) -> OpenLog:
    """A start of the box; it must be open, for nothing but processes has died."""
    log = open_log(data, OPENED, Outside(memory_of(data)))
    assert log.found.mode is Mode.OPEN, log.found.findings
    return log


def receipts(group: list[NewEntry], head: Head) -> Iterator[Acknowledged]:
    """What each phone of a group is told."""
    for new in group:
        yield Acknowledged(new.index, new.leaf, head.size, head.frontier.root())


def honest(data: Path, seed: int, say: Say) -> None:
    """Commit, then acknowledge, then tell the memory and publish."""
    rng, log = random.Random(seed), opened(data)
    for turn in range(GROUPS):
        group, head, old = _next(rng, log, seed, turn)
        log.ledger.append(group, head, old)
        for receipt in receipts(group, head):
            say(receipt)
        log.keep()
    log.close()


def hasty(data: Path, seed: int, say: Say) -> None:
    """The mutant: acknowledges before COMMIT."""
    rng, log = random.Random(seed), opened(data)
    for turn in range(GROUPS):
        group, head, old = _next(rng, log, seed, turn)
        for receipt in receipts(group, head):
            say(receipt)
        log.ledger.append(group, head, old)
        log.keep()
    log.close()


def _next(rng: random.Random, log: OpenLog, seed: int, turn: int) -> tuple[list[NewEntry], Head, int]:
    count = rng.choice((1, 1, 2, 5, 16))
    acts = [f"d{rng.randrange(4)}-{seed}.{turn}.{i}" for i in range(count)]
    return Writer(log.ledger).group(acts, rng.sample(("w_1", "w_2", "l_1"), rng.randrange(3)), private=rng.random() < 0.3)


def find(data: Path, told: Sequence[Acknowledged], _: Tally | None) -> list[Acknowledged]:
    """Those of which the entry is not there, under a tree of which the one in the receipt is a prefix."""
    log = opened(data)
    try:
        head = log.ledger.head()
        size = head.size if head is not None else 0
        return [
            ack
            for ack in told
            if size < ack.size or log.ledger.node(0, ack.index) != ack.leaf or frontier_of(log.ledger.node, ack.size).root() != ack.root
        ]
    finally:
        log.close()
