"""The kinds of report that rules read, and the words of the trade for them. Source: acts.md section 3; domain words, section 8.

1 a kind is taken as it is; 2 a word of the trade is the kind it means, and a word for somebody hurt says harm; 3 a word that is nearly one
of these is a slip, and refused, as is one that means two opposite things; 4 any other
word stays as it is, and the day file warns: no rule reads it as more than a report of what it names.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from chamberflag.formats.day.values import Unreadable

KINDS: Mapping[str, str] = {
    "unintended_discharge": "it fired when nobody meant it to",
    "bullet_found": "a round that may hold a bullet",
    "surplus_round": "more rounds than the record has",
    "loss": "a weapon or round is not where it should be",
    "failure_to_fire": "struck and did not fire, or late; a jam",
    "squib_load": "a weak shot, or something left in the bore",
    "odd_sound": "a shot that did not sound right",
    "drop": "it fell",
    "horseplay": "somebody played with it",
    "beyond_plan": "somebody did more with it than was signed at the hand-over",
    "lost_phone": "a phone that signs is gone; `key` says whose",
}
_TRADE: Mapping[str, str] = {
    **dict.fromkeys(("dropped", "drops", "fell", "fall", "fallen"), "drop"),
    **dict.fromkeys(("squib", "squibload", "squib_round", "weak_shot", "bore_obstruction", "obstruction"), "squib_load"),
    **dict.fromkeys(("hangfire", "hang_fire", "jam", "jammed", "stoppage", "dud", "click", "no_fire"), "failure_to_fire"),
    **dict.fromkeys(("stolen", "theft", "lost", "missing", "loss_of_weapon"), "loss"),
    **dict.fromkeys(("live_round", "live_rounds", "bullet", "bullets", "live_ammunition", "live_ammo"), "bullet_found"),
    **dict.fromkeys(("extra_round", "extra_rounds", "surplus", "surplus_rounds"), "surplus_round"),
    **dict.fromkeys(("accidental_discharge", "negligent_discharge", "discharge", "discharged", "went_off"), "unintended_discharge"),
    **dict.fromkeys(("fooling", "fooling_around", "playing"), "horseplay"),
    **dict.fromkeys(("phone_lost", "stolen_phone", "phone_stolen", "missing_phone"), "lost_phone"),
}
HURT = frozenset({"harm", "injury", "injured", "hurt", "wounded", "death", "killed"})
# In the trade a round that did not fire, in the news a weapon that went off: nobody may guess which.
OPPOSITES = frozenset({"misfire", "misfired"})


@dataclass(frozen=True, slots=True)
class Meant:
    """What a word after `reports` means: the kind that is signed, whether it says that somebody was hurt, and whether a rule knows it."""

    kind: str
    harm: bool
    known: bool


def meant(word: str) -> Meant:
    """The kind of a word. Raises Unreadable where it is nearly a kind or a word of the trade."""
    told = word.strip().casefold().replace(" ", "_").replace("-", "_")
    kind = told if told in KINDS else _TRADE.get(told, "")
    if kind:
        return Meant(kind, harm=False, known=True)
    if told in HURT:
        return Meant(told, harm=True, known=True)
    if told in OPPOSITES:
        raise Unreadable(f"{word!r} means two opposite things; did you mean 'failure_to_fire', or 'unintended_discharge'?")
    near = difflib.get_close_matches(told, [*KINDS, *_TRADE, *HURT], 1, 0.75)
    if near:
        raise Unreadable(f"{word!r} is no kind of report; did you mean {near[0]!r}? The kinds are {', '.join(KINDS)}")
    return Meant(word, harm=False, known=False)


def unread(act: str, body: Mapping[str, object]) -> str:
    """The kind that an act reports and that no rule knows, however its body was written; "" where there is none."""
    kind = body.get("kind") if act == "report" else None
    return kind if isinstance(kind, str) and kind not in KINDS and kind not in HURT else ""


def unknown(kind: str) -> str:
    """The warning about a kind that no rule knows."""
    return (
        f"report {kind!r}: no rule knows this kind; it is recorded as a report of what it names and no more. The kinds: {', '.join(KINDS)}"
    )


def told() -> str:
    """The kinds as the page and `day acts report` list them."""
    kinds = "; ".join(f"`{kind}` ({what})" for kind, what in KINDS.items())
    return (
        f"- Kinds: {kinds}. Words of the trade are understood (`dropped`, `squib`, `hangfire`, `jam`, `stolen`), `injury` says `harm`, and "
        "`misfire`, which means two opposite things, is refused. "
        "Any other word is recorded, and the day file warns that no rule knows it"
    )
