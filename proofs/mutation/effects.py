"""Forgetting an assignment: one that is needed breaks a proof when dropped; what nothing misses says why it stands there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chamberflag.prover.encode import Encoding
from proofs.mutation.rules import first_break

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from chamberflag.interlock.model import Model

OUT_OF_HAND = "a weapon that is put away, frozen or off the register has no valid look and no declaration already (L6, L8, L10)"
CHECKER = "R08 and R11 let only the checker in, so it is written already"
WORLD = "what is really inside; with it gone the world is kinder, and an assumption is no longer needed (test_each_assumption_is_needed)"
SAFE_STATE = {
    "accept_weapon": ("loc", "holder", "declared"), "return_item": ("loc", "holder", "declared", "seen", "chk1", "chk2", "watched"),
    "release": ("chk1", "chk2", "seen", "watched", "declared"), "thaw": ("chk1", "chk2", "seen"), "move_to_evidence": ("declared",),
    "take_out": ("watched",),
}  # fmt: skip
# an assignment that nothing misses -> why it stands there all the same
KEPT: Mapping[tuple[str, str], str] = {
    **{(event, f"w.{name}"): OUT_OF_HAND for event, names in SAFE_STATE.items() for name in names},
    **{(event, "w.chk1"): CHECKER for event in ("load", "unload")},
    **{(event, "w.t_bullet"): WORLD for event in ("load", "use_fire", "make_safe", "tamper")},
    **{("make_safe", f"w.{name}"): WORLD for name in ("t_dummy", "t_blank")},
    ("use_fire", "w.t_blank"): WORLD,
    ("load", "g.mixed"): WORLD,
    ("mix_bullet", "g.mixed"): WORLD,
    ("role_changed", "each.sight"): "whoever changes a role does not look away; the record of the look is cleared all the same",
}


def forgotten(model: Model, events: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """(event, assignment, what breaks when it is dropped; "" = nothing), for every assignment that a file makes."""
    for name in events:
        event = model.events[name]
        for key in event.effects:
            if key != ("g", "now"):  # the loader writes that one into every event
                less = {k: node for k, node in event.effects.items() if k != key}
                mutant = replace(model, events={**model.events, name: replace(event, effects=less)})
                e = Encoding(mutant, 2)
                o = first_break(e, e.state(), frozenset(), frozenset({name}))
                yield name, ".".join(key), f"{o.kind} {o.id}" if o else ""
