"""One writer a log: `flock` on a file of the data folder, and a lease whose token every commit compares. Source: log.md section 6, start 1.

The lock ends with its process, however it ends. The lease is for what the lock cannot see: a folder shared by two machines.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
from typing import TYPE_CHECKING

from chamberflag.vocabulary.errors import Broken

if TYPE_CHECKING:
    from pathlib import Path

NAME = "lock"


class Lock:
    """Holds the data folder until it is released or the process ends; token: the lease of this holder."""

    def __init__(self, data: Path) -> None:
        """Take the lock. Raises Broken(store.locked) naming the process and machine that hold it."""
        self.token = secrets.token_hex(16)
        self._fd = -1
        try:
            data.mkdir(parents=True, exist_ok=True)
            self._fd = os.open(data / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(self._fd, 0)
            os.pwrite(self._fd, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
        except BlockingIOError:
            holder = os.pread(self._fd, 200, 0).decode(errors="replace").strip() or "another process"
            self.release()
            raise Broken("store.locked", f"this log is open for writing already, by {holder}; stop that one first", str(data)) from None
        except OSError as error:
            self.release()
            raise Broken("store.disk", f"the data folder cannot be locked: {error.strerror}", str(data)) from None

    def release(self) -> None:
        """Let others write."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
