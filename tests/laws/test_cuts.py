"""How many people have to fail: the cut sets are what single searches find, and a change that lowers a figure is caught."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import msgspec
import pytest

from chamberflag.interlock.parser import Parser, Reading
from chamberflag.interlock.tree import BOOL
from proofs.cuts import record
from proofs.cuts.gate import cut_of, cut_sets, whole_wording
from proofs.cuts.search import Cuts, minimal_cuts, prepared
from proofs.cuts.variants import Procedure, book, helped, kinds_of, procedures, told, writing_truth
from proofs.explorer import Explorer
from proofs.gates import Row
from proofs.live import base
from proofs.pictures.fault_tree import branches


@pytest.fixture(scope="module")
def ceremony() -> Procedure:
    """Our procedure."""
    return next(procedures(("ceremony",)))


@pytest.fixture(scope="module")
def found(ceremony: Procedure) -> Cuts:
    """Its cut sets."""
    return minimal_cuts(ceremony)


def without(one: Procedure, *rules: str) -> Procedure:
    """The same procedure with rules taken away."""
    return replace(one, variant=msgspec.structs.replace(one.variant, leave_out=rules))


def test_three_different_people_have_to_fail(found: Cuts) -> None:
    """The figures of the ceremony: three failures, four without a deliberate swap, three different people; the search ended by itself."""
    assert found.whole
    assert record.figures(found.sets) == {"any": 3, "accidental": 4, "people": 3}
    assert all({"lead", "witness", "performer"} <= {person for _, person in cut} for cut in found.sets)


def test_the_cut_sets_are_those_that_single_searches_find(ceremony: Procedure, found: Cuts) -> None:
    """By searches without labels: no two failures reach the event; each cut set does, and with any failure less does not."""
    goal = ceremony.top.expr
    whole = Explorer(ceremony.model, ceremony.world, found.failures, goals=(goal,), every=True)
    assert len(found.failures) > 10
    for pair in combinations(found.failures, 2):
        assert whole.narrowed(pair).run(goal).trace is None, pair
    for cut in found.sets:
        assert whole.narrowed(cut).run(goal).trace is not None, cut
        for failure in cut:
            assert whole.narrowed(cut - {failure}).run(goal).trace is None, cut - {failure}


def test_nothing_that_is_no_superset_of_a_cut_set_reaches_it(ceremony: Procedure, found: Cuts) -> None:
    """The largest sets of failures that hold no cut set do not reach the event: no cut set was missed."""
    goal = ceremony.top.expr
    whole = Explorer(ceremony.model, ceremony.world, found.failures, goals=(goal,), every=True)
    largest = maximal(frozenset(found.failures), found.sets)
    assert len(largest) > 3
    for some in largest:
        assert whole.narrowed(some).run(goal).trace is None, sorted(some)


def maximal(everything: frozenset[tuple[str, str]], sets: tuple[frozenset[tuple[str, str]], ...]) -> list[frozenset[tuple[str, str]]]:
    """The largest subsets that hold none of the sets: everything less a smallest choice of one failure from each."""
    choices = {frozenset[tuple[str, str]]()}
    for cut in sets:
        choices = {choice if choice & cut else choice | {failure} for choice in choices for failure in cut}
    return [everything - one for one in choices if not any(other < one for other in choices)]


@pytest.mark.parametrize(("rule", "k"), [("R45", 1), ("R14", 1), ("R30", 2)])
def test_a_rule_taken_away_lowers_the_figure_and_the_gate_says_so(ceremony: Procedure, found: Cuts, rule: str, k: int) -> None:
    """Negative control: with fewer chambers looked at, with a finding that need not be the record's, without the performer's look."""
    less = minimal_cuts(without(ceremony, rule), k)
    old, new = record.brief(found), record.brief(less)
    assert new["k"]["any"] == k
    assert f"ceremony: any = {k}, the floor is 3" in record.below_floor("ceremony", new["k"])
    assert f"ceremony: any went from 3 down to {k}" in record.worse("ceremony", old, new)
    assert any(line.startswith("ceremony: a new smaller cut set: ") for line in record.worse("ceremony", old, new))


def test_the_committed_cut_sets_are_those_of_the_machine_as_it_is() -> None:
    """The row of `make prove`: every procedure searched again, nothing worse, nothing other than committed; the wording is whole."""
    row = Row("cut sets")
    cut_sets(row)
    assert row.wrong == []
    assert row.items > 50
    assert whole_wording(3, 1) in row.says
    assert all(
        a in whole_wording(3, 1) for a in ("three different people", "not probabilities", "A1-A6", "one by one", "It says nothing of")
    )


def test_every_failure_that_an_assumption_names_has_words() -> None:
    """Kinds of failures are read off the assumptions, and each is told in words."""
    kinds = kinds_of(base().model)
    assert {"check", "load", "unload", "witness", "show", "mix_bullet", "tamper"} <= set(kinds)
    assert [kind for kind in kinds if book().kind[kind].does.startswith("fails in ")] == []
    assert told(("load", "lead")).startswith("weapons lead: ")


def test_more_failures_only_ever_reach_more() -> None:
    """No assumption asks that somebody did not fail; one that did would be named, since the search would not be sound."""
    model = base().model
    assert helped(model) == []
    tree = Parser(model.schema, Reading({"who": "Person"}, physical=True), "implies(who.failed, w.open)", "A9").parse(BOOL)
    odd = replace(model.assumptions[0], id="A9", tree={"check": tree})
    assert helped(replace(model, assumptions=(*model.assumptions, odd))) == ["A9"]


def test_no_world_leaves_out_what_changes_the_truth() -> None:
    """An event that changes what is really in a weapon is in every world: without it a way could be missed."""
    assert {"load", "unload", "make_safe", "use_fire", "tamper"} <= writing_truth(base().model, book().top["cold"].expr)
    for one in procedures():
        assert not writing_truth(one.model, one.top.expr) & {*one.world.skip, *one.variant.without}


def test_with_every_event_of_the_machine_the_cut_sets_of_the_ceremony_are_looked_for() -> None:
    """The searches of `make prove-long` that leave less out, and that of play: each event can happen in one, the ceremony's in each."""
    names = tuple(name for name, variant in book().variant.items() if variant.same_as == "ceremony")
    assert len(names) > 3
    happens = [events(one) for one in procedures(names)]
    assert set[str]().union(*happens, *map(events, procedures(("block", "block_laid")))) == set(base().model.events)
    assert [sorted(some) for some in happens if not events(next(procedures(("ceremony",)))) <= some] == []


