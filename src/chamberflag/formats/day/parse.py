"""A day file from its text. Title, day, packs, parameters, people, items, then the acts with what they are expected to meet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from chamberflag.acts.act import BODIES, body_of
from chamberflag.acts.ceremony import JOINT
from chamberflag.acts.weapons import Thing
from chamberflag.canon import profile
from chamberflag.canon.profile import b64u
from chamberflag.formats.day import statement
from chamberflag.formats.day.details import pieces
from chamberflag.formats.day.lexing import Line, Word, day_ms, fault, is_time, lines_of, time_ms
from chamberflag.formats.day.model import ActLine, DayFile, Expectation, ItemLine, KeyOf, PersonLine, Text
from chamberflag.formats.day.reports import unknown, unread
from chamberflag.formats.day.values import Naming, Unreadable, convert, fields_of, is_count
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.near import near
from chamberflag.vocabulary.words import ItemKind, Role, RoundClass, WeaponClass

SECTIONS = ("people", "items", "before", "acts")  # before: what was on record when the day began; acts: the day
RUNGS = {"phone": 1, "station": 2, "pin": 3}
ROLE_WORDS = {"armourer": "lead", "armorer": "lead"}
OUTCOMES = ("recorded", "refused")
LIMIT = 1_000_000
MOST_PEOPLE = 100
_RULE = re.compile(r"[A-Z]{2,4}-[0-9]{2}\Z|[a-z][a-z_]*\Z")


def parse(data: bytes, file: str) -> DayFile:
    """The day of these bytes. Raises Malformed naming the line."""
    if len(data) > LIMIT:
        raise Malformed("malformed.size", "a day file has at most a million bytes", file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Malformed("malformed.day", f"byte {error.start} is not UTF-8", file) from None
    lines = lines_of(text, file)
    if not lines:
        raise Malformed("malformed.day", "the file says nothing", file)
    day = _Reader(file, hashlib.sha256(data).digest()).read(lines)
    if not day.acts:
        raise fault(file, lines[-1].number, "there is no act; a line `acts` and under it `09:12 lead checks W1: EMPTY x6`")
    return day


class _Reader:
    """Reads line by line; the section decides what a line is."""

    def __init__(self, file: str, digest: bytes) -> None:
        self.file, self.digest = file, digest
        self.title, self.section, self.scene = "", "", ""
        self.day, self.start, self.clock = -1, -1, -1
        self.packs: tuple[str, ...] = ("base",)
        self.params: dict[str, int] = {}
        self.people: dict[str, PersonLine] = {}
        self.items: dict[str, ItemLine] = {}
        self.labels: dict[str, str] = {}
        self.acts: list[ActLine] = []
        self.warnings: list[str] = []
        self.group = 0  # acts that the last statement made

    def read(self, lines: Sequence[Line]) -> DayFile:
        """The day of all lines."""
        for line in lines:
            if not line.words:
                self.scene = line.text
                continue
            words = [word.text for word in line.words if word.text != ":"]
            if len(words) == 1 and words[0] in SECTIONS and not line.words[0].quoted:
                self.section = words[0]
                continue
            match self.section:
                case "people":
                    self._person(line)
                case "items":
                    self._item(line)
                case "before" | "acts":
                    self._act(line)
                case _:
                    self._head(line)
        return DayFile(
            self.file,
            self.title,
            self.digest,
            self.start,
            self.packs,
            self.params,
            self.people,
            self.items,
            tuple(self.acts),
            tuple(self.warnings),
        )

    def wrong(self, line: Line, text: str) -> Malformed:
        """The error of a line."""
        return fault(self.file, line.number, text)

    def _head(self, line: Line) -> None:
        words = [word.text for word in line.words if word.text not in {",", ":"}] or [""]
        match words[0]:
            case "day" if len(words) == 2:
                self._new_day(line, words[1])
            case "packs":
                self.packs = tuple(words[1:])
            case "params":
                self.params = self._params(line)
            case _ if not self.title:
                self.title = line.text
            case word:
                close = near(word, ("day", "packs", "params", *SECTIONS))
                raise self.wrong(line, f"before the people there stand a title, `day DATE`, `packs` and `params`, not {line.text!r}{close}")

    def _params(self, line: Line) -> dict[str, int]:
        try:
            made = convert(fields_of(BODIES["adopt_rules"])["params"].type, [w for w in line.words[1:] if w.text != ","], _as_written())
        except Unreadable as error:
            raise self.wrong(line, str(error)) from None
        return cast("dict[str, int]", made)

    def _new_day(self, line: Line, text: str) -> None:
        made = day_ms(text, self.file, line.number)
        if made <= self.day:
            raise self.wrong(line, f"{text} is not after the day before it")
        self.day = made
        self.start = made if self.start < 0 else self.start
        self.clock = max(self.clock, made)

    def _person(self, line: Line) -> None:
        name, rung, minor, roles = "", 1, False, list[str]()
        ident, *rest = line.words
        for word in rest:
            role = ROLE_WORDS.get(word.text, word.text)
            if word.quoted:
                name = word.text
            elif word.text in RUNGS:
                rung = RUNGS[word.text]
            elif word.text == "minor":
                minor = True
            elif role in Role.__members__.values():
                roles.append(role)
            elif word.text != ",":
                close = near(word.text, (*Role, *ROLE_WORDS, *RUNGS, "minor"))
                raise self.wrong(line, f'{word.text!r} is no role{close}; a person is written: ada  ad, witness  "Ada Marsh"  station')
        if not roles:
            raise self.wrong(line, f"{ident.text} has no role; the roles are {', '.join(Role)}")
        if ident.text in self.people:
            raise self.wrong(line, f"{ident.text} is there already, in line {self.people[ident.text].line}")
        if len(self.people) == MOST_PEOPLE:
            raise self.wrong(line, f"a day has at most {MOST_PEOPLE} people")
        self._new_id(line, ident)
        self.people[ident.text] = PersonLine(ident.text, tuple(dict.fromkeys(roles)), name, rung, minor, line.number)

    def _new_id(self, line: Line, word: Word) -> None:
        if word.quoted or not word.text.isascii() or not word.text.replace("-", "").replace("_", "").isalnum():
            raise self.wrong(line, f"{word.text!r} is no short name: letters, digits, - and _")
        if word.text in self.people or word.text in self.items or word.text in {"everyone", "box", *SECTIONS}:
            raise self.wrong(line, f"{word.text} is taken")

    def _item(self, line: Line) -> None:
        if len(line.words) < 2 or line.words[1].text not in ItemKind.__members__.values():
            raise self.wrong(line, f"an item is written: W1  weapon  FUNCTIONAL, 6 chambers; kinds are {', '.join(ItemKind)}")
        ident, kind, *rest = line.words
        self._new_id(line, ident)
        thing: dict[str, object] = {}
        for piece in pieces(rest):
            try:
                _describe(thing, piece, kind.text)
            except Unreadable as error:
                raise self.wrong(line, str(error)) from None
        self.items[ident.text] = ItemLine(ident.text, kind.text, thing, line.number)

    def _act(self, line: Line) -> None:
        first = line.words[0].text
        if first == "expect":
            self._expect(line)
        elif first == "day" and len(line.words) == 2:
            self._new_day(line, line.words[1].text)
        elif is_time(first):
            self._statement(line)
        else:
            close = near(first, ("expect", "day", *SECTIONS))
            raise self.wrong(line, f"an act begins with its time such as 09:12, not {first!r}{close}; a remark begins with #")

    def _statement(self, line: Line) -> None:
        if self.day < 0:
            raise self.wrong(line, "no line `day 2027-03-09` stands above the first act")
        self.clock = time_ms(line.words[0].text, self.day, self.clock, self.file, line.number)
        names = statement.Names(self.file, self.people, self.items, self.labels)
        made = [self._sealed(act) for act in statement.read(names, line, self.clock, len(self.acts) + 1)]
        self.acts += made
        self.warnings += [f"{self.file} line {act.line}: {unknown(kind)}" for act in made[:1] if (kind := unread(act.type, act.body))]
        self.group = len(made)
        label = statement.label_of(line.words, self.labels)
        if label:
            self.labels[label] = b64u(made[-1].act_id)

    def _sealed(self, act: ActLine) -> ActLine:
        """The act with its id, after its body was tried against the act's type."""
        try:
            for kind, body in _parts(act):
                tried = _tried(body)
                profile.check(tried)
                body_of(kind, tried)
        except Malformed as error:
            raise fault(self.file, act.line, f"{act.type}: {_plainly(error)}") from None
        return replace(
            act, before=self.section == "before", scene=self.scene, act_id=hashlib.sha256(self.digest + act.n.to_bytes(4)).digest()[:16]
        )

    def _expect(self, line: Line) -> None:
        if not self.group:
            raise self.wrong(line, "an expectation stands under its act")
        outcome, *words = [word.text for word in line.words[1:] if word.text != ","] or [""]
        if outcome not in OUTCOMES:
            raise self.wrong(line, f"an expectation reads `expect recorded` or `expect refused HND-02`{near(outcome, OUTCOMES)}")
        step = 0
        if len(words) > 2 and words[-3:-1] == ["at", "step"] and is_count(words[-1]):
            step, words = int(words[-1]), words[:-3]
        only = words[:1] == ["only"]
        rules = words[only:]
        for rule in rules:
            if not _RULE.match(rule):
                raise self.wrong(line, f"{rule!r} is no rule or reason such as HND-02; it reads `expect refused only HND-02 at step 3`")
        found = Expectation(outcome, line.number, tuple(rules), only, step)
        for number in range(len(self.acts) - self.group, len(self.acts)):
            self.acts[number] = replace(self.acts[number], expects=(*self.acts[number].expects, found))


