"""The answer to "who?": the chain of a subject, its gaps, who had access, the last look by two people. Source: plan-and-incident, Trace.

Wording: "stated", "had access", "not recorded". An interval runs from the entry that begins it to the one that ends it, by the box's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from chamberflag.acts.incident import Report
from chamberflag.trace.access import access_of, access_to_lot, access_to_place, gaps_of
from chamberflag.trace.carried import inside, taken_from
from chamberflag.trace.look import Looked, last_look, last_proof
from chamberflag.trace.mention import Kind, speaks_of
from chamberflag.trace.say import NOBODY, say
from chamberflag.trace.standing import NOT_RECORDED, Standing, Where, course
from chamberflag.vocabulary.words import ItemKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chamberflag.trace.access import Access, Gap
    from chamberflag.trace.line import Line

WIDE = frozenset({Kind.PERSON, Kind.SHOT})  # asked about items whose other entries decide how they stood
CALLS = frozenset({"call_cut", "call_hold", "call_break"})
ALARMS = frozenset({"stop", "resume", "lift_lockdown"})
TAKEN = frozenset({"take_out", "look_in", "pick_up", "collect"})
STORES = frozenset({"open_store", "close_store"})


class Shape(StrEnum):
    """How an entry is drawn: what somebody looked at, what somebody stated, what was refused, what cannot be told."""

    LOOKED = "looked"
    STATED = "stated"
    REFUSED = "refused"
    UNKNOWN = "unknown"


KINDS: dict[str, str] = {
    **dict.fromkeys(("check", "witness", "second_witness", "show", "observe", "prove_bore", "look_in", "prove_round", "count"), "look"),
    **dict.fromkeys(("declare", "day_declaration"), "declaration"),
    **dict.fromkeys(
        (
            "hand_over",
            "lend",
            "change_hands",
            "take_up",
            "give",
            "issue_moulded",
            "give_back",
            "collect",
            "collect_moulded",
            "pass_on",
            "pick_up",
            "take_out",
            "bring_in",
            "return_item",
            "finish",
        ),
        "hand",
    ),
    **dict.fromkeys(("open_store", "close_store", "put_away", "set_down", "lay", "accept", "move_to_evidence", "leave_set"), "store"),
    **dict.fromkeys(("load", "unload", "dispose", "prepare"), "rounds"),
    **dict.fromkeys(("use", "begin_use", "test_fire"), "use"),
    **dict.fromkeys(("report", "review", "stop", "resume", "make_safe", "quarantine", "release", "thaw"), "report"),
    **dict.fromkeys(CALLS, "call"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the chain.

    at: the box's instant in ms; claimed: the phone's; act: its type; rules: what refused it or was raised; items: whose chain it names;
    signed: who signed, each with the role signed in.
    """

    at: int
    entry: int
    kind: str
    who: tuple[str, ...]
    text: str
    act: str
    shape: Shape
    rules: tuple[str, ...]
    items: tuple[str, ...]
    claimed: int
    late: bool
    signed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything that is on record about one subject, in the order of the log."""

    kind: Kind
    subject: str
    chain: tuple[Link, ...]
    gaps: tuple[Gap, ...]
    access: tuple[Access, ...]
    look: Looked | None
    newest_look: Looked | None
    standings: tuple[Standing, ...]


def trace(kind: Kind, subject: str, lines: Sequence[Line], start: int = -1, end: int = -1) -> Trace:
    """The trace of a subject from lines in the order of the log: its own, or all of them. start, end: instants in ms, -1 = no bound.

    Of a weapon, lot or store also the unit's calls, stops and store openings since its first entry stand in the chain, if they are given.
    """
    own = own_lines(kind, subject, lines)
    items = _items(kind, subject, own, lines)
    courses = {item: course(lines if kind in WIDE else own, item, weapon=weapon) for item, weapon in items}
    standings = courses.get(subject, [])
    held = [a for item, found in courses.items() for a in access_of(found, item)]
    gaps = [] if kind is Kind.PERSON else [g for item, found in courses.items() for g in gaps_of(found, item)]
    match kind:
        case Kind.PERSON:
            held = [a for a in held if a.who == subject]
        case Kind.LOT:
            held += access_to_lot(lines, subject)
        case Kind.PLACE:
            held += access_to_place(own, subject)
        case Kind.SHOT if own:
            start, end = max(start, own[0].at), own[-1].at if end < 0 else min(end, own[-1].at)
            begun = next((line.at for line in own if line.subjects), start)
            held = [a for a in held if a.end < 0 or a.end >= begun]
            gaps = [g for g in gaps if g.end < 0 or g.end >= begun]
        case _:
            pass
    shown = sorted([*own, *_around(lines, own, standings)], key=lambda line: line.index) if standings else own
    look, newest = _look(kind, subject, shown, end)
    chain = [link(line) for line in shown if _inside(line.at, line.at, start, end)]
    return Trace(
        kind=kind,
        subject=subject,
        chain=tuple(chain),
        gaps=tuple(g for g in sorted(gaps, key=lambda g: g.from_entry) if _inside(g.start, g.end, start, end)),
        access=tuple(a for a in sorted(held, key=lambda a: a.from_entry) if _inside(a.start, a.end, start, end)),
        look=look,
        newest_look=newest,
        standings=tuple(standings),
    )


def own_lines(kind: Kind, subject: str, lines: Sequence[Line]) -> list[Line]:
    """The entries of the subject itself.

    Of a round also those of the lots it was proved in, for where they were it was; of a lot those of a weapon that holds rounds of it; of a
    place those by which things leave it; of a shot also those of the weapons that its own
    entries name, from the moment they were taken in hand for it to the last of these.
    """
    own = [line for line in lines if speaks_of(line, kind, subject)]
    items = frozenset(item for line in own for item in line.subjects)
    match kind:
        case Kind.ROUND:
            return [line for line in lines if items.intersection(line.subjects)]
        case Kind.SHOT if items:
            taken, used = {line.index for line in own}, [line.index for line in own if line.subjects]
            begun = (line.index for line in lines if line.type in TAKEN and line.index < used[0] and items.intersection(line.subjects))
            first, last = max(begun, default=used[0]), used[-1]
            return [line for line in lines if line.index in taken or (first <= line.index <= last and items.intersection(line.subjects))]
        case Kind.LOT:
            taken = {line.index for line in own} | inside(lines, subject)
            return [line for line in lines if line.index in taken]
        case Kind.PLACE:
            taken = {line.index for line in own} | {line.index for line, _, _ in taken_from(lines, subject)}
            return [line for line in lines if line.index in taken]
        case _:
            return own


def _inside(first: int, last: int, start: int, end: int) -> bool:
    return (end < 0 or first <= end) and (last < 0 or last >= start)


def _items(kind: Kind, subject: str, own: Sequence[Line], lines: Sequence[Line]) -> list[tuple[str, bool]]:
    """The items whose course is asked for, and whether each is a weapon: of a round its lots, of a person or shot what they name."""
    match kind:
        case Kind.WEAPON:
            return [(subject, True)]
        case Kind.LOT | Kind.PLACE:
            return [(subject, False)]
        case Kind.ROUND:
            return [(item, False) for item in dict.fromkeys(s for line in own for s in line.subjects)]
        case Kind.PERSON | Kind.SHOT:
            weapons = frozenset(known(lines, ItemKind.WEAPON))
            return [(item, item in weapons) for item in dict.fromkeys(s for line in own for s in line.subjects)]


def _look(kind: Kind, subject: str, own: Sequence[Line], end: int) -> tuple[Looked | None, Looked | None]:
    before = [line for line in own if end < 0 or line.at <= end]
    match kind:
        case Kind.WEAPON:
            return last_look(before, subject)
        case Kind.LOT | Kind.PLACE:
            return last_proof(before, subject)
        case _:
            return None, None


def _around(lines: Sequence[Line], own: Sequence[Line], standings: Sequence[Standing]) -> Iterator[Line]:
    """What happened to the whole unit meanwhile: stops and harm always; calls and openings of its store where they bear on the item."""
    taken = {line.index for line in own}
    changes = iter(standings)
    now, following = NOT_RECORDED, next(changes, None)
    first = own[0].index
    for line in lines:
        while following is not None and following.index <= line.index:
            now, following = following, next(changes, None)
        if line.index in taken or line.index < first or now.where is Where.AWAY:
            continue
        harm = any(isinstance(step.body, Report) and step.body.harm for step in line.counts)
        called = line.type in CALLS and now.where in {Where.HAND, Where.UNATTENDED}
        opened = line.type in STORES and now.where is Where.STORE and (not now.place or now.place in line.subjects)
        if harm or line.type in ALARMS or called or opened:
            yield line


def link(line: Line) -> Link:
    """An entry as it stands in a chain."""
    kind = "refused" if line.refused else KINDS.get(line.type, "record")
    if line.refused:
        shape = Shape.REFUSED
    elif not line.steps or not line.people:
        shape = Shape.UNKNOWN
    else:
        shape = Shape.LOOKED if kind == "look" else Shape.STATED
    signed = tuple(f"{s.person or NOBODY} ({s.role.replace('_', ' ')})" for s in line.signers)
    return Link(
        line.at, line.index, kind, line.people, say(line), line.type, shape, line.rules, line.subjects, line.claimed, line.late, signed
    )


def had_access(found: Trace, from_entry: int, to_entry: int) -> frozenset[str]:
    """Who had access after entry `from_entry` and before entry `to_entry`: people, and `anyone`."""
    return frozenset(a.who for a in found.access if a.from_entry < to_entry and (a.to_entry < 0 or a.to_entry > from_entry))


def known(lines: Sequence[Line], kind: ItemKind) -> tuple[str, ...]:
    """Every item that somebody described as one of this kind when it arrived or was accepted, in order of first mention."""
    things = (thing for line in lines for step in line.steps for thing in getattr(step.body, "things", ()))
    return tuple(dict.fromkeys(thing.id for thing in things if thing.kind is kind))
