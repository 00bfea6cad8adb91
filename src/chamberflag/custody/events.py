"""Which events of the proved machine an act is, and with which parameters. Source: acts.md sections 1, 3 and 4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts.ceremony import Declare, HandOver, Look, ProveBore
from chamberflag.acts.incident import Report, Review
from chamberflag.acts.plan import BeginUse, SignPlan, Use
from chamberflag.acts.play import ChangeHands, Lay, TakeUp
from chamberflag.acts.rack import LINE, CollectMoulded, IssueMoulded
from chamberflag.acts.rounds import CountItems, Dispose, LoadRounds, ProveRound, Unload
from chamberflag.acts.weapons import Accept, BringIn, Quarantine, Release, ReturnItem, TestFire
from chamberflag.custody import magazines
from chamberflag.custody.event import Args, Event, Items, both, each, held, of_weapons
from chamberflag.custody.finding import Finding, contradicts, matches, reduce
from chamberflag.custody.lots import CASES, acceptances, came_out, counts, proofs, returned, short
from chamberflag.custody.reports import closing, report, review
from chamberflag.vocabulary.words import Action, Contents, WeaponClass

if TYPE_CHECKING:
    from collections.abc import Mapping

    import msgspec

    from chamberflag.custody.state import State

WEAPONS_LEAD = "weapons lead"
LEND = "lend"  # a hand-over for the block
FINDINGS = frozenset({"observe_bullet", "observe_differs"})
RUNGS = {action: place for place, action in enumerate(Action)}


def events_of(state: State, kind: str, body: msgspec.Struct, items: Items, parties: Mapping[str, str]) -> tuple[tuple[Event, ...], bool]:
    """The events in order, and whether the finding makes the act fail-safe (acts.md section 3)."""
    people: Args = dict(parties)
    match kind:
        case "check" | "witness" | "second_witness" | "show" | "observe":
            assert isinstance(body, Look)  # noqa: S101 - the decoder made it
            return _looks(state, kind, body, items.weapons, people)
        case "take_up":
            assert isinstance(body, TakeUp)  # noqa: S101
            return _looks(state, kind, Look(body.chambers), items.weapons, people)
        case "accept":
            assert isinstance(body, Accept)  # noqa: S101
            return acceptances(state, body, items, people), False
        case "report":
            assert isinstance(body, Report)  # noqa: S101
            return report(state, body, items, people), True
        case "review":
            assert isinstance(body, Review)  # noqa: S101
            made = review(state, body, items, people)
            return (*made, *closing(state, kind, body, items, made, people)), False
        case "unload":
            assert isinstance(body, Unload)  # noqa: S101
            return _unloads(state, body, items.weapons, people)
        case "fill" | "strip" | "insert" | "take_magazine_out":
            return magazines.events(state, body, items, people)
        case "prove_round":
            assert isinstance(body, ProveRound)  # noqa: S101
            return proofs(state, body, items.lots, people), True
        case _:
            made = _plain(state, kind, body, items, people)
            return (*made, *closing(state, kind, body, items, made, people)), False


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
    if record is not None and (record["mag"] or record["kind"] == WeaponClass.MAGAZINE):  # nobody looks past one: refused, no finding
        return kind
    if kind != "check" and record is not None and contradicts(finding, record) and not matches(finding, record):
        return "observe_differs"
    return kind


def _unloads(state: State, body: Unload, weapons: tuple[str, ...], people: Args) -> tuple[tuple[Event, ...], bool]:
    """Rounds that do not come back are a finding: recorded in every state, and then nothing counts as unloaded."""
    lost = {weapon for weapon in weapons if short(state, body, weapon)}
    if lost:
        return tuple(Event("rounds_short" if w in lost else "", w, _lot_of(state, w), people) for w in weapons), True
    return tuple(Event("unload", w, _lot_of(state, w), came_out(state, body, w, people)) for w in weapons or ("",)), False


def _lot_of(state: State, weapon: str) -> str:
    record = state.core.weapons.get(weapon)
    return str(record["lot"]) if record is not None else ""


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
        "look_away", "make_safe", "move_to_evidence",
    }
)  # fmt: skip


def _plain(state: State, kind: str, body: msgspec.Struct, items: Items, people: Args) -> tuple[Event, ...]:
    weapons, lots = items.weapons, items.lots
    match body:
        case LoadRounds():  # a second lot meets a weapon that is no longer empty, and is refused
            return each("load", weapons, lots, {**people, "n": body.n})
        case IssueMoulded():
            return _issued(body, weapons, people)
        case CollectMoulded():
            return of_weapons("collect", items, people)
        case Declare():
            return _declare(state, body, items, people)
        case Use():
            return _use(state, body, weapons, people)
        case HandOver():  # what is not said is not permitted: the performer holds it, and no more
            most = rung(body.permitted, body.fire) if body.permitted is not None else 0
            return _given(kind, items, {**people, "permitted": most})
        case ChangeHands() | Lay():
            return of_weapons(kind, items, people)
        case Quarantine():
            return (*(of_weapons(kind, items, people) or each("", (), lots, people)), *held(lots, people, body.rounds or 0))
        case Release():
            return both(kind, "release_lot", items, people, people)
        case CountItems():
            return counts(state, body, items, people)
        case Dispose() if body.what == CASES:
            return each("", weapons, lots, people)
        case Dispose():
            return both("", "dispose", items, people, {**people, "n": body.n, "pile": str(body.pile)})
        case ReturnItem():
            counted = [Event("return_lot", "", lot, {**people, "n": returned(state, body, lot)}) for lot in lots]
            return (*of_weapons("return_item", items, people), *counted)
        case SignPlan():
            plan = state.plans.get(body.shot)
            blanks = plan is not None and plan.body.contents is Contents.BLANK
            return (Event("sign_plan" if blanks else "", "", "", people),)
        case BringIn():
            return both("bring_in", "", items, {**people, "live": body.live_fire}, people)
        case ProveBore():  # without rod and light nothing is proved; that somebody tried is recorded
            return of_weapons("prove_bore" if body.rod and body.light else "", items, people)
        case TestFire():
            lot = lots[0] if lots else ""
            return tuple(Event("test_fire", w, lot, {**people, "n": body.rounds}) for w in weapons or ("",))
        case BeginUse():
            return tuple(Event("begin_use", w, _lot_of(state, w), people) for w in weapons or ("",))
        case _:
            return _by_name(state, kind, body, items, people)


def rung(action: Action, shots: int) -> int:
    """An action on the machine's scale: hold 0, draw 1, aim 2, cock 3, dry fire 4, fire n shots 4 + n."""
    return RUNGS[Action.DRY_FIRE] + shots if action is Action.FIRE else RUNGS[action]


