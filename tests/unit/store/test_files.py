from __future__ import annotations

import os
from pathlib import Path

import pytest

from chamberflag.store.files import Folder
from chamberflag.vocabulary.errors import Broken


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder that did not exist."""
    return Folder(tmp_path / "a" / "b")


def test_put_get_replace_remove(folder: Folder) -> None:
    """A file is there whole, in folders made on the way; the same again is nothing new; other bytes are refused and change nothing."""
    assert folder.get("x/y/z") is None
    assert folder.put("x/y/z", b"one") is True
    assert folder.put("x/y/z", b"one") is False
    with pytest.raises(Broken) as error:
        folder.put("x/y/z", b"two")
    assert (error.value.code, error.value.place) == ("store.differs", "x/y/z")
    assert folder.get("x/y/z") == b"one"
    folder.replace("x/y/z", b"two")
    assert folder.get("x/y/z") == b"two"
    assert folder.names("x") == ["x/y/z"]
    folder.remove("x/y/z")
    folder.remove("x/y/z")
    assert folder.get("x/y/z") is None
    assert folder.get("x/y/z/more") is None
    folder.close()


def test_order_of_durable_steps(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Content is fsynced before it gets its name, and the folder after; new folders are fsynced in the one above before use."""
    steps: list[str] = []

    def fsync(fd: int) -> None:
        steps.append("sync " + str(Path(f"/proc/self/fd/{fd}").readlink()).rpartition("/a/b")[2])

    def rename(src: str, dst: str, *, src_dir_fd: int, dst_dir_fd: int) -> None:
        steps.append(f"rename {src} {dst}")
        os_rename(src, dst, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

    os_rename = os.rename
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "rename", rename)
    folder.put("t/0/000", b"tile")
    assert steps == ["sync ", "sync /t", "sync /t/0/000.tmp", "rename 000.tmp 000", "sync /t/0"]


@pytest.mark.parametrize("failing", ["fsync", "rename", "open", "write"])
def test_a_failing_disk_is_broken_and_leaves_the_old_file(folder: Folder, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    """Whichever call fails, the answer is Broken, the old bytes are there, and the next try writes the new ones."""
    folder.replace("checkpoint", b"old")

    def fails(*_: object, **__: object) -> None:
        raise OSError(5, "I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(os, failing, fails)
        with pytest.raises(Broken):
            folder.replace("checkpoint", b"new")
    assert folder.get("checkpoint") == b"old"
    folder.replace("checkpoint", b"new")
    assert folder.get("checkpoint") == b"new"
    assert folder.names("") == ["/checkpoint"]


def test_the_folder_stays_the_same_one(folder: Folder, tmp_path: Path) -> None:
    """A folder that is moved away is still written: nothing goes into another that took its name."""
    folder.put("one", b"1")
    (tmp_path / "a" / "b").rename(tmp_path / "away")
    (tmp_path / "a" / "b").mkdir()
    folder.put("two", b"2")
    assert sorted(p.name for p in (tmp_path / "away").iterdir()) == ["one", "two"]
    assert list((tmp_path / "a" / "b").iterdir()) == []
