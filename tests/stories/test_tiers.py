"""Effort by what the thing in the hand can do, through the real recorder: figures by tier, a rack in each country, one safety witness."""

from __future__ import annotations

import pytest

from chamberflag.gate.reading import tier
from chamberflag.ledger.wording import facts_line
from chamberflag.trace.chain import link, trace
from chamberflag.trace.gather import gather
from chamberflag.trace.mention import Kind
from chamberflag.trace.standing import course
from tests.stories.onstage import box_after_prologue, played, told
from tests.stories.rules.told import FIRES, GIVE, given, loaded, plan, without

# ruff: noqa: E501 - an act of a day file is one line
FIGURE = "params weapons_per_handler=4"
ISSUES = "wes issues {} with dora and june: receivers {}, leaders june, counted {}, witnessed {}, shot S20, fit\n"
ALONE = (without("ana goes on duty weapons at barn"), without("vic goes on duty weapons at barn"))


def rack(*acts: str, on_line: str = "nobody") -> str:
    """Two rubber rifles, planned and out of the store, and what is done with them."""
    return f"""
08:50  ana brings in R1 R2: supplier hill-armoury, receipt HA-560, other_production no
08:51  wes and dora accept R1 R2
08:52  ada plans S20: place barn, weapons R1+R2, performers june+cole, actions hold+aim, contents EMPTY, rounds 0, on_line {on_line}, not toward_people, backstop hay, not auditorium
08:53  wes and ada consult S20: people kim
08:54  ada signs the plan S20 with sol
09:05  wes takes out R1 R2
""" + "".join(acts)


BOTH, ONE = ISSUES.format("R1 R2", "june+cole", 2, 2), ISSUES.format("R2", "cole", 1, 1)


def test_a_tier_has_a_figure_of_its_own_beside_that_for_all_weapons() -> None:
    """One handler on duty, one moulding a handler: two rifles are refused, one goes out, and the empty revolver beside it is not counted to them."""
    figure = (FIGURE, f"{FIGURE} weapons_per_handler_m=1")
    acts = rack(
        f"09:06  {BOTH}       expect refused only PPL-03\n",
        f"09:07  {ONE.replace('R2', 'R1').replace('cole', 'june')}       expect recorded\n",
    )
    played(
        "",
        acts
        + given("only PPL-03", "wes collects the rack R1 with dora: counted 1, witnessed 1")
        .replace("09:0", "09:1")
        .replace("expect refused only PPL-03", "expect recorded")
        .partition("09:11:30")[0],
        [*ALONE, figure],
    )


def test_without_a_figure_of_its_own_a_tier_counts_to_all_weapons() -> None:
    """One handler, two weapons a handler: two rifles are out, and no revolver goes to a performer until another handler comes on duty."""
    acts = rack(f"09:06  {BOTH}       expect recorded\n") + given("only PPL-03", "ana goes on duty weapons at barn").replace("09:0", "09:1")
    played("", acts, [*ALONE, (FIGURE, "params weapons_per_handler=2")])


def test_a_figure_of_none_keeps_blanks_from_every_hand() -> None:
    """No weapon with blanks a handler: the loaded one is refused, an empty one is not, and with another figure the loaded one goes."""
    hot = loaded(plan()) + f"09:02  {FIRES}       expect {{}}\n"
    none = (FIGURE, f"{FIGURE} weapons_per_handler_wb=0")
    played("", hot.format("refused only PPL-03"), [none])
    played(
        "",
        f"09:00  wes takes out and checks W1: EMPTY x6\n09:01  dora witnesses W1: EMPTY x6\n09:01:20  {GIVE}       expect recorded\n",
        [none],
    )
    played("", hot.format("recorded"), [(FIGURE, f"{FIGURE} weapons_per_handler_wb=1 weapons_per_handler_w0=0")])


@pytest.mark.parametrize(
    ("kind", "cap", "contents", "wanted"),
    [
        ("RUBBER", 0, "EMPTY", "M"), ("REPLICA", 0, "UNKNOWN", "M"), ("REPLICA", 6, "EMPTY", "N"), ("RUBBER", 1, "EMPTY", "N"), ("DEACTIVATED", 0, "EMPTY", "N"),
        ("PELLET", 1, "EMPTY", "N"), ("FUNCTIONAL", 6, "EMPTY", "W0"), ("UNKNOWN", 0, "EMPTY", "W0"), ("BLANK_ONLY", 6, "DUMMY", "WD"), ("FUNCTIONAL", 6, "BLANK", "WB"),
        ("FUNCTIONAL", 6, "UNKNOWN", "WB"), ("BLANK_ADAPTED", 6, "BULLET", "WB"),
    ],
)  # fmt: skip
def test_a_tier_follows_from_what_it_is_and_what_is_in_it(kind: str, cap: int, contents: str, wanted: str) -> None:
    """Unknown class counts as working; unknown contents as blanks."""
    assert tier({"kind": kind, "cap": cap, "contents": contents}) == wanted


