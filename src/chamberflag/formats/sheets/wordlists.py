"""Lists of words as text, `name: word | word`, going on over indented lines: what headers, classes and titles are written in."""

from __future__ import annotations


def wordlist(text: str) -> dict[str, tuple[str, ...]]:
    """Name -> words, in the order of the text."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.strip().splitlines():
        told = line
        if not line.startswith(" "):
            name, _, told = line.partition(": ")
        found.setdefault(name, []).extend(word for part in told.split(" | ") if (word := part.strip(" |")))
    return {name: tuple(words) for name, words in found.items()}
