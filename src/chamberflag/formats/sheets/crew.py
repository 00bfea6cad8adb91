"""A row that describes a person: a name or a code, roles, papers. Source: log.md section 10; acts.md section 2.

Names lie beside the log as texts that can be erased; telephone numbers, addresses and mail are not taken at all. A code is taken as the
person's pseudonym only where the file has one that is no name.
"""

from __future__ import annotations

import re

from chamberflag.formats.sheets.cells import plainly
from chamberflag.formats.sheets.judged import Judged, Paper, Person, View
from chamberflag.formats.sheets.titles import roles_of
from chamberflag.formats.sheets.when import end_of_day, yes_or_no
from chamberflag.vocabulary.words import Role

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def person(view: View) -> Judged:
    """The verdict on one row, before it is compared with the others."""
    view.surplus()
    view.compare_twins(("id", "name", "role"))
    name = view.text("name") or _full(view)
    code = view.text("id")
    if not name and not code and not view.faults:
        view.fault("name", "the row names nobody", "write a name, or a code for the person")
    if code and (not CODE.fullmatch(code) or _tells_the_name(code, name)):
        problem = "a code is written into the record for good and may not hold a name, a mail address or blanks"
        view.fault("id", problem, "use letters, digits, dot, - and _ that say nothing of the person, or leave it empty")
    if code == "box":
        view.fault("id", "`box` is the box itself", "use another code")
    roles = _roles(view)
    minor = yes_or_no(view, "minor")
    papers = tuple(
        Paper(kind, ref, end_of_day(view, f"{field}_to"))
        for field, kind in (("licence", "licence"), ("course", "course"))
        if (ref := view.text(field)) or view.text(f"{field}_to")
    )
    made = Person(code, name, roles, bool(minor), papers)
    return Judged(view.row, made if not view.faults else None, view.faults, view.doubts)


def _full(view: View) -> str:
    """Given and family names as one; a family name at the end of a longer text in the given name's column is not said twice."""
    given, family = (" ".join(part for name in names if (part := view.text(name))) for names in (("first", "middle"), ("last", "last2")))
    if family and plainly(given).endswith(f" {plainly(family)}"):
        return given
    return f"{given} {family}".strip()


def _tells_the_name(code: str, name: str) -> bool:
    """Whether a word of the name, of four letters or more, stands in the code."""
    told = plainly(code).replace(" ", "")
    return any(len(word) > 3 and word in told for word in plainly(name).split())


def _roles(view: View) -> tuple[Role, ...]:
    told = view.text("role")
    if not told:
        view.doubt("role", "no role is stated; crew is assumed")
        return (Role.CREW,)
    roles, unknown = roles_of(told)
    if unknown:
        then = "it is left out" if roles else "crew is assumed"
        view.doubt("role", f"{', '.join(map(repr, unknown))} is no role in weapon work; {then}")
    return roles or (Role.CREW,)
