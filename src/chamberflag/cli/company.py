"""The people of a day file with software keys: who they are on record, with which key each signs, and in which role.

Example and practice logs only: anybody can make these keys, and a record log refuses them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chamberflag.acts.act import plain
from chamberflag.acts.box import RootKey
from chamberflag.acts.people import AddPerson, AdoptRules, Appoint, KeyEnrolled
from chamberflag.acts.table import ActTable
from chamberflag.canon.profile import b64u
from chamberflag.cli.pen import Party, Sheet
from chamberflag.custody.persons import Settings
from chamberflag.custody.state import State
from chamberflag.formats.day.model import BOX, ActLine, DayFile, PersonLine, SignerLine
from chamberflag.recorder.founding import Root
from chamberflag.seal.authenticator import SoftAuthenticator
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.known import test_seed
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.keys import RUNG_DEVICE
from chamberflag.vocabulary.words import Role

RP_ID = "box.dry-creek.example"
ORIGINS = (f"https://{RP_ID}",)
DOMAIN = "dry-creek.example"
# Roles that hold only by a signed appointment; the first AD is a witness without one.
APPOINTED = (Role.LEAD, Role.ASSISTANT, Role.WITNESS, Role.SAFETY, Role.MEDIC)
ANY = "any"


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the day with the key that signs for them."""

    line: PersonLine
    hand: SoftAuthenticator | DeviceKey

    @property
    def enrolment(self) -> KeyEnrolled:
        """What is put on record about the key."""
        if isinstance(self.hand, SoftAuthenticator):
            spki = b64u(self.hand.key.spki)
            return KeyEnrolled(spki, "webauthn-es256", self.line.id, rung=self.line.rung, rp_id=RP_ID, origins=ORIGINS)
        return KeyEnrolled(b64u(self.hand.spki), self.hand.alg, self.line.id, rung=RUNG_DEVICE)


class Company:
    """Everybody of one day file."""

    def __init__(self, day: DayFile, table: ActTable) -> None:
        """A key for each person, made from the person's short name."""
        self.day, self.table = day, table
        self.members: Mapping[str, Member] = {person.id: Member(person, _hand(person)) for person in day.people.values()}
        self.box: Party | None = None  # the box's own key, for what somebody without a key did

    def first(self, role: Role) -> Member:
        """The first person with a role. Raises Malformed where there is none."""
        found = next((m for m in self.members.values() if role in m.line.roles), None)
        if found is None:
            raise Malformed("malformed.day", f"nobody is {role}; a day needs a producer and a weapons lead", self.day.file)
        return found

    def roots(self) -> tuple[Root, Root]:
        """The producer and the weapons lead found an example log."""
        made = [(self.first(role), role) for role in (Role.PRODUCER, Role.LEAD)]
        roots = [Root(m.line.id, str(role), m.hand, _root_key(m.enrolment)) for m, role in made]
        if roots[0].person == roots[1].person:
            raise Malformed("malformed.day", "producer and weapons lead are two people", self.day.file)
        return roots[0], roots[1]

    def parties(self, act: ActLine) -> list[Party]:
        """Who signs an act, each in the role that the act asks of them; a role they do not have is theirs to be refused for."""
        row = self.table.rows[act.type]
        roles: dict[int, str] = {}
        for slot in (*row.slots, *row.optional):
            tokens = self.table.slots[slot]
            for at, signer in enumerate(act.signers):
                fitting = self._role(signer.person, signer.role, tokens)
                if at not in roles and fitting:
                    roles[at] = fitting
                    break
        return [self._party(signer, roles.get(at, "")) for at, signer in enumerate(act.signers)]

    def _party(self, signer: SignerLine, role: str) -> Party:
        if signer.person == BOX:
            if self.box is None:
                raise Malformed("malformed.day", "the box's own key is not at hand here", self.day.file)
            return self.box
        return Party(self.members[signer.key or signer.person].hand, role or signer.role or self.members[signer.person].line.roles[0])

    def kid(self, person: str) -> str:
        """The id of a person's key."""
        return self.members[person].hand.kid

    def _role(self, person: str, wanted: str, tokens: frozenset[str]) -> str:
        if person == BOX:
            return ""
        held = (wanted,) if wanted else self.members[person].line.roles
        return next((role for role in held if role in tokens), held[0] if ANY in tokens else "")

    def setup(self, state: State, enroller: Party, enroller_person: str) -> Iterator[tuple[str, Sheet]]:
        """What must be on record before the first act, as far as it is not: keys, people, appointments, rule packs; each with its words."""
        day = self.day
        producer = self.first(Role.PRODUCER)
        signer = Party(producer.hand, "producer") if producer.hand.kid in state.keys else enroller
        for member in self.members.values():
            person = member.line
            hired = tuple(Role(r) for r in person.roles if r not in APPOINTED) or (Role.CREW,)
            known = state.people.persons.get(person.id)
            if known is None or not set(hired) <= known.roles:
                yield (
                    f"{person.id} joins as {', '.join(person.roles)}",
                    self._sheet("add", AddPerson(person.id, hired, person.minor), [signer], person.id),
                )
            if member.hand.kid not in state.keys:
                by = [Party(member.hand, person.roles[0]), enroller]
                yield f"{person.id}'s key is enrolled by {enroller_person}", self._sheet("key", member.enrolment, by, person.id)
        for member in self.members.values():
            for role in (Role(r) for r in member.line.roles if r in APPOINTED):
                if f"{role}|{member.line.id}" not in state.people.appointments:
                    by = [Party(producer.hand, "producer"), Party(member.hand, str(role))]
                    yield (
                        f"{member.line.id} is appointed {role}",
                        self._sheet("letter", Appoint(member.line.id, role), by, f"{member.line.id} {role}"),
                    )
        if not _in_force(state.settings, day):
            by = [Party(producer.hand, "producer"), Party(self.first(Role.LEAD).hand, "lead")]
            yield f"rule packs {', '.join(day.packs)} are adopted", self._sheet("rules", AdoptRules(day.packs, dict(day.params)), by, "")

    def _sheet(self, what: str, body: AddPerson | KeyEnrolled | Appoint | AdoptRules, by: Sequence[Party], about: str) -> Sheet:
        kinds = {"add": "add_person", "key": "key.enrolled", "letter": "appoint", "rules": "adopt_rules"}
        act_id = hashlib.sha256(self.day.digest + f"setup {what} {about}".encode()).digest()[:16]
        return Sheet(kinds[what], plain(body), by, self.day.acts[0].at - 1, act_id=act_id)


def _in_force(settings: Settings, day: DayFile) -> bool:
    """Packs and parameters of the day are signed and hold, or will from the next opening."""
    params = {**settings.params, **settings.next_params}
    packs = settings.next_packs or settings.packs
    return settings.adopted and packs == day.packs and all(params.get(name) == value for name, value in day.params.items())


def _hand(person: PersonLine) -> SoftAuthenticator | DeviceKey:
    if person.rung == RUNG_DEVICE:
        return DeviceKey.from_seed(test_seed(person.id), "p256")
    return SoftAuthenticator.from_seed(test_seed(person.id), RP_ID, ORIGINS[0])


def _root_key(body: KeyEnrolled) -> RootKey:
    return RootKey(body.spki, body.alg, body.person, body.rung, body.rp_id, body.origins)
