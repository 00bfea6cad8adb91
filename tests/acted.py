"""Events of the machine said as signed acts: which act, signed by whom in which role, with which body."""

from __future__ import annotations

import copy
from functools import lru_cache
from itertools import permutations, product
from typing import TYPE_CHECKING, Any

from chamberflag import app
from chamberflag.acts import ceremony, day, incident, people, plan, play, rack, rounds, weapons
from chamberflag.acts.attested import ProvenSigner
from chamberflag.acts.body import Claim, Nothing
from chamberflag.canon.profile import b64u
from chamberflag.custody.signers import fill_slots
from chamberflag.vocabulary.words import Action, Chamber, Contents, ItemKind, Load, Role, RoundClass, WeaponClass
from tests.company import AD, LEAD, PRODUCER, RP, SAFETY, WEB, Company

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.ruleset import RuleSet

# vic plays a part, is an assistant on duty and a witness: the one whom the rules on distinct people are about.
VIC = (Role.PERFORMER, Role.CREW)
MAX = (Role.PERFORMER, Role.AD)  # plays a part and may say that the line is clear
SHOT, BLANKS = "s12", "s30"
GUN, MAGAZINE = "w1", "mg"  # that go into each other
# One act of two events, one for each of these two items: the event of the weapon, that of the magazine.
PAIRS = {"insert": "insert_magazine", "take_magazine_out": "take_magazine_out_loose"}
HALVES = {half: act for act, half in PAIRS.items()}
JOINED = {*PAIRS.items(), ("lend_out", "hand_over")}  # the second event comes with the act of the first
Said = tuple[str, list[tuple[str, str]], Any, list[str]]
REPORTS = {
    "report_discharge": "unintended_discharge", "report_hazard": "loss", "report_bullet": "bullet_found", "report_item": "drop",
    "report_harm": "accident",
}  # fmt: skip


@lru_cache(maxsize=1)
def opened() -> Company:
    """The company on an open day, with vic and max, a magazine, a moulding and a plan with blanks."""
    made = Company().crew()
    for person, roles, as_what in (("vic", VIC, "crew"), ("max", MAX, "ad")):
        made.do("add_person", [PRODUCER], people.AddPerson(person, roles))
        key = people.KeyEnrolled(b64u(made.key(person).key.spki), "webauthn-es256", person, rp_id=RP, origins=(WEB,))
        made.do("key.enrolled", [(person, as_what), PRODUCER], key)
    made.do("document", [PRODUCER], people.Document("vic", "course"))
    for person, role in (("vic", Role.ASSISTANT), ("vic", Role.WITNESS), ("asst", Role.WITNESS)):
        made.do("appoint", [PRODUCER, (person, str(role))], people.Appoint(person, role))
    made.do("duty_on", [("vic", "assistant")], day.DutyOn("weapons"))
    made.stock().opened()
    things = weapons.Thing("w9", ItemKind.WEAPON, WeaponClass.FUNCTIONAL, capacity=6), weapons.Thing("l9", ItemKind.LOT)
    made.do("bring_in", [("asst", "assistant")], weapons.BringIn(things, supplier="dealer1", receipt="r1"), ["w9", "l9"])
    beside = (
        weapons.Thing(MAGAZINE, ItemKind.WEAPON, WeaponClass.MAGAZINE, capacity=6),
        weapons.Thing("rb", ItemKind.WEAPON, WeaponClass.RUBBER, capacity=0, safeties_intact=True),
    )
    names = [thing.id for thing in beside]
    for name, kind in product(names, ("weapon_licence", "maintenance")):
        made.do("document", [PRODUCER], people.Document(name, kind))
    made.do("bring_in", [LEAD], weapons.BringIn(beside, supplier="dealer1", receipt="r2", other_production=False), names)
    assert made.why(made.do("accept", [LEAD, AD], weapons.Accept(beside), names)) == set()
    found = weapons.Thing("l8", ItemKind.LOT, count=3)
    made.do("bring_in", [("asst", "assistant")], weapons.BringIn((found,), supplier="dealer1", receipt="r3"), ["l8"])
    made.do("quarantine", [LEAD], weapons.Quarantine(rounds=2), ["l8"])
    assert made.why(made.do("release", [LEAD, SAFETY], weapons.Release(), ["l8"])) == set()
    blanks = plan.PlanShot(
        BLANKS, weapons=("w1", "w2"), performers=("perf",), actions=(Action.HOLD, Action.FIRE), rounds=5, contents=Contents.BLANK,
        load=Load.HALF, on_line=(), toward_people=False,
    )  # fmt: skip
    made.do("plan_shot", [("ad", "ad")], blanks)
    return made


