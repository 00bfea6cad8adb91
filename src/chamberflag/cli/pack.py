"""`chamberflag pack make` and `chamberflag verify`: evidence for people who have no Chamberflag, and the check of it without a box."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from chamberflag.cli.exits import Exit
from chamberflag.cli.options import default_data, file_argument, with_data, with_json

if TYPE_CHECKING:
    from chamberflag.pack.assemble import Made
    from chamberflag.pack.scope import Scope


@click.group("pack")
def pack_command() -> None:
    """Evidence packs: one zip file that anybody can check offline."""


@pack_command.command("make")
@file_argument("out", metavar="OUT.zip")
@click.option("--weapon", metavar="ID", help="All about one weapon, and what concerned the whole unit.")
@click.option("--incident", metavar="ID", help="All about one incident: the act id of its report, or its case.")
@click.option("--all", "whole", is_flag=True, help="The whole log (the default).")
@click.option("--withhold", is_flag=True, help="Leave out the texts that acts commit to (names, statements); verify then says so (exit 3).")
@click.option("--force", is_flag=True, help="Replace OUT.zip whatever it is.")
@with_data
@with_json
def make(
    out: Path, weapon: str | None, incident: str | None, data: Path | None, *, whole: bool, withhold: bool, force: bool, as_json: bool
) -> int:
    """Write an evidence pack: log or proofs, rule files, report, attachments, and a verifier that needs no installation.

    The same log and scope give the same bytes. OUT.zip appears only when it is complete. Where it exists, it is replaced if it is an older
    pack of this log with the same scope (nothing in it is lost); anything else is left alone unless --force is given.
    """
    from chamberflag.app import damage_of
    from chamberflag.cli.output import document, say
    from chamberflag.pack.scope import Scope

    named = [Scope(kind, name) for kind, name in (("weapon", weapon), ("incident", incident)) if name is not None]
    if len(named) + whole > 1:
        raise click.UsageError("choose one of --weapon, --incident and --all")
    made = make_pack(data or default_data(), out, named[0] if named else Scope(), disclose=not withhold, force=force)
    if as_json:
        numbers = {"entries": made.entries, "size": made.size, "private": made.private, "missing": made.missing}
        document({"file": str(out), **numbers, "manifest": made.manifest})
    else:
        say(f"{out}: {made.entries} entries of {made.size}; check it with: chamberflag verify {out} --trust VKEY (chamberflag log head)")
        damage = damage_of(data or default_data())
        if damage:
            say(f"!! this box is damaged, and the pack is made of what is stored: {damage}")
        if made.private:
            say(f"It holds {made.private} texts in the clear that the log only commits to; --withhold leaves them out.")
        if made.missing:
            say(f"{made.missing} attachments that acts name are missing or damaged here; chamberflag log fsck --full says more.")
    return int(Exit.DONE)


@click.command("verify")
@file_argument("pack", metavar="PACK")
@click.option("--trust", metavar="VKEY", default="", help="The log's verifier key, or a file with it, from a source of your own.")
@with_data
@with_json
def verify_command(pack: Path, trust: str, data: Path | None, *, as_json: bool) -> int:
    """Check an evidence pack: files, tree, signatures, chains, texts, and every decision again. Needs no box and no network.

    Equals `python verify.py PACK --trust VKEY` with the verify.py inside the pack. Without --trust the key in the pack is taken, which
    shows nothing about who made it (exit 4).
    """
    from chamberflag.pack.verify.told import as_json as told
    from chamberflag.pack.verify.told import words

    del data  # no box is asked; the option is there because every command has it
    answer = verify_pack(pack, trust)
    click.echo(told(answer) if as_json else words(answer), nl=not as_json)
    return int(answer["exit"])


def make_pack(data: Path, out: Path, scope: Scope, *, disclose: bool = True, force: bool = False) -> Made:
    """Write the pack of a scope of the box in `data`. Raises Malformed where the scope names nothing known, or `out` is something else."""
    from chamberflag.app import log_to_pack
    from chamberflag.pack.assemble import assemble
    from chamberflag.pack.replace import may_replace

    with log_to_pack(data) as log, _whole_or_not(out) as file:
        made = assemble(log, scope, file, disclose=disclose)
        if not force:
            may_replace(out, log.origin, scope, made.size, disclosed=disclose)
    return made


def verify_pack(pack: Path, trust: str = "", *, replay: bool = True) -> dict[str, Any]:
    """The answer of `verify` as it stands in its JSON, with `exit`. trust: a verifier key, or a file that holds one. Never raises."""
    from chamberflag.pack.quick import verify
    from chamberflag.pack.verify.main import trusted

    return verify(str(pack), trusted(trust), replay=replay)


@contextlib.contextmanager
def _whole_or_not(out: Path) -> Generator[BinaryIO]:
    """A file that takes its name only when it is complete and durable; whatever fails leaves what was there, and nothing half written."""
    from chamberflag.vocabulary.errors import Malformed

    part = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    try:
        file = part.open("xb")
    except OSError as error:
        raise Malformed("malformed.out", f"nothing can be written there: {error.strerror}", str(out)) from None
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
