"""`chamberflag rules new` and `rules check`: a production's own rule pack, begun from a template and looked at before anybody signs it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import click

from chamberflag.cli.exits import Exit
from chamberflag.cli.options import default_data, with_data, with_json

PACK_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


@click.command("new")
@click.argument("name", metavar="NAME")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it (default: NAME.toml here).")
def new(name: str, out: Path | None) -> int:
    """Write a commented rule pack of one's own, with every construct that a pack may hold."""
    from chamberflag.app import shipped_template
    from chamberflag.cli.output import say
    from chamberflag.vocabulary.errors import Malformed

    if not PACK_NAME.fullmatch(name):
        raise Malformed("malformed.pack", "a pack is called by lower-case letters, digits and hyphens, a letter first", name[:40])
    path = out or Path(f"{name}.toml")
    try:
        with path.open("xb") as file:
            file.write(shipped_template().replace(b"our-show", name.encode()))
    except FileExistsError:
        raise Malformed("malformed.pack", "there is a file of this name already; nothing was written", str(path)) from None
    except OSError as error:
        raise Malformed("malformed.pack", f"the file cannot be written: {error.strerror}", str(path)) from None
    say(f"{path}: take out what you do not need, then `chamberflag rules check {path}`")
    return int(Exit.DONE)


@click.command("install")
@click.argument("pack", metavar="PACK")
@with_data
def install(pack: str, data: Path | None) -> int:
    """Put a rule pack that `rules check` accepts beside the log of a box, where the act `adopt_rules` can name it."""
    from chamberflag.app import head_of, install_pack
    from chamberflag.cli.output import say
    from chamberflag.cli.packcheck import check as check_pack
    from chamberflag.cli.packcheck import read_pack

    where = data or default_data()
    head_of(where)  # there is a box
    read = read_pack(pack)
    read.compiled()
    found = check_pack(read)
    if found.errors or found.loosens:
        say(f"{pack}: not accepted; `chamberflag rules check` says why")
        return int(Exit.NO)
    if found.unproved:  # a proof is made where the pack is installed: what the file says of one is no proof
        say(
            f"{pack}: not proved here, and so not accepted: {', '.join(found.unproved)}. Install a solver on this machine"
            " (`pip install 'chamberflag[prove]'`), or ask for more of these rules with `[[also]]`, which needs none"
        )
        return int(Exit.INCOMPLETE)
    new_here = install_pack(where, read.name, read.text)
    said = "lies with the box now" if new_here else "lies with the box already"
    say(
        f"{read.name}: {said}, SHA-256 {hashlib.sha256(read.text.encode()).hexdigest()}; it comes into force when producer and weapons lead"
        " sign `adopt_rules` with this digest, from the next opening of a day"
    )
    return int(Exit.DONE)


@click.command("check")
@click.argument("pack", metavar="PACK")
@with_json
def check(pack: str, *, as_json: bool) -> int:
    """Validate a rule pack (a TOML file, or the name of a shipped one): errors, what it would loosen, what it makes impossible."""
    from chamberflag.cli.output import document, screen
    from chamberflag.cli.packcheck import check as check_pack
    from chamberflag.cli.packcheck import read_pack
    from chamberflag.cli.possible import impossible
    from chamberflag.cli.proving import solver_name
    from chamberflag.vocabulary.errors import Malformed

    try:
        read = read_pack(pack)
    except Malformed as error:
        if as_json:
            wrong = [{"file": error.place, "rule": "", "problem": error.text}]
            document({"ok": False, "errors": wrong, "loosens": [], "impossible": [], "unproved": [], "proofs": [], "prover": solver_name()})
        raise
    found = check_pack(read)
    wrong = bool(found.errors or found.loosens)
    ok = not wrong and not found.unproved
    gone: list[str] = []
    if ok:
        from chamberflag.app import rules_for

        gone = impossible(read, _good_day(), rules_for)
    if as_json:
        told = {"ok": ok, "errors": found.errors, "loosens": found.loosens, "impossible": gone}
        document({**told, "unproved": found.unproved, "proofs": found.proofs, "prover": solver_name()})
    else:
        out = screen()
        for error in found.errors:
            out.print(f"error     {error['file']} {error['rule']}: {error['problem']}", style="bad", soft_wrap=True)
        for one in found.loosens:
            out.print(f"loosens   {one['rule']}: {one['state']} (at {one['act']})", style="bad")
        for one in found.proofs:
            out.print(f"proved    {one['rule']}: refuses whatever the rule before it refused ({one['solver']})", style="good")
        for rule in found.unproved:
            out.print(
                f"unproved  {rule}: not proved here; install a solver (`pip install 'chamberflag\\[prove]'`) and check again", style="bad"
            )
        for text in gone:
            out.print(f"impossible  {text}", style="gap")
        if not solver_name():
            out.print("what becomes impossible was searched on the example day only: no solver is installed here", style="gap")
        out.print(f"{read.name}: " + ("adds and tightens only" if ok else "not accepted"), style="good" if ok else "bad")
    return int(Exit.DONE if ok else Exit.NO if wrong else Exit.INCOMPLETE)


def _good_day() -> list[bytes]:
    """The entries of the example day, under the base."""
    from chamberflag.app import shipped_day
    from chamberflag.cli.stage import Stage, scratch_for
    from chamberflag.formats.day.parse import parse

    day = parse(shipped_day(), "dry-creek.day")
    box = scratch_for(day)
    stage = Stage(box, day)
    for _ in stage.setup():
        pass
    for _ in stage.run():
        pass
    head = box.ledger.head()
    return list(box.ledger.entries(0, head.size if head else 0))
