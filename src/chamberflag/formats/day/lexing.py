"""Lines and words of a day file: comments, quoted text, times, dates. Every failure names the line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chamberflag.canon import profile
from chamberflag.vocabulary.errors import Malformed

_WORD = re.compile(r'"(?P<quoted>[^"]*)"|(?P<mark>[,;]|:(?=\s|$))|(?P<plain>(?:[^\s",;:]|:(?!\s|$))+)')
_WRITTEN = re.compile(r"(?P<head>[^\"{#]*?\sdo(?:es)?\s[^\"{#]*:\s*)(?P<body>\{.*\})(?P<rest>[^}]*)\Z")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?\Z")
_AFTER = re.compile(r"\+([0-9]{1,5})(s|min|h)\Z")
_UNITS = {"s": 1000, "min": 60_000, "h": 3_600_000}
_ESCAPES = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u00a0": " ", "\t": " "}
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word; quoted text is no keyword."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line that says something: number from 1, its words, and what was written. No words: the heading of a scene.

    body: the JSON in `wes does check on W1: {...}`.
    """

    number: int
    words: tuple[Word, ...]
    text: str
    body: str = ""


def fault(file: str, line: int, text: str, code: str = "malformed.day") -> Malformed:
    """The error of a line."""
    return Malformed(code, text, f"{file} line {line}")


def lines_of(text: str, file: str) -> list[Line]:
    """The lines that are not blank and no comment. `#` begins a comment, but not inside quotes; `## ` at the head of a line a scene."""
    found: list[Line] = []
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if raw.startswith("## "):
            _shown(raw, file, number)
            found.append(Line(number, (), raw[3:].strip()))
            continue
        written = _WRITTEN.match(raw)
        if written is not None:
            _shown(raw, file, number)
            said = f"{written['head']} {written['rest']}".translate(_ESCAPES)
            found.append(Line(number, _words(_without_comment(said).strip(), file, number), raw.strip(), written["body"]))
            continue
        kept = _without_comment(raw.translate(_ESCAPES)).strip()
        if kept:
            _shown(kept, file, number)
            found.append(Line(number, _words(kept, file, number), kept))
    return found


def _shown(text: str, file: str, number: int) -> None:
    """Lines are shown on terminals and in reports: nothing may stand in them that moves a cursor or turns the writing round."""
    try:
        profile.check(text.replace("\t", " "))
    except Malformed as error:
        raise fault(file, number, error.text) from None


def _without_comment(text: str) -> str:
    quoted = False
    for at, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char == "#" and not quoted and (at == 0 or text[at - 1] == " "):
            return text[:at]
    return text


def _words(text: str, file: str, number: int) -> tuple[Word, ...]:
    if text.count('"') % 2:
        raise fault(file, number, "a quotation mark is not closed")
    found: list[Word] = []
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        match = _WORD.match(text, at)
        if match is None:
            raise fault(file, number, f"{text[at : at + 20]!r} cannot be read")
        quoted = match["quoted"]
        found.append(Word(quoted, quoted=True) if quoted is not None else Word(match["mark"] or match["plain"]))
        at = match.end()
    return tuple(found)


def day_ms(text: str, file: str, number: int) -> int:
    """A date as ms since 1970 at midnight UTC."""
    try:
        made = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        made = datetime.min.replace(tzinfo=UTC)
    if not 2000 <= made.year < 2100:
        raise fault(file, number, f"{text!r} is no date such as 2027-03-09")
    return int(made.timestamp()) * 1000


def is_time(text: str) -> bool:
    """Whether a word starts an act."""
    return bool(_CLOCK.match(text) or _AFTER.match(text))


def time_ms(text: str, day: int, before: int, file: str, number: int) -> int:
    """The instant of `09:12`, `09:12:30`, or `+20s` after the last act. Raises Malformed where it would lie before the last one."""
    after = _AFTER.match(text)
    if after:
        return before + int(after[1]) * _UNITS[after[2]]
    clock = _CLOCK.match(text)
    if clock is None:
        raise fault(file, number, f"{text!r} is no time such as 09:12, 09:12:30 or +20s")
    made = day + int(timedelta(hours=int(clock[1]), minutes=int(clock[2]), seconds=int(clock[3] or 0)).total_seconds()) * 1000
    if made < before:
        raise fault(file, number, f"{text} lies before the act above it; the acts of a day stand in their order")
    return made
