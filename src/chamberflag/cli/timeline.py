"""The day as it goes by, line by line: what was done, what was refused with every reason, its source and what clears it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text as Line

from chamberflag.cli.wording import Said, facts_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from chamberflag.cli.stage import Outcome

_TIME = re.compile(r"^(\d?\d:\d\d(:\d\d)?|\+\d+\w+)\s+")
INDENT = 10


def clock(at: int) -> str:
    """Hour, minute, and seconds where there are any."""
    then = datetime.fromtimestamp(at / 1000, UTC)
    return then.strftime("%H:%M:%S" if then.second else "%H:%M")


def act_line(outcome: Outcome) -> Line:
    """Time, words of the file, and what the box said."""
    line = Line()
    line.append(f"{clock(outcome.act.at):<{INDENT}}", "time")
    line.append(re.sub(r"\s+\[[\w-]+\]$", "", _TIME.sub("", outcome.act.text)))
    if outcome.entry >= 0:
        line.append(f"  #{outcome.entry}", "time")
    return line


def lines(outcome: Outcome) -> Iterator[RenderableType]:
    """The lines of one step: the act, and below it what the gate refused or raised."""
    yield act_line(outcome)
    if outcome.error is not None:
        yield _below(Line(f"not recorded: {outcome.error.text} [{outcome.error.code}]", "bad"))
    elif outcome.outcome == "refused":
        where = f" at step {outcome.step}" if outcome.joint else ""
        yield _below(Line(f"REFUSED{where}", "refuse"))
        for said in outcome.said:
            yield from reason_lines(said)
    elif outcome.said:
        raised = ", ".join(outcome.rules)
        yield _below(Line(f"recorded; brings up {raised}", "recorded"))
    for text in outcome.unmet:
        yield _below(Line(f"UNEXPECTED  {text}", "bad"))


def reason_lines(said: Said) -> Iterator[RenderableType]:
    """A reason: rule and requirement, what the record says, the source, what clears it."""
    head = Line()
    head.append(f"{said.rule:<8}", "rule")
    head.append(said.text)
    yield Padding(head, (0, 0, 0, INDENT + 2))
    about = Line()
    facts = facts_line(said)
    if facts:
        about.append(f"the record says: {facts}", "time")
        yield Padding(about, (0, 0, 0, INDENT + 10))
    if said.source:
        yield Padding(Line(said.source, "source"), (0, 0, 0, INDENT + 10))
    if said.clears and said.clears != "-":
        clears = Line("to clear it: ", "clears")
        clears.append(said.clears)
        yield Padding(clears, (0, 0, 0, INDENT + 10))


def _below(line: Line) -> RenderableType:
    return Padding(line, (0, 0, 0, INDENT))
