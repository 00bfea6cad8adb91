"""Full bundles and tiles as files that never change, the `checkpoint` last. Derived from the database, and rebuilt from it at any time.

What a power cut leaves: files beyond the old checkpoint, which the next run compares and keeps; or all files and the old checkpoint, which
the next run replaces. Source: log.md section 6, steps 5 and 6; C2SP tlog-tiles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.log import checkpoint, tiles
from chamberflag.vocabulary.errors import Malformed, Unproven

if TYPE_CHECKING:
    from chamberflag.ledger.ports import Entries
    from chamberflag.store.files import Folder

CHECKPOINT = "checkpoint"


class Publisher:
    """Writes what is full; partial tiles are served from the database, or written by an export."""

    def __init__(self, folder: Folder, ledger: Entries) -> None:
        """folder: the log's prefix; ledger: may be a connection of its own, in a thread of its own."""
        self._folder, self._ledger = folder, ledger

    def shown(self) -> str | None:
        """The published checkpoint: a head that others may have seen. None where there is none."""
        data = self._folder.get(CHECKPOINT)
        return None if data is None else data.decode(errors="replace")

    def publish(self, *, whole: bool = False) -> int:
        """Bring the files up to the database; how many are new. With `whole`, also those that were published before.

        Raises Broken(store.differs) where a file that must not change has changed, Unproven(store.behind) where files are ahead.
        """
        head = self._ledger.head()
        if head is None:
            return 0
        done = size_of(self.shown())
        if done > head.size:
            text = f"{done} entries are published, here are {head.size}: this box was rolled back"
            raise Unproven("store.behind", text, CHECKPOINT)
        made, done = 0, 0 if whole else done
        for n, width in tiles.bundles(head.size, done):
            if width == tiles.WIDTH:
                entries = list(self._ledger.entries(n * width, (n + 1) * width))
                made += self._folder.put(tiles.path("entries", n), tiles.bundle(entries))
        for level, n, width in tiles.tiles(head.size, done):
            if width == tiles.WIDTH:
                made += self._folder.put(tiles.path(level, n), tiles.tile(self._ledger.node, level, n))
        if self.shown() != head.note:
            self._folder.replace(CHECKPOINT, head.note.encode())
        return made


def size_of(note: str | None) -> int:
    """The size that a note of ours states; 0 where it cannot be read, so that everything is compared again."""
    try:
        return checkpoint.parse((note or "").partition("\n\n")[0] + "\n").size
    except Malformed:
        return 0
