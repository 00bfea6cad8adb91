"""Which events of the proved machine an act is, and with which parameters. Source: acts.md sections 1, 3 and 4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts.ceremony import Declare, Look, ProveBore
from chamberflag.acts.incident import Report, Review
from chamberflag.acts.plan import BeginUse, SignPlan, Use
from chamberflag.acts.rounds import Dispose, LoadRounds, ProveRound, Unload
from chamberflag.acts.weapons import Accept, BringIn, ReturnItem, TestFire
from chamberflag.custody.event import Args, Event, Items
from chamberflag.custody.finding import Finding, contradicts, matches, reduce
from chamberflag.custody.reports import FORBIDDEN, closing, report, review
from chamberflag.vocabulary.words import Action, Contents, RoundClass, WeaponClass

if TYPE_CHECKING:
    from collections.abc import Mapping

    import msgspec

    from chamberflag.custody.state import State

WEAPONS_LEAD = "weapons lead"
CASES = "cases"  # what is disposed of: fired cases are no rounds of the lot
FINDINGS = frozenset({"observe_bullet", "observe_differs"})


def events_of(state: State, kind: str, body: msgspec.Struct, items: Items, parties: Mapping[str, str]) -> tuple[tuple[Event, ...], bool]:
    """The events in order, and whether the finding makes the act fail-safe (acts.md section 3)."""
    people: Args = dict(parties)
    match kind:
        case "check" | "witness" | "show" | "observe":
            assert isinstance(body, Look)  # noqa: S101 - the decoder made it
            return _looks(state, kind, body, items.weapons, people)
        case "accept":
            assert isinstance(body, Accept)  # noqa: S101
            return _acceptances(body, items, people), False
        case "report":
            assert isinstance(body, Report)  # noqa: S101
            return report(state, body, items, people), True
        case "review":
            assert isinstance(body, Review)  # noqa: S101
            made = review(state, body, items, people)
            return (*made, *closing(state, kind, body, items, made, people)), False
        case "prove_round":
            assert isinstance(body, ProveRound)  # noqa: S101
            bullets = sum(result.n for result in body.results if result.klass in FORBIDDEN)
            return _each("prove_round_bullet" if bullets else "", (), items.lots, people), True
        case _:
            made = _plain(state, kind, body, items, people)
            return (*made, *closing(state, kind, body, items, made, people)), False


def _each(name: str, weapons: tuple[str, ...], lots: tuple[str, ...], args: Args) -> tuple[Event, ...]:
    """One event for each weapon with each lot, for each weapon, for each lot, or for the unit alone."""
    return tuple(Event(name, weapon, lot, args) for weapon in weapons or ("",) for lot in lots or ("",))


def _looks(state: State, kind: str, body: Look, weapons: tuple[str, ...], people: Args) -> tuple[tuple[Event, ...], bool]:
    """The events of a look; one finding among its weapons makes a record of it all, and then no weapon counts as looked at."""
    finding = reduce(body.chambers)
    looked = finding.looked if body.feed_path else 0  # a look that leaves out the feed path is not complete, whatever the chambers showed
    args: Args = {**people, "found": str(finding.klass), "n": finding.n, "looked": looked}
    names = {weapon: _look_event(state, kind, finding, weapon) for weapon in weapons or ("",)}
    found = any(name in FINDINGS for name in names.values())
    made = [Event("" if found and name not in FINDINGS else name, weapon, _lot_of(state, weapon), args) for weapon, name in names.items()]
    return tuple(made), found or kind == "observe"


def _look_event(state: State, kind: str, finding: Finding, weapon: str) -> str:
    if finding.klass is Contents.BULLET:
        return "observe_bullet"
    if kind == "observe":
        return ""
    record = state.core.weapons.get(weapon)
    if kind != "check" and record is not None and contradicts(finding, record) and not matches(finding, record):
        return "observe_differs"
    return kind


def _lot_of(state: State, weapon: str) -> str:
    record = state.core.weapons.get(weapon)
    return str(record["lot"]) if record is not None else ""


def _acceptances(body: Accept, items: Items, people: Args) -> tuple[Event, ...]:
    told = {thing.id: thing for thing in body.things}
    made: list[Event] = []
    for weapon in items.weapons or (("",) if items.none else ()):
        thing = told.get(weapon)
        klass = thing.klass if thing is not None and thing.klass is not None else WeaponClass.FUNCTIONAL
        capacity = thing.capacity if thing is not None and thing.capacity is not None else 0
        made.append(Event("accept_weapon", weapon, "", {**people, "kind": str(klass), "cap": capacity}))
    for lot in items.lots:
        thing = told.get(lot)
        rounds = thing.rounds if thing is not None and thing.rounds is not None else RoundClass.UNPROVED
        load = str(thing.load) if thing is not None else "none"
        got = thing.count if thing is not None and thing.count is not None else 0
        made.append(Event("accept_lot", "", lot, {**people, "klass": _lot_class(rounds), "load": load, "got": got}))
    return tuple(made) or (Event("", "", "", people),)


def _lot_class(rounds: RoundClass) -> str:
    if rounds in FORBIDDEN:
        return "BULLET"
    return str(rounds) if rounds in {RoundClass.DUMMY, RoundClass.BLANK} else "UNKNOWN"


def _declare(state: State, body: Declare, items: Items, people: Args) -> tuple[Event, ...]:
    claim = body.contents
    klass, n, load = (str(claim.klass), claim.n, str(claim.load)) if claim is not None else ("UNKNOWN", 0, "none")
    args: Args = {**people, "contents": klass, "n": n, "load": load}
    return tuple(Event("declare", weapon, _lot_of(state, weapon), args) for weapon in items.weapons or ("",))


UNIT_EVENTS = frozenset(
    {"stop", "call_cut", "call_hold", "call_break", "line_clear", "line_lost", "bullet_removed", "lift_lockdown", "resume"}
)
PER_WEAPON = frozenset(
    {
        "clearance", "take_out", "put_away", "pick_up", "pass_on", "give_back", "collect", "set_down", "leave_set",
        "quarantine", "release", "prove_bore", "hand_over", "look_away", "make_safe", "move_to_evidence",
    }
)  # fmt: skip


def _plain(state: State, kind: str, body: msgspec.Struct, items: Items, people: Args) -> tuple[Event, ...]:
    weapons, lots = items.weapons, items.lots
    match body:
        case LoadRounds():  # a second lot meets a weapon that is no longer empty, and is refused
            return _each("load", weapons, lots, {**people, "n": body.n})
        case Declare():
            return _declare(state, body, items, people)
        case Use():
            name = "use_fire" if body.action is Action.FIRE else "use_unfired"
            return tuple(Event(name, w, _lot_of(state, w), {**people, "n": body.n}) for w in weapons or ("",))
        case Dispose() if body.what == CASES:
            return _each("", weapons, lots, people)
        case Dispose():
            return _both("", "dispose", items, people, {**people, "n": body.n})
        case ReturnItem():
            counted = [Event("return_lot", "", lot, {**people, "n": _returned(state, body, lot)}) for lot in lots]
            return (*_weapons("return_item", items, people), *counted)
        case Unload():
            return tuple(Event("unload", w, _lot_of(state, w), {**people, "n": _unfired(state, body, w)}) for w in weapons or ("",))
        case SignPlan():
            plan = state.plans.get(body.shot)
            blanks = plan is not None and plan.body.contents is Contents.BLANK
            return (Event("sign_plan" if blanks else "", "", "", people),)
        case BringIn():
            return _both("bring_in", "", items, {**people, "live": body.live_fire}, people)
        case ProveBore():  # without rod and light nothing is proved; that somebody tried is recorded
            return _weapons("prove_bore" if body.rod and body.light else "", items, people)
        case TestFire():
            lot = lots[0] if lots else ""
            return tuple(Event("test_fire", w, lot, {**people, "n": body.rounds}) for w in weapons or ("",))
        case BeginUse():
            return tuple(Event("begin_use", w, _lot_of(state, w), people) for w in weapons or ("",))
        case _:
            return _by_name(state, kind, body, items, people)


def _weapons(name: str, items: Items, args: Args) -> tuple[Event, ...]:
    """The event for each weapon; an act that names nothing keeps it, so that its rules refuse it."""
    return tuple(Event(name, weapon, "", args) for weapon in items.weapons or (("",) if items.none else ()))


def _both(weapon: str, lot: str, items: Items, told: Args, counted: Args) -> tuple[Event, ...]:
    """One event for the weapons and another for the lots; an act that names nothing keeps one, so that its rules refuse it."""
    made = [Event(weapon, one, "", told) for one in items.weapons] + [Event(lot, "", one, counted) for one in items.lots]
    return tuple(made) or (Event(weapon or lot if items.none else "", "", "", {**told, **counted}),)


def _by_name(state: State, kind: str, body: msgspec.Struct, items: Items, people: Args) -> tuple[Event, ...]:
    if kind in UNIT_EVENTS:
        return (Event(kind, items.weapons[0] if items.weapons else "", "", people),)
    if kind in {"duty_on", "duty_off"}:
        return (Event(kind if _lead_duty(state, kind, body, people) else "", "", "", people),)
    if kind == "thaw":
        return _both("thaw", "thaw_lot", items, people, people)
    if kind in PER_WEAPON:
        beside = _each("", (), items.lots, people) if items.lots else ()
        return (*_weapons(kind, items, people), *beside) or _each("", (), items.lots, people)
    return _each("", items.weapons, items.lots, people)


def _returned(state: State, body: ReturnItem, lot: str) -> int:
    """Rounds that go back as stated; not stated = all that are in the store."""
    record = state.core.lots.get(lot)
    return body.count if body.count is not None else int(record["store"]) if record is not None else 0


def _unfired(state: State, body: Unload, weapon: str) -> int:
    """Unfired rounds as stated; not stated = as many as the record has."""
    record = state.core.weapons.get(weapon)
    return body.unfired if body.unfired is not None else int(record["n"]) if record is not None else 0


def _lead_duty(state: State, kind: str, body: msgspec.Struct, people: Args) -> bool:
    duty = getattr(body, "duty", None)
    who = getattr(body, "person", None) or people["who"]
    if kind == "duty_on":
        return duty == WEAPONS_LEAD
    had = WEAPONS_LEAD in state.people.duties.get(str(who), ())
    others = any(WEAPONS_LEAD in duties for person, duties in state.people.duties.items() if person != who)
    return had and duty in {None, WEAPONS_LEAD} and not others
