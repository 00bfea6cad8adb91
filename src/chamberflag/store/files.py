"""Files that are whole or not there: temp file, write, fsync, rename, fsync of the directory. Source: log.md section 6, step 5.

What a power cut leaves: a `.tmp` file that nobody reads and the next write of that name replaces, or the finished file.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from chamberflag.vocabulary.errors import Broken

if TYPE_CHECKING:
    from pathlib import Path

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class Folder:
    """A directory whose descriptor is kept, so that it stays the same one whatever happens to its name."""

    def __init__(self, path: Path) -> None:
        """Open, and create where it is missing. Raises Broken."""
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._fd = os.open(path, _DIRECTORY)
        except OSError as error:
            raise _broken(error, str(path)) from None
        self.path = path
        self._durable = {""}  # directories whose own entry this process has fsynced

    def close(self) -> None:
        """Let go of the directory."""
        os.close(self._fd)

    def get(self, name: str) -> bytes | None:
        """The content of a file; None where there is none. Raises Broken."""
        try:
            fd = os.open(name, os.O_RDONLY | os.O_CLOEXEC, dir_fd=self._fd)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise _broken(error, name) from None
        try:
            with open(fd, "rb") as file:  # noqa: PTH123 - a descriptor, not a path
                return file.read()
        except OSError as error:
            raise _broken(error, name) from None

    def put(self, name: str, data: bytes) -> bool:
        """Make a file that never changes again; False where it is there already. Raises Broken(store.differs) over other bytes."""
        there = self.get(name)
        if there is not None:
            if there != data:
                raise Broken("store.differs", "a file that must never change has other bytes; stop and compare with a second copy", name)
            return False
        self.replace(name, data)
        return True

    def replace(self, name: str, data: bytes, *, mode: int = 0o644) -> None:
        """Put a file in the place of an older one. Durable on return. Raises Broken."""
        parent, _, last = name.rpartition("/")
        try:
            with self._open(parent) as fd:
                _write(last + ".tmp", data, fd, os.O_CREAT | os.O_TRUNC, mode)
                os.rename(last + ".tmp", last, src_dir_fd=fd, dst_dir_fd=fd)
                os.fsync(fd)
        except OSError as error:
            raise _broken(error, name) from None

    def overwrite(self, name: str, data: bytes) -> None:
        """Write over the bytes of a file where they lie, durably: for what must not be left behind. Raises Broken."""
        parent, _, last = name.rpartition("/")
        try:
            with self._open(parent) as fd:
                _write(last, data, fd, 0, 0)
        except OSError as error:
            raise _broken(error, name) from None

    def remove(self, name: str) -> None:
        """Delete a file if it is there, durably. Raises Broken."""
        parent, _, last = name.rpartition("/")
        try:
            with self._open(parent) as fd:
                os.unlink(last, dir_fd=fd)
                os.fsync(fd)
        except FileNotFoundError:
            return
        except OSError as error:
            raise _broken(error, name) from None

    def names(self, below: str) -> list[str]:
        """The names of all finished files below a directory, in order."""
        root = self.path / below
        found = (path for path in root.rglob("*") if path.is_file() and path.suffix != ".tmp")
        return sorted(f"{below}/{path.relative_to(root).as_posix()}" for path in found)

    def _open(self, parent: str) -> _Descriptor:
        """The descriptor of a directory below, made level by level, each fsynced in the one above it."""
        fd, name = os.dup(self._fd), ""
        for part in parent.split("/") if parent else ():
            name += "/" + part
            with _Descriptor(fd) as above:
                if name not in self._durable:
                    with contextlib.suppress(FileExistsError):
                        os.mkdir(part, dir_fd=above)
                    os.fsync(above)
                    self._durable.add(name)
                fd = os.open(part, _DIRECTORY, dir_fd=above)
        return _Descriptor(fd)


class _Descriptor:
    """An open descriptor that is closed at the end of its block."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def __enter__(self) -> int:
        return self._fd

    def __exit__(self, *_: object) -> None:
        os.close(self._fd)


def _write(name: str, data: bytes, parent: int, how: int, mode: int) -> None:
    fd = os.open(name, os.O_WRONLY | os.O_CLOEXEC | how, mode, dir_fd=parent)
    with _Descriptor(fd):
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(fd, rest) :]
        os.fsync(fd)


def _broken(error: OSError, place: str) -> Broken:
    return Broken("store.disk", f"the disk failed: {error.strerror or error}; nothing more is written, start the box again", place)
