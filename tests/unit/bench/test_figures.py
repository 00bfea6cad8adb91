"""The bench catches what it is there for. Work is counted, not timed: a crowded machine must not decide a test."""

from __future__ import annotations

import dataclasses
import os
import time
from typing import TYPE_CHECKING

import msgspec
import pytest

from bench import deciding, measure, plots, run, writing
from bench.limits import spki_of, triples
from bench.measure import Effort, Figure, Pairs, Peer, Spread, Target, slope, spread
from bench.prepared import prepare
from chamberflag.recorder import attest

if TYPE_CHECKING:
    from pathlib import Path

    from bench.prepared import Prepared

ONCE = Effort(pairs=1, again=1, scale=0.02)


@pytest.fixture(scope="module")
def day() -> Prepared:
    """A short day."""
    return prepare(120)


def figure(ratio: float, **changes: object) -> Figure:
    """A figure with a target of at most 1.3 times its limit."""
    target = Target("ratio", most=1.3)
    made = Figure("P99", "a claim", "s", Spread(1, 1, 1), Peer("limit", "", 1, 1, 1), Spread(1, 1, 1), ratio, target, target.met(ratio), 10)
    return msgspec.structs.replace(made, **changes)


def test_a_quadratic_trace_is_caught() -> None:
    """A trace that reads the whole log for every line fails by its exponent even where its time is good; one by the index passes."""
    sizes = (100, 1_000, 10_000)
    bad, good = slope([(n, 1e-9 * n * n) for n in sizes]), slope([(n, 1e-3 + 1e-9 * n) for n in sizes])
    base = figure(0.1, exponent_most=0.2)
    assert bad == pytest.approx(2.0)
    assert not msgspec.structs.replace(base, exponent=bad).holds(measure.LOOSER, short=True)
    assert msgspec.structs.replace(base, exponent=good).holds(measure.LOOSER, short=True)


