from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chamberflag import app
from chamberflag.app import rules
from chamberflag.gate.selftest import SelfTest
from chamberflag.vocabulary.words import Verdict
from tests.company import AD, LEAD
from tests.sim.box_writer import Crew, founded, opened

if TYPE_CHECKING:
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


@pytest.mark.parametrize("packs", [("base",), ("base", "us", "us-nm"), ("base", "uk", "theatre", "ca-bc")])
def test_an_honest_gate_is_open(packs: tuple[str, ...]) -> None:
    """Under the shipped rules, alone or with packs and stricter parameters, no gate is closed by its self-test."""
    assert rules.closed(app.rules_of_packs(packs)) == ""
    assert rules.closed(rules._compiled(packs, (("check_valid_min", 1), ("look_to_hand_s", 20), ("marks_min", 5)))) == ""
