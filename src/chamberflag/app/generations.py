"""The rule files that a box has ever decided with, kept beside its log: after an upgrade old decisions can still be computed again.

`rulefiles/<SHA-256>.json`, file name -> text, as it shipped. Written when a box is opened to write, before anything is decided with it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import msgspec

from chamberflag.app.shelf import shelf_of
from chamberflag.store.files import Folder
from chamberflag.vocabulary.errors import Broken

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER = "rulefiles"


def keep(data: Path) -> None:
    """Keep the files that ship now and the box's own packs, durable on return. Raises Broken where the disk failed."""
    folder = Folder(data / FOLDER)
    try:
        made = json.dumps(shelf_of(data).texts, ensure_ascii=False, sort_keys=True).encode()
        folder.put(f"{hashlib.sha256(made).hexdigest()}.json", made)
    finally:
        folder.close()


def kept(data: Path) -> list[Mapping[str, str]]:
    """Every generation: what ships now, then what was kept. Raises Broken where a file is not what its name says."""
    found: list[Mapping[str, str]] = [shelf_of(data).texts]
    for path in sorted((data / FOLDER).glob("*.json")):
        made = path.read_bytes()
        if hashlib.sha256(made).hexdigest() != path.stem:
            raise Broken("store.damaged", "the kept rule files are not what their name says; take them from a second copy", path.name)
        texts = msgspec.json.decode(made, type=dict[str, str])
        found += [texts] if texts != found[0] else []
    return found
