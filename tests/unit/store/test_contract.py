from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from chamberflag.ledger.ports import ZERO, Head, Ledger, Move, Snapshot
from chamberflag.log.proof import check_inclusion, inclusion
from chamberflag.log.tree import Frontier, frontier_of
from chamberflag.store.memory import MemoryLedger
from chamberflag.store.sqlite import SqliteLedger
from chamberflag.vocabulary.errors import Broken, Unproven
from tests.unit.store.logs import Writer, act_digest, signed

Reopen = Callable[[Ledger], Ledger]


@pytest.fixture(params=["memory", "sqlite", "sqlite reopened"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Ledger, Reopen]:
    """A ledger of each make; and how to look at it again: for SQLite, also after closing and opening the file."""
    path = tmp_path / "log.sqlite"

    def reopened(ledger: Ledger) -> Ledger:
        assert isinstance(ledger, SqliteLedger)
        ledger.close()
        return SqliteLedger(path)

    if request.param == "memory":
        return MemoryLedger(), lambda ledger: ledger
    return SqliteLedger(path), reopened if request.param == "sqlite reopened" else lambda ledger: ledger


@pytest.fixture
def ledger(made: tuple[Ledger, Reopen]) -> Ledger:
    """An empty ledger."""
    return made[0]


def everything(ledger: Ledger) -> dict[str, object]:
    """All that can be read."""
    head = ledger.head()
    size = head.size if head else 0
    things = ("w_1", "w_2", "l_1", "nothing")
    return {
        "head": head,
        "entries": list(ledger.entries(0, size)),
        "notes": list(ledger.notes(0, size)),
        "frontier": frontier_of(ledger.node, size),
        "subjects": {s: (ledger.subject_head(s), ledger.subject_entries(s)) for s in things},
        "devices": {d: (ledger.device_head(d), [ledger.by_device(d, n) for n in range(1, 9)]) for d in ("d1", "d2", "d3")},
        "acts": [ledger.by_act(f"d{d}-{n}") for d in (1, 2, 3) for n in range(8)],
        "private": [ledger.privates(i) for i in range(size)],
    }


def test_an_empty_log(ledger: Ledger) -> None:
    """Before the first entry there is no head, and nothing is found."""
    assert ledger.head() is None
    assert ledger.subject_head("w_1") == ledger.device_head("d1") == (0, ZERO)
    assert ledger.by_act("d1-1") is ledger.by_device("d1", 1) is ledger.note(0) is ledger.snapshot() is None
    assert list(ledger.entries(0, 0)) == ledger.subject_entries("w_1") == ledger.privates(0) == []
    with pytest.raises(Broken, match="missing"):
        ledger.entry(0)
    with pytest.raises(Broken, match="missing"):
        ledger.node(0, 0)


def test_what_is_appended_is_there(made: tuple[Ledger, Reopen]) -> None:
    """Bytes, tree, checkpoints and all three chains are read back as they were given, also by the next process."""
    ledger, again = made
    writer = Writer(ledger)
    first = writer.write("d1-0", "d2-0", "d1-1", subjects=("w_1", "w_2"))
    second = writer.write("d1-2", subjects=("w_1",))
    refused, head, old = writer.group(["d2-1"])
    third = [replace(refused[0], mentions=("w_2", "l_1"))]
    ledger.append(third, head, old)
    ledger = again(ledger)
    entries = [*first, *second, *third]
    assert ledger.head() == head
    assert list(ledger.entries(0, 5)) == [e.data for e in entries]
    assert [ledger.entry(i) for i in range(5)] == [e.data for e in entries]
    assert list(ledger.entries(2, 4)) == [e.data for e in entries[2:4]]
    assert ledger.subject_head("w_1") == (4, second[0].leaf)
    assert ledger.subject_head("w_2") == (3, first[2].leaf)
    assert ledger.subject_head("l_1") == (0, ZERO)
    assert ledger.subject_entries("w_1") == [0, 1, 2, 3]
    assert ledger.subject_entries("w_2") == [0, 1, 2, 4]
    assert ledger.subject_entries("l_1") == [4]
    assert ledger.device_head("d1") == (3, act_digest("d1-2"))
    assert ledger.device_head("d2") == (2, act_digest("d2-1"))
    assert [ledger.by_device("d1", n) for n in (0, 1, 2, 3, 4)] == [None, 0, 2, 3, None]
    assert [ledger.by_act(e.act_id) for e in entries] == [(i, e.digest) for i, e in enumerate(entries)]
    assert [size for size, _ in ledger.notes(0, 5)] == [3, 4, 5]
    assert [size for size, _ in ledger.notes(3, 4)] == [4]
    assert ledger.note(5) == head.note
    assert ledger.note(4) == signed(4, frontier_of(ledger.node, 4).root())
    assert ledger.note(2) is None


def test_proofs_from_stored_nodes(made: tuple[Ledger, Reopen]) -> None:
    """From what is stored every entry proves its place, at every size at which a checkpoint was signed."""
    ledger, again = made
    writer = Writer(ledger)
    for group in (1, 2, 31, 32, 33, 1, 64, 255, 1, 100):
        head = ledger.head()
        writer.fill((head.size if head else 0) + group, group)
    ledger = again(ledger)
    head = ledger.head()
    assert head is not None
    for index in range(0, head.size, 7):
        leaf = ledger.node(0, index)
        check_inclusion(leaf, index, head.size, inclusion(ledger.node, index, head.size), head.frontier.root())
    for size, note in ledger.notes(0, head.size):
        assert note == signed(size, frontier_of(ledger.node, size).root())


def test_a_lost_race_changes_nothing(ledger: Ledger) -> None:
    """Head, subject, act id or device number taken meanwhile: refused with its code, and not a byte has changed."""
    writer = Writer(ledger)
    writer.write("d1-0", "d2-0", subjects=("w_1",), private=True)
    stale, stale_head, stale_old = writer.group(["d1-1"], ["w_1"])
    writer.write("d1-2", subjects=("w_1",))
    before = everything(ledger)
    good, head, old = writer.group(["d3-0", "d3-1"], ["w_1"])
    w_2 = Move("w_2", 1, good[1].leaf, ZERO)
    late = replace(w_2, n=2)
    wrong = {
        "log": ([*stale], stale_head, stale_old),
        "older clock": (good, replace(head, recv=1), old),
        "same act": ([good[0], replace(good[1], act_id="d1-0", digest=act_digest("d1-0"))], head, old),
        "other act of that id": ([good[0], replace(good[1], act_id="d1-0")], head, old),
        "same id twice": ([good[0], replace(good[1], act_id=good[0].act_id)], head, old),
        "device's number": ([good[0], replace(good[1], dev="d1", dseq=1)], head, old),
        "device's number twice": ([good[0], replace(good[1], dseq=1)], head, old),
        "subject's end": ([good[0], replace(good[1], moves=(Move("w_1", 4, good[1].leaf, ZERO),))], head, old),
        "subject's number": ([good[0], replace(good[1], moves=(Move("w_1", 6, good[1].leaf, good[0].leaf),))], head, old),
        "place taken twice": ([good[0], replace(good[1], moves=(Move("w_1", 4, good[1].leaf, good[0].moves[0].prev),))], head, old),
        "new subject, not its first": ([good[0], replace(good[1], moves=(late,))], head, old),
        "new subject, something before it": ([good[0], replace(good[1], moves=(replace(w_2, prev=good[0].leaf),))], head, old),
    }
    codes = {"same act": "store.known", "other act of that id": "store.reused"}
    for name, (group, its_head, its_old) in wrong.items():
        with pytest.raises(Unproven) as error:
            ledger.append(group, its_head, its_old)
        assert error.value.code == codes.get(name, "store.raced"), name
        assert everything(ledger) == before, name
    ledger.append([good[0], replace(good[1], moves=(w_2,))], head, old)
    assert ledger.subject_entries("w_2") == [4]


def test_a_device_may_close_a_gap(ledger: Ledger) -> None:
    """A number that was missing may come later; the device's head stays at the highest."""
    writer = Writer(ledger)
    for dseq in (1, 3, 2):
        group, head, old = writer.group([f"d1-{dseq}"])
        ledger.append([replace(group[0], dseq=dseq)], head, old)
    assert ledger.device_head("d1") == (3, act_digest("d1-3"))
    assert [ledger.by_device("d1", n) for n in (1, 2, 3)] == [0, 2, 1]


def test_a_group_that_does_not_fit_together_is_our_bug(ledger: Ledger) -> None:
    """Gaps, another tree, a note over something else, an empty group: Broken before anything is touched, and writing goes on."""
    writer = Writer(ledger)
    writer.write("d1-0")
    group, head, old = writer.group(["d1-1", "d1-2"], ["w_1"])
    other = Frontier().extend([bytes(32)] * 3)[0]
    for wrong, its_head, its_old in (
        ([], head, old),
        (group[:1], head, old),
        (group[::-1], head, old),
        (group, head, old + 1),
        (group, replace(head, frontier=other), old),
        (group, replace(head, note=signed(3, bytes(32))), old),
        (group, replace(head, note=signed(4, head.frontier.root())), old),
        (group, replace(head, note="a note\n"), old),
        ([replace(group[0], leaf=bytes(32)), group[1]], head, old),
        ([replace(group[0], nodes=group[0].nodes[:1] * 2), group[1]], head, old),
        ([replace(group[0], moves=(replace(group[0].moves[0], leaf=bytes(32)),)), group[1]], head, old),
    ):
        with pytest.raises(Broken) as error:
            ledger.append(wrong, its_head, its_old)
        assert error.value.code == "store.group"
    ledger.append(group, head, old)
    assert ledger.head() == head


def test_private_texts(made: tuple[Ledger, Reopen]) -> None:
    """A committed text is kept with its salt until it is erased; erasing says whether there was something."""
    ledger, again = made
    entry = Writer(ledger).write("d1-0", private=True)[0]
    ledger = again(ledger)
    _, salt, value = entry.private[0]
    assert ledger.private(0, "name") == (salt, value)
    assert ledger.privates(0) == [("name", salt, value)]
    assert ledger.private(0, "other") is ledger.private(1, "name") is None
    assert ledger.erase(0, "name") is True
    ledger = again(ledger)
    assert ledger.private(0, "name") is None
    assert ledger.erase(0, "name") is False
    assert ledger.entry(0) == entry.data


def test_snapshots(made: tuple[Ledger, Reopen]) -> None:
    """The newest state is found, of one rule set or of any; never one from beyond the log; two are kept."""
    ledger, again = made
    Writer(ledger).fill(10, 10)
    root = frontier_of(ledger.node, 10).root()
    kept = [Snapshot(size, root, rules, b"%d" % size) for size, rules in ((2, "a"), (4, "a"), (6, "b"))]
    for snapshot in kept:
        ledger.put_snapshot(snapshot)
    ledger.put_snapshot(replace(kept[2], data=b"six"))
    ledger = again(ledger)
    assert ledger.snapshot() == ledger.snapshot("b") == replace(kept[2], data=b"six")
    assert ledger.snapshot("a") == kept[1]
    assert ledger.snapshot("c") is None
    ledger.put_snapshot(Snapshot(11, root, "c", b""))
    assert ledger.snapshot("c") is None


def test_a_stopped_ledger_only_reads(ledger: Ledger) -> None:
    """Once stopped, nothing is written and everything is read."""
    writer = Writer(ledger)
    writer.write("d1-0", subjects=("w_1",))
    before = everything(ledger)
    group = writer.group(["d1-1"])
    assert isinstance(ledger, MemoryLedger | SqliteLedger)
    ledger.stop("this box is behind")
    with pytest.raises(Broken, match="this box is behind") as error:
        ledger.append(*group)
    assert error.value.code == "store.closed"
    assert everything(ledger) == before


def test_a_note_with_more_than_one_signature_is_kept_whole(made: tuple[Ledger, Reopen]) -> None:
    """A checkpoint that others have signed too comes back byte for byte."""
    ledger, again = made
    group, head, old = Writer(ledger).group(["d1-0"])
    note = head.note + "\u2014 witness.example d1UVC+LIcQ+g9QuEr4WIJ6rT2rLKTfk36cgWfgaLyxPJAXhF\n"
    ledger.append(group, Head(head.frontier, note, head.recv), old)
    assert again(ledger).note(1) == note
