"""A warning that was read: what it covers stands in the entry of the act that went on. Source: interlock.md section 3."""

from __future__ import annotations

import pytest

from chamberflag.app import Box
from chamberflag.cli.stage import Outcome, Stage, scratch_for
from chamberflag.formats.day.parse import parse
from chamberflag.ledger import entry as entries
from chamberflag.ledger.entry import Why
from tests.stories.onstage import PROLOGUE

OPENS = "06:51  ada opens the day"
PAPERS = {
    "MTG-05": ("kind call_sheet", "call_sheet_flagged"),
    "STO-10": ("kind sign_photo", "fire_sign_photo"),
    "RSK-07": ("", "imitation_reason"),
}
REPLICA = "  FAKE    weapon  REPLICA, 0 chambers, maker Harrow, serial F-1, owner hill-armoury, photo fake-1\n"


def day_without(rule: str, *, read: bool, then: str = "") -> tuple[Box, list[Outcome]]:
    """The prologue without the paper that the rule asks for, under the uk and us packs; read: whoever goes on signs the warning."""
    paper, _ = PAPERS[rule]
    lines = [line for line in PROLOGUE.splitlines() if not (paper and line.endswith(paper))]
    text = "\n".join(lines).replace("packs  base", "packs  base uk us").replace("  R1      weapon", REPLICA + "  R1      weapon")
    text = text.replace(
        "17:30  wes and dora accept W1 W2",
        "17:30  wes and dora accept W1 W2\n17:31  ana brings in FAKE: supplier hill-armoury, receipt HA-553, other_production no",
    )
    text = text.replace("17:40  wes", "17:32  wes and dora accept FAKE\n17:40  wes", 1)
    signed = '06:50:30  ada acknowledges: rule RSK-07, reason "seen"\n' if rule != "RSK-07" else ""
    if read:
        signed += f'06:50:40  ada acknowledges: rule {rule}, reason "known"\n'
    text = text.replace("W1 W2 R1 R2 R3: kind", "W1 W2 FAKE R1 R2 R3: kind")
    text = text.replace(OPENS, signed + OPENS)
    day = parse(f"{text}\nacts\n{then or '08:00  ada calls hold'}\n".encode(), "story.day")
    box = scratch_for(day)
    stage = Stage(box, day)
    for _ in stage.setup():
        pass
    return box, list(stage.run())


def beside(box: Box, outcome: Outcome) -> list[Why]:
    """What stands in the box line of an act."""
    return list(entries.decode(box.ledger.entry(outcome.entry)).box.why)


def opening(acts: list[Outcome]) -> Outcome:
    """The opening of the day."""
    return next(one for one in acts if "opens the day" in one.act.text)


@pytest.mark.parametrize("rule", ["MTG-05", "RSK-07"])
def test_an_acknowledged_opening_says_what_was_read(rule: str) -> None:
    """Refused without the acknowledgement; with it permitted, and the entry holds the rule, the acknowledgement and what nobody knew."""
    _, refused = day_without(rule, read=False)
    assert (opening(refused).outcome, opening(refused).rules) == ("refused", [rule])
    box, acts = day_without(rule, read=True)
    assert opening(acts).outcome == "recorded"
    why = next(one for one in beside(box, opening(acts)) if one.rule == rule)
    assert why.facts[f"ack_{rule.replace('-', '_').lower()}"] is True
    assert why.unknown == (PAPERS[rule][1],)


def test_a_paper_that_is_there_brings_nothing_up() -> None:
    """An acknowledgement that covers nothing stands in no entry but its own."""
    box, acts = day_without("RSK-07", read=True)
    assert [one.rule for one in beside(box, opening(acts))] == ["RSK-07"]


def test_what_is_locked_away_without_a_sign_brings_the_warning_up() -> None:
    """STO-10: putting a weapon away is never refused; that no photo of the sign is there stands beside it, and the next taking out asks."""
    then = """
09:00  wes takes out W1
09:00:10  wes acknowledges: rule STO-10, reason "painted over"
09:00:20  wes takes out W1
09:01  wes checks W1: EMPTY x6
09:02  wes puts away W1 into SAFE
"""
    box, acts = day_without("STO-10", read=False, then=then)
    first, _, second, _, away = acts[-5:]
    assert (first.outcome, first.rules) == ("refused", ["STO-10"])
    assert second.outcome == "recorded"
    assert any(one.rule == "STO-10" and one.facts.get("ack_sto_10") is True for one in beside(box, second))
    assert any(one.rule == "STO-10" for one in beside(box, away))
