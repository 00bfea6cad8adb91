"""What stands after the colon of an act: pieces between commas, each a key of the body with its value, a finding, or a remark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import msgspec
from msgspec import inspect

from chamberflag.acts.act import BODIES
from chamberflag.acts.body import Claim, Commit
from chamberflag.acts.ceremony import JOINT
from chamberflag.formats.day.lexing import Word
from chamberflag.formats.day.model import KeyOf, Text
from chamberflag.formats.day.values import Naming, Unreadable, chambers, claim, convert, fields_of, is_count, is_negative, number, proofs
from chamberflag.vocabulary.near import near

CONTENTS = frozenset({"EMPTY", "DUMMY", "BLANK", "BULLET", "UNKNOWN"})
LONGEST_KEY = 4


@dataclass
class Draft:
    """A body in the making: one part for a single act, one for each step of a joint act."""

    kind: str
    parts: list[tuple[str, dict[str, object]]]
    top: dict[str, object] = field(default_factory=dict[str, object])

    @classmethod
    def of(cls, kind: str, first: str = "") -> Draft:
        """An empty body. first: the first step of a look-in."""
        if kind not in JOINT:
            return cls(kind, [(kind, {})])
        kinds = [choices if isinstance(choices, str) else choices[0] for choices in JOINT[kind]]
        if first:
            kinds[0] = first
        return cls(kind, [(step, {}) for step in kinds])

    def known(self, name: str) -> list[tuple[dict[str, object], inspect.Field]]:
        """The parts that have a field of this name."""
        found = [(body, fields_of(BODIES[kind]).get(name)) for kind, body in self.parts]
        return [(body, one) for body, one in found if one is not None]

    def put(self, name: str, words: Sequence[Word], naming: Naming) -> None:
        """Set a field in every part that has it. Raises Unreadable."""
        for body, one in self.known(name):
            body[name] = KeyOf(naming.person(words[0].text)) if name in {"key", "kid"} and words else convert(one.type, words, naming)

    def set(self, name: str, value: object) -> bool:
        """Set a field to a value where it is not set; whether any part has it."""
        found = self.known(name)
        for body, _ in found:
            body.setdefault(name, value)
        return bool(found)

    def body(self) -> Mapping[str, object]:
        """The plain body."""
        if self.kind not in JOINT:
            return self.parts[0][1]
        return {**self.top, "steps": [{"type": kind, **body} for kind, body in self.parts]}


def first_of(draft: Draft, cls: type[msgspec.Struct]) -> str:
    """The name of the first field of a type, or ""."""
    for kind, _ in draft.parts:
        for name, one in fields_of(BODIES[kind]).items():
            kinds = one.type.types if isinstance(one.type, inspect.UnionType) else (one.type,)
            if any(isinstance(t, inspect.StructType) and t.cls is cls for t in kinds):
                return name
    return ""


def pieces(words: Sequence[Word]) -> list[list[Word]]:
    """The words between commas and semicolons."""
    found: list[list[Word]] = [[]]
    for word in words:
        if word.text in {",", ";"} and not word.quoted:
            found.append([])
        else:
            found[-1].append(word)
    return [piece for piece in found if piece]


def add_piece(draft: Draft, piece: Sequence[Word], naming: Naming) -> None:
    """One piece into the body. Raises Unreadable."""
    for rule in (_remark, _finding, _contents, _rounds, _keyed, _denied):
        if rule(draft, piece, naming):
            return
    said = " ".join(word.text for word in piece)
    keys = sorted({name for kind, _ in draft.parts for name in fields_of(BODIES[kind])})
    raise Unreadable(
        f"{said!r} is not understood here{near(piece[0].text, keys)}; {draft.kind} takes: {', '.join(keys) or 'nothing'} after the colon"
    )


def _remark(draft: Draft, piece: Sequence[Word], naming: Naming) -> bool:
    del naming
    name = first_of(draft, Commit)
    if not name or len(piece) != 1 or not piece[0].quoted:
        return False
    return draft.set(name, Text(piece[0].text))


def _finding(draft: Draft, piece: Sequence[Word], naming: Naming) -> bool:
    if not draft.known("chambers"):
        return False
    words = list(piece)
    if len(words) > 1 and words[1].text in {"sees", "finds"}:
        naming.person(words[0].text)
        words = words[1:]
    stated = words[0].text in {"sees", "finds"}
    words = words[1:] if stated else words
    if [word.text for word in words] == ["nothing", "to", "open"]:
        return draft.set("chambers", [])
    counted = any(word.text.startswith("x") and is_count(word.text[1:]) for word in words)
    if draft.known("contents") and not stated and not counted:
        return False
    found = chambers(words)
    if found is None:
        if stated:
            raise Unreadable("what somebody sees is written EMPTY x6 or DUMMY x2 EMPTY x4")
        return False
    for body, _ in draft.known("chambers"):
        body["chambers"] = [*_before(body, "chambers"), *found]
    return True


def _before(body: Mapping[str, object], name: str) -> list[object]:
    return cast("list[object]", body.get(name, []))


def _contents(draft: Draft, piece: Sequence[Word], naming: Naming) -> bool:
    del naming
    name = first_of(draft, Claim)
    if name != "contents" or piece[0].quoted or piece[0].text.upper() not in CONTENTS:
        return False
    return draft.set(name, claim(piece))


def _rounds(draft: Draft, piece: Sequence[Word], naming: Naming) -> bool:
    del naming
    if not (is_count(piece[0].text) or is_negative(piece[0].text)):
        return False
    if draft.known("results"):
        for body, _ in draft.known("results"):
            body["results"] = [*_before(body, "results"), *proofs(piece)]
        return True
    if draft.known("tallies"):
        return draft.set("tallies", [{"found": number(word.text)} for word in piece if word.text != "and"])
    return False


def _keyed(draft: Draft, piece: Sequence[Word], naming: Naming) -> bool:
    if draft.kind in JOINT and piece[0].text == "counted" and len(piece) == 2:
        draft.top["counted"] = number(piece[1].text)
        return True
    for length in range(min(LONGEST_KEY, len(piece)), 0, -1):
        name = "_".join(word.text.lower().replace("-", "_") for word in piece[:length])
        if draft.known(name):
            draft.put(name, piece[length:], naming)
            return True
    return False


def _denied(draft: Draft, piece: Sequence[Word], naming: Naming) -> bool:
    del naming
    if piece[0].text.lower() not in {"no", "not"}:
        return False
    name = "_".join(word.text.lower() for word in piece[1:])
    found = [(body, one) for body, one in draft.known(name) if _is_bool(one.type)]
    for body, _ in found:
        body[name] = False
    return bool(found)


def _is_bool(kind: inspect.Type) -> bool:
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    return any(isinstance(one, inspect.BoolType) for one in kinds)
