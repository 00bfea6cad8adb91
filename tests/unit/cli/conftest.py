"""The example production, run once for all tests of the command line."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path

import pytest

from chamberflag.cli.main import run


@dataclass(frozen=True)
class Ran:
    """Where it lies, and what was shown."""

    box: Path
    shown: str


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """`example run` in a folder of its own."""
    where, shown = tmp_path_factory.mktemp("example") / "dry-creek", io.StringIO()
    with contextlib.redirect_stdout(shown):
        assert run(["example", "run", "--data", str(where)]) == 0
    return Ran(where, shown.getvalue())


@pytest.fixture(scope="session")
def example(ran: Ran) -> Path:
    """The box of the example production."""
    return ran.box
