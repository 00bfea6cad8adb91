"""The gate: an attested act and the state it meets -> what is recorded and why. Source: interlock.md 3, acts.md 3, 6 and 8.

1 a finding that is not the record's, and every act of class F, is recorded whatever the rules say;
2 a gated step is judged by every rule of its event and of its gates, for every item it names; all failed rules are listed;
3 a joint act is judged step by step, each against the state the earlier steps leave; the first refused step refuses the rest;
  F steps at its head stand, F steps at its end are recorded if all before them were done;
4 what a recorded or permitted act raises (warning, hold, alarm, log) stands beside it; what a later step of the same act has put right
  does not, but a hold stays until it is lifted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from chamberflag.acts.people import Override
from chamberflag.custody.event import BESIDE
from chamberflag.custody.fold import fold_step
from chamberflag.custody.machine import apply_event
from chamberflag.custody.roles import for_act
from chamberflag.custody.settings import EVERY_DEVICE
from chamberflag.custody.step import resolve
from chamberflag.gate.moment import Moment
from chamberflag.gate.vector import FactVector
from chamberflag.vocabulary.words import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.acts.attested import Attested
    from chamberflag.acts.table import ActTable
    from chamberflag.custody.event import Event
    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step
    from chamberflag.interlock.ruleset import Record, RuleSet

EVIDENCE = "export"  # the gated act that stays open while the log forks: what both sides hold must be able to leave
NO_EXCEPTION = "no_exception"  # the part of a reason that says why an exception was refused
Facts = dict[str, bool | int | str]


@dataclass(frozen=True, slots=True)
class Reason:
    """One failed or raised rule: domain id or reason code, core part, step of a joint act (0 = single), what it read, what was unknown."""

    rule: str
    part: str = ""
    step: int = 0
    about: str = ""
    severity: str = "refuse"
    facts: Facts = field(default_factory=dict[str, bool | int | str])
    unknown: tuple[str, ...] = ()
    clears: str = ""


class Decision(msgspec.Struct, frozen=True):
    """What the gate says of one act, and the state after it. done: steps done from the first, of a joint act not permitted."""

    verdict: Verdict
    why: tuple[Reason, ...]
    done: int | None
    state: State
    steps: tuple[Step, ...]

    @property
    def moves(self) -> bool:
        """Whether the heads of the act's subjects move (log.md section 3)."""
        return self.verdict is not Verdict.REFUSE or bool(self.done)


def decide(rules: RuleSet, table: ActTable, state: State, attested: Attested, now: int, codes: tuple[str, ...] = ()) -> Decision:
    """Permit, refuse or record an act at the box's instant `now`. codes: reasons that are no rules (`subject_stale`, `late` ...)."""
    joint = len(attested.parts) > 1
    after = state
    why: list[Reason] = []
    done: list[Step] = []
    head, head_steps = state, 0  # the state after the F steps at the act's head
    for number, part in enumerate(attested.parts, start=1):
        step = resolve(after, table, attested, part, number, now)
        place = number if joint else 0
        if not step.failsafe:
            codes_here = (*codes, *_closed(after, step, attested.act.dev))
            failed = (
                [Reason(code, step=place) for code in codes_here] + _no_exception(rules, step, place) + explain(rules, after, step, place)
            )
            if failed:
                stands = tuple(reason for reason in why if reason.step <= head_steps) if joint else ()
                return Decision(Verdict.REFUSE, (*stands, *failed), head_steps if joint else None, head, tuple(done[:head_steps]))
        met = after
        after = fold_step(rules, met, step)
        why += raised(rules, met, after, step, place)
        done.append(step)
        if step.failsafe and head_steps == number - 1:
            head, head_steps = after, number
        if step.failsafe and table.rows[part.type].klass == "G" and joint:  # a finding decides its joint act: the rest is not done
            return Decision(Verdict.RECORDED, tuple(why), len(done), after, tuple(done))
    verdict = Verdict.RECORDED if head_steps == len(done) else Verdict.PERMIT
    stands = _standing(rules, after, done, why) if joint and why else tuple(why)
    return Decision(verdict, stands, None, after, tuple(done))


