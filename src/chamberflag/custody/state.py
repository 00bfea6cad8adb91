"""Custody as folded from recorded acts: the proved machine's core, and what facts need beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from immutables import Map

from chamberflag.custody.persons import KeyRecord, People, Settings
from chamberflag.custody.records import Assessment, Day, Incident, Lot, Plan, Thing

if TYPE_CHECKING:
    from chamberflag.interlock.ruleset import Core


@dataclass(frozen=True, slots=True)
class State:
    """Everything the gate may know at one position of the log. Never stored as truth: always the fold of the entries.

    holds: "RULE|about" -> entry index that raised it; about is an item, person, key or "unit".
    overrides: "RULE|weapon|shot" -> roles and people who signed; acks: "RULE|person" and "RULE|about" -> entry index.
    """

    core: Core
    size: int = 0
    clock: int = 0
    settings: Settings = field(default_factory=Settings)
    keys: Map[str, KeyRecord] = Map()
    people: People = field(default_factory=People)
    things: Map[str, Thing] = Map()
    lots: Map[str, Lot] = Map()
    day: Day = field(default_factory=Day)
    plans: Map[str, Plan] = Map()
    assessments: tuple[Assessment, ...] = ()
    incident: Incident = field(default_factory=Incident)
    holds: Map[str, int] = Map()
    overrides: Map[str, tuple[tuple[str, str], ...]] = Map()
    acks: Map[str, int] = Map()
