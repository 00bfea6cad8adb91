"""The command import: what goes into the log, what does not, and that nothing is half done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chamberflag import app
from chamberflag.cli.entering import known_people
from chamberflag.cli.main import run
from chamberflag.cli.pen import Pen, Sheet
from chamberflag.vocabulary.errors import Broken

WEAPONS = """id,serial,class,maker,capacity,supplier,receipt
W1,HF-1,functional,Harrow,6,hill,A1
W2,HF-2,rubber,,,hill,A1
W3,,banana,,6,,
W4,HF-4,,,6,,
"""


@pytest.fixture
def box(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A new box with an outside memory."""
    (tmp_path / "memory").mkdir()
    assert run(["init", "--memory", str(tmp_path / "memory"), "--data", str(tmp_path / "box")]) == 0
    capsys.readouterr()
    return tmp_path / "box"


def told(arguments: list[str], capsys: pytest.CaptureFixture[str], code: int = 0) -> dict[str, Any]:
    """The JSON document of a run."""
    assert run([*arguments, "--json"]) == code
    made = json.loads(capsys.readouterr().out)
    assert isinstance(made, dict)
    return made


def size(box: Path) -> int:
    """How many entries the log has."""
    head, _ = app.head_of(box)
    return head.size if head is not None else 0


def imported(box: Path) -> int:
    """How many acts brought weapons in; what the box writes down by itself at a start is no part of an import."""
    opened = app.open_box(box, watch=True)
    entries = list(opened.ledger.entries(0, opened.recorder.state.size))
    opened.close()
    types = [json.loads(entry.partition(b"\n")[0])["type"] for entry in entries]
    assert set(types) <= {"genesis", "self_test.ran", "bring_in"}
    return types.count("bring_in")


