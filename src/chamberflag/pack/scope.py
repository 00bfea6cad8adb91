"""Which entries a pack holds: the whole log, all about one weapon, or all about one incident. Source: log.md section 12, commands.md.

A part always holds besides what is about everybody: the founding, every act on keys (signatures are judged by them), rule packs adopted,
stops, calls, reports and their reviews, bullet rounds wherever they were found, overrides and holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from chamberflag.acts.act import plain
from chamberflag.acts.incident import Review
from chamberflag.acts.weapons import PutAway, SetDown
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.words import Chamber

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chamberflag.trace.line import Line

ALL, WEAPON, INCIDENT = "all", "weapon", "incident"
BULLET = str(Chamber.BULLET)
ALWAYS = frozenset(
    {
        *("genesis", "key.enrolled", "key.revoked", "key.compromised_since", "origins.set", "log.key.next", "adopt_rules"),
        *("stop", "resume", "lift_lockdown", "call_cut", "call_hold", "call_break", "open_day", "close_day", "wrap"),
        *("report", "review", "bullet_removed", "override", "lift_hold", "unbound.counted", "draft.abandoned", "self_test.ran"),
        *("redaction.done", "legal_hold.placed", "legal_hold.lifted", "clock.stepped", "fork.suspected", "start_without_memory"),
    }
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a pack is about. kind: all, weapon or incident; id: the weapon, or the act id or case of the incident."""

    kind: str = ALL
    id: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """The entries of a scope in order, None = all; items: those whose own chain is whole in it."""

    entries: tuple[int, ...] | None
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """Which log and which part of it a pack is about. size, root: of the head."""

    origin: str
    vkey: str
    size: int
    root: str
    scope: Scope
    selection: Selection


def select(scope: Scope, lines: Sequence[Line]) -> Selection:
    """The entries of a scope, from all lines of the log. Raises Malformed where nothing is known of the weapon or incident."""
    match scope.kind:
        case "weapon":
            items: set[str] = {scope.id}
            chosen = _about(lines, items)
        case "incident":
            chosen, items = _incident(lines, scope.id)
        case _:
            return Selection(None, ())
    if not chosen:
        raise Malformed("malformed.scope", f"the log knows no {scope.kind} {scope.id!r}", scope.kind)
    stores = {place for index in chosen for place in _places(lines[index])}
    around = {line.index for line in lines if line.type in ALWAYS or _bullet(line) or stores.intersection(line.subjects)}
    return Selection(tuple(sorted(chosen | around)), tuple(sorted(items)))


def _about(lines: Iterable[Line], items: set[str]) -> set[int]:
    return {line.index for line in lines if items.intersection(line.subjects) or items.intersection(_named(line))}


def _named(line: Line) -> set[str]:
    """Items that a paper, a plan or a count speaks of without moving their chain."""
    found: set[str] = set()
    for step in line.steps:
        body = plain(step.body)
        found.update(str(body[name]) for name in ("about", "other") if name in body)
        for name in ("weapons", "lots"):
            value = body.get(name)
            found.update(map(str, cast("list[object]", value)) if isinstance(value, list) else ())
    return found


def _places(line: Line) -> set[str]:
    """Stores and containers into which the item went: their openings belong to its story."""
    bodies = [step.body for step in line.steps]
    return {body.into for body in bodies if isinstance(body, PutAway) and body.into} | {
        body.at for body in bodies if isinstance(body, SetDown) and body.at
    }


def _bullet(line: Line) -> bool:
    """Whether somebody says in it that there is or was a bullet round: that holds up the whole unit."""
    return any(_says(plain(step.body), BULLET) for step in line.steps)


def _says(value: object, word: str) -> bool:
    match value:
        case dict():
            return any(_says(member, word) for member in cast("dict[str, object]", value).values())
        case list() | tuple():
            return any(_says(member, word) for member in cast("list[object]", value))
        case _:
            return value == word


def _incident(lines: Sequence[Line], name: str) -> tuple[set[int], set[str]]:
    """The report or case of this name, the items it names and everything about them, its accounts, exhibits, reviews and corrections."""
    seeds = {line.index for line in lines if line.act_id == name or any(getattr(step.body, "case", None) == name for step in line.steps)}
    items = {item for index in seeds for item in lines[index].subjects}
    chosen: set[int] = seeds | (_about(lines, items) if items else set())
    ids = {lines[index].act_id for index in chosen}
    for line in lines if seeds else ():
        for step in line.steps:
            reviewed = isinstance(step.body, Review) and bool({"all", *ids}.intersection(step.body.reports))
            if reviewed or getattr(step.body, "of", None) in ids:
                chosen.add(line.index)
    return chosen, items
