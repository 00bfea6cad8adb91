"""Days of rounds, inspection and use."""

from __future__ import annotations

from tests.stories.rules.told import (
    FIRES,
    GIVE,
    LICENSED,
    LOADS,
    MEETS,
    OPENS,
    ROLL,
    S12,
    W3,
    Told,
    fired,
    given,
    items,
    loaded,
    papers,
    plan,
    without,
)

# ruff: noqa: E501 - an act of a day file is one line

LIKE = 'look "hole in the case wall, no primer"'

DAYS = (
    Told(
        "AMM-03",
        "07:59  ada opens the day at barn: day d1, public_view no, blanks_planned\n       expect recorded\n",
        edits=[
            (
                OPENS,
                f"{OPENS.replace('recorded', 'refused only AMM-03')}06:52  pru documents production: kind live_fire_roster\n06:53  {OPENS.partition('  ')[2]}",
            )
        ],
        flags=("live_fire",),
    ),
    Told(
        "AMM-08",
        f"""
08:00  {plan()}08:01  ada signs the plan S30 with sol
09:00  wes takes out and checks W1: EMPTY x6
09:01  {LOADS}       expect refused only AMM-08
09:02  pru documents W1: kind blank_listed, other BLK
09:03  {LOADS}       expect recorded
""",
        edits=[("17:05  pru documents W1: kind blank_listed, other BLK\n", "")],
    ),
    Told(
        "AMM-10",
        f"""
08:00  {plan()}08:01  ada signs the plan S30 with sol
09:00  wes takes out and checks W1: EMPTY x6
09:01  wes loads 5 of DUMMIES into W1: shot S13, tray T1
       expect recorded
09:02  wes unloads W1: unfired 5, cases 0, counted 5
09:03  wes checks W1: EMPTY x6
09:04  wes and dora prove the bore of W1
09:05  wes loads 3 of BLK into W1: shot S30, tray T1, counted 3
       expect refused only AMM-10
09:06  wes puts away DUMMIES into CASE
09:07  wes loads 3 of BLK into W1: shot S30, tray T1, counted 3
       expect recorded
""",
    ),
    Told(
        "AMM-11",
        """
08:00  ana brings in TWIN OTHER: supplier hill-armoury, receipt HA-570, other_production no
08:01  wes and dora count TWIN: 8 and 8
08:02  wes and dora count OTHER: 8 and 8
08:03  wes and dora accept TWIN
       expect refused only AMM-11
08:04  wes and dora accept OTHER
       expect recorded
08:05  wes acknowledges: rule AMM-11, reason "shot on another day than the dummies"
08:06  wes and dora accept TWIN
       expect recorded AMM-11
15:00  ada opens the day at barn: day d2, public_view no
       expect refused only AMM-11
""",
        edits=[
            items(
                f"TWIN    lot     BLANK quarter, 8 rounds, calibre .45, maker Brightline, {LIKE}",
                'OTHER   lot     BLANK quarter, 8 rounds, calibre .45, maker Brightline, look "crimped, red tip"',
            )
        ],
    ),
    Told(
        "AMM-15",
        "18:00  wes and dora count BLK: 20 and 20\n",
        "au-act",
        [
            papers("production: kind place_permit, classes BLANK"),
            (
                "17:42  wes and dora accept DUMMIES\n       expect recorded",
                "17:42  wes and dora accept DUMMIES\n       expect refused only AMM-15",
            ),
        ],
    ),
    Told(
        "DEC-04",
        f"""{loaded(plan(), ROLL.replace(" kim/ears/eyes", ""))}
09:01:55  ada takes the roll of the zone: {ROLL}
09:02  {FIRES}       expect recorded
09:02:10  ada begins W1 for S30
       expect refused only DEC-04
09:02:20  ada announces: contents BLANK 3 half, shot S30
09:02:25  ada takes the roll of the zone: {ROLL}
09:02:30  ada begins W1 for S30
       expect recorded
""",
    ),
    Told(
        "INS-08",
        """
08:00  ana brings in W3 W4: supplier hill-armoury, receipt HA-571, other_production no
08:01  wes and dora accept W3
       expect refused only INS-08
08:02  wes and dora accept W4
       expect recorded
""",
        edits=[
            items(
                f"{W3}, owner hill-armoury, photo w3",
                f"{W3.replace('W3', 'W4').replace('HF-3', 'HF-4')}, owner hill-armoury, photo w4, safeties_intact",
            ),
            papers("W3: kind weapon_licence", "W3: kind maintenance", "W4: kind weapon_licence", "W4: kind maintenance"),
        ],
    ),
    Told("USE-03", fired("USE-03", backstop="")),
    Told("USE-08", fired("USE-08", camera_near_line="yes")),
    Told("USE-09", fired("USE-09", ejection="kim")),
    Told(
        "USE-11",
        f"{loaded(plan(), ROLL.replace('kim/ears/eyes', 'kim/eyes'))}09:02  {FIRES}       expect refused only USE-11\n09:02:10  ada takes the roll of the zone: {ROLL}\n09:02:20  {FIRES}       expect recorded\n",
    ),
    Told("USE-15", fired("USE-15", vent="kim"), edits=[("W1      weapon  FUNCTIONAL", "W1      weapon  BLANK_ONLY")]),
    Told("USE-17", fired("USE-17", stunt="squib")),
    Told(
        "AMM-02",
        """
08:00  ana brings in W3: supplier hill-armoury, receipt HA-576, other_production no, live_fire
       expect recorded AMM-02
08:01  wes and dora accept W3
       expect refused AMM-02
08:02  wes and sol clearance W3: "written clearance of the live-fire unit"
08:03  wes and dora accept W3
       expect recorded
""",
        edits=[items(f"{W3}, owner hill-armoury, photo w3, safeties_intact"), papers(*LICENSED[:2])],
    ),
    Told("DEC-05", given("only DEC-05", "kim says seen W1", "08:50  kim asks to see W1\n")),
    Told(
        "DEC-07",
        """
09:00  wes takes out and checks W1: EMPTY x6
09:01  ana witnesses W1: EMPTY x6
       expect refused DEC-07
09:02  dora witnesses W1: EMPTY x6
       expect recorded
""",
    ),
    Told("DEC-21", given("only DEC-21", "sol looks as second witness at W1: EMPTY x6"), "second-witness"),
    Told(
        "INS-07",
        f"""
08:00  {plan()}08:01  ada signs the plan S30 with sol
09:00  wes takes out and checks W1: EMPTY x6
09:01  {LOADS}       expect refused only INS-07
09:02  wes test fires W1 with BLK at range: rounds 1, reach 3m
09:03  wes checks W1: EMPTY x6
09:04  {LOADS}       expect recorded
""",
        edits=[without("reach 3m")],
    ),
    Told(
        "MIS-03",
        """
09:00  wes reports W1 failure_to_fire
09:00:40  wes takes out and checks W1: EMPTY x6
09:01  kim stops
09:02  wes pru ada and sol resume: cause "a click", action "looked at", meeting
       expect refused MIS-03
09:03  wes and sol review W1: cause "light strike", action "the round was taken out", meeting
09:04  wes pru ada and sol resume: cause "a click", action "looked at", meeting
       expect recorded
""",
    ),
    Told(
        "USE-02",
        f"""
09:00  wes takes out and checks W1: EMPTY x6
09:01  dora witnesses W1: EMPTY x6
09:01:20  {GIVE}       expect recorded
09:02  june uses W1: action aim, shot S12
       expect recorded USE-02
09:03  {MEETS}
09:04  june uses W1: action aim, shot S12
       expect recorded
""",
        edits=[("walk_through, finger, present", "walk_through, present")],
    ),
    Told(
        "USE-12",
        f"""
09:00  wes takes out and checks W1: EMPTY x6
09:01  dora witnesses W1: EMPTY x6
09:01:20  {GIVE}       expect recorded
09:02  ada begins W1 for S12
       expect recorded
09:03  {S12}
09:04  ada begins W1 for S12
       expect refused USE-12
""",
    ),
    Told(
        "USE-14",
        f"""
08:00  {plan()}08:01  ada signs the plan S30 with sol
09:00  wes takes out and checks W1: EMPTY x6
09:01  wes and dora prove the bore of W1
09:02  wes reports W1 drop
09:03  wes loads 3 of BLK into W1: shot S30, counted 3
       expect refused USE-14
09:03:20  wes and sol review W1: cause "it slipped", meeting
09:03:30  wes puts away W1 into SAFE
09:03:40  wes and sol release W1: cause "nothing is bent"
09:03:50  wes takes out W1
09:04  wes checks W1: EMPTY x6
09:05  wes and dora prove the bore of W1
09:06  wes loads 3 of BLK into W1: shot S30, counted 3
       expect recorded
""",
    ),
    Told(
        "USE-16",
        given("only USE-16", f"{S12}, not auditorium\n09:01:35  ada signs the plan S12 with sol"),
        "theatre",
        [("06:42  wes opens SAFE", "06:41:30  pru gives notice: kind audience\n06:42  wes opens SAFE")],
    ),
)
