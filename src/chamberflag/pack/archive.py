"""The zip file as it is written: stored, fixed times, one order. The same contents give the same bytes. Source: log.md section 12."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chamberflag.pack.verify.container import directory, local_header
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from typing import BinaryIO

MOST_BYTES, MOST_FILES = (1 << 32) - 1, (1 << 16) - 1  # the plain form of the zip format ends there


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the archive as the manifest lists it."""

    path: str
    size: int
    sha256: str


class Archive:
    """An archive that is written file by file."""

    def __init__(self, out: BinaryIO) -> None:
        """out: an empty file."""
        self.written: list[Written] = []
        self.missing = 0  # files that belong here and could not be had
        self._out, self._at = out, 0
        self._rows: list[tuple[bytes, int, int, int]] = []

    def add(self, path: str, data: bytes) -> None:
        """One more file. Raises Malformed(malformed.pack_size) where the archive would grow beyond 4 GiB."""
        name, crc = path.encode("ascii"), zlib.crc32(data)
        head = local_header(name, crc, len(data))
        if self._at + len(head) + len(data) > MOST_BYTES or len(self._rows) >= MOST_FILES:
            raise Malformed("malformed.pack_size", "a pack has at most 4 GiB and 65,535 files; choose a weapon or an incident", path)
        self._rows.append((name, crc, len(data), self._at))
        self._out.write(head)
        self._out.write(data)
        self._at += len(head) + len(data)
        self.written.append(Written(path, len(data), hashlib.sha256(data).hexdigest()))

    def close(self) -> None:
        """Write the directory."""
        self._out.write(directory(self._rows))
