"""One entry in one sentence: what its signers state, ask or do. A statement is called one; nothing here says that it was so. words.md 1."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from chamberflag.acts import ceremony, day, incident, people, plan, rounds, weapons
from chamberflag.acts.box import Genesis
from chamberflag.trace.standing import receiver

if TYPE_CHECKING:
    from chamberflag.acts.attested import Part
    from chamberflag.acts.body import Claim
    from chamberflag.trace.line import Line

# What stands for acts whose body adds nothing to their type.
PLAIN = {
    "close_day": "close the day's weapon work",
    "wrap": "wrap the production",
    "day_declaration": "declares to carry no weapon or round of their own",
    "call_cut": "calls cut",
    "call_hold": "calls a technical hold",
    "ask_to_see": "asks to see the weapon",
    "say_seen": "says that they have seen the weapon",
    "clearance": "clear it in writing after a live-fire unit",
    "take_out": "takes it out of the store",
    "pick_up": "picks it up where it lay",
    "attend": "states that they still have it",
    "collect": "collects it and answers for it",
    "leave_set": "states that it leaves the set",
    "prove_bore": "states that they looked through the bore and saw light",
    "look_away": "states that the ceremony was interrupted",
    "decline": "declines to take it",
    "withdraw_decline": "takes the refusal to take it back",
    "stop": "STOP",
    "bullet_removed": "state that the bullet round was removed",
    "lift_lockdown": "lift the lockdown",
    "resume": "return to work",
    "thaw": "release it from the freeze",
    "welfare_check": "offers a welfare check",
    "legal_hold.placed": "place a legal hold",
    "legal_hold.lifted": "lift the legal hold",
    "start_without_memory": "start the box without outside memory: a gap in what others can confirm",
}


def say(line: Line) -> str:
    """The sentence of an entry, refusals and late arrival included."""
    if not line.steps:
        return f"not understood by this version: an act of type {line.type!r}"
    told = "; ".join(_step(line, step) for step in line.steps)
    if line.refused:
        told = f"refused ({', '.join(line.rules)}): asked for: {told}"
    elif line.done < len(line.steps):
        stands = "; ".join(_step(line, step) for step in line.counts)
        told = f"{stands}; the rest was refused ({', '.join(line.rules)})" if stands else told
    elif line.rules:
        told = f"{told} (raised: {', '.join(line.rules)})"
    return f"{told} (arrived late)" if line.late else told


def _step(line: Line, step: Part) -> str:
    if step.type in PLAIN:
        return PLAIN[step.type]
    return _hands(line, step) or _looks(step) or _rounds(step) or _incident(step) or _papers(step) or step.type.replace("_", " ")


def _if(text: str, value: object) -> str:
    """The text with the value in place of {}, or nothing where there is no value."""
    return text.format(value) if value not in {None, False, ""} else ""


def _hands(line: Line, step: Part) -> str:
    """Arrival, store, hands."""
    to = receiver(line, step)[0]
    match step.body:
        case weapons.BringIn() as body:
            return "brings it in" + _if(" from {}", body.supplier) + _if(", from a live-fire unit", body.live_fire)
        case weapons.Accept() as body:
            told = [f"{t.id} as {t.klass or t.rounds or t.kind}{_if(', {} chambers', t.capacity)}" for t in body.things]
            return "accept into service" + (f": {'; '.join(told)}" if told else "")
        case weapons.PassOn() as body:
            part = f"{body.rounds} rounds of it" if body.rounds is not None else "it"
            return f"passes {part} on to {to}, who signs" if to else f"states that they passed {part} on; nobody else signs"
        case weapons.SetDown() as body:
            return f"states that they laid it down{_at(body.at)}, {'in a locked container' if body.locked else 'not locked'}"
        case weapons.PutAway() as body:
            return f"states that they put it away{_at(body.into)}, {'locked' if body.locked else 'not locked'}"
        case weapons.Store() as body:
            stores = ", ".join(line.subjects) or "a store"
            closed = f"closed {stores}, {'locked' if body.locked else 'not locked'}"
            return f"states that they {f'opened {stores}' if step.type == 'open_store' else closed}"
        case ceremony.HandOver() as body:
            given = f"hands it over to {to}, who signs" if to else "states that they handed it over; nobody signs to receive it"
            return given + _claim(body.contents) + _if(", to {}", body.permitted) + _if(", shot {}", body.shot)
        case weapons.ReturnItem():
            return "return it to its owner or supplier"
        case incident.MoveToEvidence() as body:
            return f"move it to the evidence place {body.place}"
        case _ if step.type == "give_back":
            return f"gives it back to {to}, who signs" if to else "states that they gave it back; nobody signs to receive it"
        case _:
            return ""


def _at(place: str | None) -> str:
    return _if(" at {}", place)


def _claim(claim: Claim | None) -> str:
    if claim is None:
        return ", contents not stated"
    rounds_told = f"({claim.n}, {claim.load})" if claim.klass == "BLANK" else f"({claim.n})" if claim.n else ""
    return f", declared {claim.klass}{rounds_told}"


def _looks(step: Part) -> str:
    match step.body:
        case ceremony.Look() as body:
            seen = ", ".join(f"{n} {klass}" for klass, n in sorted(Counter(map(str, body.chambers)).items()))
            chambers = f"{len(body.chambers)} chamber{'' if len(body.chambers) == 1 else 's'}"
            how = "" if body.blind or step.type == "check" else ", knowing the handler's figure"
            return f"states that they looked into {chambers}: {seen or 'no result'}{how}"
        case ceremony.Declare() as body:
            claim = _claim(body.contents).replace(", declared", ":")
            return f"declare the contents{claim}{_if(' for {}', body.performer)}{_if(', shot {}', body.shot)}"
        case weapons.TestFire() as body:
            return f"states that it was test fired at {body.place}"
        case _:
            return ""


def _rounds(step: Part) -> str:
    match step.body:
        case rounds.LoadRounds() as body:
            return f"states that {body.n} rounds were loaded" + _if(" from {}", body.source)
        case rounds.Unload() as body:
            told = [f"{n} {what}" for n, what in ((body.unfired, "unfired"), (body.cases, "cases")) if n is not None]
            return "states that it was unloaded" + (f": {', '.join(told)}" if told else "")
        case rounds.ProveRound() as body:
            told = [f"{r.n} {r.klass} ({len(set(r.marks))} marks)" for r in body.results]
            return "state what they found, round by round: " + ", ".join(told)
        case rounds.CountItems() as body:
            return "state what they counted: " + (", ".join(str(t.found) for t in body.tallies) or "no figure")
        case rounds.Dispose() as body:
            return f"state that {body.n} {body.what} were disposed of"
        case plan.Use() as body:
            return f"use: {body.action}" + (f" {body.n}" if body.n else "")
        case _:
            return ""


def _incident(step: Part) -> str:
    match step.body:
        case incident.Report() as body:
            kind = body.kind.replace("_", " ")
            return f"report: {kind}" + _if(", with harm: the unit is frozen", body.harm) + _if(", found {}", body.found)
        case incident.Review() as body:
            return "review and close reports" + (f"; cause: {body.cause}" if body.cause else "")
        case incident.MakeSafe() as body:
            return f"states what was done to make it harmless: {body.done}"
        case weapons.Quarantine() as body:
            return f"holds it apart: {body.reason}"
        case weapons.Release() as body:
            return f"end the quarantine; cause: {body.cause}"
        case weapons.Repair() as body:
            return f"states a repair or finding: {body.finding}"
        case weapons.Clean():
            return "states that it was cleaned"
        case incident.GiveAccount() as body:
            return f"account of {body.by or 'the signer'}, {body.medium}" + (f", on {body.topic}" if body.topic else "")
        case incident.AddExhibit():
            return "brings an exhibit"
        case incident.Correct() as body:
            return f"correct an earlier entry ({body.field or 'no field named'})"
        case _:
            return ""


def _papers(step: Part) -> str:
    match step.body:
        case Genesis() as body:
            return f"found the log {body.origin} ({body.kind})"
        case people.KeyEnrolled() as body:
            return f"enrol a key of {body.person} ({body.alg})"
        case people.KeyRevoked() as body:
            return f"revoke the key {body.kid} ({body.reason})"
        case people.AddPerson() as body:
            return f"adds {body.person} ({', '.join(body.roles) or 'no role'})"
        case people.Appoint() as body:
            return f"appoint {body.person} as {body.role}"
        case people.Document() as body:
            return f"puts a paper on record: {body.kind.replace('_', ' ')}, about {body.about}"
        case people.Train() as body:
            return f"state that {body.person} was trained"
        case day.OpenDay() as body:
            return f"opens weapon work of the day at {body.place}"
        case day.DutyOn() as body:
            return f"takes the duty {body.duty}"
        case day.DutyOff():
            return "states that a duty ends"
        case day.Call() as body:
            return "calls a break" + (f" ({body.kind})" if body.kind else "")
        case plan.PlanShot() as body:
            return f"plans shot {body.shot}"
        case plan.SignPlan() as body:
            return f"sign the plan of shot {body.shot}"
        case plan.BeginUse() as body:
            return f"begins the {body.phase}" + (f" of shot {body.shot}" if body.shot else "")
        case _:
            return ""
