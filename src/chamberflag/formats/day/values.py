"""From the words after a key to the value that the act's body wants there. What a field is, the body's own type says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from chamberflag.acts.body import Claim, Commit
from chamberflag.acts.people import InZone
from chamberflag.acts.plan import Distance
from chamberflag.acts.rounds import Proof, Tally
from chamberflag.formats.day.lexing import Word
from chamberflag.formats.day.model import Text
from chamberflag.vocabulary.words import Chamber, Load, RoundClass

_NUMBER = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,6})?)(ms|s|min|h|d|m|cm)?\Z")
_SCALE = {"": 1, "ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000, "m": 100, "cm": 1}
_TIMES = re.compile(r"x([1-9][0-9]{0,2})\Z")
YES, NO = frozenset({"yes", "true"}), frozenset({"no", "false", "not"})
NOTHING = frozenset({"none", "nobody", "nothing"})
LOADS = {str(load): load for load in Load} | {"three-quarter": Load.THREE_QUARTER}


class Unreadable(Exception):
    """Words that do not fit a field; the parser adds the line."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What a word may stand for: people and items by id or role, and acts by label."""

    person: Callable[[str], str]
    label: Callable[[str], str]


def is_count(text: str) -> bool:
    """Whether a word is a whole number without a unit."""
    return text.isascii() and text.isdigit() and len(text) < 16


def is_negative(text: str) -> bool:
    """Whether a word is a number below zero."""
    return text.startswith(("-", "\u2212")) and text[1:2].isdigit()


def number(text: str) -> int:
    """A whole number, or a length or time with its unit (`6.1m` = 610 cm, `30s` = 30,000 ms). Raises Unreadable."""
    if is_negative(text):
        raise Unreadable(f"{text!r} is below zero; a number in an act is 0 or more")
    found = _NUMBER.match(text)
    made = Decimal(found[1]) * _SCALE[found[2] or ""] if found else Decimal("0.5")
    if made != made.to_integral_value():
        raise Unreadable(f"{text!r} is no whole number")
    return int(made)


@cache
def fields_of(kind: type[msgspec.Struct]) -> Mapping[str, inspect.Field]:
    """The fields of a body by the name they have in the log."""
    info = inspect.type_info(kind)
    return {field.encode_name: field for field in getattr(info, "fields", ())}


def convert(kind: inspect.Type, words: Sequence[Word], naming: Naming) -> object:
    """The value of a field from its words. Raises Unreadable."""
    match kind:
        case inspect.UnionType():
            return convert(next(t for t in kind.types if not isinstance(t, inspect.NoneType)), words, naming)
        case inspect.BoolType():
            return _truth(words)
        case inspect.IntType():
            return _instant(words) if len(words) == 1 and "-" in words[0].text[1:] else number(_one(words))
        case inspect.EnumType():
            return _member(kind.cls, _one(words))
        case inspect.StrType():
            return _token(words, naming)
        case inspect.VarTupleType():
            return _list(kind.item_type, words, naming)
        case inspect.StructType(cls=cls) if cls is Commit:
            return Text(" ".join(word.text for word in words))
        case inspect.StructType(cls=cls) if cls is Claim:
            return claim(words)
        case inspect.DictType():
            return dict(_pair(word.text) for word in words)
        case _:
            raise Unreadable("this field cannot be written in a day file")


def _one(words: Sequence[Word]) -> str:
    if len(words) != 1:
        raise Unreadable(f"one word is wanted, not {' '.join(word.text for word in words)!r}")
    return words[0].text


def _truth(words: Sequence[Word]) -> bool:
    if not words:
        return True
    text = _one(words).lower()
    if text in YES or text in NO:
        return text in YES
    raise Unreadable(f"{text!r} is neither yes nor no")


