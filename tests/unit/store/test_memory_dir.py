from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chamberflag.log.tree import EMPTY_ROOT
from chamberflag.store.heads import opener
from chamberflag.store.memory_dir import SLOT, DirectoryMemory
from chamberflag.vocabulary.errors import Broken, Unproven
from tests.unit.store.logs import ORIGIN, VKEY, signed

EMPTY = signed(0, EMPTY_ROOT)


def root(size: int) -> bytes:
    """Some root."""
    return size.to_bytes(32)


def head(size: int) -> str:
    """A signed head."""
    return signed(size, root(size))


@pytest.fixture
def memory(tmp_path: Path) -> DirectoryMemory:
    """The memory of one log, with its two files."""
    made = DirectoryMemory(tmp_path, opener([VKEY]), ORIGIN)
    made.begin(EMPTY)
    return made


def files(folder: Path) -> list[Path]:
    """The two files."""
    return sorted(folder.iterdir())


def test_the_newest_head_is_kept(memory: DirectoryMemory, tmp_path: Path) -> None:
    """It holds the empty log's head from the beginning, then the newest of all that were put, in two files of one size."""
    assert memory.newest() == EMPTY
    for size in (1, 2, 5, 5, 300):
        memory.put(head(size))
        assert memory.newest() == head(size)
        assert DirectoryMemory(tmp_path, opener([VKEY]), ORIGIN).newest() == head(size)
    assert [file.stat().st_size for file in files(tmp_path)] == [SLOT, SLOT]


def test_a_torn_write_leaves_the_head_before(memory: DirectoryMemory, tmp_path: Path) -> None:
    """However many bytes of the newest file a power cut has let through, the older head is still found."""
    memory.put(head(7))
    before = [file.read_bytes() for file in files(tmp_path)]
    memory.put(head(8))
    after = [file.read_bytes() for file in files(tmp_path)]
    changed = next(i for i in (0, 1) if before[i] != after[i])
    for kept in range(0, SLOT, 13):
        files(tmp_path)[changed].write_bytes(after[changed][:kept] + before[changed][kept:])
        assert memory.newest() in (head(7), head(8))
    files(tmp_path)[changed].write_bytes(os.urandom(SLOT))
    assert memory.newest() == head(7)
    memory.put(head(9))
    assert memory.newest() == head(9)


def test_older_or_other_heads_are_refused(memory: DirectoryMemory) -> None:
    """A smaller head, or another tree of one size: the memory is ahead, and stays as it is."""
    memory.put(head(8))
    for note in (head(7), signed(8, root(9)), EMPTY):
        with pytest.raises(Unproven) as error:
            memory.put(note)
        assert error.value.code == "memory.ahead"
    assert memory.newest() == head(8)


def test_only_heads_of_this_log(memory: DirectoryMemory, tmp_path: Path) -> None:
    """What another key signed, or this key for another log, is neither kept nor believed."""
    stranger = Ed25519PrivateKey.generate()
    memory.put(head(3))
    for note in (signed(9, root(9), key=stranger), signed(9, root(9), origin="other.example/cf/p/main/1"), "nonsense\n"):
        with pytest.raises(Exception, match=r"note|checkpoint"):
            memory.put(note)
        for file in files(tmp_path):
            file.write_bytes(note.encode().ljust(SLOT, b"\0"))
        assert memory.newest() is None
        for file in files(tmp_path):
            file.write_bytes(head(3).encode().ljust(SLOT, b"\0"))


def test_absent_or_failing_it_is_silent(memory: DirectoryMemory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its directory it does not answer; after a failed fsync it answers no more in this process."""
    away = tmp_path.with_name("away")
    tmp_path.rename(away)
    assert memory.newest() is None
    with pytest.raises(Broken, match=r"memory\.silent"):
        memory.put(head(1))
    away.rename(tmp_path)
    memory.put(head(1))

    def fails(_: int) -> None:
        raise OSError(5, "I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", fails)
        with pytest.raises(Broken, match=r"memory\.silent"):
            memory.put(head(2))
    with pytest.raises(Broken, match=r"memory\.silent"):
        memory.put(head(3))


def test_a_name_is_never_used_twice(memory: DirectoryMemory, tmp_path: Path) -> None:
    """A second beginning is refused; a directory that is not there cannot begin."""
    with pytest.raises(Unproven, match=r"memory\.ahead"):
        memory.begin(EMPTY)
    with pytest.raises(Broken, match=r"memory\.silent"):
        DirectoryMemory(tmp_path / "none", opener([VKEY]), ORIGIN).begin(EMPTY)
    other = DirectoryMemory(tmp_path, opener([VKEY]), "other.example/cf/p/main/1")
    other.begin(EMPTY)
    assert len(files(tmp_path)) == 4
