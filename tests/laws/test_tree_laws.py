from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from chamberflag.log import tiles
from chamberflag.log.proof import check_consistency, check_inclusion, consistency, inclusion
from chamberflag.log.rebuild import Damage, Rebuild, entries
from chamberflag.log.tree import Frontier, frontier_of, leaf_hash, place
from chamberflag.vocabulary.errors import Unproven
from tests.unit.log.naive import Naive

contents = st.lists(st.binary(max_size=40), max_size=70)
FILLER = [b"%d" % i for i in range(700)]


@given(contents, st.integers(0, 600))
def test_naive_tree_is_frontier_is_tiles(data: list[bytes], more: int) -> None:
    """For any entries: recursion, frontier, rebuilt tiles and stored nodes give one root, and tiles of both makes are equal."""
    data = data + FILLER[:more]
    naive, size = Naive(data), len(data)
    frontier, nodes = Frontier().extend(leaf_hash(d) for d in data)

    def read(level: int, index: int) -> bytes:
        return nodes[place(level, index)]

    tree, full = Rebuild(), list[tuple[str, bytes]]()
    for n, width in tiles.bundles(size):
        full += [(t.path, t.data) for t in tree.add([leaf_hash(d) for d in data[n * 256 : n * 256 + width]])]
    built = dict(full + [(t.path, t.data) for t in tree.partial()])
    assert built == {tiles.path(*t): tiles.tile(read, *t) for t in tiles.tiles(size)}
    assert frontier.root() == naive.root(size) == tree.frontier().root()
    assert frontier == tree.frontier() == frontier_of(read, size)


@given(st.integers(1, 3000), st.data())
@settings(max_examples=200)
def test_proofs_of_any_size_hold_and_only_there(size: int, draw: st.DataObject) -> None:
    """For any size, index and older size the made proofs check, and fail for every other index or size drawn."""
    frontier, nodes = Frontier().extend(leaf_hash(b"%d" % i) for i in range(size))

    def read(level: int, index: int) -> bytes:
        return nodes[place(level, index)]

    index, other = draw.draw(st.integers(0, size - 1)), draw.draw(st.integers(0, size))
    old = draw.draw(st.integers(0, size))
    path = inclusion(read, index, size)
    check_inclusion(read(0, index), index, size, path, frontier.root())
    assert len(path) <= (size - 1).bit_length()
    if other != index:
        assert not holds(lambda: check_inclusion(read(0, index), other, size, path, frontier.root()))
    proof = consistency(read, old, size)
    before = frontier_of(read, old).root()
    check_consistency(old, size, proof, before, frontier.root())
    if other != old:
        assert not holds(lambda: check_consistency(other, size, proof, before, frontier.root()))


@given(st.integers(1, 700), st.data())
@settings(max_examples=150)
def test_any_change_to_any_published_byte_is_noticed(size: int, draw: st.DataObject) -> None:
    """Whatever byte of whatever file of a published log is changed, cut off or added to, the rebuilt tree says so."""
    data = [b"entry %d\n" % i for i in range(size)]
    frontier, nodes = Frontier().extend(leaf_hash(d) for d in data)
    objects = {tiles.path(*t): tiles.tile(lambda level, index: nodes[place(level, index)], *t) for t in tiles.tiles(size)}
    objects |= {tiles.path("entries", n, w): tiles.bundle(data[n * 256 : n * 256 + w]) for n, w in tiles.bundles(size)}
    name = draw.draw(st.sampled_from(sorted(objects)))
    whole = bytearray(objects[name])
    at = draw.draw(st.integers(0, len(whole) - 1))
    match draw.draw(st.sampled_from(("flip", "cut", "add"))):
        case "flip":
            whole[at] ^= draw.draw(st.integers(1, 255))
        case "cut":
            del whole[at:]
        case _:
            whole.insert(at, 7)
    objects[name] = bytes(whole)
    found: list[Damage] = []
    for _ in entries(objects.get, size, frontier.root(), found.append):
        pass
    assert found


def holds(check: Callable[[], None]) -> bool:
    """Whether a check passes."""
    try:
        check()
    except Unproven:
        return False
    return True
