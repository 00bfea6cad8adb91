"""Rows against each other and against the record: duplicates, look-alikes, two makers, the same file again."""

from __future__ import annotations

from chamberflag.formats.sheets.clashes import Known
from chamberflag.formats.sheets.judged import Item
from tests.unit.formats.sheets import look, on_record, person_on_record

HEAD = "id,serial,class,maker,capacity\n"


def words(text: str, known: dict[str, Known] | None = None) -> list[str]:
    """The verdict of each row."""
    rows = look("weapons", HEAD + text, known).rows
    return ["bad" if row.bad else "known" if row.known else "review" if row.held else "ok" for row in rows]


def test_one_serial_number_twice_is_one_weapon() -> None:
    """The later row is bad, also where it is written another way; where they differ in class the first one waits too."""
    assert words("W1,HF-1,functional,Harrow,6\nW2,hf 1,functional,Harrow,6\n") == ["ok", "bad"]
    assert words("W1,HF-1,rubber,Harrow,0\nW2,HF-1,functional,Harrow,6\n") == ["review", "bad"]


def test_one_serial_number_of_two_makers_may_be_two_weapons() -> None:
    """Both wait for a person; once decided, they have two ids."""
    text = "W1,123,functional,Harrow,6\nW2,123,functional,Lowen,6\n"
    assert words(text) == ["review", "review"]
    found = look("weapons", "serial,class,maker,capacity\n123,functional,Harrow,6\n123,functional,Lowen,6\n", accepted=None)
    assert [row.made.id for row in found.taken if isinstance(row.made, Item)] == ["123", "Lowen 123"]


def test_serial_numbers_that_look_alike_wait() -> None:
    """O and 0, I, l and 1: both rows wait, in the file and against the record."""
    assert words("W1,AO12,functional,Harrow,6\nW2,A0I2,functional,Harrow,6\nW3,B7,functional,Harrow,6\n") == ["review", "review", "ok"]
    assert words("W1,AO12,functional,Harrow,6\n", on_record("W9", serial="A012")) == ["review"]


def test_a_mark_names_one_thing() -> None:
    """The same mark with another serial number is bad, in the file and against the record, and so is the name of a lot."""
    assert words("W1,A1,functional,Harrow,6\nW1,A2,functional,Harrow,6\n") == ["ok", "bad"]
    assert words("W1,A1,functional,Harrow,6\n", on_record("W1", serial="B7")) == ["bad"]
    assert words("DUM,A1,functional,Harrow,6\n", on_record("DUM", kind="lot")) == ["bad"]
    assert words("unit,A1,functional,Harrow,6\n") == ["bad"]


def test_what_is_on_record_adds_nothing() -> None:
    """The same row is known, also under the mark that the box gave it, and also where it says less; other data are bad."""
    register = on_record("W1", serial="HF-1", maker="Harrow", capacity="6", **{"class": "FUNCTIONAL"})
    assert words("W1,HF-1,functional,Harrow,6\n", register) == ["known"]
    assert words(",hf1,,,\n", register) == ["known"]
    assert words("W1,HF-1,functional,Harrow,5\n", register) == ["bad"]
    assert words("W2,HF-1,functional,Harrow,6\n", register) == ["bad"]


def test_the_class_that_was_assumed_is_not_held_against_the_record() -> None:
    """What two people accepted stays right although the file does not state it."""
    assert words("W1,HF-1,,Harrow,6\n", on_record("W1", serial="HF-1", **{"class": "BLANK_ONLY"})) == ["known"]


def test_people_are_known_by_their_names_beside_the_log() -> None:
    """The same person is known; another role of theirs waits; a repeated row is bad; the same name twice is asked about."""
    company = person_on_record("performer-1", "Ada Marsh", "performer")
    rows = look("people", "name,role\nADA MARSH,actor\nBo Lund,gaffer\nBo Lund,gaffer\nBo Lund,actor\n", company).rows
    assert [(row.known, row.bad, row.held) for row in rows] == [
        (True, False, False),
        (False, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert look("people", "name,role\nAda Marsh,producer\n", company).rows[0].held
