"""Who acts in a replay: the people of the case, and the supporting staff it lacks: never a weapons lead, never a performer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chamberflag.cases.terms import HEADS, ROLES
from chamberflag.vocabulary.words import Role

if TYPE_CHECKING:
    from chamberflag.cases.form import Case

APPOINTED = frozenset({Role.LEAD, Role.ASSISTANT, Role.WITNESS, Role.AD, Role.SAFETY, Role.MEDIC, Role.STUNT, Role.CASE_OWNER})
BY_APPOINTMENT = frozenset({Role.LEAD, Role.ASSISTANT, Role.WITNESS, Role.SAFETY, Role.MEDIC})  # such people are hired as crew
TEAM = frozenset({Role.LEAD, Role.ASSISTANT})
ASIDE = frozenset({Role.OUTSIDER, Role.AUTHORITY})  # not of the production: they declare, join and train only where a step needs it
DUTIES = {Role.LEAD: "weapons lead", Role.ASSISTANT: "weapons", Role.MEDIC: "medic", Role.SAFETY: "safety advisor"}
LACKING = {"x_producer": Role.PRODUCER, "x_safety": Role.SAFETY, "x_medic": Role.MEDIC}
ROOT = "x_root"
WITNESS = "x_witness"


@dataclass(frozen=True, slots=True)
class Member:
    """One person: id, the capacity they sign in, whether they only support the replay."""

    id: str
    role: Role
    support: bool = False

    @property
    def hired(self) -> tuple[Role, ...]:
        """The roles they are added with; those that need an appointment come as crew."""
        return (Role.CREW,) if self.role in BY_APPOINTMENT else (self.role,)


@dataclass(frozen=True, slots=True)
class Cast:
    """All people of a replay, in the order of the file, support last."""

    members: tuple[Member, ...]

    def of(self, *roles: Role, support: bool = False) -> list[str]:
        """The people who sign in one of these roles."""
        return [m.id for m in self.members if m.role in roles and (support or not m.support)]

    def role(self, person: str) -> Role:
        """The capacity of a person."""
        return next((m.role for m in self.members if m.id == person), Role.CREW)

    def knows(self, person: str) -> bool:
        """Whether somebody has this id."""
        return any(m.id == person for m in self.members)

    def one(self, *roles: Role, but: tuple[str, ...] = ()) -> str:
        """The first person of the case in the first of these roles that is filled, then of the support; "" = nobody."""
        for role in roles:
            for support in (False, True):
                found = [p for p in self.of(role, support=support) if p not in but]
                if found:
                    return found[0]
        return ""

    def own(self, *roles: Role, but: tuple[str, ...] = ()) -> str:
        """As `one`, among the people of the case alone."""
        for role in roles:
            found = [p for p in self.of(role) if p not in but]
            if found:
                return found[0]
        return ""

    @property
    def lead(self) -> str:
        """The weapons lead of the case ("" = it has none)."""
        return self.own(Role.LEAD)

    @property
    def roots(self) -> tuple[str, str]:
        """The two people who found the log."""
        return self.one(Role.PRODUCER), ROOT


def cast_of(case: Case) -> Cast:
    """The cast of a case."""
    heads = {p.role for p in case.person}
    first = next((role for role in HEADS if role in heads), "")
    made: list[Member] = []
    for person in case.person:
        role = ROLES[person.role]
        if person.role == "technical manager" and first != person.role:  # the house has another head of weapons
            role = Role.CREW
        made.append(Member(person.id, role))
    filled = {m.role for m in made}
    made += [Member(name, role, support=True) for name, role in LACKING.items() if role not in filled]
    if not filled & {Role.AD, Role.WITNESS}:
        made.append(Member(WITNESS, Role.WITNESS, support=True))
    made.append(Member(ROOT, Role.UPM, support=True))
    return Cast(tuple(made))
