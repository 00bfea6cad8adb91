"""`chamberflag init`: a new box, its keys, its outside memory, entry 0. Source: commands.md; log.md section 4; hub.md section 4.3."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chamberflag.cli.exits import Exit
from chamberflag.cli.options import default_data, with_data, with_json

if TYPE_CHECKING:
    from chamberflag.recorder.founding import Root
    from chamberflag.seal.device import DeviceKey

NO_DOMAIN = "set.invalid"  # a name that nobody can register: `doctor` says so
ASKED = "Outside memory: a directory on another disk or stick (or `none`: two root people then sign for every start)"
NOT_SAID = (
    "nobody is there to ask for the outside memory; say --memory DIR, a directory on another disk or stick, or --memory none, "
    "and then two root people sign for every start"
)


@click.command("init")
@click.option("--memory", metavar="DIR|none", help="What confirms every start from outside this machine (asked for where it is left out).")
@click.option(
    "--kind", type=click.Choice(["record", "example", "practice"]), default="record", show_default=True, help="What the log is for."
)
@click.option("--domain", default=NO_DOMAIN, show_default=True, help="A registered domain of the production; it begins the log's name.")
@click.option("--unit", default="main", show_default=True, help="The unit this box is for.")
@click.option(
    "--root", "roots", multiple=True, metavar="ID", help="One of the two people who found the log, as a short name; give it twice."
)
@click.option("--packs", default="", metavar="A,B", help="Rule packs besides the base, such as us,us-nm.")
@click.option(
    "--is",
    "flags",
    multiple=True,
    type=click.Choice(["licensee", "pilot", "live_fire"]),
    help="What the production is: a licensed dealer or house, in California's pilot, a live-fire unit of its own.",
)
@with_data
@with_json
def init_command(  # noqa: PLR0913 - the options of a command, each by name
    memory: str | None,
    kind: str,
    domain: str,
    unit: str,
    roots: tuple[str, ...],
    packs: str,
    flags: tuple[str, ...],
    data: Path | None,
    *,
    as_json: bool,
) -> int:
    """Start a box: data directory, keys, outside memory, and entry 0, signed by the box and two root people."""
    import time

    from chamberflag.app import found
    from chamberflag.cli.output import document, say
    from chamberflag.recorder.founding import Founding

    where = data or default_data()
    people = roots or ("producer", "lead")
    problem = _problem(domain, unit, people)
    named = memory if memory is not None or problem else _asked(where)
    problem = problem or (NOT_SAID if named is None else _memory_problem(named, where))
    if problem or named is None:
        say(f"chamberflag: init: {problem}")
        return int(Exit.USAGE)
    first, second, keys = _people(people)
    kept, folder = ("dir", str(Path(named).resolve())) if named != "none" else (named, "")
    founding = Founding(
        kind,
        domain,
        (first, second),
        packs=("base", *_split(packs)),
        unit=unit,
        memory=kept,
        memory_dir=folder,
        rp_id=domain,
        origins=(f"https://{domain}",),
        flags=flags,
    )
    with _or_nothing(where, folder):
        box = found(where, founding, time.time_ns() // 1_000_000, keys)
    try:
        head = box.ledger.head()
        size, root = (head.size, head.frontier.root().hex()) if head else (0, "")
    finally:
        box.close()
    checks = [
        {"name": "log", "ok": True, "detail": f"{box.info.origin}, {kind}, {size} entry"},
        {"name": "outside memory", "ok": kept != "none", "detail": folder or NO_MEMORY},
        {"name": "keys", "ok": True, "detail": f"{', '.join(box.keys.names())} in {where / 'keys'}"},
    ]
    if as_json:
        document(
            {
                "checks": checks,
                "data": str(where),
                "origin": box.info.origin,
                "vkey": box.info.vkey,
                "kind": kind,
                "size": size,
                "root": root,
            }
        )
    else:
        for check in checks:
            click.echo(f"{'ok ' if check['ok'] else '!! '} {check['name']}: {check['detail']}")
        click.echo(f"verifier key, to be printed on the call sheet:\n{box.info.vkey}")
    return int(Exit.DONE)


def _asked(where: Path) -> str | None:
    """What somebody at the terminal names as outside memory, asked again where it will not do; None where nobody is there to ask."""
    from chamberflag.cli.output import say

    if not sys.stdin.isatty():
        return None
    while True:
        told = str(click.prompt(ASKED, err=True)).strip()
        problem = _memory_problem(told, where)
        if not problem:
            return told
        say(problem)


def _problem(domain: str, unit: str, people: tuple[str, ...]) -> str:
    if len(people) != 2 or people[0] == people[1]:
        return "--root is given twice, for two different people"
    for what, text in (("--domain", domain), ("--unit", unit), *(("--root", person) for person in people)):
        if not text.isascii() or not all(char.isalnum() or char in "._-" for char in text) or not text or text == "box":
            return f"{what} {text!r}: letters, digits, dot, - and _ only"
    return ""


def _memory_problem(memory: str, where: Path) -> str:
    if memory == "none":
        return ""
    if memory == "phones":
        return "--memory phones: no phone can be enrolled with this version, and the box could never start; take a directory elsewhere"
    if "://" in memory:
        return f"--memory {memory}: a log witness is not among what this version can ask; take a directory on another disk or stick"
    if not Path(memory).is_dir():
        return f"--memory {memory}: there is no such directory; it lies on another disk or stick, and must be there"
    if Path(memory).resolve().is_relative_to(where.resolve()):
        return f"--memory {memory}: lies inside the box's own directory; whoever takes the box away takes it along"
    return ""


@contextlib.contextmanager
def _or_nothing(where: Path, memory: str) -> Generator[None]:
    """A box that cannot be founded leaves nothing behind, here or in its outside memory: half a box can neither start nor be made again."""
    there = [path for path in (where, Path(memory) if memory else None) if path is not None]
    before = {path: set(path.iterdir()) if path.is_dir() else None for path in there}
    try:
        yield
    except BaseException:
        for path, names in before.items():
            for one in set(path.iterdir()) - (names or set()) if path.is_dir() else ():
                shutil.rmtree(one) if one.is_dir() else one.unlink()
            if names is None and path.is_dir():
                path.rmdir()
        raise


def _people(people: tuple[str, ...]) -> tuple[Root, Root, dict[str, DeviceKey]]:
    """The two root people with new device keys: a person's passkey is enrolled later, by these."""
    import secrets

    from chamberflag.acts.box import RootKey
    from chamberflag.canon.profile import b64u
    from chamberflag.recorder.founding import Root
    from chamberflag.seal.device import DeviceKey
    from chamberflag.vocabulary.keys import RUNG_DEVICE

    keys = [DeviceKey.from_seed(secrets.token_bytes(32), "p256") for _ in people]
    roots = [
        Root(person, role, key, RootKey(b64u(key.spki), key.alg, person, RUNG_DEVICE))
        for person, role, key in zip(people, ("producer", "lead"), keys, strict=True)
    ]
    return roots[0], roots[1], {f"root-{person}": key for person, key in zip(people, keys, strict=True)}


def _split(packs: str) -> list[str]:
    return [part for part in packs.replace(",", " ").split() if part != "base"]


NO_MEMORY = (
    "none: nobody outside this machine can tell whether the log was rolled back. Each command that writes is a start: give it "
    "--without-memory, and the two root people, whose keys lie in this folder, sign start_without_memory first; the chain shows a gap there"
)
