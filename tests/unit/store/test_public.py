from __future__ import annotations

import os
from pathlib import Path

import pytest

from chamberflag.log import tiles
from chamberflag.log.checkpoint import Checkpoint
from chamberflag.log.rebuild import Damage, entries
from chamberflag.store.attachments import FileAttachments, name_of
from chamberflag.store.export import export
from chamberflag.store.files import Folder
from chamberflag.store.heads import opener
from chamberflag.store.memory import MemoryLedger
from chamberflag.store.publish import Publisher
from chamberflag.vocabulary.errors import Broken, Malformed, Unproven
from tests.unit.log.naive import Naive
from tests.unit.store.logs import VKEY, Writer

OPENED = opener([VKEY])


@pytest.fixture
def ledger() -> MemoryLedger:
    """An empty log."""
    return MemoryLedger()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Where files go."""
    return Folder(tmp_path / "out")


def files(folder: Folder) -> dict[str, bytes]:
    """Every file."""
    return {p.relative_to(folder.path).as_posix(): p.read_bytes() for p in folder.path.rglob("*") if p.is_file()}


def check(folder: Folder) -> tuple[Checkpoint, list[bytes]]:
    """The head and the entries of an exported log, everything built again from the entries."""
    note = folder.get("checkpoint")
    assert note is not None
    head = OPENED(note.decode())
    damage: list[Damage] = []
    found = [entry for _, some in entries(folder.get, head.size, head.root, damage.append) for entry in some]
    assert damage == []
    return head, found


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 700])
def test_an_export_adds_up(ledger: MemoryLedger, folder: Folder, size: int) -> None:
    """Of any size: every tile and bundle that the layout names, nothing else, and it verifies from the files alone."""
    Writer(ledger).fill(size)
    head = export(ledger, folder, VKEY.vkey())
    found, data = check(folder)
    assert (found.size, found.root) == (size, head.frontier.root()) == (size, Naive(data).root(size))
    assert data == list(ledger.entries(0, size))
    names = {tiles.path(*tile) for tile in tiles.tiles(size)} | {tiles.path("entries", n, width) for n, width in tiles.bundles(size)}
    assert set(files(folder)) == names | {"checkpoint", "vkey"}
    assert folder.get("vkey") == VKEY.vkey().encode() + b"\n"


def test_an_older_export_is_brought_up_to_date(ledger: MemoryLedger, folder: Folder, tmp_path: Path) -> None:
    """Exported again later, the folder is the same as one made at once; exported twice, nothing changes."""
    for size in (5, 200, 256, 300, 700):
        Writer(ledger).fill(size)
        export(ledger, folder, VKEY.vkey())
        fresh = Folder(tmp_path / str(size))
        export(ledger, fresh, VKEY.vkey())
        assert files(folder) == files(fresh)
    before = {p: p.stat().st_mtime_ns for p in folder.path.rglob("tile/**/*") if p.is_file()}
    export(ledger, folder, VKEY.vkey())
    assert {p: p.stat().st_mtime_ns for p in before} == before


def test_an_export_over_something_else_stops(ledger: MemoryLedger, folder: Folder) -> None:
    """Where a file has other bytes the export stops, and the old checkpoint stays."""
    Writer(ledger).fill(300)
    export(ledger, folder, VKEY.vkey())
    old = folder.get("checkpoint")
    folder.replace("tile/entries/000", b"other")
    Writer(ledger).fill(400)
    with pytest.raises(Broken, match=r"store\.differs"):
        export(ledger, folder, VKEY.vkey())
    assert folder.get("checkpoint") == old


def test_entries_that_do_not_add_up_are_not_exported(ledger: MemoryLedger, folder: Folder) -> None:
    """An entry altered in the store: no checkpoint is written over it."""
    Writer(ledger).fill(300)
    ledger._rows[7] = b"altered\n"
    with pytest.raises(Broken, match=r"store\.damaged"):
        export(ledger, folder, VKEY.vkey())
    assert folder.get("checkpoint") is None


def test_an_empty_log_is_not_exported(ledger: MemoryLedger, folder: Folder) -> None:
    """Before the first entry there is nothing to show."""
    with pytest.raises(Malformed):
        export(ledger, folder, VKEY.vkey())
    assert Publisher(folder, ledger).publish() == 0


def test_published_files(ledger: MemoryLedger, folder: Folder) -> None:
    """Only what is full is published, each file once, and the checkpoint is the newest."""
    publisher = Publisher(folder, ledger)
    for size, new in ((10, 0), (256, 2), (300, 0), (800, 4)):
        Writer(ledger).fill(size)
        assert publisher.publish() == new
        assert publisher.publish() == 0
        assert publisher.shown() == ledger.note(size)
    made = {tiles.path(level, n) for level, n, width in tiles.tiles(800) if width == 256}
    made |= {tiles.path("entries", n) for n, width in tiles.bundles(800) if width == 256}
    assert set(files(folder)) == made | {"checkpoint"}
    assert all(folder.get(tiles.path(0, n)) == tiles.tile(ledger.node, 0, n) for n in range(3))


def test_the_checkpoint_is_published_last(ledger: MemoryLedger, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever file cannot be written, the checkpoint that others see is of what is complete; the next run finishes."""
    writer, publisher = Writer(ledger), Publisher(folder, ledger)
    writer.fill(256)
    publisher.publish()
    writer.fill(800)
    renames = os.rename
    for at in range(5):
        left = [at]

        def rename(src: str, dst: str, *, src_dir_fd: int, dst_dir_fd: int, left: list[int] = left) -> None:
            if left[0] == 0:
                raise OSError(28, "No space left on device")
            left[0] -= 1
            renames(src, dst, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

        with monkeypatch.context() as patch:
            patch.setattr(os, "rename", rename)
            with pytest.raises(Broken):
                publisher.publish()
        for path in folder.path.rglob("tile/**/*[0-9]"):
            if path.is_file() and path.name != "000":
                path.unlink()
        assert publisher.shown() == ledger.note(256)
    assert publisher.publish() == 4
    assert publisher.shown() == ledger.note(800)


def test_published_files_must_not_change(ledger: MemoryLedger, folder: Folder) -> None:
    """A file beyond the checkpoint that has other bytes stops the publisher; one that is missing is made again with `whole`."""
    writer, publisher = Writer(ledger), Publisher(folder, ledger)
    writer.fill(300)
    folder.replace("tile/entries/000", b"other")
    with pytest.raises(Broken, match=r"store\.differs"):
        publisher.publish()
    assert publisher.shown() is None
    folder.remove("tile/entries/000")
    publisher.publish()
    folder.remove("tile/0/000")
    assert publisher.publish() == 0
    assert publisher.publish(whole=True) == 1


def test_files_ahead_of_the_database(ledger: MemoryLedger, folder: Folder) -> None:
    """A published checkpoint beyond the log means that the database was rolled back."""
    Writer(ledger).fill(300)
    Publisher(folder, ledger).publish()
    older = MemoryLedger()
    Writer(older).fill(200)
    with pytest.raises(Unproven, match=r"store\.behind"):
        Publisher(folder, older).publish()


def test_attachments(tmp_path: Path) -> None:
    """Content is found by its hash only, once, and altered content is refused."""
    kept = FileAttachments(tmp_path)
    digest = kept.put(b"a photograph")
    assert kept.put(b"a photograph") == digest
    assert kept.get(digest) == b"a photograph"
    assert kept.get("0" * 64) is None
    path = tmp_path / "sha256" / digest[:2] / digest[2:4] / digest
    path.write_bytes(b"another")
    with pytest.raises(Unproven, match=r"attachment\.altered"):
        kept.get(digest)
    for name in ("", "../../etc/passwd", digest.upper(), digest + "0", digest + "\n"):
        with pytest.raises(Malformed):
            name_of(name)
