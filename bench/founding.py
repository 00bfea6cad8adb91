"""How the production is founded and how its days open and close: everything that must be on record before a weapon is handed over."""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.production import (
    ASSISTANTS,
    BOX,
    CHAMBERS,
    LOT_ROUNDS,
    LOTS,
    ORIGIN,
    PEOPLE,
    RP_ID,
    WEAPONS,
    WEB,
    device,
    passkey,
    team,
)
from bench.stage import Ask, Stage
from chamberflag.acts import box, ceremony, day, people, plan, rounds, weapons
from chamberflag.acts.body import Nothing
from chamberflag.canon.profile import b64u
from chamberflag.seal.note import note_key
from chamberflag.vocabulary.words import Action, Contents, ItemKind, Role, RoundClass, WeaponClass

PRODUCER = (("producer", "producer"),)
LEAD = (("lead", "lead"),)
LEAD_AD = (("lead", "lead"), ("ad", "ad"))
COUNTED = (("lead", "lead"), ("ad", "witness"))
POINTS = ("action", "deviations", "abort", "emergency", "command")
IN_ONE_ACT = 10  # line 1 of an act has a limit


def founded(stage: Stage, log_key: Ed25519PrivateKey) -> Iterator[Ask]:
    """Genesis, people with their two keys each, appointments, papers, the register, plans."""
    yield _genesis(stage, log_key)
    for person, roles in PEOPLE.items():
        yield Ask("add_person", PRODUCER, people.AddPerson(person, tuple(Role(r) for r in roles)))
        if person not in {"producer", "lead"}:
            yield _enrolled(person, b64u(passkey(person).key.spki), "webauthn-es256")
        yield _enrolled(person, b64u(device(person).spki), "ed25519")
    for person, role in (("lead", "lead"), ("safety", "safety"), ("medic", "medic"), *((a, "assistant") for a in ASSISTANTS)):
        yield Ask("appoint", (*PRODUCER, (person, "crew")), people.Appoint(person, Role(role)))
    yield Ask("adopt_rules", (*PRODUCER, *LEAD), people.AdoptRules(("base",), {"weapons_per_handler": 4}))
    yield from _papers()
    yield from _register()
    yield Ask("assess", (*LEAD, ("safety", "safety")), plan.Assess("general"))
    yield Ask("assess", (*LEAD, ("safety", "safety")), plan.Assess("specific", ("mitigation", "precautions", "rated", "group")))


def _genesis(stage: Stage, log_key: Ed25519PrivateKey) -> Ask:
    roots = tuple(box.RootKey(b64u(passkey(p).key.spki), "webauthn-es256", p) for p in ("producer", "lead"))
    own = box.RootKey(b64u(device(BOX).spki), "ed25519", BOX, 3)
    vkey = note_key(ORIGIN, log_key.public_key().public_bytes_raw()).vkey()
    body = box.Genesis("example", ORIGIN, vkey, ("v1",), (*roots, own), stage.recorder.rules.digest, rp_id=RP_ID, origins=(WEB,))
    return Ask("genesis", ((BOX, "box"), *PRODUCER, *LEAD), body)


def _enrolled(person: str, spki: str, alg: str) -> Ask:
    passkeys = alg != "ed25519"
    body = people.KeyEnrolled(
        spki, alg, person, rung=1 if passkeys else 3, rp_id=RP_ID if passkeys else None, origins=(WEB,) if passkeys else ()
    )
    known = () if passkeys or person == "producer" else ((person, "crew"),)  # the passkey vouches for the further key
    return Ask("key.enrolled", ((person, "crew"), *known, *PRODUCER), body)


def _papers() -> Iterator[Ask]:
    for person in PEOPLE:
        yield Ask("document", PRODUCER, people.Document(person, "course"))
    for kind in ("contact", "sign_photo", "call_sheet"):
        yield Ask("document", PRODUCER, people.Document("production", kind))
    yield Ask("document", PRODUCER, people.Document("dealer", "supplier_approved"))
    for weapon in WEAPONS:
        for kind in ("weapon_licence", "maintenance"):
            yield Ask("document", PRODUCER, people.Document(weapon, kind))
    for lot in LOTS:
        yield Ask("document", PRODUCER, people.Document(lot, "maker_statement"))


