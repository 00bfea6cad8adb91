"""A log as public files: `checkpoint`, `tile/...`, `tile/entries/...`, `vkey`. Source: C2SP tlog-tiles; commands.md, `log export`.

The tiles are built again from the entries while these are written, and the checkpoint comes last: what is exported adds up, or has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.log import tiles
from chamberflag.log.rebuild import Rebuild
from chamberflag.log.tree import leaf_hash
from chamberflag.store.publish import CHECKPOINT, size_of
from chamberflag.vocabulary.errors import Broken, Malformed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.ledger.ports import Entries, Head
    from chamberflag.store.files import Folder

VKEY = "vkey"


def export(ledger: Entries, folder: Folder, vkey: str) -> Head:
    """Write everything up to the newest head; an older export of the same log is brought up to it.

    Raises Malformed where there is no entry yet, Broken(store.differs) where the folder holds something else, Broken(store.damaged) where
    the entries do not add up to the signed head.
    """
    head = ledger.head()
    if head is None:
        raise Malformed("malformed.empty_log", "the log has no entry yet")
    old = folder.get(CHECKPOINT)
    folder.put(VKEY, vkey.encode() + b"\n")
    tree = Rebuild()
    for n, width in tiles.bundles(head.size):
        entries = list(ledger.entries(n * tiles.WIDTH, n * tiles.WIDTH + width))
        folder.put(tiles.path("entries", n, width), tiles.bundle(entries))
        for tile in tree.add([leaf_hash(entry) for entry in entries]):
            folder.put(tile.path, tile.data)
    for tile in tree.partial():
        folder.put(tile.path, tile.data)
    if tree.frontier() != head.frontier:
        raise Broken("store.damaged", "the entries do not add up to the newest head; take the log from a second copy", f"size {head.size}")
    folder.replace(CHECKPOINT, head.note.encode())
    narrower = set(_partial(size_of(old.decode(errors="replace") if old else None))) - set(_partial(head.size))
    for name in narrower:
        folder.remove(name)
    return head


def _partial(size: int) -> Iterator[str]:
    """The paths of what is not full in a log of this size."""
    for n, width in tiles.bundles(size):
        if width < tiles.WIDTH:
            yield tiles.path("entries", n, width)
    for level, n, width in tiles.tiles(size):
        if width < tiles.WIDTH:
            yield tiles.path(level, n, width)
