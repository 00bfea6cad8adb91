"""One act of a day file: `09:12 lead checks W1: EMPTY x6`. Who, verb, which items, to and with whom, and the details after the colon."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from chamberflag.formats.day.details import Draft, add_piece, pieces
from chamberflag.formats.day.lexing import Line, Word, fault
from chamberflag.formats.day.model import ActLine, ItemLine, KeyOf, PersonLine, SignerLine
from chamberflag.formats.day.values import Naming, Unreadable
from chamberflag.formats.day.verbs import LONGEST, LOOK_IN, VERBS
from chamberflag.vocabulary.words import Role

EVERYONE = "everyone"
# A bare word after the verb fills the first of these fields that the body has and that is still empty.
BARE = ("action", "kind", "shot", "duty", "role", "rule", "finding", "reason", "cause", "place", "of")
# The person an act is about signs it, too.
SIGNS_TOO = frozenset({"appoint", "train"})
PREPOSITIONS = {"at": "place", "for": "shot", "from": "source", "into": "into"}
FILLERS = frozenset({"and", "of", "on", "the", "by", "rounds", "about", "shots", ","})


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what a statement may name; labels: name of an earlier act -> its id as base64url."""

    file: str
    people: Mapping[str, PersonLine]
    items: Mapping[str, ItemLine]
    labels: Mapping[str, str]

    def person(self, word: str, line: int) -> str:
        """A person by id, or by a role that exactly one person has. Raises Malformed."""
        if word in self.people:
            return word
        holders = [p.id for p in self.people.values() if word in p.roles]
        if len(holders) == 1:
            return holders[0]
        if holders:
            raise fault(self.file, line, f"{word} may be {', '.join(holders)}: say who")
        near = difflib.get_close_matches(word, [*self.people, *self.items], 1)
        raise fault(self.file, line, f"nobody here is called {word!r}" + (f"; {near[0]!r}?" if near else ""))

    def is_person(self, word: str) -> bool:
        """Whether a word names one person."""
        return word in self.people or sum(word in p.roles for p in self.people.values()) == 1

    def naming(self, line: int) -> Naming:
        """How values look words up: people where a field names them, acts by their label; all else stays as written."""
        return Naming(
            person=lambda word: self.person(word, line),
            label=lambda word: self.labels.get(word[1:-1], word) if word.startswith("[") and word.endswith("]") else word,
        )


@dataclass
class Reading:
    """A statement while it is read."""

    names: Names
    line: Line
    words: list[Word]
    at: int = 0
    signers: list[SignerLine] = field(default_factory=list[SignerLine])
    subjects: list[str] = field(default_factory=list[str])
    about: list[str] = field(default_factory=list[str])

    def wrong(self, text: str) -> Exception:
        """The error of this line."""
        return fault(self.names.file, self.line.number, text)

    def text(self, ahead: int = 0) -> str:
        """The word at hand, or ""."""
        at = self.at + ahead
        return self.words[at].text if at < len(self.words) else ""

    def take(self) -> Word:
        """The word at hand; go on."""
        self.at += 1
        return self.words[self.at - 1]


def read(names: Names, line: Line, at: int, n: int) -> Iterator[ActLine]:
    """The acts of a statement (several where it says `everyone`), numbered from n. Raises Malformed naming the line."""
    reading = Reading(names, line, _unlabelled(line.words[1:]))
    actors = _actors(reading)
    kind, first = _verb(reading)
    draft = Draft.of(kind, first)
    try:
        _objects(reading, draft)
        for piece in pieces(reading.words[reading.at :]):
            if not _borrowed(reading, actors, piece):
                add_piece(draft, piece, names.naming(line.number))
    except Unreadable as error:
        raise reading.wrong(str(error)) from None
    _things(reading, draft)
    for number, (signers, about) in enumerate(_each(reading, actors, kind)):
        yield _act(reading, draft, kind, signers, about, at, n + number)


def _unlabelled(words: Sequence[Word]) -> list[Word]:
    """Without the label at the end, `[r1]`, under which later lines speak of this act."""
    last = words[-1] if words else None
    return list(words[:-1] if last is not None and not last.quoted and last.text.startswith("[") else words)


def _actors(reading: Reading) -> list[SignerLine]:
    """The people before the verb."""
    found: list[SignerLine] = []
    while reading.at < len(reading.words) and not _verb_at(reading):
        word = reading.take()
        if word.text in {",", "and", "with"}:
            continue
        if word.text == "as" and found:
            found[-1] = replace(found[-1], role=_role(reading, reading.take().text))
        elif word.text == EVERYONE:
            found.append(SignerLine(EVERYONE))
        elif word.text == "but" and found and found[0].person == EVERYONE:
            found.append(SignerLine("-" + reading.names.person(reading.take().text, reading.line.number)))
        elif found and found[0].person == EVERYONE:
            found.append(SignerLine("-" + reading.names.person(word.text, reading.line.number)))
        else:
            found.append(SignerLine(reading.names.person(word.text, reading.line.number)))
    if not found:
        raise reading.wrong("an act begins with a time and with who does it")
    return found


def _role(reading: Reading, word: str) -> str:
    if word not in Role.__members__.values():
        raise reading.wrong(f"no role is called {word!r}")
    return word


def _verb_at(reading: Reading) -> tuple[str, int] | None:
    for length in range(LONGEST, 0, -1):
        form = " ".join(word.text for word in reading.words[reading.at : reading.at + length])
        if form in VERBS and (length > 1 or form not in reading.names.people):
            return form, length
    return None


def _verb(reading: Reading) -> tuple[str, str]:
    found = _verb_at(reading)
    if found is None:
        said = " ".join(word.text for word in reading.words)
        raise reading.wrong(f"no act is understood in {said!r}; docs/formats/day.md lists the verbs")
    reading.at += found[1]
    return VERBS[found[0]], LOOK_IN.get(found[0], "")


