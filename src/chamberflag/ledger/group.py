"""Whether a group fits together before it is frozen: indexes, tree nodes, head and signed checkpoint. A misfit is our own bug."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.log import checkpoint
from chamberflag.vocabulary.errors import Broken, Malformed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chamberflag.ledger.ports import Head, NewEntry


def check_group(group: Sequence[NewEntry], head: Head, old_size: int) -> None:
    """Raise Broken(store.group) unless the entries follow `old_size` without a gap and the note signs exactly the tree they lead to."""
    if not group or [new.index for new in group] != list(range(old_size, old_size + len(group))):
        raise Broken("store.group", f"the entries of a group are counted on from {old_size}")
    if head.size != old_size + len(group) or group[-1].nodes[-1][2] != head.frontier.hashes[-1]:
        raise Broken("store.group", "the head is not that of the group's last entry")
    for new in group:
        full = (new.index ^ (new.index + 1)).bit_length()  # subtrees that end with this leaf, itself included
        if len(new.nodes) != full or new.nodes[0] != (0, new.index, new.leaf) or not _completed(new):
            raise Broken("store.group", "an entry comes with the nodes it completes, its leaf first", f"entry {new.index}")
        if [move for move in new.moves if move.leaf != new.leaf]:
            raise Broken("store.group", "an entry's leaf is the new end of the chains it moves", f"entry {new.index}")
    try:
        signed = checkpoint.parse(head.note.partition("\n\n")[0] + "\n")
    except Malformed as error:
        raise Broken("store.group", f"the signed checkpoint has no body: {error.text}") from None
    if (signed.size, signed.root) != (head.size, head.frontier.root()):
        raise Broken("store.group", "the signed checkpoint is of another tree")


def _completed(new: NewEntry) -> bool:
    """Whether the nodes above the leaf are those that it completes."""
    return all(node[:2] == (level, new.index >> level) for level, node in enumerate(new.nodes[1:], start=1))
