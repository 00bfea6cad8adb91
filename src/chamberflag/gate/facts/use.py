"""Facts of use, aim and distances (USE): what the plan says of people, lines, actions and shields. Stated, never measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts.ceremony import HandOver
from chamberflag.acts.people import EnterZone
from chamberflag.acts.plan import Use
from chamberflag.acts.play import Play
from chamberflag.acts.rack import IssueMoulded
from chamberflag.gate.reading import in_plan, near, open_reports
from chamberflag.vocabulary.words import Action, Contents

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.gate.moment import Moment

ORDER = {action: rank for rank, action in enumerate(Action)}
WORKING = frozenset({"FUNCTIONAL", "BLANK_ADAPTED", "BLANK_ONLY"})


def aimed_unconsulted(m: Moment) -> int | None:
    """People on the bore line about whom nobody was consulted; not recorded where nobody has said who is there."""
    plan = m.plan
    if plan is None or plan.body.on_line is None:
        return None
    consulted = plan.consulted if plan.consulted_version == plan.version else frozenset[str]()
    return sum(1 for p in plan.body.on_line if p not in consulted)


def people_on_line(m: Moment) -> int | None:
    """People on the bore line, consulted or not; not recorded where nobody has said who is there."""
    return None if m.plan is None or m.plan.body.on_line is None else len(m.plan.body.on_line)


def backup_named(m: Moment) -> bool | None:
    """The plan names what takes the place of a shot that fails."""
    return None if m.plan is None else m.plan.body.backup is not None


def aimed_at_auditorium(m: Moment) -> bool | None:
    """The cue takes the weapon into the auditorium, or fires toward it."""
    return m.plan.body.auditorium if m.plan is not None else None


def finger_briefed(m: Moment) -> bool:
    """Finger discipline was an item of today's meeting."""
    meeting = m.state.day.meeting
    return meeting is not None and meeting.finger and m.today(meeting.at)


def backstop_named(m: Moment) -> bool | None:
    """The plan says what lies beyond the target."""
    return None if m.plan is None else m.plan.body.backstop is not None


def action_permitted(m: Moment) -> bool | None:
    """The newest version of the plan is signed, and the action is on its list."""
    plan = m.plan
    if plan is None:
        return None
    if plan.signed_version != plan.version:
        return False
    if m.step.type in set(Play):
        return in_plan(m)
    wanted, shots = Action.HOLD, 0  # what a step does not say: hold it, no more
    match m.step.body:
        case Use() as body:
            wanted, shots = body.action, body.n
        case HandOver() as body:
            wanted, shots = body.permitted or wanted, body.fire
        case _:
            pass
    if ORDER[wanted] > max((ORDER[a] for a in plan.body.actions), default=-1):
        return False
    return shots <= (plan.body.rounds or 0) if shots else True


def play_fits(m: Moment) -> bool | None:
    """The plan lets no working weapon be passed on, laid down or taken up."""
    record = m.state.core.weapons.get(m.weapon)
    if m.plan is None or (m.weapon and record is None):
        return None
    return not m.plan.body.play or record is None or record["kind"] not in WORKING


def closest_person_cm(m: Moment) -> int | None:
    """The nearest person along or near the bore line, as stated in the plan or the act."""
    told = m.step.body.distance if isinstance(m.step.body, Use) else None
    planned = near(m.plan)
    return min((d for d in (told, planned) if d is not None), default=None)


def contact_cm(m: Moment) -> int | None:
    """The nearest body to the muzzle; the same figure as the nearest person on the line."""
    return closest_person_cm(m)


def nearer_assessed(m: Moment) -> bool:
    """A specific assessment with screens covers this version of the plan, and nobody is nearer than that plan says."""
    covered = m.plan is not None and m.plan.near_version == m.plan.version
    return covered and near(m.plan) == closest_person_cm(m)


def camera_shielded(m: Moment) -> bool | None:
    """No camera near the line, or one that is remote or behind a rated shield."""
    plan = m.plan
    if plan is None or plan.body.camera_near_line is None:
        return None
    return plan.body.camera_shielded if plan.body.camera_near_line else True


