"""Days of people, meetings, assessments and hands."""

from __future__ import annotations

from tests.stories.rules.told import (
    FIRES,
    MEETS,
    OPENS,
    S12,
    SHEET,
    SPECIFIC,
    Told,
    given,
    items,
    loaded,
    papers,
    plan,
    without,
)

# ruff: noqa: E501 - an act of a day file is one line

CALIFORNIA = ("wes: kind permit", "wes: kind federal_document", "wes: kind training_record", "june: kind not_barred")
ADVISED = ("06:50  mina goes on duty", '06:49  sol goes on duty "safety advisor" at barn\n06:50  mina goes on duty')
READ = f"{SPECIFIC}, place barn\n09:01:35  june joins the meeting: read_assessment"

DAYS = (
    Told("PPL-04", given("only PPL-04", "pru documents wes: kind permit"), "us us-ca", [papers(*CALIFORNIA[1:])]),
    Told("PPL-05", given("only PPL-05", "pru documents wes: kind training_record"), "us us-ca", [papers(*CALIFORNIA[:2], CALIFORNIA[3])]),
    Told("PPL-07", given("only PPL-07", "pru documents wes: kind licence"), "ca-on"),
    Told(
        "PPL-08",
        given("only PPL-08", "pru documents wes: kind certificate, classes FUNCTIONAL"),
        "uk",
        [papers("wes: kind certificate, classes DEACTIVATED")],
    ),
    Told("PPL-09", given("only PPL-09", "pru documents wes: kind licence").replace(", fit\n", ", supervised, fit\n"), "au-nsw"),
    Told("PPL-10", given("only PPL-10", "pru documents wes: kind endorsement"), "nz"),
    Told(
        "PPL-14",
        """
15:00  ada opens the day at barn: day d2, public_view no
       expect refused only PPL-14
15:01  sol goes on duty "safety advisor" at barn
15:02  ada opens the day at barn: day d2, public_view no
       expect recorded
""",
        "us us-ca",
        [ADVISED, ("07:30  wes trains june on W1", "07:29  sol goes off duty\n07:30  wes trains june on W1")],
        ("pilot",),
    ),
    Told(
        "PPL-15",
        f"{loaded(plan())}09:01:52  mina goes off duty\n09:02  {FIRES}       expect refused only PPL-15\n09:02:10  mina goes on duty medic at barn\n09:02:20  {FIRES}       expect recorded\n",
    ),
    Told(
        "RSK-03",
        given(
            "only RSK-03",
            f"{SPECIFIC}, place quarry\n09:01:35  june joins the meeting: read_assessment",
            f"08:00  ada opens the day at quarry: day d2, public_view no\n08:05  {MEETS.replace('barn', 'quarry')}\n08:06  everyone joins the meeting\n",
        ),
        edits=[(", place barn\n17:20", "\n17:20")],
    ),
    Told(
        "RSK-05",
        """
08:00  wes and pru return W1 W2
08:01  wes and pru return DUMMIES: count 10
08:02  wes and pru return BLK: count 19
08:03  wes and pru wrap the production
       expect recorded RSK-05
08:04  pru documents production: kind wrap_report
08:05  wes and pru wrap the production
       expect recorded
""",
    ),
    Told(
        "RSK-06",
        """
15:00  ada opens the day at barn: day d2, public_view no, week_hours 61
       expect refused only RSK-06
15:01  wes and sol assess hours
15:02  ada opens the day at barn: day d2, public_view no, week_hours 61
       expect recorded
""",
    ),
    Told(
        "RSK-07",
        """
15:00  ana brings in FAKE: supplier hill-armoury, receipt HA-572, other_production no
15:01  ada opens the day at barn: day d2, public_view no
       expect recorded
15:02  wes and dora accept FAKE
15:03  ada opens the day at barn: day d3, public_view no
       expect refused only RSK-07
15:04  pru documents production: kind script_pages
15:05  ada opens the day at barn: day d3, public_view no
       expect recorded
""",
        "uk",
        [
            items("FAKE    weapon  REPLICA, 0 chambers, maker Harrow, serial F-1, owner hill-armoury, photo fake-1"),
            papers("FAKE: kind weapon_licence", "FAKE: kind maintenance"),
        ],
    ),
    Told("HND-07", given("only HND-07", "wes trains june on W1"), edits=[without("wes trains june on W1")]),
    Told("HND-08", given("only HND-08", "june withdraws decline W1", "08:50  june declines W1\n")),
    Told("HND-09", given("only HND-09", "ada calls cut").replace(", fit\n", "\n", 1).replace("\n09:01:30  ada calls cut", "")),
    Told(
        "HND-10",
        given("only HND-10", "pru documents june: kind minor_consent\n09:01:35  pru documents june: kind minor_approval"),
        edits=[('"June Avery"', '"June Avery" minor')],
    ),
    Told(
        "HND-11",
        given("only HND-11", f"{S12}\n09:01:35  ada signs the plan S12 with sol"),
        edits=[("performers june+cole+vic", "performers cole+vic")],
    ),
    Told(
        "MTG-01",
        given("MTG-01", "june joins the meeting: briefed_later, read_assessment"),
        edits=[("everyone joins", "everyone but june joins"), ("+mina+june", "+mina")],
    ),
    Told("MTG-02", given("MTG-02", f"{MEETS}\n09:01:35  everyone joins the meeting"), edits=[("walk_through, finger", "finger")]),
    Told(
        "MTG-05",
        "07:59  ada opens the day at barn: day d1, public_view no, blanks_planned\n       expect recorded\n",
        edits=[
            (SHEET, ""),
            (
                OPENS,
                f"{OPENS.replace('recorded', 'refused only MTG-05')}06:52  pru documents production: kind call_sheet\n06:53  {OPENS.partition('  ')[2]}",
            ),
        ],
    ),
    Told(
        "MTG-06",
        f"""{loaded(plan()).replace("09:01:30  ada announces: kind warning, shot S30", "")}
09:02  {FIRES}       expect recorded
09:02:10  ada begins W1 for S30
       expect refused only MTG-06
09:02:20  ada announces: kind warning, shot S30
09:02:30  ada begins W1 for S30
       expect recorded
""",
    ),
    Told("MTG-08", given("only MTG-08", "june joins the meeting: read_assessment", f"08:30  {SPECIFIC}, place barn\n")),
    Told("PPL-13", given("only PPL-13", "pru documents june: kind not_barred"), "us"),
    Told("RSK-02", given("RSK-02", READ, ""), edits=[(", place barn\n17:20", ", shot S13\n17:20")]),
    Told("RSK-04", given("RSK-04", READ, ""), edits=[(", place barn\n17:20", ", shot S13\n17:20")]),
)
