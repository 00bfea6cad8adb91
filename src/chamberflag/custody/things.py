"""The register's paper side: arrival, acceptance, where an item lies, whether it is locked, what happened to it since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from chamberflag.acts.people import Document, LiftHold
from chamberflag.acts.rounds import CountItems
from chamberflag.acts.weapons import Accept, BringIn, PutAway, Quarantine, Repair, SetDown, Store
from chamberflag.acts.weapons import Thing as Told
from chamberflag.custody.records import Thing
from chamberflag.vocabulary.words import ItemKind

if TYPE_CHECKING:
    from immutables import Map

    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step


HERE = ("store", "loaded", "misfired", "quarantined")  # where rounds of a lot may still be


def fold(after: State, before: State, step: Step) -> State:
    """The state with the register after the step."""
    things = _arrivals(after.things, after, step)
    things = _places(things, before, step)
    things = _racks(things, after, step)
    things = _life(things, after, step)
    return after if things is after.things else replace(after, things=things)


def _told(thing: Thing, told: Told) -> Thing:
    """The record with everything the act states; what it does not state stays as it was."""
    return replace(
        thing,
        klass=str(told.klass) if told.klass else thing.klass,
        rounds=str(told.rounds) if told.rounds else thing.rounds,
        capacity=told.capacity if told.capacity is not None else thing.capacity,
        load=str(told.load) if told.load != "none" else thing.load,
        count=told.count if told.count is not None else thing.count,
        calibre=told.calibre or thing.calibre,
        maker=told.maker or thing.maker,
        model=told.model or thing.model,
        serial=told.serial or thing.serial,
        look=told.look or thing.look,
        vent=told.vent or thing.vent,
        owner=told.owner or thing.owner,
        container=told.container or thing.container,
        primers=told.primers or thing.primers,
        made_on_set=told.made_on_set or thing.made_on_set,
        made_by=told.made_by or thing.made_by,
        safeties_intact=told.safeties_intact if told.safeties_intact is not None else thing.safeties_intact,
        photo=told.photo or thing.photo,
        access=frozenset(told.access) or thing.access,
    )


def _brought(known: Thing | None, item: str, told: Told | None, body: BringIn, step: Step) -> Thing:
    """An arriving item as its bringer describes it. One that is in service should be here already: nothing good is taken from this act."""
    kind = str(told.kind) if told is not None else str(ItemKind.EXHIBIT)
    if known is not None and in_service(known):
        return replace(
            known,
            other_production=True if body.other_production else known.other_production,
            live_fire=known.live_fire or body.live_fire,
            cleared=known.cleared and not body.live_fire,
            accompanied_by=None if body.transport and not body.accompanied_by else known.accompanied_by,
            transported=known.transported or body.transport,
        )
    if known is not None and known.returned_at >= 0:  # it was away: what was found before is not known of it any more
        known = Thing(item, known.kind, step.index, live_fire=known.live_fire)
    thing = _named(known, item, kind, step) if told is not None else known or Thing(item, kind, step.index)
    thing = _told(thing, told) if told is not None else thing
    return replace(
        thing,
        supplier=body.supplier or thing.supplier,
        receipt=body.receipt or thing.receipt,
        other_production=body.other_production if body.other_production is not None else thing.other_production,
        live_fire=body.live_fire or thing.live_fire,
        cleared=thing.cleared and not body.live_fire,
        accompanied_by=body.accompanied_by or thing.accompanied_by,
        transported=body.transport or thing.transported,
        arrived_at=step.now,
    )


def _named(known: Thing | None, item: str, kind: str, step: Step) -> Thing:
    """An item as it is brought in or accepted: what somebody called it before it was here does not make it that."""
    if known is None:
        return Thing(item, kind, step.index)
    return known if known.settled else replace(known, kind=kind)


def in_service(thing: Thing) -> bool:
    """Whether two people have accepted the item and it has not gone back since."""
    return thing.accepted_at >= 0 and thing.returned_at < 0


def _gone(after: State, item: str) -> bool:
    """A weapon goes back as one; a lot is gone when nothing of it is left here."""
    lot = after.core.lots.get(item)
    return lot is None or not lot["reg"] or not any(lot[pile] for pile in HERE)


def _arrivals(things: Map[str, Thing], after: State, step: Step) -> Map[str, Thing]:
    match step.body:
        case BringIn() as body:
            told = {thing.id: thing for thing in body.things}
            for item in (*step.weapons, *step.lots, *step.others):
                things = things.set(item, _brought(things.get(item), item, told.get(item), body, step))
        case Accept() as body:
            told = {thing.id: thing for thing in body.things}
            for item in (*step.weapons, *step.lots, *step.others):
                kind = (
                    str(told[item].kind)
                    if item in told
                    else ItemKind.WEAPON
                    if item in step.weapons
                    else ItemKind.LOT
                    if item in step.lots
                    else ItemKind.CONTAINER
                )
                thing = _named(things.get(item), item, str(kind), step)
                thing = _told(thing, told[item]) if item in told else thing
                locked = True if thing.kind == ItemKind.LOT and thing.locked is None else thing.locked
                things = things.set(item, replace(thing, accepted_at=step.index, supplier=body.supplier or thing.supplier, locked=locked))
        case _ if step.type == "clearance":
            for item in (*step.weapons, *step.lots, *step.others):
                if item in things:
                    things = things.set(item, replace(things[item], cleared=True))
        case _ if step.type == "return_item":
            for item in (*step.weapons, *step.lots, *step.others):
                if item in things and _gone(after, item):
                    things = things.set(item, replace(things[item], returned_at=step.index, gone_at=step.now))
        case _:
            pass
    return things


def may_open(state: State, store: str, person: str) -> bool:
    """Whether a person is on the list of a store; where nobody gave one, whether they belong to the weapons lead's team."""
    thing = state.things.get(store)
    listed = thing.access if thing is not None else frozenset[str]()
    return person in (listed or state.people.roles.get("handler", frozenset()))