LICENSED = ("17:02  pru documents hill-armoury", "17:01  pru documents wes: kind licence\n17:02  pru documents hill-armoury")
TOLD = ("06:42  wes opens SAFE", "06:41:30  pru gives notice: kind audience\n06:42  wes opens SAFE")


def test_in_ontario_a_rack_goes_out_and_nobody_stands_on_its_bore_line() -> None:
    """None of its texts is of a rule that has a lighter form; what it asks of a hand-over beyond the base, it asks of a rack, too."""
    played("ca-on", rack(f"09:06  {BOTH}       expect recorded\n"), [LICENSED])
    played("ca-on", rack(f"09:06  {BOTH}       expect refused only USE-01\n", on_line="kim"), [LICENSED])
    played("", rack(f"09:06  {BOTH}       expect recorded\n", on_line="kim"))


@pytest.mark.parametrize(("pack", "rule"), [("ca-bc", "HND-07"), ("ca-mb", "INS-01"), ("theatre", "HND-04")])
def test_where_the_full_form_stands_no_rack_goes_out(pack: str, rule: str) -> None:
    """Manitoba and British Columbia by a text that was read, the theatre because whatever is in a hand is collected at the first exit."""
    played(pack, rack(f"09:06  {BOTH}       expect refused {rule}\n"), [LICENSED, TOLD] if pack == "theatre" else [LICENSED])


def test_in_the_pilot_a_rack_needs_the_general_assessment_like_any_weapon() -> None:
    """What us-ca asks for besides of a hand-over it asks of a rack: RSK-01 refuses there, and no acknowledgement helps."""
    papers = [
        without("wes and sol assess general"),
        (
            "17:01  pru documents production: kind call_sheet\n",
            "17:01  pru documents production: kind call_sheet\n"
            + "".join(f"17:01  pru documents {p}: kind not_barred\n" for p in ("june", "cole")),
        ),
        ("06:50  mina goes on duty", '06:49  sol goes on duty "safety advisor" at barn\n06:50  mina goes on duty'),
    ]
    acts = rack('09:05:30  wes acknowledges: rule RSK-01, reason "it is being written"\n', f"09:06  {BOTH}       expect {{}}\n")
    played("us us-ca", acts.format("refused only RSK-01"), papers, ("pilot",))
    played("us us-ca", acts.format("recorded RSK-01"), papers)


HEROES = "  HERO    weapon  REPLICA, 6 chambers, maker Harrow, serial RP-1, owner hill-armoury, photo hero\n"
ONE_PERSON = [
    *(without(line) for line in ("actions hold+draw+aim+cock, contents EMPTY, rounds 0, on_line nobody, not toward_people, backstop hay", "ada signs the plan S12 with sol", "contents DUMMY, rounds 5, on_line nobody, not toward_people, backstop hay", "ada signs the plan S13 with sol")),
    without('"Sol Brandt"'),
    ("  dora   witness                ", "  dora   witness safety         "),
    (" sol ", " dora "), ("+sol", ""),
    ("  DUMMIES lot", f"{HEROES}  DUMMIES lot"),
    ("17:03  pru documents W1", "17:03  pru documents HERO: kind weapon_licence\n17:03  pru documents HERO: kind maintenance\n17:03  pru documents W1"),
    ("17:40  wes", "17:32  ana brings in R1 HERO: supplier hill-armoury, receipt HA-560, other_production no\n17:33  wes and dora accept R1 HERO\n17:40  wes"),
]  # fmt: skip


