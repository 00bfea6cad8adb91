"""How wide a text is in a picture, and how it breaks into lines: no font is at hand, so the widest that may draw it is assumed."""

from __future__ import annotations

from functools import cache

NARROW, BROAD = frozenset("ijlItfr.,:;'|!()[] /-"), frozenset("mwMW@%&")


@cache
def _letter(c: str) -> float:
    """How wide a letter is at most: by the widest of the fonts that may draw it."""
    return 4.3 if c in NARROW else 10.8 if c in BROAD else 8.2 if c.isupper() else 6.9


def wide(told: str, size: int = 11, *, bold: bool = False) -> float:
    """How wide a text is at most."""
    units = sum(map(_letter, told))
    return units * size / 11 * (1.12 if bold else 1)


def wrapped(told: str, room: float, size: int = 11, *, bold: bool = False) -> list[str]:
    """Lines that fit; a word that is longer than a line is cut."""
    lines = [""]
    for word in told.split():
        rest = word
        while wide(rest, size, bold=bold) > room:
            at = next(n for n in range(len(rest), 0, -1) if n == 1 or wide(rest[:n], size, bold=bold) <= room)
            lines += [rest[:at]]
            rest = rest[at:]
        joined = f"{lines[-1]} {rest}".strip()
        lines = [*lines[:-1], joined] if wide(joined, size, bold=bold) <= room else [*lines, rest]
    return [line for line in lines if line] or [""]
