"""What the indexes of a ledger say of an entry follows from its bytes: they can be compared with the log, and made anew from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts import act as acts
from chamberflag.acts.naming import listed
from chamberflag.acts.parts import parts_of
from chamberflag.canon.profile import unb64u
from chamberflag.ledger import entry as entries
from chamberflag.ledger.ports import Move, NewEntry
from chamberflag.ledger.replay import own_keys
from chamberflag.log.tree import leaf_hash
from chamberflag.seal.digest import act_digest
from chamberflag.vocabulary.words import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from chamberflag.acts.act import Act
    from chamberflag.acts.attested import Part
    from chamberflag.ledger.entry import BoxLine
    from chamberflag.ledger.replay import Replayed


def mentions(act: Act, parts: Sequence[Part], moved: Collection[str]) -> tuple[str, ...]:
    """What an entry names without moving it: subjects of a refused act, keys it binds, what stands in its bodies (`acts.naming`)."""
    names = (*(subject.id for subject in act.subj), *own_keys(parts[0].body), *listed(parts))
    return tuple(name for name in dict.fromkeys(names) if name not in moved)


def again(data: Iterable[bytes], start: int, *, practice: bool) -> Iterator[NewEntry]:
    """Recorded entries, the first of them number `start`, as the indexes hold them. Raises Malformed where the bytes are no entry."""
    for index, one in enumerate(data, start):
        entry = entries.decode(one)
        act = acts.decode(entry.line)
        yield _row(index, act, parts_of(act), act_digest(entry.line, practice=practice), entry.box, leaf_hash(one))


def of_replayed(made: Replayed, leaf: bytes) -> NewEntry:
    """The same of an entry that has been folded; leaf: its hash in the tree."""
    attested = made.attested
    return _row(made.index, attested.act, attested.parts, attested.digest, made.entry.box, leaf)


def _row(index: int, act: Act, parts: Sequence[Part], digest: bytes, box: BoxLine, leaf: bytes) -> NewEntry:
    """Without its bytes, its nodes and its texts: nothing of these stands in an index."""
    placed = box.decision is Verdict.RECORDED or bool(box.done)
    rows = box.place if placed else act.subj if box.decision is Verdict.PERMIT else ()
    moves = tuple(Move(row.id, row.n or 0, leaf, unb64u(row.prev or "")) for row in rows)
    named = mentions(act, parts, {move.subject for move in moves})
    return NewEntry(index, b"", leaf, (), act.id, digest, act.dev, act.dseq, moves, named)
