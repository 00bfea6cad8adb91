"""What makes a row good, doubtful or bad: weapons, lots and people, one line each."""

from __future__ import annotations

import pytest

from chamberflag.formats.sheets.judged import Item, Person
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.words import Load, Role, RoundClass, WeaponClass
from tests.unit.formats.sheets import look, person_on_record, verdict, weapon


@pytest.mark.parametrize(
    "line",
    [
        "HF-1,FUNCTIONAL,Harrow,6", "HF-1,functional,Harrow,6 shot", "HF-1,Blank-Adapted,Harrow,6.0", "HF-1,de fogueo,Harrow,seis",
        "M-1,rubber,,", "R-1,réplica,Harrow,", "D-1,Deac,Harrow,1", "A-1,airsoft,Harrow,6", "'00417,functional,Harrow,6",
        '"=""00417""",functional,Harrow,6', "\u00a0HF-1\u00a0,functional\u200b,Harrow,6", "12E45,functional,Harrow,6",
    ],
)  # fmt: skip
def test_a_good_weapon(line: str) -> None:
    """Class words in two languages, chambers in words and numbers, zeros kept, invisible blanks gone."""
    assert weapon(line) == ("ok", [])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (",functional,Harrow,6", "neither a serial number nor a mark"),
        ("n/a,functional,Harrow,6", "neither a serial number nor a mark"),
        ("HF-1,banana,Harrow,6", "no class of weapon"),
        ("HF-1,functional,Harrow,lots", "no number of chambers"),
        ("HF-1,functional,Harrow,-6", "no number of chambers"),
        ("HF-1,functional,Harrow,6.5", "no number of chambers"),
        ("HF-1,functional,Harrow,600", "no number of chambers"),
        ("HF-1,functional,Harrow,0", "at least one chamber"),
        ("1.23E+11,functional,Harrow,6", "digits are lost"),
        ('"1,23E+11",functional,Harrow,6', "digits are lost"),
        ("#REF!,functional,Harrow,6", "an error of the spreadsheet"),
        ("=A1+1,functional,Harrow,6", "holds a formula"),
        ("'=A1+1,functional,Harrow,6", "holds a formula"),
        ("HF\u202e1,functional,Harrow,6", "hidden control characters"),
        ("HF-1,functional,Harrow,6,,surplus", "more cells than there are headers"),
        (f"{'9' * 130},functional,Harrow,6", "130 characters"),
        ("---,functional,Harrow,6", "neither a serial number nor a mark"),
        ("///,functional,Harrow,6", "no letter and no digit"),
    ],
)
def test_a_bad_weapon(line: str, problem: str) -> None:
    """No serial or mark, an unknown class, nonsense for chambers, what a spreadsheet has ruined: not imported, each with its reason."""
    word, told = weapon(line)
    assert word == "bad"
    assert problem in told[0]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("HF-1,,Harrow,6", "FUNCTIONAL is assumed"),
        ("HF-1,revolver,Harrow,6", "FUNCTIONAL is assumed"),
        ("HF-1,prop gun,Harrow,6", "FUNCTIONAL is assumed"),
        ("HF-1,live,Harrow,6", "FUNCTIONAL is assumed"),
        ("HF-1,Blank-firing revolver,Harrow,6", "BLANK_ADAPTED is guessed"),
        ("HF-1,deactivated replica,Harrow,6", "DEACTIVATED is guessed"),
        ("HF-1,functional,Harrow,", "number of chambers is not stated"),
        ("HF-1,functional,Harrow,17+1", "read as 18"),
        ("M-1,rubber,,6", "a solid moulding has no chamber"),
        ("12345.0,functional,Harrow,6", "12345 is assumed"),
        ("5-Mar,functional,Harrow,6", "looks like a date"),
        ("2021-03-05,functional,Harrow,6", "looks like a date"),
    ],
)
def test_a_doubtful_weapon(line: str, problem: str) -> None:
    """What is assumed or guessed waits for a person, and says what it would be."""
    word, told = weapon(line)
    assert word == "review"
    assert problem in told[0]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("W1,HF-1,functional,6,Disposed,", "not here any more"),
        ("W1,HF-1,functional,6,perdida,", "not here any more"),
        ("W1,HF-1,functional,6,,2026-01-02", "disposed of or returned"),
        ("W1,,functional,6,,", "by the mark W1 alone"),
    ],
)
def test_what_has_left_or_has_only_a_mark_waits(line: str, problem: str) -> None:
    """A status of gone, a date of disposal, a working weapon without a serial number."""
    word, told = verdict("weapons", line, "id,serial,class,capacity,status,disposed")
    assert word == "review"
    assert problem in told[0]


