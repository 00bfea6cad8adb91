"""`chamberflag case run FILE...`: cases of the past replayed against the rules, in a scratch store of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chamberflag.cli.exits import Exit, of, worst
from chamberflag.cli.options import with_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MODES = ("as_shipped", "one_rule", "independent", "order", "trace", "pass", "all")
Line = dict[str, Any]


@click.group("case")
def case_command() -> None:
    """Cases of the past as replayable files (docs/formats/case.md)."""


@case_command.command("run")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--mode", "modes", type=click.Choice(MODES), multiple=True, help="How to replay; may be given more than once (default: all).")
@with_json
def run(files: Sequence[Path], modes: Sequence[str], *, as_json: bool) -> int:
    """Replay case files in the modes asked for and say whether every expectation is met (exit 0) or not (exit 1).

    Always in a scratch store in memory, never on a box's data. A file that is no case is named with its key (exit 2); the
    others are judged.
    """
    from chamberflag.cli.output import document, say
    from chamberflag.vocabulary.errors import ChamberflagError

    ends: list[int] = []
    for file in files:
        try:
            lines = list(_told(file, modes or ("all",), quiet=as_json))
        except ChamberflagError as error:
            say(f"chamberflag: {error}")
            ends.append(int(of(error)))
            continue
        if as_json:
            for line in lines:
                document(line)
        else:
            _table(lines)
        ends.append(int(Exit.DONE if lines[-1]["met"] else Exit.NO))
    return worst(ends)


def _told(file: Path, modes: Sequence[str], *, quiet: bool) -> Iterator[Line]:
    """The lines of one file, all or none of which are printed; on the way a word on standard error about how far it has come."""
    from chamberflag.cases.run import run_case
    from chamberflag.cli.output import say

    mode = ""
    for line in run_case(file, modes):
        if not quiet and line.get("mode", mode) != mode:
            mode = str(line["mode"])
            say(f"{file.name}: {mode} ...")
        yield line


def _table(lines: Sequence[Line]) -> None:
    """The steps, the questions, what was not met, what a person checks."""
    from rich.table import Table

    from chamberflag.cli.output import say, screen

    end, out = lines[-1], screen()
    out.print(f"{end['case']}  {end['steps']} steps, {end['refused']} of them to be refused", style="rule")
    made = Table("mode", "lines", "refused", "as expected", "questions", "met", box=None, header_style="bold")
    for mode in end["modes"]:
        steps = [x for x in lines if x.get("mode") == mode and "n" in x]
        asked = [x for x in lines if x.get("mode") == mode and "answer" in x]
        if steps or asked:
            refused, good = sum(x["outcome"] == "refused" for x in steps), sum(x["met"] for x in steps)
            made.add_row(mode, *map(str, (len(steps), refused, good, len(asked), sum(x["met"] for x in asked))))
    out.print(made)
    for text in _shipped(lines):
        out.print(text)
    for line in lines:
        if line.get("manual") is True:
            out.print(f"  a person checks {line['acceptance']}: {line['text']}", style="time")
        elif line.get("met") is False and line is not end:
            out.print(f"  not met  {_named(line)}", style="bad")
    say(f"{end['case']}: " + ("every expectation is met" if end["met"] else f"not met: {', '.join(end['unmet'])}"))


def _shipped(lines: Iterable[Line]) -> Iterator[str]:
    """What the rules said of each step with all of them on."""
    for line in lines:
        if line.get("mode") == "as_shipped" and "n" in line:
            gone = "".join(f"; {a['rule']} once {a['present_when_forced']} is forced" for a in line.get("absent", ()))
            yield f"  {line['n']:>3}  {line['act']:<14} {line['outcome']:<9} {' '.join(line['rules'])}{gone}"


def _named(line: Line) -> str:
    if "answer" in line:
        return f"{line['acceptance']} {line['question']['kind']}: {line['answer']} instead of {line['expect']}"
    rule = f" under {line['rule']} alone" if "rule" in line else ""
    met = f"{line['outcome']} by {' '.join(line['rules']) or 'nothing'} instead of {line['expected']}"
    return f"step {line['n']} in {line['mode']}{rule}: {met}"
