"""Proofs about a machine that can do nothing are worthless: the good paths are walked through the compiled rules, step by step."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chamberflag.interlock.ruleset import Core, RuleSet

ROLES = {
    "lead": frozenset({"lead"}), "handler": frozenset({"lead", "assistant"}), "witness": frozenset({"ad"}), "ad": frozenset({"ad"}),
    "performer": frozenset({"performer", "partner"}), "producer": frozenset({"producer"}), "safety": frozenset({"safety"}),
    "case_owner": frozenset({"owner"}), "authority": frozenset({"police"}),
}  # fmt: skip
FACTS = SimpleNamespace(in_case=False)  # what core rules ask besides the record
E = dict[str, Any]
Step = tuple[str, str, str, E]
W = "gun"
RACK = {"who": "lead", "second": "ad", "third": "performer", "to": "performer"}
ARRIVE: list[Step] = [
    ("duty_on", "", "", {"who": "lead"}),
    ("accept_weapon", W, "", {"who": "lead", "second": "ad", "kind": "FUNCTIONAL", "cap": 6}),
    ("accept_lot", "", "dummies", {"who": "lead", "second": "ad", "klass": "DUMMY", "load": "none", "got": 10, "apart": 1}),
    ("accept_lot", "", "blanks", {"who": "lead", "second": "ad", "klass": "BLANK", "load": "half", "got": 10, "apart": 0}),
    ("take_out", W, "", {"who": "lead"}),
    ("check", W, "", {"who": "lead", "found": "EMPTY", "n": 0, "looked": 6}),
]


def ceremony(found: str, n: int, load: str = "none", lot: str = "", permitted: int = 0) -> list[Step]:
    """Witness's look to hand-over."""
    look = {"found": found, "n": n, "looked": 6}
    return [
        ("witness", W, lot, {"who": "ad", **look}),
        ("declare", W, lot, {"who": "lead", "second": "ad", "contents": found, "n": n, "load": load}),
        ("show", W, lot, {"who": "performer", **look}),
        ("hand_over", W, lot, {"who": "lead", "to": "performer", "permitted": permitted}),
    ]