def test_a_moulding_needs_no_serial_number() -> None:
    """A mark is enough for what cannot fire; a status that says that it is here is no doubt."""
    assert verdict("weapons", "M7,,rubber,,In stock,", "id,serial,class,capacity,status,disposed") == ("ok", [])


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ("03/04/2026", "review"),
        ("13/04/2026", "ok"),
        ("2026-04-03", "ok"),
        ("3 de abril de 2026", "ok"),
        ("soon", "review"),
        ("3.4.2026", "ok"),
    ],
)
def test_a_date_that_can_be_read_in_two_ways_waits(told: str, word: str) -> None:
    """Day and month are not guessed; a day beyond 12, a month in letters and ISO are clear."""
    assert verdict("weapons", f"A1,rubber,{told}", "serial,class,date received")[0] == word


def test_a_column_that_shows_its_order_settles_its_dates() -> None:
    """One date with a day beyond 12 shows the order of the whole column."""
    found = look("weapons", "serial,class,received\nA1,rubber,03/04/2026\nA2,rubber,25/04/2026\n")
    assert [row.held for row in found.rows] == [False, False]


@pytest.mark.parametrize(
    ("line", "rounds", "load", "count"),
    [
        ("L1,dummy,,50", RoundClass.DUMMY, Load.NONE, 50),
        ("L1,Blank,half,50", RoundClass.BLANK, Load.HALF, 50),
        ("L1,blanks 1/2 load,,50", RoundClass.BLANK, Load.HALF, 50),
        ("L1,cartucho de fogueo,media,50", RoundClass.BLANK, Load.HALF, 50),
        ("L1,vainas,,12", RoundClass.SPENT, Load.NONE, 12),
        ("L1,dummy,,50 rounds", RoundClass.DUMMY, Load.NONE, 50),
    ],
)
def test_a_good_lot(line: str, rounds: RoundClass, load: Load, count: int) -> None:
    """Class, load and count in the words of two languages."""
    row = look("rounds", f"lot,type,load,quantity\n{line}\n").rows[0]
    assert (row.faults, row.doubts) == ((), ())
    assert isinstance(row.made, Item)
    assert (row.made.rounds, row.made.load, row.made.count) == (rounds, load, count)


@pytest.mark.parametrize(
    ("line", "word", "problem"),
    [
        ("L1,live,,50", "bad", "BULLET rounds are never brought in"),
        ("L1,FMJ,,50", "bad", "BULLET rounds are never brought in"),
        ("L1,primed dummy,,50", "bad", "PRIMED_INERT rounds are never brought in"),
        (",dummy,,50", "bad", "no name or number"),
        ("L1,confetti,,50", "bad", "no class of round"),
        ("L1,blank,loud,50", "bad", "no load"),
        ("L1,dummy,,-1", "bad", "no number of rounds"),
        ("L1,dummy,,many", "bad", "no number of rounds"),
        ("L1,blank,,50", "review", "full is assumed"),
        ("L1,dummy,,", "review", "number of rounds is not stated"),
        ("L1,,,50", "review", "UNPROVED is assumed"),
        ("L1,inert,,50", "review", "whether its primer is live; UNPROVED is assumed"),
        ("L1,ammunition,,50", "review", "which class they are"),
        ('L1,dummy,,"1,000"', "review", "thousand mark"),
    ],
)
def test_a_lot_that_is_not_simply_taken(line: str, word: str, problem: str) -> None:
    """Bullet rounds never; a missing load, count or class waits; nonsense is bad."""
    found, told = verdict("rounds", line, "lot,type,load,quantity")
    assert found == word
    assert problem in told[0]


@pytest.mark.parametrize(
    ("title", "roles"),
    [
        ("Armourer", (Role.LEAD,)), ("property master", (Role.LEAD,)), ("Firearms Master", (Role.LEAD,)),
        ("Técnico de armas", (Role.LEAD,)),
        ("Ayudante de dirección", (Role.AD,)), ("1st AD", (Role.AD,)), ("Stage Manager", (Role.AD,)), ("Actor 2", (Role.PERFORMER,)),
        ("Producer / Director", (Role.PRODUCER, Role.DIRECTOR)), ("Director of Photography", (Role.DP,)), ("Gaffer", (Role.CREW,)),
        ("Coordinadora de especialistas", (Role.STUNT,)), ("safety advisor", (Role.SAFETY,)), ("lead", (Role.LEAD,)),
    ],
)  # fmt: skip
def test_titles_of_two_languages_are_roles(title: str, roles: tuple[Role, ...]) -> None:
    """Local titles are labels; the role is one."""
    row = look("people", f"name,job title\nAda Marsh,{title}\n").rows[0]
    assert isinstance(row.made, Person)
    assert (row.made.roles, row.doubts) == (roles, ())


