"""Facts of clean-up and reconciliation: what is back, who counted, what no receipt explains."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chamberflag.custody.persons import Settings
from chamberflag.custody.records import Lot, LotCount, Thing
from tests.scenes import BLANKS, BOX, DUMMIES, GUN, Answer, Rows, Scene, agrees, paper, params

STORED = {"reg": True, "loc": "store"}
SAFE = Thing("st", "store", 1)
DEALER = Settings(licensee=True)
COUNT = LotCount((9, 9), 9, ("ann", "ada"), 10, 0, 1)


def stored(**more: bool | int | str) -> dict[str, dict[str, bool | int | str]]:
    """A weapon that the record says is in the store."""
    return {"w1": STORED | more}


ROWS: Rows = {
    "weapons_not_back": (
        ("in the store", 0, Scene(core=stored())),
        ("a stranger", 0, Scene(core={"w1": {"loc": "hand"}})),
        ("in a hand", 1, Scene(core=stored(loc="hand"))),
        ("loaded", 1, Scene(core=stored(n=1))),
        ("with a magazine in it", 1, Scene(core=stored(mag=True))),
        ("itself unlocked", 1, Scene(core=stored(), things=(replace(GUN, locked=False),))),
        ("locked", 0, Scene(core=stored(), things=(replace(GUN, locked=True),))),
        ("in an unlocked store", 1, Scene(core=stored(), things=(replace(GUN, container="st"), replace(SAFE, locked=False)))),
        ("in a locked one", 0, Scene(core=stored(), things=(replace(GUN, container="st"), replace(SAFE, locked=True)))),
        ("in a case", 0, Scene(core=stored(), things=(replace(GUN, container="c1"), BOX))),
        ("in what nobody knows", 1, Scene(core=stored(), things=(replace(GUN, container="c9"),))),
        ("in what is neither store nor container", 1, Scene(core=stored(), things=(replace(GUN, container="dm"), DUMMIES))),
        ("two", 2, Scene(core={"w1": STORED | {"n": 1}, "w2": STORED | {"loc": "hand"}, "w3": STORED})),
    ),
    "in_case": (
        ("not on record", False, Scene()),
        ("nowhere in particular", False, Scene(things=(GUN,))),
        ("in a case", True, Scene(things=(replace(GUN, container="c1"), BOX))),
        ("in the store", False, Scene(things=(replace(GUN, container="st"), SAFE))),
        ("in what nobody knows", False, Scene(things=(replace(GUN, container="c1"),))),
    ),
    "round_imbalance": (
        ("never counted", None, Scene(lot="dm", boxes=(Lot("dm"),))),
        ("not on record", None, Scene(lot="dm")),
        ("one is missing", 1, Scene(lot="dm", boxes=(Lot("dm", count=COUNT),))),
        ("one too many", 1, Scene(lot="dm", boxes=(Lot("dm", count=replace(COUNT, complete=11)),))),
        ("none is", 0, Scene(lot="dm", boxes=(Lot("dm", count=replace(COUNT, complete=10)),))),
        ("counted by one", None, Scene(lot="dm", boxes=(Lot("dm", count=replace(COUNT, people=("ann",))),))),
        ("counted once", None, Scene(lot="dm", boxes=(Lot("dm", count=replace(COUNT, tallies=(9,))),))),
        ("counted differently", None, Scene(lot="dm", boxes=(Lot("dm", count=replace(COUNT, tallies=(9, 8))),))),
        ("brought up however it was counted", 1, Scene(lot="dm", boxes=(Lot("dm", count=replace(COUNT, tallies=(9, 8))),), after=True)),
        ("of two lots of the step", 2, Scene(weapon="", lots=("dm", "bl"), boxes=(Lot("dm", count=COUNT), Lot("bl", count=COUNT)))),
        ("one of them never counted, one short", 1, Scene(weapon="", lots=("dm", "bl"), boxes=(Lot("dm", count=COUNT),))),
        (
            "one of them never counted, one whole",
            None,
            Scene(weapon="", lots=("dm", "bl"), boxes=(Lot("dm", count=replace(COUNT, complete=10)),)),
        ),
        ("no lot named: all in service", 1, Scene(things=(replace(DUMMIES, accepted_at=0), BLANKS), boxes=(Lot("dm", count=COUNT),))),
        ("nothing in service", 0, Scene()),
    ),
    "surplus_rounds": (("none", 0, Scene()), ("of two lots", 3, Scene(boxes=(Lot("dm", foreign=1), Lot("bl", foreign=2))))),
    "return_two_signed": (
        ("no weapon", True, Scene(weapon="")),
        ("not on record", None, Scene()),
        ("never back", True, Scene(things=(GUN,))),
        ("back at the first entry, nobody looked", False, Scene(things=(replace(GUN, back_index=0),))),
        ("a second person looked with it", True, Scene(things=(replace(GUN, back_index=5, second_index=5),))),
        ("before it", False, Scene(things=(replace(GUN, back_index=5, second_index=4),))),
    ),
    "second_comes_along": (
        ("alone", False, Scene(act="take_out")),
        ("two", True, Scene(act="take_out", signers=(("ann", "lead"), ("ada", "ad")))),
        ("one twice", False, Scene(act="take_out", signers=(("ann", "lead"), ("ann", "ad")))),
        ("a key of nobody", False, Scene(act="take_out", signers=(("ann", "lead"), ("", "ad")))),
        ("at another act", False, Scene(act="put_away", signers=(("ann", "lead"), ("ada", "ad")))),
    ),
    "stocktake_done": (
        ("no licensee", True, Scene()),
        ("not done", None, Scene(settings=DEALER)),
        ("done", True, Scene(settings=DEALER, papers=(("production", "stock_take", paper()),))),
    ),
    "wrap_returns_open": (
        ("nothing", 0, Scene()),
        ("a weapon and a lot", 2, Scene(things=(replace(GUN, accepted_at=0), replace(DUMMIES, accepted_at=3)))),
        ("not accepted", 0, Scene(things=(GUN,))),
        ("sent back", 0, Scene(things=(replace(GUN, accepted_at=0, returned_at=0),))),
        ("a box", 0, Scene(things=(replace(BOX, accepted_at=0),))),
    ),
}


@pytest.mark.parametrize(("fact", "want", "scene"), params(ROWS))
def test_what_a_fact_of_counts_says(fact: str, want: Answer, scene: Scene) -> None:
    """Each fact says of each scene what stands beside it, and of the same type."""
    assert agrees(fact, want, scene)