def test_a_slower_signature_check_is_caught(day: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build in which every proof of a signature takes longer loses by that much against the limit, which proves them directly."""
    slow, calls, real = 0.002, list[int](), attest.verify

    def slowed(*args: object, **more: object) -> None:
        calls.append(1)
        time.sleep(slow)
        real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(attest, "verify", slowed)
    clock = writing.through_committer(day)[0]
    assert len(calls) == day.signatures  # each signature is proved once, and in the figure
    assert clock >= slow * day.signatures / (os.cpu_count() or 1)  # as many at once as there are threads, and no more


def test_fifty_microseconds_a_proof_fail_the_short_run() -> None:
    """Proving at 130 us instead of 80, with everything else equal, is outside the 20 % that the short run allows a met target."""
    act, prove = 118e-6, 80e-6
    taken = Pairs(tuple([act + 50e-6 * 1.46 / 2] * 3), tuple([prove * 1.46 / 2 + 27e-6] * 3), noisy=False)
    ratio = spread([b / a for a, b in zip(taken.product, taken.peer, strict=True)]).median
    assert writing.P01.met(0.72, measure.LOOSER)
    assert not writing.P01.met(ratio, measure.LOOSER)


def test_the_measured_acts_are_recorded_to_the_prepared_log(day: Prepared) -> None:
    """The figure counts acts that the gate let through into the very log they were prepared for; another log raises."""
    writing.through_committer(day)
    other = dataclasses.replace(day, root=bytes(32))
    with pytest.raises(RuntimeError, match="another log"):
        writing.through_committer(other)


def test_the_limit_proves_the_same_signatures(day: Prepared) -> None:
    """Product and limit prove the same triples, as many as the acts carry."""
    data = [new.data for group, _, _ in day.appended for new in group]
    assert len(triples(day.acts, spki_of(data))) == day.signatures


def test_every_question_to_the_gate_has_its_answer(day: Prepared) -> None:
    """The fast answer is yes exactly where no reason is found; refusals are among the questions."""
    asked = deciding.questions([new.data for group, _, _ in day.appended for new in group], 0, 10_000)
    answers = [(one.ask(one.guard.allow), one.ask(one.guard.explain) == ()) for one in asked]
    assert len(asked) > 200
    assert all(fast is bare for fast, bare in answers)
    assert {fast for fast, _ in answers} == {True, False}


def test_a_figure_that_was_not_taken_fails_the_short_run() -> None:
    """Whatever the README says of it: nothing measured is nothing shown."""
    gone = figure(0.5, not_run="RuntimeError: no disk")
    readme = f"{run.MARKS[0]}\n- **P99** a claim: 2, target <= 1.3.\n{run.MARKS[1]}"
    assert run.outside([gone], readme) == (["P99"], [])


def test_a_missed_target_fails_unless_the_readme_admits_it() -> None:
    """A miss is either named in the README with its number, or the short run ends with 1; inside 20 % it passes."""
    readme = f"{run.MARKS[0]}\n- **P99** a claim: 2, target <= 1.3.\n{run.MARKS[1]}"
    assert run.outside([figure(2.0)], "") == (["P99"], [])
    assert run.outside([figure(2.0)], readme) == ([], ["P99"])
    assert run.outside([figure(1.5)], "") == ([], [])
    assert run.outside([figure(2.0)], readme.replace("P99", "P98")) == (["P99"], [])


def test_a_regression_fails_whatever_the_target_and_the_readme_say() -> None:
    """A missed target that is known still has a threshold of CPU over its limit, and one of growth; a clock that is off changes nothing."""
    readme = f"{run.MARKS[0]}\n- **P99** a claim: 2, target <= 1.3.\n{run.MARKS[1]}"
    at = measure.Gate(3.0, 4.0, 1.2, 1.1)
    assert run.outside([figure(9.0, gate=at, exponent=9.0, exponent_most=1.0, noisy=True)], "") == ([], [])
    assert run.outside([figure(1.0, gate=msgspec.structs.replace(at, share=4.1))], readme) == (["P99"], [])
    assert run.outside([figure(1.0, gate=msgspec.structs.replace(at, grows=1.3))], readme) == (["P99"], [])
    burnt = measure.Burnt()
    for size in (10, 100):
        burnt.at(size).product.append(size**2)
        burnt.peer.append(1.0)
    assert burnt.gate(1e9, 1.2).grows == pytest.approx(2.0)
    assert run.outside([figure(1.0, gate=burnt.gate(1e9, 1.2))], readme) == (["P99"], [])


def test_more_work_an_act_is_seen_in_cpu_time() -> None:
    """The gate compares the best turn of the product with the best of its limit, threads and children included."""
    burnt = measure.Burnt()
    for rounds in (3, 1):
        burnt.of(lambda rounds=rounds: float(sum(range(rounds * 400_000))), burnt.product)
    burnt.peer += [2 * min(burnt.product), min(burnt.product) / 2]
    assert min(burnt.product) > 0
    assert burnt.gate(1.5).share == pytest.approx(2.0)


def test_calibrations_that_differ_make_a_figure_noisy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine changed during the pairs, they are taken again, at most as often as stated, and then marked."""
    speeds = iter([(1.0, 1.0, 1.0), (1.0, 1.3, 1.0)] * 2 + [(1.0, 1.0, 1.0)] * 2)
    monkeypatch.setattr(measure, "calibrate", lambda _: next(speeds))
    turns: list[str] = []
    effort = Effort(pairs=2, again=3)
    taken = measure.in_turn(lambda: turns.append("a") or 2.0, lambda: turns.append("b") or 1.0, effort)
    assert turns == ["a", "b"] * 6
    assert taken == Pairs((2.0, 2.0), (1.0, 1.0), noisy=False)


def test_a_run_becomes_a_table_a_section_and_plots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Met and missed figures stand in the table; the README gets the missed ones with their numbers; both plots are drawn in both forms."""
    figures = [figure(1.1, exponent=1.0, exponent_most=1.05, sizes=((10, 1.0), (100, 10.0))), figure(2.0, id="P98")]
    head = run.Header("r1", "3", "3", "3", "cpu", 2, "fs", 300.0, 0.1, 0.2, "2026-01-02T03:04:05", quick=False, seconds=1.0)
    assert "MISSED" in run.table(figures)
    text = run.missed(run.Result(head, tuple(figures)))
    assert "**P98** a claim, size 10: 2, target <= 1.3" in text
    assert "P99" not in text
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{run.MARKS[0]}\nold\n{run.MARKS[1]}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(run, "README", readme)
    run.into_readme(text)
    assert readme.read_text(encoding="utf-8") == f"before\n{run.MARKS[0]}\n{text}{run.MARKS[1]}\nafter\n"
    plots.against_targets(figures, tmp_path, "r1")
    plots.over_size(figures, tmp_path, "r1")
    assert sorted(path.name for path in tmp_path.glob("*.*g")) == ["growth.png", "growth.svg", "targets.png", "targets.svg"]