@pytest.mark.parametrize(
    ("line", "word", "problem"),
    [
        (",Ada Marsh,Beekeeper,", "review", "no role in weapon work"),
        (",Ada Marsh,,", "review", "crew is assumed"),
        (",,Armourer,", "bad", "names nobody"),
        ("marsh1,Ada Marsh,Actor,", "bad", "may not hold a name"),
        ("ada@x.example,Ada Marsh,Actor,", "bad", "may not hold a name"),
        (",Ada Marsh,Actor,perhaps", "review", "neither yes nor no"),
    ],
)
def test_a_person_that_is_not_simply_taken(line: str, word: str, problem: str) -> None:
    """Unknown titles wait; a code that tells the name does not go into the record."""
    found, told = verdict("people", line, "id,name,role,minor")
    assert found == word
    assert problem in told[0]


def test_new_people_get_codes_that_say_nothing_of_them() -> None:
    """Their role and a number; codes of the file and of the record are not given twice."""
    found = look("people", "code,name,role\n,Ada Marsh,actor\nperformer-2,Bo Lund,actor\n,Cy Tate,actor\n,Di Orr,armourer\n")
    assert [row.made.id for row in found.rows if isinstance(row.made, Person)] == ["performer-1", "performer-2", "performer-3", "lead-1"]


def test_a_class_that_is_set_for_all_rows_is_stated() -> None:
    """--set is a person's decision for every row that lacks it, and for no other."""
    found = look("weapons", "serial,class,capacity\nA1,,6\nA2,rubber,\n", set_all={"class": "FUNCTIONAL", "capacity": "5"})
    made = [(row.made.klass, row.made.capacity, row.held) for row in found.rows if isinstance(row.made, Item)]
    assert made == [(WeaponClass.FUNCTIONAL, 6, False), (WeaponClass.RUBBER, 5, True)]


NAMES = {
    "Nombre;Apellidos": "Ana;Ruiz Gil",
    "Name,Surname": "Ana,Ruiz Gil",
    "Apellidos;Nombre": "Ruiz Gil;Ana",
    "Nombre;Primer apellido;Segundo apellido": "Ana;Ruiz;Gil",
    "First name,Middle name,Last name": "Ana,Ruiz,Gil",
    "Nombre completo;Apellidos": "Ana Ruiz Gil;Ruiz Gil",
    "Name,Last name": "Ana Ruiz Gil,Ruiz Gil",
}


@pytest.mark.parametrize("header", NAMES)
def test_a_person_is_known_by_their_whole_name(header: str) -> None:
    """However a list splits a name, given and family names are both taken, once, and somebody of the same given name is somebody else."""
    split = ";" if ";" in header else ","
    found = look("people", f"{header}{split}Role\n{NAMES[header]}{split}actor\n", person_on_record("performer-1", "Ana Soto", "performer"))
    (row,) = found.rows
    assert isinstance(row.made, Person)
    assert (row.made.name, row.made.id, row.known) == ("Ana Ruiz Gil", "performer-2", False)


def test_two_surnames_that_are_the_same_stay_two() -> None:
    """José Pérez Pérez is not José Pérez."""
    found = look("people", "Nombre;Primer apellido;Segundo apellido;Rol\nJosé;Pérez;Pérez;actor\nJosé;Pérez;;actor\n")
    assert [row.made.name for row in found.rows if isinstance(row.made, Person)] == ["José Pérez Pérez", "José Pérez"]
    assert not any(row.bad for row in found.rows)


def test_a_preview_says_what_each_row_becomes() -> None:
    """Code or mark, class, chambers, what is assumed, and whether the row is new, waits or is known; a bad row becomes nothing."""
    told = look(
        "weapons", "Mark,Serial,Description,Class,Chambers\nA1,S1,Harrow Frontier,REPLICA,0\nA2,S2,Rubber copy,,6\nA3,S3,,nonsense,6\n"
    )
    assert told.plain()["becomes"] == [
        {"row": 2, "state": "new", "id": "A1", "serial": "S1", "class": "REPLICA", "capacity": 0, "model": "Harrow Frontier"},
        {"row": 3, "state": "waits", "id": "A2", "serial": "S2", "class": "RUBBER", "capacity": 6, "model": "Rubber copy"},
    ]


def test_a_decision_about_a_row_that_is_not_there_is_an_error() -> None:
    """--accept 99 of a file of three rows is a slip that nobody should have to find later."""
    with pytest.raises(Malformed, match="no row 99"):
        look("rounds", "lot,class,count\nL1,inert,5\n", accepted=frozenset({2, 99}))


@pytest.mark.parametrize(("label", "load"), [("1/4 load", "quarter"), ("Full flash", "full"), ("half load", "half")])
def test_a_load_alone_is_a_blank_and_a_person_decides(label: str, load: str) -> None:
    """What stands on a box of blanks is often its load only: BLANK is assumed, with that load, and the row waits."""
    (row,) = look("rounds", f"lot,class,count\nL1,{label},5\n").rows
    assert isinstance(row.made, Item)
    assert (row.held, row.made.rounds, row.made.load) == (True, "BLANK", load)
