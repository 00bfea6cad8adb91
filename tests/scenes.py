"""Scenes for the facts: what is on record, and the step that is judged; whatever a scene does not say is nowhere recorded."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest
from _pytest.mark import ParameterSet
from immutables import Map

from chamberflag.acts.attested import ProvenSigner
from chamberflag.acts.body import Nothing
from chamberflag.custody.event import Event
from chamberflag.custody.persons import Appointment, KeyRecord, Paper, People, Settings
from chamberflag.custody.records import Assessment, Day, Incident, Lot, Plan, Report, Thing
from chamberflag.custody.state import State
from chamberflag.custody.step import Step
from chamberflag.gate.facts.table import FACTS
from chamberflag.gate.moment import DAY_MS, Moment
from chamberflag.interlock.ruleset import Core
from proofs.live import base

NOW = 1_000_000_000
LATELY, YESTERDAY = NOW - DAY_MS, NOW - DAY_MS - 1  # the oldest instant that is still of today; one that is not
GUN, BOX = Thing("w1", "weapon", 1), Thing("c1", "container", 1)
DUMMIES, BLANKS = Thing("dm", "lot", 1, rounds="DUMMY"), Thing("bl", "lot", 1, rounds="BLANK")
Fields = Mapping[str, bool | int | str]
Answer = bool | int | str | None


class Scene(msgspec.Struct, frozen=True):
    """A step of an act about one weapon and one lot ("" = none). core, rounds: the machine's records, where they differ from new ones."""

    act: str = "hand_over"
    body: msgspec.Struct = Nothing()
    weapon: str = "w1"
    lot: str = ""
    others: tuple[str, ...] = ()
    weapons: tuple[str, ...] | None = None
    lots: tuple[str, ...] | None = None
    signers: tuple[tuple[str, str], ...] = (("ann", "lead"),)
    signed: tuple[ProvenSigner, ...] = ()
    parties: Mapping[str, str] = msgspec.field(default_factory=lambda: {"who": "ann", "to": "pia"})
    events: tuple[Event, ...] = ()
    missing: int = 0
    rung: int = 3
    device: str = "phone1"
    core: Mapping[str, Fields] = {}
    rounds: Mapping[str, Fields] = {}
    unit: Fields = {}
    things: tuple[Thing, ...] = ()
    boxes: tuple[Lot, ...] = ()
    day: Day = Day()
    plans: tuple[Plan, ...] = ()
    people: People = People()
    papers: tuple[tuple[str, str, Paper], ...] = ()
    letters: tuple[Appointment, ...] = ()
    held: Mapping[str, tuple[str, ...]] = {}  # role -> the people who hold it
    duties: Mapping[str, tuple[str, ...]] = {}
    assessments: tuple[Assessment, ...] = ()
    incident: Incident = Incident()
    settings: Settings = Settings()
    keys: Mapping[str, KeyRecord] = {}
    packs: tuple[str, ...] = ("base",)
    params: Mapping[str, int] = {}
    after: bool = False


def moment(scene: Scene) -> Moment:
    """The moment of a scene, at NOW."""
    rules = base()
    weapons = {name: {**rules.initial_weapon, **fields} for name, fields in scene.core.items()}
    lots = {name: {**rules.initial_lot, "id": name, **fields} for name, fields in scene.rounds.items()}
    roles = {role: frozenset(who) for role, who in scene.held.items()}
    papers: dict[str, tuple[Paper, ...]] = {}
    for about, kind, paper in scene.papers:
        papers[f"{about}|{kind}"] = (*papers.get(f"{about}|{kind}", ()), paper)
    people = msgspec.structs.replace(
        scene.people,
        papers=Map(papers),
        appointments=Map({f"{letter.role}|{letter.person}": letter for letter in scene.letters}),
        roles=Map(roles),
        duties=Map(scene.duties),
    )
    state = State(
        Core(Map(weapons), Map(lots), {**rules.initial_unit, **scene.unit}),
        settings=scene.settings,
        keys=Map(scene.keys),
        people=people,
        things=Map({thing.id: thing for thing in scene.things}),
        lots=Map({lot.id: lot for lot in scene.boxes}),
        day=scene.day,
        plans=Map({plan.shot: plan for plan in scene.plans}),
        assessments=scene.assessments,
        incident=scene.incident,
    )
    signers = scene.signed or tuple([ProvenSigner(f"k{n}", role, person, 1) for n, (person, role) in enumerate(scene.signers)])
    weapons_of = scene.weapons if scene.weapons is not None else (scene.weapon,) if scene.weapon else ()
    lots_of = scene.lots if scene.lots is not None else (scene.lot,) if scene.lot else ()
    step = Step(
        "a1", 1, scene.act, scene.body, NOW, 90, signers, signers[0].person if signers else "", scene.parties, {}, weapons_of, lots_of,
        scene.others, scene.events, failsafe=False, missing=scene.missing, rung=scene.rung, device=scene.device,
    )  # fmt: skip
    return Moment(state, step, scene.weapon, scene.lot, scene.params, scene.packs, roles, scene.after)


Rows = Mapping[str, tuple[tuple[str, Answer, Scene], ...]]  # fact -> (what is so, what it is to say, the scene)


def params(rows: Rows) -> list[ParameterSet]:
    """Every row as a parameter of a test, under its claim."""
    return [pytest.param(fact, want, scene, id=f"{fact}: {so}") for fact, found in rows.items() for so, want, scene in found]


def ask(fact: str, scene: Scene) -> Answer:
    """What a fact says of a scene."""
    return FACTS[fact](moment(scene))


def agrees(fact: str, want: Answer, scene: Scene) -> bool:
    """Whether a fact says of a scene what it is to say, and of that type: a 1 is not True."""
    told = ask(fact, scene)
    return type(told) is type(want) and told == want


def paper(other: str | None = None, *classes: str, since: int | None = None, until: int | None = None) -> Paper:
    """A document on record, about something else, too, or for some classes only."""
    return Paper("", None, other, classes, since, until, 0, 1)


def reports(*told: Report) -> Incident:
    """An incident in which these reports stand; those without a review are open."""
    return Incident(reports=Map({r.id: r for r in told}), open_reports=frozenset(r.id for r in told if r.closed < 0))


def report(kind: str, *weapons: str, index: int = 10, at: int = NOW, harm: bool = False, person: str = "") -> Report:
    """A report without a review."""
    return Report(f"{kind}{index}", kind, harm, frozenset(weapons), frozenset(), person, "ann", at, index)
