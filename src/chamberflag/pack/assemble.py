"""An evidence pack out of a log: entries or proofs, hash tiles, keys, rule files, report and verifier. Source: log.md section 12.

The same log, scope and disclosure give the same bytes. Nothing is read but the log, and nothing is written but `out`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from chamberflag.canon.profile import b64u
from chamberflag.log import tiles
from chamberflag.log.proof import inclusion
from chamberflag.log.rebuild import Rebuild
from chamberflag.log.tree import leaf_hash
from chamberflag.pack import readme, report, rulefiles
from chamberflag.pack.archive import Archive
from chamberflag.pack.maker import maker
from chamberflag.pack.scope import About, Scope, Selection, select
from chamberflag.pack.single import verify_py
from chamberflag.pack.survey import Survey
from chamberflag.pack.verify.manifest import MANIFEST, NOTE, note_text
from chamberflag.pack.verify.notes import PROOF_HEAD
from chamberflag.pack.verify.walk import BESIDE, members
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from chamberflag.ledger.ports import Head, Ledger


@dataclass(frozen=True, slots=True)
class Log:
    """What a pack is made from.

    vkey: the log's verifier key; sign: a text -> that text as a note signed with the log's key; rule_texts: file name -> text, one mapping
    for each generation of rule files, newest first; attachments: SHA-256 in hex -> content, None = missing.
    """

    ledger: Ledger
    vkey: str
    sign: Callable[[str], str]
    rule_texts: Sequence[Mapping[str, str]]
    attachments: Callable[[str], bytes | None]

    @property
    def origin(self) -> str:
        """The log's name."""
        return self.vkey.partition("+")[0]


@dataclass(frozen=True, slots=True)
class Made:
    """Entries in the pack, size of its log, the manifest's SHA-256 in hex, private texts in the clear, attachments missing."""

    entries: int
    size: int
    manifest: str
    private: int
    missing: int


def assemble(log: Log, scope: Scope, out: BinaryIO, *, disclose: bool = False) -> Made:
    """Write the pack of a scope; disclose: with the texts that acts commit to. Raises Malformed where the scope names nothing known."""
    head = log.ledger.head()
    if head is None:
        raise Malformed("malformed.scope", "the log is empty", "pack")
    survey = Survey()
    for index, data in enumerate(log.ledger.entries(0, head.size)):
        survey.take(index, data)
    selection = select(scope, survey.lines)
    if selection.entries is not None:  # what is told of a part must follow from the part
        survey = Survey()
        for index in selection.entries:
            survey.take(index, log.ledger.entry(index))
    archive = Archive(out)
    about = About(log.origin, log.vkey, head.size, head.frontier.root().hex(), scope, selection)
    _head(archive, log, head, about)
    texts = (_whole if selection.entries is None else _part)(archive, log, head, selection, disclose)
    book = _rules(archive, log, survey)
    for path, data in report.pages(about, survey, book, texts):
        archive.add(path, data)
    manifest = _manifest(archive, log, about, disclose)
    archive.close()
    count = head.size if selection.entries is None else len(selection.entries)
    return Made(count, head.size, manifest, sum(map(len, texts.values())), archive.missing)


def _head(archive: Archive, log: Log, head: Head, about: About) -> None:
    """What a reader needs first: the verifier, what this is, the key, the checkpoint, older checkpoints that others have signed too."""
    archive.add("verify.py", verify_py().encode())
    archive.add("README.txt", readme.text(about).encode())
    archive.add("trust/vkey", f"{log.vkey}\n".encode())
    archive.add("log/checkpoint", head.note.encode())
    for size, note in log.ledger.notes(0, head.size):
        if size < head.size and note.count("\n\u2014 ") > 1:
            archive.add(f"log/checkpoints/{size}", note.encode())


def _whole(archive: Archive, log: Log, head: Head, selection: Selection, disclose: bool) -> dict[int, list[str]]:  # noqa: FBT001 - passed on
    """Every bundle, and the hash tiles that its leaves complete."""
    del selection
    tree, beside = Rebuild(), _Beside(log, disclose)
    for n, width in tiles.bundles(head.size):
        start = n * tiles.WIDTH
        found = list(log.ledger.entries(start, start + width))
        archive.add("log/" + tiles.path("entries", n, width), tiles.bundle(found))
        for tile in tree.add([leaf_hash(data) for data in found]):
            archive.add("log/" + tile.path, tile.data)
        for place, data in enumerate(found):
            beside.take(start + place, data)
    for tile in tree.partial():
        archive.add("log/" + tile.path, tile.data)
    return beside.write(archive)


