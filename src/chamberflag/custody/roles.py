"""Who counts as what, in the eyes of the machine, while one act is judged. Source: acts.md section 2.

A signer counts only in the role they sign in; everybody else in every role they hold. `performer` restricts and is therefore never
dropped; `handler` = the lead, or an appointed assistant on weapon duty.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from immutables import Map

from chamberflag.vocabulary.words import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.acts.attested import ProvenSigner
    from chamberflag.custody.persons import People

MACHINE_ROLES = (
    "lead", "handler", "witness", "performer", "ad", "producer", "safety", "case_owner", "authority", "medic", "director", "dp", "dealer",
)  # fmt: skip
WEAPON_DUTIES = frozenset({"weapons lead", "weapons"})
HIRED = frozenset({Role.PERFORMER, Role.PRODUCER, Role.UPM, Role.DIRECTOR, Role.DP, Role.CAMERA, Role.STUNT, Role.AD, Role.DEALER,
                   Role.AUTHORITY, Role.OUTSIDER, Role.CREW, Role.CASE_OWNER})  # fmt: skip


def derive(people: People) -> Map[str, frozenset[str]]:
    """Role -> people.

    Hired roles come with the person; lead, assistant, witness, safety and medic need an appointment; the first AD is a witness without a
    further one (words, witness).
    """
    found: dict[str, set[str]] = {name: set() for name in (*MACHINE_ROLES, "assistant", "upm", "camera", "stunt", "outsider", "crew")}
    for person in people.persons.values():
        for role in person.roles:
            if role in HIRED:
                found.setdefault(role, set()).add(person.id)
    for key in people.appointments:
        role, _, person = key.partition("|")
        found.setdefault(role, set()).add(person)
    found["witness"] |= found["ad"]
    on_duty = {person for person, duties in people.duties.items() if WEAPON_DUTIES & set(duties)}
    found["handler"] = found["lead"] | (found["assistant"] & on_duty)
    return Map({name: frozenset(who) for name, who in found.items()})


def for_act(people: People, signers: tuple[ProvenSigner, ...]) -> Mapping[str, frozenset[str]]:
    """Role -> people while these signers' act is judged."""
    if not people.roles:
        return {name: frozenset[str]() for name in MACHINE_ROLES}
    return _restricted(people.roles, signers)


@lru_cache(maxsize=1024)
def _restricted(roles: Map[str, frozenset[str]], signers: tuple[ProvenSigner, ...]) -> Mapping[str, frozenset[str]]:
    """The same people sign all day, and roles change rarely: what was worked out once is not worked out again."""
    made = dict(roles)
    for person, token in {s.person: s.role for s in signers if s.person}.items():
        for name, who in made.items():
            if person in who and name != "performer" and not _counts(name, token):
                made[name] = who - {person}
    return made


def _counts(name: str, token: str) -> bool:
    if name == "handler":
        return token in {Role.LEAD, Role.ASSISTANT}
    if name == "witness":
        return token in {Role.WITNESS, Role.AD}
    return name == token
