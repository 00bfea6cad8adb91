from __future__ import annotations

import multiprocessing
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chamberflag.log.tree import EMPTY_ROOT, Frontier
from chamberflag.store.heads import opener
from chamberflag.store.lock import Lock
from chamberflag.store.memory_dir import DirectoryMemory
from chamberflag.store.opened import OpenLog, open_log, watch_log
from chamberflag.store.sqlite import SqliteLedger
from chamberflag.store.startup import Mode, Outside
from chamberflag.vocabulary.errors import Broken
from tests.unit.store.logs import ORIGIN, VKEY, Writer, signed

OPENED = opener([VKEY])


class Box:
    """A data folder and an outside memory on another disk."""

    def __init__(self, path: Path) -> None:
        """Both made, the memory begun."""
        self.data, self.away = path / "data", path / "stick"
        self.away.mkdir()
        self.memory = DirectoryMemory(self.away, OPENED, ORIGIN)
        self.memory.begin(signed(0, EMPTY_ROOT))
        self.outside = Outside(self.memory, instance="i_1")

    def open(self, outside: Outside | None = None) -> OpenLog:
        """Start it."""
        return open_log(self.data, OPENED, outside or self.outside)

    def day(self, size: int, outside: Outside | None = None) -> None:
        """Start it, write until the log has `size` entries, stop it."""
        log = self.open(outside)
        assert log.found.mode is Mode.OPEN, log.found.findings
        Writer(log.ledger).fill(size, 7)
        log.keep()
        log.close()

    def copy(self, name: str) -> Path:
        """An image of the data folder."""
        return shutil.copytree(self.data, self.data.with_name(name))

    def restore(self, name: str) -> None:
        """Put an image in the place of the data folder."""
        shutil.rmtree(self.data)
        shutil.copytree(self.data.with_name(name), self.data)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """A box before its first entry."""
    return Box(tmp_path)


def writes_nothing(log: OpenLog) -> bool:
    """Whether an append is refused, and reading goes on."""
    head = log.ledger.head()
    with pytest.raises(Broken) as error:
        Writer(log.ledger).write("d9-1")
    return error.value.code == "store.closed" and log.ledger.head() == head


def test_day_after_day(box: Box) -> None:
    """A box that is started again and again is open each time, and the memory has its newest head each evening."""
    for size in (1, 20, 300, 700):
        box.day(size)
        newest = box.memory.newest()
        assert newest is not None
        assert OPENED(newest).size == size
    assert sorted(p.name for p in (box.data / "published").iterdir()) == ["checkpoint", "tile"]


def test_a_rolled_back_box_signs_nothing(box: Box) -> None:
    """An older image of the database comes back behind the outside memory: behind, with both notes, and nothing is written."""
    box.day(20)
    box.copy("old")
    box.day(40)
    box.restore("old")
    log = box.open()
    assert log.found.mode is Mode.BEHIND
    finding = log.found.findings[0]
    assert finding.code == "start.behind"
    assert (OPENED(finding.ours).size, OPENED(finding.theirs).size) == (20, 40)
    assert writes_nothing(log)
    log.close()


def test_rolled_back_and_gone_on(box: Box) -> None:
    """A box that went on from an older image while the memory was away is found when the memory is back: a fork."""
    box.day(20)
    box.copy("old")
    box.day(40)
    box.restore("old")
    ledger = SqliteLedger(box.data / "log.sqlite")
    ledger.permit()
    Writer(ledger).write(*(f"d5-{i}" for i in range(30)))
    ledger.close()
    log = box.open()
    assert log.found.mode is Mode.BEHIND
    assert log.found.findings[0].code == "start.fork"
    assert writes_nothing(log)
    log.close()


