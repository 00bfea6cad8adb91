"""Acts that show a fork and stay out of the tree: kept as they came, one file an act. Source: log.md section 3."""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING

from chamberflag.store.files import Folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FOLDER = "quarantine"


def keep(data: Path, line: bytes, signatures: Sequence[bytes]) -> str:
    """Keep line 1 and its signature lines; the file's name below the box's folder. Raises Broken."""
    whole = b"".join(one + b"\n" for one in (line, *signatures))
    name = f"{FOLDER}/{hashlib.sha256(whole).hexdigest()}.act"
    with contextlib.closing(Folder(data)) as folder:
        folder.put(name, whole)
    return name
