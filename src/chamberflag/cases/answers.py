"""Answers to questions of mode `trace`: one function a kind, from the lines of a replay alone. Source: the cases' README, section 3.2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chamberflag.cases.itemfacts import THING_FACTS
from chamberflag.cases.keeping import NO_HOLDER, UNATTENDED, UNLOCKED, keepings
from chamberflag.cases.scratch import LOST, STATION, UNBOUND
from chamberflag.cases.terms import ROLES
from chamberflag.custody.finding import reduce
from chamberflag.vocabulary.words import Chamber, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chamberflag.cases.scratch import Sign
    from chamberflag.cases.told import Line, Told

LOOKS = frozenset({"check", "witness", "show", "observe"})
BREAKS_LOOK = frozenset({"set_down", "leave_set", "load", "unload", "use", "make_safe"})
CHANGES_HANDS = frozenset({"hand_over", "give_back", "collect", "pass_on", "pick_up", "take_out"})


def recorded(told: Told, ask: Mapping[str, Any]) -> list[int]:
    """Those of the steps that were recorded."""
    return [n for n in ask["steps"] if n in told.waited or ((line := told.at(n)) is not None and not line.done.refused)]


def refused(told: Told, ask: Mapping[str, Any]) -> list[int]:
    """Steps of the range, both ends included, that were refused."""
    return [n for n in range(ask["from"], ask["to"] + 1) if (line := told.at(n)) is not None and line.done.refused]


def decision_reasons(told: Told, ask: Mapping[str, Any]) -> list[str]:
    """Rule ids of the step's decision."""
    line = told.at(ask["step"])
    return list(line.done.rules) if line is not None else []


def signers(told: Told, ask: Mapping[str, Any]) -> list[str]:
    """People of the case whose signatures the entry carries; a key of nobody is nobody's signature."""
    line = told.at(ask["step"])
    signs = line.done.draft.signs if line is not None else ()
    return [s.person for s in signs if s.person in told.people and s.key != UNBOUND]


def _key_name(sign: Sign) -> str:
    match sign.key:
        case "":
            return sign.person
        case "none":
            return UNBOUND
        case which:
            return f"{which} of {sign.person}"


def signing_key(told: Told, ask: Mapping[str, Any]) -> str:
    """The key the doer signed with, in the words of `signer_key`."""
    line = told.at(ask["step"])
    return _key_name(line.done.draft.signs[0]) if line is not None else UNBOUND


def key_held_from(told: Told, ask: Mapping[str, Any]) -> int | str:
    """The step from which gated acts of a key are held."""
    wanted = str(ask["key"])
    person = wanted.rsplit(" of ", maxsplit=1)[-1]
    which = next((w for w in (STATION, LOST) if wanted.startswith(w)), "")
    kids = {s.kid for x in told.lines for s, sign in _signed(x) if sign.person == person and sign.key == which}
    for line in told.lines:
        held = {kid for kid, record in line.state.keys.items() if record.held_by}
        if held & kids or (any(line.state.keys[kid].key.person == person for kid in held) and not kids):
            return line.step
    return "none"


def _signed(line: Line) -> list[tuple[Any, Sign]]:
    steps = line.done.decision.steps
    return list(zip(steps[0].signers, line.done.draft.signs, strict=False)) if steps else []


def appointments(told: Told, ask: Mapping[str, Any]) -> list[str]:
    """People with a recorded appointment to the role."""
    token = str(ROLES[ask["role"]])
    found = told.state_after(ask["at"]).people.appointments.values()
    return [a.person for a in found if a.role == token and a.person in told.people]


def duties(told: Told, ask: Mapping[str, Any]) -> list[str]:
    """Duties recorded as taken and not left."""
    return list(told.state_after(ask["at"]).people.duties.get(ask["person"], ()))


def last_two_person_look(told: Told, ask: Mapping[str, Any]) -> int | str:
    """The newest complete witness look after a complete check by another person, with nothing in between that ends it."""
    found: int | str = "none"
    checker = ""
    for line in told.before(ask["before"]):
        draft = line.done.draft
        here = ask["item"] in draft.items
        if not line.happened or not here:
            continue
        outside = draft.kind in CHANGES_HANDS and not {s.person for s in draft.signs} <= line.state.people.roles.get("handler", frozenset())
        if outside or draft.kind in BREAKS_LOOK or (draft.kind == "report" and draft.body.get("kind") == "drop"):
            checker, found = checker if draft.kind in {"load", "unload"} else "", "none"
        elif draft.kind in LOOKS and line.done.decision.verdict is Verdict.RECORDED:  # a finding counts as no look
            checker, found = "", "none"
        elif draft.kind == "check":
            checker = draft.who if _whole(line, ask["item"]) else ""
        elif draft.kind == "witness" and checker and checker != draft.who and _whole(line, ask["item"]):
            found = line.step
    return found


def _whole(line: Line, item: str) -> bool:
    record = line.state.core.weapons.get(item)
    chambers = [Chamber(c) for c in line.done.draft.body.get("chambers", ())]
    return record is not None and reduce(chambers).looked == record["cap"]


def last_bore_clear(told: Told, ask: Mapping[str, Any]) -> int | str:
    """The newest proof of the bore that passed."""
    steps = [
        x.step for x in told.before(ask["before"]) if x.happened and x.done.draft.kind == "prove_bore" and ask["item"] in x.done.draft.items
    ]
    return steps[-1] if steps else "none"


