from __future__ import annotations

import pytest

from chamberflag.acts import weapons
from chamberflag.trace.line import as_if_done
from chamberflag.trace.standing import Where, course
from tests.unit.trace.pages import ASSISTANT, LEAD, PERFORMER, Page


def last(page: Page, item: str = "w1", *, weapon: bool = True) -> tuple[Where, tuple[str, ...]]:
    """How the item stands at the end of the page."""
    found = course(page.lines, item, weapon=weapon)
    return found[-1].where, found[-1].holders


@pytest.mark.parametrize("act", ["take_out", "pick_up", "collect", "bring_in"])
def test_whoever_signs_to_take_it_has_it(act: str) -> None:
    """Taking puts the item into the hand of the signer."""
    assert last(Page().write(act, [ASSISTANT])) == (Where.HAND, ("asst",))


@pytest.mark.parametrize("act", ["give_back", "pass_on", "hand_over"])
def test_whoever_signs_to_receive_it_has_it(act: str) -> None:
    """Giving with the receiver's signature makes the receiver the holder."""
    page = Page().write("take_out").write(act, [LEAD, PERFORMER])
    assert last(page) == (Where.HAND, ("perf",))


@pytest.mark.parametrize("act", ["give_back", "pass_on", "hand_over"])
def test_giving_that_nobody_signs_for_leaves_it_with_nobody(act: str) -> None:
    """Giving with the giver's signature alone leaves nobody who answers, and it stays visible."""
    page = Page().write("take_out").write(act, [LEAD])
    assert last(page) == (Where.NOBODY, ())


def test_a_hand_over_names_the_performer_whatever_the_order_of_signers() -> None:
    """In a joint give the witness signs between handler and performer; the performer is who receives."""
    page = Page().write("take_out").write("hand_over", [LEAD, ("ad", "witness"), PERFORMER])
    assert last(page) == (Where.HAND, ("perf",))


def test_a_key_of_nobody_answers_for_nothing() -> None:
    """An item taken by a key that is bound to no person is with nobody."""
    assert last(Page().write("collect", [("", "lead")])) == (Where.NOBODY, ())


@pytest.mark.parametrize(
    ("locked", "weapon", "where"),
    [(False, True, Where.UNATTENDED), (False, False, Where.UNLOCKED), (True, True, Where.STORE), (True, False, Where.STORE)],
)
def test_what_is_laid_down_lies_as_stated(locked: bool, weapon: bool, where: Where) -> None:  # noqa: FBT001
    """A weapon laid down lies unattended, rounds lie unlocked, and in a locked container both are put away."""
    page = Page().write("take_out").recorded("set_down", [LEAD], weapons.SetDown(locked=locked, at="cart"))
    assert last(page, weapon=weapon) == (where, ())


def test_what_is_put_away_unlocked_is_open_to_anyone() -> None:
    """A weapon that is stated to be put away without a lock is in a gap."""
    page = Page().write("take_out").recorded("put_away", [LEAD], weapons.PutAway(locked=False))
    assert last(page) == (Where.UNLOCKED, ())


def test_a_refused_act_moves_nothing_unless_a_harness_forces_it() -> None:
    """A refused take-out leaves the weapon in the store; forced, it would be in the hand."""
    page = Page().write("accept").refused("take_out")
    assert last(page) == (Where.STORE, ())
    page.lines[-1] = as_if_done(page.lines[-1])
    assert last(page) == (Where.HAND, ("lead",))


def test_of_a_joint_act_only_the_steps_done_count() -> None:
    """A collect at the head of a refused look_in stands; a put_away at the end of a finish that was not reached does not."""
    from chamberflag.acts.body import Nothing  # noqa: PLC0415
    from chamberflag.acts.ceremony import Look  # noqa: PLC0415
    from chamberflag.vocabulary.words import Verdict  # noqa: PLC0415

    page = Page().write("hand_over", [LEAD, PERFORMER])
    steps = [("collect", Nothing()), ("check", Look()), ("put_away", weapons.PutAway())]
    page.joint("finish", steps, [LEAD, ("ad", "witness")], verdict=Verdict.REFUSE, done=1)
    assert last(page) == (Where.HAND, ("lead",))


def test_a_part_of_a_lot_leaves_two_people_with_some() -> None:
    """Rounds passed on from a lot are with the receiver, the rest stays with the giver; what is put away is only the giver's part."""
    page = Page().write("take_out", items=["lot"]).write("pass_on", [LEAD, ASSISTANT], weapons.PassOn(rounds=3), items=["lot"])
    assert last(page, "lot", weapon=False) == (Where.HAND, ("lead", "asst"))
    page.recorded("put_away", [LEAD], weapons.PutAway(), items=["lot"])
    assert last(page, "lot", weapon=False) == (Where.HAND, ("asst",))


def test_one_of_two_who_leaves_a_lot_open_makes_a_gap() -> None:
    """Rounds laid down unlocked are open to anyone even while another person holds the rest."""
    page = Page().write("take_out", items=["lot"]).write("pass_on", [LEAD, ASSISTANT], weapons.PassOn(rounds=3), items=["lot"])
    page.recorded("set_down", [LEAD], weapons.SetDown(), items=["lot"])
    assert last(page, "lot", weapon=False) == (Where.UNLOCKED, ("asst",))


def test_a_reported_loss_leaves_nobody_who_answers() -> None:
    """From the report of a loss on nobody answers for the item."""
    from chamberflag.acts.incident import Report  # noqa: PLC0415

    page = Page().write("take_out").recorded("report", [LEAD], Report("loss"))
    assert last(page) == (Where.NOBODY, ())