def _closed(state: State, step: Step, device: str) -> tuple[str, ...]:
    """What closes a gated act beside the rules, and follows from the log: a fork that was told; a legal hold on what is erased."""
    forks = state.settings.forks
    forked = step.type != EVIDENCE and (EVERY_DEVICE in forks or device in forks)
    kept = step.type == "redaction.done" and state.incident.legal_holds > 0
    return ("fork",) * forked + ("legal_hold",) * kept


def _no_exception(rules: RuleSet, step: Step, place: int) -> list[Reason]:
    """An exception to a rule that has none is refused under that rule: the attempt is the record."""
    if not isinstance(step.body, Override):
        return []
    found = rules.book.rules.get(step.body.rule)
    return [] if found is not None and found.override != "none" else [Reason(step.body.rule, NO_EXCEPTION, place)]


def _standing(rules: RuleSet, after: State, done: list[Step], why: list[Reason]) -> tuple[Reason, ...]:
    """What the steps of a joint act raised and its last step leaves standing."""
    still = {(r.rule, r.about, r.step) for number, step in enumerate(done, 1) for r in raised(rules, after, after, step, number)}
    return tuple(r for r in why if r.severity == "hold" or (r.rule, r.about, r.step) in still)


def moment_of(
    rules: RuleSet, state: State, step: Step, event: Event, roles: Mapping[str, frozenset[str]], *, after: bool = False
) -> Moment:
    """The moment of one event of a step."""
    return Moment(state, step, event.weapon, event.lot, rules.params, rules.packs, roles, after)


def explain(rules: RuleSet, state: State, step: Step, place: int = 0) -> list[Reason]:
    """Every failed rule of a gated step, over every item it names; each rule once an item."""
    roles = for_act(state.people, step.signers)
    found: dict[tuple[str, str, str], Reason] = {}
    met = state
    for number, event in enumerate(step.events):
        if number:  # two loads from one lot: each is judged against what the one before it leaves
            met = replace(met, core=apply_event(rules, met.core, step, step.events[number - 1], roles))
        w, lot = records_of(rules, met, event)
        vector = FactVector(moment_of(rules, met, step, event, roles), rules.fact_sorts)
        args: Mapping[str, bool | int | str] = {**event.args, "now": step.now}
        for failure in rules.guard(step.type, event.name or None).failures(w, lot, met.core.unit, vector, args, roles):
            about = event.weapon or event.lot or (step.others[0] if step.others else "")
            found.setdefault(
                (failure.rule, failure.part, about),
                Reason(
                    failure.rule, failure.part, place, about, failure.severity, dict(failure.facts), tuple(failure.unknown), failure.clears
                ),
            )
    return list(found.values())


def records_of(rules: RuleSet, state: State, event: Event) -> tuple[Record, Record]:
    """The machine's records of the event's weapon and lot; one it does not know is an unregistered one, and no weapon is kind NONE."""
    if not event.weapon:
        weapon: Record = {**rules.initial_weapon, "kind": "NONE"}
    else:
        weapon = state.core.weapons.get(event.weapon, rules.initial_weapon)
    return weapon, state.core.lots.get(event.lot, rules.initial_lot)


def raised(rules: RuleSet, before: State, after: State, step: Step, place: int = 0) -> list[Reason]:
    """What a done step brings up: rules with a `raises` line for this act that hold on the state after it."""
    if not rules.raises(step.type):
        return []
    roles = for_act(before.people, step.signers)
    found: dict[tuple[str, str], Reason] = {}
    for event in step.events:
        if event.name in BESIDE:  # of the same report: what it brings up stands already
            continue
        w, lot = records_of(rules, after, event)
        vector = FactVector(moment_of(rules, after, step, event, roles, after=True), rules.fact_sorts)
        about = event.weapon or event.lot or (step.others[0] if step.others else "")
        for failure in rules.raised(step.type, w, lot, after.core.unit, vector, roles):
            found.setdefault(
                (failure.rule, about),
                Reason(failure.rule, "", place, about, failure.severity, dict(failure.facts), tuple(failure.unknown), failure.clears),
            )
    return list(found.values())
