"""`log export` read back by somebody who knows only the public specifications, at the sizes where layouts break."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature

from chamberflag.ledger.ports import Head
from chamberflag.log import tiles
from chamberflag.log.rebuild import Damage, entries
from chamberflag.log.tree import Frontier, leaf_hash, place
from chamberflag.store.export import export
from chamberflag.store.files import Folder
from chamberflag.store.heads import opener
from chamberflag.vocabulary.errors import Malformed
from tests import c2sp
from tests.unit.store.logs import VKEY, signed


class Synthetic:
    """A ledger of short entries, to be read only."""

    def __init__(self, size: int) -> None:
        """`size` entries, some of no byte at all."""
        self.data = [b"entry %d\n" % i if i % 7 else b"" for i in range(size)]
        frontier, self.nodes = Frontier().extend(leaf_hash(one) for one in self.data)
        self.newest = Head(frontier, signed(size, frontier.root()), 1)

    def head(self) -> Head | None:
        """The newest head; None where there is no entry."""
        return self.newest if self.data else None

    def entry(self, index: int) -> bytes:
        """One entry."""
        return self.data[index]

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """Entries start..stop-1."""
        return iter(self.data[start:stop])

    def node(self, level: int, index: int) -> bytes:
        """A stored node."""
        return self.nodes[place(level, index)]

    def note(self, size: int) -> str | None:
        """The signed checkpoint of a size."""
        return self.newest.note if size == self.newest.size else None

    def notes(self, start: int, stop: int) -> Iterator[tuple[int, str]]:
        """The one there is."""
        return iter([(self.newest.size, self.newest.note)] if start < self.newest.size <= stop else [])


def published(tmp_path: Path, size: int) -> tuple[Synthetic, Folder]:
    """A log of this size, exported."""
    ledger, folder = Synthetic(size), Folder(tmp_path / "out")
    export(ledger, folder, VKEY.vkey())
    return ledger, folder


def reader(folder: Folder) -> c2sp.Read:
    """Reads files as a web server would give them."""

    def read(name: str) -> bytes:
        return (folder.path / name).read_bytes()

    return read


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 513, 1000, 65_793])
def test_an_independent_reader_finds_every_entry(tmp_path: Path, size: int) -> None:
    """From checkpoint, key and tiles alone: all entries, the signed root, and no file that does not belong there."""
    ledger, folder = published(tmp_path, size)
    found, names = c2sp.whole(reader(folder), (folder.path / "vkey").read_text())
    assert found == ledger.data
    assert {p.relative_to(folder.path).as_posix() for p in folder.path.rglob("*") if p.is_file()} == names


@pytest.mark.parametrize("n", [0, 7, 999, 1000, 67_001, 999_999, 1_000_000, 1_234_067])
def test_paths_are_those_of_the_specification(n: int) -> None:
    """The groups of three digits, with x before all but the last, as the specification spells them."""
    for level, width in (("0", 256), ("2", 1), ("entries", 255)):
        assert tiles.path(level, n, width) == c2sp.path(level, n, width)
    assert c2sp.path("0", 1_234_067, 256) == "tile/0/x001/x234/067"


def test_an_empty_log_has_nothing_to_publish(tmp_path: Path) -> None:
    """Size 0: a clear word, and no file."""
    with pytest.raises(Malformed, match=r"malformed\.empty_log"):
        published(tmp_path, 0)
    assert not any((tmp_path / "out").iterdir())


def test_a_leaf_tile_that_was_altered(tmp_path: Path) -> None:
    """CVE-2026-56865: a hash of a leaf tile is altered while entries and the tiles above stay: both readers name that very tile."""
    _, folder = published(tmp_path, 700)
    name = folder.path / "tile/0/001"
    data = bytearray(name.read_bytes())
    data[32 * 17] ^= 1
    name.write_bytes(bytes(data))
    with pytest.raises(c2sp.Differs, match="tile/0/001"):
        c2sp.whole(reader(folder), VKEY.vkey())
    damage: list[Damage] = []
    head = opener([VKEY])((folder.path / "checkpoint").read_text())
    found = [one for _, some in entries(folder.get, head.size, head.root, damage.append) for one in some]
    assert len(found) == head.size
    assert [(one.code, one.place) for one in damage] == [("tree.tile", "tile/0/001")]


@pytest.mark.parametrize("name", ["tile/entries/001", "tile/entries/002.p/188", "tile/0/000", "tile/1/000.p/2", "checkpoint"])
def test_a_bit_of_any_kind_of_file(tmp_path: Path, name: str) -> None:
    """One bit of a bundle, a full tile, a partial tile, a tile above, the checkpoint: the independent reader refuses it."""
    _, folder = published(tmp_path, 700)
    at = folder.path / name
    data = bytearray(at.read_bytes())
    data[len(data) // 2] ^= 1
    at.write_bytes(bytes(data))
    with pytest.raises((c2sp.Differs, InvalidSignature, ValueError)):
        c2sp.whole(reader(folder), VKEY.vkey())
