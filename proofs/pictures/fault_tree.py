"""A fault tree: what must not happen, an OR over the cut sets, an AND over the failures of each. Drawn from `proofs/cuts.json`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proofs.cuts.record import as_set, said
from proofs.cuts.variants import book
from proofs.pictures.canvas import FAINT, LINE, Box, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from proofs.cuts.variants import Failure

COLUMN, GAP, EDGE, ROW = 178, 14, 20, 7  # widths in units; so many cut sets stand beside each other at most
BESIDE = """This counts failures, not probabilities: pressure, habit or friendship can make several failures as likely as one. It rests on
the assumptions that stand in the page beside it, and says nothing of a weapon handed over without the product.""".replace("\n", " ")
CALM, HARD = "#eef3f8", "#fbe9e7"


@dataclass(frozen=True, slots=True)
class Branch:
    """Cut sets that differ in one person only: for each kind of failure who may commit it, any one of them."""

    failures: tuple[tuple[str, tuple[str, ...]], ...]
    sets: int


def branches(sets: Iterable[frozenset[Failure]]) -> list[Branch]:
    """The cut sets, joined where all that differs is who commits one of the failures; the largest joins first."""
    left = sorted(set(sets), key=lambda cut: (len(cut), sorted(cut)))
    made: list[Branch] = []
    while left:
        joins: dict[tuple[frozenset[Failure], str], list[str]] = {}
        for cut in left:
            for failure in cut:
                joins.setdefault((cut - {failure}, failure[0]), []).append(failure[1])
        (rest, kind), people = max(joins.items(), key=lambda item: (len(item[1]), sorted(item[0][0]), item[0][1]))
        if len(people) == 1:
            made += [Branch(in_order([(k, (p,)) for k, p in cut]), 1) for cut in left]
            break
        left = [cut for cut in left if not any(cut == rest | {(kind, person)} for person in people)]
        failures = [*((k, (p,)) for k, p in rest), (kind, tuple(p for p in book().called if p in people))]
        made.append(Branch(in_order(failures), len(people)))
    return sorted(made, key=lambda b: (len(b.failures), b.failures))


def in_order(failures: list[tuple[str, tuple[str, ...]]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Who may be several comes first, then as the file names people and kinds of failures."""
    people, kinds = list(book().called), list(book().kind)
    return tuple(sorted(failures, key=lambda f: (-len(f[1]), people.index(f[1][0]), kinds.index(f[0]))))


def everyone(found: dict[str, Any]) -> frozenset[str]:
    """Everybody who is there to fail."""
    return frozenset(person for _, person in found["failures"])


def who(people: tuple[str, ...], there: frozenset[str]) -> str:
    """Several people, any one of whom."""
    names = [book().called.get(person, person) for person in people]
    if there and there <= frozenset(people):
        return "anybody"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def fault_tree(name: str, found: dict[str, Any]) -> str:
    """The picture of one procedure."""
    variant = book().variant[name]
    top = book().top[variant.top]
    listed = branches(map(as_set, found["sets"]))
    columns = min(max(len(listed), 3), ROW)
    width = 2 * EDGE + columns * COLUMN + (columns - 1) * GAP
    sheet = Sheet(f"Fault tree. {variant.title}", described(top.says, found, listed), width)
    lines = [
        (variant.title, True),
        (f"Least number that reach it: {said(found)}.", False),
    ]
    y = EDGE
    for told, bold in lines:
        for line in _broken(told, width - 2 * EDGE, bold=bold):
            sheet.text(EDGE, y + 12, line, bold=bold)
            y += LINE
    y += 10
    middle = width // 2
    event = Box("", top.says, min(520, width - 2 * EDGE), fill=HARD)
    sheet.put(event, middle - event.width // 2, y)
    y += event.height
    sheet.line((middle, y), (middle, y + 14))
    sheet.gate("OR", middle, y + 14)
    y += 54
    first, spine = y + 16, EDGE // 2
    sheet.line((middle, y - 6), (middle, first))
    for start in range(0, len(listed), columns):
        if start:  # a further row hangs on a line at the left edge
            sheet.line((middle, first), (spine, first), (spine, y + 16))
        y = _row(sheet, listed[start : start + columns], spine if start else middle, width, y, everyone(found))
    for line in _broken(BESIDE, width - 2 * EDGE):
        sheet.text(EDGE, y + 14, line, fill=FAINT)
        y += LINE
    return sheet.svg()


def _broken(told: str, room: int, *, bold: bool = False) -> list[str]:
    return [line for line, _ in Box(told if bold else "", "" if bold else told, room + 20).lines]


def _row(sheet: Sheet, listed: list[Branch], hangs: int, width: int, y: int, there: frozenset[str]) -> int:
    """Some AND gates beside each other with their failures; where the next row begins. hangs: where their line comes from."""
    left = (width - len(listed) * (COLUMN + GAP) + GAP) // 2
    bar = bottom = y + 16
    for n, branch in enumerate(listed):
        x = left + n * (COLUMN + GAP)
        centre = x + COLUMN // 2
        sheet.line((hangs, bar), (centre, bar), (centre, bar + 16))
        sheet.gate("AND", centre, bar + 16)
        at = bar + 16 + 40
        sheet.line((centre, at), (centre, at + 14))
        at += 14
        for kind, people in branch.failures:
            told = book().kind[kind]
            name = who(people, there)
            head = name[:1].upper() + name[1:] if len(people) == 1 or name == "anybody" else f"Any one of: {name}"
            box = Box(head, told.does, COLUMN, "round", HARD if told.deliberate else CALM)
            sheet.line((centre, at - 6), (centre, at))
            sheet.put(box, x, at)
            at += box.height + 10
        bottom = max(bottom, at)
    return bottom + 22


def described(says: str, found: dict[str, Any], listed: list[Branch]) -> str:
    """The picture in words, for those who do not see it."""
    sets = "; or ".join(
        " and ".join(f"{who(people, everyone(found))} {book().kind[kind].does}" for kind, people in branch.failures) for branch in listed
    )
    return f"{says} {said(found)}. It happens if {sets or 'nothing that is modelled'}."
