"""Two people act on one weapon at once: who comes second acted on a state that is gone. Source: acts.md section 6, log.md section 3."""

from __future__ import annotations

from dataclasses import replace

from chamberflag.app import Box
from chamberflag.cli.pen import Pen
from chamberflag.cli.stage import Stage, sheet_of
from chamberflag.ledger import entry as entries
from chamberflag.recorder.attest import Signed
from chamberflag.recorder.record import Answer
from chamberflag.seal.signature import encode_line
from tests.stories.onstage import box_after_prologue, read, told

OUT = "09:00  wes takes out W1\n09:01  wes checks W1: EMPTY x6\n09:02  dora witnesses W1: EMPTY x6\n"
GIVEN = "09:02:30  wes gives W1 to june with dora: EMPTY, june sees EMPTY x6, shot S12, permitted cock, fit\n"


class Composed:
    """An act that was composed and signed on a box before something else happened."""

    def __init__(self, box: Box, line: str) -> None:
        day = read(line)
        self.box, self.act = box, day.acts[0]
        sheet = replace(sheet_of(Stage(box, day).company, self.act), device="")
        self.line, self.kept = Pen(box).line(sheet)
        self.signatures = tuple(encode_line(party.hand.sign(self.line)) for party in sheet.parties)

    def sent(self, now: int = 0) -> Answer:
        """Hand it in, at its own time or at `now`."""
        return self.box.submit(Signed(self.line, self.signatures, self.kept), now or self.act.at)


def rules(answer: Answer) -> set[str]:
    """Why it was refused."""
    assert answer.decision is not None
    return {reason.rule for reason in answer.decision.why}


def test_a_hand_over_composed_before_the_weapon_moved_is_refused() -> None:
    """The screen showed a weapon in Wes's hand, looked into; meanwhile somebody looked away. The gate does not judge by the screen."""
    box = box_after_prologue()
    told(OUT, box)
    given = Composed(box, GIVEN)
    told("09:02:20  kim looked away from W1\n", box)
    assert "subject_stale" in rules(given.sent())


def test_the_same_hand_over_is_permitted_where_nothing_happened_between() -> None:
    """The control of the test above."""
    box = box_after_prologue()
    told(OUT, box)
    assert rules(Composed(box, GIVEN).sent()) == set()


def test_a_stale_look_in_loses_the_look_and_keeps_the_collection() -> None:
    """Whoever holds the weapon now is what counts: the collection stands, the check on a state that is gone does not."""
    box = box_after_prologue()
    told(OUT + GIVEN, box)
    taken = Composed(box, "09:03:10  wes collects and checks W1: EMPTY x6\n")
    told("09:03  ada calls cut\n09:03:05  june attends W1\n", box)
    answer = taken.sent()
    assert "subject_stale" in rules(answer)
    assert entries.decode(box.ledger.entry(answer.index)).box.done == 1
    assert box.recorder.state.core.weapons["W1"]["holder"] == "wes"


def test_the_same_act_again_gets_the_first_answer() -> None:
    """A phone that heard nothing sends again: one entry, however often, and the answer that was given first."""
    box = box_after_prologue()
    out = Composed(box, "09:00  wes takes out W1\n")
    first, again = out.sent(), out.sent(out.act.at + 60_000)
    assert (again.index, again.replayed, first.replayed) == (first.index, True, False)
