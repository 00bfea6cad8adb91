"""A row that describes a lot of rounds. Source: domain words, section 3; rules AMM-01, AMM-07.

1 a lot has a name; 2 its class is one of the table, and a bullet round or a bullet over a primer is never imported: it does not belong
on the property, and if it is there, that is a report; 3 a count is a whole number; 4 a blank has a load. A class is a claim until it is
proved.
"""

from __future__ import annotations

from chamberflag.formats.sheets.cells import whole
from chamberflag.formats.sheets.classes import load_of, round_class
from chamberflag.formats.sheets.judged import Item, Judged, View
from chamberflag.formats.sheets.weapons import gone
from chamberflag.formats.sheets.when import received
from chamberflag.formats.sheets.wordlists import wordlist
from chamberflag.vocabulary.words import Load, RoundClass

MOST_ROUNDS = 100_000
TEXTS = ("maker", "calibre", "owner", "supplier", "receipt", "container", "look")
FORBIDDEN = frozenset({RoundClass.BULLET, RoundClass.PRIMED_INERT})
PRIMERS = {
    word: state
    for state, words in wordlist("""
none: none | no primer | absent | sin piston
struck: struck | dented | fired | percutido
unfired: unfired | live | intact | sin percutir
""").items()
    for word in words
}


def lot(view: View) -> Judged:
    """The verdict on one row, before it is compared with the others."""
    view.surplus()
    view.compare_twins(("id", "class", "count", "load"))
    name = view.text("id")
    if not name and not view.faults:
        view.fault("id", "the lot has no name or number", "write the lot number of the box, or give the lot a mark of its own")
    rounds, assumed = _class(view)
    load = _load(view, rounds)
    count = _count(view)
    gone(view)
    received(view)
    texts = view.texts(TEXTS)
    says = (("count", count is not None), ("rounds", not assumed), ("load", load is not Load.NONE))
    stated = frozenset((*texts, *(field for field, said in says if said)))
    primers = PRIMERS.get(view.text("primers").casefold(), "")
    made = Item(name, rounds=rounds, load=load, count=count, primers=primers, stated=stated, **texts)  # type: ignore[arg-type]
    return Judged(view.row, made if not view.faults else None, view.faults, view.doubts)


def _class(view: View) -> tuple[RoundClass | None, bool]:
    told = view.text("class")
    if not told:
        view.doubt("class", "the class is not stated; UNPROVED is assumed, and it stays in quarantine")
        return RoundClass.UNPROVED, True
    rounds, doubt = round_class(told)
    if rounds is None:
        view.fault("class", "this is no class of round", "write DUMMY, BLANK, SPENT or UNPROVED")
    elif rounds in FORBIDDEN:
        view.fault(
            "class",
            f"{rounds} rounds are never brought in",
            "keep them off the property; where one is found, stop and report bullet_found; if these are blanks or dummies, write so",
        )
    elif doubt:
        view.doubt("class", doubt)
    return rounds, bool(doubt)


def _load(view: View, rounds: RoundClass | None) -> Load:
    told = view.text("load")
    if rounds is not RoundClass.BLANK:
        return Load.NONE
    if not told:
        told = view.text("class")
        within = load_of(told) or next((load for word in told.split() if (load := load_of(word)) is not None), None)
        if within is not None:
            return within
        view.doubt("load", "the load of the blanks is not stated; full is assumed")
        return Load.FULL
    found = load_of(told)
    if found is None:
        view.fault("load", "this is no load", "write quarter, half, three_quarter or full")
        return Load.NONE
    return found


def _count(view: View) -> int | None:
    told = view.text("count")
    if not told:
        view.doubt("count", "the number of rounds is not stated")
        return None
    number, doubt = whole(told)
    if number is None:
        first = told.split(" ")[0]
        unit = told.partition(" ")[2].casefold().rstrip("s.")
        number, doubt = (
            whole(first) if unit in {"round", "rd", "pc", "cartridge", "cartucho", "unidade", "case", "vaina", "pieza"} else (None, "")
        )
    if number is None or number > MOST_ROUNDS:
        view.fault("count", "this is no number of rounds", f"write a whole number from 0 to {MOST_ROUNDS}")
        return None
    if doubt:
        view.doubt("count", doubt)
    if number == 0:
        view.doubt("count", "a lot of no rounds")
    return number
