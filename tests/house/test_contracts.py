from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import TOP

LINT = Path(sys.executable).parent / "lint-imports"

PLANTED = [
    ("Imports point down only", "canon/planted.py", "from chamberflag.gate import decide\n"),
    ("Imports point down only", "log/planted.py", "from chamberflag.interlock import tree\n"),
    (
        "Imports point down only",
        "vocabulary/planted.py",
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from chamberflag.acts import act\n",
    ),
    ("Imports point down only", "service/__init__.py", ""),
    ("No cycles", "gate/planted.py", "from chamberflag.gate.facts import planted\n"),
    ("know no clock", "custody/planted.py", "import time\n"),
    ("know no clock", "interlock/planted.py", "from pathlib import Path\n"),
    ("know no clock", "seal/planted.py", "import secrets\n"),
    ("reach the recorder", "pack/planted.py", "from chamberflag.recorder import record\n"),
    ("wires storage", "cli/planted.py", "from chamberflag.store import sqlite\n"),
    ("verifier stands alone", "pack/verify/planted.py", "from chamberflag.trace import planted\n"),
]


def lint(source: Path) -> tuple[int, str]:
    """Exit code and output of the import linter over a copy of the package."""
    done = subprocess.run(
        [str(LINT), "--no-logo", "--no-cache", str(TOP / ".importlinter")],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with a copy of the package in it."""
    shutil.copytree(TOP / "src" / "chamberflag", tmp_path / "chamberflag", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.mark.parametrize(("contract", "file", "text"), PLANTED)
def test_each_contract_of_imports_catches_its_breach(copy: Path, contract: str, file: str, text: str) -> None:
    """A forbidden import, planted, breaks the contract that forbids it."""
    place = copy / "chamberflag" / file
    place.parent.mkdir(exist_ok=True)
    place.write_text(f"from __future__ import annotations\n\n{text}", encoding="utf-8")
    facts = copy / "chamberflag" / "gate" / "facts" / "planted.py"
    facts.write_text("from chamberflag.gate import planted\n" if file.startswith("gate/") else "", encoding="utf-8")
    (copy / "chamberflag" / "trace" / "planted.py").touch()
    code, output = lint(copy)
    assert code == 1
    assert any(contract in line and line.rstrip().endswith("BROKEN") for line in output.splitlines()), output
