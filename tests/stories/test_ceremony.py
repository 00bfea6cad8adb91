"""One gun, one ceremony, through the real recorder with every rule of the base pack live."""

from __future__ import annotations

import pytest

from chamberflag.acts import ceremony, plan, rounds
from chamberflag.acts.act import plain
from chamberflag.vocabulary.words import Action, Chamber
from tests.company import AD, DECLARE, FIVE, HAND, LEAD, PERFORMER, Company


@pytest.fixture
def ready() -> Company:
    """Everything in order, w1 loaded with five dummies in the lead's hand."""
    return Company().crew().stock().opened().loaded()


def test_a_whole_ceremony_is_permitted_and_the_weapon_comes_back(ready: Company) -> None:
    """Look, declaration, look, hand-over, use, cut, collection, unloading, store: nothing is refused."""
    steps = [
        ready.do("witness", [AD], FIVE, ["w1"]),
        ready.do("declare", [LEAD, AD], DECLARE, ["w1"]),
        ready.do("show", [PERFORMER], FIVE, ["w1"]),
        ready.do("hand_over", [LEAD, PERFORMER], HAND, ["w1"]),
        ready.do("begin_use", [AD], plan.BeginUse("s12"), ["w1"]),
        ready.do("use", [PERFORMER], plan.Use(Action.COCK, shot="s12"), ["w1"]),
        ready.do("call_cut", [AD]),
        ready.do("collect", [LEAD], None, ["w1"]),
        ready.do("check", [LEAD], FIVE, ["w1"]),
        ready.do("unload", [LEAD], rounds.Unload(unfired=5), ["w1"]),
        ready.do("put_away", [LEAD], None, ["w1"]),
    ]
    assert [ready.why(s) for s in steps] == [set()] * len(steps)
    assert ready.rec.state.core.weapons["w1"]["loc"] == "store"
    assert ready.rec.state.core.lots["dm"]["store"] == 10


def test_a_joint_give_leaves_the_state_of_its_three_steps(ready: Company) -> None:
    """`give` and declare, show, hand_over give the same weapon in the same hand."""
    ready.do("witness", [AD], FIVE, ["w1"])
    steps = tuple({"type": kind, **plain(body)} for kind, body in (("declare", DECLARE), ("show", FIVE), ("hand_over", HAND)))
    answer = ready.do("give", [LEAD, AD, PERFORMER], ceremony.Joint(steps), ["w1"])
    assert ready.why(answer) == set()
    other = Company().crew().stock().opened().loaded()
    other.do("witness", [AD], FIVE, ["w1"])
    for kind, who, body in (("declare", [LEAD, AD], DECLARE), ("show", [PERFORMER], FIVE), ("hand_over", [LEAD, PERFORMER], HAND)):
        other.do(kind, who, body, ["w1"], wait=2000 if kind == "declare" else 0)
    assert ready.rec.state.core == other.rec.state.core


def test_a_finding_that_is_not_the_records_is_recorded_and_drops_the_give(ready: Company) -> None:
    """In a joint act the performer's differing look stands as a record; nothing after it is done; the weapon is in quarantine."""
    ready.do("witness", [AD], FIVE, ["w1"])
    four = ceremony.Look((Chamber.DUMMY,) * 4 + (Chamber.EMPTY,) * 2)
    steps = tuple({"type": kind, **plain(body)} for kind, body in (("declare", DECLARE), ("show", four), ("hand_over", HAND)))
    answer = ready.do("give", [LEAD, AD, PERFORMER], ceremony.Joint(steps), ["w1"])
    assert answer.decision is not None
    assert answer.decision.verdict == "recorded"
    weapon = ready.rec.state.core.weapons["w1"]
    assert weapon["quar"]
    assert weapon["holder"] == "lead"
    assert not weapon["declared"]


@pytest.mark.parametrize(
    ("between", "who", "rule"),
    [
        ("look_away", AD, "HND-02"),
        ("call_cut", AD, "HND-02"),
        ("stop", PERFORMER, "INC-01"),
        ("decline", PERFORMER, "HND-08"),
        ("ask_to_see", ("dp", "dp"), "DEC-05"),
    ],
)
def test_what_interrupts_the_ceremony_refuses_the_hand_over(ready: Company, between: str, who: tuple[str, str], rule: str) -> None:
    """Between look and hand-over: looked away, cut, stop, decline, a request to see it."""
    ready.do("witness", [AD], FIVE, ["w1"])
    ready.do("declare", [LEAD, AD], DECLARE, ["w1"])
    ready.do("show", [PERFORMER], FIVE, ["w1"])
    ready.do(between, [who], None, [] if between in {"call_cut", "stop"} else ["w1"])
    assert rule in ready.why(ready.do("hand_over", [LEAD, PERFORMER], HAND, ["w1"]))


def test_sixty_one_seconds_after_the_look_is_too_late(ready: Company) -> None:
    """The performer's look is good for 60 s, the ceremony for 180 s, the check for 30 min."""
    ready.do("witness", [AD], FIVE, ["w1"])
    ready.do("declare", [LEAD, AD], DECLARE, ["w1"])
    ready.do("show", [PERFORMER], FIVE, ["w1"])
    assert ready.why(ready.do("hand_over", [LEAD, PERFORMER], HAND, ["w1"], wait=61_000)) == {"HND-02"}
    assert {"HND-02", "DEC-06"} <= ready.why(ready.do("hand_over", [LEAD, PERFORMER], HAND, ["w1"], wait=120_000))


def test_another_performer_cannot_take_the_declared_weapon(ready: Company) -> None:
    """The declaration is for one performer: another one's hand-over lacks the look, the binding and the plan."""
    ready.do("witness", [AD], FIVE, ["w1"])
    ready.do("declare", [LEAD, AD], DECLARE, ["w1"])
    ready.do("show", [PERFORMER], FIVE, ["w1"])
    assert {"HND-02", "DEC-06", "HND-11"} <= ready.why(ready.do("hand_over", [LEAD, ("perf2", "performer")], HAND, ["w1"]))


def test_the_ad_cannot_hand_over(ready: Company) -> None:
    """Only the weapons lead's team hands over (HND-01), whoever declared."""
    ready.do("witness", [AD], FIVE, ["w1"])
    ready.do("declare", [LEAD, AD], DECLARE, ["w1"])
    ready.do("show", [PERFORMER], FIVE, ["w1"])
    assert "HND-01" in ready.why(ready.do("hand_over", [AD, PERFORMER], HAND, ["w1"]))
