"""Who is stated to hold an item, or how it lies: folded from signed acts as told, also where the rules call that custody nobody's.

A giving back, passing on or handing over that the taker signed makes the taker the holder; one signed by the giver alone makes nobody it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chamberflag.cases.scratch import Draft
    from chamberflag.cases.told import Line

STORE, UNATTENDED, UNLOCKED, NO_HOLDER = "store", "unattended", "unlocked", "no_holder"
TAKES = frozenset({"take_out", "pick_up", "collect"})
GIVES = frozenset({"pass_on", "give_back", "hand_over"})


@dataclass(frozen=True, slots=True)
class Keeping:
    """A person holds it, or it lies in one of the four ways; since the line of that step."""

    holder: str
    lies: str
    step: int


def _next(draft: Draft, item: str, step: int, was: Keeping, *, weapon: bool) -> Keeping:
    kind, body = draft.kind, draft.body
    if kind in TAKES:
        return Keeping(draft.who, "", step)
    if kind in GIVES:
        taker = draft.signs[1].person if len(draft.signs) > 1 else ""
        return Keeping(taker, "" if taker else NO_HOLDER, step)
    if kind == "put_away":
        return Keeping("", STORE if body.get("locked", True) else UNLOCKED, step)
    if kind == "accept":
        return Keeping("", STORE, step)
    if kind == "move_to_evidence":
        return Keeping("", STORE, step)
    if kind in {"set_down", "leave_set"} and not body.get("locked", False):
        return Keeping("", UNATTENDED if weapon else UNLOCKED, step)
    if kind == "open_store" and not weapon:
        return Keeping("", UNLOCKED, step)
    if kind == "close_store":
        return Keeping("", STORE if body.get("locked", True) else UNLOCKED, step)
    del item
    return was


def keepings(lines: Iterable[Line], item: str) -> list[tuple[Line, Keeping]]:
    """Each line that took effect on the item, with the keeping after it."""
    now = Keeping("", STORE, 0)
    made: list[tuple[Line, Keeping]] = []
    for line in lines:
        if line.happened and item in line.done.draft.items:
            thing = line.state.things.get(item)
            weapon = thing is not None and thing.kind == "weapon"
            now = _next(line.done.draft, item, line.step, now, weapon=weapon)
            made.append((line, now))
    return made
