"""One entry in one sentence: what its signers state, ask or do. A statement is called one; nothing here says that it was so. words.md 1."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from chamberflag.acts import ceremony, day, incident, people, plan, play, rack, rounds, weapons
from chamberflag.acts.box import Genesis
from chamberflag.trace.names import calling, claimed, named
from chamberflag.trace.sentences import PLAIN
from chamberflag.trace.standing import receiver
from chamberflag.vocabulary.words import Pile, Role

if TYPE_CHECKING:
    from chamberflag.acts.attested import Part
    from chamberflag.trace.line import Line

NOBODY = "a key of nobody on record"
GIVING = frozenset({"hand_over", "lend", "give_back", "pass_on"})
_OWN_WORD = re.compile(r"^states that they (?=looked|laid|put|opened|closed|passed|handed|gave|read)")


def say(line: Line) -> str:
    """The sentence of an entry: who states or does what, step by step; refusals and late arrival included."""
    if not line.steps:
        return f"not understood by this version: an act of type {line.type!r}"
    told = "; ".join(_sentence(line, step) for step in line.steps) + _besides(line)
    if line.refused:
        told = f"refused ({', '.join(line.rules)}): asked for: {told}"
    elif line.done < len(line.steps):
        stands = "; ".join(_sentence(line, step) for step in line.counts)
        told = f"{stands}; the rest was refused ({', '.join(line.rules)})" if stands else told
    elif line.rules:
        told = f"{told} (raised: {', '.join(line.rules)})"
    return f"{told} (arrived late)" if line.late else told


def _sentence(line: Line, step: Part) -> str:
    """A step on the word of those who sign for it: `X states that X looked ...`, `X and Y state what they counted ...`."""
    who, told = _doers(line, step), _step(line, step)
    if len(who) > 1:
        verb, _, rest = told.partition(" ")
        return f"{', '.join(who[:-1])} and {who[-1]} {_plural(verb)} {rest}".rstrip()
    name = who[0] if who else NOBODY
    return f"{name} {_OWN_WORD.sub(f'states that {name} ', told) if who else told}"


def _doers(line: Line, step: Part) -> tuple[str, ...]:
    """Whose word a step is: in a joint act theirs whose step it is (acts.md section 8); of a giving, the giver's; else all signers'."""
    if step.type in GIVING or (len(line.steps) > 1 and step.type not in {"declare", "show"}):
        return (line.actor,) if line.actor else ()
    if len(line.steps) > 1:
        wanted = {Role.PERFORMER} if step.type == "show" else {*Role} - {Role.PERFORMER}
        return tuple(dict.fromkeys(s.person for s in line.signers if s.person and s.role in wanted))
    return line.people


def _besides(line: Line) -> str:
    """Those who sign a joint act and whose own step it does not hold: the witness of the same opening."""
    told = {person for step in line.steps for person in (*_doers(line, step), receiver(line, step)[0] if step.type in GIVING else "")}
    rest = [person for person in line.people if person not in told] if len(line.steps) > 1 else []
    return f"; {' and '.join(rest)} {'sign' if len(rest) > 1 else 'signs'} besides" if rest else ""


def _plural(verb: str) -> str:
    if verb.endswith(("sses", "shes", "ches", "xes")):
        return verb[:-2]
    return f"{verb[:-3]}y" if verb.endswith("ies") else verb.removesuffix("s")


def _step(line: Line, step: Part) -> str:
    if step.type in PLAIN:
        return PLAIN[step.type]
    return _hands(line, step) or _looks(line, step) or _rounds(step) or _incident(step) or _papers(step) or step.type.replace("_", " ")


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
            told = [_thing(thing) for thing in body.things]
            return "accepts into service" + (f": {'; '.join(told)}" if told else "")
        case weapons.PassOn() as body:
            part = f"{body.rounds} rounds of it" if body.rounds is not None else "it"
            return f"passes {part} on to {to}, who signs" if to else f"states that they passed {part} on; nobody else signs"
        case weapons.SetDown() as body:
            return f"states that they laid it down{_at(body.at)}{_locked(line, step, body.locked, 'in a locked container')}"
        case weapons.PutAway() as body:
            return f"states that they put it away{_at(body.into)}{_locked(line, step, body.locked)}"
        case weapons.Store() as body:
            stores = ", ".join(line.subjects) or "a store"
            closed = f"closed {stores}{_locked(line, step, body.locked)}"
            return f"states that they {f'opened {stores}' if step.type == 'open_store' else closed}"
        case ceremony.HandOver() as body:
            given = f"hands it over to {to}, who signs" if to else "states that they handed it over; nobody signs to receive it"
            given += ", for the takes of the plan" if step.type == "lend" else ""
            return given + claimed(line, body.contents) + _if(", to {}", body.permitted) + _if(", shot {}", body.shot)
        case rack.IssueMoulded() as body:
            pieces = ", ".join(f"{piece} to {person}" for piece, person in zip(line.subjects, body.receivers, strict=False))
            return f"issues by the rack{_if(', {}', named(line))}: {pieces}"
        case weapons.ReturnItem():
            return "returns it to its owner or supplier"
        case incident.MoveToEvidence() as body:
            return f"moves it to the evidence place {body.place}"
        case play.TakeUp() as body:
            return "states that it was taken up where it lay in play, " + ("and what was in it" if body.chambers else "and bent")
        case _ if step.type == "give_back":
            return f"gives it back to {to}, who signs" if to else "states that they gave it back; nobody signs to receive it"
        case _:
            return ""


def _locked(line: Line, step: Part, locked: bool, said: str = "locked") -> str:  # noqa: FBT001 - a statement, not a switch
    """What the signer said of the lock; nothing where nothing was said."""
    return f", {said if locked else 'not locked'}" if line.stated(step, "locked") else ""


def _bore(line: Line, step: Part, body: ceremony.ProveBore) -> str:
    said = [
        f"{'with' if value else 'without'} {name}" for name, value in (("rod", body.rod), ("light", body.light)) if line.stated(step, name)
    ]
    return "states that the bore was proved" + (f" {' and '.join(said)}" if said else "")


def _at(place: str | None) -> str:
    return _if(" at {}", place)


def _thing(thing: weapons.Thing) -> str:
    chambers, access = _if(", {}", _chambers(thing.capacity)), _if(", opened by {} only", ", ".join(thing.access))
    return f"{thing.id} as {thing.klass or thing.rounds or thing.kind}{chambers}{access}"


def _chambers(number: int | None) -> str:
    return "" if number is None else f"{number} chamber{'' if number == 1 else 's'}"


def _count(number: int, what: str) -> str:
    """`1 round was`, `5 rounds were`."""
    return f"1 {what.removesuffix('s')} was" if number == 1 else f"{number} {what} were"


def _looks(line: Line, step: Part) -> str:
    match step.body:
        case ceremony.Look() as body:
            seen = ", ".join(f"{n} {klass}" for klass, n in sorted(Counter(map(str, body.chambers)).items()))
            chambers = _chambers(len(body.chambers))
            how = "" if body.blind or step.type == "check" else ", knowing the handler's figure"
            told = f"states that they looked into {chambers}: {seen}" if body.chambers else "states that there is no chamber to look into"
            feed = ", but not at the feed path" if line.stated(step, "feed_path") and not body.feed_path else ""
            return f"{told}{feed}{how}"
        case ceremony.ProveBore() as body:
            return _bore(line, step, body)
        case ceremony.Declare() as body:
            return f"{calling(line, body.contents)}{_if(' for {}', body.performer)}{_if(', shot {}', body.shot)}"
        case weapons.TestFire() as body:
            return f"states that it was test fired at {body.place}{_if(', {} rounds', body.rounds)}"
        case _:
            return ""


PILES = {Pile.STORE: "", Pile.MISFIRED: ", of those that did not fire", Pile.QUARANTINED: ", of those set apart"}


def _rounds(step: Part) -> str:
    match step.body:
        case rounds.LoadRounds() as body:
            return f"states that {_count(body.n, 'rounds')} loaded" + _if(" from {}", body.source)
        case rounds.Unload() as body:
            struck = body.misfired or None
            came = ((body.unfired, "unfired"), (struck, "struck and unfired"), (body.cases, "cases"))
            told = [f"{n} {what}" for n, what in came if n is not None]
            return "states that it was unloaded" + (f": {', '.join(told)}" if told else "")
        case rounds.ProveRound() as body:
            told = [f"{r.n} {r.klass} ({len(set(r.marks))} marks)" for r in body.results]
            return "states what they found, round by round: " + ", ".join(told)
        case rounds.CountItems() as body:
            return "states what they counted: " + (", ".join(str(t.found) for t in body.tallies) or "no figure")
        case rounds.Dispose() as body:
            return f"states that {_count(body.n, body.what)} disposed of" + PILES[body.pile]
        case plan.Use() as body:
            return f"uses it: {body.action}" + (f" {body.n}" if body.n else "")
        case _:
            return ""


def _incident(step: Part) -> str:
    match step.body:
        case incident.Report() as body:
            kind = body.kind.replace("_", " ")
            return f"reports: {kind}" + _if(", with harm: the unit is frozen", body.harm) + _if(", found {}", body.found)
        case incident.Review() as body:
            return "closes the report after review" + (f"; cause: {body.cause}" if body.cause else "")
        case incident.MakeSafe() as body:
            return f"states what was done to make it harmless: {body.done}"
        case weapons.Quarantine() as body:
            return f"holds it apart: {body.reason}"
        case weapons.Release() as body:
            return f"ends the quarantine; cause: {body.cause}"
        case weapons.Repair() as body:
            return f"states a repair or finding: {body.finding}"
        case weapons.Clean():
            return "states that it was cleaned"
        case incident.GiveAccount() as body:
            return f"gives the account of {body.by or 'the signer'}, {body.medium}" + (f", on {body.topic}" if body.topic else "")
        case incident.AddExhibit():
            return "brings an exhibit"
        case incident.Correct() as body:
            return f"corrects an earlier entry ({body.field or 'no field named'})"
        case _:
            return ""


def _papers(step: Part) -> str:
    match step.body:
        case Genesis() as body:
            return f"founds the log {body.origin} ({body.kind})"
        case people.KeyEnrolled() as body:
            return f"enrols a key of {body.person} ({body.alg})"
        case people.KeyRevoked() as body:
            return f"revokes the key {body.kid} ({body.reason})"
        case people.AddPerson() as body:
            return f"adds {body.person} ({', '.join(body.roles) or 'no role'})"
        case people.Appoint() as body:
            return f"appoints {body.person} as {body.role}"
        case people.Document() as body:
            return f"puts a paper on record: {body.kind.replace('_', ' ')}, about {body.about}"
        case people.Train() as body:
            return f"states that {body.person} was trained"
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
            return f"signs the plan of shot {body.shot}"
        case plan.BeginUse() as body:
            return f"begins the {body.phase}" + (f" of shot {body.shot}" if body.shot else "")
        case _:
            return ""
