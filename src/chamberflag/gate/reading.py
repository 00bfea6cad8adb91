"""Readings that facts of several groups share: valid papers, people of a step, weapons in service, the plan's people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.vocabulary.words import ItemKind

if TYPE_CHECKING:
    from chamberflag.custody.persons import Paper
    from chamberflag.custody.records import Plan, Report
    from chamberflag.custody.state import State
    from chamberflag.gate.moment import Moment
    from chamberflag.interlock.ruleset import Record

PRODUCTION = "production"
DISCHARGE = "unintended_discharge"
NEAR_MISSES = frozenset({DISCHARGE, "failure_to_fire", "squib_load", "odd_sound", "drop"})
WEAK = frozenset({"odd_sound", "squib_load"})
MOULDABLE = frozenset({"RUBBER", "REPLICA"})
NON_FIRING = MOULDABLE | {"DEACTIVATED", "PELLET"}
INSIDE = {"EMPTY": "W0", "DUMMY": "WD"}


def papers(m: Moment, about: str, kind: str) -> list[Paper]:
    """Documents of a kind about something that are valid now."""
    found = m.state.people.papers.get(f"{about}|{kind}", ())
    return [p for p in found if (p.valid_from is None or p.valid_from <= m.now) and (p.valid_to is None or m.now <= p.valid_to)]


def production_paper(m: Moment, kind: str) -> bool | None:
    """Whether the production has a paper of a kind that is valid now; unknown where it has none."""
    return True if papers(m, PRODUCTION, kind) else None


def people_of(m: Moment) -> set[str]:
    """Everyone who signs or receives in this step."""
    return {s.person for s in m.step.signers if s.person} | {p for p in m.step.parties.values() if p}


def weapons_in_service(m: Moment) -> list[str]:
    """Weapons on the register."""
    return [name for name, w in m.state.core.weapons.items() if w["reg"]]


def lots_in_service(m: Moment) -> list[str]:
    """Lots that were accepted and not returned."""
    return [i for i, t in m.state.things.items() if t.kind == ItemKind.LOT and t.accepted_at >= 0 and t.returned_at < 0]


def open_reports(m: Moment) -> list[Report]:
    """Reports without a review."""
    return [m.state.incident.reports[r] for r in m.state.incident.open_reports]


def holders(m: Moment, role: str) -> frozenset[str]:
    """People who hold a role."""
    return m.state.people.roles.get(role, frozenset())


def in_plan(m: Moment) -> bool:
    """Whether the newest version of the plan is signed, names this piece, and lets happen in the action what the step says."""
    plan = m.plan
    signed = plan is not None and plan.signed_version == plan.version
    return plan is not None and signed and m.weapon in plan.body.weapons and m.step.type in plan.body.play


def near(plan: Plan | None) -> int | None:
    """The nearest person along or near the bore line, in cm; None where nobody has said."""
    if plan is None:
        return None
    told = [d.cm for d in plan.body.distances or ()]
    if plan.body.closest is not None:
        told.append(plan.body.closest)
    return min(told) if told else None


def mouldings_missing(m: Moment) -> int:
    """Mouldings that did not come back with their rack and are still out, each in the hand that the record names."""
    weapons, things = m.state.core.weapons, m.state.things
    return sum(1 for name, w in weapons.items() if w["issued"] and name in things and things[name].missing_index >= 0)


def tier(record: Record) -> str:
    """M, N, W0, WD or WB (tiers.toml), by what the record says it is and what is in it; of unknown contents: as if blanks were in it."""
    if record["kind"] in MOULDABLE and not record["cap"]:
        return "M"
    return "N" if record["kind"] in NON_FIRING else INSIDE.get(str(record["contents"]), "WB")


def called(state: State, item: str) -> str:
    """What a moulding is called, RUBBER or REPLICA; "" for anything else."""
    record = state.core.weapons.get(item)
    return str(record["kind"]) if record is not None and tier(record) == "M" else ""