def _plainly(error: Malformed) -> str:
    """The words of a decoder, with the member named as a day file names it."""
    missing = re.fullmatch(r"Object missing required field `(\w+)`.*", error.text)
    return f"{missing[1]} is missing; after the colon: {missing[1].replace('_', ' ')} ..." if missing else error.text


def _as_written() -> Naming:
    return Naming(person=lambda word: word, label=lambda word: word)


def _describe(thing: dict[str, object], piece: Sequence[Word], kind: str) -> None:
    """One piece of an item's line. Raises Unreadable."""
    fields = fields_of(Thing)
    word = piece[0].text
    if len(piece) == 2 and is_count(word) and piece[1].text in {"chambers", "places", "rounds", "pieces"}:
        thing["count" if piece[1].text in {"rounds", "pieces"} else "capacity"] = int(word)
    elif word in WeaponClass.__members__ and len(piece) == 1 and kind == ItemKind.WEAPON:
        thing["class"] = word
    elif word in RoundClass.__members__ and len(piece) <= 2:
        thing["rounds"] = word
        if len(piece) == 2:
            thing["load"] = convert(fields["load"].type, piece[1:], _as_written())
    else:
        for length in range(min(3, len(piece)), 0, -1):
            name = "_".join(part.text.lower() for part in piece[:length])
            if name in fields and name not in {"id", "kind"}:
                thing[name] = convert(fields[name].type, piece[length:], _as_written())
                return
        raise Unreadable(
            f"{' '.join(part.text for part in piece)!r} is nothing an item can be: {', '.join(sorted(set(fields) - {'id', 'kind'}))}"
        )


def _parts(act: ActLine) -> list[tuple[str, dict[str, object]]]:
    body = dict(act.body)
    if act.type not in JOINT:
        return [(act.type, body)]
    steps = cast("list[dict[str, object]]", body["steps"])
    return [(str(step["type"]), {k: v for k, v in step.items() if k != "type"}) for step in steps]


def _tried(body: dict[str, object]) -> dict[str, object]:
    """The body with stand-ins for what is filled in when the act is composed."""
    return {name: _stand_in(value) for name, value in body.items()}


def _stand_in(value: object) -> object:
    match value:
        case Text():
            return {"c": "A" * 43, "len": 0}
        case KeyOf():
            return "k_" + "A" * 22
        case dict():
            return _tried(cast("dict[str, object]", value))
        case list():
            return [_stand_in(one) for one in cast("list[object]", value)]
        case _:
            return value
