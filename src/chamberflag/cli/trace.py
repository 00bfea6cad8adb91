"""`chamberflag trace`: the answer to "who?" for a weapon, a round, a lot, a person, a place or a shot. Source: commands.md, row `trace`."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chamberflag.cli.exits import Exit
from chamberflag.cli.options import default_data, with_data, with_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from chamberflag.trace.chain import Trace
    from chamberflag.trace.mention import Kind

NEAR = 5
STYLES = {"x": "refuse", "/": "gap", "o": "good", "?": "time"}


@click.group("trace")
def trace_command() -> None:
    """Who held it, who looked, what was stated, what was refused, and the gaps for which nobody answers."""


def _command(kind: str, words: str) -> None:
    @trace_command.command(kind, help=words)
    @click.argument("subject", metavar="ID")
    @click.option("--from", "start", default="", metavar="WHEN", help="From this instant on: ISO 8601, or HH:MM of the log's day (UTC).")
    @click.option("--to", "end", default="", metavar="WHEN", help="Up to and with this instant; a minute or a day means all of it.")
    @click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Draw the chain into this file besides.")
    @with_data
    @with_json
    def one(subject: str, start: str, end: str, svg: Path | None, data: Path | None, *, as_json: bool) -> int:
        from chamberflag.trace.mention import Kind

        return _run(Kind(kind), subject, (start, end), svg, data or default_data(), as_json=as_json)

    del one


_command("weapon", "The chain of one weapon: who held it, who looked, what was stated, and the gaps.")
_command("round", "The chain of one round: where its lot was.")
_command("lot", "The chain of one lot of rounds: proofs, counts, loads, and the gaps.")
_command("person", "What one person signed, held, and was named in.")
_command("place", "What one store, container or place held, and who opened it.")
_command("shot", "What happened for one shot or cue.")


def _run(kind: Kind, subject: str, asked: tuple[str, str], svg: Path | None, where: Path, *, as_json: bool) -> int:
    import contextlib

    from chamberflag.app import records_of
    from chamberflag.cli.output import document, say
    from chamberflag.trace.answer import plain
    from chamberflag.trace.chain import trace
    from chamberflag.trace.gather import gather, known_ids
    from chamberflag.trace.interval import interval
    from chamberflag.trace.picture import svg as drawn

    with contextlib.closing(records_of(where)) as log:
        head = log.head()
        start, end = interval(*asked, head.recv if head is not None else 0)
        lines = gather(log, kind, subject)
        if not lines:
            say(f"chamberflag: {_unknown(kind, subject if subject.isprintable() else ascii(subject), known_ids(log))}")
            return int(Exit.USAGE)
    found = trace(kind, subject, lines, start, end)
    if svg is not None:
        _write(svg, drawn(found))
    if as_json:
        document(plain(found))
    else:
        _show(found)
        if svg is not None:
            say(f"drawn into {svg}")
    return int(Exit.DONE)


def _write(path: Path, text: str) -> None:
    from chamberflag.vocabulary.errors import Malformed

    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Malformed("malformed.unwritable", f"the picture cannot be written: {error.strerror}", str(path)) from None


def _unknown(kind: Kind, subject: str, known: Iterable[tuple[Kind, str, str]]) -> str:
    """What to say of an id that no entry names as one of this kind: the same name of another kind, a serial, names that look alike."""
    everything = list(known)
    other = next((k for k, name, _ in everything if name == subject), None)
    if other is not None:
        return f"trace {kind} {subject}: on record {subject} is a {other}; ask: chamberflag trace {other} {subject}"
    serial = next(((k, name) for k, name, mark in everything if mark and mark.casefold() == subject.casefold()), None)
    if serial is not None:
        return f"trace {kind} {subject}: that is the serial of {serial[1]}; ask: chamberflag trace {serial[0]} {serial[1]}"
    names = {name.casefold(): name for k, name, _ in everything if k is kind}
    near = [names[one] for one in difflib.get_close_matches(subject.casefold(), names, NEAR, 0.5)]
    hint = f"names like it: {', '.join(near)}" if near else f"on record are: {_some(list(names.values()))}"
    return f"trace {kind} {subject}: no entry of this log names a {kind} {subject!r}; {hint}"


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:12]) or "none yet"
    return f"{shown} and {len(names) - 12} more" if len(names) > 12 else shown


def _show(found: Trace) -> None:
    from chamberflag.cli.output import screen
    from chamberflag.trace.answer import look_text

    out = screen()
    out.print(f"{found.kind} {found.subject}: {len(found.chain)} entries, {len(found.gaps)} gaps; times are the box's, UTC")
    if not found.chain:
        out.print("nothing on record in this interval" + ("; what reaches into it:" if found.gaps or found.access else ""))
    if found.chain or found.gaps:
        out.print(_chain(found))
    if found.access:
        out.print("\nhad access, and on whose word")
        out.print(_access(found))
    out.print(f"\nlast look by two people: {look_text(found)}")


def _chain(found: Trace) -> Table:
    from rich.table import Table

    from chamberflag.trace.answer import rows

    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("time", "entry", "", "who", "what"):
        made.add_column(name, no_wrap=name in {"time", "entry", ""}, overflow="fold", max_width=26 if name == "who" else None)
    day = ""
    for row in rows(found):
        date, _, time = row.at.partition(" ")
        if date != day:
            made.add_row(f"[{date}]")
            day = date
        text = row.text if row.items in {"", found.subject} else f"{row.text}  [{row.items}]"
        made.add_row(time, str(row.entry) if row.entry >= 0 else "", row.mark, row.who, text, style=STYLES.get(row.mark[0]))
    return made


def _access(found: Trace) -> Table:
    from rich.table import Table

    from chamberflag.trace.answer import clock, lasted

    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("who", "from", "for", "item", "basis"):
        made.add_column(name, no_wrap=name in {"from", "for"}, overflow="fold")
    for one in found.access:
        style = "gap" if one.who == "anyone" else None
        made.add_row(one.who, clock(one.start), lasted(one.start, one.end), one.item, one.basis, style=style)
    return made
