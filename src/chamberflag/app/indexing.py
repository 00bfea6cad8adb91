"""The log's indexes at a start: compared with its entries, and made anew where they say otherwise (`store.compared`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.ledger.indexed import again, of_replayed
from chamberflag.store.audit import rehash
from chamberflag.vocabulary.errors import Broken, Unproven

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.app.snapshots import Snapshots
    from chamberflag.custody.state import State
    from chamberflag.ledger.ports import Head, NewEntry
    from chamberflag.ledger.replay import Replayed
    from chamberflag.log.rebuild import Damage
    from chamberflag.store.compared import Ends
    from chamberflag.store.sqlite import SqliteLedger


def recovered(ledger: SqliteLedger, snapshots: Snapshots, *, mend: bool, practice: bool) -> tuple[State, str]:
    """The state of a log, and what its indexes said otherwise, "" where nothing. mend: make them anew.

    Raises Broken where the entries themselves do not let them be made.
    """
    tail: list[NewEntry] = []

    def told(made: Replayed) -> None:
        tail.append(of_replayed(made, ledger.node(0, made.index)))

    state, head = snapshots.state(told), ledger.head()
    same_instant(head, state, str(ledger.path))
    since = snapshots.ends
    if since is None:
        tail[:0] = again(ledger.entries(0, state.size - len(tail)), 0, practice=practice)
    different = _words(ledger.index.differ(since, tail))
    if not different or not mend:
        return state, different
    _remake(ledger, practice=practice)
    snapshots.forget()
    return state, f"{different}; they were made anew from the entries"


def same_instant(head: Head | None, state: State, place: str) -> None:
    """Raise Broken(store.damaged) where the stored instant of the newest entry is another one: the next act would be dated by it."""
    if head is not None and head.size == state.size and head.recv != state.clock:
        text = "the stored instant of the newest entry is not the one in that entry; take the log from a second copy"
        raise Broken("store.damaged", text, place)


def differing(ledger: SqliteLedger, since: Ends | None = None, *, practice: bool) -> str:
    """The same for a log that is only read. since: the ends that a snapshot holds; without, every entry is compared."""
    return _words(ledger.index.differ(since, _rows(ledger, since.size if since is not None else 0, practice=practice)))


def _rows(ledger: SqliteLedger, start: int = 0, *, practice: bool) -> Iterator[NewEntry]:
    head = ledger.head()
    return again(ledger.entries(start, head.size if head is not None else 0), start, practice=practice)


def _remake(ledger: SqliteLedger, *, practice: bool) -> None:
    """Only from entries that are all in the tree that was signed."""
    damage: list[Damage] = []
    head = ledger.head()
    if head is not None and (rehash(ledger, 0, head.size, damage.append) != head.frontier or damage):
        raise Broken("store.damaged", "indexes and entries are damaged; take the log from a second copy", str(ledger.path))
    try:
        ledger.remake(_rows(ledger, practice=practice))
    except Unproven as error:
        text = f"the entries of the log exclude each other ({error.text}): it was written by a box whose database had been altered"
        raise Broken("store.damaged", text, str(ledger.path)) from None


def _words(tables: tuple[str, ...]) -> str:
    return f"the indexes {', '.join(tables)} do not say what the entries say" if tables else ""
