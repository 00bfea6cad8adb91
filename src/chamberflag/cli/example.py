"""`chamberflag example run`: the example production end to end, from its founding to a verified pack. This is what `make run` shows."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chamberflag.cli.exits import Exit, worst
from chamberflag.cli.options import default_data, with_data

if TYPE_CHECKING:
    from chamberflag.cli.stage import Outcome, Stage
    from chamberflag.formats.day.model import DayFile

SUBJECT = "W1"  # the weapon whose trail is shown, and the stretch of it
LEGEND = (
    "Everything below was signed act by act, put to the gate, and written into a log that nobody can change unnoticed; #75 is entry 75. "
    "What the gate refused stands in red, with every rule that refused it, what the record said, and what clears it. Times are UTC."
)
STRETCH = ("--from", "2027-03-09 09:00", "--to", "2027-03-09 10:12")


@click.group("example")
def example_command() -> None:
    """An invented production to try everything on."""


@example_command.command("run")
@click.option("--full", is_flag=True, help="Every act of the day in its own line.")
@with_data
def run(data: Path | None, *, full: bool) -> int:
    """Found the example production, run its day, tell it, and show what is left behind. A second time it is only told again."""
    from chamberflag.app import shipped_day
    from chamberflag.cli.output import say, screen
    from chamberflag.cli.stage import Stage, box_for
    from chamberflag.cli.story import company_lines, story
    from chamberflag.cli.timeline import hanging
    from chamberflag.formats.day.parse import parse

    where = data or default_data().with_name("chamberflag-example")
    day = parse(shipped_day(), "dry-creek.day")
    aside = _set_aside(where, day)
    if aside is not None:
        say(f"an older example production lay in {where}; it is now in {aside}")
    box = box_for(day, where, make=True)
    try:
        outcomes = _play(Stage(box, day))
        vkey, instance = box.info.vkey, box.info.origin.split("/")[2].removeprefix("p_")
    finally:
        box.close()
    out = screen()
    out.print(f"{day.title}, an invented production", style="heading")
    for line in hanging([], LEGEND, "time", out.width):
        out.print(line)
    out.print()
    for line in (*company_lines(day, out.width), *story(outcomes, out.width, full=full)):
        out.print(line)
    _sum(outcomes)
    codes = [int(Exit.NO) if any(outcome.unmet for outcome in outcomes) else int(Exit.DONE), _trail(where)]
    pack, key = where.with_name(f"{where.name}-{instance}.zip"), where.with_name(f"{where.name}-{instance}.vkey")
    key.write_text(vkey + "\n")
    codes.append(_packed(where, pack, vkey))
    _where(where, pack, key)
    return worst(codes)


def _trail(where: Path) -> int:
    """The trace of one weapon, the stretch in which most happened to it."""
    from chamberflag.cli.main import run as command

    _head(f"Who? The trail of {SUBJECT} that morning, from the log alone")
    return command(["trace", "weapon", SUBJECT, *STRETCH, "--data", str(where)])


def _packed(where: Path, pack: Path, vkey: str) -> int:
    """A pack of the whole log, and its check as anybody would make it; the exit code of the check."""
    from chamberflag.cli.output import screen
    from chamberflag.cli.pack import make_pack, verify_pack
    from chamberflag.pack.scope import Scope
    from chamberflag.pack.verify.told import words

    _head("The evidence pack, checked as anybody can check it")
    make_pack(where, pack, Scope())
    answer = verify_pack(pack, vkey)
    code = int(answer["exit"])
    screen().print(words(answer).rstrip(), style="good" if code == Exit.DONE else "bad")
    return code


def _head(text: str) -> None:
    from chamberflag.cli.output import screen

    screen().print()
    screen().print(text, style="heading")


def _set_aside(where: Path, day: DayFile) -> Path | None:
    """What an older version's example left keeps its log, under another name; the new one begins afresh. Where it now lies."""
    memory = where.with_name(where.name + "-memory")
    empty = not where.exists() or (where.is_dir() and not any(where.iterdir()))
    ours = empty or any(where.parent.glob(f"{where.name}-*.vkey"))  # a log that somebody else's day made is not moved
    if not ours or (not empty and _goes_on(where, day)) or (empty and not memory.exists()):
        return None
    number = next(n for n in range(1, 1000) if not any(path.with_name(f"{path.name}.{n}").exists() for path in (where, memory)))
    for path in (where, memory):
        if path.exists():
            path.rename(path.with_name(f"{path.name}.{number}"))
    return where.with_name(f"{where.name}.{number}")


def _goes_on(where: Path, day: DayFile) -> bool:
    """Whether the log there is of this day and these rules, or none of ours to move."""
    from chamberflag.acts import act as acts
    from chamberflag.app import open_box
    from chamberflag.canon.profile import b64u
    from chamberflag.ledger import entry as entries

    box = open_box(where, watch=True)
    try:
        head, first = box.ledger.head(), day.acts[0]
        if box.info.kind != "example" or head is None or head.recv < first.at:
            return True
        newest = acts.decode(entries.decode(box.ledger.entry(head.size - 1)).line)
        return box.ledger.by_act(b64u(first.act_id)) is not None and newest.rules == box.recorder.rules.digest
    finally:
        box.close()


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


def _where(where: Path, pack: Path, key: Path) -> None:
    from chamberflag.cli.output import screen
    from chamberflag.cli.timeline import hanging

    out, call = screen(), _call()
    _head("What lies where")
    for path, words in (
        (where, "the box: log, keys, public files"),
        (where.with_name(where.name + "-memory"), "its outside memory; on a set this is another disk or a stick"),
        (pack, "the evidence pack"),
        (key, "the log's verifier key; on a set it is printed on the call sheet"),
    ):
        for line in hanging([(_short(path), "who", 34)], words, "", out.width):
            out.print(line)
    _head("What to try next")
    box = f"--data {_short(where)}"
    for command, words in (
        (f"{call} doctor {box}", "what is wrong with this box, or missing"),
        (f"{call} trace weapon {SUBJECT} {box}", "the whole trail; also: trace person june, trace lot BLK"),
        (f"{call} log show {box}", "every entry"),
        (f"{call} verify {_short(pack)} --trust {_short(key)}", "the check again"),
        (f"{call} example run --full {box}", "the day again, every act in its own line"),
    ):
        out.print(f"  {command}", style="who", soft_wrap=True)
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