def _register() -> Iterator[Ask]:
    for lot in LOTS:
        thing = weapons.Thing(lot, ItemKind.LOT, rounds=RoundClass.DUMMY, count=LOT_ROUNDS, calibre=".45", look="hole")
        yield Ask("bring_in", LEAD, weapons.BringIn((thing,), supplier="dealer", receipt=f"r_{lot}", other_production=False), (lot,))
        yield Ask("prove_round", COUNTED, rounds.ProveRound((rounds.Proof(RoundClass.DUMMY, ("rattle", "hole"), LOT_ROUNDS),)), (lot,))
        yield count(lot, LOT_ROUNDS)
        yield Ask("accept", LEAD_AD, weapons.Accept((thing,)), (lot,))
    for first in range(0, len(WEAPONS), IN_ONE_ACT):
        some = WEAPONS[first : first + IN_ONE_ACT]
        things = tuple(
            weapons.Thing(w, ItemKind.WEAPON, klass=WeaponClass.FUNCTIONAL, capacity=CHAMBERS, safeties_intact=True, calibre=".45")
            for w in some
        )
        yield Ask("bring_in", LEAD, weapons.BringIn(things, supplier="dealer", receipt=f"r_{some[0]}", other_production=False), some)
        yield Ask("accept", LEAD_AD, weapons.Accept(things), some)


def planned() -> Iterator[Ask]:
    """The plan of each weapon's shot, signed, and its performer trained on it."""
    for weapon in WEAPONS:
        t = team(weapon)
        yield Ask("train", (*LEAD, (t.performer, "performer")), people.Train(t.performer), (weapon,))
        actions = (Action.HOLD, Action.DRAW, Action.AIM, Action.COCK)
        body = plan.PlanShot(
            t.shot,
            weapons=(weapon,),
            performers=(t.performer,),
            actions=actions,
            rounds=5,
            contents=Contents.DUMMY,
            on_line=(),
            toward_people=False,
        )
        yield Ask("plan_shot", (("ad", "ad"),), body)
        yield Ask("sign_plan", (("ad", "ad"), ("safety", "safety")), plan.SignPlan(t.shot))


def opened() -> Iterator[Ask]:
    """The morning: duties, the meeting, who was there, what nobody brings, the day open, the weapons taken out and checked."""
    yield Ask("duty_on", LEAD, day.DutyOn("weapons lead"))
    for assistant in ASSISTANTS:
        yield Ask("duty_on", ((assistant, "assistant"),), day.DutyOn("weapons"))
    yield Ask("duty_on", (("medic", "medic"),), day.DutyOn("medic"))
    yield Ask("meet", (("ad", "ad"),), day.Meet(points=POINTS, present=tuple(PEOPLE), walk_through=True, finger=True))
    for person, roles in PEOPLE.items():
        yield Ask("join_meeting", ((person, roles[0]),), day.JoinMeeting())
        yield Ask("day_declaration", ((person, roles[0]),), Nothing())
    yield Ask("open_day", (("ad", "ad"),), day.OpenDay(place="base", public_view=False))


def closed(stage: Stage) -> Iterator[Ask]:
    """The evening: every weapon cleaned, every lot counted by two, the day closed."""
    for weapon in WEAPONS:
        t = team(weapon)
        yield Ask("clean", ((t.handler, t.handler_role),), weapons.Clean(), (weapon,))
    for lot in LOTS:
        yield count(lot, in_store(stage, lot))
    yield Ask("close_day", LEAD_AD, Nothing())


def in_store(stage: Stage, lot: str) -> int:
    """Rounds of a lot that should be found in the store."""
    record = stage.recorder.state.core.lots.get(lot)
    return int(record["store"]) if record is not None else LOT_ROUNDS


def count(lot: str, n: int) -> Ask:
    """A count of a lot by two people with one result."""
    return Ask("count", COUNTED, rounds.CountItems((rounds.Tally(n), rounds.Tally(n))), (lot,))


def looked(n: int) -> ceremony.Look:
    """A look into every chamber that finds `n` dummies."""
    from chamberflag.vocabulary.words import Chamber  # noqa: PLC0415

    return ceremony.Look((Chamber.DUMMY,) * n + (Chamber.EMPTY,) * (CHAMBERS - n))
