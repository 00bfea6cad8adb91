"""One step of an act, resolved against the state: who does it, to which items, by which events of the machine. Source: acts.md 1-4, 8."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from chamberflag.acts.ceremony import JOINT
from chamberflag.custody.event import Event, Items
from chamberflag.custody.events import events_of
from chamberflag.custody.signers import fill_slots, missing, named_missing, of_step
from chamberflag.vocabulary.words import ItemKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.acts.attested import Attested, Part, ProvenSigner
    from chamberflag.acts.table import ActTable
    from chamberflag.custody.state import State


class Step(msgspec.Struct, frozen=True):
    """A step with its people and items named.

    number: 1-based place in a joint act; actor: the first signer's person; parties: parameter name (who second to third) -> person;
    weapons, lots, others: subjects by kind; events: what the machine will do; failsafe: recorded whatever the rules say.
    """

    act_id: str
    number: int
    type: str
    body: msgspec.Struct
    now: int
    index: int
    signers: tuple[ProvenSigner, ...]
    actor: str
    parties: Mapping[str, str]
    slots: Mapping[str, str]
    weapons: tuple[str, ...]
    lots: tuple[str, ...]
    others: tuple[str, ...]
    events: tuple[Event, ...]
    failsafe: bool
    late: bool = False
    rung: int = 3  # the highest rung of the ladder that suffices
    missing: int = 0  # required signers of whom no signature in the right role is there
    device: str = ""  # key id of the device that sent it

    def party(self, name: str) -> str:
        """The person who fills a parameter of the step, or nobody ("")."""
        return self.parties.get(name, "")


def kinds_of(state: State, body: msgspec.Struct, ids: tuple[str, ...]) -> dict[str, str]:
    """Item id -> kind: from the register; of an item that nobody has brought in or accepted, from what the act itself says."""
    told = {thing.id: str(thing.kind) for thing in getattr(body, "things", ())}
    made: dict[str, str] = {}
    for item in ids:
        thing = state.things.get(item)
        known = thing.kind if thing is not None else "weapon" if item in state.core.weapons else ""
        made[item] = known if thing is not None and thing.settled else told.get(item, known)
    return made


def _items(kinds: Mapping[str, str], *, gated: bool) -> Items:
    """The things of an act by kind; one that nobody has brought in is, to a gated act of the machine, a weapon that is not registered."""
    weapons, lots, others = list[str](), list[str](), list[str]()
    for item, kind in kinds.items():
        if kind == ItemKind.WEAPON or (gated and not kind):
            weapons.append(item)
        elif kind == ItemKind.LOT:
            lots.append(item)
        else:
            others.append(item)
    return Items(tuple(weapons), tuple(lots), tuple(others))


def resolve(state: State, table: ActTable, attested: Attested, part: Part, number: int, now: int) -> Step:
    """The step `number` (from 1) of an act, against the state it meets."""
    row, act = table.rows[part.type], attested.act
    joint = act.type in JOINT
    gated = row.klass == "G"
    items = _items(kinds_of(state, part.body, tuple([subject.id for subject in act.subj])), gated=gated and bool(row.event))
    signers = of_step(row, table, attested.signers) if joint else attested.signers
    slots = fill_slots(row, table, signers)
    actor = slots.get(row.slots[0], "") if row.slots else ""
    parties = {name: slots.get(slot, "") for name, slot in row.params.items()}
    parties.setdefault("who", actor)
    events, failsafe = events_of(state, part.type, part.body, items, parties)
    asked = frozenset(row.params.values()) if any(event.name for event in events) else frozenset[str]()
    short = missing(state, row, table, signers, asked) + named_missing(state, part.body, signers)
    if joint:  # whoever must sign the whole of it
        short += missing(state, table.rows[act.type], table, attested.signers)
    return Step(
        act_id=act.id,
        number=number,
        type=part.type,
        body=part.body,
        now=now,
        index=state.size,
        signers=signers,
        actor=actor,
        parties=parties,
        slots=slots,
        weapons=items.weapons,
        lots=items.lots,
        others=items.others,
        events=events,
        failsafe=failsafe or not gated,
        late=attested.late,
        rung=row.rung,
        missing=short,
        device=act.dev,
    )
