from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

import msgspec
import pytest

from chamberflag.acts import incident, plan, rounds, weapons
from chamberflag.acts.act import BODIES
from chamberflag.acts.ceremony import Declare, HandOver, Look
from chamberflag.acts.rounds import Unload
from chamberflag.trace import answer
from chamberflag.trace.access import ANYONE
from chamberflag.trace.chain import Shape, had_access, trace
from chamberflag.trace.line import as_if_done
from chamberflag.trace.mention import Kind, mentions
from chamberflag.trace.picture import svg
from chamberflag.vocabulary.words import Chamber, RoundClass, Verdict
from tests.unit.trace.pages import AD, ASSISTANT, LEAD, MINUTE, PERFORMER, Page

BLAME = re.compile(r"\b(guilty|fault of|blame|negligent|careless|verified|confirmed|safe|responsible)\b", re.IGNORECASE)


def day() -> Page:
    """Taken out (1), laid down (2), a refused declaration (3), picked up (4), given back to nobody (5), collected (6), put away (7)."""
    return (
        Page()
        .write("accept")
        .write("take_out")
        .recorded("set_down", [LEAD], weapons.SetDown(at="cart"))
        .refused("declare", [LEAD, AD], Declare())
        .write("pick_up", [ASSISTANT])
        .recorded("give_back", [ASSISTANT])
        .recorded("collect", [LEAD])
        .recorded("put_away", [LEAD], weapons.PutAway(into="safe1"))
    )


def test_every_interval_that_nobody_answers_for_is_a_named_gap() -> None:
    """Lying on the cart is unattended until it is picked up; given back to nobody is no_holder until it is collected."""
    found = trace(Kind.WEAPON, "w1", day().lines)
    assert [(g.from_entry, g.to_entry, g.why) for g in found.gaps] == [(2, 4, "unattended"), (5, 6, "no_holder")]
    assert [(g.start, g.end) for g in found.gaps] == [(2 * MINUTE, 4 * MINUTE), (5 * MINUTE, 6 * MINUTE)]


def test_a_gap_that_has_not_ended_says_so() -> None:
    """A weapon left lying at the end of the record is in a gap without an end."""
    found = trace(Kind.WEAPON, "w1", Page().write("take_out").recorded("set_down", [LEAD], weapons.SetDown()).lines)
    assert [(g.from_entry, g.to_entry, g.end) for g in found.gaps] == [(1, -1, -1)]
    assert answer.plain(found)["gaps"] == [
        {"from": MINUTE, "to": None, "why": "unattended", "item": "w1", "from_entry": 1, "to_entry": None}
    ]


def test_access_names_the_holders_and_anyone_while_it_lay_open() -> None:
    """The lead, anyone, the assistant, the lead again: each with the entry it rests on; the locked store adds nobody."""
    found = trace(Kind.WEAPON, "w1", day().lines)
    assert [(a.who, a.from_entry, a.to_entry) for a in found.access] == [("lead", 1, 2), (ANYONE, 2, 4), ("asst", 4, 5), ("lead", 6, 7)]
    assert "entry 2" in found.access[1].basis
    assert "on the word of lead" in found.access[1].basis


def test_access_between_two_entries_leaves_out_who_held_it_before() -> None:
    """After it was laid down and before the next step: anyone, and no single person."""
    found = trace(Kind.WEAPON, "w1", day().lines)
    assert had_access(found, 2, 3) == {ANYONE}
    assert had_access(found, 1, 5) == {"lead", ANYONE, "asst"}
    assert had_access(found, 7, 9) == set()


def test_rounds_left_unlocked_are_a_gap_of_the_lot() -> None:
    """A lot set down unlocked is in a gap `unlocked` and open to anyone."""
    page = Page().write("take_out", items=["lot"]).recorded("set_down", [LEAD], weapons.SetDown(), ["lot", "cart"])
    found = trace(Kind.LOT, "lot", page.lines)
    assert [(g.from_entry, g.why) for g in found.gaps] == [(1, "unlocked")]
    assert had_access(found, 1, 2) == {ANYONE}


