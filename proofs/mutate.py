"""Taking rules away: a core rule that is needed breaks a proof when gone; what nothing breaks without says why it is kept."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import z3

from proofs.encode import Encoding
from proofs.obligations import Obligation, asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from chamberflag.interlock.model import Model


def first_break(e: Encoding, s: dict[Any, Any], skip: frozenset[str], events: frozenset[str]) -> Obligation | None:
    """The first obligation of these events that does not hold without these rules or assumptions; None where all hold."""
    return next((o for o, answer, _ in asked(e, s, skip, events) if answer != z3.unsat), None)


def deletions(model: Model, only: frozenset[str] | None = None) -> Iterator[tuple[str, str]]:
    """(rule or assumption, what breaks without it; "" = nothing)."""
    e = Encoding(model, 2)
    s = e.state()
    guards = [(rule.id, frozenset(rule.on)) for rule in model.rules] + [(a.id, frozenset(a.events)) for a in model.assumptions]
    for name, events in guards:
        if only is None or name in only:
            o = first_break(e, s, frozenset({name}), events)
            yield name, f"{o.event}: {o.kind} {o.id}" if o else ""


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


def main() -> int:
    """Drop every assignment once; exit 1 where nothing misses one and nobody says why it stands there."""
    from proofs.prove import live_rules  # noqa: PLC0415 - it takes rules away, too

    model = live_rules().model
    found = list(forgotten(model, model.events))
    missed = [(event, target) for event, target, broken in found if not broken]
    print(f"{len(found)} assignments dropped, {len(found) - len(missed)} noticed, {len(missed)} not")
    unexplained = [one for one in missed if one not in KEPT]
    for event, target in unexplained:
        print(f"  nothing misses {target} in {event}")
    return 1 if unexplained or not found else 0


if __name__ == "__main__":
    sys.exit(main())
