"""A row that describes a weapon: what makes it bad, what makes it doubtful, what is assumed. Source: domain words, section 3.

1 a weapon has a serial number or a mark of its own; 2 an unknown class counts as FUNCTIONAL, and a person is asked; 3 a chamber count is
a whole number from 0 to 100, and a weapon that can fire has at least one; 4 what has left is not brought in; 5 a serial that a spreadsheet
has changed is not guessed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from chamberflag.formats.sheets.aliases import WEAPONS
from chamberflag.formats.sheets.cells import LONGEST, plainly, whole
from chamberflag.formats.sheets.classes import weapon_class
from chamberflag.formats.sheets.judged import Item, Judged, View
from chamberflag.formats.sheets.mapping import squeezed
from chamberflag.formats.sheets.when import received, yes_or_no
from chamberflag.vocabulary.words import WORKING, WeaponClass

MOST_CHAMBERS = 100
TEXTS = ("maker", "model", "calibre", "action", "vent", "owner", "supplier", "receipt", "container")
DESCRIPTIONS = frozenset(map(squeezed, WEAPONS["described"]))
SOLID = frozenset({WeaponClass.RUBBER, WeaponClass.REPLICA})
WHETHER = frozenset({"status", "disposed", "received", "quantity"})
GONE = re.compile(
    r"\b(disposed|disposition|sold|lost|stolen|missing|destroyed|scrapped|archived|deleted|returned|retired|written off|out for repair|"
    r"undeployable|vendid\w|perdid\w|robad\w|destruid\w|baja|devuelt\w|archivad\w|en reparacion|theft)\b"
)
STAYS = re.compile(r"\b(not|no|never|to be) (yet )?(disposed|sold|lost|stolen|missing|destroyed|returned|deleted)\b")
_LOST_DIGITS = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE]\+\d+")
_DECIMAL = re.compile(r"(\d+)[.,]0")
_DATE_LIKE = re.compile(
    r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d\d-\d\d(?: \d\d:\d\d(:\d\d)?)?|\d{1,2}[-/](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[-/]\d{2,4}",
    re.IGNORECASE,
)
_SHOT = re.compile(
    r"(\d{1,3})(?:\.0)? *-? *(?:x|chambers?|chambered|shots?|shooter|rounds?|rds?|rd|recamaras?|camaras?|tiros?|disparos?|cartuchos?)?"
)
_SAYS = re.compile(r"[^\W_]")
_PLUS = re.compile(r"(\d{1,3}) *\+ *(\d{1,2})")


def weapon(view: View) -> Judged:
    """The verdict on one row, before it is compared with the others."""
    view.surplus()
    view.compare_twins(("id", "serial", "class", "capacity", "maker"))
    serial = _serial(view)
    mark = view.text("id")
    if not serial and not mark and not view.faults:
        view.fault(
            "serial", "the row names neither a serial number nor a mark", "add the serial number, or give the item a mark of its own"
        )
    klass, assumed = _class(view)
    if mark and not serial and klass in WORKING:
        view.doubt("serial", f"no serial number; it is known by the mark {mark} alone")
    capacity = _capacity(view, klass)
    if not view.columns.fields.keys().isdisjoint(WHETHER):
        _whether_here(view)
    if "type" in view.columns.fields and view.columns.fields["type"] in view.row.doubts:
        view.text("type")
    texts = view.texts(TEXTS)
    says = (("serial", bool(serial)), ("class", not assumed), ("capacity", capacity is not None and bool(view.raw("capacity").strip())))
    stated = _names((*texts, *(name for name, said in says if said)))
    described = _described(view)
    if described and not {"maker", "model"} & texts.keys():
        texts["model"] = described
    safeties = yes_or_no(view, "safeties")
    made = Item(mark or serial, serial=serial, klass=klass, capacity=capacity, safeties=safeties, stated=stated, **texts)  # type: ignore[arg-type]
    return Judged(view.row, made if not view.faults else None, view.faults, view.doubts)


def _described(view: View) -> str:
    """The words of a description, as far as a field of the record is long: what a row calls its thing where it names no maker and model."""
    columns = view.columns
    name = "type" if "described" not in columns.fields and squeezed(columns.header("type")) in DESCRIPTIONS else "described"
    return view.text(name)[:LONGEST]


@lru_cache(maxsize=1024)
def _names(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(names)


def _serial(view: View) -> str:
    told = view.text("serial")
    if not told:
        return ""
    if _LOST_DIGITS.fullmatch(told):
        view.fault(
            "serial",
            "the spreadsheet has rounded the number; its digits are lost",
            "format the column as text, type the serial number again",
        )
        return ""
    decimal = _DECIMAL.fullmatch(told)
    if decimal is not None:
        view.doubt("serial", f"the spreadsheet has made a number of it; {decimal.group(1)} is assumed, and zeros in front may be lost")
        return decimal.group(1)
    if ("-" in told or "/" in told) and _DATE_LIKE.fullmatch(told):
        view.doubt("serial", "it looks like a date; a spreadsheet may have changed the serial number into one")
    if not _SAYS.search(told):
        view.fault("serial", "the serial number holds no letter and no digit", "type the serial number as it stands on the weapon")
        return ""
    return told


def _class(view: View) -> tuple[WeaponClass | None, bool]:
    """(class, whether it is assumed rather than stated)."""
    told = view.text("class")
    kind = view.text("type")
    if told:
        klass, doubt = weapon_class(told)
        if klass is None:
            names = ", ".join(WeaponClass)
            view.fault("class", "this is no class of weapon", f"write one of {names}; FUNCTIONAL where in doubt")
        elif doubt:
            view.doubt("class", doubt)
        return klass, bool(doubt)
    klass, doubt = weapon_class(kind) if kind else (None, "")
    if klass is not None and not doubt:
        return klass, False
    if klass is not None and klass is not WeaponClass.FUNCTIONAL:
        view.doubt("type", doubt)
        return klass, True
    view.doubt("class" if "class" in view.columns.fields or not kind else "type", "the class is not stated; FUNCTIONAL is assumed")
    return WeaponClass.FUNCTIONAL, True


def _capacity(view: View, klass: WeaponClass | None) -> int | None:
    told = view.text("capacity")
    if not told:
        if klass in SOLID:
            return 0
        view.doubt("capacity", "the number of chambers is not stated; nobody can check a weapon completely without it")
        return None
    number, doubt = _chambers(told)
    if number is None or number > MOST_CHAMBERS:
        view.fault("capacity", "this is no number of chambers", f"write a whole number from 0 to {MOST_CHAMBERS}")
        return None
    if number == 0 and klass in WORKING:
        view.fault("capacity", f"a {klass} weapon has at least one chamber", "write how many chambers it has, magazine included")
        return None
    if doubt:
        view.doubt("capacity", doubt)
    if number and klass is WeaponClass.RUBBER:
        view.doubt("capacity", "a solid moulding has no chamber; is the class right?")
    return number


@lru_cache(maxsize=4096)
def _chambers(told: str) -> tuple[int | None, str]:
    plain = plainly(told) if not told.isdigit() else told
    plus = _PLUS.fullmatch(told)
    if plus is not None:
        number = int(plus.group(1)) + int(plus.group(2))
        return number, f"{told!r} is read as {number}: magazine and chamber together"
    shot = _SHOT.fullmatch(told.casefold()) or (
        _SHOT.fullmatch(plain) if told[:1].isdigit() and not told.startswith("-") and "." not in told else None
    )
    if shot is not None:
        return int(shot.group(1)), ""
    number, _ = whole(told)
    if number is None:
        first = plain.split(" ")[0] if plain else ""
        number = whole(first)[0] if first.isalpha() and plain != first and _SHOT.fullmatch(f"1 {plain.partition(' ')[2]}") else None
    return number, ""


def _whether_here(view: View) -> None:
    """One weapon, that came and has not left."""
    gone(view)
    received(view)
    quantity, _ = whole(view.text("quantity") or "1")
    if quantity != 1:
        view.fault("quantity", "one row is one weapon", "write a row for each weapon, with its own serial number or mark")


def gone(view: View) -> None:
    """What has been disposed of, lost or sent back is not here to be brought in."""
    told = plainly(view.text("status"))
    if told and GONE.search(told) and not STAYS.search(told):
        view.doubt("status", "the file says that it is not here any more")
    if view.text("disposed"):
        view.doubt("disposed", "the file says that it has been disposed of or returned")
