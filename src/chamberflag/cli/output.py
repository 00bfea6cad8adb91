"""Where a command speaks: results on standard output (with --json JSON and nothing else), progress and wording on standard error."""

from __future__ import annotations

import sys
from functools import cache

import click
import msgspec
from rich.console import Console
from rich.theme import Theme

THEME = Theme(
    {
        "permit": "green",
        "recorded": "cyan",
        "refuse": "bold red",
        "rule": "bold yellow",
        "source": "dim italic",
        "clears": "green",
        "time": "dim",
        "who": "bold",
        "good": "green",
        "bad": "bold red",
        "gap": "bold magenta",
        "heading": "bold",
        "tried": "red",
    }
)


@cache
def screen(*, stderr: bool = False) -> Console:
    """The terminal, as wide as it is; plain text where output is a file or NO_COLOR is set."""
    return Console(stderr=stderr, theme=THEME, highlight=False, soft_wrap=False, emoji=False, markup=False)


def say(text: str) -> None:
    """A sentence for the person at the terminal."""
    click.echo(text, err=True)


def document(value: object) -> None:
    """One JSON document (or one line of JSON Lines) on standard output."""
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
    sys.stdout.flush()
