from __future__ import annotations

import hashlib

import pytest

from chamberflag.log.tree import EMPTY_ROOT, Frontier, frontier_of, leaf_hash, node_hash, place, stored
from tests.unit.log.naive import Naive, leaf_data

SIZES = (0, 1, 2, 3, 255, 256, 257, 511, 512, 65535, 65536, 65537, 70000)
# Roots over the entries `entry <i>\n`, first 16 hex digits, made once by naive.py and written down.
ROOTS = {
    0: "e3b0c44298fc1c14",
    1: "1621ce7da8b254a4",
    2: "fe1fb6b3d8e74bee",
    3: "26e7a908b11e0e0b",
    255: "b81d25ee593489ab",
    256: "4e8b3bded694dcf1",
    257: "07adb6e064fa4292",
    511: "5fa085b409bdbae4",
    512: "251256c4a3e44712",
    65535: "9831dff25acdd2fb",
    65536: "a4a77746eb6491c8",
    65537: "c19f165eb3bbfd67",
    70000: "3f246524734d4d38",
}


@pytest.fixture(scope="module")
def naive() -> Naive:
    """The tree by recursion."""
    return Naive([leaf_data(i) for i in range(SIZES[-1])])


@pytest.fixture(scope="module")
def grown() -> tuple[dict[int, Frontier], list[bytes]]:
    """The frontier at each known size, and all stored nodes."""
    frontier, nodes, at = Frontier(), list[bytes](), dict[int, Frontier]()
    for before, size in zip((0, *SIZES), SIZES, strict=False):
        frontier, made = frontier.extend(leaf_hash(leaf_data(i)) for i in range(before, size))
        nodes += made
        at[size] = frontier
    return at, nodes


@pytest.mark.parametrize("size", SIZES)
def test_root_is_the_written_one(size: int, naive: Naive, grown: tuple[dict[int, Frontier], list[bytes]]) -> None:
    """The frontier, the naive tree and the answer written down have one root at every size that matters."""
    frontier = grown[0][size]
    assert frontier.size == size
    assert len(frontier.hashes) == size.bit_count()
    assert frontier.root() == naive.root(size)
    assert frontier.root().hex().startswith(ROOTS[size])


def test_empty_tree() -> None:
    """The root of the empty tree is SHA-256 of nothing."""
    assert Frontier().root() == EMPTY_ROOT == hashlib.sha256(b"").digest()


def test_rfc_6962_known_answers() -> None:
    """The roots of the eight-leaf test tree that certificate logs publish are reached."""
    data = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
    roots = (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
    frontier = Frontier()
    for leaf, root in zip(data, roots, strict=True):
        frontier, _ = frontier.append(leaf_hash(bytes.fromhex(leaf)))
        assert frontier.root().hex() == root


def test_one_by_one_is_all_at_once(grown: tuple[dict[int, Frontier], list[bytes]]) -> None:
    """Appending leaf by leaf gives the frontier and the nodes that extending gives, and leaves the older frontier as it was."""
    at, nodes = grown
    one, made, older = Frontier(), list[bytes](), list[tuple[Frontier, bytes]]()
    for i in range(600):
        older.append((one, one.root()))
        one, completed = one.append(leaf_hash(leaf_data(i)))
        for level, index, found in completed:
            assert place(level, index) == len(made)
            made.append(found)
    assert made == nodes[: stored(600)]
    assert all(frontier.root() == root for frontier, root in older)
    assert older[512][0] == at[512]


@pytest.mark.parametrize("size", SIZES)
def test_frontier_from_stored_nodes(size: int, grown: tuple[dict[int, Frontier], list[bytes]]) -> None:
    """The frontier of any size is read back from the stored nodes."""
    at, nodes = grown
    assert frontier_of(lambda level, index: nodes[place(level, index)], size) == at[size]
    assert stored(size) == sum(size >> level for level in range(size.bit_length()))


def test_leaf_and_node_are_told_apart() -> None:
    """An entry that spells out two hashes is not the node above them."""
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)
    assert leaf_hash(b"\x01" + left + right) != node_hash(left, right)
