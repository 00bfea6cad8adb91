"""Outside memory in the receipts of two enrolled phones: the box asks nobody, phones bring what they hold. Source: hub.md section 4.3."""

from __future__ import annotations


class PhoneMemory:
    """Silent until a phone has shown a receipt at this start; phones keep their receipts by themselves."""

    def __init__(self) -> None:
        """Nobody has answered yet."""
        self._shown: list[str] = []

    def show(self, note: str) -> None:
        """A named phone shows the newest signed head it holds."""
        self._shown.append(note)

    def newest(self) -> str | None:
        """The head shown last; None where no phone has answered."""
        return self._shown[-1] if self._shown else None

    def put(self, note: str) -> None:
        """The receipt carries the head to the phones; from here on the box has answered for them."""
        if self._shown:
            self._shown.append(note)
