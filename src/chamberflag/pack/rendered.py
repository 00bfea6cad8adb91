"""Report, README and verifier of a pack made again out of its entries and disclosed texts, and compared byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.pack import readme, report
from chamberflag.pack.maker import maker
from chamberflag.pack.rulefiles import Book
from chamberflag.pack.scope import ALL, About, Scope, Selection
from chamberflag.pack.single import verify_py
from chamberflag.pack.survey import Survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.pack.opened import Pack
    from chamberflag.pack.replay import Finding

STEP = 13
REPORT = ("report/report.html", "report/timeline.json")


def compare(pack: Pack) -> tuple[bool, list[Finding]]:
    """Whether the report is what this Chamberflag makes of the entries or is said not to be, and what differs."""
    said, ours = pack.manifest.get("maker"), maker()
    found: list[Finding] = []
    try:
        made = dict(made_again(pack))
    except Exception as error:  # noqa: BLE001 - a hostile log is never a fault of the program; what is false in it others say
        return False, [(STEP, "report.unmade", "", f"Chamberflag cannot make the report again ({type(error).__name__}): not compared")]
    for path, data in made.items():
        held = pack.read(path)
        if held is None or held == data:
            continue
        if said == ours:
            found.append((STEP, "report.differs", path, ""))
        else:
            told = (
                f"made by Chamberflag {said['version'] if said else 'of no stated version'}, source {said['source'][:16] if said else '?'}"
            )
            here = f"installed here is {ours['version']}, source {ours['source'][:16]}: not compared"
            found.append((STEP, "report.other_version", path, f"{told}; {here}"))
    missing = any(pack.read(path) is None for path in REPORT)
    return not missing and not any(code == "report.other_version" and path in REPORT for _, code, path, _ in found), found


def made_again(pack: Pack) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of what follows from the rest of the pack and this Chamberflag."""
    manifest, survey, texts = pack.manifest, Survey(), dict[int, list[str]]()
    for index, data in pack.entries():
        survey.take(index, data)
        if told := pack.texts(index):
            texts[index] = told
    scope = Scope(manifest["scope"]["kind"], manifest["scope"]["id"])
    selection = Selection(None if scope.kind == ALL else tuple(manifest["entries"]), tuple(manifest["scope"]["items"]))
    vkey = (pack.read("trust/vkey") or b"").decode().removesuffix("\n")
    about = About(manifest["origin"], vkey, manifest["size"], manifest["root"], scope, selection)
    book = Book({digest: pack.folder(digest) for digest in dict.fromkeys(survey.decided.values())})
    yield from report.pages(about, survey, book, texts)
    yield "README.txt", readme.text(about).encode()
    yield "verify.py", verify_py().encode()
