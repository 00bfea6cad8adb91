"""What holds of every trace, whatever was recorded: intervals do not overlap, refusals move nothing, somebody or nobody answers."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chamberflag.acts import weapons
from chamberflag.trace.access import ANYONE
from chamberflag.trace.answer import plain, rows
from chamberflag.trace.chain import Trace, trace
from chamberflag.trace.mention import Kind
from chamberflag.trace.picture import svg
from chamberflag.vocabulary.words import Verdict
from tests.unit.trace.pages import Page

PEOPLE = st.sampled_from([("lead", "lead"), ("asst", "assistant"), ("perf", "performer"), ("ad", "witness"), ("", "crew")])
ACTS = st.sampled_from(
    ["take_out", "pick_up", "collect", "give_back", "pass_on", "hand_over", "put_away", "set_down", "accept", "attend", "check"]
)
STEPS = st.lists(st.tuples(ACTS, st.lists(PEOPLE, min_size=1, max_size=3, unique=True), st.booleans(), st.booleans()), max_size=25)


def written(steps: list[tuple[str, list[tuple[str, str]], bool, bool]]) -> Page:
    """The page of these steps on one weapon; some refused, some locked."""
    page = Page()
    for kind, who, refused, locked in steps:
        body = {"set_down": weapons.SetDown(locked=locked), "put_away": weapons.PutAway(locked=locked)}.get(kind)
        page.write(kind, who, body, verdict=Verdict.REFUSE if refused else Verdict.PERMIT)
    return page


def covered(found: Trace) -> list[tuple[int, int]]:
    """The intervals in which somebody had access or nobody answered, as (from, to) entries."""
    return [(i.from_entry, i.to_entry) for i in (*found.access, *found.gaps)]


@given(STEPS)
def test_refused_acts_move_nothing(steps: list[tuple[str, list[tuple[str, str]], bool, bool]]) -> None:
    """Leaving out every refused entry leaves gaps, access and the last look as they are."""
    lines = written(steps).lines
    whole, without = trace(Kind.WEAPON, "w1", lines), trace(Kind.WEAPON, "w1", [line for line in lines if not line.refused])
    assert (whole.gaps, whole.access, whole.look, whole.standings) == (without.gaps, without.access, without.look, without.standings)


@given(STEPS)
def test_gaps_do_not_overlap_and_no_person_of_a_single_item_holds_it_in_one(
    steps: list[tuple[str, list[tuple[str, str]], bool, bool]],
) -> None:
    """For a weapon nobody is recorded as holding it while nobody answers for it; gaps follow one another."""
    found = trace(Kind.WEAPON, "w1", written(steps).lines)
    ends = [(g.from_entry, g.to_entry if g.to_entry >= 0 else 10**9) for g in found.gaps]
    assert all(first[1] <= second[0] for first, second in pairwise(ends))
    for access in found.access:
        if access.who != ANYONE:
            last = access.to_entry if access.to_entry >= 0 else 10**9
            assert all(last <= start or access.from_entry >= end for start, end in ends)


@given(STEPS)
def test_every_form_of_the_answer_can_be_made(steps: list[tuple[str, list[tuple[str, str]], bool, bool]]) -> None:
    """Whatever was recorded, JSON, table and picture exist, with a row for each entry and each gap."""
    found = trace(Kind.WEAPON, "w1", written(steps).lines)
    assert len(rows(found)) == len(found.chain) + len(found.gaps)
    assert plain(found)["subject"] == "w1"
    assert svg(found).startswith("<svg")
