"""Who signs a step: which signer fills which slot, and how many required signers it lacks. Source: acts.md sections 1, 2 and 8.

A required signer is there only if somebody who holds the role has signed in it; where an event of the machine asks for the role, its own
rule says so. Some acts ask for a certain person: the one appointed or trained, somebody a concern is not about, two root people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts.day import AnswerConcern
from chamberflag.acts.people import AddPerson, Appoint, KeyCompromised, KeyEnrolled, KeyRevoked, LiftHold, Train
from chamberflag.acts.rack import IssueMoulded
from chamberflag.canon.profile import unb64u
from chamberflag.seal.keys import kid_of
from chamberflag.vocabulary.words import Role

if TYPE_CHECKING:
    import msgspec

    from chamberflag.acts.attested import ProvenSigner
    from chamberflag.acts.table import ActRow, ActTable
    from chamberflag.custody.state import State

ANY = "any"
ROOTS = 2
ENROLLERS = frozenset({Role.PRODUCER, Role.UPM})
CLOSERS = frozenset({Role.LEAD, Role.SAFETY, Role.PRODUCER})  # two of these end a hold, neither of them the one it is about
LIFTS: dict[str, tuple[Role, ...]] = {  # of these two each of those whom the rule names; a test compares this with the rule files
    "STO-05": (Role.LEAD, Role.SAFETY),
    "STO-06": (Role.PRODUCER,),
    "INS-10": (Role.LEAD, Role.PRODUCER),
    "HND-05": (Role.LEAD,),
    "HND-06": (Role.LEAD,),
    "USE-13": (Role.LEAD, Role.SAFETY),
}


def fill_slots(row: ActRow, table: ActTable, signers: tuple[ProvenSigner, ...]) -> dict[str, str]:
    """Slot name -> person.

    A slot takes the first unused signer whose role is in it; the doer's slot falls back to the first signer, any other slot to the next
    unused one, so that whoever acted is named and the rule on the role decides.
    """
    left = list(signers)
    found: dict[str, str] = {}
    pending: list[str] = []
    for name in (*row.slots, *row.optional):
        fits = next((s for s in left if _fits(table, name, s)), None)
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


def of_step(row: ActRow, table: ActTable, signers: tuple[ProvenSigner, ...]) -> tuple[ProvenSigner, ...]:
    """The signers of a joint act whom one of its steps needs or allows, as they would sign it alone; everybody where nobody fits."""
    slots = (*row.slots, *row.optional)
    return tuple(s for s in signers if any(_fits(table, name, s) for name in slots)) or signers


def _fits(table: ActTable, slot: str, signer: ProvenSigner) -> bool:
    tokens = table.slots[slot]
    return ANY in tokens or signer.role in tokens


def holds_role(state: State, signer: ProvenSigner) -> bool:
    """Whether the signer holds the role they sign in; the people who found a log act before anybody is on record."""
    if signer.person in state.settings.root and signer.person not in state.people.persons:
        return True
    return bool(signer.person) and signer.person in state.people.roles.get(signer.role, frozenset())


def missing(state: State, row: ActRow, table: ActTable, signers: tuple[ProvenSigner, ...], asked: frozenset[str] = frozenset()) -> int:
    """Slots that nobody fills who holds the role. asked: slots whose role a rule of the step's event asks for."""
    left = list(signers)
    short = 0
    for name in sorted(row.slots, key=lambda slot: ANY in table.slots[slot]):
        anyone = ANY in table.slots[name]
        fits = next((s for s in left if _fits(table, name, s) and (anyone or name in asked or holds_role(state, s))), None)
        if fits is not None:
            left.remove(fits)
        elif name not in asked or len(signers) < len(row.slots):
            short += 1
    if row.root:
        short += max(0, ROOTS - len({s.person for s in signers if s.person in state.settings.root}))
    return short


def named_missing(state: State, body: msgspec.Struct, signers: tuple[ProvenSigner, ...]) -> int:
    """Whether a certain person who has to sign has not."""
    people = {s.person for s in signers}
    match body:
        case Appoint() | Train():
            return int(body.person not in people)
        case KeyEnrolled():
            return int(not _vouched(state, body, signers))
        case AddPerson() if body.person in state.people.persons:  # nobody gives a role to themselves
            return int(people == {body.person} and not set(body.roles) <= state.people.persons[body.person].roles)
        case LiftHold():
            left_out = {body.about, _owner(state, body.about)}
            closing = {(s.person, s.role) for s in signers if s.role in CLOSERS and holds_role(state, s) and s.person not in left_out}
            lacking = sum(role not in {signed for _, signed in closing} for role in LIFTS.get(body.rule, ()))
            return max(lacking, ROOTS - len({person for person, _ in closing}), 0)
        case KeyRevoked() | KeyCompromised():  # somebody else says so: whoever stole a phone does not clear its name
            record = state.keys.get(body.kid)
            return int(record is not None and people <= {record.key.person})
        case IssueMoulded():  # a line without its leader's signature is nobody's line
            leading = {s.person for s in signers if s.role == Role.PERFORMER}
            return len(set(body.leaders) - leading)
        case AnswerConcern():
            concern = state.incident.concerns.get(body.concern)
            return int(concern is not None and bool(concern.about) and people <= {concern.about})
        case _:
            return 0


def _owner(state: State, kid: str) -> str:
    """Whose key it is, where it is a key."""
    return state.keys[kid].key.person if kid in state.keys else ""


def _vouched(state: State, body: KeyEnrolled, signers: tuple[ProvenSigner, ...]) -> bool:
    """Whether it is certain enough whose the new key is; what the new key itself signs says nothing about that.

    The first key of a person is an enroller's word. A further one needs besides a key that the person has already, or the word of a second
    person: otherwise whoever may enrol could sign in the name of everybody.
    """
    new = kid_of(unb64u(body.spki))
    others = [s for s in signers if s.kid != new]
    if not any(s.role in ENROLLERS and holds_role(state, s) for s in others):
        return False
    if all(record.key.person != body.person or record.revoked >= 0 for record in state.keys.values()):
        return True
    vouching = {s.person for s in others}
    return body.person in vouching or len(vouching) > 1
