"""`chamberflag import`: weapons, people, rounds from CSV or XLSX; preview, per-row errors, good rows in, bad rows out. commands.md."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chamberflag.cli.exits import Exit
from chamberflag.cli.options import default_data, file_argument, with_alone, with_data, with_json

if TYPE_CHECKING:
    from chamberflag.app import Box
    from chamberflag.cli.entering import Entering
    from chamberflag.formats.sheets.preview import Options, Preview

SIGNS = {"weapons": "lead", "rounds": "lead", "people": "producer"}
LONG = 2_000  # rows from which on a bar is shown


@click.group("import")
def import_command() -> None:
    """Weapons, people and rounds from CSV or XLSX: good rows go in, doubtful ones wait for a person, bad ones come out in a file."""


def _command(kind: str, words: str) -> None:
    @import_command.command(kind, help=words)
    @file_argument("file")
    @click.option("--dry-run", is_flag=True, help="Show what would happen; record nothing. Needs no box that can be written.")
    @click.option("--map", "maps", multiple=True, metavar="HEADER=FIELD", help="This column is that field; HEADER=- leaves it out.")
    @click.option("--set", "sets", multiple=True, metavar="FIELD=VALUE", help="For every row that does not state it.")
    @click.option("--accept", metavar="ROWS|all", default="", help="Doubtful rows that you have decided about: 3,7-9 or all.")
    @click.option(
        "--header",
        type=click.IntRange(min=1),
        default=None,
        metavar="N",
        help="The row of the headers (default: row 1, or the first that is known).",
    )
    @click.option("--sheet", default="", metavar="NAME", help="The sheet of a workbook (default: the first that is shown).")
    @click.option(
        "--bad-out",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Where bad rows go (default: FILE.bad.csv beside it).",
    )
    @click.option(
        "--as",
        "who",
        default="",
        metavar="PERSON",
        help="Whose key at this box signs (default: the producer for people, else the weapons lead).",
    )
    @click.option("--strict", is_flag=True, help="Exit 1 where any row is bad or waits.")
    @with_alone
    @with_data
    @with_json
    def one(file: Path, *, as_json: bool, data: Path | None, **said: Any) -> int:  # noqa: ANN401 - the options above
        return _run(kind, file, said, data or default_data(), as_json=as_json)

    del one


_command("weapons", "Weapons: serial number or mark, class, chambers, maker; headers of FastBound and Snipe-IT as they are.")
_command("people", "People: name, roles, papers. Names lie beside the log; telephone, mail and address are not taken.")
_command("rounds", "Lots of rounds: lot, class, load, calibre, count.")


def _run(kind: str, file: Path, said: dict[str, Any], where: Path, *, as_json: bool) -> int:
    from chamberflag.cli.entering import signer
    from chamberflag.cli.imported import show
    from chamberflag.cli.output import document

    data = _read(file)
    options = _options(said)
    with _box(where, dry=said["dry_run"], alone=said["alone"]) as box, _bar() as bar:
        found = _preview(kind, data, file, options, box, bar)
        if said["who"] and box is not None:
            signer(box, SIGNS[kind], said["who"])
        entering = None
        if not said["dry_run"] and box is not None and found.taken:
            entering = _record(kind, found, box, said["who"], bar)
    kept = _keep_bad(found, file, said["bad_out"]) if found.bad and (not said["dry_run"] or said["bad_out"]) else None
    told = found.plain() | {
        "recorded": entering.recorded if entering else 0,
        "dry_run": said["dry_run"],
        "bad_file": str(kept) if kept else None,
    }
    if as_json:
        document(told)
    else:
        show(found, told, file, compared=box is not None)
    return _code(told, strict=said["strict"])


def _code(told: dict[str, Any], *, strict: bool) -> int:
    """1 where nothing of the file can go in; with --strict, where not all of it can."""
    left = told["bad"] + told["review"]
    return int(Exit.NO if (told["rows"] and not told["ok"]) or (strict and left) else Exit.DONE)


def _read(file: Path) -> bytes:
    """The content of the file, as far as a table may be long: what never ends is no table either. Raises Malformed."""
    from chamberflag.formats.sheets.decoding import LIMIT
    from chamberflag.vocabulary.errors import Malformed

    try:
        with file.open("rb") as data:
            found = data.read(LIMIT + 1)
    except OSError as error:
        raise Malformed("malformed.unreadable", f"the file cannot be read: {error.strerror}", str(file)) from None
    if len(found) > LIMIT:
        raise Malformed("malformed.size", f"the file has more than {LIMIT} bytes", str(file))
    return found


def _options(said: dict[str, Any]) -> Options:
    from chamberflag.formats.sheets.preview import Options
    from chamberflag.vocabulary.errors import Malformed

    sets: dict[str, str] = {}
    for part in said["sets"]:
        name, equals, value = str(part).partition("=")
        if not equals or not value.strip():
            raise Malformed("malformed.map", f"{part!r}: write FIELD=VALUE", "--set")
        sets[name.strip()] = value.strip()
    return Options(tuple(said["maps"]), sets, _rows(said["accept"]), said["header"] or 0, said["sheet"])


def _rows(text: str) -> frozenset[int] | None:
    """Row numbers such as 3,7-9; None for all."""
    from chamberflag.vocabulary.errors import Malformed

    if text.strip().casefold() == "all":
        return None
    found: set[int] = set()
    for part in text.replace(" ", ",").split(","):
        first, dash, last = part.partition("-")
        if part and not (first.isdecimal() and (last.isdecimal() if dash else True) and len(part) < 20):
            raise Malformed("malformed.accept", f"{part!r} is no row; write 3,7-9 or all", "--accept")
        if part:
            found.update(range(int(first), min(int(last or first), 1_000_000) + 1))
    return frozenset(found)


@contextlib.contextmanager
def _box(where: Path, *, dry: bool, alone: bool) -> Generator[Box | None]:
    """The box: open to write, or for a dry run open to read, or none at all. Raises Unproven where it may not write."""
    from chamberflag.app import open_box
    from chamberflag.cli.starting import started
    from chamberflag.vocabulary.errors import Malformed

    try:
        box = open_box(where, watch=dry)
    except Malformed as error:
        if not dry or error.code != "malformed.no_box":
            raise
        yield None
        return
    if not dry:
        started(box, alone=alone)
    try:
        yield box
    finally:
        box.close()


@contextlib.contextmanager
def _bar() -> Generator[Callable[[str, int, int], None]]:
    """A bar on standard error for long files: told (what is done, rows done, rows)."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from chamberflag.cli.output import screen

    console = screen(stderr=True)
    with Progress(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        tasks: dict[str, Any] = {}

        def tick(what: str, done: int, rows: int) -> None:
            if rows < LONG:
                return
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=rows)
            bar.update(tasks[what], completed=done)

        yield tick


