"""Custody as folded from recorded acts: the proved machine's core, and what facts need beside it."""

from __future__ import annotations

import msgspec
from immutables import Map

from chamberflag.custody.persons import KeyRecord, People, Settings
from chamberflag.custody.records import Assessment, Day, Incident, Lot, Plan, Thing
from chamberflag.interlock.ruleset import Core


class State(msgspec.Struct, frozen=True):
    """Everything the gate may know at one position of the log. Never stored as truth: always the fold of the entries.

    holds: "RULE|about" -> entry index that raised it; about is an item, person, key or "unit".
    overrides: "RULE|weapon|shot" -> roles and people who signed; acks: "RULE|person" and "RULE|about" -> entry index.
    """

    core: Core
    size: int = 0
    clock: int = 0
    settings: Settings = Settings()
    keys: Map[str, KeyRecord] = Map()
    people: People = People()
    things: Map[str, Thing] = Map()
    lots: Map[str, Lot] = Map()
    day: Day = Day()
    plans: Map[str, Plan] = Map()
    assessments: tuple[Assessment, ...] = ()
    incident: Incident = Incident()
    holds: Map[str, int] = Map()
    overrides: Map[str, tuple[tuple[str, str], ...]] = Map()
    acks: Map[str, int] = Map()
