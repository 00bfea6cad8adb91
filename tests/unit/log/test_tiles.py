from __future__ import annotations

import pytest

from chamberflag.log import tiles
from chamberflag.log.tree import Frontier, leaf_hash, place
from chamberflag.vocabulary.errors import Malformed
from tests.unit.log.naive import Naive, leaf_data

SIZE = 70000
NAIVE = Naive([leaf_data(i) for i in range(SIZE)])
NODES = Frontier().extend(leaf_hash(leaf_data(i)) for i in range(SIZE))[1]


def read(level: int, index: int) -> bytes:
    """A stored node."""
    return NODES[place(level, index)]


def test_paths() -> None:
    """Numbers go in groups of three digits; a width below 256 is named."""
    assert tiles.path(0, 0) == "tile/0/000"
    assert tiles.path(0, 999) == "tile/0/999"
    assert tiles.path(1, 1000) == "tile/1/x001/000"
    assert tiles.path(0, 1234067) == "tile/0/x001/x234/067"
    assert tiles.path("entries", 1234067, 5) == "tile/entries/x001/x234/067.p/5"
    assert tiles.path(2, 0, 256) == "tile/2/000"


def test_what_a_tree_of_256_has() -> None:
    """Size 256 is one full tile of level 0 and one hash at level 1."""
    assert [tiles.path(*tile) for tile in tiles.tiles(256)] == ["tile/0/000", "tile/1/000.p/1"]
    assert list(tiles.tiles(0)) == list(tiles.bundles(0)) == []


@pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257, 511, 512, 65535, 65536, 65537, 70000])
def test_widths(size: int) -> None:
    """At level l a tree has floor(size / 256^l) hashes: full tiles, then one of the rest's width."""
    found = list(tiles.tiles(size))
    for level in range(4):
        mine = [(n, width) for at, n, width in found if at == level]
        assert sum(width for _, width in mine) == size // 256**level
        assert [n for n, _ in mine] == list(range(len(mine)))
        assert all(width == 256 for _, width in mine[:-1])
        assert not mine or mine[-1][1] == (size // 256**level) % 256 or (size // 256**level) % 256 == 0
    assert sum(width for _, width in tiles.bundles(size)) == size


def test_only_what_is_missing() -> None:
    """From a tree of another size on, only tiles and bundles that it lacks or has narrower."""
    for start, size in ((0, 70000), (256, 512), (300, 70000), (65535, 65536), (69999, 70000), (512, 512)):
        had = set(tiles.tiles(start))
        full = {tile for tile in had if tile[2] == 256}
        assert set(tiles.tiles(size)) - full == {tile for tile in tiles.tiles(size, start) if tile not in full}
        assert not full & set(tiles.tiles(size, start))
    assert list(tiles.bundles(600, 256)) == [(1, 256), (2, 88)]


@pytest.mark.parametrize(("level", "n", "width"), [(0, 0, 256), (0, 273, 112), (1, 0, 256), (1, 1, 17), (2, 0, 1)])
def test_bytes(level: int, n: int, width: int) -> None:
    """A tile's bytes are the naive subtree roots, left to right."""
    data = tiles.tile(read, level, n, width)
    assert data == NAIVE.tile(level, n, width)
    assert b"".join(tiles.hashes(data, width)) == data


def test_a_tile_of_another_length_is_refused() -> None:
    """A tile is 32 bytes a hash, neither more nor less."""
    for data in (b"", bytes(31), bytes(8191), bytes(8193)):
        with pytest.raises(Malformed):
            tiles.hashes(data)


def test_bundles() -> None:
    """Entries of every length up to the limit come back whole."""
    entries = [b"", b"a", bytes(255), bytes(256), bytes(16384), bytes(65535)]
    assert tiles.unbundle(tiles.bundle(entries)) == tiles.unbundle(tiles.bundle(entries), 6) == entries
    assert tiles.bundle([b"ab"]) == b"\x00\x02ab"
    with pytest.raises(Malformed):
        tiles.bundle([bytes(65536)])


def test_a_torn_bundle_is_refused() -> None:
    """Cut anywhere but between entries, or holding another number of them than its path says: refused."""
    whole = tiles.bundle([b"first", b"second", b"third"])
    ends = {0, 7, 15, 22}
    for cut in range(len(whole)):
        if cut in ends:
            with pytest.raises(Malformed):
                tiles.unbundle(whole[:cut], 3)
        else:
            with pytest.raises(Malformed):
                tiles.unbundle(whole[:cut])
    with pytest.raises(Malformed):
        tiles.unbundle(whole, 2)
    with pytest.raises(Malformed):
        tiles.unbundle(bytes(2 * 257))
