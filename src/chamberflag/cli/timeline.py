"""The day as it goes by, line by line: what was done, what was refused with every reason, its source and what clears it."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from rich.text import Text as Line

from chamberflag.ledger.wording import Said, facts_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chamberflag.cli.stage import Outcome

_TIME = re.compile(r"^(\d?\d:\d\d(:\d\d)?|\+\d+\w+)\s+")
_LABEL = re.compile(r"\s+\[[\w-]+\]$")
INDENT = 10  # under the words of an act
REASON = 21  # under the words of a reason
IN_FULL = 2  # reasons of one refusal that a brief telling gives in full; of the others it says what clears them
WIDEST = 110  # longer lines are not read


def clock(at: int) -> str:
    """Hour, minute, and seconds where there are any."""
    then = datetime.fromtimestamp(at / 1000, UTC)
    return then.strftime("%H:%M:%S" if then.second else "%H:%M")


def words_of(outcome: Outcome) -> str:
    """What the file says of an act, without its time and label."""
    return _LABEL.sub("", _TIME.sub("", outcome.act.text))


def entry_of(outcomes: list[Outcome]) -> str:
    """`#95`, `#90-103`, or nothing where nothing was recorded."""
    found = [outcome.entry for outcome in outcomes if outcome.entry >= 0]
    if not found:
        return ""
    return f"#{found[0]}" if len(found) == 1 else f"#{found[0]}-{found[-1]}"


def below(outcome: Outcome, width: int, *, brief: bool = False) -> Iterator[Line]:
    """What stands under an act: why it was refused, what it raised, what the file had expected. brief: one source a reason."""
    if outcome.error is not None:
        yield from hanging([("", "", INDENT)], f"not recorded: {outcome.error.text} [{outcome.error.code}]", "bad", width)
    elif outcome.outcome == "refused":
        where = f" at step {outcome.step}, {_step(outcome)}" if outcome.step else ""
        yield from hanging([("", "", INDENT)], f"REFUSED{where}", "refuse", width)
        for number, said in enumerate(_once(outcome.said)):
            if brief and number >= IN_FULL:
                yield from hanging([("", "", INDENT), (said.rule, "rule", REASON - INDENT)], said.clears, "clears", width)
            else:
                yield from reason_lines(said, width, brief=brief)
    elif outcome.said:
        for said in _once(outcome.said):
            yield from hanging([("", "", INDENT), (said.rule, "recorded", REASON - INDENT)], _raised(said), "recorded", width)
    for text in outcome.unmet:
        yield from hanging([("", "", INDENT)], f"UNEXPECTED  {text}", "bad", width)


def _step(outcome: Outcome) -> str:
    steps = cast("list[dict[str, object]]", outcome.act.body["steps"])
    return str(steps[outcome.step - 1]["type"]).replace("_", " ")


def _raised(said: Said) -> str:
    """What a recorded act brings up: nothing refuses it, something has to be done."""
    return f"to do: {said.clears if said.clears != '-' else said.text}"


def _once(reasons: Sequence[Said]) -> list[Said]:
    """Each rule with its requirement once: several parts of one rule have one text; what they read is put together."""
    found: dict[tuple[str, str, str], Said] = {}
    for one in reasons:
        key = (one.rule, one.text, one.about)
        first = found.get(key, one)
        found[key] = replace(first, facts={**first.facts, **one.facts}, unknown=tuple(dict.fromkeys((*first.unknown, *one.unknown))))
    return list(found.values())


def reason_lines(said: Said, width: int, *, brief: bool = False) -> Iterator[Line]:
    """A reason: rule and requirement, what the record says, what clears it, the source. brief: one source."""
    yield from hanging([("", "", INDENT), (said.rule, "rule", REASON - INDENT)], said.text, "", width)
    rest = (
        ("on record", facts_line(said), "time"),
        ("to clear", said.clears if said.clears != "-" else "", "clears"),
        ("source", _first(said.source) if brief else said.source, "source"),
    )
    for label, text, style in rest:
        if text:
            yield from hanging([("", "", INDENT), (label, "time", REASON - INDENT)], text, style, width)


def _first(sources: str) -> str:
    """The first of several sources, and how many more there are."""
    first, _, more = sources.partition("; ")
    return f"{first}; {more.count('; ') + 1} more" if more else first


def hanging(before: list[tuple[str, str, int]], text: str, style: str, width: int) -> Iterator[Line]:
    """Columns (words, style, width), then text that goes on under itself; no line is longer than `width`."""
    indent = sum(column for _, _, column in before)
    room = max(min(width, WIDEST) - indent, 20)
    for number, part in enumerate(textwrap.wrap(text, room, break_on_hyphens=False) or [""]):
        line = Line()
        if number == 0:
            for words, look, column in before:
                line.append(f"{words:<{column}}", look)
        else:
            line.append(" " * indent)
        line.append(part, style)
        line.rstrip()
        yield line
