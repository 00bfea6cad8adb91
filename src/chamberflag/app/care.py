"""Looking after a box that is not at work: its head, its public files, whether everything stored adds up, who remembers it outside."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from chamberflag.app.box import NOBODY, Box, memory_named
from chamberflag.app.indexing import differing, same_instant
from chamberflag.app.keys import log_key
from chamberflag.app.rules import act_table, empty_state
from chamberflag.app.shelf import shelf_of
from chamberflag.ledger.replay import PRACTICE
from chamberflag.log.rebuild import Damage
from chamberflag.recorder.audit import Auditor
from chamberflag.seal.note import parse_vkey
from chamberflag.store import boxfile
from chamberflag.store.boxfile import BoxFile
from chamberflag.store.export import export
from chamberflag.store.files import Folder
from chamberflag.store.fsck import Checked, fsck
from chamberflag.store.heads import opener
from chamberflag.store.keyfiles import KeyFolder
from chamberflag.store.lock import Lock
from chamberflag.store.opened import LOG, PUBLISHED, not_gone, watch_log
from chamberflag.store.sqlite import SqliteLedger
from chamberflag.store.startup import Outside, judge, sound
from chamberflag.vocabulary.errors import Broken, ChamberflagError

if TYPE_CHECKING:
    from chamberflag.ledger.ports import Head


def head_of(data: Path) -> tuple[Head | None, BoxFile]:
    """The newest head that is stored, and what the box is; nothing is folded."""
    info = boxfile.read(data)
    not_gone(data)
    with contextlib.closing(watch_log(data)) as ledger:
        return ledger.head(), info


def damage_of(data: Path) -> str:
    """Why the log of a box would not start; "" where it is of one piece. Its newest entries are hashed again."""
    try:
        info = boxfile.read(data)
        log_key(KeyFolder(data / "keys"), info)
        with contextlib.closing(watch_log(data)) as ledger, ledger.still():
            sound(ledger, opener([parse_vkey(info.vkey)]))
    except ChamberflagError as error:
        return str(error)
    return ""


def export_log(data: Path, into: Path) -> Head:
    """The log of a box in the public layout, in a folder. Raises Malformed or Broken."""
    info = boxfile.read(data)
    with contextlib.closing(watch_log(data)) as ledger, contextlib.closing(Folder(into)) as folder:
        return export(ledger, folder, info.vkey)


def check_log(data: Path, *, whole: bool) -> Checked:
    """Everything that a box stores, hashed again and compared, with signatures and decisions. Raises Broken where it is in use."""
    info = boxfile.read(data)
    not_gone(data)
    lock = Lock(data)
    try:
        with contextlib.closing(SqliteLedger(data / LOG)) as ledger, contextlib.closing(Folder(data / PUBLISHED)) as folder:
            ledger.permit(lock.token)
            auditor = Auditor(empty_state(), shelf_of(data).rules_for, act_table(), lambda stop: ledger.entries(0, stop))
            checked = fsck(ledger, opener([parse_vkey(info.vkey)]), folder, auditor, whole=whole)
            different = "" if checked.damage else differing(ledger, practice=info.kind == PRACTICE)
            found = (Damage("store.index", LOG, f"{different}; the next start makes them anew from the entries"),) if different else ()
            return replace(checked, damage=(*checked.damage, *found))
    finally:
        lock.release()


def stand_of(box: Box) -> tuple[str, str]:
    """(mode, why) of a box that is only read: its log hashed again, its outside memory asked. Raises Broken where the log is damaged."""
    with contextlib.closing(watch_log(box.path)) as ledger, ledger.still():
        opened = opener([parse_vkey(box.info.vkey)])
        sound(ledger, opened)
        start = judge(ledger, opened, Outside(memory=memory_named(box.info), instance=box.keys.instance() or NOBODY))
        same_instant(ledger.head(), box.recorder.state, str(box.path))
        different = differing(ledger, box.snapshots.ends, practice=box.practice)
    if different:
        raise Broken("store.index", f"{different}; the next start makes them anew from the entries", str(box.path))
    return str(start.mode), "; ".join(finding.text for finding in start.findings)


def memory_of(box: Box) -> tuple[str, int]:
    """(what the outside memory is, how many entries its newest head has; 0 where it does not answer)."""
    memory = memory_named(box.info)
    if memory is None:
        return "none", 0
    newest = memory.newest()
    size = opener([parse_vkey(box.info.vkey)])(newest).size if newest is not None else 0
    return box.info.memory_dir or box.info.memory, size
