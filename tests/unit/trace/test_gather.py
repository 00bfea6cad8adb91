"""What is taken out of a log for a trace: the same answer as from the whole log, and names that the log knows."""

from __future__ import annotations

import functools

import pytest

from chamberflag.ledger import entry as entries
from chamberflag.trace.chain import trace
from chamberflag.trace.gather import gather, known_ids
from chamberflag.trace.line import Line, read
from chamberflag.trace.mention import Kind
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
