"""What the house tests look at: the files of the repository as they lie on disk, without what is installed or produced."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
AWAY = {".git", ".venv", "node_modules", "__pycache__", ".hypothesis", ".pytest_cache", ".ruff_cache", ".import_linter_cache"}
PRODUCED = {("run",), ("dist",), ("build",), ("bench", "out")}


def lies_there(path: Path) -> bool:
    """Whether the file belongs to the repository: neither installed, nor cached, nor the output of a run."""
    parts = path.relative_to(TOP).parts
    return path.is_file() and not AWAY & set(parts) and not any(parts[: len(made)] == made for made in PRODUCED)


def files(*patterns: str) -> list[Path]:
    """Every file of the repository that matches one of the patterns, in order."""
    return sorted({path for pattern in patterns for path in TOP.glob(pattern) if lies_there(path)})


def name(path: Path) -> str:
    """The path as a reader of the repository knows it."""
    return path.relative_to(TOP).as_posix()


def parsed(*patterns: str) -> Iterator[tuple[Path, ast.Module]]:
    """Every Python file that matches, with its syntax tree."""
    for path in files(*patterns):
        yield path, ast.parse(path.read_text(encoding="utf-8"))