def events(one: Procedure) -> set[str]:
    """What can happen in a procedure's world."""
    return {instance.event for _, tables in prepared(one).steps for _, table in tables for _, instance in table.group}


def test_branches_of_a_picture_are_the_cut_sets(found: Cuts) -> None:
    """Joining cut sets that differ in one person loses none and adds none."""
    again = {
        frozenset((kind, person) for (kind, _), person in zip(branch.failures, people, strict=True))
        for branch in branches(found.sets)
        for people in spelled([people for _, people in branch.failures])
    }
    assert again == set(found.sets)


def spelled(choices: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Every choice of one out of each."""
    return [(first, *rest) for first in choices[0] for rest in spelled(choices[1:])] if choices else [()]


def test_somebody_of_a_larger_world_is_taken_for_one_of_the_smaller() -> None:
    """The comparison of worlds knows a cut set in any order, renames whom the smaller world lacks, and nobody else."""
    assert cut_of([["tamper", "ad"], ["show", "performer"]], {"ad": "supplier"}) == cut_of([["show", "performer"], ["tamper", "supplier"]])
    assert cut_of([["tamper", "ad"]]) != cut_of([["tamper", "supplier"]])
    for one in procedures(tuple(name for name, variant in book().variant.items() if variant.taken_for)):
        small = next(procedures((one.variant.same_as,))).world.people
        assert set(one.variant.taken_for) == set(one.world.people) - set(small)
        assert set(one.variant.taken_for.values()) <= set(small)
