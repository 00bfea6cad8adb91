from __future__ import annotations

import pytest

from chamberflag.log.proof import check_consistency, check_inclusion, consistency, inclusion, subtree
from chamberflag.log.tree import EMPTY_ROOT, Frontier, leaf_hash, place
from chamberflag.vocabulary.errors import Unproven
from tests.unit.log.naive import Naive, leaf_data

SIZES = (1, 2, 3, 255, 256, 257, 511, 512, 65535, 65536, 65537, 70000)
NAIVE = Naive([leaf_data(i) for i in range(SIZES[-1])])
NODES = Frontier().extend(leaf_hash(leaf_data(i)) for i in range(SIZES[-1]))[1]
SMALL = 40


def read(level: int, index: int) -> bytes:
    """A stored node."""
    return NODES[place(level, index)]


def some(size: int) -> list[int]:
    """Indexes at the edges of everything, and a few inside."""
    near = {0, 1, 2, 254, 255, 256, 257, 65535, 65536, size // 2, size // 3, size - 2, size - 1}
    return sorted(i for i in near if 0 <= i < size)


@pytest.mark.parametrize("size", SIZES)
def test_inclusion_is_the_naive_path(size: int) -> None:
    """At every known size the path is that of the naive tree, and it leads to the root."""
    for index in some(size):
        path = inclusion(read, index, size)
        assert path == NAIVE.path(index, size)
        check_inclusion(leaf_hash(leaf_data(index)), index, size, path, NAIVE.root(size))


@pytest.mark.parametrize("size", SIZES)
def test_consistency_is_the_naive_proof(size: int) -> None:
    """From every smaller known size the proof is that of the naive tree, and it holds."""
    for old in [*(s for s in SIZES if s <= size), *(s + 1 for s in some(size))]:
        path = consistency(read, old, size)
        assert path == NAIVE.proof(old, size)
        check_consistency(old, size, path, NAIVE.root(old), NAIVE.root(size))


def test_every_small_tree() -> None:
    """For every size up to 40, every index and every older size: proofs equal the naive ones, and hold for themselves alone."""
    for size in range(1, SMALL):
        for index in range(size):
            path = inclusion(read, index, size)
            assert path == NAIVE.path(index, size)
            for other in range(size):
                if other != index:
                    with pytest.raises(Unproven):
                        check_inclusion(leaf_hash(leaf_data(index)), other, size, path, NAIVE.root(size))
        for old in range(size + 1):
            path = consistency(read, old, size)
            assert path == (NAIVE.proof(old, size) if old else [])
            check_consistency(old, size, path, NAIVE.root(old), NAIVE.root(size))


def test_log_n_reads() -> None:
    """Making a proof reads a number of nodes that grows with the logarithm of the size."""
    asked: list[tuple[int, int]] = []

    def counting(level: int, index: int) -> bytes:
        asked.append((level, index))
        return read(level, index)

    for index in some(70000):
        asked.clear()
        inclusion(counting, index, 70000)
        assert len(asked) <= 2 * 17
        asked.clear()
        consistency(counting, index + 1, 70000)
        assert len(asked) <= 2 * 17


def test_subtree_of_any_aligned_range() -> None:
    """A subtree's root is the naive one for full and for ragged ranges."""
    for start, stop in ((0, 70000), (65536, 70000), (256, 512), (69888, 70000), (69999, 70000)):
        assert subtree(read, start, stop) == NAIVE.mth(start, stop)


@pytest.mark.parametrize("size", [2, 3, 7, 8, 255, 257, 70000])
def test_a_bent_inclusion_proof_is_refused(size: int) -> None:
    """Any flipped byte, missing, doubled, added or exchanged hash, other leaf, other index, size or root: refused."""
    index = size // 2
    leaf, root, path = leaf_hash(leaf_data(index)), NAIVE.root(size), inclusion(read, index, size)
    bent = [[*path[:i], flip(path[i], at), *path[i + 1 :]] for i in range(len(path)) for at in (0, 13, 31)]
    bent += [path[:-1], path[1:], [*path, path[-1]], [*path, EMPTY_ROOT], [EMPTY_ROOT, *path], []]
    bent += [path[::-1]] if path != path[::-1] else []
    for wrong in bent:
        with pytest.raises(Unproven):
            check_inclusion(leaf, index, size, wrong, root)
    wrong_size = [(leaf, size, size, root), (leaf, -1, size, root), (leaf, 0, 0, root)]
    for case in [(flip(leaf, 5), index, size, root), (leaf, index - 1, size, root), (leaf, index, size, flip(root, 31)), *wrong_size]:
        with pytest.raises(Unproven):
            check_inclusion(case[0], case[1], case[2], path, case[3])


@pytest.mark.parametrize(
    ("old", "size"), [(1, 2), (2, 3), (3, 7), (4, 7), (8, 9), (256, 257), (257, 70000), (65536, 65537), (65537, 70000)]
)
def test_a_bent_consistency_proof_is_refused(old: int, size: int) -> None:
    """Any flipped byte, missing or added hash, other older root or newer root: refused."""
    path, before, after = consistency(read, old, size), NAIVE.root(old), NAIVE.root(size)
    bent = [[*path[:i], flip(path[i], at), *path[i + 1 :]] for i in range(len(path)) for at in (0, 13, 31)]
    bent += [path[:-1], path[1:], [*path, path[-1]], [*path, EMPTY_ROOT], []]
    for wrong in bent:
        with pytest.raises(Unproven):
            check_consistency(old, size, wrong, before, after)
    for first, second in ((flip(before, 0), after), (before, flip(after, 0)), (after, before)):
        with pytest.raises(Unproven):
            check_consistency(old, size, path, first, second)


def test_a_size_that_cannot_be() -> None:
    """Older than nothing, newer than the tree, or an empty tree with another root: refused."""
    root = NAIVE.root(7)
    for old, size, path, before in (
        (8, 7, [], root),
        (-1, 7, [], root),
        (0, 7, [], root),
        (0, 7, [root], EMPTY_ROOT),
        (7, 7, [root], root),
    ):
        with pytest.raises(Unproven):
            check_consistency(old, size, path, before, root)
    check_consistency(0, 7, [], EMPTY_ROOT, root)
    check_consistency(7, 7, [], root, root)
    for old, size in ((8, 7), (-1, 7)):
        with pytest.raises(Unproven):
            consistency(read, old, size)
    for index, size in ((7, 7), (-1, 7), (0, 0)):
        with pytest.raises(Unproven):
            inclusion(read, index, size)


def flip(data: bytes, at: int) -> bytes:
    """One bit of byte `at` turned over."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