def _instant(words: Sequence[Word]) -> int:
    try:
        return int(datetime.strptime(words[0].text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp()) * 1000
    except ValueError:
        raise Unreadable(f"{words[0].text!r} is no date such as 2027-03-09") from None


def _member(enum: Any, text: str) -> str:  # noqa: ANN401 - an enumeration class
    wanted = text.replace("-", "_")
    for member in enum:
        if wanted.lower() == str(member).lower():
            return str(member)
    raise Unreadable(f"{text!r} is none of {', '.join(str(member) for member in enum)}")


def _token(words: Sequence[Word], naming: Naming) -> str:
    if not words:
        raise Unreadable("a value is missing")
    text = " ".join(word.text for word in words)
    return text if words[0].quoted or len(words) > 1 else naming.label(text)


def _pair(text: str) -> tuple[str, int]:
    key, sign, value = text.partition("=")
    if not sign:
        raise Unreadable(f"{text!r} is not of the form name=number")
    return key, number(value)


def _list(item: inspect.Type, words: Sequence[Word], naming: Naming) -> list[object]:
    if not words:
        raise Unreadable("a list is written a+b+c, or nobody")
    texts = [part for word in words for part in ([word.text] if word.quoted else word.text.split("+")) if part]
    if len(texts) == 1 and texts[0] in NOTHING:
        return []
    match item:
        case inspect.EnumType():
            return [_member(item.cls, text) for text in texts]
        case inspect.StrType():
            return [naming.label(text) for text in texts]
        case inspect.StructType(cls=cls) if cls is InZone:
            return [_in_zone(word.text, naming) for word in words]
        case inspect.StructType(cls=cls) if cls is Distance:
            return [_distance(word.text, naming) for word in words]
        case inspect.StructType(cls=cls) if cls is Tally:
            return [{"found": number(text)} for text in texts if text != "and"]
        case inspect.StructType(cls=cls) if cls is Proof:
            return proofs(words)
        case _:
            raise Unreadable("this list cannot be written in a day file")


def _in_zone(text: str, naming: Naming) -> dict[str, object]:
    person, *worn = text.split("/")
    if set(worn) - {"ears", "eyes"}:
        raise Unreadable(f"{text!r}: a person in the zone is written ada/ears/eyes")
    return {"person": naming.person(person), "ears": "ears" in worn, "eyes": "eyes" in worn}


def _distance(text: str, naming: Naming) -> dict[str, object]:
    person, sign, length = text.partition("=")
    if not sign:
        raise Unreadable(f"{text!r}: a distance is written ada=8.5m")
    return {"person": naming.person(person), "cm": number(length)}


def claim(words: Sequence[Word]) -> dict[str, object]:
    """`EMPTY`, `DUMMY 5`, `BLANK 3 half`. Raises Unreadable."""
    made: dict[str, object] = {"class": _one(words[:1]).upper(), "n": 0, "load": "none"}
    for word in words[1:]:
        if is_count(word.text):
            made["n"] = int(word.text)
        elif word.text in LOADS:
            made["load"] = str(LOADS[word.text])
        else:
            raise Unreadable(f"contents are written EMPTY, DUMMY 5 or BLANK 3 half, not {' '.join(w.text for w in words)!r}")
    return made


def chambers(words: Sequence[Word]) -> list[str] | None:
    """`EMPTY x6`, `DUMMY x2 EMPTY x4`, `all EMPTY`'s long form; None where these words are no finding. Raises Unreadable."""
    if not words or words[0].quoted or words[0].text.upper() not in Chamber.__members__:
        return None
    found: list[str] = []
    for word in words:
        times = _TIMES.match(word.text)
        if times and found:
            found += [found[-1]] * (int(times[1]) - 1)
        elif word.text.upper() in Chamber.__members__:
            found.append(word.text.upper())
        else:
            raise Unreadable(f"a finding is written EMPTY x6 or DUMMY x2 EMPTY x4, not {' '.join(w.text for w in words)!r}")
    return found


def proofs(words: Sequence[Word]) -> list[object]:
    """`49 DUMMY hole+rattle 1 UNPROVED`: how many rounds showed which class and which marks. Raises Unreadable."""
    made: list[dict[str, object]] = []
    count = 1
    for word in words:
        if is_count(word.text):
            count = int(word.text)
        elif word.text.upper() in RoundClass.__members__:
            made.append({"class": word.text.upper(), "n": count, "marks": []})
            count = 1
        elif made:
            made[-1]["marks"] = word.text.split("+")
        else:
            raise Unreadable("a proof is written 49 DUMMY hole+rattle 1 UNPROVED")
    return list(made)
