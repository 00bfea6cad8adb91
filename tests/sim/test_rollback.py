"""An older copy of the box, a copy beside the box, and a second process: whoever is not the newest signs nothing, and says so."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chamberflag import app
from chamberflag.recorder.compose import Device
from chamberflag.seal.note import parse_vkey
from chamberflag.store.heads import opener
from chamberflag.store.keyfiles import KeyFolder
from chamberflag.vocabulary.errors import Unproven
from tests.company import AD, LEAD
from tests.sim.box_writer import Crew, filled, opened


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A box with its outside memory beside it."""
    filled(tmp_path / "box", 0)
    return tmp_path / "box"


def work(data: Path, seed: int, acts: int = 5) -> int:
    """So many acts; how many entries there are then."""
    box = opened(data)
    crew = Crew(box, seed)
    for _ in range(acts):
        assert crew.hand_in(crew.signed("call_cut", [AD])).error is None
    size = box.recorder.state.size
    box.close()
    return size


def signs_nothing(data: Path, why: str) -> None:
    """Assert that the box in a folder can be looked at, and that neither a gated act nor a stop gets an entry or a signature from it."""
    box = app.open_box(data)
    before = box.ledger.head()
    assert why in box.waits
    crew = Crew(box, 77)
    for signed in (crew.signed("take_out", [LEAD], None, ["w1"]), crew.signed("stop", [AD])):
        with pytest.raises(Unproven) as refused:
            crew.hand_in(signed)
        assert refused.value.code == "box.waits"
        assert why in refused.value.text
    assert box.ledger.head() == before
    box.close()


def test_an_older_copy_of_the_database_signs_nothing(data: Path, tmp_path: Path) -> None:
    """Yesterday's folder put back while the outside memory is of today: read-only, "start a new epoch", with both signed heads to show."""
    old = work(data, 1)
    shutil.copytree(data, tmp_path / "yesterday")
    new = work(data, 2)
    shutil.rmtree(data)
    shutil.copytree(tmp_path / "yesterday", data)
    signs_nothing(data, "start a new epoch")
    box = app.open_box(data)
    assert box.log is not None
    finding = box.log.found.findings[0]
    head = opener([parse_vkey(box.info.vkey)])
    assert (head(finding.ours).size, head(finding.theirs).size) == (old, new)
    box.close()


def test_an_older_database_under_newer_files_signs_nothing(data: Path, tmp_path: Path) -> None:
    """Only the database is put back, and the outside memory is taken away with it: the published checkpoint still knows more."""
    work(data, 1)
    image = (data / "log.sqlite").read_bytes()
    away = shutil.copytree(tmp_path / "away", tmp_path / "old away")
    work(data, 2)
    (data / "log.sqlite").write_bytes(image)
    shutil.rmtree(tmp_path / "away")
    shutil.copytree(away, tmp_path / "away")
    signs_nothing(data, "start a new epoch")


def test_without_its_memory_the_box_waits(data: Path, tmp_path: Path) -> None:
    """The outside memory is not there: nothing is written until it is, and then without anybody's doing."""
    work(data, 1)
    (tmp_path / "away").rename(tmp_path / "in a pocket")
    signs_nothing(data, "waiting")
    (tmp_path / "in a pocket").rename(tmp_path / "away")
    work(data, 2)


def test_a_restored_backup_has_no_authority(data: Path) -> None:
    """Data beside the keys of another box, as after a restore: restored, a new epoch, and nothing is signed."""
    work(data, 1)
    (data / "keys" / "instance").unlink()
    KeyFolder(data / "keys").mark("another box")
    signs_nothing(data, "restored")


def test_a_copy_that_runs_beside_the_box_stops(data: Path, tmp_path: Path) -> None:
    """A copy of the folder is started on the same day: the outside memory has one newest head, and whoever is behind it stops."""
    work(data, 1)
    shutil.copytree(data, tmp_path / "twin")
    first, twin = opened(data), opened(tmp_path / "twin")
    one, other = Crew(first, 2), Crew(twin, 3)
    for _ in range(3):
        one.hand_in(one.signed("call_cut", [AD]))
    other.hand_in(other.signed("call_hold", [LEAD]))  # its fork is one entry long, and whoever holds the receipt can show it
    with pytest.raises(Unproven, match=r"box\.waits"):
        other.hand_in(other.signed("call_hold", [LEAD]))
    assert one.hand_in(one.signed("call_cut", [AD])).error is None
    first.close()
    twin.close()


def test_an_act_over_another_tree_is_kept_outside(data: Path) -> None:
    """An act whose signer was shown another log lies in quarantine as it came, and the newest head, which tells it, has left the box."""
    box = opened(data)
    crew = Crew(box, 5)
    key = crew.key("ad").kid
    dseq, dprev = box.ledger.device_head(key)
    strange = crew.signed("call_cut", [AD], device=Device(key, dseq + 1, dprev, (3, b"x" * 32)))
    answer = crew.hand_in(strange)
    assert answer.error is not None
    assert answer.error.code == "seen.other"
    kept = list((data / "quarantine").iterdir())
    assert [one.read_bytes() for one in kept] == [b"\n".join((strange.line, *strange.signatures)) + b"\n"]
    head = box.ledger.head()
    assert head is not None
    assert b'"type":"fork.suspected"' in box.ledger.entry(head.size - 1)
    assert (data / "published" / "checkpoint").read_text() == head.note
    box.close()
    assert work(data, 6) == head.size + 5


def test_a_second_process_is_refused_by_name(data: Path) -> None:
    """While one box is at work in a folder, the command line is told which process holds it, and changes nothing."""
    box = opened(data)
    before = box.ledger.head()
    code = "import sys; from pathlib import Path; from chamberflag import app; app.open_box(Path(sys.argv[1]))"
    tried = subprocess.run([sys.executable, "-c", code, str(data)], capture_output=True, text=True, check=False)
    assert tried.returncode != 0
    assert re.search(rf"by process {os.getpid()} on \S+; stop that one first \[store\.locked\]", tried.stderr), tried.stderr[-300:]
    assert box.ledger.head() == before
    box.close()
    work(data, 4)
