"""Days under rule packs, through the real recorder: what a place asks for on top of the base, and what only a licensee meets."""

from __future__ import annotations

from tests.stories.onstage import played

CONSULTED = """
08:00  ada plans S12: place barn, weapons W1, performers june, actions hold+draw+aim+cock, contents EMPTY, rounds 0, on_line kim, toward_people
08:01  wes and ada consult S12: people kim
08:02  ada signs the plan S12 with sol
08:03  ada takes the roll of the zone: people wes/ears/eyes dora/ears/eyes june/ears/eyes ada/ears/eyes kim/ears/eyes, roll
09:00  wes takes out and checks W1: EMPTY x6
09:01  dora witnesses W1: EMPTY x6
09:01:20  wes gives W1 to june with dora: EMPTY, june sees EMPTY x6, shot S12, permitted aim, fit
       expect {expected}
"""
CANADA = ("17:02  pru documents hill-armoury", "17:01  pru documents wes: kind licence\n17:02  pru documents hill-armoury")


def test_in_ontario_no_consultation_puts_anybody_on_the_bore_line() -> None:
    """The base permits it after a signed consultation; under ca-on, alone or beside another pack, it is refused in that pack's words."""
    played("", CONSULTED.format(expected="recorded"))
    done = played("ca-on", CONSULTED.format(expected="refused only USE-01"), [CANADA])
    assert "no consultation makes that good" in done[-1].said[0].text
    told = ("06:42  wes opens SAFE", "06:41:30  pru gives notice: kind audience\n06:42  wes opens SAFE")
    played("theatre ca-on", CONSULTED.format(expected="refused USE-01"), [CANADA, told])


SHEET = "17:01  pru documents production: kind call_sheet\n"
PAPERS = ("wes: kind permit", "wes: kind federal_document", "wes: kind training_record", "june: kind not_barred")
PILOT = [
    ("17:10  wes and sol assess general\n", ""),
    (SHEET, SHEET + "".join(f"17:01  pru documents {paper}\n" for paper in PAPERS)),
    ("06:50  mina goes on duty", '06:49  sol goes on duty "safety advisor" at barn\n06:50  mina goes on duty'),
]
UNASSESSED = """
09:00  wes takes out and checks W1: EMPTY x6
09:01  wes acknowledges: rule RSK-01, reason "it is being written"
09:01:10  dora witnesses W1: EMPTY x6
09:01:20  wes gives W1 to june with dora: EMPTY, june sees EMPTY x6, shot S12, permitted cock, fit
       expect {expected}
"""


def test_in_the_pilot_a_missing_assessment_is_not_acknowledged_away() -> None:
    """Elsewhere in California the warning is met by an acknowledgement; on a production that is flagged it refuses."""
    played("us us-ca", UNASSESSED.format(expected="recorded"), PILOT)
    played("us us-ca", UNASSESSED.format(expected="refused only RSK-01"), PILOT, ("pilot",))


def test_a_theatre_tells_its_audience_of_shots() -> None:
    """Where blanks are planned the opening warns until a notice is up, or the one who opens has read that there is none."""
    quiet = [("public_view no, blanks_planned", "public_view no")]
    acts = """
18:30  ada opens the day at barn: day evening, public_view no, blanks_planned
       expect refused only MTG-07
18:31  ada acknowledges: rule MTG-07, reason "a closed run for the crew"
18:32  ada opens the day at barn: day evening, public_view no, blanks_planned
       expect recorded
day 2027-03-10
18:29  pru gives notice: kind audience
18:30  mina goes on duty medic at barn
18:31  ada opens the day at barn: day evening, public_view no, blanks_planned
       expect recorded
"""
    played("theatre", acts, quiet)


# ruff: noqa: E501 - an act of a day file is one line
HOT = """
08:00  ada plans S30: phase show, place barn, weapons W1, performers cole, actions hold+draw+aim+cock+fire, contents BLANK, load half, rounds 3, on_line nobody, closest 9m, not toward_people, backstop "earth bank", not camera_near_line, ejection nobody, vent nobody, not auditorium{backup}
08:01  ada signs the plan S30 with sol
09:00  wes takes out and checks W1: EMPTY x6
09:01  wes and dora prepare W1 with 3 of BLK: EMPTY x6, unfired 0, counted 3, shot S30
09:01:10  ada takes the roll of the zone: people wes/ears/eyes dora/ears/eyes cole/ears/eyes ada/ears/eyes kim/ears/eyes, roll
09:01:20  ada says the line is clear: shot S30
09:01:30  ada announces: kind warning, shot S30
09:01:40  ada announces: contents BLANK 3 half, shot S30
09:01:50  dora witnesses W1: BLANK x3 EMPTY x3
09:02  wes gives W1 to cole with dora: BLANK 3 half, cole sees BLANK x3 EMPTY x3, shot S30, permitted fire, fire 3, fit
       expect {expected}
"""


