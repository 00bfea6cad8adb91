from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from chamberflag import app
from chamberflag.app import rules
from chamberflag.gate.selftest import SelfTest
from chamberflag.interlock.guard import Failure, Guard
from chamberflag.interlock.source import Source, parse
from chamberflag.store.shipped import examples
from chamberflag.vocabulary.words import Verdict
from tests.company import AD, LEAD, START
from tests.sim.box_writer import Crew, founded, opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gate that says otherwise than was proved of it."""
    monkeypatch.setattr(rules, "_TRIED", {})
    monkeypatch.setattr(rules, "self_test", lambda _: SelfTest(184, ("dec-01-r13",)))


def test_a_gate_that_fails_its_self_test_is_closed(tmp_path: Path, broken: None, request: pytest.FixtureRequest) -> None:
    """Gated acts are refused with their reason, a stop is recorded, and the refusals hold when the log is audited by a sound gate."""
    del broken
    data = tmp_path / "box"
    rules._TRIED[app.rules_for(app.empty_state()).digest] = ""
    founded(data).close()
    rules._TRIED.clear()
    box = opened(data)
    crew = Crew(box, 1)
    refused = crew.hand_in(crew.signed("take_out", [LEAD], None, ["w1"]))
    assert refused.decision is not None
    assert refused.decision.verdict is Verdict.REFUSE
    assert "broken_rule" in [reason.rule for reason in refused.decision.why]
    stopped = crew.hand_in(crew.signed("stop", [AD]))
    assert stopped.decision is not None
    assert stopped.decision.verdict is Verdict.RECORDED
    door = box.committer(lambda: crew.now)
    through = door.submit(crew.signed("take_out", [LEAD], None, ["w2"])).result()
    door.close()
    assert through.decision is not None
    assert through.decision.verdict is Verdict.REFUSE
    assert "dec-01-r13" in box.closed
    box.close()
    request.getfixturevalue("monkeypatch").undo()
    assert app.check_log(data, whole=True).damage == ()


def weaker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule file in which somebody has let a rule pass always."""
    texts = dict(rules.shipped_source().texts)
    name = "rules/handover.toml"
    assert 'expr = "not f.receiver_declined"' in texts[name]
    texts[name] = texts[name].replace('expr = "not f.receiver_declined"', 'expr = "True"')
    monkeypatch.setattr(rules, "shipped_source", lambda: parse(texts))


def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule file from which a rule is gone."""
    source = rules.shipped_source()
    document = dict(source.documents["rules/handover.toml"])
    document["rule"] = [rule for rule in document["rule"] if rule["id"] != "HND-08"]
    altered = Source({**source.texts, "rules/handover.toml": "altered"}, {**source.documents, "rules/handover.toml": document})
    monkeypatch.setattr(rules, "shipped_source", lambda: altered)


def emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of examples in which nothing is left to try."""
    monkeypatch.setattr(rules, "examples", lambda: {**examples(), "cases": []})


def shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of examples from which those of one rule were taken."""
    monkeypatch.setattr(rules, "examples", lambda: {**examples(), "cases": [c for c in examples()["cases"] if c["rule"] != "HND-08"]})


def garbled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of examples that nobody can read."""
    monkeypatch.setattr(rules, "examples", lambda: {"cases": [{"rule": "HND-08"}]})


def permissive(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gate that has lost its explanation."""
    monkeypatch.setattr(Guard, "explain", lambda *_: ())


def sullen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gate that refuses whatever it is asked: that is no sound gate either."""
    monkeypatch.setattr(Guard, "explain", lambda self, *_: tuple(Failure(p.rule, p.part, "", {}, (), "", "refuse") for p in self.parts))


@pytest.mark.parametrize("damage", [weaker, without, emptied, shortened, garbled, permissive, sullen])
def test_whatever_is_wrong_with_the_gate_closes_it(damage: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule files, examples or the gate itself altered: nothing gated is permitted; put right, the next start opens it again."""
    monkeypatch.setattr(rules, "_TRIED", {})
    rules._compiled.cache_clear()
    damage(monkeypatch)
    assert rules.closed(rules._compiled(("base", "us"), (("check_valid_min", 600_000),))) != ""
    monkeypatch.undo()
    rules._compiled.cache_clear()
    monkeypatch.setattr(rules, "_TRIED", {})
    assert rules.closed(rules._compiled(("base", "us"), (("check_valid_min", 600_000),))) == ""


def test_a_box_of_the_record_writes_down_when_its_gate_passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One entry of its own at a start; again after half a day, under other rules, or when the end is another; none in an example log."""
    founded(tmp_path / "box").close()
    box = opened(tmp_path / "box")
    size = box.recorder.state.size
    box.tried(START + 10**9)
    assert box.recorder.state.size == size
    box.info = msgspec.structs.replace(box.info, kind="record")
    at = START + 2 * 10**9
    box.tried(at)
    said = box.recorder.state.settings
    assert (said.tried, said.passed_at, said.tried_failed) == (box.recorder.rules.digest, at, 0)
    box.tried(at + 1000)
    assert box.recorder.state.size == size + 1
    monkeypatch.setattr("chamberflag.app.box.self_test", lambda _: SelfTest(184, ("dec-01-r13",), permitted=184))
    box.tried(at + 2000)
    said = box.recorder.state.settings
    assert (said.passed_at, said.tried_failed, said.tried_at) == (at, 1, at + 2000)
    box.close()
    assert app.check_log(tmp_path / "box", whole=True).damage == ()


@pytest.mark.parametrize("packs", [("base",), ("base", "us", "us-nm"), ("base", "uk", "theatre", "ca-bc")])
def test_an_honest_gate_is_open(packs: tuple[str, ...]) -> None:
    """Under the shipped rules, alone or with packs and stricter parameters, no gate is closed by its self-test."""
    assert rules.closed(app.rules_of_packs(packs)) == ""
    assert rules.closed(rules._compiled(packs, (("check_valid_min", 1), ("look_to_hand_s", 20), ("marks_min", 5)))) == ""