def _preview(kind: str, data: bytes, file: Path, options: Options, box: Box | None, bar: Callable[[str, int, int], None]) -> Preview:
    from chamberflag.cli.entering import known_people, known_things
    from chamberflag.formats.sheets.preview import preview

    known = {} if box is None else known_people(box) if kind == "people" else known_things(box)
    return preview(kind, data, str(file), options, known, lambda done, rows: bar("reading", done, rows))


def _record(kind: str, found: Preview, box: Box, who: str, bar: Callable[[str, int, int], None]) -> Entering:
    import time

    from chamberflag.cli.entering import Entering, known_people, signer
    from chamberflag.cli.output import say
    from chamberflag.vocabulary.errors import ChamberflagError

    rows = found.taken
    party = signer(box, SIGNS[kind], who)
    entering = Entering(box, party, time.time_ns() // 1_000_000, lambda done: bar("recording", done, len(rows)))
    try:
        if kind == "people":
            entering.people(rows, known_people(box))
        else:
            entering.things(rows)
    except ChamberflagError:
        say(f"{entering.recorded} rows are recorded; the same file again adds the rest")
        raise
    return entering


def _keep_bad(found: Preview, file: Path, wanted: Path | None) -> Path:
    """Write the bad rows beside the file; nothing that is there already is overwritten."""
    from chamberflag.formats.sheets.leftovers import leftovers
    from chamberflag.vocabulary.errors import Malformed

    first = wanted or file.with_name(f"{file.stem}.bad.csv")
    made = leftovers(found)
    for number in range(1, 1000):
        path = first if number == 1 else first.with_name(f"{first.stem}-{number}{first.suffix}")
        try:
            if path.exists() and path.read_bytes() == made:
                return path
            with path.open("xb") as out:
                out.write(made)
        except FileExistsError:
            continue
        except OSError as error:
            raise Malformed("malformed.unwritable", f"the bad rows cannot be written: {error.strerror}", str(path)) from None
        return path
    raise Malformed("malformed.unwritable", "there are too many files of bad rows; take some away", str(first))