def test_published_files_ahead_of_the_database(box: Box) -> None:
    """Where only the published checkpoint knows more, that is enough."""
    outside = Outside(alone=True)
    box.day(300, outside)
    image = (box.data / "log.sqlite").read_bytes()
    box.day(600, outside)
    (box.data / "log.sqlite").write_bytes(image)
    log = box.open(outside)
    assert log.found.mode is Mode.BEHIND
    assert writes_nothing(log)
    log.close()


def test_a_phone_that_knew_more(box: Box) -> None:
    """The first phone that shows a newer head stops the box, for this start and every later one, even if it never comes back."""
    box.day(20)
    log = box.open()
    Writer(log.ledger).fill(30)
    assert log.hear(signed(10, _root(log, 10))).mode is Mode.OPEN
    assert log.hear("nonsense\n").mode is Mode.OPEN
    newer = signed(31, bytes(32))
    assert log.hear(newer).mode is Mode.BEHIND
    assert writes_nothing(log)
    assert log.ask(box.outside).mode is Mode.BEHIND
    log.close()
    log = box.open()
    assert log.found.mode is Mode.BEHIND
    assert writes_nothing(log)
    log.close()


def _root(log: OpenLog, size: int) -> bytes:
    return Frontier().extend(log.ledger.node(0, i) for i in range(size))[0].root()


def test_memory_away_then_back(box: Box) -> None:
    """Without its stick the box waits and writes nothing; when the stick is back it opens without a new start."""
    box.day(20)
    gone = box.away.rename(box.away.with_name("gone"))
    log = box.open()
    assert log.found.mode is Mode.WAITING
    assert [f.code for f in log.found.findings] == ["start.waiting"]
    assert writes_nothing(log)
    assert log.ask(box.outside).mode is Mode.WAITING
    gone.rename(box.away)
    assert log.ask(box.outside).mode is Mode.OPEN
    Writer(log.ledger).fill(25)
    log.close()


def test_memory_lost_during_the_day(box: Box) -> None:
    """A stick that is pulled out does not stop the box; it says that the memory lags behind, and catches up when it can."""
    box.day(20)
    log = box.open()
    gone = box.away.rename(box.away.with_name("gone"))
    Writer(log.ledger).fill(30)
    log.keep()
    assert log.silent
    Writer(log.ledger).fill(40)
    gone.rename(box.away)
    log.keep()
    assert not log.silent
    newest = box.memory.newest()
    assert newest is not None
    assert OPENED(newest).size == 40
    log.close()


def test_memory_that_gets_ahead_during_the_day(box: Box) -> None:
    """A second box with the same log elsewhere shows in the memory: this one stops."""
    box.day(20)
    log = box.open()
    Writer(log.ledger).fill(30)
    box.memory.put(signed(50, bytes(32)))
    log.keep()
    assert log.found.mode is Mode.BEHIND
    assert writes_nothing(log)
    log.close()


def test_no_memory_named(box: Box) -> None:
    """Without an outside memory each start after the first entry waits until two root people have signed."""
    box.day(5, Outside())
    log = box.open(Outside())
    assert log.found.mode is Mode.WAITING
    assert [f.code for f in log.found.findings] == ["start.without_memory"]
    assert writes_nothing(log)
    assert log.ask(Outside(alone=True)).mode is Mode.OPEN
    Writer(log.ledger).fill(8)
    log.close()


def test_data_and_keys_of_two_boxes(box: Box) -> None:
    """Data beside another box's keys, or data marked as restored: restored, and nothing is written."""
    box.day(5)
    log = box.open(replace(box.outside, instance="i_2"))
    assert log.found.mode is Mode.RESTORED
    assert writes_nothing(log)
    log.ledger.set_meta("restored", "yes")
    log.close()
    log = box.open()
    assert log.found.mode is Mode.RESTORED
    log.close()


