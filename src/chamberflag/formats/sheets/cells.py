"""What a cell says: text without the marks of spreadsheets and web pages, whole numbers, dates; and what it says only perhaps.

A cell that cannot be taken raises `Unfit`, which becomes a fault of its row and of no other.
"""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache

from chamberflag.formats.sheets.wordlists import wordlist

MISSING = frozenset(
    {
        "",
        *wordlist("""
words: - | -- | --- | \u2013 | \u2014 | n/a | na | n.a. | none | null | nil | unknown | unk | tbd | tba | ? | ?? | ??? | no serial | no sn |
    no s/n | s/n | not marked | unmarked | not known | not stated | desconocido | desconocida | ninguno | ninguna | sin serie |
    sin numero | sin n\u00famero | no consta | xx | xxx | nan | (blank) | see photo | pending | pendiente
""")["words"],
    }
)
LONGEST_MISSING = max(map(len, MISSING))
ERRORS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#####")
LONGEST = 120
SHORTENED = 60
_HIDDEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd]")
_SPACES = re.compile(r"\s+")
_TAGS = re.compile(r"<[^<>]*>")
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
_FORMULA = re.compile(r"[=@]|[+-][^\d\s.,]")
_SPECIAL = frozenset("'=@+-<#")


class Unfit(Exception):
    """A cell that cannot be taken: what is wrong with it, and what to do."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.problem, self.fix = problem, fix


@lru_cache(maxsize=65536)  # most cells of a table stand in it many times
def said(cell: str) -> str:
    """What a cell says, "" where it says that nothing is known. Raises Unfit."""
    text = clean(cell)
    return "" if len(text) <= LONGEST_MISSING and text.casefold() in MISSING else text


def clean(cell: str) -> str:
    """The text of a cell. Raises Unfit: a formula, an error, hidden characters, too long."""
    if cell.isascii() and cell.isprintable():
        text = cell.strip()
        if not text or text[0] not in _SPECIAL:
            if "  " in text:
                text = _SPACES.sub(" ", text)
            return _fitting(text)
    return _fitting(_cleaned(cell))


def _cleaned(cell: str) -> str:
    if _CONTROL.search(cell):
        raise Unfit("the cell holds hidden control characters", "type the text again")
    text = _SPACES.sub(" ", _HIDDEN.sub("", unicodedata.normalize("NFC", cell))).strip()
    if text.startswith("<") and text.endswith(">"):
        text = _SPACES.sub(" ", html.unescape(_TAGS.sub(" ", text))).strip()
    kept = _KEPT_AS_TEXT.fullmatch(text)
    if kept is not None:  # ="00123": how a spreadsheet is told to keep zeros
        return kept.group(1).strip()
    if text.startswith(ERRORS):
        raise Unfit("the cell holds an error of the spreadsheet", "mend the formula behind it, or type the value")
    text = text.removeprefix("'")  # the mark by which a spreadsheet is told that this is text
    if _FORMULA.match(text) and text not in MISSING:
        raise Unfit("the cell holds a formula", "type the value instead of the formula")
    return text


def _fitting(text: str) -> str:
    if len(text) > LONGEST:
        raise Unfit(f"the text has {len(text)} characters, at most {LONGEST} are kept", "shorten it")
    return text


@lru_cache(maxsize=4096)
def plainly(text: str) -> str:
    """A text as it is compared: small letters and digits, accents gone, one blank between words."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return _SPACES.sub(" ", "".join(c if c.isalnum() else " " for c in bare)).strip()


NUMBER_WORDS = {
    word: int(number)
    for number, words in wordlist("""
0: zero | cero
1: one | single | uno | una
2: two | double | dos
3: three | tres
4: four | cuatro
5: five | cinco
6: six | seis
7: seven | siete
8: eight | ocho
9: nine | nueve
10: ten | diez
11: eleven | once
12: twelve | doce
""").items()
    for word in words
}
_WHOLE = re.compile(r"\d{1,9}")
_POINT = re.compile(r"(\d{1,9})[.,]0{1,2}")
_GROUPED = re.compile(r"\d{1,3}(?:[.,'\u2019 ]\d{3})+")
GROUPED = "read as {}: a thousand mark is assumed"


