"""Every rule meets somebody: a day through the real recorder in which it refuses, warns, holds or is written down, and one act it lets pass.

Most rules have such a day in a `.day` file of this folder, in test_packs.py or in a case of the past; the others have theirs here. Rules
whose facts nothing on record can say yet are named in facts.toml, with the reason.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chamberflag.cli.pen import Party
from chamberflag.cli.stage import Stage, sheet_of
from tests.house.rulepages import unfed
from tests.stories.onstage import HERE, box_after_prologue, played, read
from tests.stories.rules import arms, books, folk
from tests.stories.rules.told import OPENS, Told, items
from tests.unit.interlock.test_tiers import PACKS, rules

# ruff: noqa: E501 - an act of a day file is one line
CASES = Path(__file__).resolve().parents[2] / "cases"
DAYS = (*arms.DAYS, *folk.DAYS, *books.DAYS)


@pytest.mark.parametrize("day", DAYS, ids=[day.rule for day in DAYS])
def test_the_rule_meets_somebody_and_lets_the_same_act_pass(day: Told) -> None:
    """The rule is met by the recorder on a day, and an act of the same kind is recorded there without it."""
    done = played(day.packs, day.acts, day.edits, day.flags)
    met = {one.act.type for one in done if day.rule in one.rules}
    assert met
    assert day.never != any(one.act.type in met and one.outcome == "recorded" and day.rule not in one.rules for one in done)


def test_a_rule_that_nothing_feeds_stands_beside_every_act_it_judges() -> None:
    """What nobody knows is written down as not known: LOG-03 and LOG-06 beside a licensee's export, LOG-10 beside a store that is opened."""
    acts = "08:00  pru documents production: kind hosting\n08:01  pru exports: case c1\n       expect recorded LOG-03 LOG-06\n"
    assert set(played("us", acts, flags=("licensee",))[-1].rules) == {"LOG-03", "LOG-06"}
    assert not played("us", "08:01  pru exports: case c1\n       expect recorded\n")[-1].rules
    assert played("au-nsw", "08:00  wes opens SAFE\n       expect recorded LOG-10\n")[-1].rules == ["LOG-10"]


def test_a_live_fire_unit_registers_no_bullet_round_either() -> None:
    """AMM-01 is a rule of every unit: what arrives is recorded with the rule beside it, and is not taken in."""
    acts = """
08:00  ana brings in BALL: supplier hill-armoury, receipt HA-580, other_production no
       expect recorded AMM-01
08:01  wes and dora accept BALL
       expect refused AMM-01
"""
    opening = (OPENS, OPENS.replace("06:51", "06:50:40  pru documents production: kind live_fire_roster\n06:51"))
    played("", acts, [items("BALL    lot     BULLET, 6 rounds, calibre .45, maker Brightline, look ball"), opening], ("live_fire",))


def test_hours_are_added_up_from_the_days_that_were_opened_and_closed() -> None:
    """Nobody states the hours of the week: five days of fourteen hours are more than sixty all the same; a week later they count no more."""
    days = "".join(
        f"day 2027-04-0{n}\n06:00  ada opens the day at barn: day e{n}, public_view no\n       expect recorded\n20:00  wes and ada close the day\n       expect recorded\n"
        for n in range(1, 6)
    )
    end = """day 2027-04-06
06:00  ada opens the day at barn: day e6, public_view no
       expect refused only RSK-06
day 2027-04-13
06:00  ada opens the day at barn: day e7, public_view no
       expect recorded
"""
    early = "08:00  wes and dora count DUMMIES: 10 and 10\n08:01  wes and dora count BLK: 19 and 19, cases 1\n"
    played("", early + days + end)


def met_elsewhere() -> Iterator[str]:
    """The rules that the day files, the days under packs and the cases of the past say they meet; their own tests hold them to it."""
    for path in (*HERE.glob("*.day"), *HERE.glob("test_*.py")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "expect " in line or "expected=" in line:
                yield from re.findall(r"\b[A-Z]{3}-\d\d\b", line)
    for path in CASES.glob("*.toml"):
        for step in tomllib.loads(path.read_text(encoding="utf-8"))["step"]:
            yield from (*step.get("stops", ()), *step.get("raises", ()))


def test_every_rule_has_a_day_but_those_that_nothing_feeds() -> None:
    """A rule that joins without a day through the recorder is named here; so is one of the unfed that has one in which it passes."""
    every = set(rules(*PACKS).book.rules)
    cleared = {day.rule for day in DAYS} | {"INC-08"}  # below
    assert every - set(met_elsewhere()) - cleared == set()
    assert {rule for rule, _ in unfed()} == {"LOG-03", "LOG-06", "LOG-10"}
    assert not cleared & {rule for rule, _ in unfed()}


def test_a_concern_without_a_name_that_comes_from_somebodys_phone_is_written_down_as_such() -> None:
    """INC-08: signed by the box and sent by the box it names nobody; sent by a device that is enrolled to a person, it names that person."""
    box = box_after_prologue()
    day = read('08:00  box raises a concern: kind other, "no name given"\n08:01  box raises a concern: kind other, "no name given"\n')
    stage = Stage(box, day)
    assert box.recorder._own is not None
    stage.company.box = Party(box.recorder._own.hand, "box")
    own, carried = (sheet_of(stage.company, act) for act in day.acts)
    answers = stage.pen.write(own, own.at), stage.pen.write(replace(carried, device=stage.company.kid("kim")), carried.at)
    assert [answer.error for answer in answers] == [None, None]
    assert [{why.rule for why in answer.decision.why} & {"INC-08"} for answer in answers if answer.decision is not None] == [
        set(),
        {"INC-08"},
    ]
