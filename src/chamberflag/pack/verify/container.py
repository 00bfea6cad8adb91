"""The zip file: nothing in it may lead out of its folder, hide behind a name, unpack without end, or lie in two places. Step 1.

Every file is stored as it is, one behind the other, with fixed times: then each byte of the archive is content or follows from it, and an
archive in any other form was packed again (`zip.form`), or holds something beside its files (`zip.between`). What counts is the content:
the manifest names length and SHA-256 of each file.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from chamberflag.pack.verify.edges import tight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.pack.verify.findings import Findings

TOTAL = 16 << 30  # bytes unpacked
MEMBERS = 200_000
RATIO, SLACK = 200, 1 << 20
EPOCH = (1980, 1, 1, 0, 0, 0)
DOS_TIME, DOS_DATE = 0, 0x21  # 1980-01-01 00:00:00
UNIX_FILE = 0o100644 << 16
CHUNK = 1 << 20
BROKEN = (
    zipfile.BadZipFile,
    OSError,
    ValueError,
    RuntimeError,  # also what zipfile says of a compression that it does not know
    EOFError,
    zlib.error,
    struct.error,
    IndexError,
    KeyError,
)


class Container:
    """An open archive that passed; files are read by name, at most `limit` bytes."""

    def __init__(self, path: str, findings: Findings) -> None:
        """Open and judge. What is wrong goes to `findings`; then nothing may be read from it."""
        self.files: dict[str, zipfile.ZipInfo] = {}
        self._zip: zipfile.ZipFile | None = None
        try:
            self._zip = zipfile.ZipFile(path)
            members = self._zip.infolist()
        except BROKEN:
            findings.add(1, "zip.unreadable", path)
            return
        _names(members, findings)
        _sizes(members, findings)
        if findings.stopped():
            return
        self.files = {member.filename: member for member in members if not member.is_dir()}
        if not _as_packed(path, members):
            findings.add(1, "zip.form" if _packed_again(path, members) else "zip.between")

    def size(self, name: str) -> int:
        """Unpacked length by the archive's own word; -1 where there is no such file."""
        return self.files[name].file_size if name in self.files else -1

    def read(self, name: str, limit: int = 64 << 20) -> bytes | None:
        """The file; None where it is missing, too long or damaged."""
        if self._zip is None or not 0 <= self.size(name) <= limit:
            return None
        try:
            with self._zip.open(self.files[name]) as file:
                data = file.read(limit + 1)
        except BROKEN:
            return None
        return data if len(data) == self.size(name) else None

    def lines(self, name: str, limit: int = 1 << 17) -> Iterator[bytes]:
        """The file line by line, each with its end; it ends early where the file is damaged, missing or no text of lines."""
        if self._zip is None or name not in self.files:
            return
        try:
            with self._zip.open(self.files[name]) as file:
                while (line := file.readline(limit)).endswith(b"\n"):
                    yield line
        except BROKEN:
            return

    def sha256(self, name: str) -> str:
        """SHA-256 of the unpacked file in hex, read piece by piece; empty where it cannot be read."""
        digest = hashlib.sha256()
        try:
            assert self._zip is not None  # noqa: S101 - nothing is asked of an archive that did not open
            with self._zip.open(self.files[name]) as file:
                for piece in iter(lambda: file.read(CHUNK), b""):
                    digest.update(piece)
        except BROKEN:
            return ""
        return digest.hexdigest()

    def close(self) -> None:
        """Let go of the file."""
        if self._zip is not None:
            self._zip.close()


def _names(members: list[zipfile.ZipInfo], findings: Findings) -> None:
    seen: set[str] = set()
    for member in members:
        name = member.orig_filename
        parts = name.removesuffix("/").split("/")
        if not name.isascii() or not name.isprintable() or any(c in name for c in '\\:*?"<>|') or any(p in {"", ".", ".."} for p in parts):
            findings.add(1, "zip.name", ascii(name)[:120])
        if name.casefold() in seen:
            findings.add(1, "zip.duplicate", ascii(name)[:120])
        seen.add(name.casefold())
        kind = member.external_attr >> 28 & 0xF  # of the Unix mode: 0 not stated, 4 folder, 8 file
        if kind not in {0, 4, 8} or (kind and (kind == 4) != member.is_dir()):
            findings.add(1, "zip.link", ascii(name)[:120])
        if member.flag_bits & 0x1 or member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            findings.add(1, "zip.method", ascii(name)[:120])


def _sizes(members: list[zipfile.ZipInfo], findings: Findings) -> None:
    if len(members) > MEMBERS or sum(member.file_size for member in members) > TOTAL:
        findings.add(1, "zip.size")
    end = 0
    for member in sorted(members, key=lambda m: m.header_offset):
        if member.file_size > RATIO * member.compress_size + SLACK:
            findings.add(1, "zip.size", ascii(member.filename)[:120])
        if member.header_offset < end:
            findings.add(1, "zip.overlap", ascii(member.filename)[:120])
        end = member.header_offset + 30 + len(member.orig_filename) + member.compress_size


def local_header(name: bytes, crc: int, size: int) -> bytes:
    """What stands before a file: version 2.0, stored, fixed time."""
    return struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, DOS_TIME, DOS_DATE, crc, size, size, len(name), 0) + name


def directory(members: list[tuple[bytes, int, int, int]]) -> bytes:
    """The directory at the end; members: name, CRC-32, size, place of its header."""
    made, end = bytearray(), 0
    for name, crc, size, at in members:
        head = (b"PK\x01\x02", 20 | 3 << 8, 20, 0, 0, DOS_TIME, DOS_DATE, crc, size, size, len(name), 0, 0, 0, 0, UNIX_FILE, at)
        made += struct.pack("<4s6H3L5H2L", *head) + name
        end = at + 30 + len(name) + size
    return bytes(made) + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(members), len(members), len(made), end, 0)


def _as_packed(path: str, members: list[zipfile.ZipInfo]) -> bool:
    """Whether every byte beside the contents is the one that the exporter writes."""
    rows = [(m.orig_filename.encode(), m.CRC, m.file_size, m.header_offset) for m in members]
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - one file, no folders
            at = 0
            for name, crc, size, offset in rows:
                head = local_header(name, crc, size)
                file.seek(offset)
                if offset != at or file.read(len(head)) != head:
                    return False
                at += len(head) + size
            file.seek(at)
            tail = directory(rows)
            return file.read(len(tail) + 1) == tail
    except BROKEN:
        return False


def _packed_again(path: str, members: list[zipfile.ZipInfo]) -> bool:
    """Whether another program packed it, and put nothing in that is in no file."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - one file, no folders
            return tight(file, members)
    except BROKEN:
        return False