@lru_cache(maxsize=4096)
def whole(text: str) -> tuple[int | None, str]:
    """(a whole number, what is doubtful about it); None where the text is none."""
    if _WHOLE.fullmatch(text):
        return int(text), ""
    point = _POINT.fullmatch(text)
    if point is not None:
        return int(point.group(1)), ""
    if _GROUPED.fullmatch(text):
        number = int(re.sub(r"\D", "", text))
        return number, GROUPED.format(number)
    return NUMBER_WORDS.get(plainly(text)), ""


MONTHS = {
    name: int(number)
    for number, names in wordlist("""
1: jan | january | ene | enero
2: feb | february | febrero
3: mar | march | marzo
4: apr | april | abr | abril
5: may | mayo
6: jun | june | junio
7: jul | july | julio
8: aug | august | ago | agosto
9: sep | sept | september | septiembre
10: oct | october | octubre
11: nov | november | noviembre
12: dec | december | dic | diciembre
""").items()
    for name in names
}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_PACKED = re.compile(r"(19|20)(\d\d)(\d\d)(\d\d)")
_PARTS = re.compile(r"(\d{1,2})([/.\- ])(\d{1,2})\2(\d{4}|\d{2})(?:[T ]+\d.*)?")
_NAMED = re.compile(r"(?:(\d{1,2})[ .\-/]+)?([a-z]{3,10})[ .,\-/]+(?:(\d{1,2})(?:[a-z]{2})?[ ,]+)?(\d{4}|\d{2})")
_SERIAL_DAY = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
DAY_ZERO = date(1899, 12, 30)  # of spreadsheets
DAY_FIRST, MONTH_FIRST = "day first", "month first"


@lru_cache(maxsize=4096)
def day_of(text: str, order: str = "") -> tuple[date | None, str]:
    """(the date, what is doubtful about it). order: what the column or the program shows, "" = nothing."""
    try:
        return _day_of(text, order)
    except ValueError:
        return None, ""


def _day_of(text: str, order: str) -> tuple[date | None, str]:
    iso = _ISO.fullmatch(text)
    if iso is not None:
        return date(*map(int, iso.groups())), ""
    packed = _PACKED.fullmatch(text)
    if packed is not None:
        return date(int(packed[1] + packed[2]), int(packed[3]), int(packed[4])), ""
    parts = _PARTS.fullmatch(text)
    if parts is not None:
        return _by_parts(int(parts[1]), int(parts[3]), _year(parts[4]), DAY_FIRST if parts[2] == "." else order)
    named = _NAMED.fullmatch(plainly(text).replace(" de ", " ").replace(" of ", " ")) or _NAMED.fullmatch(text.casefold())
    if named is not None and named[2] in MONTHS and (named[1] or named[3]):
        return date(_year(named[4]), MONTHS[named[2]], int(named[1] or named[3])), ""
    if _SERIAL_DAY.fullmatch(text):
        return DAY_ZERO + timedelta(days=int(float(text))), "a number of days, as a spreadsheet counts them"
    return None, ""


def _by_parts(first: int, second: int, year: int, order: str) -> tuple[date | None, str]:
    if order == MONTH_FIRST and first <= 12:
        return date(year, first, second), ""
    if order == DAY_FIRST and second <= 12:
        return date(year, second, first), ""
    if first > 12 or first == second:
        return date(year, second, first), ""
    if second > 12:
        return date(year, first, second), ""
    made = date(year, second, first)
    return made, f"it can be {made.isoformat()} or {date(year, first, second).isoformat()}"


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def order_of(texts: list[str]) -> str:
    """Which number of a date comes first, where the dates of a column show it: one beyond 12 tells."""
    firsts = [(int(p[1]), int(p[3])) for p in map(_PARTS.fullmatch, texts) if p is not None and p[2] != "."]
    days_first = any(first > 12 for first, _ in firsts)
    months_first = any(second > 12 for _, second in firsts)
    return "" if days_first == months_first else DAY_FIRST if days_first else MONTH_FIRST


def shown(text: str) -> str:
    """A value as an error shows it: not too long, on one line."""
    flat = _CONTROL.sub("\u00b7", _SPACES.sub(" ", text)).strip()
    return flat if len(flat) <= SHORTENED else f"{flat[: SHORTENED - 1]}…"
