"""One step of an act, resolved against the state: who does it, to which items, by which events of the machine. Source: acts.md 1-4, 8."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chamberflag.custody.events import Event, events_of
from chamberflag.vocabulary.words import ItemKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    import msgspec

    from chamberflag.acts.attested import Attested, Part, ProvenSigner
    from chamberflag.acts.table import ActRow, ActTable
    from chamberflag.custody.state import State

ANY = "any"


@dataclass(frozen=True, slots=True)
class Step:
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

    def party(self, name: str) -> str:
        """The person who fills a parameter of the step, or nobody ("")."""
        return self.parties.get(name, "")


def fill_slots(row: ActRow, table: ActTable, signers: tuple[ProvenSigner, ...]) -> dict[str, str]:
    """Slot name -> person.

    A slot takes the first unused signer whose role is in it; the doer's slot falls back to the first signer, any other slot to the next
    unused one, so that whoever acted is named and the rule on the role decides.
    """
    left = list(signers)
    found: dict[str, str] = {}
    pending: list[str] = []
    for name in (*row.slots, *row.optional):
        tokens = table.slots[name]
        fits = next((s for s in left if ANY in tokens or s.role in tokens), None)
        if fits is None:
            pending.append(name)
        else:
            left.remove(fits)
            found[name] = fits.person
    for name in pending:
        if name in row.optional:
            found[name] = ""
        elif name == row.slots[0] and not left:
            found[name] = signers[0].person if signers else ""
        else:
            found[name] = left.pop(0).person if left else ""
    return found


def _missing(row: ActRow, table: ActTable, signers: tuple[ProvenSigner, ...]) -> int:
    """Slots that no signature fills in the right role; roles that a core rule of the act asks for are that rule's matter."""
    left = list(signers)
    short = 0
    for name in sorted(row.slots, key=lambda slot: ANY in table.slots[slot]):
        tokens = table.slots[name]
        fits = next((s for s in left if ANY in tokens or s.role in tokens), None)
        if fits is not None:
            left.remove(fits)
        elif name not in row.params.values():
            short += 1
    return short


def kinds_of(state: State, body: msgspec.Struct, ids: tuple[str, ...]) -> dict[str, str]:
    """Item id -> kind, from the register, or from what the act itself says of an arriving item."""
    told = {thing.id: str(thing.kind) for thing in getattr(body, "things", ())}
    return {
        item: (state.things[item].kind if item in state.things else told.get(item, "weapon" if item in state.core.weapons else ""))
        for item in ids
    }


def resolve(state: State, table: ActTable, attested: Attested, part: Part, number: int, now: int) -> Step:
    """The step `number` (from 1) of an act, against the state it meets."""
    row = table.rows[part.type]
    ids = tuple(subject.id for subject in attested.act.subj)
    kinds = kinds_of(state, part.body, ids)
    weapons = tuple(i for i in ids if kinds[i] == ItemKind.WEAPON)
    lots = tuple(i for i in ids if kinds[i] == ItemKind.LOT)
    others = tuple(i for i in ids if i not in weapons and i not in lots)
    slots = fill_slots(row, table, attested.signers)
    parties = {name: slots.get(slot, "") for name, slot in row.params.items()}
    parties.setdefault("who", attested.signers[0].person if attested.signers else "")
    events, failsafe = events_of(state, part.type, part.body, weapons, lots, parties)
    return Step(
        act_id=attested.act.id,
        number=number,
        type=part.type,
        body=part.body,
        now=now,
        index=state.size,
        signers=attested.signers,
        actor=attested.signers[0].person if attested.signers else "",
        parties=parties,
        slots=slots,
        weapons=weapons,
        lots=lots,
        others=others,
        events=events,
        failsafe=failsafe or row.klass != "G",
        late=attested.late,
        rung=row.rung,
        missing=_missing(row, table, attested.signers),
    )
