"""What an evidence pack is made from: a box's log, its key, the rule files that ship, its attachments. Nothing of the box is changed."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from chamberflag.app.generations import kept
from chamberflag.app.keys import log_key
from chamberflag.pack.assemble import Log
from chamberflag.seal.note import sign_note
from chamberflag.store import boxfile
from chamberflag.store.attachments import FileAttachments
from chamberflag.store.keyfiles import KeyFolder
from chamberflag.store.opened import PUBLISHED, watch_log
from chamberflag.vocabulary.errors import Unproven

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@contextlib.contextmanager
def log_to_pack(data: Path) -> Generator[Log]:
    """The log of a box, only to read, also while the box is at work. Raises Malformed where there is no box."""
    info = boxfile.read(data)
    key = log_key(KeyFolder(data / "keys"), info)
    with contextlib.closing(watch_log(data)) as ledger:
        attachments = FileAttachments(data / PUBLISHED)

        def attachment(digest: str) -> bytes | None:
            """A damaged one counts as missing: the pack is made, and both say so."""
            try:
                return attachments.get(digest)
            except Unproven:
                return None

        yield Log(ledger, info.vkey, lambda text: sign_note(text, info.origin, key), kept(data), attachment)
