"""Facts of storage and custody (STO): locks, attendance, containers, declarations, what is unaccounted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.custody.things import may_open
from chamberflag.gate.reading import mouldings_missing, papers, people_of, weapons_in_service
from chamberflag.vocabulary.words import ItemKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.custody.records import Thing
    from chamberflag.gate.moment import Moment


def inside_team(m: Moment) -> bool:
    """Giver and taker (or the one who takes or opens) belong to the weapons lead's team."""
    handlers = m.roles.get("handler", frozenset())
    parties = {m.step.actor, m.step.party("to") or m.step.actor}
    return bool(m.step.actor) and parties <= handlers


def container_locked_or_attended(m: Moment) -> bool | None:
    """The weapon lies in the locked store, is in somebody's hand, or lies in play."""
    record = m.state.core.weapons.get(m.weapon)
    if not m.weapon:
        return True
    if record is None:
        return None
    if record["loc"] == "store":
        thing = m.state.things.get(m.weapon)
        return None if thing is None else thing.locked is not False
    return record["loc"] in {"hand", "laid"}  # laid in play: among the people of the plan, as attendance says


def attend_age_ms(m: Moment) -> int | None:
    """Time since the newest act of the holder on this weapon; 0 where nobody has to attend it."""
    record, thing = m.state.core.weapons.get(m.weapon), m.state.things.get(m.weapon)
    if not m.weapon or (record is not None and record["loc"] == "store"):
        return 0
    if record is None or thing is None or thing.attended_at < 0 or record["loc"] not in {"hand", "laid"}:
        return None
    return max(0, m.now - thing.attended_at)


def _lots(m: Moment) -> list[str]:
    return [lot for lot in (m.lot,) if lot] or [lot for lot in m.step.lots if not m.weapon]


def ammo_container_gaps(m: Moment) -> int | None:
    """Intervals in which this lot was not locked up and after which it was not proved again."""
    total = 0
    for item in _lots(m):
        thing, lot = m.state.things.get(item), m.state.lots.get(item)
        if thing is None or thing.locked is None:
            return None
        total += int(thing.locked is False) + int(lot is not None and lot.proof_void_index >= 0)
    return total


def _containers(m: Moment) -> list[Thing] | None:
    """What the step names beside weapons and lots, where its rounds come from and where they lie; None where one is not on record."""
    things, source = m.state.things, getattr(m.step.body, "source", None)
    lots = [things.get(lot) for lot in _lots(m)]
    where = [lot.container for lot in lots if lot is not None]
    found = [things.get(name) for name in (*m.step.others, *where, source) if name]
    return None if None in lots or None in found else [thing for thing in found if thing is not None]


def container_classes(m: Moment) -> int | None:
    """The most classes of rounds recorded in one container that the step touches."""
    boxes = _containers(m)
    return None if boxes is None else max((len(box.classes) for box in boxes), default=0)


def container_lots(m: Moment) -> int | None:
    """The most lots recorded in one container that the step touches (a store holds many, each in its own box)."""
    boxes = _containers(m)
    return None if boxes is None else max((len(box.lots) for box in boxes if box.kind == ItemKind.CONTAINER), default=0)


def store_opened_by_unlisted(m: Moment) -> int:
    """Stores opened, or now to be, by somebody not on their list, or outside the team where there is none; not yet dealt with."""
    opening = m.step.others if m.step.type == "open_store" and not m.after else ()
    return sum(t.opened_unlisted >= 0 for t in m.state.things.values()) + sum(not may_open(m.state, i, m.step.actor) for i in opening)


def transport_accompanied(m: Moment) -> bool | None:
    """An item that was transported came with its named person."""
    thing = m.thing
    return None if thing is None else not thing.transported or thing.accompanied_by is not None


def locked_now(m: Moment) -> bool | None:
    """No item of the step is recorded as lying unlocked."""
    things = [m.state.things.get(i) for i in (m.weapon, m.lot, *m.step.others) if i]
    return None if None in things else all(thing is not None and thing.locked is not False for thing in things)


def strange_weapon_lies(m: Moment) -> bool:
    """A weapon that is not on the register was laid down: nobody answers for it."""
    record = m.state.core.weapons.get(m.weapon)
    return bool(m.weapon) and (record is None or not record["reg"])


def weapon_record_complete(m: Moment) -> bool:
    """The weapon is in service on the register, with its class."""
    thing = m.state.things.get(m.weapon)
    return not m.weapon or (thing is not None and thing.accepted_at >= 0 and thing.klass is not None and thing.returned_at < 0)


def day_declaration_missing(m: Moment) -> int:
    """People of this step who have not declared today that they bring no weapon and no round."""
    return sum(1 for p in people_of(m) if not m.today(m.state.people.declared.get(p, -1)))


def fire_sign_photo(m: Moment) -> bool:
    """A photo of the no-smoking sign is on record."""
    return bool(papers(m, "production", "sign_photo"))


def items_unaccounted(m: Moment) -> int:
    """Weapons that lie unattended, mouldings missing from their rack, losses without a reference of the police or news to them."""
    lying = sum(1 for w in m.state.core.weapons.values() if w["reg"] and w["loc"] == "unattended")
    told = m.state.incident.police_index
    open_losses = [m.state.incident.reports[r] for r in m.state.incident.open_reports]
    return lying + mouldings_missing(m) + sum(1 for r in open_losses if r.kind == "loss" and not r.police_ref and told <= r.index)


def possession_periods_open(m: Moment) -> int:
    """Weapons that are outside safe storage: in somebody's hand, or lying about."""
    return sum(1 for name in weapons_in_service(m) if m.state.core.weapons[name]["loc"] != "store")


FACTS: dict[str, Callable[[Moment], bool | int | str | None]] = {
    f.__name__: f
    for f in (
        inside_team,
        container_locked_or_attended,
        attend_age_ms,
        ammo_container_gaps,
        container_classes,
        container_lots,
        store_opened_by_unlisted,
        transport_accompanied,
        locked_now,
        strange_weapon_lies,
        weapon_record_complete,
        day_declaration_missing,
        fire_sign_photo,
        items_unaccounted,
        possession_periods_open,
    )
}
