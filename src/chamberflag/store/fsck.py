"""`log fsck`: everything that is stored is hashed again and compared; it goes on from what was found sound, or starts at 0 with `whole`.

1 the database file; 2 entries, tree nodes and the newest head; 3 every signed checkpoint; 4 published files; 5 what `each` finds in the
entries (signatures, decisions, chains: wired by those who know them); 6 attachments. Source: log.md section 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from chamberflag.canon.profile import digest
from chamberflag.log import tiles
from chamberflag.log.rebuild import Damage
from chamberflag.log.tree import frontier_of
from chamberflag.store.audit import rehash
from chamberflag.store.publish import CHECKPOINT, size_of
from chamberflag.store.startup import heard
from chamberflag.vocabulary.errors import ChamberflagError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from chamberflag.store.files import Folder
    from chamberflag.store.heads import OpenHead
    from chamberflag.store.sqlite import SqliteLedger


class Each(Protocol):
    """Judges one entry; told of every entry from the first checked one on, in order."""

    def __call__(self, index: int, data: bytes, /) -> Iterable[Damage]:
        """What does not hold."""
        ...


@dataclass(frozen=True, slots=True)
class Checked:
    """Entries start..size-1 were checked; nothing in `damage` means that they, and all before them, are sound."""

    start: int
    size: int
    damage: tuple[Damage, ...]


def fsck(
    ledger: SqliteLedger, opened: OpenHead, published: Folder | None = None, each: Each | None = None, *, whole: bool = False
) -> Checked:
    """Check, and remember how far everything was sound."""
    damage: list[Damage] = []
    head = ledger.head()
    size = head.size if head is not None else 0
    start = 0 if whole else _sound_before(ledger, size)
    _guard(damage, lambda: ledger.check(whole=True))

    def entries(first: int, some: Sequence[bytes]) -> None:
        if published is not None:
            _bundle(published, first, some, size_of(_shown(published)), damage.append)
        if each is not None:
            for index, data in enumerate(some, first):
                damage.extend(each(index, data))

    frontier = rehash(ledger, start, size, damage.append, entries)
    if head is not None and not damage and frontier != head.frontier:
        damage.append(Damage("store.damaged", f"size {size}", "the entries do not add up to the head that is stored"))
    _guard(damage, lambda: _notes(ledger, opened, start, size, damage.append))
    if published is not None:
        _guard(damage, lambda: _published_head(ledger, opened, published, damage.append))
        _guard(damage, lambda: _tiles(ledger, published, start, damage.append))
        _guard(damage, lambda: _attachments(published, damage.append))
    if head is not None and not damage and not ledger.stopped:
        ledger.set_checked(size, head.frontier.root())
    return Checked(start, size, tuple(damage))


def _sound_before(ledger: SqliteLedger, size: int) -> int:
    """Where the last check ended, at the start of a bundle; 0 where its root is not that of the log now."""
    checked, root = ledger.checked()
    try:
        if 0 < checked <= size and frontier_of(ledger.node, checked).root() == root:
            return checked // tiles.WIDTH * tiles.WIDTH
    except ChamberflagError:
        return 0
    return 0


def _guard(damage: list[Damage], check: Callable[[], None]) -> None:
    """A part that cannot go on says so, and the next part is still checked."""
    try:
        check()
    except ChamberflagError as error:
        damage.append(Damage(error.code, error.place, error.text))


def _notes(ledger: SqliteLedger, opened: OpenHead, start: int, stop: int, report: Callable[[Damage], None]) -> None:
    """Every checkpoint that was signed is signed by the log's key and is a prefix of the log."""
    for size, note in ledger.notes(start, stop):
        try:
            signed = opened(note)
        except ChamberflagError as error:
            report(Damage(error.code, f"checkpoint {size}", error.text))
            continue
        if (signed.size, signed.root) != (size, frontier_of(ledger.node, size).root()):
            report(Damage("store.checkpoint", f"checkpoint {size}", "the checkpoint was signed over another tree"))


def _shown(published: Folder) -> str | None:
    data = published.get(CHECKPOINT)
    return data.decode(errors="replace") if data is not None else None


def _published_head(ledger: SqliteLedger, opened: OpenHead, published: Folder, report: Callable[[Damage], None]) -> None:
    note = _shown(published)
    finding = heard(ledger, opened, note) if note is not None else None
    if finding is not None:
        report(Damage(finding.code, CHECKPOINT, finding.text))


def _bundle(published: Folder, first: int, some: Sequence[bytes], shown: int, report: Callable[[Damage], None]) -> None:
    if len(some) == tiles.WIDTH:
        _same(published, tiles.path("entries", first // tiles.WIDTH), tiles.bundle(some), report, due=first + tiles.WIDTH <= shown)


def _tiles(ledger: SqliteLedger, published: Folder, start: int, report: Callable[[Damage], None]) -> None:
    shown = size_of(_shown(published))
    for level, n, width in tiles.tiles(shown, start):
        if width == tiles.WIDTH:
            _same(published, tiles.path(level, n), tiles.tile(ledger.node, level, n), report, due=True)


def _same(published: Folder, name: str, data: bytes, report: Callable[[Damage], None], *, due: bool) -> None:
    there = published.get(name)
    if there is None and due:
        report(Damage("store.missing", name, "a published file is missing; it can be made again from the database"))
    elif there is not None and there != data:
        report(Damage("store.differs", name, "a published file is not what the database says"))


def _attachments(published: Folder, report: Callable[[Damage], None]) -> None:
    for name in published.names("sha256"):
        data = published.get(name)
        if data is None or digest(data).hex() != name.rpartition("/")[2]:
            report(Damage("attachment.altered", name, "the attachment is not what its name says; take it from a second copy"))
