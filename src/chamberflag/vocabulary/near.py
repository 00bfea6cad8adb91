"""The nearest name to a mistyped one, for messages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def near(word: str, choices: Iterable[str]) -> str:
    """`; did you mean 'trace'?` where one of the choices is close, else nothing."""
    found = difflib.get_close_matches(word, [str(choice) for choice in choices], 1)
    return f"; did you mean {found[0]!r}?" if found else ""
