from __future__ import annotations

import pytest

from chamberflag.log import tiles
from chamberflag.log.rebuild import Damage, Rebuild, entries
from chamberflag.log.tree import Frontier, leaf_hash, place
from tests.unit.log.naive import Naive, leaf_data

SIZE = 66000  # three tile levels
NAIVE = Naive([leaf_data(i) for i in range(SIZE)])


def publish(size: int) -> dict[str, bytes]:
    """The objects of a log, made from stored nodes."""
    nodes = Frontier().extend(leaf_hash(leaf_data(i)) for i in range(size))[1]
    objects = {tiles.path(*tile): tiles.tile(lambda level, index: nodes[place(level, index)], *tile) for tile in tiles.tiles(size)}
    for n, width in tiles.bundles(size):
        objects[tiles.path("entries", n, width)] = tiles.bundle([leaf_data(n * 256 + i) for i in range(width)])
    return objects


def check(objects: dict[str, bytes], size: int, root: bytes | None = None) -> list[Damage]:
    """Everything that does not hold."""
    found: list[Damage] = []
    for first, some in entries(objects.get, size, root or NAIVE.root(size), found.append):
        assert first % 256 == 0
        assert some
    return found


@pytest.fixture(scope="module")
def objects() -> dict[str, bytes]:
    """A log of three tile levels."""
    return publish(SIZE)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 255, 256, 257, 511, 512, 600])
def test_a_sound_log_holds(size: int) -> None:
    """Rebuilt from its leaves, a published log of any size equals its tiles and its root, and gives out every entry."""
    published = publish(size)
    found: list[Damage] = []
    read = [entry for _, some in entries(published.get, size, NAIVE.root(size), found.append) for entry in some]
    assert found == []
    assert read == [leaf_data(i) for i in range(size)]


def test_three_levels(objects: dict[str, bytes]) -> None:
    """A log with tiles of three levels holds, and its tiles are the naive ones."""
    assert check(objects, SIZE) == []
    assert objects["tile/2/000.p/1"] == NAIVE.tile(2, 0, 1)
    assert objects["tile/1/001.p/1"] == NAIVE.tile(1, 1, 1)


def test_altered_leaf_tile_with_sound_tiles_above(objects: dict[str, bytes]) -> None:
    """CVE-2026-56865: one hash of a leaf tile altered, everything above and the entries intact: refused, and the tile is named."""
    for path in ("tile/0/000", "tile/0/131", tiles.path(0, SIZE // 256, SIZE % 256)):
        altered = bytearray(objects[path])
        altered[40] ^= 1
        assert [(d.code, d.place) for d in check({**objects, path: bytes(altered)}, SIZE)] == [("tree.tile", path)]


def test_altered_leaf_tile_and_its_entry(objects: dict[str, bytes]) -> None:
    """CVE-2026-56865: an entry and its hash in the leaf tile altered together, interior tiles intact: the root does not come out."""
    leaves = tiles.unbundle(objects["tile/entries/003"])
    leaves[7] = b"forged\n"
    hashes = [leaf_hash(leaf) for leaf in leaves]
    damage = check({**objects, "tile/entries/003": tiles.bundle(leaves), "tile/0/003": b"".join(hashes)}, SIZE)
    assert {(d.code, d.place) for d in damage} == {
        ("tree.tile", "tile/1/000"),
        ("tree.tile", "tile/2/000.p/1"),
        ("tree.root", "checkpoint"),
    }


def test_altered_all_the_way_up_to_the_root(objects: dict[str, bytes]) -> None:
    """A log forged in all its tiles still does not add up to the signed root."""
    forged = {**objects, **publish(600)}
    leaves = tiles.unbundle(forged["tile/entries/000"])
    leaves[0] = b"forged\n"
    nodes = Frontier().extend(leaf_hash(leaf) for leaf in [*leaves, *(leaf_data(i) for i in range(256, 600))])[1]
    forged["tile/entries/000"] = tiles.bundle(leaves)
    forged |= {tiles.path(*tile): tiles.tile(lambda level, index: nodes[place(level, index)], *tile) for tile in tiles.tiles(600)}
    assert [d.code for d in check(forged, 600)] == ["tree.root"]


def test_every_kind_of_file_every_byte() -> None:
    """In a log of two tile levels, any flipped byte of any file is noticed."""
    size = 260
    published = publish(size)
    for path, data in published.items():
        step = max(1, len(data) // 97)
        for at in range(0, len(data), step):
            altered = bytearray(data)
            altered[at] ^= 0x20
            assert check({**published, path: bytes(altered)}, size), (path, at)


def test_missing_files_are_named() -> None:
    """Each missing file is named; a missing bundle does not hide what else can be judged."""
    published = publish(600)
    for path in published:
        damage = check({p: d for p, d in published.items() if p != path}, 600)
        assert [(d.code, d.place) for d in damage] == [("tree.missing", path)]
    damage = check({p: d for p, d in published.items() if p not in ("tile/entries/001", "tile/0/001")}, 600)
    assert [d.code for d in damage] == ["tree.missing", "tree.broken_off"]


def test_more_or_fewer_entries_than_signed() -> None:
    """A checkpoint of another size, or with another root, does not fit."""
    published = publish(600)
    assert "tree.missing" in {d.code for d in check(published, 601)}
    assert "tree.missing" in {d.code for d in check(published, 599)}
    assert [d.code for d in check(published, 600, NAIVE.root(599))] == ["tree.root"]


def test_memory_is_a_bundle_and_an_edge() -> None:
    """However long the log, at most 255 hashes a tile level are held."""
    tree = Rebuild()
    leaf = bytes(32)
    for _ in range(600):
        tree.add([leaf] * 256)
        assert sum(len(tile.data) for tile in tree.partial()) <= 3 * 255 * 32
    assert tree.frontier() == Frontier().extend([leaf] * 256 * 600)[0]
    with pytest.raises(ValueError, match="bundle by bundle"):
        tree.add([leaf] * 257)