DUMMIES: list[Step] = [*ARRIVE, ("load", W, "dummies", {"who": "lead", "n": 5}), *ceremony("DUMMY", 5, lot="dummies")]
HOT: list[Step] = [
    *ARRIVE,
    ("prove_bore", W, "", {"who": "lead", "second": "ad"}),
    ("sign_plan", "", "", {"who": "ad", "second": "safety"}),
    ("line_clear", "", "", {"who": "ad"}),
    ("load", W, "blanks", {"who": "lead", "n": 2}),
    *ceremony("BLANK", 2, "half", "blanks", permitted=6),
]
FIRED: list[Step] = [
    *HOT,
    ("use_unfired", W, "blanks", {"who": "performer", "observed": 3}),
    ("use_fire", W, "blanks", {"who": "lead", "n": 2}),
]
STRUCK: list[Step] = [
    *HOT,
    ("use_fire", W, "blanks", {"who": "lead", "n": 1}),
    ("give_back", W, "", {"who": "performer", "to": "lead"}),
    ("check", W, "blanks", {"who": "lead", "found": "BLANK", "n": 1, "looked": 6}),
    ("unload", W, "blanks", {"who": "lead", "n": 0, "misfired": 1}),
    ("dispose", "", "blanks", {"who": "lead", "second": "ad", "n": 1, "pile": "misfired"}),
    ("set_apart", "", "blanks", {"who": "ad", "n": 2}),
    ("hold_lot", "", "blanks", {"who": "ad", "lot": "blanks"}),
    ("dispose", "", "blanks", {"who": "lead", "second": "ad", "n": 2, "pile": "quarantined"}),
    ("release_lot", "", "blanks", {"who": "lead", "second": "safety"}),
    ("test_fire", W, "blanks", {"who": "lead", "n": 1}),
]
LOADERS: E = {"first": "lead", "other": "ad"}
MAGAZINE: list[Step] = [
    *HOT[: len(ARRIVE) + 3],  # bore, plan, line
    ("accept_weapon", "magazine", "", {"who": "lead", "second": "ad", "kind": "MAGAZINE", "cap": 7}),
    ("take_out", "magazine", "", {"who": "lead"}),
    ("fill", "magazine", "blanks", {"who": "lead", "second": "ad", "n": 3, "counted": 3, "seal": 7, "fresh": True, "bad": 0}),
    *ceremony("EMPTY", 0)[:3],
    ("insert", W, "blanks", {"who": "lead", "second": "ad", "third": "performer", "klass": "BLANK", "n": 3, "load": "half", "lot": "blanks",
                             "filled": 1, "bad": 0, **LOADERS}),
    ("insert_magazine", "magazine", "", {"who": "lead", "seal": 7}),
    ("hand_over", W, "blanks", {"who": "lead", "to": "performer", "permitted": 6}),
    ("use_fire", W, "blanks", {"who": "lead", "n": 1}),
    ("give_back", W, "", {"who": "performer", "to": "lead"}),
    ("take_magazine_out", W, "blanks", {"who": "lead", "left": 1, "slipped": 0}),
    ("take_magazine_out_loose", "magazine", "blanks",
     {"who": "lead", "n": 1, "klass": "BLANK", "load": "half", "lot": "blanks", "inside": 1, "bad": 0, **LOADERS}),
    ("strip", "magazine", "blanks", {"who": "lead", "n": 1, "misfired": 0, "left": False}),
]  # fmt: skip
BACK: list[Step] = [
    *DUMMIES,
    ("report_discharge", W, "", {"who": "ad"}),
    ("stop", "", "", {"who": "ad"}),
    ("give_back", W, "", {"who": "performer", "to": "lead"}),
    ("put_away", W, "", {"who": "lead"}),
    ("review_discharge", W, "", {"who": "lead", "second": "safety"}),
    ("resume", "", "", {"who": "lead", "second": "producer", "third": "ad", "fourth": "", "fifth": ""}),
    ("release", W, "", {"who": "lead", "second": "safety"}),
    ("take_out", W, "", {"who": "lead"}),
    ("check", W, "dummies", {"who": "lead", "found": "DUMMY", "n": 5, "looked": 6}),
    *ceremony("DUMMY", 5, lot="dummies"),
]
HARM: list[Step] = [
    *DUMMIES,
    ("report_harm", W, "", {"who": "ad"}),
    ("make_safe", W, "", {"who": "lead"}),
    ("move_to_evidence", W, "", {"who": "lead", "second": "ad"}),
    ("thaw", W, "", {"who": "police", "second": "lead"}),
]
PATHS: dict[str, list[Step]] = {
    "cold and empty": [*ARRIVE, *ceremony("EMPTY", 0)], "cold with dummies": DUMMIES, "hot": HOT, "fired": FIRED,
    "struck, set apart, destroyed": STRUCK, "a sealed magazine": MAGAZINE, "incident and back to work": BACK, "harm, evidence, thaw": HARM,
    "bullet round and back": [
        ("prove_round_bullet", "", "dummies", {"who": "lead"}), ("bullet_removed", "", "", {"who": "lead", "second": "safety"}),
        ("lift_lockdown", "", "", {"who": "lead", "second": "safety"}), *ARRIVE, *ceremony("EMPTY", 0),
    ],
    "stopped with nothing reported, and back to work": [
        *ARRIVE, ("stop", "", "", {"who": "performer"}),
        ("resume", "", "", {"who": "lead", "second": "", "third": "ad", "fourth": "", "fifth": "performer"}), *ceremony("EMPTY", 0),
    ],
    "an item reported, released, and nothing is open": [
        *ARRIVE, ("report_item", W, "", {"who": "ad"}), ("put_away", W, "", {"who": "lead"}),
        ("release", W, "", {"who": "lead", "second": "safety"}), ("review_closed", "", "", {"who": "lead", "second": "safety"}),
        ("stop", "", "", {"who": "ad"}),
        ("resume", "", "", {"who": "lead", "second": "", "third": "ad", "fourth": "safety", "fifth": ""}),
    ],
    "a look that differed, released, looked at by a new witness": [
        *ARRIVE, ("observe_differs", W, "", {"who": "performer", "n": 1}), ("put_away", W, "", {"who": "lead"}),
        ("release", W, "", {"who": "lead", "second": "safety"}), ("take_out", W, "", {"who": "lead"}), ARRIVE[-1], *ceremony("EMPTY", 0),
    ],
    "looked at by a second witness": [
        *ARRIVE, ceremony("EMPTY", 0)[0], ("second_witness", W, "", {"who": "safety", "found": "EMPTY", "n": 0, "looked": 6}),
        *ceremony("EMPTY", 0)[1:],
    ],
    "a moulding issued by the rack, collected, and issued again": [
        ("accept_weapon", W, "", {"who": "lead", "second": "ad", "kind": "RUBBER", "cap": 0}), ("take_out", W, "", {"who": "lead"}),
        ("issue_moulded", W, "", RACK), ("collect", W, "", {"who": "lead"}), ("issue_moulded", W, "", RACK),
    ],
    "a replica out for a block changes hands, lies, is taken up, and comes home": [
        *ARRIVE[:1], ("accept_weapon", W, "", {"who": "lead", "second": "ad", "kind": "REPLICA", "cap": 6}), *ARRIVE[4:],
        *ceremony("EMPTY", 0)[:3], ("lend_out", W, "", {"who": "lead"}), ceremony("EMPTY", 0)[3],
        ("change_hands", W, "", {"who": "partner"}), ("lay", W, "", {"who": "partner"}),
        ("take_up", W, "", {"who": "performer", "second": "ad", "found": "EMPTY", "n": 0, "looked": 6}),
        ("collect", W, "", {"who": "lead"}),
    ],
    "unloaded and returned": [
        *ARRIVE, ("load", W, "dummies", {"who": "lead", "n": 5}), ("unload", W, "dummies", {"who": "lead", "n": 5, "misfired": 0}),
        ("put_away", W, "", {"who": "lead"}), ("return_item", W, "", {"who": "lead", "second": "dealer"}),
    ],
}  # fmt: skip


