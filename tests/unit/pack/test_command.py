from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chamberflag.app import log_to_pack, shelf, shipped_day
from chamberflag.cli.main import run
from chamberflag.store.attachments import FileAttachments
from chamberflag.store.shipped import rule_texts


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A box on disk in which the example day was run."""
    top = tmp_path_factory.mktemp("day")
    (top / "a.day").write_bytes(shipped_day())
    assert run(["day", "run", str(top / "a.day"), "--data", str(top / "box"), "--json"]) == 0
    return top / "box"


def said(capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401
    """The JSON document on standard output, and nothing else there."""
    return json.loads(capsys.readouterr().out)


def key_of(box: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The box's verifier key."""
    capsys.readouterr()
    run(["log", "head", "--data", str(box), "--json"])
    return str(said(capsys)["vkey"])


def test_a_day_becomes_a_pack_that_holds(box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Run a day, make the pack, verify it with the box's key: exit 0, every decision came out again, the keys of the contract are there."""
    out, vkey = tmp_path / "out.zip", key_of(box, capsys)
    assert run(["pack", "make", str(out), "--all", "--data", str(box), "--json"]) == 0
    made = said(capsys)
    assert (made["file"], made["entries"]) == (str(out), made["size"])
    assert run(["verify", str(out), "--trust", vkey, "--json"]) == 0
    answer = said(capsys)
    assert {"ok", "entries", "signatures", "findings", "decisions_replayed", "decisions_differ", "not_replayable"} <= set(answer)
    assert (answer["ok"], answer["entries"], answer["decisions_replayed"]) == (True, made["size"], made["size"])
    assert (answer["findings"], answer["decisions_differ"], answer["not_replayable"]) == ([], 0, 0)
    assert (answer["report"], {row["shipped"] for row in answer["rules"]}) == ("compared", {True})
    assert run(["verify", str(out), "--json"]) == 4
    assert said(capsys)["ok"] is False
    assert [path.name for path in tmp_path.iterdir()] == ["out.zip"]


def test_the_pack_of_a_weapon_is_incomplete_and_says_so(box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A part holds, and what cannot be decided again is counted: exit 3."""
    vkey = key_of(box, capsys)
    assert run(["pack", "make", str(tmp_path / "w.zip"), "--weapon", "W1", "--data", str(box)]) == 0
    capsys.readouterr()
    assert run(["verify", str(tmp_path / "w.zip"), "--trust", vkey, "--json"]) == 3
    answer = said(capsys)
    assert [finding["code"] for finding in answer["findings"]] == ["scope.part", "not_replayable"]
    assert answer["report"] == "compared"
    assert answer["not_replayable"] + answer["decisions_replayed"] == answer["entries"]


def test_a_damaged_attachment_does_not_keep_a_pack_from_being_made(box: Path) -> None:
    """An attachment that is damaged on the box's disk counts as missing, for the pack and for whoever verifies it."""
    files = FileAttachments(box / "published")
    good, bad = files.put(b"a paper"), files.put(b"another paper")
    next((box / "published").rglob(bad)).write_bytes(b"damaged")
    with log_to_pack(box) as log:
        assert (log.attachments(good), log.attachments(bad), log.attachments("0" * 64)) == (b"a paper", None, None)


def test_old_decisions_outlive_an_upgrade(
    box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where other rule files ship now than those a box decided with, it has kept them: its pack still holds and is replayed in full."""
    vkey = key_of(box, capsys)
    monkeypatch.setattr(shelf, "rule_texts", lambda: {name: f"# newer\n{text}" for name, text in rule_texts().items()})
    assert run(["pack", "make", str(tmp_path / "o.zip"), "--data", str(box)]) == 0
    capsys.readouterr()
    assert run(["verify", str(tmp_path / "o.zip"), "--trust", vkey, "--json"]) == 0
    answer = said(capsys)
    assert answer["decisions_replayed"] == answer["entries"]


WRONG = [
    (["--weapon", "nothing"], "malformed.scope"),
    (["--incident", "nothing"], "malformed.scope"),
    (["--weapon", ""], "malformed.scope"),
    (["--weapon", "W1", "--all"], "choose one"),
    (["--weapon", "W1", "--incident", "x"], "choose one"),
]


@pytest.mark.parametrize(("options", "words"), WRONG)
def test_a_wrong_scope_leaves_no_file(
    box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    """What names nothing, or two scopes at once: exit 2, one sentence, no file and no half of one."""
    assert run(["pack", "make", str(tmp_path / "o.zip"), *options, "--data", str(box), "--json"]) == 2
    told = capsys.readouterr()
    assert (told.out, words in told.err, "Traceback" in told.err) == ("", True, False)
    assert list(tmp_path.iterdir()) == []


def test_without_a_box_or_a_place_to_write(box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No box, no folder for the file: exit 2 and one sentence."""
    assert run(["pack", "make", str(tmp_path / "o.zip"), "--data", str(tmp_path / "nowhere")]) == 2
    assert run(["pack", "make", str(tmp_path / "no" / "o.zip"), "--data", str(box)]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_stands_there_is_not_lost(box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An older pack of the same log and scope, or an empty file, is replaced; anything else is left as it was unless --force is given."""
    out = tmp_path / "o.zip"
    out.touch()
    make = ["pack", "make", str(out), "--data", str(box)]
    assert run(make) == 0
    first = out.read_bytes()
    assert run(make) == 0
    assert out.read_bytes() == first
    for other in ([*make, "--weapon", "W1"], [*make, "--withhold"]):
        assert run(other) == 2
        assert out.read_bytes() == first
    out.write_bytes(b"holiday photos")
    assert run(make) == 2
    assert out.read_bytes() == b"holiday photos"
    assert "malformed.out" in capsys.readouterr().err
    assert run([*make, "--force"]) == 0
    assert out.read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["o.zip"]


@pytest.mark.parametrize("content", [b"", b"no pack", None])
def test_verify_of_something_else(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None) -> None:
    """A file that is no pack, or none at all: exit 2, in JSON too."""
    path = tmp_path / "x.zip"
    if content is not None:
        path.write_bytes(content)
    assert run(["verify", str(path), "--json"]) == 2
    answer = said(capsys)
    assert (answer["ok"], answer["findings"][0]["code"], answer["findings"][0]["where"]) == (False, "zip.unreadable", str(path))
    assert run(["verify", str(path)]) == 2
