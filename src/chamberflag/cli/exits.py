"""Exit codes of every command, and which one a failure is. Source: commands.md; several at once: the first of 5, 2, 1, 4, 3."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from chamberflag.vocabulary.errors import Broken, ChamberflagError, Malformed


class Exit(IntEnum):
    """What a command ends with."""

    DONE = 0
    NO = 1  # refused, does not hold, expectation not met
    USAGE = 2  # wrong usage or unreadable input
    INCOMPLETE = 3  # erased, withheld, missing, not replayable
    UNTRUSTED = 4  # no trust anchor
    FAULT = 5  # our disk, our bug


RANK = (Exit.FAULT, Exit.USAGE, Exit.NO, Exit.UNTRUSTED, Exit.INCOMPLETE)


def worst(codes: Iterable[int]) -> int:
    """The one code for several."""
    found = set(codes)
    return next((int(code) for code in RANK if code in found), int(Exit.DONE))


def of(error: ChamberflagError) -> Exit:
    """Malformed: their bytes; Unproven: it does not hold; Broken: ours."""
    if isinstance(error, Malformed):
        return Exit.USAGE
    return Exit.FAULT if isinstance(error, Broken) else Exit.NO
