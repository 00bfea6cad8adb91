"""Which events of the proved machine an act is, and with which parameters. Source: acts.md sections 1, 3 and 4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chamberflag.acts.ceremony import Declare, Look
from chamberflag.acts.incident import Report, Review
from chamberflag.acts.plan import SignPlan, Use
from chamberflag.acts.rounds import Dispose, LoadRounds, ProveRound
from chamberflag.acts.weapons import Accept
from chamberflag.custody.finding import Finding, contradicts, matches, reduce
from chamberflag.vocabulary.words import Action, Contents, RoundClass, WeaponClass

if TYPE_CHECKING:
    from collections.abc import Mapping

    import msgspec

    from chamberflag.custody.records import Report as ReportRecord
    from chamberflag.custody.state import State

Value = bool | int | str
Args = dict[str, Value]
WEAPONS_LEAD = "weapons lead"
FORBIDDEN = frozenset({RoundClass.BULLET, RoundClass.PRIMED_INERT})


@dataclass(frozen=True, slots=True)
class Event:
    """One event for one weapon and one lot ("" = none of them); name "" = the rules of the gate alone judge it."""

    name: str
    weapon: str
    lot: str
    args: Mapping[str, Value]


def events_of(
    state: State, kind: str, body: msgspec.Struct, weapons: tuple[str, ...], lots: tuple[str, ...], parties: Mapping[str, str]
) -> tuple[tuple[Event, ...], bool]:
    """The events in order, and whether the finding makes the act fail-safe (acts.md section 3)."""
    people: Args = dict(parties)
    match kind:
        case "check" | "witness" | "show" | "observe":
            assert isinstance(body, Look)  # noqa: S101 - the decoder made it
            return _looks(state, kind, body, weapons, people)
        case "accept":
            assert isinstance(body, Accept)  # noqa: S101
            return _acceptances(body, weapons, lots, people), False
        case "report":
            assert isinstance(body, Report)  # noqa: S101
            return _report(body, weapons, lots, people), True
        case "review":
            assert isinstance(body, Review)  # noqa: S101
            return _review(state, body, weapons, people), False
        case "prove_round":
            assert isinstance(body, ProveRound)  # noqa: S101
            bullets = sum(result.n for result in body.results if result.klass in FORBIDDEN)
            return _each(("prove_round_bullet" if bullets else "",), (), lots, people), True
        case _:
            return _plain(state, kind, body, weapons, lots, people), False


def _each(names: tuple[str, ...], weapons: tuple[str, ...], lots: tuple[str, ...], args: Args) -> tuple[Event, ...]:
    lot = lots[0] if lots else ""
    targets = [(weapon, lot) for weapon in weapons] or [("", one) for one in lots] or [("", "")]
    return tuple(Event(name, weapon, one, args) for name in names for weapon, one in targets)


def _looks(state: State, kind: str, body: Look, weapons: tuple[str, ...], people: Args) -> tuple[tuple[Event, ...], bool]:
    finding = reduce(body.chambers)
    args: Args = {**people, "found": str(finding.klass), "n": finding.n, "looked": finding.looked}
    made: list[Event] = []
    safe = kind == "observe"
    for weapon in weapons or ("",):
        name = _look_event(state, kind, finding, weapon)
        safe = safe or name.startswith("observe")
        made.append(Event(name, weapon, _lot_of(state, weapon), args))
    return tuple(made), safe


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


def _acceptances(body: Accept, weapons: tuple[str, ...], lots: tuple[str, ...], people: Args) -> tuple[Event, ...]:
    told = {thing.id: thing for thing in body.things}
    made: list[Event] = []
    for weapon in weapons:
        thing = told.get(weapon)
        klass = thing.klass if thing is not None and thing.klass is not None else WeaponClass.FUNCTIONAL
        capacity = thing.capacity if thing is not None and thing.capacity is not None else 0
        made.append(Event("accept_weapon", weapon, "", {**people, "kind": str(klass), "cap": capacity}))
    for lot in lots:
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


HAZARDS = frozenset({"surplus_round", "loss"})


def _report(body: Report, weapons: tuple[str, ...], lots: tuple[str, ...], people: Args) -> tuple[Event, ...]:
    names: list[str] = []
    if body.harm:
        names.append("report_harm")
    if body.kind == "bullet_found" or body.found in FORBIDDEN:
        names.append("report_bullet")
    if body.kind == "unintended_discharge":
        names.append("report_discharge")
    if body.kind in HAZARDS:
        names.append("report_hazard")
    if not names:
        names.append("report_item" if weapons else "")
    first, *rest = names
    made = list(_each((first,), weapons, (), people))
    # a second flag of the same report: once for its first weapon, so that counts rise by one
    made += [Event(name, weapons[0] if weapons else "", "", people) for name in rest]
    return tuple(made) if made else (Event("", "", lots[0] if lots else "", people),)


def _review(state: State, body: Review, weapons: tuple[str, ...], people: Args) -> tuple[Event, ...]:
    asked = set(body.reports)
    unit = state.core.unit
    named = [state.incident.reports[r] for r in state.incident.open_reports if "all" in asked or r in asked]
    stays = [state.incident.reports[r] for r in state.incident.open_reports if not ("all" in asked or r in asked)]
    weapon = weapons[0] if weapons else ""
    made: list[Event] = []
    for flag, event, test in (("discharge", "review_discharge", _is_discharge), ("hazard", "review_hazard", _is_hazard)):
        if unit[flag] and any(test(r) for r in named) and not any(test(r) for r in stays):
            made.append(Event(event, weapon, "", people))
    return tuple(made) or (Event("", weapon, "", people),)


def _is_discharge(report: ReportRecord) -> bool:
    return report.harm or report.kind == "unintended_discharge"


def _is_hazard(report: ReportRecord) -> bool:
    return report.kind in HAZARDS


def _load(state: State, body: LoadRounds, weapons: tuple[str, ...], lots: tuple[str, ...], people: Args) -> tuple[Event, ...]:
    del state
    return _each(("load",), weapons, lots, {**people, "n": body.n})


def _declare(state: State, body: Declare, weapons: tuple[str, ...], people: Args) -> tuple[Event, ...]:
    claim = body.contents
    klass, n, load = (str(claim.klass), claim.n, str(claim.load)) if claim is not None else ("UNKNOWN", 0, "none")
    return tuple(Event("declare", w, _lot_of(state, w), {**people, "contents": klass, "n": n, "load": load}) for w in weapons) or (
        Event("", "", "", people),
    )


UNIT_EVENTS = frozenset(
    {"stop", "call_cut", "call_hold", "call_break", "line_clear", "line_lost", "bullet_removed", "lift_lockdown", "resume"}
)
PER_WEAPON = frozenset(
    {
        "bring_in", "clearance", "test_fire", "take_out", "put_away", "pick_up", "pass_on", "give_back", "collect", "set_down",
        "leave_set", "quarantine", "release", "prove_bore", "hand_over", "look_away", "make_safe", "move_to_evidence", "thaw",
        "return_item",
    }
)  # fmt: skip


def _plain(
    state: State, kind: str, body: msgspec.Struct, weapons: tuple[str, ...], lots: tuple[str, ...], people: Args
) -> tuple[Event, ...]:
    match body:
        case LoadRounds():
            return _load(state, body, weapons, lots, people)
        case Declare():
            return _declare(state, body, weapons, people)
        case Use():
            fire = body.action is Action.FIRE
            return tuple(Event("use_fire" if fire else "", w, _lot_of(state, w), {**people, "n": body.n}) for w in weapons or ("",))
        case Dispose():
            return (
                _each(("dispose" if lots else "",), (), lots, {**people, "n": body.n})
                if not weapons
                else _each(("",), weapons, lots, people)
            )
        case SignPlan():
            plan = state.plans.get(body.shot)
            blanks = plan is not None and plan.body.contents is Contents.BLANK
            return (Event("sign_plan" if blanks else "", "", "", people),)
        case _:
            return _by_name(state, kind, body, weapons, lots, people)


def _by_name(
    state: State, kind: str, body: msgspec.Struct, weapons: tuple[str, ...], lots: tuple[str, ...], people: Args
) -> tuple[Event, ...]:
    if kind in UNIT_EVENTS:
        return (Event(kind, weapons[0] if weapons else "", "", people),)
    if kind in {"duty_on", "duty_off"}:
        return (Event(kind if _lead_duty(state, kind, body, people) else "", "", "", people),)
    if kind == "unload":
        return tuple(Event("unload", w, _lot_of(state, w), {**people, "n": _unfired(state, body, w)}) for w in weapons) or (
            Event("", "", "", people),
        )
    if kind in PER_WEAPON:
        named = kind if weapons else ""
        if kind == "bring_in":
            live: Args = {**people, "live": bool(getattr(body, "live_fire", False))}
            return tuple(Event(kind, w, "", live) for w in weapons) or _each(("",), (), lots, people)
        if kind == "return_item" and not weapons:
            count = getattr(body, "count", None) or 0
            return _each(("return_lot" if lots else "",), (), lots, {**people, "n": count})
        return _each((named,), weapons, lots if not weapons else (), people)
    return _each(("",), weapons, lots, people)


def _unfired(state: State, body: msgspec.Struct, weapon: str) -> int:
    """Unfired rounds as stated; not stated = as many as the record has."""
    told = getattr(body, "unfired", None)
    record = state.core.weapons.get(weapon)
    return told if told is not None else int(record["n"]) if record is not None else 0


def _lead_duty(state: State, kind: str, body: msgspec.Struct, people: Args) -> bool:
    duty = getattr(body, "duty", None)
    who = getattr(body, "person", None) or people["who"]
    if kind == "duty_on":
        return duty == WEAPONS_LEAD
    had = WEAPONS_LEAD in state.people.duties.get(str(who), ())
    others = any(WEAPONS_LEAD in duties for person, duties in state.people.duties.items() if person != who)
    return had and duty in {None, WEAPONS_LEAD} and not others