def test_a_refusal_is_shown_and_moves_nothing() -> None:
    """The refused declaration stands in the chain with its rules and its shape; without it gaps and access are the same."""
    page = day()
    found = trace(Kind.WEAPON, "w1", page.lines)
    refused = next(link for link in found.chain if link.entry == 3)
    assert (refused.kind, refused.shape, refused.rules) == ("refused", Shape.REFUSED, ("HND-02",))
    assert refused.text.startswith("refused (HND-02): asked for: lead and ad declare the contents")
    without = trace(Kind.WEAPON, "w1", [line for line in page.lines if not line.refused])
    assert (without.gaps, without.access, without.look) == (found.gaps, found.access, found.look)


def test_a_harness_can_ask_what_would_have_followed() -> None:
    """Forced, a refused hand-over puts the weapon into the performer's hand."""
    page = Page().write("take_out").refused("hand_over", [LEAD, PERFORMER])
    assert had_access(trace(Kind.WEAPON, "w1", page.lines), 0, 9) == {"lead"}
    forced = [as_if_done(line) for line in page.lines]
    assert had_access(trace(Kind.WEAPON, "w1", forced), 0, 9) == {"lead", "perf"}


def test_the_chain_shows_the_units_stops_and_the_opening_of_its_store() -> None:
    """A stop, a call while it is out, the opening of the store it lies in: shown; another store's opening and a later call: not."""
    page = Page().write("accept").write("take_out").recorded("call_cut", [AD], items=[])
    page.recorded("put_away", [LEAD], weapons.PutAway(into="safe1")).recorded("call_cut", [AD], items=[])
    page.write("open_store", [ASSISTANT], items=["safe1"]).write("open_store", [ASSISTANT], items=["safe2"]).recorded(
        "stop", [PERFORMER], items=[]
    )
    page.recorded("report", [PERFORMER], incident.Report("fall", harm=True), [])
    found = trace(Kind.WEAPON, "w1", page.lines)
    assert [link.entry for link in found.chain] == [0, 1, 2, 3, 5, 7, 8]


def test_a_person_is_traced_through_what_they_signed_and_held() -> None:
    """Entries signed by or naming the person, and the items they held with times; entries of others are left out."""
    found = trace(Kind.PERSON, "asst", day().lines)
    assert [link.entry for link in found.chain] == [4, 5]
    assert [(a.item, a.from_entry, a.to_entry) for a in found.access] == [("w1", 4, 5)]
    assert found.gaps == ()


def test_a_place_is_traced_by_its_own_chain_and_by_mention() -> None:
    """The cart on which the weapon was laid down and from which it was taken, the safe into which it was put."""
    assert [link.entry for link in trace(Kind.PLACE, "cart", day().lines).chain] == [2, 4]
    page = (
        day().write("open_store", [ASSISTANT], items=["safe1"]).recorded("close_store", [ASSISTANT], weapons.Store(locked=False), ["safe1"])
    )
    found = trace(Kind.PLACE, "safe1", page.lines)
    assert [link.entry for link in found.chain] == [7, 8, 9]
    assert [(g.from_entry, g.why) for g in found.gaps] == [(9, "unlocked")]


def test_a_shot_is_traced_from_when_its_weapon_was_taken_in_hand() -> None:
    """A look that does not name the shot belongs to it when it comes between taking the weapon and the hand-over for the shot."""
    page = Page().write("plan_shot", [AD], plan.PlanShot("s1", weapons=("w1",)), [])
    page.write("accept").write("take_out").write("witness", [AD], Look((Chamber.EMPTY,)))
    page.write("declare", [LEAD, AD], Declare(shot="s1")).recorded("put_away", [LEAD])
    assert [link.entry for link in trace(Kind.SHOT, "s1", page.lines).chain] == [0, 2, 3, 4]


