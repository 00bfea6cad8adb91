"""`chamberflag day run FILE`: a plain-text day through the real recorder, into an example or practice log only."""

from __future__ import annotations

from pathlib import Path

import click

from chamberflag.cli.exits import Exit
from chamberflag.cli.options import default_data, file_argument, read_bytes, with_alone, with_data, with_json


@click.group("day")
def day_command() -> None:
    """Days written as plain text (docs/formats/day.md)."""


@day_command.command("run")
@file_argument("file")
@with_alone
@with_data
@with_json
def run(file: Path, data: Path | None, *, alone: bool, as_json: bool) -> int:
    """Run a day file act by act and say what each step met.

    Writes only to a log whose genesis says `example` or `practice`. Where --data names an empty folder, an example log is founded there.
    A refusal is no failure; an expectation that is not met is (exit 1). The same file again adds nothing.
    """
    from itertools import groupby

    from chamberflag.cli.output import document, say, screen
    from chamberflag.cli.stage import Stage, box_for, try_all
    from chamberflag.cli.story import statement_lines
    from chamberflag.formats.day.parse import parse

    day = parse(read_bytes(file), file.name)
    try_all(day)
    for warning in day.warnings:
        say(f"warning: {warning}")
    box = box_for(day, data or default_data(), make=data is not None, alone=alone)
    unmet = refused = 0
    try:
        stage = Stage(box, day)
        made = sum(1 for _ in stage.setup())
        if made:
            say(f"before the first act: {made} acts that put people, keys, letters of appointment and rule packs on record")
        for _, acts in groupby(stage.run(), key=lambda outcome: outcome.act.line):
            statement = list(acts)
            unmet += sum(bool(outcome.unmet) for outcome in statement)
            refused += sum(outcome.outcome == "refused" for outcome in statement)
            if as_json:
                for outcome in statement:
                    document(outcome.plain())
            else:
                for line in statement_lines(statement, screen().width, full=True):
                    screen().print(line)
    finally:
        box.close()
    say(f"{len(day.acts)} acts, {refused} refused, {unmet} expectations not met")
    return int(Exit.NO if unmet else Exit.DONE)


@day_command.command("act")
@file_argument("file")
@click.argument("number", type=click.IntRange(min=1), metavar="N")
@with_data
def act(file: Path, number: int, data: Path | None) -> int:
    """Write act N of a day file as a box would sign it now: line 1, for `gate explain --act`. Nothing is recorded."""
    from chamberflag.app import open_box
    from chamberflag.cli.pen import Pen
    from chamberflag.cli.stage import Stage, sheet_of, try_all
    from chamberflag.formats.day.parse import parse
    from chamberflag.vocabulary.errors import Malformed

    day = parse(read_bytes(file), file.name)
    try_all(day)
    if number > len(day.acts):
        raise Malformed("malformed.day", f"there are {len(day.acts)} acts, not {number}", file.name)
    box = open_box(data or default_data(), watch=True)
    try:
        line, _ = Pen(box).line(sheet_of(Stage(box, day).company, day.acts[number - 1]))
    finally:
        box.close()
    click.echo(line.decode())
    return int(Exit.DONE)


@day_command.command("acts")
@click.argument("name", default="", metavar="[NAME]")
def acts_command(name: str) -> int:
    """How every act, or one, is written in a day file: its verbs, who signs, what may stand after the colon."""
    from chamberflag.app import act_table
    from chamberflag.cli.output import say
    from chamberflag.formats.day import grammar
    from chamberflag.formats.day.verbs import VERBS
    from chamberflag.vocabulary.near import near

    found = dict(grammar.acts(act_table()))
    kind = VERBS.get(name, name)
    if name and kind not in found:
        say(f"chamberflag: day acts: no act is called {name!r}{near(name, [*found, *VERBS])}")
        return int(Exit.USAGE)
    for one in [kind] if name else found:
        click.echo(f"{one}\n{found[one]}".replace("`", ""))
    return int(Exit.DONE)
