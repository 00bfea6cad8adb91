from __future__ import annotations

import pytest

from chamberflag.acts import incident, plan, rounds, weapons
from chamberflag.acts.ceremony import Look
from chamberflag.trace.line import as_if_done
from chamberflag.trace.look import last_look, last_proof
from chamberflag.vocabulary.words import Action, Chamber, ItemKind, RoundClass, Verdict
from tests.unit.trace.pages import AD, ASSISTANT, LEAD, PERFORMER, Page

SIX = Look((Chamber.EMPTY,) * 6)
THREE = Look((Chamber.EMPTY,) * 3)
GUN = weapons.Accept((weapons.Thing("w1", ItemKind.WEAPON, capacity=6),))


def looked() -> Page:
    """Accepted (0), taken out (1), checked by the lead (2), looked into by the witness (3)."""
    return Page().write("accept", [LEAD, AD], GUN).write("take_out").write("check", [LEAD], SIX).write("witness", [AD], SIX)


def test_a_witness_after_another_persons_check_is_a_look_by_two() -> None:
    """Two complete looks by two people are found, with both entries."""
    look, newest = last_look(looked().lines, "w1")
    assert look is not None
    assert (look.entry, look.first, look.people) == (3, 2, ("lead", "ad"))
    assert newest == look


@pytest.mark.parametrize(
    ("act", "who", "body", "why"),
    [
        ("load", LEAD, rounds.LoadRounds(5), "rounds were loaded"),
        ("unload", LEAD, None, "rounds were unloaded"),
        ("use", PERFORMER, plan.Use(Action.FIRE, 1), "shots were fired"),
        ("report", PERFORMER, incident.Report("drop"), "it fell"),
        ("set_down", LEAD, weapons.SetDown(), "it lay unattended"),
        ("give_back", LEAD, None, "nobody signed for it"),
        ("leave_set", LEAD, None, "it left the set"),
    ],
)
def test_what_ends_a_look(act: str, who: tuple[str, str], body: object, why: str) -> None:
    """Loading, unloading, firing, a fall, a gap and leaving the set each end the look and are named with their entry."""
    page = looked().write(act, [who], body)  # type: ignore[arg-type]
    look, newest = last_look(page.lines, "w1")
    assert look is None
    assert newest is not None
    assert (newest.ended, newest.why) == (4, why)


def test_a_change_of_hand_ends_a_look_only_outside_the_team() -> None:
    """Passing on to the assistant keeps the look; handing over to a performer ends it."""
    inside = looked().write("pass_on", [LEAD, ASSISTANT])
    assert last_look(inside.lines, "w1")[0] is not None
    outside = looked().write("hand_over", [LEAD, PERFORMER])
    assert last_look(outside.lines, "w1")[0] is None


def test_a_break_and_a_locked_store_do_not_end_a_look() -> None:
    """Called breaks and the locked store are not among what ends it."""
    page = looked().recorded("call_break", [AD], items=[]).recorded("put_away", [LEAD]).write("take_out")
    assert last_look(page.lines, "w1")[0] is not None


@pytest.mark.parametrize(
    "page",
    [
        Page().write("accept", [LEAD, AD], GUN).write("check", [LEAD], SIX).write("witness", [LEAD], SIX),
        Page().write("accept", [LEAD, AD], GUN).write("check", [LEAD], SIX).write("witness", [AD], THREE),
        Page().write("accept", [LEAD, AD], GUN).write("check", [LEAD], THREE).write("witness", [AD], SIX),
        Page().write("accept", [LEAD, AD], GUN).write("witness", [AD], SIX),
        Page().write("accept", [LEAD, AD], GUN).write("check", [LEAD], SIX).refused("witness", [AD], SIX),
        Page().write("accept", [LEAD, AD], GUN).write("check", [LEAD], SIX).recorded("witness", [AD], SIX),
        Page()
        .write("accept", [LEAD, AD], GUN)
        .write("check", [LEAD], SIX)
        .write("set_down", body=weapons.SetDown())
        .write("witness", [AD], SIX),
    ],
    ids=["same person", "incomplete witness", "incomplete check", "no check", "refused", "differed from the record", "gap between"],
)
def test_what_is_no_look_by_two_people(page: Page) -> None:
    """One person twice, chambers missing, no check before, a refusal, a differing finding, and a gap between the two."""
    assert last_look(page.lines, "w1") == (None, None)


def test_a_forced_look_at_three_of_six_chambers_is_none() -> None:
    """What a harness forces still has to be complete to count."""
    page = Page().write("accept", [LEAD, AD], GUN).write("check", [LEAD], SIX).refused("witness", [AD], THREE)
    page.lines[-1] = as_if_done(page.lines[-1])
    assert last_look(page.lines, "w1") == (None, None)
    page.refused("witness", [AD], SIX)
    page.lines[-1] = as_if_done(page.lines[-1])
    assert last_look(page.lines, "w1")[0] is not None


def test_rounds_loaded_after_the_check_are_what_the_witness_sees() -> None:
    """Check, load, witness is one look by two people; a load after the witness is not."""
    page = (
        Page()
        .write("accept", [LEAD, AD], GUN)
        .write("check", [LEAD], SIX)
        .write("load", [LEAD], rounds.LoadRounds(6))
        .write("witness", [AD], SIX)
    )
    assert last_look(page.lines, "w1")[0] is not None


def test_rounds_are_looked_at_by_two_who_prove_or_count_them() -> None:
    """A count by two people counts until the lot lies unlocked; a count by one does not."""
    count = rounds.CountItems((rounds.Tally(10), rounds.Tally(10)))
    page = Page().write("count", [LEAD], count, ["lot"], Verdict.RECORDED)
    assert last_proof(page.lines, "lot") == (None, None)
    page.write(
        "prove_round", [LEAD, AD], rounds.ProveRound((rounds.Proof(RoundClass.DUMMY, ("hole", "rattle"), 10),)), ["lot"], Verdict.RECORDED
    )
    assert last_proof(page.lines, "lot")[0] is not None
    page.recorded("set_down", [LEAD], weapons.SetDown(), ["lot"])
    look, newest = last_proof(page.lines, "lot")
    assert look is None
    assert newest is not None
    assert newest.ended == 2
