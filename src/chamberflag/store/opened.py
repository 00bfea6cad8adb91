"""A data folder opened for use: the lock, the log, what is published, and the outside memory kept up with it. Source: log.md section 6.

`log.sqlite`, `lock`, `private-keys/`, and under `published/` the log's public files and `sha256/` with the attachments.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chamberflag.store.attachments import FileAttachments
from chamberflag.store.files import Folder
from chamberflag.store.lock import Lock
from chamberflag.store.publish import Publisher
from chamberflag.store.sqlite import SqliteLedger
from chamberflag.store.startup import Mode, Outside, Start, heard, judge, start
from chamberflag.vocabulary.errors import Broken, Unproven

if TYPE_CHECKING:
    from pathlib import Path

    from chamberflag.store.heads import OpenHead

LOG = "log.sqlite"
PUBLISHED = "published"


@dataclass
class OpenLog:
    """Holds the folder until `close`; `found` says what the box may do, `silent` why the outside memory lags behind."""

    ledger: SqliteLedger
    found: Start
    attachments: FileAttachments
    folder: Folder
    publisher: Publisher
    outside: Outside
    opened: OpenHead
    lock: Lock
    silent: str = ""

    def keep(self) -> None:
        """Tell the outside memory the newest head and publish what is full: after a commit, when the receipts have left.

        A memory that does not answer is noted in `silent` and does not stop the box. One that is ahead does: nothing is written any more.
        """
        head = self.ledger.head()
        if head is None or self.ledger.stopped:
            return
        if self.outside.memory is not None:
            try:
                self.outside.memory.put(head.note)
                self.silent = ""
            except Broken as error:
                self.silent = error.text
            except Unproven:
                self.ask(self.outside)
                return
        self.publisher.publish()

    def ask(self, outside: Outside) -> Start:
        """Decide the mode again: the memory has answered, or two people have signed that there is none."""
        self.outside = outside
        self.found = judge(self.ledger, self.opened, outside)
        if self.found.mode is Mode.OPEN:
            self.ledger.permit(self.lock.token)
        else:
            self.ledger.stop("; ".join(finding.text for finding in self.found.findings))
        return self.found

    def hear(self, note: str) -> Start:
        """A head that a phone or a hub shows: where it is ahead of this box, the box stops writing at once."""
        finding = heard(self.ledger, self.opened, note)
        if finding is not None and finding.code != "start.unproven":
            self.ledger.set_meta("shown", note)  # the next start knows it too, whoever else has forgotten it
            self.ledger.stop(finding.text)
            self.found = replace(self.found, mode=Mode.BEHIND, findings=(finding, *self.found.findings))
        return self.found

    def close(self) -> None:
        """Let go of everything."""
        self.ledger.close()
        self.folder.close()
        self.lock.release()


def not_gone(data: Path) -> None:
    """Raise Broken(store.gone) where the database of a founded box is not there or empty: a new one would hide that its log is lost."""
    path = data / LOG
    try:
        there = path.stat().st_size
    except OSError:
        there = 0
    if not there:
        text = "the log of this box is gone: its database is missing or empty; nothing is begun in its place, take it from a second copy"
        raise Broken("store.gone", text, str(path))


def open_log(data: Path, opened: OpenHead, outside: Outside) -> OpenLog:
    """Lock a folder, recover its log, decide its mode; where it is open, finish what is to be published. Raises Broken."""
    with contextlib.ExitStack() as undo:
        lock = Lock(data)
        undo.callback(lock.release)
        ledger = SqliteLedger(data / LOG)
        undo.callback(ledger.close)
        folder = Folder(data / PUBLISHED)
        undo.callback(folder.close)
        publisher = Publisher(folder, ledger)
        shown = publisher.shown()
        found = start(ledger, opened, replace(outside, shown=(*outside.shown, *([shown] if shown else ()))), lock.token)
        log = OpenLog(ledger, found, FileAttachments(folder.path), folder, publisher, outside, opened, lock)
        log.keep()
        undo.pop_all()
    return log


def watch_log(data: Path) -> SqliteLedger:
    """The log of a folder, only to read, also while a box writes it. Raises Broken where there is none."""
    return SqliteLedger(data / LOG, watch=True)
