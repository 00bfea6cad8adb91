"""The manifest: what the pack is about, length and SHA-256 of every file, and the exporter's signed note over it. Steps 2 to 4.

`manifest.note` is a signed note over `chamberflag/pack/v1`, origin, size and the SHA-256 of manifest.json, one a line.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any, cast

from chamberflag.pack.verify.canon import document
from chamberflag.pack.verify.notes import open_note, parse_checkpoint, parse_vkey
from chamberflag.pack.verify.shapes import like, list_of, one_of, shaped, text, whole

if TYPE_CHECKING:
    from chamberflag.pack.verify.container import Container
    from chamberflag.pack.verify.findings import Findings

MANIFEST, NOTE = "manifest.json", "manifest.note"
FORM = "chamberflag/pack/v1"


def _sorted(value: Any) -> bool:  # noqa: ANN401 - what was decoded
    return list_of(whole())(value) and value == sorted(set(value))


def _shown(value: Any) -> bool:  # noqa: ANN401 - what was decoded
    return text(200, 0)(value) and value.isprintable()


SHAPE = shaped(
    format=whole(1, 1),
    origin=like(r"[\x21-\x2a\x2c-\x7e]{1,200}"),
    size=whole(),
    root=like("[0-9a-f]{64}"),
    maker_=shaped(version=like("[0-9A-Za-z.+-]{1,40}"), source=like("[0-9a-f]{64}")),
    scope=shaped(kind=one_of("all", "weapon", "incident"), id=_shown, items=list_of(text(200))),
    entries_=_sorted,
    private=one_of("withheld", "disclosed"),
    files=list_of(shaped(path=text(400), sha256=like("[0-9a-f]{64}"), size=whole())),
)


def note_text(origin: str, size: int, manifest: bytes) -> str:
    """What the exporter signs."""
    return f"{FORM}\n{origin}\n{size}\n{base64.b64encode(hashlib.sha256(manifest).digest()).decode()}\n"


def read_manifest(pack: Container, findings: Findings) -> dict[str, Any]:
    """The manifest, with `files` as path -> (SHA-256, size), and every file compared with it."""
    data = pack.read(MANIFEST)
    if data is None:
        findings.add(2, "manifest.missing" if MANIFEST not in pack.files else "manifest.form")
        return {}
    made = _manifest(data)
    if not made:
        findings.add(2, "manifest.form")
        return {}
    listed: dict[str, tuple[str, int]] = {file["path"]: (file["sha256"], file["size"]) for file in made["files"]}
    for path, (digest, size) in listed.items():
        if path not in pack.files:
            findings.add(2, "file.missing", path)
        elif pack.size(path) != size or pack.sha256(path) != digest:
            findings.add(2, "file.altered", path)
    for path in pack.files:
        if path not in listed and path not in (MANIFEST, NOTE):
            findings.add(2, "file.unlisted", path)
    return {**made, "files": listed, "bytes": data}


def _manifest(data: bytes) -> dict[str, Any]:
    """The manifest in its form, or nothing. Its files are named once, itself not among them; a part of a log says which entries it has."""
    try:
        made: Any = document(data)
    except (ValueError, RecursionError):
        return {}
    if not SHAPE(made):
        return {}
    paths = [MANIFEST, NOTE] + [file["path"] for file in made["files"]]
    good = len(set(paths)) == len(paths) and ("entries" in made) == (made["scope"]["kind"] != "all")
    return cast("dict[str, Any]", made) if good else {}


def anchor(pack: Container, manifest: dict[str, Any], trust: str, findings: Findings) -> tuple[tuple[str, bytes, bytes] | None, str]:
    """(key, vkey) by which the notes are judged: the one that is trusted, else the one in the pack, which proves nothing by itself."""
    inside = (pack.read("trust/vkey", 4096) or b"").decode("utf-8", "replace").removesuffix("\n")
    chosen = trust.strip() or inside
    key = parse_vkey(chosen)
    if not chosen:
        findings.add(3, "trust.missing")
    elif key is None:
        findings.add(3, "trust.form", "--trust" if trust.strip() else "trust/vkey")
    if not trust.strip():
        findings.add(3, "trust.none")
    elif inside and inside != trust.strip():
        findings.add(3, "trust.other", "trust/vkey")
    if key is not None and key[0] != manifest["origin"]:
        findings.add(3, "trust.other", MANIFEST)
    return key, chosen


def signed_manifest(pack: Container, manifest: dict[str, Any], key: tuple[str, bytes, bytes], findings: Findings) -> None:
    """The exporter's note speaks of exactly this manifest."""
    code, told = open_note(pack.read(NOTE, 1 << 20) or b"", key)
    if code:
        findings.add(2, code, NOTE)
    elif told != note_text(manifest["origin"], manifest["size"], manifest["bytes"]):
        findings.add(2, "manifest.note", NOTE)


def signed_head(pack: Container, manifest: dict[str, Any], key: tuple[str, bytes, bytes], findings: Findings) -> None:
    """The log's own checkpoint says origin, size and root of the manifest."""
    data = pack.read("log/checkpoint", 1 << 20)
    if data is None:
        findings.add(4, "checkpoint.missing", "log/checkpoint")
        return
    code, told = open_note(data, key)
    found = parse_checkpoint(told)
    if code:
        findings.add(4, code, "log/checkpoint")
    elif found is None:
        findings.add(4, "checkpoint.form", "log/checkpoint")
    elif (found[0], found[1], found[2].hex()) != (manifest["origin"], manifest["size"], manifest["root"]):
        findings.add(4, "checkpoint.differs", "log/checkpoint")
    elif data.count(b"\n\xe2\x80\x94 ") > 1:
        findings.add(4, "checkpoint.cosigned", "log/checkpoint")
