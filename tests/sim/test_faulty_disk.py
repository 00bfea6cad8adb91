"""The real store on a disk that loses power, fills up or fails: what was acknowledged is there, and the box starts again."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from chamberflag.ledger.ports import NewEntry
from chamberflag.store.heads import opener
from chamberflag.store.sqlite import SqliteLedger
from chamberflag.store.startup import sound
from chamberflag.vocabulary.errors import Broken
from tests.sim import table
from tests.sim.faulty_disk import Disk
from tests.unit.store.logs import VKEY, Writer

OPENED = opener([VKEY])
GROUPS = 25
SEEDS, CALLS = 40, 140


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The write-ahead log is folded into the database every few groups, so that faults fall on that, too."""
    monkeypatch.setattr("chamberflag.store.sqlite.WAL_PAGES", 60)


@dataclass
class Run:
    """What one run has seen."""

    fired: bool = False
    acknowledged: list[NewEntry] = field(default_factory=list)
    lost: int = 0
    damaged: str = ""
    appended: int = 0


def opened(disk: Disk) -> SqliteLedger:
    """The store on this disk, open to write."""
    return SqliteLedger(Path("log.sqlite"), connect=disk.connect)


def run(fault: str, seed: int, after: int) -> Run:
    """Write groups until the fault, start again, look for what was acknowledged, and go on."""
    disk, made, rng = Disk(seed), Run(), random.Random(seed)
    disk.arm(fault, after)
    ledger, last = None, None
    try:
        ledger = opened(disk)
        ledger.permit()
        for turn in range(GROUPS):
            acts = [f"d{rng.randrange(3)}-{turn}.{i}" for i in range(rng.choice((1, 2, 5)))]
            last = Writer(ledger).group(acts, rng.sample(("w_1", "w_2"), rng.randrange(3)))
            ledger.append(*last)
            made.acknowledged += last[0]  # only now a receipt would leave
    except Broken:
        if ledger is not None and last is not None:
            with pytest.raises(Broken):  # nothing is tried again on a disk that has failed
                ledger.append(*last)
    made.fired = disk.fired or fault == "lying"
    if fault in {"power", "lying"}:
        disk.power_off()
    else:
        disk.restart()
    _start_again(disk, made)
    return made


def _start_again(disk: Disk, made: Run) -> None:
    try:
        ledger = opened(disk)
        sound(ledger, OPENED)
        head = ledger.head()
        size = head.size if head is not None else 0
        made.lost = sum(new.index >= size or ledger.node(0, new.index) != new.leaf for new in made.acknowledged)
        ledger.permit()
        Writer(ledger).fill(size + 5, 2)
        made.appended = 5
        ledger.close()
    except Broken as error:
        made.damaged, made.lost = str(error), len(made.acknowledged)


def judged(runs: list[Run]) -> tuple[int, int, int, list[str]]:
    """(runs that met their fault, acknowledged, lost, what was damaged)."""
    met = [one for one in runs if one.fired]
    return len(met), sum(len(r.acknowledged) for r in met), sum(r.lost for r in met), [r.damaged for r in met if r.damaged]


@pytest.mark.parametrize("fault", ["power", "full", "error"])
def test_a_fault_at_a_random_call(fault: str) -> None:
    """Power cut, full disk, I/O error at seeded moments: the store stops, nothing acknowledged is lost, the next start goes on."""
    runs = [run(fault, seed, random.Random(f"{fault} {seed}").randrange(1, 260)) for seed in range(SEEDS)]
    met, acknowledged, lost, damaged = judged(runs)
    assert (lost, damaged) == (0, [])
    assert met > SEEDS * 3 // 4
    assert acknowledged > met
    assert all(one.appended for one in runs)
    table.leave(f"{fault}-random", tried=met, survived=met - len(damaged), acknowledged=acknowledged, lost=lost)


@pytest.mark.parametrize("fault", ["power", "full", "error"])
def test_a_fault_at_every_call(fault: str) -> None:
    """Each of the first calls to the disk fails in a run of its own, the making of the tables included: the same holds."""
    runs = [run(fault, 7, call) for call in range(1, CALLS + 1)]
    met, acknowledged, lost, damaged = judged(runs)
    assert (met, lost, damaged) == (CALLS, 0, [])
    table.leave(f"{fault}-every", tried=met, survived=met - len(damaged), acknowledged=acknowledged, lost=lost)


def test_a_disk_that_lies_is_caught() -> None:
    """The campaign can fail: on a disk whose sync does nothing, nearly every run loses what was acknowledged."""
    runs = [run("lying", seed, 1) for seed in range(12)]
    assert sum(bool(one.lost or one.damaged) for one in runs) >= 11
    table.leave("power-random+control", control=sum(one.lost for one in runs))
