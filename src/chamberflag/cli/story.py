"""A day told briefly: what was refused stands in full, with the act before it and all until it was put right; the rest is folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text as Line

from chamberflag.cli.timeline import INDENT, WIDEST, below, clock, entry_of, hanging, words_of
from chamberflag.vocabulary.words import Role

if TYPE_CHECKING:
    from chamberflag.cli.stage import Outcome
    from chamberflag.formats.day.model import DayFile

Statement = list["Outcome"]  # the acts that one line of the file made
HANDED = frozenset({"witness", "give", "hand_over", "lend"})
FINDINGS = frozenset({"witness", "show", "check", "report", "observe"})
CLOSES = frozenset({"release", "review"})
ROLE_WORDS = {Role.LEAD: "weapons lead", Role.AD: "first AD", Role.SAFETY: "safety supervisor", Role.DP: "director of photography"}


def company_lines(day: DayFile, width: int) -> Iterator[Line]:
    """Who and what the day has."""
    people = ", ".join(f"{p.name or p.id} ({ROLE_WORDS.get(Role(p.roles[0]), p.roles[0])})" for p in day.people.values())
    yield from hanging([("people", "time", INDENT)], people, "", width)
    for kind, words in (("weapon", "weapons"), ("lot", "lots")):
        found = ", ".join(f"{item.id} {_thing(item.thing)}" for item in day.items.values() if item.kind == kind)
        if found:
            yield from hanging([(words, "time", INDENT)], found, "", width)


def _thing(thing: Mapping[str, object]) -> str:
    model = thing.get("model") or thing.get("calibre") or ""
    return f"{thing.get('class') or thing.get('rounds') or ''} {model}".strip()


def story(outcomes: Sequence[Outcome], width: int, *, full: bool) -> Iterator[Line]:
    """The lines of a day, scene by scene. full: every act in its own line."""
    seen: set[str] = set()
    for scene, acts in groupby(outcomes, key=lambda outcome: outcome.act.scene):
        statements = [list(made) for _, made in groupby(acts, key=lambda outcome: outcome.act.line)]
        yield Line()
        yield from _heading(scene, statements, width)
        told = set(range(len(statements))) if full else _told(statements, seen)
        for is_told, numbers in groupby(range(len(statements)), key=lambda number: number in told):
            stretch = [statements[number] for number in numbers]
            if is_told:
                for statement in stretch:
                    yield from statement_lines(statement, width, full=full)
            else:
                yield from _folded(stretch, width)


def _heading(scene: str, statements: Sequence[Statement], width: int) -> Iterator[Line]:
    line = Line()
    line.append(f"{clock(statements[0][0].act.at):<{INDENT}}", "heading")
    line.append(scene or "the day", "heading")
    line.truncate(min(width, WIDEST), overflow="ellipsis")
    yield line


def _told(statements: Sequence[Statement], seen: set[str]) -> set[int]:
    """Which statements are told in full. seen: rules that an act brought up before; the first time of each is told."""
    told: set[int] = set()
    for at, statement in enumerate(statements):
        raised = {rule for outcome in statement if outcome.outcome == "recorded" for rule in outcome.rules}
        if _refused(statement):
            told.update(range(max(at - 1, 0), _righted(statements, at) + 1))
        elif raised and statement[0].act.type in FINDINGS:
            told.update(range(at, _closed(statements, at) + 1))
        elif raised - seen or statement[0].act.type in HANDED or any(outcome.unmet for outcome in statement):
            told.add(at)
        seen |= raised
    return told


def _refused(statement: Statement) -> bool:
    return any(outcome.outcome == "refused" for outcome in statement)


def _righted(statements: Sequence[Statement], at: int) -> int:
    """Where the same act on the same items went through; the refused one itself, where none did."""
    first = statements[at][0].act
    for later in range(at + 1, len(statements)):
        act = statements[later][0].act
        if (act.type, act.subjects) == (first.type, first.subjects) and not _refused(statements[later]):
            return later
    return at


def _closed(statements: Sequence[Statement], at: int) -> int:
    """Where a finding or report on an item was closed; itself, where it was not."""
    items = set(statements[at][0].act.subjects)
    closed = (n for n in range(at, len(statements)) if statements[n][0].act.type in CLOSES and items & set(statements[n][0].act.subjects))
    return next(closed, at)


def statement_lines(statement: Statement, width: int, *, full: bool) -> Iterator[Line]:
    """The acts that one line of the file made: its words, and below them whatever a reader must know of each."""
    first = statement[0]
    several = f"  ({len(statement)} acts)" if len(statement) > 1 else ""
    style = "tried" if _refused(statement) else ""
    yield from hanging([(clock(first.act.at), "time", INDENT)], f"{words_of(first)}{several}  {entry_of(statement)}".rstrip(), style, width)
    for outcome in statement:
        yield from below(outcome, width, brief=not full)


def _folded(stretch: Sequence[Statement], width: int) -> Iterator[Line]:
    """Routine acts: how many of which."""
    acts = [outcome for statement in stretch for outcome in statement]
    counted = Counter(act.act.type.replace("_", " ") for act in acts)
    words = ", ".join(f"{kind} x{n}" if n > 1 else kind for kind, n in counted.items())
    yield from hanging([(clock(acts[0].act.at), "time", INDENT)], f"{words}  {entry_of(acts)}", "time", width)
