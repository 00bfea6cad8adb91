from __future__ import annotations

import random
import types
import typing
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

import immutables
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bench import make_day
from bench.stage import Stage
from chamberflag import app
from chamberflag.app import snapshots
from chamberflag.app.snapshots import Snapshots
from chamberflag.custody.state import State
from chamberflag.ledger import shortcut
from chamberflag.ledger.ports import Snapshot
from chamberflag.ledger.replay import replay
from chamberflag.store.memory import MemoryLedger
from chamberflag.vocabulary.errors import Malformed
from tests.company import AD, EMPTY, HAND, LEAD, Company
from tests.sim import box_writer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIZE = 850


class Played:
    """A generated day: its ledger, and the state after each entry as the whole fold gives it."""

    def __init__(self, seed: int) -> None:
        self.ledger = MemoryLedger()
        stage = Stage(self.ledger, make_day.LOG_KEY, seed, make_day.START)
        make_day.Player(stage, SIZE, 8).play()
        states = [made.after for made in replay(self.ledger.entries(0, SIZE), app.empty_state(), app.rules_for, app.act_table())]
        self.states = [app.empty_state(), *states]

    def snapshots(self) -> Snapshots:
        """As the holder of the log's key has them."""
        return Snapshots.of(self.ledger, make_day.LOG_KEY)

    def keep(self, size: int) -> Snapshot:
        """The snapshot of one size, written by the product."""
        self.ledger._snapshots.clear()
        kept = self.snapshots()
        kept.kept = size - snapshots.EVERY
        kept.keep(self.states[size])
        found = self.ledger.snapshot()
        assert found is not None
        return found


@pytest.fixture(scope="module")
def days() -> list[Played]:
    """Two random days."""
    return [Played(seed) for seed in (11, 12)]


@given(day=st.integers(0, 1), size=st.integers(1, SIZE))
@settings(max_examples=25)
def test_a_snapshot_and_the_tail_are_the_whole_fold(days: list[Played], day: int, size: int) -> None:
    """From whatever entry of a random day the snapshot is, the state it leads to equals the one folded from the first entry."""
    played = days[day]
    played.keep(size)
    started = played.snapshots()
    assert started.state() == played.states[-1]
    assert (started.kept, started.folded) == (size, SIZE - size)


def flip(data: bytes, at: int) -> bytes:
    """One bit altered."""
    at %= len(data)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


DAMAGE: dict[str, Callable[[Snapshot, int], Snapshot]] = {
    "data": lambda s, at: replace(s, data=flip(s.data, at)),
    "root": lambda s, at: replace(s, root=flip(s.root, at)),
    "size": lambda s, at: replace(s, size=s.size - 1 - at % 50),
    "short": lambda s, at: replace(s, data=s.data[: at % len(s.data)]),
}


@given(kind=st.sampled_from(sorted(DAMAGE)), at=st.integers(0, 1 << 20))
@settings(max_examples=40)
def test_a_damaged_snapshot_changes_nothing(days: list[Played], kind: str, at: int) -> None:
    """Whatever bit of a snapshot is altered, it is as if it were not there: the log is folded whole, to the same state."""
    played = days[0]
    kept = played.keep(800)
    played.ledger._snapshots[:] = [DAMAGE[kind](kept, at)]
    started = played.snapshots()
    assert started._newest() is None
    if at % 10 == 0:
        assert started.state() == played.states[-1]
        assert started.folded == SIZE


def test_a_forged_state_is_not_believed(days: list[Played]) -> None:
    """Somebody who can write the database, but has not the log's key, cannot give the box a state of their own."""
    played = days[0]
    kept = played.keep(800)
    forged = shortcut.encode(replace(played.states[800], holds=immutables.Map({"LOG-11|unit": 3})))
    other = Snapshots(played.ledger, b"another secret")
    sealed = other._seal(replace(kept, data=forged)) + forged
    played.ledger._snapshots[:] = [replace(kept, data=sealed)]
    assert played.snapshots().state() == played.states[-1]