def _places(things: Map[str, Thing], before: State, step: Step) -> Map[str, Thing]:
    """Locks, containers, and what is inside them."""
    match step.body:
        case Store() as body:
            for item in step.others:
                thing = things.get(item) or Thing(item, str(ItemKind.STORE), step.index)
                opened = step.type == "open_store"
                locked = not opened and body.locked
                unlisted = opened and not may_open(before, item, step.actor)
                thing = replace(
                    thing,
                    locked=locked,
                    unlocked_since=-1 if locked else step.index,
                    opened_unlisted=step.index if unlisted else thing.opened_unlisted,
                )
                things = things.set(item, thing)
        case PutAway() as body:
            for item in (*step.weapons, *step.lots, *step.others):
                if item in things:
                    things = things.set(item, _locked(things[item], body.locked, step.index, body.into))
            if body.into and body.into in things:
                things = things.set(body.into, _filled(things, body.into, step))
        case SetDown() as body:
            for item in (*step.lots, *step.others):
                if item in things:
                    things = things.set(item, _locked(things[item], body.locked, step.index, body.at))
        case CountItems() as body:
            for item in step.others:
                thing = things.get(item) or Thing(item, str(ItemKind.CONTAINER), step.index)
                found = {tally.found for tally in body.tallies}
                if thing.kind == ItemKind.DRESSING:
                    alike = len(found) == 1 and len(body.tallies) > 1 and len({s.person for s in step.signers}) > 1
                    things = things.set(item, replace(thing, pieces=found.pop()) if alike else thing)
                    continue
                lots = frozenset(body.lots) if body.lots or body.classes else thing.lots
                things = things.set(item, replace(thing, classes=frozenset(str(c) for c in body.classes), lots=lots))
        case LiftHold(rule="STO-05"):
            for item, thing in things.items():
                if thing.opened_unlisted >= 0:
                    things = things.set(item, replace(thing, opened_unlisted=-1))
        case _:
            pass
    del before
    return things