def _hands(kind: str, items: Items, args: Args) -> tuple[Event, ...]:
    """The event for each weapon; lots beside them are judged by the rules of the gate alone."""
    beside = each("", (), items.lots, args) if items.lots else ()
    return (*of_weapons(kind, items, args), *beside) or each("", (), items.lots, args)


def _given(kind: str, items: Items, args: Args) -> tuple[Event, ...]:
    """A hand-over; where it is for a block, that it is stands before it."""
    if kind != LEND:
        return _hands("hand_over", items, args)
    lent: Args = {"who": args["who"]}
    return tuple(event for given in of_weapons("hand_over", items, args) for event in (Event("lend_out", given.weapon, "", lent), given))


def _use(state: State, body: Use, weapons: tuple[str, ...], people: Args) -> tuple[Event, ...]:
    """Shots are signed by who counts them, alone or beside whoever fires; any other action by the one who does it."""
    done: Args = {**people, "n": body.n, "observed": rung(body.action, body.n)}
    counter = done.pop("second", "")
    if body.action is Action.FIRE:
        done |= {"who": counter or people["who"]}
    name = "use_fire" if body.action is Action.FIRE else "use_unfired"
    return tuple(Event(name, w, _lot_of(state, w), done) for w in weapons or ("",))


def _issued(body: IssueMoulded, weapons: tuple[str, ...], people: Args) -> tuple[Event, ...]:
    """One event a piece, in the order of the act; a piece for which nobody receives or leads names nobody, and is refused."""
    made: list[Event] = []
    for at, weapon in enumerate(weapons or ("",)):
        to = body.receivers[at] if at < len(body.receivers) else ""
        leads = body.leaders[at // LINE] if at // LINE < len(body.leaders) else ""
        made.append(Event("issue_moulded", weapon, "", {**people, "third": leads, "to": to}))
    return tuple(made)


def _by_name(state: State, kind: str, body: msgspec.Struct, items: Items, people: Args) -> tuple[Event, ...]:
    if kind in UNIT_EVENTS:
        return (Event(kind, items.weapons[0] if items.weapons else "", "", people),)
    if kind in {"duty_on", "duty_off"}:
        return (Event(kind if _lead_duty(state, kind, body, people) else "", "", "", people),)
    if kind == "thaw":
        return both("thaw", "thaw_lot", items, people, people)
    if kind in PER_WEAPON:
        return _hands(kind, items, people)
    return each("", items.weapons, items.lots, people)


def _lead_duty(state: State, kind: str, body: msgspec.Struct, people: Args) -> bool:
    duty = getattr(body, "duty", None)
    who = getattr(body, "person", None) or people["who"]
    if kind == "duty_on":
        return duty == WEAPONS_LEAD
    had = WEAPONS_LEAD in state.people.duties.get(str(who), ())
    others = any(WEAPONS_LEAD in duties for person, duties in state.people.duties.items() if person != who)
    return had and duty in {None, WEAPONS_LEAD} and not others