def test_a_round_is_where_its_lot_is() -> None:
    """A round proved by name is traced through the entries of its lot."""
    proof = rounds.ProveRound((rounds.Proof(RoundClass.DUMMY, ("hole", "rattle"), 1, "r7"),))
    page = Page().write("accept", items=["lot"]).write("prove_round", [LEAD, AD], proof, ["lot"], Verdict.RECORDED)
    page.write("take_out", items=["lot"]).write("take_out")
    found = trace(Kind.ROUND, "r7", page.lines)
    assert [link.entry for link in found.chain] == [0, 1, 2]
    assert [(a.who, a.item) for a in found.access] == [("lead", "lot")]


def test_an_interval_bounds_what_is_shown_and_not_what_is_known() -> None:
    """Between two instants only entries inside are shown, with the gaps and holders that reach into them."""
    found = trace(Kind.WEAPON, "w1", day().lines, 3 * MINUTE, 4 * MINUTE)
    assert [link.entry for link in found.chain] == [3, 4]
    assert [g.from_entry for g in found.gaps] == [2]
    assert {a.who for a in found.access} == {ANYONE, "asst"}


def test_an_act_that_is_not_understood_is_shown_as_unknown() -> None:
    """An entry without steps, and one signed by a key of nobody, have the shape of what cannot be told."""
    page = Page().joint("new_thing", [], [LEAD]).recorded("attend", [("", "crew")])
    found = trace(Kind.WEAPON, "w1", page.lines)
    assert [link.shape for link in found.chain] == [Shape.UNKNOWN, Shape.UNKNOWN]
    assert "not understood" in found.chain[0].text


def test_the_json_document_has_the_promised_keys() -> None:
    """subject, chain, gaps, access, last_two_person_look, each with the members that commands.md names; all of it plain JSON."""
    made = answer.plain(trace(Kind.WEAPON, "w1", day().lines))
    assert json.loads(json.dumps(made)) == made
    assert {"subject", "chain", "gaps", "access", "last_two_person_look"} <= set(made)
    for key, members in (
        ("chain", {"at", "entry", "kind", "who", "text"}),
        ("gaps", {"from", "to", "why"}),
        ("access", {"who", "from", "to", "basis"}),
    ):
        rows = made[key]
        assert isinstance(rows, list)
        assert rows
        assert all(members <= set(row) for row in rows)


def test_the_table_puts_each_gap_behind_the_entry_that_begins_it() -> None:
    """Rows follow the log; a gap's row stands right after its first entry and says how long it lasted."""
    rows = answer.rows(trace(Kind.WEAPON, "w1", day().lines))
    assert [row.entry for row in rows] == [0, 1, 2, -1, 3, 4, 5, -1, 6, 7]
    assert rows[3].text == "lies unattended: 2 min"


def test_no_sentence_blames_or_vouches() -> None:
    """Neither table nor picture says whose fault it was, nor that anything was verified or safe."""
    page = day().write("check", [LEAD], Look((Chamber.EMPTY,) * 2)).recorded("make_safe", [LEAD], incident.MakeSafe())
    found = trace(Kind.WEAPON, "w1", page.lines)
    told = " ".join(row.text for row in answer.rows(found)) + svg(found) + answer.look_text(found)
    assert BLAME.findall(re.sub(r"\bsafe1\b", "", told)) == []


@pytest.mark.parametrize(("kind", "subject"), [(Kind.WEAPON, "w1"), (Kind.PERSON, "asst"), (Kind.PLACE, "safe1"), (Kind.LOT, "none")])
def test_the_picture_is_well_formed_and_no_wider_than_a_phone(kind: Kind, subject: str) -> None:
    """The SVG parses, is 360 units wide, has a title and a description, and no text runs over its right edge."""
    root = ET.fromstring(svg(trace(kind, subject, day().lines)))  # noqa: S314 - our own text
    assert root.get("viewBox", "").startswith("0 0 360 ")
    space = {"s": "http://www.w3.org/2000/svg"}
    assert root.get("aria-labelledby") == "title desc"
    assert root.find("s:title[@id='title']", space) is not None
    assert (root.findtext("s:desc[@id='desc']", "", space)).startswith(("From ", "Nothing on record"))
    for text in root.iterfind(".//s:text", space):
        width = len(text.text or "") * float(text.get("font-size", "11")) * (0.62 if text.get("font-weight") else 0.55)
        assert float(text.get("x", "0")) + width <= 360 or text.get("text-anchor"), text.text


