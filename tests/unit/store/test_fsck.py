from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pytest

from chamberflag.log.rebuild import Damage
from chamberflag.store.fsck import fsck
from chamberflag.store.heads import opener
from chamberflag.store.opened import OpenLog, open_log, watch_log
from chamberflag.store.startup import Outside
from tests.unit.store.logs import VKEY, Writer, signed

OPENED = opener([VKEY])
SIZE = 700


@pytest.fixture
def log(tmp_path: Path) -> OpenLog:
    """An open log with two full bundles and an attachment."""
    made = open_log(tmp_path / "data", OPENED, Outside(alone=True))
    Writer(made.ledger).fill(SIZE, 50)
    made.keep()
    made.attachments.put(b"a photograph")
    return made


def found(log: OpenLog, *, whole: bool = True) -> list[tuple[str, str]]:
    """Codes and places."""
    return [(d.code, d.place) for d in fsck(log.ledger, OPENED, log.folder, whole=whole).damage]


def sql(log: OpenLog, text: str) -> None:
    """Damage done behind the ledger's back."""
    log.ledger._db.execute(text)
    log.ledger._nodes._kept.clear()


def test_a_sound_log(log: OpenLog) -> None:
    """Nothing is found in a sound log, and how far it was sound is remembered; the next check goes on from there."""
    first = fsck(log.ledger, OPENED, log.folder)
    assert (first.start, first.size, first.damage) == (0, SIZE, ())
    Writer(log.ledger).fill(SIZE + 100)
    second = fsck(log.ledger, OPENED, log.folder)
    assert (second.start, second.size, second.damage) == (512, SIZE + 100, ())
    assert fsck(log.ledger, OPENED, log.folder, whole=True).start == 0
    log.close()


def test_an_empty_log(tmp_path: Path) -> None:
    """A log before its first entry is sound."""
    log = open_log(tmp_path / "data", OPENED, Outside())
    assert found(log) == []
    log.close()


def test_beside_a_running_box(log: OpenLog, tmp_path: Path) -> None:
    """Somebody who only reads can check too, and leaves nothing behind."""
    watching = watch_log(tmp_path / "data")
    assert fsck(watching, OPENED, log.folder).damage == ()
    assert watching.checked() == (0, b"")
    watching.close()
    log.close()


@pytest.mark.parametrize(
    ("damage", "code", "place"),
    [
        ("UPDATE entry SET data = CAST('x' || substr(data, 2) AS BLOB) WHERE ix = 300", "store.node", "entries 256 to 511"),
        ("UPDATE node SET hashes = zeroblob(1024) WHERE chunk = 3", "store.node", "entries 0 to 255"),
        ("DELETE FROM entry WHERE ix = 600", "store.entry", "entries 512 to 699"),
        ("UPDATE checkpoint SET note = zeroblob(68) WHERE size = 100", "note.unsigned", "checkpoint 100"),
        ("UPDATE checkpoint SET note = (SELECT note FROM head) WHERE size = 150", "store.checkpoint", "checkpoint 150"),
        ("UPDATE head SET recv = recv, hashes = zeroblob(length(hashes))", "store.damaged", "size 700"),
    ],
)
def test_damage_in_the_database(log: OpenLog, damage: str, code: str, place: str) -> None:
    """An altered or missing entry, node, checkpoint or head is found and named, and is not remembered as sound."""
    sql(log, damage)
    assert (code, place) in found(log)
    assert log.ledger.checked() == (0, b"")
    log.close()


def test_damage_before_the_last_check_is_found_by_a_whole_one(log: OpenLog) -> None:
    """Going on from the last check does not look back; a whole check does."""
    assert found(log) == []
    sql(log, "UPDATE entry SET data = CAST('x' || substr(data, 2) AS BLOB) WHERE ix = 3")
    assert found(log, whole=False) == []
    assert set(found(log)) == {("store.node", "entries 0 to 255"), ("store.differs", "tile/entries/000")}
    log.close()


def test_a_check_of_another_log_does_not_count(log: OpenLog) -> None:
    """Where the root at the last checked size is another one now, everything is checked."""
    log.ledger.set_checked(512, bytes(32))
    assert fsck(log.ledger, OPENED, log.folder).start == 0
    log.ledger.set_checked(SIZE + 1, bytes(32))
    assert fsck(log.ledger, OPENED, log.folder).start == 0
    log.close()


def flip(path: Path) -> None:
    """One bit."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(bytes(data))


def test_one_bit_of_every_file(log: OpenLog) -> None:
    """Bit rot in any published file or attachment is found and named."""
    names = sorted(p.relative_to(log.folder.path).as_posix() for p in log.folder.path.rglob("*") if p.is_file())
    assert len(names) == 6
    for name in names:
        path = log.folder.path / name
        before = path.read_bytes()
        flip(path)
        places = [place for _, place in found(log)]
        assert places == [name]
        path.write_bytes(before)
    (log.folder.path / "tile/0/001").unlink()
    assert found(log) == [("store.missing", "tile/0/001")]
    log.close()


def test_a_published_head_of_another_tree(log: OpenLog) -> None:
    """A published checkpoint under our key that is no prefix of the log is a fork, one beyond it a rollback."""
    log.folder.replace("checkpoint", signed(SIZE, bytes(32)).encode())
    assert ("start.fork", "checkpoint") in found(log)
    log.folder.replace("checkpoint", signed(SIZE + 5, bytes(32)).encode())
    assert ("start.behind", "checkpoint") in found(log)
    log.close()


def test_what_others_know_of_entries(log: OpenLog) -> None:
    """Whoever knows signatures and decisions is shown every entry once, in order, and is heard."""
    seen: list[int] = []

    def each(index: int, data: bytes) -> Iterable[Damage]:
        assert data == log.ledger.entry(index)
        seen.append(index)
        return [Damage("signature.forged", f"entry {index}", "no")] if index == 5 else []

    result = fsck(log.ledger, OPENED, log.folder, each, whole=True)
    assert seen == list(range(SIZE))
    assert [(d.code, d.place) for d in result.damage] == [("signature.forged", "entry 5")]
    log.close()


def test_damage_in_the_file(log: OpenLog, tmp_path: Path) -> None:
    """A page that SQLite cannot read is damage, not a crash."""
    log.ledger._ask("PRAGMA wal_checkpoint(TRUNCATE)")
    log.close()
    path = tmp_path / "data" / "log.sqlite"
    db = sqlite3.connect(path)
    root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'act'").fetchone()[0]
    db.close()
    with path.open("r+b") as file:
        file.seek((root - 1) * 8192)
        file.write(b"\xff" * 8192)
    watching = watch_log(tmp_path / "data")
    assert fsck(watching, OPENED).damage[0].code in {"store.damaged", "store.disk"}
    watching.close()
