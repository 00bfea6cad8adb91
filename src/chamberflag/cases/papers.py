"""What is in order before step 1: the acts that say so, each with the facts it gives, in the order in which they are recorded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chamberflag.canon.profile import b64u
from chamberflag.cases.bodies import draft
from chamberflag.cases.cast import APPOINTED, ASIDE, DUTIES, TEAM
from chamberflag.cases.incidents import lost_by
from chamberflag.cases.items import blanks
from chamberflag.cases.scene import Doing
from chamberflag.cases.scratch import LOST, NOBODY, RP, STATION, UNBOUND, WEB, Draft, Sign, root_people
from chamberflag.vocabulary.words import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chamberflag.cases.denials import Pair
    from chamberflag.cases.form import Case
    from chamberflag.cases.scene import Scene

PRODUCTION = "production"
MINOR = re.compile(
    r"\b(minor|child|under 1[0-9]|(six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen) years old)\b"
)
LICENCES = ("licence", "permit", "federal_document", "training_record", "certificate", "endorsement")
PRODUCTION_PAPERS = (
    ("contact", "compliance_contact"),
    ("call_sheet", "call_sheet"),
    ("sign_photo", "sign_photo"),
    ("script_pages", "script_pages"),
    ("stock_take", "stock_take"),
    ("hosting", "hosting"),
)
WEAPONS_EACH = 4
NO_REPORTS: dict[str, list[str]] = {"reports": []}  # the daily meeting deals with no near miss by itself
FORBIDDEN = frozenset({"BULLET", "PRIMED_INERT"})
DAILY = frozenset({"meet", "join_meeting", "day_declaration"})


@dataclass(frozen=True, slots=True)
class Paper:
    """An act that is in order, and the facts it gives; needs: the item must have arrived, or be in service, first."""

    doing: Doing
    gives: tuple[Pair, ...] = ()
    made: Draft | None = None  # already composed, where no case speaks of such an act
    arrived: tuple[str, ...] = ()
    in_service: tuple[str, ...] = ()
    late: bool = False  # recorded only where a step needs it

    def draft(self, scene: Scene) -> Draft:
        """The act."""
        return self.made or draft(scene, self.doing)


def papers(scene: Scene) -> Iterator[Paper]:
    """Everything in order, as if the case said nothing to the contrary."""
    yield from _people(scene)
    yield from _production(scene)
    yield from _items(scene)
    yield from _rounds(scene)
    yield from _day(scene)


def _office(scene: Scene, kind: str, body: Mapping[str, object], *gives: Pair, late: bool = False, arrived: tuple[str, ...] = ()) -> Paper:
    """An act of the production office."""
    producer = scene.cast.one(Role.PRODUCER)
    made = Draft(kind, (Sign(producer, str(Role.PRODUCER)),), body)
    return Paper(Doing(kind, producer), gives, made, late=late, arrived=arrived)


def _people(scene: Scene) -> Iterator[Paper]:
    cast = scene.cast
    for m in cast.members:
        minor = {"minor": True} if m.id in minors(scene.case) else {}
        yield _office(scene, "add_person", {"person": m.id, "roles": [str(r) for r in m.hired]} | minor)
    roots = root_people(cast)
    for m in cast.members:
        if m.id not in roots:
            yield enrolment(scene, m.id, "")
    for person, which in _more_keys(scene):
        yield enrolment(scene, person, which)
    for m in cast.members:
        late = m.role in ASIDE
        yield _office(scene, "document", {"about": m.id, "kind": "course"}, (m.id, "course"), late=late)
        yield _office(scene, "document", {"about": m.id, "kind": "not_barred"}, (m.id, "not_barred"), late=late)
        if m.id in minors(scene.case):
            for kind in ("minor_consent", "minor_approval"):
                yield _office(scene, "document", {"about": m.id, "kind": kind}, (m.id, "minor_papers"))
        if m.role in TEAM:
            for kind in LICENCES:
                yield _office(scene, "document", {"about": m.id, "kind": kind}, (m.id, "licence"))
    for m in cast.members:
        if m.role in APPOINTED:
            yield _appoint(scene, m.id, m.role)
    for m in cast.members:
        if m.role in DUTIES:
            gives: list[Pair] = [(m.id, "duties")]
            gives += [(PRODUCTION, "weapons_lead_on_duty"), (m.id, "weapons_lead_on_duty")] if m.role is Role.LEAD else []
            gives += [(PRODUCTION, "medic")] if m.role is Role.MEDIC else []
            yield Paper(Doing("duty_on", m.id), tuple(gives))


def minors(case: Case) -> frozenset[str]:
    """People whom the case calls minors, or to whom a step says a weapon may not go because they are."""
    told = {p.id for p in case.person if MINOR.search(p.note)}
    return frozenset(told | {step.to for step in case.step if "HND-10" in step.stops and step.to})


def _asks(case: Case, rule: str) -> bool:
    """Whether a step or a question of the case rests on a rule."""
    return any(rule in step.stops for step in case.step) or any(
        rule in a.ask.get("rules", ()) for a in case.acceptance if a.ask is not None
    )


def _appoint(scene: Scene, person: str, role: Role) -> Paper:
    producer = scene.cast.one(Role.PRODUCER, but=(person,))
    gives: list[Pair] = [(person, "appointed")]
    gives += [(PRODUCTION, "medic")] if role is Role.MEDIC else []
    gives += [(PRODUCTION, "safety_representative")] if role is Role.SAFETY else []
    return Paper(Doing("appoint", producer, to=person), tuple(gives))


def enrolment(scene: Scene, person: str, which: str) -> Paper:
    """A key is bound to a person; the key `none` to somebody who was never added."""
    owner = NOBODY if which == UNBOUND else person
    producer = scene.cast.one(Role.PRODUCER)
    body = {
        "spki": b64u(scene.log.keys.spki(person, which)),
        "alg": "webauthn-es256",
        "person": owner,
        "rung": 2 if which == STATION else 1,
        "rp_id": RP,
        "origins": [WEB],
        "label": which or None,
    }
    owned = (Sign(person, str(Role.CREW)),) if which in {STATION, LOST} else ()  # a further key is vouched for with the first
    signs = (Sign(person, str(Role.CREW), which), *owned, Sign(producer, str(Role.PRODUCER)))
    return Paper(Doing("key.enrolled", person), (), Draft("key.enrolled", signs, {k: v for k, v in body.items() if v is not None}))


def _more_keys(scene: Scene) -> list[tuple[str, str]]:
    """Second keys, lost ones and one of nobody, where a step or a question names them."""
    told = [str(step.args["signer_key"]) for step in scene.case.step if "signer_key" in step.args]
    told += [str(a.ask["key"]) for a in scene.case.acceptance if a.ask is not None and "key" in a.ask]
    found: list[tuple[str, str]] = []
    for key in told:
        if key == UNBOUND:
            found.append((scene.case.person[0].id, UNBOUND))
        found += [(key.removeprefix(f"{kind} of "), kind) for kind in (STATION, LOST) if key.startswith(f"{kind} of ")]
    for step in scene.case.step:
        if step.act == "report" and step.args.get("kind") == "lost_phone":
            found.append((lost_by(scene.cast, step), LOST))
    return list(dict.fromkeys(found))


def _production(scene: Scene) -> Iterator[Paper]:
    for kind, fact in PRODUCTION_PAPERS:
        yield _office(scene, "document", {"about": PRODUCTION, "kind": kind}, *([(PRODUCTION, fact)] if fact else []))
    lead, producer = scene.cast.lead, scene.cast.one(Role.PRODUCER)
    if lead:
        signs = (Sign(producer, str(Role.PRODUCER)), Sign(lead, str(Role.LEAD)))
        body = {
            "packs": sorted(scene.log.state.settings.packs, key=lambda pack: (pack != "base", pack)),
            "params": {"weapons_per_handler": WEAPONS_EACH},
        }
        yield Paper(Doing("adopt_rules", producer), ((PRODUCTION, "weapons_per_handler"),), Draft("adopt_rules", signs, body))
        planner = scene.cast.one(Role.SAFETY)
        yield Paper(Doing("assess", planner, args={"kind": "general"}), ((PRODUCTION, "general_assessment"),))
        yield Paper(Doing("assess", planner, args={"kind": "specific"}), ((PRODUCTION, "risk_assessment_specific"),))
    if "au-act" in scene.log.state.settings.packs:
        classes = ["BLANK"] if _asks(scene.case, "AMM-15") else ["BLANK", "DUMMY"]
        yield _office(scene, "document", {"about": PRODUCTION, "kind": "place_permit", "classes": classes})
    told = ("police", "neighbours", *(("audience",) if "theatre" in scene.log.state.settings.packs else ()))
    for kind in told:
        yield _office(scene, "notice", {"kind": kind}, (PRODUCTION, "police_informed"))


def _receiver(scene: Scene) -> str:
    """Who takes goods in: the weapons lead, an assistant, or the production office."""
    return scene.cast.lead or scene.cast.one(Role.ASSISTANT, Role.PRODUCER)


def _items(scene: Scene) -> Iterator[Paper]:
    case, who = scene.case, _receiver(scene)
    for item in case.item:
        if item.kind in {"exhibit", "place"}:
            continue
        late = item.klass in FORBIDDEN and item.kind in {"lot", "round"}
        if not late:
            gives = tuple((item.id, fact) for fact in ("arrived", *(("class",) if item.kind in {"weapon", "lot"} else ())))
            yield Paper(Doing("bring_in", who, (item.id,)), gives)
        if item.kind in {"weapon", "lot"}:
            yield _paper_of(scene, item.id, "supplier_approved", "supplier_approved")
    for weapon in case.items("weapon"):
        for kind in ("weapon_licence", "maintenance"):
            yield _paper_of(scene, weapon.id, kind, "lawful")
        for lot in blanks(scene):
            body = {"about": weapon.id, "kind": "blank_listed", "other": lot}
            yield _office(scene, "document", body, (weapon.id, "blank_listed"), (lot, "blank_listed"))
    if scene.cast.lead:
        for weapon in case.items("weapon"):
            yield Paper(Doing("accept", scene.cast.lead, (weapon.id,)), ((weapon.id, "registered"),), arrived=(weapon.id,))


def _paper_of(scene: Scene, item: str, kind: str, fact: str) -> Paper:
    return _office(scene, "document", {"about": item, "kind": kind}, (item, fact))


def _rounds(scene: Scene) -> Iterator[Paper]:
    cast = scene.cast
    hand = cast.lead or cast.own(Role.ASSISTANT)
    lots = [lot for lot in scene.case.items("lot") if lot.klass not in FORBIDDEN]
    for lot in lots:
        yield _paper_of(scene, lot.id, "maker_statement", "made_by")
        if hand:
            yield Paper(Doing("prove_round", hand, (lot.id,)), ((lot.id, "proved"),), arrived=(lot.id,))
    if not cast.lead:
        return
    for lot in lots:
        yield Paper(Doing("accept", cast.lead, (lot.id,)), ((lot.id, "registered"),), arrived=(lot.id,))
        yield Paper(Doing("count", cast.lead, (lot.id,)), ((lot.id, "counted"),), arrived=(lot.id,))
    for weapon in scene.case.items("weapon"):
        for lot in blanks(scene):
            gives: tuple[Pair, ...] = ((weapon.id, "test_fired"), (lot, "test_fired"))
            yield Paper(Doing("test_fire", cast.lead, (weapon.id, lot)), gives, in_service=(weapon.id,), arrived=(lot,))
    for item in (*scene.case.items("weapon"), *lots):
        yield Paper(Doing("put_away", cast.lead, (item.id,)), (), in_service=(item.id,))


def _day(scene: Scene) -> Iterator[Paper]:
    cast = scene.cast
    if cast.lead:
        for performer in cast.of(Role.PERFORMER):
            for weapon in scene.case.items("weapon"):
                gives = ((performer, "trained_on"), (weapon.id, "trained_on"))
                yield Paper(Doing("train", cast.lead, (weapon.id,), performer), gives, arrived=(weapon.id,))
    chair = cast.own(Role.AD, Role.LEAD) or cast.one(Role.SAFETY)
    yield Paper(
        Doing("meet", chair, args=NO_REPORTS), ((PRODUCTION, "meeting_points"), (PRODUCTION, "walk_through"), (PRODUCTION, "meeting"))
    )
    for m in cast.members:
        yield Paper(Doing("join_meeting", m.id), ((m.id, "briefed"), (PRODUCTION, "meeting")), late=m.role in ASIDE)
    for m in cast.members:
        yield Paper(Doing("day_declaration", m.id), ((m.id, "day_declaration"),), late=m.role in ASIDE)
