"""Facts of incident and return to work (INC)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts.incident import Export, Resume
from chamberflag.gate.reading import holders
from chamberflag.vocabulary.words import ItemKind, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.gate.moment import Moment


def orphan_exhibits(m: Moment) -> int:
    """Exhibits recorded outside the case they belong to."""
    case = m.step.body.case if isinstance(m.step.body, Export) else None
    known = {c for c in (case, m.state.incident.case) if c}
    return sum(1 for told in m.state.incident.exhibits.values() if told not in known)


def container_frozen(m: Moment) -> bool:
    """A container of the step is frozen with the unit: as long as any weapon or lot of it is. A store can still take things in."""
    boxes = [i for i in m.step.others if i in m.state.things and m.state.things[i].kind == ItemKind.CONTAINER]
    core = m.state.core
    return bool(boxes) and any(record["frozen"] for record in (*core.weapons.values(), *core.lots.values()))


def amends_other_entry(m: Moment) -> bool:
    """True by construction: every `amend` would change an entry, and no entry can be changed."""
    del m
    return True


def notify_overdue(m: Moment) -> int:
    """1 where somebody was harmed and regulator and police were not both told."""
    incident = m.state.incident
    return int(incident.harm_at >= 0 and not {"regulator", "police"} <= incident.notified)


def resume_conditions_open(m: Moment) -> int | None:
    """Conditions of the return to work that are not on record. Where no report stands behind the stop: what it was about."""
    body = m.step.body
    if not isinstance(body, Resume):
        return None
    if not m.state.core.unit["reported"]:
        return int(not (body.cause or body.withdrawn))
    safety = holders(m, "safety")
    signed = {s.person for s in m.step.signers if s.role == "safety"}
    open_ = [not (body.cause or body.withdrawn), not body.action, not body.meeting, bool(safety) and not (safety & signed)]
    return sum(open_)


def channel_stores_no_name(m: Moment) -> bool:
    """What nobody put a name to holds none: the box alone signs it, and the device that sent it is enrolled to nobody but the box."""
    if any(s.role != Role.BOX for s in m.step.signers):
        return True
    sender = m.state.keys.get(m.step.device)
    return {*(s.person for s in m.step.signers), *([sender.key.person] if sender is not None else [])} <= {"box"}


FACTS: dict[str, Callable[[Moment], bool | int | str | None]] = {
    f.__name__: f
    for f in (
        orphan_exhibits,
        container_frozen,
        amends_other_entry,
        notify_overdue,
        resume_conditions_open,
        channel_stores_no_name,
    )
}
