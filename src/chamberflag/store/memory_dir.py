"""Outside memory in a directory on another disk or stick: the newest signed head, fsynced. Source: hub.md section 4.3.

Two files of 4,096 bytes, `<log>.head.0` and `.1`, made once and written in turn where they lie: the note, filled up with zero bytes. A
power cut can tear the one that is being written; the other still holds the head before it. One fsync a head, the directory unchanged.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote

from chamberflag.store.files import Folder
from chamberflag.vocabulary.errors import Broken, ChamberflagError, Unproven

if TYPE_CHECKING:
    from pathlib import Path

    from chamberflag.log.checkpoint import Checkpoint
    from chamberflag.store.heads import OpenHead

SLOT = 4096


class DirectoryMemory:
    """The memory of one log. After a failed write it stays silent until the next start."""

    def __init__(self, folder: Path, opened: OpenHead, origin: str, instance: str = "") -> None:
        """folder: must exist, it is on another disk; opened: proves a note to be a head of this log; instance: of the box, "" = of any."""
        self._folder, self._opened, self._instance = folder, opened, instance
        self._box = f"{quote(origin, safe='')}.box"
        self._names = tuple(f"{quote(origin, safe='')}.head.{i}" for i in (0, 1))
        self._failed = False

    def begin(self, note: str) -> None:
        """Make the two files, holding the head of the empty log. Raises Unproven(memory.ahead) where they are there already."""
        if not self._folder.is_dir():
            raise Broken("memory.silent", "the directory of the outside memory is not there", str(self._folder))
        folder = Folder(self._folder)
        try:
            if any(folder.get(name) is not None for name in self._names):
                raise Unproven("memory.ahead", "the outside memory knows a log of this name; a name is never used twice", str(self._folder))
            if self._instance:
                folder.replace(self._box, f"{self._instance}\n".encode())  # first: heads of nobody's are none
            for name in self._names:
                folder.replace(name, _fill(note))
        finally:
            folder.close()

    def newest(self) -> str | None:
        """The newest head; None where the directory is absent or holds none that this log's key has signed."""
        found = [(head.size, note) for head, note in self._held() if head is not None]
        return max(found)[1] if found else None

    def put(self, note: str) -> None:
        """Keep a newer head, durable on return. Raises Unproven(memory.ahead), Broken(memory.silent)."""
        mine = self._opened(note)
        held = self._held()
        for head, _ in held:
            if head is not None and (head.size > mine.size or (head.size == mine.size and head.root != mine.root)):
                self._failed = True
                raise Unproven(
                    "memory.ahead", f"the outside memory holds a head of {head.size} entries that this box has not", str(self._folder)
                )
        sizes = [-1 if head is None else head.size for head, _ in held]
        if len(held) != len(self._names) or self._failed:
            raise Broken("memory.silent", "the outside memory does not answer", str(self._folder))
        if mine.size in sizes:
            return
        try:
            fd = os.open(self._folder / self._names[sizes.index(min(sizes))], os.O_WRONLY | os.O_CLOEXEC)
            try:
                os.pwrite(fd, _fill(note), 0)
                os.fdatasync(fd)
            finally:
                os.close(fd)
        except OSError as error:
            self._failed = True
            raise Broken("memory.silent", f"the outside memory cannot be written: {error.strerror}", str(self._folder)) from None

    def _whose(self) -> str:
        """The instance id of the box that began this memory, "" where nobody says."""
        try:
            return (self._folder / self._box).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def _held(self) -> list[tuple[Checkpoint | None, str]]:
        """What each file holds, a head or something torn; fewer than two where a file is missing, none in another box's memory."""
        if self._instance and self._whose() != self._instance:
            return []
        found: list[tuple[Checkpoint | None, str]] = []
        for name in self._names:
            try:
                note = (self._folder / name).read_bytes().rstrip(b"\0").decode(errors="replace")
            except OSError:
                continue
            try:
                found.append((self._opened(note), note))
            except ChamberflagError:
                found.append((None, note))
        return found


def _fill(note: str) -> bytes:
    data = note.encode()
    if len(data) > SLOT:
        raise Broken("memory.silent", f"the head has {len(data)} bytes, the outside memory keeps {SLOT}")
    return data.ljust(SLOT, b"\0")
