"""Facts of inspection (INS): after-use check, service, papers, test fire, cleaning, choice of weapon, phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.gate.facts.ammunition import told
from chamberflag.gate.reading import PRODUCTION, papers
from chamberflag.vocabulary.words import Action, Phase, RoundClass, WeaponClass

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.gate.moment import Moment

FIRING = frozenset({Action.COCK, Action.DRY_FIRE, Action.FIRE})
DAY = 86_400_000


def return_check_missing(m: Moment) -> bool | None:
    """The weapon came back from use and nobody has checked it since."""
    if not m.weapon:
        return False
    thing = m.state.things.get(m.weapon)
    return None if thing is None else max(thing.back_index, thing.handed_index) > thing.check_index


def out_of_service(m: Moment) -> bool | None:
    """The weapon has an out-of-service tag."""
    if not m.weapon:
        return False
    thing = m.state.things.get(m.weapon)
    return None if thing is None else thing.out_of_service != ""


def check_stands(m: Moment) -> bool | None:
    """The weapon was checked, and no gap has ended that check since."""
    record = m.state.core.weapons.get(m.weapon)
    if not m.weapon:
        return True
    return not record["gap"] if record is not None and record["chk1"] else None


def check_complete(m: Moment) -> bool | None:
    """A check with a result for every chamber stands: an incomplete one is refused and leaves nobody as the first checker."""
    record = m.state.core.weapons.get(m.weapon)
    return True if record is not None and record["chk1"] else None


def _class(m: Moment) -> str | None:
    said, thing = told(m, m.weapon), m.state.things.get(m.weapon)
    return str(said.klass) if said is not None and said.klass is not None else thing.klass if thing is not None else None


def licence_ok(m: Moment) -> bool | None:
    """A licence reference and a maintenance record of the weapon are on record and in date."""
    if not m.weapon or _class(m) == WeaponClass.MAGAZINE:  # it goes by its weapon's papers
        return True
    return True if papers(m, m.weapon, "weapon_licence") and papers(m, m.weapon, "maintenance") else None


def class_as_brought(m: Moment) -> bool:
    """The class that two people sign is the one the weapon was brought in as: a working weapon does not become a moulding by acceptance."""
    said, thing = told(m, m.weapon), m.state.things.get(m.weapon)
    return said is None or said.klass is None or thing is None or thing.klass is None or str(said.klass) == thing.klass


def test_fired(m: Moment) -> bool | None:
    """The weapon was test fired with this blank lot."""
    lot, thing = m.state.things.get(m.lot), m.state.things.get(m.weapon)
    if lot is None or lot.rounds is None:
        return None
    if lot.rounds != RoundClass.BLANK:
        return True
    return thing is not None and m.lot in thing.tested


def safeties_intact(m: Moment) -> bool | None:
    """Safeties and trigger were found intact at registration; asked of weapons that can fire."""
    if not m.weapon:
        return True
    said, thing = told(m, m.weapon), m.state.things.get(m.weapon)
    if _class(m) in {"REPLICA", "RUBBER", "DEACTIVATED", "PELLET", "MAGAZINE"}:
        return True
    if said is not None and said.safeties_intact is not None:
        return said.safeties_intact
    return thing.safeties_intact if thing is not None else None


def uncleaned_days(m: Moment) -> int | None:
    """0 = cleaned since its last use, or never used; 1 = used today; 2 and more = used on an earlier day."""
    thing = m.state.things.get(m.weapon)
    if thing is None:
        return None if m.weapon else 0
    if thing.used_at < 0 or thing.cleaned_at >= thing.used_at:
        return 0
    return 1 if m.today(thing.used_at) else 2 + (m.now - thing.used_at) // DAY


def nonfiring_choice_reason(m: Moment) -> bool | None:
    """The plan needs more than holding or aiming, or a written reason says why a working weapon is used."""
    plan = m.plan
    if plan is None:
        return None
    if FIRING & set(plan.body.actions) or plan.body.non_firing_reason is not None:
        return True
    return any(p.other in {None, plan.shot} for p in papers(m, PRODUCTION, "choice_reason"))


def phase_rehearsal(m: Moment) -> bool | None:
    """The step belongs to a rehearsal or camera line-up."""
    phase = getattr(m.step.body, "phase", None) or (m.plan.body.phase if m.plan is not None else None)
    return None if phase is None else phase is Phase.REHEARSAL


FACTS: dict[str, Callable[[Moment], bool | int | str | None]] = {
    f.__name__: f
    for f in (
        return_check_missing,
        out_of_service,
        check_stands,
        check_complete,
        licence_ok,
        class_as_brought,
        test_fired,
        safeties_intact,
        uncleaned_days,
        nonfiring_choice_reason,
        phase_rehearsal,
    )
}