def loads(told: Told, ask: Mapping[str, Any]) -> list[int]:
    """Steps that loaded it, both ends included, forced ones too."""
    lines = (x for x in told.lines if ask["from"] <= x.step <= ask["to"])
    return [x.step for x in lines if x.happened and x.done.draft.kind == "load" and ask["item"] in x.done.draft.items]


def proved_rounds(told: Told, ask: Mapping[str, Any]) -> int:
    """Rounds of the lot proved by two people with marks enough."""
    lot = told.state_after(ask["at"]).lots.get(ask["item"])
    return lot.proved if lot is not None else 0


def round_balance(told: Told, ask: Mapping[str, Any]) -> int | str:
    """Expected minus found complete, at the newest count; expected as the counters state it, else by the ledger."""
    counts = [x for x in told.lines if x.step <= ask["at"] and x.happened and x.done.draft.kind == "count"]
    counts = [x for x in counts if ask["lot"] in x.done.draft.items and x.done.draft.body.get("tallies")]
    lot = counts[-1].state.lots.get(ask["lot"]) if counts else None
    if lot is None or lot.count is None:
        return "not_counted"
    stated = counts[-1].done.draft.body.get("by_class", {}).get("expected")
    return (lot.count.expected if stated is None else int(stated)) - lot.count.complete


def access(told: Told, ask: Mapping[str, Any]) -> list[str]:
    """People recorded as holding it in the interval, and `anyone` where it lay open to all."""
    start = [keeping for line, keeping in keepings(told.lines, ask["item"]) if line.step <= ask["from"]]
    inside = [keeping for line, keeping in keepings(told.lines, ask["item"]) if ask["from"] < line.step < ask["to"]]
    found = [*start[-1:], *inside]
    people = [k.holder for k in found if k.holder in told.people]
    return list(dict.fromkeys([*people, *("anyone" for k in found if k.lies in {UNATTENDED, UNLOCKED})]))


def gaps(told: Told, ask: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each interval that begins in the given one and in which nobody answers for the item."""
    was = ""
    found: list[dict[str, Any]] = []
    for line, keeping in keepings(told.lines, ask["item"]):
        lies = keeping.lies if keeping.lies in {UNATTENDED, UNLOCKED, NO_HOLDER} else ""
        if lies and lies != was and ask["from"] < line.step < ask["to"]:
            found.append({"from": line.step, "why": lies})
        was = lies
    return found


def placed_by(told: Told, ask: Mapping[str, Any]) -> list[str]:
    """People whose recorded act put a round recorded as that class into the item."""
    found: list[str] = []
    for line in (x for x in told.lines if x.step <= ask["at"] and x.happened):
        draft = line.done.draft
        if ask["item"] in draft.items and draft.kind == "load":
            classes = {line.state.things[i].rounds for i in draft.items if i in line.state.things}
            found += [draft.who] if ask["round_class"] in classes else []
    return list(dict.fromkeys(p for p in found if p in told.people))


def unknown_stays_unknown(told: Told, ask: Mapping[str, Any]) -> object:
    """`UNKNOWN` where no act gives the fact, else its value; None for a fact that is none of an item, which no record answers."""
    state, read = told.state_after(ask["at"]), THING_FACTS.get(ask["fact"])
    thing = state.things.get(ask["item"])
    if read is None:
        return None
    if thing is None:
        return "UNKNOWN"
    value = read(state, thing)
    return "UNKNOWN" if value is None else value


def in_service(told: Told, ask: Mapping[str, Any]) -> list[str]:
    """Weapons and lots of the case on the register and in service."""
    things = told.state_after(ask["at"]).things
    return [i for i, t in things.items() if i in told.items and t.kind in {"weapon", "lot"} and t.accepted_at >= 0 and t.returned_at < 0]


def orphans(told: Told, ask: Mapping[str, Any]) -> list[str]:
    """Exhibits that the record holds outside the case they belong to."""
    return [i for i, case in told.state_after(ask["at"]).incident.exhibits.items() if case != ask["case"]]


def accounts_conflicting(told: Told, ask: Mapping[str, Any]) -> list[str] | str:
    """All accounts that the record holds on the topic, in the order of the record; each must name its source."""
    found = [a for a in told.lines[-1].state.incident.accounts.values() if a[0] == ask["topic"] or a[0].startswith(f"{ask['topic']}.")]
    if any(not source for _, _, source in found):
        return "no_source"
    return [topic for topic, _, _ in found]


def corrections(told: Told, ask: Mapping[str, Any]) -> list[int]:
    """Later steps recorded as corrections of a step."""
    line = told.at(ask["step"])
    if line is None:
        return []
    ids = set(told.lines[-1].state.incident.corrections.get(line.done.act_id, ()))
    return [x.step for x in told.lines if x.done.act_id in ids]


ANSWERS: dict[str, Callable[[Told, Mapping[str, Any]], object]] = {
    f.__name__: f
    for f in (
        recorded,
        refused,
        decision_reasons,
        signers,
        signing_key,
        key_held_from,
        appointments,
        duties,
        last_two_person_look,
        last_bore_clear,
        loads,
        proved_rounds,
        round_balance,
        access,
        gaps,
        placed_by,
        unknown_stays_unknown,
        in_service,
        orphans,
        accounts_conflicting,
        corrections,
    )
}
