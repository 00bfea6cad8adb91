"""The three families of failure: their bytes (`Malformed`), their proof (`Unproven`), our side (`Broken`)."""

from __future__ import annotations


class ChamberflagError(Exception):
    """A failure with a stable code, the place it was found, and a sentence that says what to do.

    code: stable token, has a heading in docs/errors.md; place: file, line, field or entry; text: one sentence.
    """

    def __init__(self, code: str, text: str, place: str = "") -> None:
        super().__init__(f"{place}: {text} [{code}]" if place else f"{text} [{code}]")
        self.code = code
        self.text = text
        self.place = place


class Malformed(ChamberflagError):
    """Bytes that do not have the form they must have."""


class Unproven(ChamberflagError):
    """A signature, proof or chain that does not hold."""


class Broken(ChamberflagError):
    """Our own fault: the disk, or a bug."""
