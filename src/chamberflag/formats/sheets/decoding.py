"""Bytes of unknown encoding to text: byte order marks, UTF-8, UTF-16 without a mark, else the single-byte encoding whose words look right.

A file that is not Unicode does not say what it is. Each candidate is judged by what it makes of the letters: an accent in a word, no
capital between small letters, no dash inside a word. Where two candidates look as good and read differently, the text is doubtful.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

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
CANDIDATES = ("cp1252", "mac_roman", "cp850")  # what spreadsheets write in the languages of this product, the likeliest first
GOOD_ENOUGH = 0.9
APOSTROPHE = "\u2019"
QUOTES = "\u2013\u2014\u2018\u2019\u201c\u201d"
_FOREIGN = re.compile(r"(.?)([^\x00-\x7f])(?=(.?))", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the encoding it was read in, and whether another encoding would read it as well and differently."""

    text: str
    encoding: str
    doubtful: bool = False


def decode(data: bytes, file: str) -> Decoded:
    """The text of a file. Raises Malformed where it is too long or no text."""
    if len(data) > LIMIT:
        raise Malformed("malformed.size", f"the file has {len(data)} bytes, at most {LIMIT} are read", file)
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return Decoded(_by(data, encoding, file), encoding)
    if b"\0" in data:
        encoding = _wide(data)
        if not encoding:
            raise Malformed("malformed.encoding", "the file is no text; save it as CSV or XLSX", file)
        return Decoded(_by(data, encoding, file), encoding)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _guessed(data, file)


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


def _guessed(data: bytes, file: str) -> Decoded:
    found: list[tuple[float, str, str]] = []
    for encoding in CANDIDATES:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        found.append((_looks_right(text[:SAMPLE]), encoding, text))
    best = max(found, key=lambda one: one[0], default=(0.0, "", ""))
    if best[0] < GOOD_ENOUGH:
        guess = from_bytes(data[:SAMPLE]).best()
        if guess is not None and guess.encoding not in CANDIDATES:
            return Decoded(_by(data, guess.encoding, file), guess.encoding, doubtful=True)
        if not best[1]:
            raise Malformed("malformed.encoding", "the encoding of the file cannot be told; save it as UTF-8", file)
    rivals = [text for score, _, text in found if score >= best[0] and text != best[2]]
    return Decoded(best[2], best[1], doubtful=bool(rivals) or best[0] < GOOD_ENOUGH)


def _looks_right(text: str) -> float:
    """The share of the characters beyond ASCII that stand where such a character may stand."""
    found = _FOREIGN.findall(text)
    return sum(_fits(*one) for one in found) / len(found) if found else 1.0


def _fits(before: str, char: str, after: str) -> bool:
    if char.isalpha():
        inside = before.isalpha() and before.islower()
        return (not inside or char.islower() or char in "ºª") and not (char.islower() and before.isupper() and after.isupper())
    if char.isspace() or char in "€£¿¡«»§©®°•…":
        return True
    return char in QUOTES and not (before.isalpha() and after.isalpha() and char != APOSTROPHE)