def put(folder: Path, text: str, name: str = "file.csv") -> str:
    """A file with this text."""
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_good_rows_are_brought_in_and_lie_in_quarantine(box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One signed act brings in two weapons; the doubtful one waits, the bad one comes out in a file; nothing is in service."""
    made = told(["import", "weapons", put(tmp_path, WEAPONS), "--data", str(box)], capsys)
    assert (made["rows"], made["ok"], made["review"], made["bad"], made["recorded"]) == (4, 2, 1, 1, 2)
    assert imported(box) == 1
    opened = app.open_box(box, watch=True)
    state = opened.recorder.state
    opened.close()
    assert {thing.id: (thing.serial, thing.supplier, thing.accepted_at) for thing in state.things.values()} == {
        "W1": ("HF-1", "hill", -1),
        "W2": ("HF-2", "hill", -1),
    }
    assert "no class of weapon" in (tmp_path / "file.bad.csv").read_text(encoding="utf-8-sig")


def test_the_same_file_again_adds_nothing_and_a_longer_one_the_rest(box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows on record are known; a new row and a decided one go in; bad rows are not written out twice."""
    arguments = ["import", "weapons", put(tmp_path, WEAPONS), "--data", str(box)]
    told(arguments, capsys)
    before = size(box)
    again = told(arguments, capsys)
    assert (again["recorded"], again["known"], again["ok"]) == (0, 2, 2)
    assert size(box) == before
    assert [path.name for path in tmp_path.glob("*.bad*")] == ["file.bad.csv"]
    put(tmp_path, WEAPONS + "W5,HF-5,rubber,,,,\n")
    assert told([*arguments, "--accept", "5"], capsys)["recorded"] == 2


def test_a_dry_run_records_nothing_and_needs_no_box(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a box the preview is the same, nothing is made, and no file of bad rows is written."""
    made = told(["import", "weapons", put(tmp_path, WEAPONS), "--data", str(tmp_path / "none"), "--dry-run"], capsys)
    assert (made["rows"], made["ok"], made["review"], made["bad"], made["recorded"]) == (4, 2, 1, 1, 0)
    assert [path.name for path in tmp_path.iterdir()] == ["file.csv"]


def test_names_of_people_lie_beside_the_log(box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No byte of the log holds a name, a licence number or a telephone number; the box knows the name, and the same file adds nothing."""
    text = "name,role,phone,licence,expiry\nAda Marsh,first AD,555-0101,LIC-77,2027-12-31\nBo Lund,camera operator,,,\n"
    arguments = ["import", "people", put(tmp_path, text), "--data", str(box)]
    assert told(arguments, capsys)["recorded"] == 2
    opened = app.open_box(box, watch=True)
    log = b"".join(opened.ledger.entries(0, opened.recorder.state.size))
    people = known_people(opened)
    opened.close()
    assert not [word for word in (b"Marsh", b"Lund", b"555-0101", b"LIC-77") if word in log]
    assert (people["ad-1"].name, people["camera-1"].name) == ("Ada Marsh", "Bo Lund")
    before = size(box)
    assert told(arguments, capsys)["recorded"] == 0
    assert size(box) == before


def test_lots_are_brought_in_and_bullets_are_not(box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Dummies and blanks go in as claims; live rounds stay out with what to do."""
    text = "lot,class,load,quantity\nDUM,dummy,,50\nBLK,blank,half,100\nX,live,,10\n"
    made = told(["import", "rounds", put(tmp_path, text), "--data", str(box)], capsys)
    assert (made["recorded"], made["bad"]) == (2, 1)
    assert "bullet_found" in made["errors"][0]["fix"]


@pytest.mark.parametrize(
    ("arguments", "text", "problem"),
    [
        ([], "colour\nred\n", "no column is known"),
        (["--map", "x=serial"], "serial\n1\n", "no column is called 'x'"),
        (["--set", "serial=1"], "serial\n1\n", "cannot be set for all rows"),
        (["--accept", "a-b"], "serial\n1\n", "is no row"),
        (["--header", "9"], "serial\n1\n", "blank or not there"),
        ([], 'serial,class\n"1,2\n', "never closed"),
    ],
)
def test_a_file_or_option_that_cannot_be_read_is_one_error(
    arguments: list[str], text: str, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, one sentence, nothing on standard output."""
    assert run(["import", "weapons", put(tmp_path, text), "--dry-run", "--json", "--data", str(tmp_path / "none"), *arguments]) == 2
    said = capsys.readouterr()
    assert problem in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_an_import_needs_a_box_and_strict_tells_what_is_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a box: exit 2. With --strict a row that waits is exit 1; where nothing is good it is exit 1 anyway."""
    file = put(tmp_path, WEAPONS)
    assert run(["import", "weapons", file, "--data", str(tmp_path / "none")]) == 2
    assert run(["import", "weapons", file, "--data", str(tmp_path / "none"), "--dry-run", "--strict"]) == 1
    assert run(["import", "weapons", put(tmp_path, "serial,class\n,x\n"), "--data", str(tmp_path / "none"), "--dry-run"]) == 1
    capsys.readouterr()


def test_a_signer_who_is_not_there_is_an_error_of_a_dry_run_too(box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who is to sign is looked up before anything else is believed."""
    assert run(["import", "weapons", put(tmp_path, WEAPONS), "--dry-run", "--as", "nobody", "--data", str(box)]) == 2
    assert "no enrolled key of nobody" in capsys.readouterr().err


def test_many_rows_go_into_few_acts_that_fit(box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three hundred weapons with long texts are all recorded, several an act."""
    rows = "".join(f"W{n},S{n:05},functional,{'M' * 100},6,{'hill' * 20},R{n // 100}\n" for n in range(300))
    made = told(["import", "weapons", put(tmp_path, WEAPONS.partition("\n")[0] + "\n" + rows), "--data", str(box)], capsys)
    assert made["recorded"] == 300
    assert size(box) < 40


def test_a_crash_in_the_middle_leaves_what_was_recorded_and_the_same_file_completes_it(
    box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After two acts the disk fails: exit 5, two acts in the log; the same file again records the rest, once."""
    rows = "".join(f"W{n},S{n:05},functional,Harrow,6,hill,R{n // 40}\n" for n in range(160))
    file = put(tmp_path, WEAPONS.partition("\n")[0] + "\n" + rows)
    writes = list[int]()
    write = Pen.write

    def failing(pen: Pen, sheet: Sheet, now: int) -> Any:  # noqa: ANN401 - as `Pen.write`
        writes.append(now)
        if len(writes) == 3:
            raise Broken("store.disk", "the disk failed")
        return write(pen, sheet, now)

    monkeypatch.setattr(Pen, "write", failing)
    assert run(["import", "weapons", file, "--data", str(box)]) == 5
    monkeypatch.undo()
    assert "40 rows are recorded; the same file again adds the rest" in capsys.readouterr().err
    assert imported(box) == 2
    made = told(["import", "weapons", file, "--data", str(box)], capsys)
    assert (made["known"], made["recorded"], made["ok"]) == (40, 120, 160)
    assert told(["import", "weapons", file, "--data", str(box)], capsys)["recorded"] == 0


def test_a_workbook_goes_in_like_a_text_file(box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers keep the zeros of their format, and a formula waits."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Serial", "Class", "Chambers"], [417, "functional", 6], ["=A2", "functional", 6]):
        sheet.append(row)
    sheet["A2"].number_format = "00000"
    book.save(tmp_path / "stock.xlsx")
    made = told(["import", "weapons", str(tmp_path / "stock.xlsx"), "--data", str(box)], capsys)
    assert (made["recorded"], made["ok"], made["bad"] + made["review"]) == (1, 1, 1)
    opened = app.open_box(box, watch=True)
    things = opened.recorder.state.things
    opened.close()
    assert [thing.serial for thing in things.values()] == ["00417"]
