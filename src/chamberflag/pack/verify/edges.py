"""An archive that was packed again: every byte of it belongs to one of its files or to the directory at the end. Step 1.

A second archive, a page or a program before, between or behind the files would be shown by a reader that goes from the front, while the
directory at the end speaks of other files. So each file begins where the one before it ends, and says of itself what the directory says.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import BinaryIO

EXTRA = 128  # bytes that a packer may add to a name: times, owner
STREAMED, PIECE = 0x8, 1 << 16


def tight(file: BinaryIO, members: list[zipfile.ZipInfo]) -> bool:
    """Whether the files lie one behind the other from the first byte on, the directory behind them, and nothing else anywhere."""
    at = 0
    for member in sorted(members, key=lambda m: m.header_offset):
        if member.header_offset != at or (member.is_dir() and member.file_size):
            return False
        at = _end(file, member)
        if at < 0:
            return False
    return _closed(file, at, len(members))


def _end(file: BinaryIO, member: zipfile.ZipInfo) -> int:
    """Where the bytes of a file end; -1 where it says of itself something else than the directory, or holds more than its content."""
    file.seek(member.header_offset)
    sign, _, flags, method, _, _, crc, packed, size, name, extra = struct.unpack("<4s5H3L2H", file.read(30))
    streamed, said = bool(flags & STREAMED), (crc, packed, size)
    real = (member.CRC, member.compress_size, member.file_size)
    if sign != b"PK\x03\x04" or method != member.compress_type or extra > EXTRA or streamed != bool(member.flag_bits & STREAMED):
        return -1
    if said != real and not (streamed and said in {(0, 0, 0), (0, 0xFFFFFFFF, 0xFFFFFFFF)}):
        return -1
    if file.read(name) != member.orig_filename.encode() or (streamed and method != zipfile.ZIP_DEFLATED):
        return -1
    file.seek(extra, 1)
    if method == zipfile.ZIP_DEFLATED and not _deflated(file, member.compress_size, member.file_size):
        return -1
    end = member.header_offset + 30 + name + extra + member.compress_size
    if not streamed:
        return end
    file.seek(end)
    behind = file.read(24)
    forms = [sign + struct.pack(f"<L{width}", *real) for width in ("2L", "2Q") for sign in (b"PK\x07\x08", b"")]
    return end + next((len(form) for form in forms if behind.startswith(form)), -1 - end)


def _deflated(file: BinaryIO, packed: int, size: int) -> bool:
    """Whether these packed bytes unpack to so many, and end where their own end mark stands."""
    unpack, left, made = zlib.decompressobj(-15), packed, 0
    while not unpack.eof and made <= size:
        piece = unpack.unconsumed_tail or file.read(min(PIECE, left))
        left -= 0 if unpack.unconsumed_tail else len(piece)
        got = len(unpack.decompress(piece, 1 << 20))
        made += got
        if not piece and not got:
            break
    return unpack.eof and not unpack.unused_data and not left and made == size


def _closed(file: BinaryIO, at: int, count: int) -> bool:
    """Whether the directory stands here, with a row a file, and ends the archive."""
    file.seek(at)
    end = at
    for _ in range(count):
        row = file.read(46)
        if len(row) < 46 or row[:4] != b"PK\x01\x02":
            return False
        name, extra, comment = struct.unpack("<3H", row[28:34])
        if extra > EXTRA or comment:
            return False
        end += 46 + name + extra
        file.seek(end)
    return file.read(23) == struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, end - at, at, 0)
