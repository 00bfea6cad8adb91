"""Start-up is recovery, and every start is one: what is here is checked, then whoever remembers this log outside is asked.

1 the database is sound, its newest entries hash to its tree, its tree is the one that was signed; else Broken. 2 the named outside memory
and everybody who shows a head decide the mode: a head ahead of ours, or another tree at our size, means that this box was restored or
rolled back, and it signs nothing. Source: log.md section 6; hub.md section 4.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from chamberflag.log.checkpoint import Checkpoint
from chamberflag.log.tree import EMPTY_ROOT
from chamberflag.store.audit import rehash
from chamberflag.store.heads import Stand, compare
from chamberflag.vocabulary.errors import Broken, Malformed, Unproven

if TYPE_CHECKING:
    from chamberflag.ledger.ports import Entries, Head, OutsideMemory
    from chamberflag.log.rebuild import Damage
    from chamberflag.store.heads import OpenHead
    from chamberflag.store.sqlite import SqliteLedger

WHOLE = 65_536  # logs of up to so many entries are hashed again whole at each start; of longer ones, the newest so many
NEW_EPOCH = "this box was restored or rolled back; start a new epoch"


class Mode(StrEnum):
    """What a box may do."""

    OPEN = "open"
    WAITING = "waiting"
    BEHIND = "behind"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Finding:
    """Why the mode is not open, or what was strange: a stable code, one sentence, our head and the one shown."""

    code: str
    text: str
    ours: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """The mode and everything that led to it."""

    mode: Mode
    head: Head | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Outside:
    """What there is outside the box. memory: the one that genesis names, None where it names none.

    alone: two root people have signed `start_without_memory` for this start. shown: heads from anywhere else: the published `checkpoint`
    file, phones, hub, mirror. instance: the id that lies with the keys.
    """

    memory: OutsideMemory | None = None
    alone: bool = False
    shown: tuple[str, ...] = ()
    instance: str = ""


def start(ledger: SqliteLedger, opened: OpenHead, outside: Outside, token: str = "") -> Start:
    """Check what is here, ask outside, and let the ledger write if the mode is open. Raises Broken where the log is damaged."""
    ledger.stop("its start is not finished")
    sound(ledger, opened)
    found = judge(ledger, opened, outside)
    if found.mode is Mode.OPEN:
        ledger.permit(token)
        if ledger.meta("instance") is None and outside.instance:
            ledger.set_meta("instance", outside.instance)
    else:
        ledger.stop("; ".join(finding.text for finding in found.findings))
    return found


def sound(ledger: SqliteLedger, opened: OpenHead) -> None:
    """Raise Broken(store.damaged) unless the database, its entries, its tree and its newest signed head are of one piece."""
    ledger.check()
    head = ledger.head()
    if head is None:
        return
    damage: list[Damage] = []
    frontier = rehash(ledger, max(0, head.size - WHOLE), head.size, damage.append)
    if damage:
        raise Broken("store.damaged", f"{damage[0].text}; take the log from a second copy", damage[0].place)
    if frontier != head.frontier:
        raise Broken("store.damaged", "the entries do not add up to the head that is stored", f"size {head.size}")
    try:
        signed = opened(head.note)
    except (Malformed, Unproven) as error:
        raise Broken("store.damaged", f"the newest checkpoint does not hold: {error.text}", f"size {head.size}") from None
    if (signed.size, signed.root) != (head.size, head.frontier.root()):
        raise Broken("store.damaged", "the newest checkpoint was signed over another tree", f"size {head.size}")


def judge(ledger: SqliteLedger, opened: OpenHead, outside: Outside) -> Start:
    """The mode, without changing anything: may be asked again whenever the memory answers."""
    head = ledger.head()
    instance = ledger.meta("instance")
    if ledger.meta("restored") or (instance and outside.instance and instance != outside.instance):
        text = f"the data come from a backup, or the keys are those of another box; {NEW_EPOCH}"
        return Start(Mode.RESTORED, head, (Finding("start.restored", text, head.note if head else ""),))
    newest = outside.memory.newest() if outside.memory is not None else None
    shown = [note for note in (*outside.shown, newest, ledger.meta("shown")) if note is not None]
    found = [finding for finding in (heard(ledger, opened, note) for note in shown) if finding is not None]
    behind = tuple(finding for finding in found if finding.code != "start.unproven")
    if behind:
        return Start(Mode.BEHIND, head, behind)
    silent = _silent(head, opened, outside, newest)
    return Start(Mode.OPEN if silent is None else Mode.WAITING, head, (*([] if silent is None else [silent]), *found))


def heard(ledger: Entries, opened: OpenHead, note: str) -> Finding | None:
    """What a head that somebody shows means for this box; None where we hold it. Asked at every request of a phone."""
    head = ledger.head()
    ours, size = (head.note, head.size) if head is not None else ("", 0)
    try:
        other = opened(note)
    except (Malformed, Unproven) as error:
        return Finding("start.unproven", f"a head was shown that this log has not signed: {error.text}", ours, note)
    match compare(ledger, size, other):
        case Stand.HELD:
            return None
        case Stand.AHEAD:
            return Finding("start.behind", f"there is a head of {other.size} entries, here are {size}: {NEW_EPOCH}", ours, note)
        case Stand.FORK:
            return Finding("start.fork", f"two trees of {other.size} entries were signed with this log's key: {NEW_EPOCH}", ours, note)


def _silent(head: Head | None, opened: OpenHead, outside: Outside, newest: str | None) -> Finding | None:
    """Why the outside memory has not confirmed this start; None where it has."""
    ours = head.note if head is not None else ""
    if outside.memory is None:
        if head is None or outside.alone:
            return None
        text = "no outside memory is named: two root people must sign start_without_memory at each start"
        return Finding("start.without_memory", text, ours)
    if newest is None:
        return Finding(
            "start.waiting",
            "the outside memory does not answer, or was begun by another box: bring its disk, or reach it; until then nothing is written",
            ours,
        )
    try:
        opened(newest)
    except (Malformed, Unproven) as error:
        return Finding("start.waiting", f"the outside memory holds no head of this log: {error.text}", ours, newest)
    return None


def empty_head(origin: str) -> Checkpoint:
    """The head of a log before its first entry: what an outside memory holds from the beginning."""
    return Checkpoint(origin, 0, EMPTY_ROOT)