def company(rules: RuleSet | None = None) -> Company:
    """A company of its own for one story. rules: judged by these instead of those in force."""
    first = opened()
    made = copy.copy(first)
    made.ledger, made.rec = copy.deepcopy(first.ledger), copy.copy(first.rec)
    made.rec.ledger = made.ledger
    if rules is not None:
        made.rec.rules_for = lambda _: rules
    return made


def said(made: Company, event: str, weapon: str, lot: str, args: Mapping[str, Any]) -> Said | None:
    """The act that says an event; None where no act can."""
    if event in HALVES:
        event, weapon, args = HALVES[event], GUN, {**args, **_beside(made)}
    if event == "lend_out":
        args = {**args, "to": "perf", "permitted": 0}
    found = _body(made, event, weapon, lot, args)
    if found is None:
        return None
    kind, body, items = found
    signers = _signers(made, kind, args)
    return None if signers is None else (kind, signers, body, items)


def _beside(made: Company) -> dict[str, Any]:
    """Who signs an insertion beside the handler: those who have looked into the weapon."""
    record = made.rec.state.core.weapons[GUN]
    return {"second": record["chk2"], "third": record["seen"]}


def _signers(made: Company, kind: str, args: Mapping[str, Any]) -> list[tuple[str, str]] | None:
    """People in roles that they hold, such that each fills the place that the event has for them."""
    table = app.act_table()
    row = table.rows[kind]
    wanted = {slot: args[param] for param, slot in row.params.items() if param in args}
    named = list(dict.fromkeys(wanted[slot] for slot in (*row.slots, *row.optional) if wanted.get(slot)))
    if not named:
        named = [args.get("who", "lead")]
    held = {person: {r for r, who in made.rec.state.people.roles.items() if person in who} | {"crew"} for person in named}
    fits = {person: set[str]().union(*(table.slots[slot] for slot, who in wanted.items() if who == person)) for person in named}
    choices = [
        [(person, role) for role in sorted(held[person], key=lambda r: (r not in fits[person], r == "crew", r)) if role in set(Role)]
        for person in named
    ]
    for signers in (order for some in product(*choices) for order in permutations(some)):
        filled = fill_slots(row, table, tuple(ProvenSigner(person, role, person, 3) for person, role in signers))
        if all(filled.get(slot, "") == person for slot, person in wanted.items()):
            return list(signers)
    return None


def look(found: str, n: int, looked: int) -> ceremony.Look | None:
    """The results of a look; None where no chambers give these figures."""
    chamber = {"EMPTY": Chamber.EMPTY, "UNKNOWN": Chamber.UNPROVED}.get(found) or Chamber(found)
    if (found == "EMPTY") != (n == 0) or n > looked:
        return None
    return ceremony.Look((chamber,) * n + (Chamber.EMPTY,) * (looked - n))


def done(rung: int) -> tuple[Action, int]:
    """The action and the shots that a number of the machine's scale means."""
    return (Action.FIRE, rung - 4) if rung > 4 else (tuple(Action)[rung], 0)


def _differing(made: Company, weapon: str) -> ceremony.Look | None:
    record = made.rec.state.core.weapons.get(weapon)
    if record is None:
        return None
    if record["contents"] == "UNKNOWN":
        return look("EMPTY", 0, record["cap"] + 1)
    return look("DUMMY", 1, record["cap"]) if record["n"] == 0 else look("EMPTY", 0, record["cap"])


