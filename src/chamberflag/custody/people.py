"""People, papers, appointments, duties, training, meetings joined, declarations, zone: as folded from their acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from chamberflag.acts.day import DutyOff, DutyOn, JoinMeeting, Meet
from chamberflag.acts.people import AddPerson, Appoint, Document, EnterZone, LeaveZone, Train
from chamberflag.custody.persons import Appointment, Joined, Paper, People, Person, ZoneLine

if TYPE_CHECKING:
    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step


def fold(after: State, before: State, step: Step) -> State:
    """The state with what is on record about people after the step."""
    del before
    people = _papers(after.people, step)
    if people is after.people:
        people = _presence(people, step)
    if people is after.people:
        people = _by_type(people, step)
    return after if people is after.people else replace(after, people=people)


def _papers(people: People, step: Step) -> People:
    match step.body:
        case AddPerson() as body:
            known = people.persons.get(body.person)
            roles = frozenset(str(role) for role in body.roles) | (known.roles if known else frozenset[str]())
            person = Person(body.person, roles, body.minor or (known.minor if known else False), known.index if known else step.index)
            return replace(people, persons=people.persons.set(body.person, person))
        case Document() as body:
            key = f"{body.about}|{body.kind}"
            paper = Paper(body.kind, body.ref, body.other, body.classes, body.valid_from, body.valid_to, step.now, step.index)
            return replace(people, papers=people.papers.set(key, (*people.papers.get(key, ()), paper)))
        case Appoint() as body:
            made = Appointment(body.person, str(body.role), body.authority, body.classes, step.now, step.index)
            return replace(people, appointments=people.appointments.set(f"{body.role}|{body.person}", made))
        case Train() as body:
            trained = people.trained
            for subject in (*step.weapons, *body.kinds):
                trained = trained.set(f"{body.person}|{subject}", step.now)
            return replace(people, trained=trained)
        case _:
            return people


def _presence(people: People, step: Step) -> People:
    match step.body:
        case DutyOn() as body:
            duties = people.duties.get(step.actor, ())
            held = duties if body.duty in duties else (*duties, body.duty)
            return replace(people, duties=people.duties.set(step.actor, held), duty_place=people.duty_place.set(step.actor, body.place))
        case DutyOff() as body:
            who = body.person or step.actor
            left = tuple(duty for duty in people.duties.get(who, ()) if body.duty is not None and duty != body.duty)
            return replace(people, duties=people.duties.set(who, left))
        case JoinMeeting() as body:
            return replace(people, joined=people.joined.set(step.actor, Joined(step.now, body.briefed_later, body.read_assessment)))
        case Meet() as body:
            joined = people.joined
            for signer in step.signers:
                if signer.person:
                    joined = joined.set(signer.person, Joined(step.now, later=False, read_assessment=True))
            del body
            return replace(people, joined=joined)
        case EnterZone() as body:
            return _enter(people, body, step)
        case LeaveZone() as body:
            zone = people.zone
            for person in body.people or (step.actor,):
                if person in zone:
                    zone = zone.delete(person)
            return replace(people, zone=zone)
        case _:
            return people


def _enter(people: People, body: EnterZone, step: Step) -> People:
    zone = People().zone if body.roll else people.zone
    for line in body.people:
        zone = zone.set(line.person, ZoneLine(line.ears, line.eyes, step.now, body.roll, _since(people, line.person, step.now)))
    if not body.people:
        since = _since(people, step.actor, step.now)
        zone = zone.set(step.actor, ZoneLine(ears=False, eyes=False, at=step.now, rolled=False, since=since))
    return replace(people, zone=zone, roll_at=step.now if body.roll else people.roll_at)


def _since(people: People, person: str, now: int) -> int:
    known = people.zone.get(person)
    return now if known is None else known.since


def _by_type(people: People, step: Step) -> People:
    match step.type:
        case "day_declaration":
            return replace(people, declared=people.declared.set(step.actor, step.now))
        case "decline":
            declines = people.declines
            for weapon in step.weapons or ("*",):
                declines = declines.set(f"{step.actor}|{weapon}", step.act_id)
            return replace(people, declines=declines)
        case "withdraw_decline":
            declines = people.declines
            for key in [
                key
                for key in declines
                if key.startswith(f"{step.actor}|") and (not step.weapons or key.split("|")[1] in (*step.weapons, "*"))
            ]:
                declines = declines.delete(key)
            return replace(people, declines=declines)
        case _:
            return people
