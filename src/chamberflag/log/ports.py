"""What the tree asks of whoever keeps its bytes: a stored node by its place, a published object by its path."""

from __future__ import annotations

from typing import Protocol


class NodeReader(Protocol):
    """The hash of full node `index` of tree level `level`; level 0 are the leaves."""

    def __call__(self, level: int, index: int, /) -> bytes:
        """32 bytes."""
        ...


class ObjectReader(Protocol):
    """A published file by its path below the log's prefix: `checkpoint`, `tile/0/000`, `tile/entries/000.p/5`."""

    def __call__(self, path: str, /) -> bytes | None:
        """The bytes; None where there is no such file."""
        ...
