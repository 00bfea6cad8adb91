"""tree.json: roots, proofs and tiles of trees of many sizes, by the recursive definition of RFC 6962 alone. Source: log.md section 5.

Written without `log`: the definitions are those of RFC 6962, sections 2.1, 2.1.1 and 2.1.2, and of C2SP tlog-tiles, word for word.
Entry i of every tree is `chamberflag vector entry <i>` and a newline.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

from proofs.vectors.entry import leaf, node
from proofs.vectors.keys import sha

if TYPE_CHECKING:
    from proofs.vectors.canon import Case

SIZES = (0, 1, 2, 3, 255, 256, 257, 511, 512, 65535, 65536, 65537, 70000)
FULL = 256


def entry(index: int) -> bytes:
    """The bytes of an entry."""
    return f"chamberflag vector entry {index}\n".encode()


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    k = 1
    while 2 * k < count:
        k *= 2
    return k


@cache
def root(start: int, stop: int) -> bytes:
    """MTH of the entries from `start` to before `stop`."""
    count = stop - start
    if count == 0:
        return sha(b"")
    if count == 1:
        return leaf(entry(start))
    middle = start + _split(count)
    return node(root(start, middle), root(middle, stop))


def path(index: int, start: int, stop: int) -> list[bytes]:
    """PATH(m, D[n]), deepest first."""
    if stop - start == 1:
        return []
    middle = start + _split(stop - start)
    if index < middle:
        return [*path(index, start, middle), root(middle, stop)]
    return [*path(index, middle, stop), root(start, middle)]


def subproof(old: int, start: int, stop: int, *, known: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b)."""
    if old == stop - start:
        return [] if known else [root(start, stop)]
    k = _split(stop - start)
    if old <= k:
        return [*subproof(old, start, start + k, known=known), root(start + k, stop)]
    return [*subproof(old - k, start + k, stop, known=False), root(start, start + k)]


