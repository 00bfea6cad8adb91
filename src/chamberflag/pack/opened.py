"""A pack that is read again by Chamberflag, after somebody has checked its files: entries, rule sets, disclosed texts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from chamberflag.log import tiles
from chamberflag.pack.rulefiles import Compiled, compile_files

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator


class Pack:
    """The contents of a pack whose files were checked before."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """archive: the open pack."""
        self._zip = archive
        self._names = {name: None for name in archive.namelist() if not name.endswith("/")}  # whoever packs again lists folders too
        self._sets: dict[str, Compiled] = {}
        self.manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))

    def read(self, name: str) -> bytes | None:
        """A file; None where there is none."""
        return self._zip.read(name) if name in self._names else None

    def folder(self, digest: str) -> dict[str, bytes]:
        """The rule files of a digest, by their names below its folder; empty where they are not here."""
        start = f"rules/{digest}/"
        return {name.removeprefix(start): self._zip.read(name) for name in self._names if name.startswith(start)}

    def rules(self, digest: str) -> Compiled:
        """The rule set of a digest. Raises Malformed."""
        if digest not in self._sets:
            self._sets[digest] = compile_files(self.folder(digest))
        return self._sets[digest]

    def digests(self) -> list[str]:
        """The rule sets that are here."""
        return list(dict.fromkeys(name.split("/")[1] for name in self._names if name.startswith("rules/")))

    def entries(self) -> Iterator[tuple[int, bytes]]:
        """Index and bytes of every entry: from the bundles of a whole log, else each from its own file."""
        if self.manifest["scope"]["kind"] != "all":
            yield from ((index, self._zip.read(f"proofs/{index}.entry")) for index in self.manifest["entries"])
            return
        for n, width in tiles.bundles(self.manifest["size"]):
            found = tiles.unbundle(self._zip.read("log/" + tiles.path("entries", n, width)))
            yield from enumerate(found, start=n * tiles.WIDTH)

    def texts(self, index: int) -> list[str]:
        """The texts of an entry that were disclosed, in order."""
        data = self.read(f"private/{index}.json")
        return [row["text"] for row in json.loads(data)["values"]] if data is not None else []
