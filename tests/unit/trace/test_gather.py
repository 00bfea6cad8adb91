"""What is taken out of a log for a trace: the same answer as from the whole log, and names that the log knows."""

from __future__ import annotations

import functools
from collections.abc import Container, Iterator
from typing import Any, cast

import pytest

from chamberflag.ledger import entry as entries
from chamberflag.ledger.ports import Ledger
from chamberflag.trace.chain import trace
from chamberflag.trace.gather import gather, known_ids
from chamberflag.trace.line import Line, read
from chamberflag.trace.mention import ITEMS, Kind
from tests.company import AD, DECLARE, EMPTY, FIVE, HAND, LEAD, PERFORMER, Company

SUBJECTS = [
    (Kind.WEAPON, "w1"), (Kind.LOT, "dm"), (Kind.PERSON, "lead"), (Kind.PERSON, "perf"), (Kind.PLACE, "base"), (Kind.SHOT, "s12"),
]  # fmt: skip


@functools.cache
def company() -> Company:
    """A weapon loaded, looked at, handed over and collected, with a refusal and a stop."""
    made = Company().crew().stock().opened().loaded()
    made.do("witness", [AD], FIVE, ["w1"])
    made.do("declare", [LEAD, AD], DECLARE, ["w1"])
    made.do("show", [PERFORMER], FIVE, ["w1"])
    made.do("hand_over", [LEAD, PERFORMER], HAND, ["w1"])
    made.do("check", [LEAD], EMPTY, ["w1"])
    made.do("call_cut", [AD])
    made.do("collect", [LEAD], None, ["w1"])
    made.do("stop", [PERFORMER])
    return made


def everything(made: Company) -> list[Line]:
    """Every line of the log, with the people its keys belong to."""
    head = made.ledger.head()
    assert head is not None
    bound = {made.key(person).kid: person for person in made.keys}
    return [read(index, entries.decode(data), bound) for index, data in enumerate(made.ledger.entries(0, head.size))]


@pytest.mark.parametrize(("kind", "subject"), SUBJECTS)
def test_what_is_gathered_answers_like_the_whole_log(kind: Kind, subject: str) -> None:
    """Chain, gaps, access and the last look are those that the whole log gives."""
    made = company()
    lines = gather(made.ledger, kind, subject)
    assert lines
    assert trace(kind, subject, lines) == trace(kind, subject, everything(made))


def test_less_than_the_whole_log_is_taken() -> None:
    """Of a weapon fewer lines are decoded than the log has."""
    made = company()
    assert len(gather(made.ledger, Kind.WEAPON, "w1")) < len(everything(made))


@pytest.mark.parametrize(
    ("kind", "subject"), [(Kind.WEAPON, "w"), (Kind.LOT, "w1"), (Kind.PERSON, "w1"), (Kind.SHOT, "lead"), (Kind.ROUND, "r")]
)
def test_a_name_that_the_log_does_not_know_gathers_nothing(kind: Kind, subject: str) -> None:
    """An unknown name, and a known one asked for as another kind, give no line."""
    assert gather(company().ledger, kind, subject) == []


def test_known_names_come_with_their_kind() -> None:
    """Weapons, lots, people, shots and places are told apart, each once."""
    found = [(kind, name) for kind, name, _ in known_ids(company().ledger)]
    assert len(found) == len(set(found))
    assert {(Kind.WEAPON, "w1"), (Kind.LOT, "dm"), (Kind.PERSON, "perf"), (Kind.SHOT, "s12")} <= set(found)
    assert {name for kind, name in found if kind is Kind.PERSON} == {
        "producer",
        "lead",
        "box",
        "ad",
        "safety",
        "perf",
        "perf2",
        "medic",
        "asst",
        "dp",
        "case",
    }


ALL: frozenset[str] = frozenset({"everything"})


class Narrow:
    """A ledger that can only be read by its index: whoever wants the whole log fails."""

    def __init__(self, ledger: Ledger, missing: int = -1, names: Container[str] = ALL) -> None:
        """missing: an entry that the index has lost; names: what it has lists for."""
        self._ledger, self._missing, self._names = ledger, missing, names

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - what the ledger has
        """Everything else is the ledger's own."""
        return getattr(self._ledger, name)

    def subject_entries(self, subject: str) -> list[int]:
        """The index, without what it has lost."""
        if self._names is not ALL and subject not in self._names:
            return []
        return [index for index in self._ledger.subject_entries(subject) if index != self._missing]

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """The whole log, only where the index has lost something."""
        assert self._missing >= 0 or self._names is not ALL, "the whole log was read"
        return self._ledger.entries(start, stop)


@pytest.mark.parametrize(("kind", "subject"), [(kind, subject) for kind, subject in SUBJECTS if kind in ITEMS])
def test_items_are_traced_by_the_index_alone(kind: Kind, subject: str) -> None:
    """The chain of a weapon, lot or place is read without looking through the log, and it is the same."""
    made = company()
    found = gather(cast("Ledger", Narrow(made.ledger)), kind, subject)
    assert trace(kind, subject, found) == trace(kind, subject, everything(made))


def test_an_index_that_lost_an_entry_is_not_believed() -> None:
    """Where the index holds fewer entries than the subject's chain has, the whole log is looked through."""
    made = company()
    lost = made.ledger.subject_entries("w1")[-1]
    found = gather(cast("Ledger", Narrow(made.ledger, lost)), Kind.WEAPON, "w1")
    assert trace(Kind.WEAPON, "w1", found) == trace(Kind.WEAPON, "w1", everything(made))


def test_a_log_from_before_the_index_listed_what_acts_name_is_looked_through() -> None:
    """Where only subjects are listed, and keys, papers and calls are not, the answer is that of the whole log all the same."""
    made = company()
    found = gather(cast("Ledger", Narrow(made.ledger, names={"w1", "w2", "dm", "bl"})), Kind.WEAPON, "w1")
    assert trace(Kind.WEAPON, "w1", found) == trace(Kind.WEAPON, "w1", everything(made))


def test_a_key_that_the_index_does_not_know_is_looked_for_in_the_whole_log() -> None:
    """A signer whose enrolment the index has lost is still named."""
    made = company()
    enrolled = made.ledger.subject_entries(made.key("ad").kid)
    assert len(enrolled) == 1
    found = gather(cast("Ledger", Narrow(made.ledger, enrolled[0])), Kind.WEAPON, "w1")
    assert trace(Kind.WEAPON, "w1", found) == trace(Kind.WEAPON, "w1", everything(made))