def _body(made: Company, event: str, weapon: str, lot: str, args: Mapping[str, Any]) -> tuple[str, Any, list[str]] | None:
    """Act, body and items."""
    w, items = [weapon] if weapon else [], [x for x in (weapon, lot) if x]
    match event:
        case "check" | "witness" | "second_witness" | "show":
            seen = look(args["found"], args["n"], args["looked"])
            return None if seen is None else (event, seen, w)
        case "observe_bullet":
            return "observe", ceremony.Look((Chamber.BULLET,)), w
        case "observe_differs":
            seen = _differing(made, weapon)
            return None if seen is None else ("witness", seen, w)
        case "prove_round_bullet":
            return "prove_round", rounds.ProveRound((rounds.Proof(RoundClass.BULLET),)), [lot or "dm"]
        case "accept_weapon":
            thing = weapons.Thing(weapon, ItemKind.WEAPON, WeaponClass(args["kind"]), capacity=args["cap"], safeties_intact=True)
            return "accept", weapons.Accept((thing,)), w
        case "accept_lot":
            klass = {"UNKNOWN": RoundClass.UNPROVED}.get(args["klass"]) or RoundClass(args["klass"])
            thing = weapons.Thing(lot, ItemKind.LOT, rounds=klass, load=Load(args["load"]), count=args["got"])
            return "accept", weapons.Accept((thing,)), [lot]
        case "bring_in":
            return event, weapons.BringIn((weapons.Thing(weapon, ItemKind.WEAPON),), live_fire=args["live"]), w
        case "load":
            return event, rounds.LoadRounds(args["n"]), items
        case "unload":
            return event, rounds.Unload(unfired=args["n"], misfired=args["misfired"]), w
        case "fill":
            return event, rounds.Fill(args["n"], args["counted"], args["seal"]), items
        case "strip":
            return event, rounds.Strip(args["n"], args["misfired"]), w
        case "insert":
            return event, rounds.Insert(int(made.rec.state.core.weapons[MAGAZINE]["seal"]), BLANKS), [weapon, MAGAZINE]
        case "take_magazine_out":
            return event, rounds.TakeMagazineOut(args.get("left", 0)), [weapon, MAGAZINE]
        case "issue_moulded":
            given, leads = (tuple(args[slot] for _ in w if args[slot]) for slot in ("to", "third"))
            return event, rack.IssueMoulded(given, leads, fit=True), w
        case "dispose":
            return event, rounds.Dispose(args["n"], pile=rounds.Pile(args["pile"])), [lot]
        case "return_lot":
            return "return_item", weapons.ReturnItem(count=args["n"]), [lot]
        case "test_fire":
            return event, weapons.TestFire(rounds=args["n"]), items
        case "declare":
            claim = Claim(Contents(args["contents"]), args["n"], Load(args["load"]))
            return event, ceremony.Declare(claim, BLANKS if args["contents"] == "BLANK" else SHOT, "perf"), w
        case "hand_over" | "lend_out":
            record = made.rec.state.core.weapons.get(weapon, {"contents": "UNKNOWN", "n": 0, "load": "none"})
            claim = Claim(Contents(record["contents"]), record["n"], Load(record["load"]))
            action, shots = done(args["permitted"])
            return event.removesuffix("_out"), ceremony.HandOver(claim, SHOT, action, shots, fit=True), w
        case "take_up":
            seen = look(args["found"], args["n"], args["looked"])
            return None if seen is None else (event, play.TakeUp(seen.chambers, SHOT, fit=True), w)
        case _:
            return _plain(event, w, lot, args)


def _plain(event: str, w: list[str], lot: str, args: Mapping[str, Any]) -> tuple[str, Any, list[str]] | None:
    match event:
        case "use_fire":
            return "use", plan.Use(Action.FIRE, args["n"], BLANKS), w
        case "use_unfired":
            return "use", plan.Use(done(min(args["observed"], 4))[0], 0, SHOT), w
        case "change_hands":
            return event, play.ChangeHands(SHOT, fit=True), w
        case "lay":
            return event, play.Lay(SHOT), w
        case "begin_use":
            return event, plan.BeginUse(SHOT), w
        case "sign_plan":
            return event, plan.SignPlan(BLANKS), []
        case "line_clear" | "line_lost":
            return event, plan.Line(BLANKS), []
        case "duty_on" | "duty_off":
            return event, (day.DutyOn if event == "duty_on" else day.DutyOff)("weapons lead"), []
        case "review_discharge" | "review_hazard":
            return "review", incident.Review(cause="found", action="told"), w
        case "thaw_lot":
            return "thaw", Nothing(), [lot]
        case "hold_lot" | "release_lot":
            kind, body = ("quarantine", weapons.Quarantine()) if event == "hold_lot" else ("release", weapons.Release())
            return kind, body, [lot]
        case "freeze_lot":
            return "report", incident.Report("accident", harm=True), []
        case "resume":
            return event, incident.Resume(cause="found", action="told", meeting=True), []
        case "move_to_evidence":
            return event, incident.MoveToEvidence("locker"), w
        case "return_item":
            return event, weapons.ReturnItem(), w
        case _ if event in REPORTS:
            return "report", incident.Report(REPORTS[event], harm=event == "report_harm"), w
        case _ if event in app.act_table().rows:
            return event, None, w
        case _:
            return None


__all__ = ["LEAD", "company", "opened", "said"]
