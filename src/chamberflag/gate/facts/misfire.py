"""Facts after a failure (MIS): waiting time, clearing, the bore since a weak sound, near misses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts.incident import Report
from chamberflag.gate.reading import DISCHARGE, NEAR_MISSES, WEAK, open_reports

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.custody.records import Report as Record
    from chamberflag.gate.moment import Moment

LONG_AGO = 1_000_000_000
DROP = "drop"


def _names(m: Moment, report: Record) -> bool:
    """Whether a report is about the weapon: a sound or failure of a weapon that nobody named may be of any; a fall of rounds is of none."""
    return m.weapon in report.weapons or not (report.weapons or (report.lots and report.kind == DROP))


def _failures(m: Moment) -> list[Record]:
    return [r for r in open_reports(m) if r.kind == "failure_to_fire" and (not m.weapon or _names(m, r))]


def failure_age_ms(m: Moment) -> int:
    """Time since the newest failure to fire of this weapon that is not closed; very long where there is none."""
    return min((max(0, m.now - r.at) for r in _failures(m)), default=LONG_AGO)


def failure_cleared(m: Moment) -> bool:
    """Every failure to fire was followed by a check or unloading of the weapon by the lead's team."""
    things = m.state.things
    return all(w in things and things[w].check_index > r.index for r in _failures(m) for w in r.weapons or {m.weapon})


def _bore_since(m: Moment, kinds: frozenset[str]) -> bool | None:
    thing = m.state.things.get(m.weapon)
    told = [r.index for r in m.state.incident.reports.values() if r.kind in kinds and _names(m, r)]
    return None if thing is None else not told or thing.bore_index > max(told)


def bore_since_sound(m: Moment) -> bool | None:
    """The bore was proved clear after every weak shot or odd sound of this weapon."""
    return _bore_since(m, WEAK)


def bore_since_ground(m: Moment) -> bool | None:
    """The bore was proved clear after every fall and every time the weapon was laid down."""
    thing = m.state.things.get(m.weapon)
    if thing is None:
        return None
    return bool(_bore_since(m, frozenset({DROP}))) and (thing.down_index < 0 or thing.bore_index > thing.down_index)


def cause_recorded(m: Moment) -> bool:
    """Every failure or discharge has a cause, or the items are withdrawn."""
    kinds = {DISCHARGE, "failure_to_fire", "squib_load"}
    return all(r.closed >= 0 and bool(r.cause or r.withdrawn) for r in m.state.incident.reports.values() if r.kind in kinds)


def near_misses_open(m: Moment) -> int:
    """Near misses without a review."""
    return sum(1 for r in open_reports(m) if r.kind in NEAR_MISSES and not r.harm)


def near_miss_meeting(m: Moment) -> bool:
    """A safety meeting has dealt with every open near miss."""
    told = [r for r in open_reports(m) if r.kind in NEAR_MISSES and not r.harm]
    return bool(told) and all(r.met for r in told)


def _reports(m: Moment, kinds: frozenset[str]) -> bool:
    return isinstance(m.step.body, Report) and m.step.body.kind in kinds


def reported_discharge(m: Moment) -> bool:
    """The step reports an unintended discharge."""
    return _reports(m, frozenset({DISCHARGE}))


def reported_weak_shot(m: Moment) -> bool:
    """The step reports a weak shot or an odd sound."""
    return _reports(m, WEAK)


def reported_beyond_plan(m: Moment) -> bool:
    """The step reports an action beyond what was signed at the hand-over."""
    return _reports(m, frozenset({"beyond_plan"}))


def reported_horseplay(m: Moment) -> bool:
    """The step reports horseplay."""
    return _reports(m, frozenset({"horseplay"}))


def reported_loss(m: Moment) -> bool:
    """The step reports a loss."""
    return _reports(m, frozenset({"loss"}))


def reported_lost_key(m: Moment) -> bool:
    """The step reports a lost phone."""
    return _reports(m, frozenset({"lost_phone"}))


def reported_drop(m: Moment) -> bool:
    """The step reports a fall."""
    return _reports(m, frozenset({DROP}))


def reported_harm(m: Moment) -> bool:
    """The step reports harm to a person."""
    return isinstance(m.step.body, Report) and m.step.body.harm


FACTS: dict[str, Callable[[Moment], bool | int | str | None]] = {
    f.__name__: f
    for f in (
        failure_age_ms,
        failure_cleared,
        bore_since_sound,
        bore_since_ground,
        cause_recorded,
        near_misses_open,
        near_miss_meeting,
        reported_discharge,
        reported_weak_shot,
        reported_beyond_plan,
        reported_horseplay,
        reported_loss,
        reported_lost_key,
        reported_drop,
        reported_harm,
    )
}
