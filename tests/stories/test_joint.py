"""A joint act is its steps: the same state where it is permitted, the same refusal where it is not. Source: acts.md section 8."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from chamberflag.app import Box
from chamberflag.cli.stage import Outcome
from tests.stories.onstage import HERE, box_after_prologue, told

# A plan with three blanks and its two signatures, as the story of the break has them.
BLANKS = "\n".join((HERE / "d_blanks_over_a_break.day").read_text(encoding="utf-8").split("\n")[1:3]) + "\n"
OUT = "09:00  wes takes out W1\n09:01  wes checks W1: EMPTY x6\n"
SEEN = st.sampled_from(["EMPTY x6", "EMPTY x6", "EMPTY x5", "DUMMY x5 EMPTY x1", "EMPTY x5 BULLET x1", "nothing to open"])
BEFORE = st.lists(
    st.sampled_from(
        [
            "dora witnesses W1: EMPTY x6",
            "dora witnesses W1: EMPTY x6",
            "ada as witness witnesses W1: EMPTY x6",
            "kim looked away from W1",
            "wes puts away W1 into SAFE",
            "kim stops",
            "june declines W1",
            "wes passes on W1 to ana",
            "kim quarantines W1: reason odd",
            "wes goes off duty",
        ]
    ),
    max_size=3,
)


def compared(before: str, joint: str, steps: list[str]) -> None:
    """The joint act on one box and its steps on another, all at one instant."""
    one, many = box_after_prologue(), box_after_prologue()
    together = told(f"{before}{joint}\n", one)[-1]
    singly = told(before + "".join(f"{step}\n" for step in steps), many)[-len(steps) :]
    first = next((at for at, step in enumerate(singly, 1) if step.verdict != "permit" and not _fail_safe_as_meant(step)), 0)
    if together.verdict == "permit":
        assert [step.rules for step in singly if step.outcome == "refused"] == []
        assert core(one) == core(many)
    elif together.verdict == "refuse":
        assert together.step == first
        assert singly[first - 1].verdict == "refuse"
        # A joint act asks for its own signers besides, under LOG-11; nothing else is added, nothing is lost.
        assert set(together.rules) - {"LOG-11"} == set(singly[first - 1].rules) - {"LOG-11"}
    else:  # a finding that is not the record's: it stands alone, and stands in the single act, too
        assert first > 0
        assert singly[first - 1].verdict == "recorded"


def _fail_safe_as_meant(step: Outcome) -> bool:
    return step.act.type in {"collect", "put_away"}


def core(box: Box) -> object:
    """The proved machine's state."""
    return box.recorder.state.core


def lines(before: list[str]) -> str:
    """The acts between check and joint act, ten seconds apart."""
    return OUT + "".join(f"09:02:{10 * at:02}  {act}\n" for at, act in enumerate(before))


@settings(max_examples=40, deadline=None)
@given(
    BEFORE,
    SEEN,
    st.sampled_from(["EMPTY", "EMPTY", "DUMMY 5"]),
    st.sampled_from(["june", "cole", "vic"]),
    st.sampled_from(["cock", "fire"]),
)
def test_give_is_declare_show_hand_over(before: list[str], seen: str, said: str, to: str, allowed: str) -> None:
    """Whatever came before, whatever is said and seen."""
    compared(
        lines(before),
        f"09:03  wes gives W1 to {to} with dora: {said}, {to} sees {seen}, shot S12, permitted {allowed}, fit",
        [
            f"09:03  wes declares W1 with dora: {said}, shot S12, performer {to}",
            f"09:03  {to} as performer shows W1: {seen}, shot S12",
            f"09:03  wes hands over W1 to {to} as performer: {said}, shot S12, permitted {allowed}, fit",
        ],
    )


@settings(max_examples=20, deadline=None)
@given(SEEN, st.booleans(), st.sampled_from(["wes", "ana", "june"]))
def test_look_in_is_taking_out_and_checking(seen: str, stopped: bool, who: str) -> None:  # noqa: FBT001 - drawn
    """Whoever does it, whatever they find."""
    before = "09:00  kim stops\n" if stopped else "09:00  ada calls cut\n"
    compared(before, f"09:01  {who} takes out and checks W1: {seen}", [f"09:01  {who} takes out W1", f"09:01  {who} checks W1: {seen}"])


@settings(max_examples=20, deadline=None)
@given(SEEN, st.sampled_from([0, 1]), st.sampled_from([2, 3, 9]), st.booleans())
def test_prepare_is_unload_check_bore_load(seen: str, unfired: int, n: int, planned: bool) -> None:  # noqa: FBT001 - drawn
    """Whatever was found, returned and loaded."""
    before = (BLANKS if planned else "") + OUT
    compared(
        before,
        f"09:03  wes and dora prepare W1 with {n} of BLK: {seen}, unfired {unfired}, counted 3, shot S30",
        [
            f"09:03  wes and dora unload W1 BLK: unfired {unfired}, counted 3",
            f"09:03  wes and dora as witness check W1 BLK: {seen}, shot S30",
            "09:03  wes and dora prove the bore of W1 BLK",
            f"09:03  wes and dora load {n} of BLK into W1: shot S30, counted 3",
        ],
    )
