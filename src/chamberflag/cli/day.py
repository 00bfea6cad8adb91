"""`chamberflag day run FILE`: a plain-text day through the real recorder, into an example or practice log only."""

from __future__ import annotations

from pathlib import Path

import click

from chamberflag.cli.exits import Exit
from chamberflag.cli.options import default_data, file_argument, read_bytes, with_data, with_json


@click.group("day")
def day_command() -> None:
    """Days written as plain text (docs/formats/day.md)."""


@day_command.command("run")
@file_argument("file")
@with_data
@with_json
def run(file: Path, data: Path | None, *, as_json: bool) -> int:
    """Run a day file act by act and say what each step met.

    Writes only to a log whose genesis says `example` or `practice`. Where --data names an empty folder, an example log is founded there.
    A refusal is no failure; an expectation that is not met is (exit 1). The same file again adds nothing.
    """
    from chamberflag.cli.output import document, say, screen
    from chamberflag.cli.stage import Stage, box_for, try_all
    from chamberflag.cli.timeline import lines
    from chamberflag.formats.day.parse import parse

    day = parse(read_bytes(file), file.name)
    try_all(day)
    box = box_for(day, data or default_data(), make=data is not None)
    unmet = refused = 0
    try:
        stage = Stage(box, day)
        for words in stage.setup():
            if not as_json:
                screen(stderr=True).print(f"before: {words}", style="time")
        for outcome in stage.run():
            unmet += bool(outcome.unmet)
            refused += outcome.outcome == "refused"
            if as_json:
                document(outcome.plain())
            else:
                for line in lines(outcome, screen().width):
                    screen().print(line)
    finally:
        box.close()
    say(f"{len(day.acts)} acts, {refused} refused, {unmet} expectations not met")
    return int(Exit.NO if unmet else Exit.DONE)