def tiles(size: int) -> list[tuple[str, bytes]]:
    """Every hash tile: its path and its bytes."""
    sys.setrecursionlimit(10_000)
    made: list[tuple[str, bytes]] = []
    level, span = 0, 1
    while size // span:
        count = size // span
        for n in range(-(-count // FULL)):
            width = min(FULL, count - n * FULL)
            hashes = [root((n * FULL + i) * span, (n * FULL + i + 1) * span) for i in range(width)]
            made.append((f"tile/{level}/{number(n)}" + (f".p/{width}" if width < FULL else ""), b"".join(hashes)))
        level, span = level + 1, span * FULL
    return made


def number(n: int) -> str:
    """1234067 is x001/x234/067."""
    text = f"{n:03d}" if n < 1000 else f"{n:0{-(-len(str(n)) // 3) * 3}d}"
    groups = [text[i : i + 3] for i in range(0, len(text), 3)]
    return "/".join(["x" + group for group in groups[:-1]] + groups[-1:])


def bundle(size: int) -> tuple[str, bytes]:
    """The last bundle of entries: its path and its bytes."""
    n = (size - 1) // FULL
    inside = range(n * FULL, size)
    data = b"".join(len(entry(i)).to_bytes(2) + entry(i) for i in inside)
    return f"tile/entries/{number(n)}" + (f".p/{len(inside)}" if len(inside) < FULL else ""), data


def _inclusion(index: int, size: int) -> dict[str, object]:
    return {"index": index, "leaf_hex": leaf(entry(index)).hex(), "path_hex": [h.hex() for h in path(index, 0, size)]}


def _consistency(old: int, size: int) -> dict[str, object]:
    return {"old": old, "old_root_hex": root(0, old).hex(), "path_hex": [h.hex() for h in subproof(old, 0, size, known=True)]}


def _tree(size: int) -> Case:
    made = tiles(size)
    shown = [tile for i, tile in enumerate(made) if i < 2 or i > len(made) - 6]
    indexes = sorted({i for i in (0, 1, size // 3, size // 2, size - 2, size - 1, 255, 256) if 0 <= i < size})
    olds = sorted({m for m in (1, 2, 3, 128, 255, 256, 257, 300, size // 2, size - 1, size, 65535, 65536) if 0 < m <= size})
    case: Case = {
        "name": f"size-{size}",
        "why": "The tree of the first entries, its proofs and its tiles.",
        "kind": "tree",
        "size": size,
        "root_hex": root(0, size).hex(),
        "inclusion": [_inclusion(i, size) for i in indexes],
        "consistency": [_consistency(m, size) for m in olds],
        "tile_count": len(made),
        "tiles_sha256_hex": sha(b"".join(data for _, data in made)).hex(),
        "tiles": [{"path": place, "sha256_hex": sha(data).hex()} for place, data in shown],
    }
    if size:
        place, data = bundle(size)
        case["bundle"] = {"path": place, "sha256_hex": sha(data).hex()}
    return case


def _wrong_inclusion() -> list[Case]:
    size, index = 257, 200
    good = path(index, 0, size)
    table = (
        ("good", "What the others spoil.", index, size, good, "ok"),
        ("neighbour", "The proof of the entry beside it.", index, size, path(index + 1, 0, size), "proof.inclusion"),
        ("neighbour-index", "The right proof under the wrong number.", index + 1, size, good, "proof.inclusion"),
        ("other-size", "The proof of a smaller tree.", index, size, path(index, 0, size - 1), "proof.inclusion"),
        ("too-short", "The last hash is missing.", index, size, good[:-1], "proof.inclusion"),
        ("too-long", "One hash more.", index, size, [*good, good[-1]], "proof.length"),
        ("swapped", "Two hashes in the wrong order.", index, size, [good[1], good[0], *good[2:]], "proof.inclusion"),
        ("bit", "One bit of one hash.", index, size, [bytes([good[0][0] ^ 1]) + good[0][1:], *good[1:]], "proof.inclusion"),
        ("index-is-size", "The tree ends before it.", size, size, good, "proof.index"),
        ("empty-tree", "Nothing is in the empty tree.", 0, 0, [], "proof.index"),
    )
    return [
        {
            "name": f"inclusion-{name}",
            "why": why,
            "kind": "inclusion",
            "size": n,
            "root_hex": root(0, n).hex(),
            "index": i,
            "leaf_hex": leaf(entry(index)).hex(),
            "path_hex": [h.hex() for h in hashes],
            "outcome": outcome,
        }
        for name, why, i, n, hashes, outcome in table
    ]


def _wrong_consistency() -> list[Case]:
    old, size = 200, 257
    good = subproof(old, 0, size, known=True)
    first, last = root(0, old), root(0, size)
    other = root(1, size + 1)
    table = (
        ("good", "What the others spoil.", old, size, good, first, last, "ok"),
        ("same-size", "A tree is a prefix of itself.", size, size, [], last, last, "ok"),
        ("same-size-other-root", "Two roots of one size: a fork.", size, size, [], other, last, "proof.consistency"),
        ("same-size-with-path", "There is nothing to prove.", size, size, good, last, last, "proof.consistency"),
        ("power-of-two", "The old root stands for itself.", 128, size, subproof(128, 0, size, known=True), root(0, 128), last, "ok"),
        ("other-old-root", "Somebody was shown another tree.", old, size, good, root(1, old + 1), last, "proof.consistency"),
        ("other-new-root", "The newer tree is another.", old, size, good, first, other, "proof.consistency"),
        ("too-short", "The last hash is missing.", old, size, good[:-1], first, last, "proof.consistency"),
        ("too-long", "One hash more.", old, size, [*good, good[-1]], first, last, "proof.length"),
        ("empty", "No hash at all.", old, size, [], first, last, "proof.length"),
        ("old-is-larger", "A tree does not shrink.", size, old, good, last, first, "proof.size"),
        ("old-is-empty", "Every tree begins with the empty one.", 0, size, [], root(0, 0), last, "ok"),
        ("old-is-empty-other-root", "The empty tree has one root.", 0, size, [], first, last, "proof.consistency"),
        ("old-is-empty-with-path", "There is nothing to prove.", 0, size, good, root(0, 0), last, "proof.consistency"),
    )
    return [
        {
            "name": f"consistency-{name}",
            "why": why,
            "kind": "consistency",
            "old": m,
            "size": n,
            "old_root_hex": before.hex(),
            "root_hex": after.hex(),
            "path_hex": [h.hex() for h in hashes],
            "outcome": outcome,
        }
        for name, why, m, n, hashes, before, after, outcome in table
    ]


def cases() -> list[Case]:
    """Trees with good proofs, then single proofs with one fault each."""
    return [*(_tree(size) for size in SIZES), *_wrong_inclusion(), *_wrong_consistency()]
