from __future__ import annotations

import configparser
import re
from pathlib import Path

from tests.house.tree import TOP

PACKAGE = TOP / "src" / "chamberflag"


def contracts() -> configparser.ConfigParser:
    """The contracts of `.importlinter` as they stand."""
    parser = configparser.ConfigParser()
    parser.read(TOP / ".importlinter", encoding="utf-8")
    return parser


def rows() -> list[list[str]]:
    """The folders of the package from the top row to the bottom one, brackets taken off."""
    lines = contracts()["importlinter:contract:rows"]["layers"].split("\n")
    return [re.findall(r"\w+", line) for line in lines if line.strip()]


def folders() -> set[str]:
    """What lies in the package: folders and modules at its top."""
    found = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    return found - {"__init__", "__main__"}


def sources(contract: str) -> set[str]:
    """The folders a contract speaks of."""
    text = contracts()[f"importlinter:contract:{contract}"]["source_modules"]
    return {line.strip().removeprefix("chamberflag.") for line in text.split("\n") if line.strip()}


def test_every_folder_has_its_row() -> None:
    """No folder of the package is missing from the rows, and none stands on two."""
    placed = [folder for row in rows() for folder in row]
    assert len(placed) == len(set(placed))
    assert folders() <= set(placed)


def test_no_pure_folder_is_forgotten() -> None:
    """Every folder below row 7, the recorder aside, is held to purity."""
    order = rows()
    recorder = next(i for i, row in enumerate(order) if "recorder" in row)
    below = {folder for row in order[recorder:] for folder in row} - {"recorder"}
    assert below & folders() <= sources("pure")


def test_type_only_imports_count() -> None:
    """An import for types alone is judged like any other."""
    assert contracts()["importlinter"]["exclude_type_checking_imports"] == "False"


def test_the_verifier_imports_nothing_of_its_own_folder() -> None:
    """`pack/verify` shares no module with the part that assembles packs: it would repeat its errors."""
    places = [PACKAGE / "pack" / "verify.py", *(PACKAGE / "pack" / "verify").rglob("*.py")]
    other = re.compile(r"(from|import) chamberflag\.pack(?!\.verify\b)")
    found = [path.name for path in places if path.exists() and other.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_the_pure_core_asks_no_clock() -> None:
    """Nothing below row 7, the recorder aside, asks `datetime` what time it is: instants come in as arguments."""
    asks = re.compile(r"\b(?:datetime|date)\.(?:now|utcnow|today)\(")
    found: list[Path] = [
        path for folder in sources("pure") for path in (PACKAGE / folder).rglob("*.py") if asks.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
