"""Options that several commands share: where the box is, and JSON for scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
import platformdirs

P = ParamSpec("P")
R = TypeVar("R")


def default_data() -> Path:
    """The platform's place for a user's data."""
    return Path(platformdirs.user_data_dir("chamberflag", appauthor=False))


def with_data(command: Callable[P, R]) -> Callable[P, R]:
    """Adds --data DIR; the command gets `data: Path | None`, None where the option was not given."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help="The box's data directory (default: your user data directory).",
    )(command)


def with_json(command: Callable[P, R]) -> Callable[P, R]:
    """Adds --json; the command gets `as_json: bool`."""
    return click.option("--json", "as_json", is_flag=True, help="JSON on standard output and nothing else there.")(command)


def with_alone(command: Callable[P, R]) -> Callable[P, R]:
    """Adds --without-memory; the command gets `alone: bool`."""
    words = "For a box that names no outside memory: the two root people whose keys lie with it sign start_without_memory for this start."
    return click.option("--without-memory", "alone", is_flag=True, help=words)(command)


def file_argument(name: str, *, metavar: str = "FILE") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """An argument that names a file to read."""
    return click.argument(name, type=click.Path(dir_okay=False, path_type=Path), metavar=metavar)


def read_bytes(path: Path) -> bytes:
    """The content of a file somebody named. Raises Malformed where it cannot be read."""
    from chamberflag.vocabulary.errors import Malformed

    try:
        return path.read_bytes()
    except OSError as error:
        raise Malformed("malformed.unreadable", f"the file cannot be read: {error.strerror}", str(path)) from None
