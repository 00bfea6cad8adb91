"""kill -9 at any moment: nothing that was acknowledged is lost, nothing is half there, and the box starts again by itself."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from chamberflag import app
from chamberflag.ledger import entry as entries
from chamberflag.ledger.replay import replay
from chamberflag.seal.note import parse_vkey
from chamberflag.store.heads import opener
from tests import c2sp
from tests.sim import box_writer, kill9, store_writer, table
from tests.sim.kill9 import Death, Tally
from tests.sim.steps import POINTS
from tests.unit.log.naive import Naive

SEED = 20261125
STEPS = 180  # durable steps of one life of the box, about


def whole(data: Path) -> None:
    """Assert that a box is of one piece: every entry whole, every checkpoint a prefix of one tree, all files out, the state its fold."""
    box = app.open_box(data)
    try:
        assert box.waits == ""
        assert box.log is not None
        head = box.ledger.head()
        assert head is not None
        data_of = list(box.ledger.entries(0, head.size))
        for one in data_of:
            entries.decode(one)
        naive = Naive(data_of)
        opened = opener([parse_vkey(box.info.vkey)])
        for size, note in box.ledger.notes(0, head.size):
            signed = opened(note)
            assert (signed.size, signed.root) == (size, naive.root(size))
        assert box.recorder.state == list(replay(data_of, app.empty_state(), app.rules_for, app.act_table()))[-1].after
        assert box.log.publisher.shown() == head.note
        assert box.log.publisher.publish(whole=True) == 0
    finally:
        box.close()
    assert app.check_log(data, whole=True).damage == ()
    out = data.with_name("out")
    app.export_log(data, out)
    found, _ = c2sp.whole(lambda name: (out / name).read_bytes(), (out / "vkey").read_text())
    assert found == data_of


def leave(row: str, tally: Tally) -> None:
    """A row of the table of faults."""
    survived = tally.kills - bool(tally.lost)
    table.leave(row, tried=tally.kills, survived=survived, acknowledged=len(tally.acknowledged), lost=len(tally.lost))


def test_fifty_deaths_of_the_box(tmp_path: Path) -> None:
    """The real box killed 50 times and more, anywhere: nothing acknowledged is lost, what is sent again is one entry, the log is whole."""
    data = tmp_path / "box"
    box_writer.filled(data, 0)
    ways = kill9.deaths(random.Random(SEED), 60, 12, STEPS)
    tally = kill9.campaign(box_writer.life, data, ways, SEED, box_writer.find)
    assert tally.lost == []
    assert tally.kills >= 50
    assert len(set(tally.points)) >= 8
    whole(data)
    leave("kill", tally)


@pytest.mark.parametrize("name", POINTS)
def test_each_point_of_the_commit_protocol(tmp_path: Path, name: str) -> None:
    """Dead at a crash point of the commit protocol: the next start brings everything up to date by itself."""
    data = tmp_path / "box"
    box_writer.filled(data, 250)
    point, times = POINTS[name]
    tally = kill9.campaign(box_writer.life, data, [Death(point=point, times=times)], SEED, box_writer.find)
    assert (tally.kills, tally.points, tally.lost) == (1, [point], [])
    whole(data)
    leave(f"points+{list(POINTS).index(name)}", tally)


def test_a_box_that_acknowledges_before_commit_is_caught(tmp_path: Path) -> None:
    """The loop can fail: a box whose receipts leave before COMMIT loses one of them."""
    data = tmp_path / "box"
    box_writer.filled(data, 0)
    ways = kill9.deaths(random.Random(SEED), 30, 12, STEPS)
    lost = kill9.campaign(box_writer.hasty, data, ways, SEED, box_writer.find).lost
    assert lost
    table.leave("kill+control", control=len(lost))


def test_every_durable_step_of_the_store(tmp_path: Path) -> None:
    """The store's writer killed at each of its first durable steps in turn, the very first start included: nothing acknowledged is lost."""
    store_writer.memory_of(tmp_path / "data")
    tally = kill9.campaign(store_writer.honest, tmp_path / "data", [Death(step=n) for n in range(1, 100)], SEED, store_writer.find)
    assert (tally.lost, tally.kills) == ([], 99)
    assert {"BEGIN IMMEDIATE", "COMMIT", "fsync", "pwrite"} <= set(tally.points)
    leave("steps", tally)


def test_a_store_that_acknowledges_before_commit_is_caught(tmp_path: Path) -> None:
    """The sweep can fail: the same writer with its receipts before COMMIT loses some."""
    store_writer.memory_of(tmp_path / "data")
    ways = [Death(step=n) for n in range(1, 100)]
    lost = kill9.campaign(store_writer.hasty, tmp_path / "data", ways, SEED, store_writer.find).lost
    assert lost
    table.leave("steps+control", control=len(lost))
