"""A day for one rule: what a production of some packs does after the prologue, and the shapes that most of them have."""

from __future__ import annotations

from dataclasses import dataclass

from tests.stories.onstage import PROLOGUE, Edits

# ruff: noqa: E501 - an act of a day file is one line
SHEET = "17:01  pru documents production: kind call_sheet\n"


@dataclass(frozen=True, slots=True)
class Told:
    """A day after the prologue. packs, flags: of the production; edits: lines of the prologue that are otherwise; never: it always refuses."""

    rule: str
    acts: str
    packs: str = ""
    edits: Edits = ()
    flags: tuple[str, ...] = ()
    never: bool = False


def papers(*told: str) -> tuple[str, str]:
    """An edit: further papers on record."""
    return SHEET, SHEET + "".join(f"17:01  pru documents {paper}\n" for paper in told)


def without(line: str) -> tuple[str, str]:
    """An edit: the line of the prologue that ends so is not there."""
    whole = next(one for one in PROLOGUE.splitlines() if one.endswith(line))
    return f"{whole}\n", ""


def items(*lines: str) -> tuple[str, str]:
    """An edit: further items."""
    return "  DUMMIES lot", "".join(f"  {line}\n" for line in lines) + "  DUMMIES lot"


W3 = "W3      weapon  FUNCTIONAL, 6 chambers, maker Harrow, model revolver, serial HF-3, calibre .45"
LICENSED = tuple(f"{one}: kind {paper}" for one in ("W3", "W4") for paper in ("weapon_licence", "maintenance"))
OPENS = "06:51  ada opens the day at barn: day d1, public_view no, blanks_planned\n       expect recorded\n"
POINTS = "points action+deviations+abort+emergency+command"
PRESENT = "present pru+wes+ana+vic+ada+dora+sol+mina+june+cole+kim"
MEETS = f"ada holds the meeting at barn: {POINTS}, walk_through, finger, {PRESENT}"
SPECIFIC = "wes and sol assess specific: fields mitigation+precautions+rated+group"
S12 = "ada plans S12: place barn, weapons W1, performers june+cole+vic, actions hold+draw+aim+cock, contents EMPTY, rounds 0, on_line nobody, not toward_people, backstop hay"
GIVE = "wes gives W1 to june with dora: EMPTY, june sees EMPTY x6, shot S12, permitted aim, fit\n"


def given(rule: str, cure: str, first: str = "") -> str:
    """W1 goes to a performer, empty: refused under the rule (alone, where it says so), then the cure, then permitted."""
    return f"""{first}
09:00  wes takes out and checks W1: EMPTY x6
09:01  dora witnesses W1: EMPTY x6
09:01:20  {GIVE}       expect refused {rule}
09:01:30  {cure}
09:01:40  {GIVE}       expect recorded
"""


ROLL = "people wes/ears/eyes dora/ears/eyes cole/ears/eyes ada/ears/eyes kim/ears/eyes, roll"
SHOT = "shot S30, permitted fire, fire 3, fit"
FIRES = f"wes gives W1 to cole with dora: BLANK 3 half, cole sees BLANK x3 EMPTY x3, {SHOT}\n"
LOADS = "wes and dora prepare W1 with 3 of BLK: EMPTY x6, unfired 0, counted 3, shot S30\n"
PLANNED = {
    "backstop": '"earth bank"', "camera_near_line": "no", "camera_shielded": "no", "ejection": "nobody", "vent": "nobody", "stunt_checked": "no",
}  # fmt: skip


def plan(**other: str) -> str:
    """A plan that permits firing; a detail that is "" is left out."""
    told = {**PLANNED, **other}
    rest = ", ".join(f"{name} {value}" for name, value in told.items() if value)
    return (
        "ada plans S30: place barn, weapons W1, performers cole, actions hold+draw+aim+cock+fire, contents BLANK, load half, rounds 3, "
        f"on_line nobody, closest 9m, not toward_people, not auditorium, {rest}\n"
    )


def loaded(first: str, roll: str = ROLL) -> str:
    """W1 with three blanks, announced and witnessed, one act before it goes to the performer."""
    return f"""
08:00  {first}08:01  ada signs the plan S30 with sol
09:00  wes takes out and checks W1: EMPTY x6
09:01  {LOADS}09:01:10  ada takes the roll of the zone: {roll}
09:01:20  ada says the line is clear: shot S30
09:01:30  ada announces: kind warning, shot S30
09:01:40  ada announces: contents BLANK 3 half, shot S30
09:01:50  dora witnesses W1: BLANK x3 EMPTY x3
"""


def fired(rule: str, **bad: str) -> str:
    """The plan is refused at the hand-over for one detail, made anew without it, and permitted."""
    return f"""{loaded(plan(**bad))}
09:02  {FIRES}       expect refused only {rule}
09:02:10  {plan()}09:02:20  ada signs the plan S30 with sol
09:02:25  ada says the line is clear: shot S30
09:02:30  {FIRES}       expect recorded
"""
