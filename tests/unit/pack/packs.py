"""Packs for tests: made of a company's log, taken apart, forged, and put together again by somebody who holds whatever key it takes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chamberflag.acts.day import RaiseConcern
from chamberflag.acts.people import Document
from chamberflag.log import tiles
from chamberflag.log.checkpoint import Checkpoint
from chamberflag.log.rebuild import Rebuild
from chamberflag.log.tree import leaf_hash
from chamberflag.pack.archive import Archive
from chamberflag.pack.assemble import Log, assemble
from chamberflag.pack.opened import Pack
from chamberflag.pack.rendered import made_again
from chamberflag.pack.scope import Scope
from chamberflag.pack.verify.main import verify
from chamberflag.recorder.compose import commit
from chamberflag.seal.note import note_key, sign_note
from chamberflag.store.shipped import rule_texts
from tests.company import LEAD, ORIGIN, PERFORMER, PRODUCER, Company

Files = dict[str, bytes]
PAPER = b"a licence as it was scanned"
TOLD = "somebody laughed with the revolver in the hand"
MANIFEST, NOTE = "manifest.json", "manifest.note"


def vkey_of(key: Ed25519PrivateKey, origin: str = ORIGIN) -> str:
    """The verifier key line."""
    return note_key(origin, key.public_key().public_bytes_raw()).vkey()


def sign(key: Ed25519PrivateKey, text: str, origin: str = ORIGIN) -> str:
    """A note over a text."""
    return sign_note(text, origin, key)


def concern(company: Company, text: str = TOLD) -> int:
    """A concern whose text the log only commits to; the entry's index."""
    made, (salt, value) = commit(text, hashlib.sha256(text.encode()).digest())
    company.now += 2000
    signed = company.signed("raise_concern", [PERFORMER], RaiseConcern("weapon_handling", note=made))
    return company.rec.submit(replace(signed, private=(("note", salt, value),)), company.now).index


def worked() -> Company:
    """A log of some ninety entries: founded, stocked, a weapon loaded and one act refused, a text and an attachment beside it."""
    company = Company().crew().stock().opened().loaded()
    company.do("document", [PRODUCER], Document("w1", "manual", file=hashlib.sha256(PAPER).hexdigest()))
    concern(company)
    company.do("take_out", [LEAD], None, ["w1"])  # refused: it is out already
    return company


def log_of(company: Company, **other: Any) -> Log:  # noqa: ANN401
    """What a pack is made from; `other` replaces its fields."""
    attachments = {hashlib.sha256(PAPER).hexdigest(): PAPER}
    key = company.log_key
    made = Log(company.ledger, vkey_of(key), lambda text: sign(key, text), (rule_texts(),), attachments.get)
    return replace(made, **other)


def pack(company: Company, scope: Scope | None = None, *, disclose: bool = True, **other: Any) -> bytes:  # noqa: ANN401
    """The bytes of a pack."""
    out = io.BytesIO()
    assemble(log_of(company, **other), scope or Scope(), out, disclose=disclose)
    return out.getvalue()


def files_of(data: bytes) -> Files:
    """Path -> content, in the order of the archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Files) -> bytes:
    """An archive of these files as the exporter writes it."""
    out = io.BytesIO()
    archive = Archive(out)
    for path, data in files.items():
        archive.add(path, data)
    archive.close()
    return out.getvalue()


def resigned(files: Files, key: Ed25519PrivateKey, **changes: Any) -> bytes:  # noqa: ANN401
    """The archive with a manifest that lists what is there now, signed with this key; `changes` replaces members of the manifest."""
    manifest = {**json.loads(files[MANIFEST]), **changes}
    rest = {path: data for path, data in files.items() if path not in {MANIFEST, NOTE}}
    manifest["files"] = [{"path": path, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for path, data in rest.items()]
    told = (json.dumps(manifest, sort_keys=True, indent=1) + "\n").encode()
    return zipped({**rest, MANIFEST: told, NOTE: sign(key, note_text(manifest, told), manifest["origin"]).encode()})


def note_text(manifest: Mapping[str, Any], data: bytes) -> str:
    """What the exporter signs, written out once more for the tests."""
    import base64  # noqa: PLC0415

    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    return f"chamberflag/pack/v1\n{manifest['origin']}\n{manifest['size']}\n{digest}\n"


def entries_of(files: Files) -> list[bytes]:
    """All entries of the pack of a whole log."""
    size = json.loads(files[MANIFEST])["size"]
    return [e for n, width in tiles.bundles(size) for e in tiles.unbundle(files["log/" + tiles.path("entries", n, width)], width)]


def rebuilt(files: Files, entries: list[bytes], key: Ed25519PrivateKey) -> bytes:
    """The pack of a whole log over other entries: tree, checkpoint and manifest made again by whoever holds this key."""
    kept = {path: data for path, data in files.items() if not path.startswith("log/")}
    tree, made = Rebuild(), Files()
    for n, width in tiles.bundles(len(entries)):
        some = entries[n * tiles.WIDTH : n * tiles.WIDTH + width]
        made["log/" + tiles.path("entries", n, width)] = tiles.bundle(some)
        made |= {"log/" + tile.path: tile.data for tile in tree.add([leaf_hash(entry) for entry in some])}
    made |= {"log/" + tile.path: tile.data for tile in tree.partial()}
    root = tree.frontier().root()
    made["log/checkpoint"] = sign(key, Checkpoint(ORIGIN, len(entries), root).body()).encode()
    if "trust/vkey" in kept:
        kept["trust/vkey"] = f"{vkey_of(key)}\n".encode()
    return told_anew(resigned({**kept, **made}, key, size=len(entries), root=root.hex()), key)


def told_anew(data: bytes, key: Ed25519PrivateKey) -> bytes:
    """A forged pack with the report that fits its entries, as far as one can be made of them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            made = dict(made_again(Pack(archive)))
        except Exception:  # noqa: BLE001 - no report of what is no log
            return data
    return resigned({**files_of(data), **made}, key)


def altered(entry: bytes, line: int, old: bytes, new: bytes) -> bytes:
    """An entry with something else in one of its lines (0 = the act, -1 = the box line)."""
    lines = entry[:-1].split(b"\n")
    assert old in lines[line], (old, lines[line])
    lines[line] = lines[line].replace(old, new, 1)
    return b"\n".join(lines) + b"\n"


def judged(data: bytes, trust: str, place: Path, *, replay: bool = False) -> dict[str, Any]:
    """The answer of the verifier. place: an empty folder."""
    path = place / "pack.zip"
    path.write_bytes(data)
    return verify(str(path), trust, replay)


def codes(answer: Mapping[str, Any]) -> set[str]:
    """What was found; that nobody asked Chamberflag is no finding here."""
    return {finding["code"] for finding in answer["findings"]} - {"not_replayed", "report.not_compared"}