def _part(archive: Archive, log: Log, head: Head, selection: Selection, disclose: bool) -> dict[int, list[str]]:  # noqa: FBT001 - passed on
    """All hash tiles; of the entries chosen, bytes and proof."""
    beside = _Beside(log, disclose)
    for level, n, width in tiles.tiles(head.size):
        archive.add("log/" + tiles.path(level, n, width), tiles.tile(log.ledger.node, level, n, width))
    for index in selection.entries or ():
        data = log.ledger.entry(index)
        archive.add(f"proofs/{index}.entry", data)
        archive.add(f"proofs/{index}.tlog-proof", _proof(log, head, index).encode())
        beside.take(index, data)
    return beside.write(archive)


def _proof(log: Log, head: Head, index: int) -> str:
    """The entry's place in the tree as a text file (C2SP tlog-proof)."""
    path = "".join(base64.b64encode(step).decode() + "\n" for step in inclusion(log.ledger.node, index, head.size))
    return f"{PROOF_HEAD}\nindex {index}\n{path}\n{head.note}"


class _Beside:
    """Texts and attachments of the entries that go into the pack."""

    def __init__(self, log: Log, disclose: bool) -> None:  # noqa: FBT001 - passed on
        self._log, self._disclose = log, disclose
        self._values: dict[int, list[tuple[str, bytes, str]]] = {}
        self._attachments: dict[str, None] = {}

    def take(self, index: int, data: bytes) -> None:
        """Look for what an entry commits to or names."""
        if not any(mark in data for mark in BESIDE):
            return
        body: object = msgspec.json.decode(data[: data.index(b"\n")])["body"]
        found = members(body)
        self._attachments.update(dict.fromkeys(value for _, value in found if isinstance(value, str)))
        if self._disclose and any(not isinstance(value, str) for _, value in found):
            told = [(name, salt, _utf8(value)) for name, salt, value in self._log.ledger.privates(index)]
            self._values[index] = sorted((name, salt, text) for name, salt, text in told if text is not None)

    def write(self, archive: Archive) -> dict[int, list[str]]:
        """The files, and the disclosed texts by entry."""
        for index, values in self._values.items():
            rows = [{"field": name, "salt": b64u(salt), "text": text} for name, salt, text in values]
            if rows:
                archive.add(f"private/{index}.json", _json({"index": index, "values": rows}))
        for digest in sorted(self._attachments):
            content = self._log.attachments(digest)
            if content is None:
                archive.missing += 1
            else:
                archive.add(f"attachments/sha256/{digest[:2]}/{digest[2:4]}/{digest}", content)
        return {index: [text for _, _, text in values] for index, values in self._values.items()}


def _utf8(value: bytes) -> str | None:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None


def _rules(archive: Archive, log: Log, survey: Survey) -> rulefiles.Book:
    """The files of every rule set that decided, and a book that compiles them when the report asks."""
    folders: dict[str, dict[str, bytes]] = {}
    known = rulefiles.candidates(survey.adopted, survey.founded)
    for digest in dict.fromkeys(survey.decided.values()):
        folders[digest] = files = rulefiles.files_of(digest, log.rule_texts, known)
        for name, data in files.items():
            archive.add(f"rules/{digest}/{name}", data)
    return rulefiles.Book(folders)


def _manifest(archive: Archive, log: Log, about: About, disclose: bool) -> str:  # noqa: FBT001 - passed on
    scope, selection = about.scope, about.selection
    made: dict[str, object] = {
        "format": 1,
        "maker": maker(),
        "origin": about.origin,
        "size": about.size,
        "root": about.root,
        "scope": {"kind": scope.kind, "id": scope.id, "items": list(selection.items)},
        "private": "disclosed" if disclose else "withheld",
        "files": [{"path": one.path, "sha256": one.sha256, "size": one.size} for one in archive.written],
    }
    if selection.entries is not None:
        made["entries"] = list(selection.entries)
    data = _json(made)
    archive.add(MANIFEST, data)
    digest = archive.written[-1].sha256
    archive.add(NOTE, log.sign(note_text(about.origin, about.size, data)).encode())
    return digest


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
