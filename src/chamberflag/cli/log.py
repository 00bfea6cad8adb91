"""`chamberflag log`: the log in plain words, its head, its public files, and whether everything stored still adds up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chamberflag.cli.exits import Exit, worst
from chamberflag.cli.options import default_data, with_data, with_json

if TYPE_CHECKING:
    from chamberflag.app import Box

MISSING = frozenset({"store.missing", "decision.rules"})  # can be made again, or not be compared here


@click.group("log")
def log_command() -> None:
    """The log: nothing in it is changed, and anybody can check it."""


def _stored(where: Path) -> dict[str, object]:
    """The head as stored: a log too damaged to be folded still has one."""
    from chamberflag.app import head_of

    head, info = head_of(where)
    return {"size": head.size if head else 0, "root": head.frontier.root().hex() if head else "", "origin": info.origin, "vkey": info.vkey}


@log_command.command("head")
@with_data
@with_json
def head_command(data: Path | None, *, as_json: bool) -> int:
    """Size, root, name and verifier key. Exit 1, and a sentence, where the log is damaged: then these are only what is stored."""
    from chamberflag.app import damage_of
    from chamberflag.cli.output import document, say

    where = data or default_data()
    found = _stored(where)
    damage = damage_of(where)
    if as_json:
        document(found)
    else:
        for name, value in found.items():
            click.echo(f"{name:<7}{value}")
    if damage:
        say(f"!! this box is damaged, what stands here is only what is stored: {damage}")
    return int(Exit.NO if damage else Exit.DONE)


@log_command.command("show")
@click.option("--from", "start", type=click.IntRange(min=0), default=0, show_default=True, help="First entry.")
@click.option("--to", "stop", type=click.IntRange(min=0), help="Entry after the last one (default: all).")
@click.option("--raw", is_flag=True, help="The bytes of the entries instead of words.")
@with_data
@with_json
def show(start: int, stop: int | None, data: Path | None, *, raw: bool, as_json: bool) -> int:
    """Entries one after the other: what was signed, by whom, and what the gate said."""
    from chamberflag.app import open_box
    from chamberflag.cli.output import document, screen
    from chamberflag.vocabulary.errors import Malformed

    where = data or default_data()
    head = _stored(where)
    box = open_box(where, watch=True)
    try:
        last = min(stop if stop is not None else box.recorder.state.size, box.recorder.state.size)
        size = box.recorder.state.size
        if start > size or (stop is not None and stop < start):
            told = f"there is no entry from {start}" + (f" and before {stop}" if stop is not None else "")
            raise Malformed("malformed.range", f"{told}; the log has {size}", "--from")
        if raw:
            for entry in box.ledger.entries(start, last):
                click.echo(entry.decode(), nl=False)
            return int(Exit.DONE)
        lines = list(_lines(box, start, last))
    finally:
        box.close()
    if as_json:
        document({**head, "entries": lines})
        return int(Exit.DONE)
    for line in lines:
        who, items = ", ".join(line["who"]), " ".join(line["subjects"])
        rules = "".join(f"  {rule}" for rule in line["rules"])
        style = "refuse" if line["decision"] == "refuse" else None
        screen().print(f"{line['entry']:>6}  {line['time']}  {line['act']:<16} {items:<12} {who}{rules}", style=style)
    return int(Exit.DONE)


def _lines(box: Box, start: int, stop: int) -> Iterator[dict[str, Any]]:
    from chamberflag.acts import act as acts
    from chamberflag.ledger import entry as entries

    keys = box.recorder.state.keys
    for index, data in enumerate(box.ledger.entries(start, stop), start):
        entry = entries.decode(data)
        act = acts.decode(entry.line)
        yield {
            "entry": index,
            "at": entry.box.recv,
            "time": datetime.fromtimestamp(entry.box.recv / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S"),
            "act": act.type,
            "id": act.id,
            "who": [f"{keys[s.kid].key.person if s.kid in keys else s.kid} ({s.role})" for s in act.signers],
            "subjects": [subject.id for subject in act.subj],
            "decision": str(entry.box.decision),
            "rules": list(dict.fromkeys(why.rule for why in entry.box.why)),
            "late": entry.box.late,
        }


@log_command.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@with_data
@with_json
def export_command(folder: Path, data: Path | None, *, as_json: bool) -> None:
    """Write the public layout (checkpoint, tile/, tile/entries/, vkey), so that independent tools can check the log."""
    from chamberflag.app import export_log
    from chamberflag.cli.output import document, say

    where = data or default_data()
    head = export_log(where, folder)
    found = {**_stored(where), "size": head.size, "root": head.frontier.root().hex(), "dir": str(folder)}
    if as_json:
        document(found)
    else:
        say(f"{head.size} entries under {folder}")


@log_command.command("fsck")
@click.option("--full", is_flag=True, help="Start at entry 0; else go on from the last size that was sound.")
@with_data
@with_json
def fsck_command(data: Path | None, *, full: bool, as_json: bool) -> int:
    """Hash everything stored again: entries, tree, checkpoints, files, signatures, decisions."""
    from chamberflag.app import check_log
    from chamberflag.cli.output import document, screen

    where = data or default_data()
    checked = check_log(where, whole=full)
    findings = [{"code": one.code, "where": one.place, "text": one.text} for one in checked.damage]
    head = _stored(where)
    if as_json:
        document({**head, "ok": not findings, "from": checked.start, "size": checked.size, "findings": findings})
    else:
        for one in findings:
            screen().print(f"{one['where']}: {one['text']} [{one['code']}]", style="bad")
        screen().print(
            f"entries {checked.start} to {checked.size}: " + ("sound" if not findings else f"{len(findings)} findings"),
            style="bad" if findings else "good",
        )
    return worst(Exit.INCOMPLETE if one.code in MISSING else Exit.NO for one in checked.damage)