def test_two_writers(box: Box) -> None:
    """A second writer is refused with the first one's process and machine; after the first has stopped it may start."""
    log = box.open()
    fresh = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[str] = fresh.Queue()
    other = fresh.Process(target=_second, args=(box.data, queue))
    other.start()
    assert "process " in queue.get(timeout=60)
    other.join()
    with pytest.raises(Broken, match=r"store\.locked"):
        Lock(box.data)
    log.close()
    Lock(box.data).release()


def _second(data: Path, queue: multiprocessing.Queue[str]) -> None:
    try:
        Lock(data)
    except Broken as error:
        queue.put(error.text)


def test_the_lease_stops_a_writer_that_was_replaced(box: Box) -> None:
    """Where the lock does not reach, the newer holder of the lease writes and the older one is stopped at its next commit."""
    log = box.open()
    Writer(log.ledger).fill(10)
    second = SqliteLedger(box.data / "log.sqlite")
    second.permit("another token")
    with pytest.raises(Exception, match=r"store\.lease"):
        Writer(log.ledger).write("d7-1")
    assert writes_nothing(log)
    Writer(second).fill(20)
    second.close()
    log.close()


def test_watching_beside_a_writer(box: Box) -> None:
    """Somebody who only reads sees what is committed, writes nothing, and needs no lock."""
    with pytest.raises(Broken, match="no log here"):
        watch_log(box.data)
    log = box.open()
    Writer(log.ledger).fill(10)
    watching = watch_log(box.data)
    Writer(log.ledger).fill(20)
    assert watching.head() == log.ledger.head()
    assert list(watching.entries(0, 20)) == list(log.ledger.entries(0, 20))
    assert watching.node(0, 19) == log.ledger.node(0, 19)
    with pytest.raises(Broken, match="opened to read"):
        Writer(watching).write("d9-9")
    log.close()
    assert watching.head() is not None
    watching.close()


def sql(text: str) -> Callable[[Path], None]:
    """Damage done with SQL."""

    def damage(path: Path) -> None:
        db = sqlite3.connect(path, isolation_level=None)
        db.execute(text)
        db.close()

    return damage


def overwritten(path: Path) -> None:
    """A page of the file gone."""
    with path.open("r+b") as file:
        file.seek(8192 * 3)
        file.write(b"\xff" * 8192)


def shortened(path: Path) -> None:
    """The end of the file gone."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


@pytest.mark.parametrize(
    "damage",
    [
        sql("UPDATE entry SET data = zeroblob(100) WHERE ix = 3"),
        sql("UPDATE entry SET data = CAST(data || x'00' AS BLOB) WHERE ix = 299"),
        sql("DELETE FROM entry WHERE ix = 150"),
        sql("DELETE FROM entry WHERE ix = 299"),
        sql("UPDATE node SET hashes = zeroblob(1024) WHERE chunk = 2"),
        sql("DELETE FROM node WHERE chunk = 5"),
        sql("DELETE FROM node WHERE chunk = (SELECT max(chunk) FROM node)"),
        sql("UPDATE head SET size = size - 1"),
        sql("UPDATE head SET hashes = zeroblob(length(hashes))"),
        sql("UPDATE head SET note = replace(note, 'A', 'B')"),
        overwritten,
        shortened,
    ],
)
def test_a_damaged_database_does_not_start(box: Box, damage: Callable[[Path], None]) -> None:
    """An altered or missing entry, node, head or page: Broken at the start, and nothing has been signed or written."""
    box.day(300)
    damage(box.data / "log.sqlite")
    with pytest.raises(Broken):
        box.open()
    Lock(box.data).release()


def test_a_database_of_another_version(box: Box) -> None:
    """A file of a later program, or of something else, is not touched."""
    box.day(3)
    sql("PRAGMA user_version = 99")(box.data / "log.sqlite")
    with pytest.raises(Broken, match=r"store\.version"):
        box.open()
    other = box.data / "other.sqlite"
    sql("CREATE TABLE t (a)")(other)
    with pytest.raises(Broken, match=r"store\.version"):
        SqliteLedger(other)