def _objects(reading: Reading, draft: Draft) -> None:
    """Items, people and places between verb and colon. Raises Malformed or Unreadable."""
    names, number = reading.names, reading.line.number
    while reading.at < len(reading.words):
        word = reading.take()
        if word.text == ":" and not word.quoted:
            return
        if word.text in {"to", "with"} and (reading.text() == EVERYONE or names.is_person(reading.text())):
            reading.signers.append(SignerLine(names.person(reading.take().text, number)))
        elif word.text == "as" and reading.signers:
            reading.signers[-1] = replace(reading.signers[-1], role=_role(reading, reading.take().text))
        elif word.text in PREPOSITIONS and draft.known(PREPOSITIONS[word.text]):
            draft.put(PREPOSITIONS[word.text], [reading.take()], names.naming(number))
        elif not word.quoted and (word.text in FILLERS or word.text in {"with", "to", *PREPOSITIONS}):
            continue
        else:
            _object(reading, draft, word)


def _object(reading: Reading, draft: Draft, word: Word) -> None:
    names = reading.names
    if word.text in names.items:
        reading.subjects.append(word.text)
    elif ".." in word.text:
        reading.subjects += _range(reading, word.text)
    elif (
        word.text == EVERYONE
        or word.text in names.people
        or (names.is_person(word.text) and not word.quoted and not _wanted_role(draft, word.text))
    ):
        who = word.text if word.text == EVERYONE else names.person(word.text, reading.line.number)
        previous = reading.words[reading.at - 2].text
        if previous in {"and", ","} and reading.signers and not reading.about:
            reading.signers.append(SignerLine(who))
        else:
            reading.about.append(who)
    elif word.text.isdigit() and draft.known("n"):
        draft.put("n", [word], names.naming(reading.line.number))
    else:
        first = ("about",) if draft.kind == "document" else ()  # a paper may be about a supplier, or about the production
        name = next((key for key in (*first, *BARE) if any(key not in body for body, _ in draft.known(key))), "")
        if not name:
            near = difflib.get_close_matches(word.text, [*names.people, *names.items], 1)
            raise reading.wrong(f"{word.text!r} is neither a person nor an item of this day" + (f"; {near[0]!r}?" if near else ""))
        draft.put(name, [word], names.naming(reading.line.number))


def _wanted_role(draft: Draft, word: str) -> bool:
    return word in Role.__members__.values() and any(key not in body for key in ("role", "duty") for body, _ in draft.known(key))


def _range(reading: Reading, text: str) -> list[str]:
    first, _, last = text.partition("..")
    listed = list(reading.names.items)
    if first not in listed or last not in listed or listed.index(first) > listed.index(last):
        raise reading.wrong(f"{text!r} is no range of items")
    return listed[listed.index(first) : listed.index(last) + 1]


def _borrowed(reading: Reading, actors: list[SignerLine], piece: Sequence[Word]) -> bool:
    """`dora signs with the key of wes`: a key in another hand."""
    texts = [word.text for word in piece]
    if texts[1:6] != ["signs", "with", "the", "key", "of"] or len(texts) != 7:
        return False
    who, whose = (reading.names.person(text, reading.line.number) for text in (texts[0], texts[6]))
    for group in (actors, reading.signers):
        for at, signer in enumerate(group):
            if signer.person == who:
                group[at] = replace(signer, key=whose)
                return True
    raise reading.wrong(f"{who} does not sign this act")


def _things(reading: Reading, draft: Draft) -> None:
    """Arrivals and acceptances say what the item list says of each item."""
    if draft.known("things"):
        draft.set("things", [{"id": s, "kind": reading.names.items[s].kind, **reading.names.items[s].thing} for s in reading.subjects])


def _each(reading: Reading, actors: list[SignerLine], kind: str) -> Iterator[tuple[list[SignerLine], list[str]]]:
    """Signers and people spoken of, act by act."""
    people = reading.names.people
    if actors[0].person == EVERYONE:
        out = {signer.person[1:] for signer in actors[1:]}
        for person in people:
            if person not in out:
                yield [SignerLine(person), *reading.signers], reading.about
        return
    spoken = [[p] for p in people if kind not in SIGNS_TOO or p != actors[0].person] if EVERYONE in reading.about else [reading.about]
    if kind == "document" and reading.subjects:  # a paper is about one thing
        spoken, reading.subjects = [[subject] for subject in reading.subjects], []
    for about in spoken:
        too = [SignerLine(p) for p in about if kind in SIGNS_TOO and all(p != s.person for s in (*actors, *reading.signers))]
        yield [*actors, *reading.signers, *too], about


def _act(reading: Reading, draft: Draft, kind: str, signers: list[SignerLine], about: list[str], at: int, n: int) -> ActLine:
    body = dict(draft.body())
    if about:
        name = next((key for key in ("person", "about", "kid", "people") if draft.known(key)), "")
        if not name:
            raise reading.wrong(f"{kind} is not about a person; who signs it stands before the verb, or after `to` or `with`")
        body[name] = KeyOf(about[0]) if name == "kid" else list(about) if name == "people" else about[0]
    if kind == "give":
        _for_receiver(body, signers)
    return ActLine(n, reading.line.number, reading.line.text, at, kind, tuple(signers), tuple(reading.subjects), body)


def _for_receiver(body: dict[str, object], signers: Sequence[SignerLine]) -> None:
    """In `lead gives W1 to cole` the declaration is for cole."""
    steps = cast("list[dict[str, object]]", body["steps"])
    if len(signers) > 1:
        body["steps"] = [{"performer": signers[1].person, **steps[0]}, *steps[1:]]