def test_long_names_in_capitals_are_broken_before_the_edge() -> None:
    """Ids of wide letters, without a blank, stay inside the picture."""
    lines = Page().write("take_out", items=("W" * 60, "x")).lines
    root = ET.fromstring(svg(trace(Kind.WEAPON, "W" * 60, lines)))  # noqa: S314 - our own text
    texts = [text for text in root.iterfind(".//{http://www.w3.org/2000/svg}text") if (text.text or "").startswith("WWW")]
    assert len(texts) > 3
    assert all(len(text.text or "") * 10.5 * float(text.get("font-size", "11")) / 11 < 360 for text in texts)


def test_a_joint_act_says_whose_word_each_step_is() -> None:
    """In a giving the handler and the witness declare, the performer looks, the handler hands over."""
    steps: list[tuple[str, msgspec.Struct]] = [("declare", Declare()), ("show", Look((Chamber.EMPTY,))), ("hand_over", HandOver())]
    page = Page().joint("give", steps, [LEAD, AD, PERFORMER])
    told = trace(Kind.WEAPON, "w1", page.lines).chain[0]
    assert told.text.split("; ") == [
        "lead and ad declare the contents, contents not stated",
        "perf states that perf looked into 1 chamber: 1 EMPTY",
        "lead hands it over to perf, who signs, contents not stated",
    ]
    assert told.signed == ("lead (lead)", "ad (witness)", "perf (performer)")


def test_the_witness_of_one_opening_is_named_beside_the_handlers_steps() -> None:
    """What the handler states is the handler's word; the witness signs besides."""
    steps: list[tuple[str, msgspec.Struct]] = [
        ("collect", BODIES["collect"]()),
        ("check", Look((Chamber.EMPTY,))),
        ("unload", Unload()),
        ("put_away", weapons.PutAway()),
    ]
    told = trace(Kind.WEAPON, "w1", Page().joint("finish", steps, [LEAD, AD]).lines).chain[0].text
    assert told.startswith("lead collects it and answers for it; lead states that lead looked into 1 chamber: 1 EMPTY; ")
    assert told.endswith("; ad signs besides")


def test_the_picture_tells_four_kinds_of_entry_by_shape() -> None:
    """Looked is a ring with a dot, stated a square, refused an octagon, unknown a dashed ring; a gap is hatched."""
    page = day().write("check", [LEAD], Look((Chamber.EMPTY,))).recorded("attend", [("", "crew")])
    drawn = svg(trace(Kind.WEAPON, "w1", page.lines))
    legend = svg(trace(Kind.WEAPON, "none", page.lines))
    for mark, times in (('r="2.6"', 1), ('width="10" height="10"', 7), ("h6l5 5v6", 1), ('stroke-dasharray="3 2"/><text', 1), ("GAP:", 2)):
        assert drawn.count(mark) - legend.count(mark) == times, mark


def test_names_in_a_picture_stay_text() -> None:
    """An id that looks like markup is escaped."""
    page = Page().write("take_out", [("<b>&", "lead")])
    drawn = svg(trace(Kind.WEAPON, "w1", page.lines))
    assert "<b>" not in drawn
    assert "&lt;b&gt;&amp;" in drawn


def test_mentions_find_people_places_shots_and_items_in_bodies() -> None:
    """What stands in bodies is found under its kind, in lists and in lists of objects."""
    from chamberflag.acts.people import EnterZone, InZone  # noqa: PLC0415

    page = (
        Page()
        .write("enter_zone", [AD], EnterZone((InZone("perf"),), shot="s1"), [])
        .recorded("put_away", [LEAD], weapons.PutAway(into="safe1"))
    )
    assert {("person", "perf"), ("person", "ad"), ("shot", "s1")} <= mentions(page.lines[0])
    assert {("place", "safe1"), ("item", "safe1"), ("item", "w1")} <= mentions(page.lines[1])