def test_witness_and_safety_supervisor_are_one_person_while_nothing_that_can_fire_is_called() -> None:
    """PPL-16: permitted with a moulding and a hero; refused as soon as a working weapon is planned, is out, or is what the act is about."""
    planned = (
        "06:51  ada opens",
        "06:50:30  ada plans S20: place barn, weapons R1+HERO, performers june, actions hold+aim, contents EMPTY, rounds 0, on_line nobody, not toward_people, backstop hay\n06:51  ada opens",
    )
    acts = """
09:00  wes takes out R1 HERO
09:01  wes checks HERO: EMPTY x6
       expect recorded
09:02  dora witnesses HERO: EMPTY x6
       expect recorded
09:03  wes takes out W1
09:04  wes checks W1: EMPTY x6
       expect refused only PPL-16
09:05  wes checks HERO: EMPTY x6
       expect refused only PPL-16
09:06  ada opens the day at barn: day d2, public_view no
       expect refused only PPL-16
09:07  wes puts away W1 into SAFE
09:08  wes checks HERO: EMPTY x6
       expect recorded
09:09  ada opens the day at barn: day d2, public_view no
       expect recorded
09:10  ada plans S12: place barn, weapons W1, performers june, actions hold, contents EMPTY, rounds 0, on_line nobody, not toward_people, backstop hay
09:11  wes checks HERO: EMPTY x6
       expect refused only PPL-16
"""
    played("", acts, [*ONE_PERSON, planned])


def test_a_day_on_which_nobody_knows_what_is_called_has_three_people() -> None:
    """PPL-16: no plan yet and everything in the store, nothing says that only mouldings are called; the opening waits for the plan."""
    played(
        "",
        "08:00  ada opens the day at barn: day d2, public_view no\n       expect refused only PPL-16\n",
        [
            *ONE_PERSON,
            ("public_view no, blanks_planned\n       expect recorded", "public_view no, blanks_planned\n       expect refused only PPL-16"),
        ],
    )


def test_a_moulding_that_goes_out_by_a_ceremony_is_called_by_its_name() -> None:
    """The machine keeps EMPTY; the chain, and what a refusal read, say RUBBER; of a working weapon they say EMPTY as before."""
    box = box_after_prologue()
    give = "wes gives {0} to june with dora: EMPTY, june sees {1}, shot {2}, permitted aim, fit\n"
    acts = (
        rack("09:06  wes puts away R2\n")
        + "09:10  wes checks R1: nothing to open\n09:11  dora witnesses R1: nothing to open\n"
        + "09:11:05  wes declares R1 with dora: DUMMY 2, shot S20, performer june\n       expect refused\n"
        + f"09:11:10  wes trains june on R1\n09:11:20  {give.format('R1', 'nothing to open', 'S20')}       expect recorded\n"
        + "09:12  wes collects R1\n09:13  wes takes out and checks W1: EMPTY x6\n09:14  dora witnesses W1: EMPTY x6\n"
        + f"09:14:20  {give.format('W1', 'EMPTY x6', 'S12')}       expect recorded\n"
    )
    done = told(acts, box)
    assert [one.unmet for one in done if one.unmet] == []
    chains = {item: " | ".join(link(line).text for line in gather(box.ledger, Kind.WEAPON, item)) for item in ("R1", "W1")}
    assert "wes and dora call it by its name, RUBBER for june, shot S20" in chains["R1"]
    assert "hands it over to june, who signs, RUBBER, to aim" in chains["R1"]
    assert "wes and dora declare the contents: DUMMY(2) for june" in chains["R1"]
    assert "EMPTY" not in chains["R1"]
    assert "declared EMPTY" in chains["W1"]
    refused = " ".join(facts_line(one) for act in done if act.outcome == "refused" for one in act.said)
    assert "called RUBBER" in refused
    assert "EMPTY" not in refused


def test_the_rack_stands_in_the_chain_in_the_hands_that_it_names() -> None:
    """Who got which piece, by its name; until it is collected the piece is in that hand, and in the collector's afterwards."""
    box = box_after_prologue()
    told(rack(f"09:06  {BOTH}", "09:20  wes collects the rack R1 R2 with dora: counted 2, witnessed 2\n"), box)
    lines = gather(box.ledger, Kind.WEAPON, "R2")
    issued = next(line for line in lines if line.type == "issue_moulded")
    assert link(issued).text == "wes, dora and june issue by the rack, RUBBER: R1 to june, R2 to cole"
    found = course(lines, "R2", weapon=True)
    assert [(one.act, one.holders) for one in found[-2:]] == [("issue_moulded", ("cole",)), ("collect_moulded", ("wes",))]
    assert any("named as the receiver" in access.basis for access in trace(Kind.WEAPON, "R2", lines).access if access.who == "cole")
