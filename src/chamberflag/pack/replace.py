"""Whether a file may be replaced by a new pack: an empty file, or an older pack of the same log and scope, in which nothing is lost."""

from __future__ import annotations

import json
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from chamberflag.pack.verify.manifest import MANIFEST, SHAPE
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from pathlib import Path

    from chamberflag.pack.scope import Scope


def may_replace(path: Path, origin: str, scope: Scope, size: int, *, disclosed: bool) -> None:
    """Raise Malformed(malformed.out) where something else stands there."""
    if not path.exists() or (path.is_file() and path.stat().st_size == 0):
        return
    old = _manifest(path)
    same = bool(old) and old["origin"] == origin and (old["scope"]["kind"], old["scope"]["id"]) == (scope.kind, scope.id)
    if not same or old["size"] > size or (old["private"] == "disclosed" and not disclosed):
        raise Malformed("malformed.out", "a file stands there that is no older pack of this log and scope; choose another name", str(path))


def _manifest(path: Path) -> dict[str, Any]:
    """What the file says of itself as a pack; nothing where it is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            made: Any = json.loads(archive.read(MANIFEST))
    except (OSError, ValueError, KeyError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return {}
    return made if SHAPE(made) else {}