def _locked(thing: Thing, locked: bool, index: int, where: str | None) -> Thing:  # noqa: FBT001 - a state, not a switch
    since = -1 if locked else thing.unlocked_since if thing.unlocked_since >= 0 else index
    return replace(thing, locked=locked, unlocked_since=since, container=where or thing.container)


def _racks(things: Map[str, Thing], after: State, step: Step) -> Map[str, Thing]:
    """Which rack a moulding went out with, for which shot, and which are still out when it is collected, in the hand on record."""
    known = [things[w] for w in step.weapons if w in things]
    match step.type:
        case "issue_moulded":
            for thing in known:
                shot = getattr(step.body, "shot", None) or ""
                things = things.set(thing.id, replace(thing, rack_index=step.index, missing_index=-1, declared_shot=shot, handed_at=-1))
        case "hand_over" | "lend":
            for thing in known:
                things = things.set(thing.id, replace(thing, rack_index=-1, missing_index=-1))
        case "collect_moulded":
            racks = {thing.rack_index for thing in known} - {-1}
            for weapon, record in after.core.weapons.items():
                if record["issued"] and weapon in things and things[weapon].rack_index in racks:
                    things = things.set(weapon, replace(things[weapon], missing_index=step.index))
        case _:
            pass
    return things


def _filled(things: Map[str, Thing], container: str, step: Step) -> Thing:
    thing = things[container]
    classes = {things[lot].rounds for lot in step.lots if lot in things} - {None}
    return replace(thing, classes=thing.classes | frozenset(str(c) for c in classes), lots=thing.lots | frozenset(step.lots))


def _life(things: Map[str, Thing], after: State, step: Step) -> Map[str, Thing]:
    """What happened to each weapon outside the machine: attendance, cleaning, test fire, service, use."""
    people = {s.person for s in step.signers if s.person}
    for weapon in step.weapons:
        thing = things.get(weapon)
        if thing is None:
            continue
        record = after.core.weapons.get(weapon)
        made = thing
        if record is not None and (record["holder"] in people or record["loc"] == "laid"):
            made = replace(made, attended_at=step.now)  # an act of the holder on it, or of anybody where it lies in play
        made = _served(_lived(made, step), step)
        if made is not thing:
            things = things.set(weapon, made)
    if isinstance(step.body, Document) and step.body.about in things and step.body.kind == "photo":
        things = things.set(step.body.about, replace(things[step.body.about], photo=step.body.file or step.body.ref))
    return things


def _lived(thing: Thing, step: Step) -> Thing:
    """Taken out, in a hand, back, laid down, cleaned, fired."""
    match step.type:
        case "take_out":
            return replace(thing, taken_out_at=step.now)
        case "hand_over" | "lend":
            return replace(thing, handed_at=step.now, handed_index=step.index, returned_hand_at=-1, used_at=step.now,
                           used_index=step.index)  # fmt: skip
        case "give_back" | "collect":
            return replace(thing, returned_hand_at=step.now, back_index=step.index, used_at=step.now)
        case "put_away":
            return replace(thing, attended_at=-1, taken_out_at=-1)
        case "prove_bore":
            return replace(thing, bore_index=step.index)
        case "set_down" | "lay":
            return replace(thing, down_index=step.index)
        case "clean":
            return replace(thing, cleaned_at=step.now)
        case "use":
            return replace(thing, used_at=step.now, used_index=step.index)
        case "test_fire":
            return replace(thing, tested=thing.tested | frozenset(step.lots))
        case _:
            return thing


def _served(thing: Thing, step: Step) -> Thing:
    """Out of service, and in service again."""
    match step.body:
        case Quarantine(out_of_service=True) as body:
            return replace(thing, out_of_service=body.reason)
        case Repair(in_service=True):
            return replace(thing, out_of_service="")
        case _:
            return thing
