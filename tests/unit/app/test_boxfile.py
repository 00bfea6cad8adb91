from __future__ import annotations

import json
import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from chamberflag import app
from chamberflag.cli.main import run
from chamberflag.store.keyfiles import KeyFolder
from chamberflag.vocabulary.errors import Broken
from tests.sim.box_writer import founded, opened

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A box at rest, its outside memory beside it."""
    founded(tmp_path / "box").close()
    return tmp_path / "box"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("memory_dir", "elsewhere"),
        ("memory", "none"),
        ("kind", "record"),
        ("roots", ["bo", "lead"]),
        ("instance", "i"),
        ("v", 7),
        ("seal", ""),
    ],
)
def test_an_edited_box_file_is_not_believed(data: Path, tmp_path: Path, member: str, value: object) -> None:
    """Whatever is edited in box.json, a memory that lies elsewhere above all: no start; put back, the box starts."""
    shutil.copytree(tmp_path / "away", tmp_path / "elsewhere")
    file = data / "box.json"
    before = file.read_bytes()
    said = json.loads(before)
    assert said["memory_dir"].startswith("/")
    file.write_text(json.dumps({**said, member: str(tmp_path / "elsewhere") if member == "memory_dir" else value}))
    for watch in (False, True):
        with pytest.raises(Broken, match=r"store\.box_file"):
            app.open_box(data, watch=watch)
    file.write_bytes(before)
    opened(data).close()


def test_a_memory_of_another_box_confirms_nothing(data: Path, tmp_path: Path) -> None:
    """A memory that says that another box has begun it, or that says nothing of it, is no answer: the box waits."""
    (owner,) = (tmp_path / "away").glob("*.box")
    before = owner.read_bytes()
    owner.write_text("another\n")
    box = app.open_box(data)
    assert "begun by another box" in box.waits
    box.close()
    owner.unlink()
    box = app.open_box(data)
    assert box.waits.startswith("waiting")
    box.close()
    owner.write_bytes(before)
    opened(data).close()


def test_keys_without_their_instance_have_no_authority(data: Path) -> None:
    """Where the id that ties the keys to their log is gone, the box is as restored."""
    kept = KeyFolder(data / "keys").instance()
    (data / "keys" / "instance").unlink()
    box = app.open_box(data)
    assert box.waits.startswith("restored")
    box.close()
    KeyFolder(data / "keys").mark(kept)
    opened(data).close()


@pytest.mark.parametrize("empty", [False, True])
def test_a_log_that_is_gone_is_not_begun_anew(data: Path, capsys: pytest.CaptureFixture[str], empty: bool) -> None:  # noqa: FBT001 - both ways
    """A founded box whose database is deleted or empty: every command says so, and none makes a new one."""
    path = data / "log.sqlite"
    for old in data.glob("log.sqlite*"):
        old.unlink()
    if empty:
        path.touch()
    for command in (["doctor"], ["log", "head"], ["log", "fsck", "--full"]):
        assert run([*command, "--data", str(data)]) == 5
        told = " ".join("".join(capsys.readouterr()).split())
        assert "the log of this box is gone" in told
    with pytest.raises(Broken, match=r"store\.gone"):
        app.open_box(data)
    assert path.exists() == empty
    assert not empty or path.stat().st_size == 0


def test_a_damaged_box_says_so_wherever_it_is_asked(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`log head` and `pack make` of a box that would not start: what is stored, and that it is damaged."""
    db = sqlite3.connect(data / "log.sqlite", isolation_level=None)
    db.execute("CREATE VIEW strange AS SELECT * FROM act")
    db.close()
    assert run(["log", "head", "--data", str(data)]) == 1
    assert "this box is damaged" in capsys.readouterr().err
    assert run(["pack", "make", str(tmp_path / "p.zip"), "--data", str(data)]) == 0
    assert "this box is damaged" in capsys.readouterr().err


def test_doctor_names_what_keeps_a_box_from_starting(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong key of the log is a finding of `doctor`, in its JSON too, and not the end of it."""
    shutil.copy(data / "keys" / "box.key", data / "keys" / "log.key")
    assert run(["doctor", "--data", str(data), "--json"]) == 5
    (check,) = json.loads(capsys.readouterr().out)["checks"]
    assert (check["name"], check["ok"]) == ("start", False)
    assert "broken.keys" in check["detail"]
