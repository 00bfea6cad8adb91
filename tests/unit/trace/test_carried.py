from __future__ import annotations

from dataclasses import replace

from chamberflag.acts import incident, plan, rounds, weapons
from chamberflag.acts.ceremony import HandOver, Look, ProveBore
from chamberflag.trace import answer
from chamberflag.trace.chain import Trace, trace
from chamberflag.trace.mention import Kind
from chamberflag.trace.say import say
from chamberflag.vocabulary.words import Action, Chamber, ItemKind, RoundClass, WeaponClass
from tests.unit.trace.pages import AD, ASSISTANT, LEAD, PERFORMER, Page

GUN = weapons.Accept(
    things=(
        weapons.Thing("w1", ItemKind.WEAPON, klass=WeaponClass.FUNCTIONAL, capacity=2),
        weapons.Thing("blk", ItemKind.LOT, rounds=RoundClass.BLANK),
        weapons.Thing("safe1", ItemKind.STORE, access=("lead", "asst")),
    )
)
EMPTY = Look(chambers=(Chamber.EMPTY, Chamber.EMPTY))


def silent(kind: str, item: str = "w1") -> str:
    """The sentence of an act whose signer said nothing of its body."""
    line = Page().write(kind, items=(item,)).lines[0]
    return say(replace(line, said=(frozenset(),)))


def test_nobody_is_made_to_say_what_they_did_not_say() -> None:
    """A lock, a rod and a light stand in a sentence where the signed bytes say them, and nowhere else."""
    assert silent("put_away") == "lead states that lead put it away"
    assert silent("close_store", "safe1") == "lead states that lead closed safe1"
    assert silent("set_down") == "lead states that lead laid it down"
    assert silent("prove_bore") == "lead states that the bore was proved"
    said = Page().write("put_away", [LEAD], weapons.PutAway(into="safe1")).write("prove_bore", [LEAD], ProveBore(rod=False)).lines
    assert [say(line) for line in said] == [
        "lead states that lead put it away at safe1, locked",
        "lead states that the bore was proved without rod and with light",
    ]
    feed = Page().write("check", [LEAD], Look(chambers=(Chamber.EMPTY,), feed_path=False)).lines
    assert say(feed[0]) == "lead states that lead looked into 1 chamber: 1 EMPTY, but not at the feed path"


def shooting() -> Page:
    """Accepted (0), taken (1), looked at (2), loaded (3), handed over (4), fired (5), collected (6), unloaded (7), put in (8), out (9)."""
    return (
        Page()
        .write("accept", [LEAD, AD], GUN, items=("w1", "blk", "safe1"))
        .write("take_out", [LEAD])
        .write("check", [LEAD], EMPTY)
        .write("load", [LEAD], rounds.LoadRounds(n=2), items=("w1", "blk"))
        .write("hand_over", [LEAD, PERFORMER], HandOver())
        .write("use", [PERFORMER], plan.Use(Action.FIRE, 1))
        .write("collect", [LEAD])
        .write("unload", [LEAD], rounds.Unload(unfired=1, cases=1))
        .write("put_away", [LEAD], weapons.PutAway(into="safe1"))
        .write("take_out", [ASSISTANT])
    )


def access(found: Trace) -> list[tuple[str, int, int]]:
    """Who had access, from entry to entry."""
    return [(a.who, a.from_entry, a.to_entry) for a in found.access]


def test_a_lot_is_followed_into_the_weapon_and_out_again() -> None:
    """Between loading and unloading the weapon's entries are the lot's; before and after they are not."""
    found = trace(Kind.LOT, "blk", shooting().lines)
    assert [link.entry for link in found.chain] == [0, 3, 4, 5, 6, 7]


def test_whoever_holds_the_loaded_weapon_has_access_to_the_rounds() -> None:
    """The lead who loads and unloads, the performer for as long as it is in his hand, and nobody for the time after."""
    assert access(trace(Kind.LOT, "blk", shooting().lines)) == [
        ("lead", 3, 4),
        ("lead", 3, 3),
        ("perf", 4, 6),
        ("lead", 6, 7),
        ("lead", 7, 7),
    ]


def test_a_place_is_told_with_what_leaves_it_and_whom_its_list_names() -> None:
    """The taking out stands in the chain of the safe, and those who may open it have access until the record says otherwise."""
    found = trace(Kind.PLACE, "safe1", shooting().lines)
    assert [link.entry for link in found.chain] == [0, 8, 9]
    assert access(found) == [("lead", 0, -1), ("asst", 0, -1), ("lead", 8, 8), ("asst", 9, 9)]
    assert "opened by lead, asst only" in found.chain[0].text


def looked() -> Page:
    """A gun that two people looked into, both chambers empty."""
    return Page().write("accept", [LEAD, AD], GUN).write("take_out").write("check", [LEAD], EMPTY).write("witness", [AD], EMPTY)


def test_a_look_is_told_with_what_the_record_holds_against_it() -> None:
    """Another finding, a report, a quarantine, a break, the store: each is named with its entry; where there is none, that is said."""
    assert "no entry about it since bears on that" in answer.look_text(trace(Kind.WEAPON, "w1", looked().lines))
    page = (
        looked()
        .recorded("observe", [ASSISTANT], Look(chambers=(Chamber.EMPTY, Chamber.DUMMY)))
        .recorded("report", [ASSISTANT], incident.Report(kind="odd_sound"))
        .recorded("quarantine", [LEAD])
        .recorded("call_break", [AD], items=[])
        .write("put_away", [LEAD], weapons.PutAway(into="safe1"))
    )
    found = trace(Kind.WEAPON, "w1", page.lines)
    assert found.look is not None
    assert found.look.since == (
        (4, "somebody states to have found something else in it"),
        (5, "a report about it: odd sound"),
        (6, "it was put into quarantine"),
        (7, "a break was called while it was out"),
        (8, "it was put away"),
    )
    assert "since then: somebody states to have found something else in it (entry 4)" in answer.look_text(found)


def test_looks_that_agree_are_nothing_against_each_other() -> None:
    """A third person who finds the same adds nothing against the look."""
    found = trace(Kind.WEAPON, "w1", looked().recorded("observe", [ASSISTANT], EMPTY).lines)
    assert found.look is not None
    assert found.look.since == ()