def walk(rules: RuleSet, steps: list[Step]) -> tuple[str, Core]:
    """The first step the machine's own rules refuse ("" = none), and the core reached."""
    core = rules.empty()
    for number, (event, weapon, lot, args) in enumerate(steps, start=1):
        whole = {**args, "now": number * 1000}
        w = core.weapons.get(weapon) or {**rules.initial_weapon, "kind": "FUNCTIONAL" if weapon else "NONE"}
        found = core.lots.get(lot) or {**rules.initial_lot, "id": lot}
        failed = [r.id for r in rules.model.rules if event in r.trees and not _passes(rules, r.trees[event], w, found, core, whole)]
        if failed:
            return f"step {number} {event} by {', '.join(failed)}", core
        core = rules.apply(event, core, weapon, lot, whole, ROLES)
    return "", core


def _passes(rules: RuleSet, tree: Any, w: E, lot: E, core: Core, args: E) -> bool:
    del rules
    from chamberflag.interlock.python import function  # noqa: PLC0415

    return function(tree)(w, lot, core.unit, FACTS, args, ROLES) is True


def good_paths(rules: RuleSet) -> tuple[list[str], list[str]]:
    """Names of the paths that can be walked, and of those that cannot with the step that refuses."""
    good: list[str] = []
    closed: list[str] = []
    for name, steps in PATHS.items():
        stopped, _ = walk(rules, steps)
        (closed if stopped else good).append(f"{name} ({stopped})" if stopped else name)
    return good, closed
