"""What the record says of one item, by the fact names of a case file: a value where an act gave it, None where none did."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.custody.records import Thing
    from chamberflag.custody.state import State


def _paper(state: State, about: str, kind: str) -> bool | None:
    return True if state.people.papers.get(f"{about}|{kind}") else None


THING_FACTS: dict[str, Callable[[State, Thing], object]] = {
    "receipt": lambda _, t: t.receipt,
    "other_production": lambda _, t: t.other_production,
    "class": lambda _, t: t.klass or t.rounds,
    "capacity": lambda _, t: t.capacity,
    "weapon_class": lambda _, t: t.klass,
    "primers": lambda _, t: t.primers,
    "made_by": lambda _, t: t.made_by,
    "from": lambda _, t: t.supplier,
    "locked": lambda _, t: t.locked,
    "triggers_intact": lambda _, t: t.safeties_intact,
    "registered": lambda _, t: True if t.accepted_at >= 0 else None,
    "supplier_approved": lambda s, t: _paper(s, t.id, "supplier_approved") or _paper(s, t.supplier or "", "supplier_approved"),
    "lawful": lambda s, t: _paper(s, t.id, "weapon_licence"),
    "blank_listed": lambda s, t: _paper(s, t.id, "blank_listed"),
    "test_fired": lambda _, t: True if t.tested else None,
    "cleaned": lambda _, t: True if t.cleaned_at >= 0 else None,
    "bore_clear": lambda _, t: True if t.bore_index >= 0 else None,
    "proved": lambda s, t: s.lots[t.id].proved if t.id in s.lots and s.lots[t.id].looked else None,
    "count_found": lambda s, t: s.lots[t.id].count.tallies[0] if t.id in s.lots and s.lots[t.id].count is not None else None,  # type: ignore[union-attr]
    "made_on_set": lambda _, t: True if t.made_on_set else None,
    "attended": lambda _, t: True if t.attended_at >= 0 else None,
    "after_check": lambda _, t: True if 0 <= t.back_index < t.check_index else None,
    "second_signature": lambda _, t: True if 0 <= t.back_index <= t.second_index else None,
    "bore_clear_after": lambda _, t: True if 0 <= t.used_index < t.bore_index else None,
    "shot": lambda _, t: t.declared_shot or None,
    "cue": lambda _, t: t.declared_shot or None,
    "marks": lambda s, t: max(s.lots[t.id].marks) if t.id in s.lots and s.lots[t.id].marks else None,
    "rounds": lambda _, t: t.count,
    "count_expected": lambda s, t: s.lots[t.id].count.expected if t.id in s.lots and s.lots[t.id].count is not None else None,  # type: ignore[union-attr]
    "count_complete": lambda s, t: s.lots[t.id].count.complete if t.id in s.lots and s.lots[t.id].count is not None else None,  # type: ignore[union-attr]
    "found_class": lambda s, t: (s.lots[t.id].doubtful or (None,))[-1] if t.id in s.lots else None,
    "contents": lambda s, t: (
        s.core.weapons[t.id]["contents"] if t.id in s.core.weapons and s.core.weapons[t.id]["contents"] != "UNKNOWN" else None
    ),
    "out": lambda s, t: s.core.weapons[t.id]["loc"] != "store" if t.id in s.core.weapons else None,
    "classes_in_container": lambda _, t: sorted(t.classes) or None,
}
