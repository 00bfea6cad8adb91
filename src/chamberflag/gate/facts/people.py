"""Facts of people and qualification (PPL)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from chamberflag.acts.ceremony import HandOver
from chamberflag.acts.people import EnterZone
from chamberflag.custody.roles import WEAPON_DUTIES
from chamberflag.gate.reading import holders, papers, people_of, tier

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.gate.moment import Moment

LEAD_DUTY = "weapons lead"


def lead_on_duty(m: Moment) -> bool:
    """An appointed weapons lead is on duty."""
    duties = m.state.people.duties
    return any(LEAD_DUTY in duties.get(p, ()) for p in holders(m, "lead"))


def lead_single_duty(m: Moment) -> bool:
    """Nobody with a weapon duty has another duty."""
    return not any(set(d) & WEAPON_DUTIES and set(d) - WEAPON_DUTIES for d in m.state.people.duties.values())


def weapons_per_handler_ok(m: Moment) -> bool | None:
    """Weapons out with performers, this one included, all and by tier, against the production's own figures for each handler on duty."""
    limit = m.params.get("weapons_per_handler")
    if limit is None:
        return None
    performers, weapons = holders(m, "performer"), m.state.core.weapons
    out = {name for name, w in weapons.items() if w["holder"] in performers or name == m.weapon}
    on_duty = sum(1 for p in holders(m, "handler") if set(m.state.people.duties.get(p, ())) & WEAPON_DUTIES)
    of_tier = Counter(tier(weapons[name]) for name in out)
    figures = {t: m.params.get(f"weapons_per_handler_{t.lower()}", limit) for t in of_tier}
    return len(out) <= limit * on_duty and all(n <= figures[t] * on_duty for t, n in of_tier.items())


def _giver(m: Moment, *kinds: str) -> bool | None:
    giver = m.step.party("who") or m.step.actor
    return True if all(papers(m, giver, kind) for kind in kinds) else None


def lead_permit_ok(m: Moment) -> bool | None:
    """The giver's permit is on record and in date."""
    return _giver(m, "permit")


def lead_documents_ok(m: Moment) -> bool | None:
    """The giver's federal document and training are on record."""
    return _giver(m, "federal_document", "training_record")


def course_missing(m: Moment) -> int:
    """People of the step without a course certificate."""
    people = people_of(m)
    if isinstance(m.step.body, EnterZone):
        people |= {line.person for line in m.step.body.people}
    return sum(1 for p in people if not papers(m, p, "course"))


def licence_canada_ok(m: Moment) -> bool | None:
    """The giver's licence is on record and in date."""
    return _giver(m, "licence")


def authority_uk_ok(m: Moment) -> bool | None:
    """The giver's certificate covers the class of this weapon."""
    giver, thing = m.step.party("who") or m.step.actor, m.state.things.get(m.weapon)
    good = [p for p in papers(m, giver, "certificate") if not p.classes or (thing is not None and thing.klass in p.classes)]
    return True if good else None


def supervision_link(m: Moment) -> bool | None:
    """A licensed armourer on duty supervises the receiver, and says so at issue."""
    if isinstance(m.step.body, HandOver) and not m.step.body.supervised:
        return False
    return _lead_with(m, "licence")


def endorsement_nz_ok(m: Moment) -> bool | None:
    """An endorsed and appointed armourer is on site."""
    return _lead_with(m, "endorsement")


def _lead_with(m: Moment, kind: str) -> bool | None:
    """A weapons lead who has the paper is the one on duty."""
    duties = m.state.people.duties
    return True if any(LEAD_DUTY in duties.get(p, ()) and papers(m, p, kind) for p in holders(m, "lead")) else None


def authority_letter(m: Moment) -> bool | None:
    """A signed appointment of a weapons lead, with authority over training and stopping."""
    letters = [a for a in m.state.people.appointments.values() if a.role == "lead" and a.authority]
    return True if letters else None


def barred_statement_ok(m: Moment) -> bool | None:
    """Where a pack of the place asks, the producer has stated that the receiver is not barred."""
    if not {"us", "us-ca"} & set(m.packs):
        return True
    return True if papers(m, m.receiver, "not_barred") else None


def in_pilot(m: Moment) -> bool:
    """The production is flagged as in the tax-credit pilot."""
    return m.state.settings.pilot or bool(getattr(m.step.body, "pilot", False))


def safety_advisor_ok(m: Moment) -> bool:
    """On a production in the pilot, a safety advisor with no other duty is on duty."""
    if not in_pilot(m):
        return True
    return any(m.state.people.duties.get(p, ()) == ("safety advisor",) for p in holders(m, "safety"))


def medic_present(m: Moment) -> bool:
    """An appointed medic has checked in."""
    return any("medic" in m.state.people.duties.get(p, ()) for p in holders(m, "medic"))


def roles_separate(m: Moment) -> bool:
    """Safety representative, witness and giver are filled, and nobody holds two of them."""
    safety, witness, lead = holders(m, "safety"), holders(m, "witness"), holders(m, "lead")
    if m.step.type == "witness" and m.step.actor in safety | lead:
        return False
    return bool(safety and witness and lead) and not (safety & witness or safety & lead or witness & lead)


def lead_separate(m: Moment) -> bool:
    """Safety representative, witness and weapons lead are filled, and the weapons lead is neither of the others."""
    safety, witness, lead = holders(m, "safety"), holders(m, "witness"), holders(m, "lead")
    if m.step.type == "witness" and m.step.actor in lead:
        return False
    return bool(safety and witness and lead) and not (safety & lead or witness & lead)


def only_non_firing_called(m: Moment) -> bool | None:
    """Every weapon of a plan, out of the store or of this act is a moulding or cannot fire; unknown where none is called."""
    weapons = m.state.core.weapons
    planned = {w for plan in m.state.plans.values() for w in plan.body.weapons}
    called = planned | {*m.step.weapons} | {name for name, w in weapons.items() if w["reg"] and w["loc"] != "store"}
    return all(w in weapons and tier(weapons[w]) in {"M", "N"} for w in called) if called else None


FACTS: dict[str, Callable[[Moment], bool | int | str | None]] = {
    f.__name__: f
    for f in (
        lead_separate,
        only_non_firing_called,
        lead_on_duty,
        lead_single_duty,
        weapons_per_handler_ok,
        lead_permit_ok,
        lead_documents_ok,
        course_missing,
        licence_canada_ok,
        authority_uk_ok,
        supervision_link,
        endorsement_nz_ok,
        authority_letter,
        barred_statement_ok,
        in_pilot,
        safety_advisor_ok,
        medic_present,
        roles_separate,
    )
}