def test_another_version_of_the_fold_makes_its_own(days: list[Played], monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot written by other code or over other rule files is not used."""
    played = days[0]
    played.keep(800)
    monkeypatch.setattr(snapshots, "fold_key", lambda: "f" * 64)
    started = played.snapshots()
    assert started.state() == played.states[-1]
    assert started.folded == SIZE


def test_a_snapshot_of_another_log_is_not_used(days: list[Played]) -> None:
    """Under the same key, a state whose root is not this log's root at its size is thrown away."""
    kept = days[1].keep(800)
    days[0].ledger._snapshots[:] = [kept]
    assert days[0].snapshots().state() == days[0].states[-1]


def test_decisions_after_a_start_from_a_snapshot_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A box opened from a snapshot answers the same acts as the box that never stopped, with the same reasons."""
    monkeypatch.setattr(snapshots, "EVERY", 40)
    box = box_writer.founded(tmp_path / "data")
    crew = box_writer.Crew(box, 1)
    refused = crew.why(crew.hand_in(crew.signed("hand_over", [LEAD, ("perf", "performer")], HAND, ["w1"])))
    assert refused
    crew.hand_in(crew.signed("call_cut", [AD]))
    known = box.recorder.state
    assert box.snapshots.kept == known.size - 1
    box.close()
    again = app.open_box(tmp_path / "data")
    assert again.snapshots.folded == 1
    assert again.recorder.state == known
    later = box_writer.Crew(again, 2)
    assert later.why(later.hand_in(later.signed("hand_over", [LEAD, ("perf", "performer")], HAND, ["w1"]))) == refused
    again.close()


def test_every_field_comes_back() -> None:
    """A state whose records are filled at random, every optional member now there and now not, comes back equal and of the same types."""
    for seed in range(60):
        state = sample(State, random.Random(seed))
        back = shortcut.decode(shortcut.encode(state))
        assert back == state
        assert shape(back) == shape(state)


def test_what_is_no_state_is_malformed() -> None:
    """Bytes that nobody wrote as a state get one error and no traceback."""
    whole = shortcut.encode(Company().rec.state)
    for bad in (b"", b"\xc1", b"\x80", whole[:-1], whole + b"\x00", b"\x81\xa4size\xa3abc", flip(whole, 3)):
        with pytest.raises(Malformed):
            shortcut.decode(bad)


def test_the_state_of_acts_of_many_kinds_comes_back() -> None:
    """After looks, rounds, reports and a stop the state that was written down is the state."""
    company = Company().crew().stock().opened().loaded()
    company.do("check", [LEAD], EMPTY, ["w2"])
    company.do("stop", [AD])
    assert shortcut.decode(shortcut.encode(company.rec.state)) == company.rec.state


def sample(kind: Any, chance: random.Random, depth: int = 0) -> Any:  # noqa: ANN401 - one arm a form of type
    """A random value of a declared type."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    few = range(chance.randrange(3) if depth < 7 else 0)
    if kind is Any:
        return chance.choice([True, False, chance.randrange(1 << 40), f"v{chance.randrange(9)}"])
    if kind is bool:
        return chance.random() < 0.5
    if kind is int:
        return chance.choice([-1, 0, 7, 1_790_000_000_000])
    if kind is str:
        return chance.choice(["", "w_1", "HND-02|w_1", "ünïcödé"])
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return chance.choice(list(kind))
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = typing.get_type_hints(kind, include_extras=True)
        return kind(**{name: sample(hints[name], chance, depth + 1) for name in kind.__struct_fields__})
    if origin is typing.Annotated:
        return bounded(kind, chance, depth)
    if origin is Literal:
        return chance.choice(args)
    if origin in (types.UnionType, typing.Union):
        return sample(chance.choice(args), chance, depth)
    if kind is type(None):
        return None
    if origin is tuple and args[-1] is not ...:
        return tuple(sample(one, chance, depth + 1) for one in args)
    if origin in (tuple, frozenset):
        return origin(sample(args[0], chance, depth + 1) for _ in few)
    if origin in (dict, immutables.Map):
        return origin({sample(args[0], chance, depth + 1): sample(args[1], chance, depth + 1) for _ in few})
    raise AssertionError(f"the state has a field of a type that this test cannot fill: {kind}")


def bounded(kind: Any, chance: random.Random, depth: int) -> Any:  # noqa: ANN401
    """A value of an annotated type that its bounds allow."""
    for _ in range(200):
        value = sample(typing.get_args(kind)[0], chance, depth)
        value = chance.choice([value, 1, 6, "w_1", "a" * 43, "a" * 22, "0" * 64])
        try:
            return msgspec.convert(value, kind)
        except msgspec.ValidationError:
            continue
    raise AssertionError(f"no value found for {kind}")


def shape(value: object) -> object:
    """The types of a value and of everything in it."""
    match value:
        case msgspec.Struct():
            return (type(value), *(shape(getattr(value, name)) for name in value.__struct_fields__))
        case immutables.Map() | dict():
            return (type(value), sorted(((repr(k), shape(v)) for k, v in value.items()), key=repr))
        case tuple() | frozenset():
            return (type(value), sorted((shape(one) for one in value), key=repr))
        case _:
            return type(value)