def test_a_cue_names_what_is_heard_when_the_weapon_fails() -> None:
    """Under `theatre` the hand-over warns where the cue plan names no backup; named, it goes; in film nobody asks."""
    told = [("06:42  wes opens SAFE", "06:41:30  pru gives notice: kind audience\n06:42  wes opens SAFE")]
    played("theatre", HOT.format(backup="", expected="refused only MIS-01"), told)
    played("theatre", HOT.format(backup=", backup drum", expected="recorded"), told)
    played("", HOT.format(backup="", expected="recorded"))


def test_what_only_records_stands_beside_the_act() -> None:
    """Nobody was briefed on the finger: the use is recorded, and USE-02 stands with it; briefed, it does not."""
    acts = """
09:00  wes takes out and checks W1: EMPTY x6
09:01  dora witnesses W1: EMPTY x6
09:01:20  wes gives W1 to june with dora: EMPTY, june sees EMPTY x6, shot S12, permitted cock, fit
09:02  june uses W1: action aim, shot S12
       expect recorded
"""
    done = played("", acts, [("walk_through, finger, present", "walk_through, present")])
    assert [(said.rule, said.severity) for said in done[-1].said] == [("USE-02", "log")]
    assert played("", acts)[-1].said == ()


def test_a_store_without_its_sign_is_warned_of_when_something_is_put_away() -> None:
    """STO-10: no photo of the no-smoking sign is on record."""
    acts = "09:00  wes takes out and checks W1: EMPTY x6\n09:01  wes puts away W1 into SAFE\n       expect recorded\n"
    done = played("", acts, [("17:01  pru documents production: kind sign_photo\n", "")])
    assert "STO-10" in done[-1].rules
    assert "STO-10" not in played("", acts)[-1].rules


def test_a_licensee_of_the_united_states_keeps_the_book() -> None:
    """Nothing leaves without name and licence (LOG-02); an acquisition without its maker is not taken in (LOG-01)."""
    acts = """
09:00  wes and out return W2
       expect refused LOG-02
09:01  wes and dora accept W3
       expect refused LOG-01
"""
    edits = [
        (
            '  kim    dp                     "Kim Sato"',
            '  kim    dp                     "Kim Sato"\n  out    outsider               "Hill Armoury"',
        ),
        ("  DUMMIES lot", "  W3      weapon  FUNCTIONAL, 6 chambers, serial HF-1, calibre .45, safeties_intact\n  DUMMIES lot"),
        ("17:24  ana brings in", "17:23  ana brings in W3: receipt HA-553, other_production no\n17:24  ana brings in"),
    ]
    done = played("us", acts, edits, ("licensee",))
    assert any("acquisition_fields_missing" in said.facts for said in done[-1].said if said.rule == "LOG-01")
    free = played("us", acts.replace("expect refused LOG-02", "").replace("expect refused LOG-01", ""), edits)
    assert not {"LOG-01", "LOG-02"} & {rule for one in free for rule in one.rules}


def test_a_dealer_of_the_united_kingdom_takes_stock_every_year() -> None:
    """REC-05 warns at the opening of a day while no stock-take is on record; for somebody who is no dealer nobody asks."""
    acts = """
day 2027-03-10
15:00  mina goes on duty medic at barn
15:01  ada opens the day at barn: day d2, public_view no
       expect refused only REC-05
15:02  pru documents production: kind stock_take
15:03  ada opens the day at barn: day d2, public_view no
       expect recorded
"""
    early = ("06:51  ada opens the day", '06:50:30  ada acknowledges: rule REC-05, reason "it is being done"\n06:51  ada opens the day')
    played("uk", acts, [early], ("licensee",))
    played("uk", acts.replace("expect refused only REC-05", "expect recorded"))
