"""Bytes of unknown encoding to text: byte order marks, UTF-8, UTF-16 without a mark, else the most plausible single-byte encoding."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from chamberflag.vocabulary.errors import Malformed

LIMIT = 50_000_000
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 400_000
FALLBACK = "cp1252"
# What spreadsheets really write where it is not UTF-8; anything else that is guessed must win clearly.
PLAUSIBLE = frozenset(
    {"cp1252", "cp1250", "cp1251", "mac_roman", "latin_1", "iso8859_15", "cp850", "cp437", "shift_jis", "gb18030", "big5", "cp932"}
)


def decode(data: bytes, file: str) -> tuple[str, str]:
    """(text, encoding). Raises Malformed where it is too long or no text."""
    if len(data) > LIMIT:
        raise Malformed("malformed.size", f"the file has {len(data)} bytes, at most {LIMIT} are read", file)
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _by(data, encoding, file), encoding
    if b"\0" in data[:SAMPLE]:
        encoding = _wide(data)
        if not encoding:
            raise Malformed("malformed.encoding", "the file is no text; save it as CSV or XLSX", file)
        return _by(data, encoding, file), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = _guessed(data)
        return _by(data, encoding, file), encoding


def _by(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Malformed("malformed.encoding", f"byte {error.start} does not fit {encoding}; save the file as UTF-8", file) from None


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of plain text is zero."""
    sample = data[:SAMPLE]
    half = len(sample) // 2
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if half and sample[offset::2].count(0) > 0.6 * half and sample[1 - offset :: 2].count(0) < 0.1 * half:
            return encoding
    return ""


def _guessed(data: bytes) -> str:
    best = from_bytes(data[:SAMPLE]).best()
    found = best.encoding if best is not None else FALLBACK
    try:
        data.decode(FALLBACK)
    except UnicodeDecodeError:
        return found
    return found if found in PLAUSIBLE else FALLBACK
