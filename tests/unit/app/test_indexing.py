from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from chamberflag import app
from chamberflag.app import snapshots
from chamberflag.cli.main import run
from chamberflag.recorder.attest import Signed
from chamberflag.vocabulary.errors import Broken
from tests.company import AD, LEAD
from tests.sim.box_writer import Crew, founded, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INDEXES = {
    "act": "SELECT id, ix FROM act",
    "digest": "SELECT ix, digest FROM entry",
    "sent": "SELECT id, sent.dseq, ix FROM sent JOIN device ON no = device",
    "named": "SELECT id, ix FROM named JOIN subject ON no = subject",
    "subject": "SELECT id, n, leaf FROM subject",
    "device": "SELECT id, dseq, digest FROM device",
}
SPOILED = (
    "DELETE FROM act",
    "DELETE FROM act WHERE ix = 30",
    "UPDATE act SET id = 'AAAAAAAAAAAAAAAAAAAAAA' WHERE ix = 3",
    "UPDATE act SET ix = 5 WHERE ix = 30",
    "UPDATE entry SET digest = zeroblob(32) WHERE ix = (SELECT max(ix) FROM entry)",
    "DELETE FROM sent WHERE ix > 20",
    "UPDATE sent SET dseq = dseq + 1000 WHERE ix = 4",
    "DELETE FROM named WHERE ix > 10",
    "INSERT INTO named SELECT no, -1 FROM subject",
    "UPDATE subject SET n = 0, leaf = zeroblob(32) WHERE id = 'w1'",
    "UPDATE subject SET id = id || 'x'",
    "UPDATE device SET dseq = 0",
    "UPDATE device SET digest = zeroblob(32)",
    "DELETE FROM subject; DELETE FROM device; DELETE FROM sent; DELETE FROM named; DELETE FROM act",
)


@pytest.fixture(scope="module", params=[4096, 20])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A box at rest whose weapon has been out, with snapshots of its state and without, and its outside memory beside it."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshots, "EVERY", request.param)
        box = founded(folder / "box")
        crew = Crew(box, 1)
        for _ in range(3):
            crew.hand_in(crew.signed("take_out", [LEAD], None, ["w1"]))
            crew.hand_in(crew.signed("call_cut", [AD]))
            crew.hand_in(crew.signed("put_away", [LEAD], None, ["w1"]))
        assert (box.snapshots.ends is None) == (request.param == 4096)
        box.close()
    return folder


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it in the same place; the box it was made from rests."""
    shutil.copytree(made / "box", tmp_path / "kept")
    yield made / "box"
    shutil.rmtree(made / "box")
    shutil.copytree(tmp_path / "kept", made / "box")


def sql(data: Path, *statements: str) -> None:
    """Done behind the box's back."""
    db = sqlite3.connect(data / "log.sqlite", isolation_level=None)
    for one in statements:
        db.executescript(one)
    db.close()


def read(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """What the indexes say, without the numbers they use among themselves."""
    db = sqlite3.connect(data / "log.sqlite")
    try:
        return {name: sorted(db.execute(query)) for name, query in INDEXES.items()}
    finally:
        db.close()


@pytest.mark.parametrize("spoiled", SPOILED)
def test_a_start_makes_spoiled_indexes_anew(data: Path, spoiled: str) -> None:
    """Rows of an index deleted, moved or renamed: `fsck` and whoever only looks find it, the start heals it and says so, once."""
    before = read(data)
    sql(data, spoiled)
    assert [one.code for one in app.check_log(data, whole=True).damage] == ["store.index"]
    looking = app.open_box(data, watch=True)
    with pytest.raises(Broken, match=r"store\.index"):
        app.stand_of(looking)
    looking.close()
    box = opened(data)
    assert "made anew from the entries" in box.mended
    box.close()
    assert read(data) == before
    box = opened(data)
    assert box.mended == ""
    box.close()
    assert app.check_log(data, whole=True).damage == ()


def test_an_act_handed_in_again_stays_one_entry_whatever_the_indexes_say(data: Path) -> None:
    """Each act of the log, sent again to a box whose indexes were emptied: its first entry, and the log has not grown."""
    sql(data, SPOILED[-1])
    box = opened(data)
    head = box.ledger.head()
    assert head is not None
    for index in range(1, head.size):
        line, *signatures = box.ledger.entry(index).split(b"\n")[:-2]
        answer = box.submit(Signed(line, tuple(signatures)), head.recv)
        assert (answer.index, answer.replayed) == (index, True)
    assert box.ledger.head() == head
    box.close()


@pytest.mark.parametrize(
    ("spoiled", "named"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM named; END", "trigger 't'"),
        ("CREATE VIEW v AS SELECT * FROM act", "view 'v'"),
        ("CREATE TABLE more (a)", "table 'more'"),
        ("CREATE INDEX i ON named (ix)", "index 'i'"),
        ("DROP TABLE named", "table 'named' is missing"),
        ("DROP TABLE named; CREATE TABLE named (subject, ix)", "table 'named' is not as"),
        ("INSERT INTO entry SELECT ix + 1, digest, data FROM entry ORDER BY ix DESC LIMIT 1", "table 'entry' holds rows behind"),
        ("INSERT INTO checkpoint SELECT size + 1, note FROM checkpoint ORDER BY size DESC LIMIT 1", "table 'checkpoint' holds rows behind"),
        ("INSERT INTO private VALUES (5000, 'name', '', x'00')", "table 'private' holds rows behind"),
        ("INSERT INTO node VALUES (5000, x'00')", "table 'node' holds rows behind"),
    ],
)
def test_what_no_commit_has_left_is_refused(data: Path, spoiled: str, named: str) -> None:
    """Tables, triggers and rows that are none of ours, or tables of ours that are gone: named, and the box does not start over them."""
    sql(data, spoiled)
    with pytest.raises(Broken, match=named):
        app.open_box(data)
    assert any(named in one.text for one in app.check_log(data, whole=True).damage)


def test_indexes_are_not_made_from_altered_entries(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an older entry is altered as well, nothing is made from it: the log is damaged."""
    monkeypatch.setattr("chamberflag.store.startup.WHOLE", 8)
    sql(
        data,
        "DELETE FROM act WHERE ix > 40",
        "UPDATE entry SET data = CAST(replace(CAST(data AS TEXT), '\"late\":false', '\"late\":true') AS BLOB) WHERE ix = 9",
    )
    with pytest.raises(Broken, match=r"store\.damaged"):
        app.open_box(data)


@pytest.mark.parametrize("recv", [0, 9007199254740991])
def test_an_instant_that_no_entry_has_is_refused(data: Path, recv: int) -> None:
    """The stored instant of the newest entry moved back or far ahead: the box does not start, for the next act would be dated by it."""
    sql(data, f"UPDATE head SET recv = {recv}")  # noqa: S608 - a number of ours
    with pytest.raises(Broken, match="instant"):
        app.open_box(data)
    assert run(["doctor", "--data", str(data)]) == 1


def test_a_snapshot_of_a_longer_log_holds_the_ends_of_its_size(data: Path) -> None:
    """Ends that are read from the entries are those that were read from the tables when the log had that size."""
    box = opened(data)
    size = box.recorder.state.size
    then = box.ledger.index.ends(size)  # type: ignore[attr-defined]
    crew = Crew(box, 3)
    for act in ("take_out", "put_away"):
        crew.hand_in(crew.signed(act, [LEAD], None, ["w1"]))
    rows = snapshots.again(box.ledger.entries(0, size), 0, practice=False)
    now = box.ledger.index.ends(size, None, rows)  # type: ignore[attr-defined]
    assert now == then
    box.close()
