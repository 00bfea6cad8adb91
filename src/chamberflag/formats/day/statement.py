"""One act of a day file: `09:12 lead checks W1: EMPTY x6`. Who, verb, which items, to and with whom, and the details after the colon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from chamberflag.formats.day.details import Draft, add_piece, pieces
from chamberflag.formats.day.lexing import Line, Word
from chamberflag.formats.day.model import ActLine, KeyOf, SignerLine
from chamberflag.formats.day.reading import EVERYONE, Names, Reading
from chamberflag.formats.day.reports import meant
from chamberflag.formats.day.values import Unreadable, is_count, is_negative
from chamberflag.formats.day.verbs import LONGEST, LOOK_IN, VERBS
from chamberflag.formats.day.written import body, known
from chamberflag.vocabulary.near import near
from chamberflag.vocabulary.words import Role

DOES = frozenset({"does", "do"})  # before the name of an act whose body is written out
# A bare word after the verb fills the first of these fields that the body has and that is still empty; a shot or a place only where the act
# must have one: a mistyped item must not become a shot.
BARE = ("action", "kind", "shot", "duty", "role", "rule", "place", "of")
MUST = frozenset({"shot", "place"})
# The person an act is about signs it, too.
SIGNS_TOO = frozenset({"appoint", "train"})
PREPOSITIONS = {"at": "place", "for": "shot", "from": "source", "into": "into"}
RULE = re.compile(r"[A-Z]{2,4}-[0-9]{2}\Z")
FILLERS = frozenset({"and", "of", "on", "the", "by", "rounds", "about", "shots", ","})


def read(names: Names, line: Line, at: int, n: int) -> Iterator[ActLine]:
    """The acts of a statement (several where it says `everyone`), numbered from n. Raises Malformed naming the line."""
    reading = Reading(names, line, _unlabelled(line.words[1:], names.labels))
    actors = _actors(reading)
    if reading.text() in DOES:
        yield _written(reading, actors, at, n)
        return
    kind, first = _verb(reading)
    draft = Draft.of(kind, first)
    try:
        _objects(reading, draft)
        for piece in pieces(reading.words[reading.at :]):
            if not _borrowed(reading, actors, piece):
                add_piece(draft, piece, names.naming(line.number))
        _kind_of_report(draft)
    except Unreadable as error:
        raise reading.wrong(str(error)) from None
    _things(reading, draft)
    for number, (signers, about) in enumerate(_each(reading, actors, kind)):
        yield _act(reading, draft, kind, signers, about, at, n + number)


def _kind_of_report(draft: Draft) -> None:
    """The kind that the word after `reports` means. Raises Unreadable."""
    for kind, made in draft.parts:
        if kind == "report" and isinstance(word := made.get("kind"), str):
            means = meant(word)
            made["kind"] = means.kind
            if means.harm:
                made.setdefault("harm", True)


def _written(reading: Reading, actors: list[SignerLine], at: int, n: int) -> ActLine:
    """An act whose body is JSON. Raises Malformed."""
    names, line = reading.names, reading.line
    reading.take()
    try:
        if not reading.text():
            raise Unreadable('an act written out reads: 09:10 wes does check on W1: {"chambers":["EMPTY"]}')
        kind = known(reading.take().text)
        while reading.at < len(reading.words):
            word = reading.take()
            if word.text in {"to", "with"} and not word.quoted:
                reading.signers.append(SignerLine(names.person(reading.text(), line.number)))
                reading.take()
            elif word.text == "as" and reading.signers and not word.quoted:
                reading.signers[-1] = replace(reading.signers[-1], role=reading.role(reading.text()))
                reading.take()
            elif word.text in names.items or word.quoted:
                reading.subjects.append(word.text)
            elif ".." in word.text:
                reading.subjects += reading.range(word.text)
            elif word.text not in {"on", "and", ",", ":"}:
                raise Unreadable(f"{word.text!r} is no item of this day{near(word.text, names.items)}")
        made = body(kind, line.body or "{}", names.naming(line.number), names.people)
    except Unreadable as error:
        raise reading.wrong(str(error)) from None
    return ActLine(n, line.number, line.text, at, kind, (*actors, *reading.signers), tuple(reading.subjects), made)


def label_of(words: Sequence[Word], labels: Mapping[str, str]) -> str:
    """The label that a line gives its act, `[r1]` at its end; one that an earlier act has is spoken of, not given."""
    last = words[-1] if words else Word("")
    named = not last.quoted and last.text.startswith("[") and last.text.endswith("]") and last.text[1:-1] not in labels
    return last.text[1:-1] if named else ""


def _unlabelled(words: Sequence[Word], labels: Mapping[str, str]) -> list[Word]:
    return list(words[:-1] if label_of(words, labels) else words)


def _actors(reading: Reading) -> list[SignerLine]:
    """The people before the verb."""
    found: list[SignerLine] = []
    while reading.at < len(reading.words) and not _verb_at(reading) and (reading.text() not in DOES or not found):
        if found and not _may_be_person(reading):
            raise reading.wrong(_no_verb(reading))
        word = reading.take()
        if word.text in {",", "and", "with"}:
            continue
        if word.text == "as" and found:
            found[-1] = replace(found[-1], role=reading.role(reading.take().text))
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


def _may_be_person(reading: Reading) -> bool:
    """Whether the word at hand still belongs to the people before the verb."""
    word, before = reading.text(), reading.words[reading.at - 1].text
    return word in {",", "and", "with", "as", "but"} or before in {",", "and", "with", "as", "but"} or reading.names.is_person(word)


def _no_verb(reading: Reading) -> str:
    """What is wrong where no verb stands after the people."""
    said = [word.text for word in reading.words[reading.at : reading.at + LONGEST]]
    close = next(filter(None, (near(" ".join(said[:length]), VERBS) for length in range(len(said), 0, -1))), "")
    return f"no act is called {' '.join(said)!r}{close}; docs/formats/day.md lists the verbs"


def _verb_at(reading: Reading) -> tuple[str, int] | None:
    for length in range(LONGEST, 0, -1):
        form = " ".join(word.text for word in reading.words[reading.at : reading.at + length])
        if form in VERBS and (length > 1 or form not in reading.names.people):
            return form, length
    return None


def _verb(reading: Reading) -> tuple[str, str]:
    found = _verb_at(reading)
    if found is None:
        raise reading.wrong(_no_verb(reading))
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
            reading.signers[-1] = replace(reading.signers[-1], role=reading.role(reading.take().text))
        elif word.text == "as" and draft.known("role"):
            continue
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
        reading.subjects += reading.range(word.text)
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
    elif (is_count(word.text) or is_negative(word.text)) and draft.known("n"):
        draft.put("n", [word], names.naming(reading.line.number))
    else:
        first = ("about",) if draft.kind == "document" else ()  # a paper may be about a supplier, or about the production
        if RULE.match(word.text):
            first = ("rule", *first)
        name = next(
            (
                key
                for key in (*first, *BARE)
                if any(key not in body and (one.required or key not in MUST) for body, one in draft.known(key))
            ),
            "",
        )
        if not name:
            close = near(word.text, [*names.people, *names.items])
            raise reading.wrong(f"{word.text!r} is neither a person nor an item of this day{close}")
        draft.put(name, [word], names.naming(reading.line.number))


def _wanted_role(draft: Draft, word: str) -> bool:
    return word in Role.__members__.values() and any(key not in body for key in ("role", "duty") for body, _ in draft.known(key))


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