def ejection_people(m: Moment) -> int | None:
    """People in the ejection arc."""
    return None if m.plan is None or m.plan.body.ejection is None else len(m.plan.body.ejection)


def vent_people(m: Moment) -> int | None:
    """People in the vent's arc."""
    return None if m.plan is None or m.plan.body.vent is None else len(m.plan.body.vent)


def zone_needed(m: Moment) -> bool | None:
    """Blanks, or a working weapon that points toward camera or people: the roll of the zone is asked for."""
    if isinstance(m.step.body, EnterZone):
        if m.step.body.roll:
            return False
        plans = m.state.plans.values()
        return any(p.body.toward_people or p.body.on_line or p.body.contents is Contents.BLANK for p in plans)
    record = m.state.core.weapons.get(m.weapon)
    if record is None:
        return None if m.weapon else False
    if record["kind"] not in WORKING:
        return False
    plan = m.plan
    if record["contents"] == Contents.BLANK:
        return True
    if plan is None:
        return None
    if plan.body.contents is Contents.BLANK or plan.body.on_line or plan.body.toward_people:
        return True
    return None if plan.body.on_line is None and plan.body.toward_people is None else False


def zone_unknown_people(m: Moment) -> int | None:
    """People in the zone who are not on its roll, or not on the plan's list; not recorded where no roll was taken today."""
    people = m.state.people
    if not m.today(people.roll_at):
        return None
    listed = set(m.plan.body.zone) if m.plan is not None and m.plan.body.zone is not None else None
    entering = {m.step.actor} if isinstance(m.step.body, EnterZone) else set[str]()
    return sum(1 for p in entering if p not in people.zone) + sum(
        1 for p, line in people.zone.items() if not line.rolled and (listed is None or p not in listed)
    )


def eyes_unprotected(m: Moment) -> int | None:
    """People of the zone without eye protection ticked today; not recorded where no roll was taken today."""
    if not m.today(m.state.people.roll_at):
        return None
    return sum(1 for line in m.state.people.zone.values() if not (line.eyes and m.today(line.at)))


def people_unprotected(m: Moment) -> int:
    """People of the zone without hearing and eye protection ticked, or whose tick is not of today."""
    return sum(1 for line in m.state.people.zone.values() if not (line.ears and line.eyes and m.today(line.at)))


def plan_is_newest(m: Moment) -> bool | None:
    """The declaration was made under the newest version of the plan, and that version is signed. Of a moulding: it is signed."""
    plan, thing = m.plan, m.state.things.get(m.weapon)
    if plan is None or thing is None:
        return None
    moulding = isinstance(m.step.body, IssueMoulded) or bool(m.state.core.weapons.get(m.weapon, {}).get("issued"))
    return (moulding or thing.declared_version == plan.version) and plan.signed_version == plan.version


def holder_suspended(m: Moment) -> bool:
    """An open report of horseplay names this weapon, or a person of this step."""
    people = {s.person for s in m.step.signers if s.person} | {p for p in m.step.parties.values() if p}
    return any(r.kind == "horseplay" and (m.weapon in r.weapons or r.person in people) for r in open_reports(m))


def stunt_checked(m: Moment) -> bool | None:
    """The stunt or squib checklist is complete, or none is needed."""
    plan = m.plan
    if plan is None:
        return None
    return bool(plan.body.stunt_checked) if plan.body.stunt else True


FACTS: dict[str, Callable[[Moment], bool | int | str | None]] = {
    f.__name__: f
    for f in (
        aimed_unconsulted,
        people_on_line,
        backup_named,
        aimed_at_auditorium,
        finger_briefed,
        backstop_named,
        action_permitted,
        play_fits,
        closest_person_cm,
        contact_cm,
        nearer_assessed,
        camera_shielded,
        ejection_people,
        vent_people,
        zone_needed,
        zone_unknown_people,
        eyes_unprotected,
        people_unprotected,
        plan_is_newest,
        holder_suspended,
        stunt_checked,
    )
}
