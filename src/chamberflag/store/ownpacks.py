"""A production's own rule packs beside the log of its box: `packs/NAME.SHA256.toml`, added once and never changed.

The name of a file says what its bytes are. A pack that was altered in its place is damage, and the box says so: the rule set that the
producer and the weapons lead signed would be another.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from chamberflag.store.files import Folder
from chamberflag.vocabulary.errors import Broken, Malformed

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "packs"
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
FILE = re.compile(r"([a-z][a-z0-9-]{0,39})\.([0-9a-f]{64})\.toml")


def own_packs(data: Path) -> dict[str, str]:
    """Name among the rule files ("packs/our-show.toml") -> text. Raises Broken where a file is not what its name says."""
    found: dict[str, str] = {}
    for path in sorted((data / FOLDER).glob("*.toml")):
        named, made = FILE.fullmatch(path.name), path.read_bytes()
        if named is None or hashlib.sha256(made).hexdigest() != named[2]:
            raise Broken("store.damaged", "a rule pack of this box is not what its name says; take it from a second copy", path.name)
        if f"packs/{named[1]}.toml" in found:
            text = "two rule packs of one name lie with this box; keep the one whose digest was adopted"
            raise Broken("store.damaged", text, path.name)
        found[f"packs/{named[1]}.toml"] = made.decode()
    return found


def add_pack(data: Path, name: str, text: str) -> bool:
    """Put a pack beside the log, durable on return; False where it is there. Raises Malformed where another of that name is."""
    if not NAME.fullmatch(name):
        raise Malformed("malformed.pack", "a pack is called by lower-case letters, digits and hyphens, a letter first", name[:40])
    there = own_packs(data).get(f"packs/{name}.toml")
    if there is not None and there != text:
        raise Malformed(
            "malformed.pack", "another pack of this name lies with the box; a pack never changes, give the new one a new name", name
        )
    folder = Folder(data / FOLDER)
    try:
        return folder.put(f"{name}.{hashlib.sha256(text.encode()).hexdigest()}.toml", text.encode())
    finally:
        folder.close()
