"""`chamberflag example run`: the example production end to end, from its founding to a verified pack. This is what `make run` shows."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chamberflag.cli.exits import Exit
from chamberflag.cli.options import default_data, with_data

if TYPE_CHECKING:
    from chamberflag.cli.stage import Outcome, Stage
    from chamberflag.formats.day.model import DayFile

SUBJECT = "W1"  # the weapon whose trail is shown


@click.group("example")
def example_command() -> None:
    """An invented production to try everything on."""


@example_command.command("run")
@click.option("--full", is_flag=True, help="Every act of the day in its own line.")
@with_data
def run(data: Path | None, *, full: bool) -> int:
    r"""Found the example production, run its day, tell it, and show what is left behind. The second time nothing is added, only told again.

    \b
    Example:
      chamberflag example run --data dry-creek
    """
    from chamberflag.app import shipped_day
    from chamberflag.cli.output import say, screen
    from chamberflag.cli.stage import Stage, box_for
    from chamberflag.cli.story import company_lines, story
    from chamberflag.formats.day.parse import parse

    where = data or default_data().with_name("chamberflag-example")
    day = parse(shipped_day(), "dry-creek.day")
    aside = _set_aside(where, day)
    if aside is not None:
        say(f"an older example production lay in {where}; it is now in {aside}")
    box = box_for(day, where, make=True)
    try:
        outcomes = _play(Stage(box, day))
    finally:
        box.close()
    out = screen()
    out.print(f"{day.title}, an invented production", style="heading")
    for line in (*company_lines(day, out.width), *story(outcomes, out.width, full=full)):
        out.print(line)
    unmet = sum(bool(outcome.unmet) for outcome in outcomes)
    _sum(outcomes)
    _where(where)
    return int(Exit.NO if unmet else Exit.DONE)


def _set_aside(where: Path, day: DayFile) -> Path | None:
    """An example production of another version's day keeps its log, under another name; the new one begins afresh."""
    from chamberflag.app import open_box
    from chamberflag.canon.profile import b64u

    if not where.is_dir() or not any(where.iterdir()):
        return None
    box = open_box(where, watch=True)
    try:
        head, first = box.ledger.head(), day.acts[0]
        same = head is None or head.recv <= first.at or box.ledger.by_act(b64u(first.act_id)) is not None
        if box.info.kind != "example" or same:
            return None
    finally:
        box.close()
    number = next(n for n in range(1, 1000) if not where.with_name(f"{where.name}.{n}").exists())
    kept = where.with_name(f"{where.name}.{number}")
    where.rename(kept)
    memory = where.with_name(where.name + "-memory")
    if memory.exists():
        memory.rename(kept.with_name(kept.name + "-memory"))
    return kept


def _play(stage: Stage) -> list[Outcome]:
    """Every act through the recorder, with a bar while it runs."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from chamberflag.cli.output import screen

    err = screen(stderr=True)
    columns = (TextColumn("{task.description}", style="time"), BarColumn(bar_width=24), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("people, keys, letters of appointment", total=None)
        for words in stage.setup():
            bar.update(task, description=words)
        bar.update(task, total=len(stage.day.acts), description="the day, act by act, through the gate")
        outcomes: list[Outcome] = []
        for outcome in stage.run():
            outcomes.append(outcome)
            bar.advance(task)
    return outcomes


def _sum(outcomes: list[Outcome]) -> None:
    from chamberflag.cli.output import screen

    refused = sum(outcome.outcome == "refused" for outcome in outcomes)
    unmet = sum(bool(outcome.unmet) for outcome in outcomes)
    again = all(outcome.replayed for outcome in outcomes)
    screen().print()
    screen().print(
        f"{len(outcomes)} acts signed, {refused} of them refused, and the refusals are in the log, too."
        + (" All of it was on record already; nothing was added." if again else ""),
        style="good" if not unmet else "bad",
    )
    if unmet:
        screen().print(f"{unmet} acts did not meet what the day file expects of them", style="bad")


def _where(where: Path) -> None:
    from chamberflag.cli.output import screen
    from chamberflag.cli.timeline import hanging

    out, call = screen(), _call()
    shown = _short(where)
    out.print()
    out.print("What to try next", style="heading")
    for command, words in (
        (f"{call} doctor --data {shown}", "what is wrong with this box, or missing"),
        (f"{call} log show --data {shown}", "every entry of the log"),
        (f"{call} log fsck --data {shown}", "hash and replay everything that is stored"),
        (f"{call} example run --full --data {shown}", "the day again, every act in its own line"),
    ):
        out.print(command, style="who", soft_wrap=True)
        for line in hanging([("", "", 4)], words, "time", out.width):
            out.print(line)


def _call() -> str:
    """How this program is called here: by its name where the shell finds it, else by its path."""
    name = Path(sys.argv[0])
    return "chamberflag" if shutil.which("chamberflag") else _short(name) if name.name == "chamberflag" else "chamberflag"


def _short(path: Path) -> str:
    """A path as somebody standing here would type it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
