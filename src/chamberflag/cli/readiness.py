"""What is missing for today's weapon work: the day's opening and each planned hand-over are put to the gate before anybody waits for them.

Only rules about papers, people, meetings, plans and assessments are asked; what belongs to the ceremony itself cannot be there yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chamberflag.acts.act import Act, Signer, Subject
from chamberflag.acts.attested import Attested, Part, ProvenSigner
from chamberflag.acts.body import Claim
from chamberflag.acts.ceremony import HandOver
from chamberflag.acts.day import OpenDay
from chamberflag.canon.profile import b64u
from chamberflag.custody.step import resolve
from chamberflag.gate.decide import explain
from chamberflag.vocabulary.words import Contents, Load, Role

if TYPE_CHECKING:
    import msgspec

    from chamberflag.acts.table import ActTable
    from chamberflag.custody.records import Plan
    from chamberflag.custody.state import State
    from chamberflag.interlock.ruleset import RuleSet

# Rules that only the ceremony, the zone or the moment can satisfy.
OF_THE_MOMENT: frozenset[str] = frozenset(
    {
        *(f"STO-0{n}" for n in (1, 2)),
        *(f"INS-{n}" for n in ("01", "02", "03", "04", "05", "11")),
        *(f"DEC-0{n}" for n in range(1, 8)),
        *(f"HND-0{n}" for n in (2, 3, 4, 5, 6, 9)),
        *(f"USE-{n}" for n in (10, 11, 12)),
        *("AMM-13", "MTG-06", "LOG-11", "clock_back"),
    }
)
NOBODY = "k_" + "A" * 22


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that stands in the way: rule, the act it would refuse, what is asked for, what clears it, who does that."""

    rule: str
    act: str
    text: str
    clears: str
    who: str


def missing(state: State, rules: RuleSet, table: ActTable, now: int) -> Iterator[Missing]:
    """Everything that would refuse the opening of the day or a planned hand-over, each rule and item once."""
    seen: set[tuple[str, str]] = set()
    for words, kind, body, people, weapons in _wanted(state):
        attested = _assumed(state, kind, body, people, weapons)
        step = resolve(state, table, attested, attested.parts[0], 1, now)
        for reason in explain(rules, state, step):
            rule = rules.book.rules.get(reason.rule)
            if rule is None or reason.part or reason.rule in OF_THE_MOMENT or (reason.rule, words) in seen:
                continue
            seen.add((reason.rule, words))
            yield Missing(reason.rule, words, rule.requirement, rule.clears, ", ".join(rule.who) or "the production")
    if not state.plans:
        yield Missing(
            "USE-04", "hand over", "No shot with a weapon is planned.", "Plan the shot and sign its actions.", "first AD, safety supervisor"
        )


def _wanted(state: State) -> Iterator[tuple[str, str, msgspec.Struct, dict[str, str], tuple[str, ...]]]:
    """(words, act, body, role -> person, weapons) of what the day needs."""
    first = _holders(state)
    blanks = any(plan.body.contents is Contents.BLANK for plan in state.plans.values())
    if not state.day.opened_at > state.day.closed_at:
        yield (
            "open the day",
            "open_day",
            OpenDay(public_view=state.day.public_view or False, blanks_planned=blanks),
            {"ad": first["ad"]},
            (),
        )
    for plan in state.plans.values():
        for weapon in plan.body.weapons:
            for performer in plan.body.performers:
                words = f"hand over {weapon} to {performer} for {plan.shot}"
                yield words, "hand_over", _hand_over(plan), {"lead": first["lead"], "performer": performer}, (weapon,)


def _holders(state: State) -> Mapping[str, str]:
    roles = state.people.roles
    return {role: min(roles.get(role, frozenset({""})), default="") for role in ("ad", "lead")}


def _hand_over(plan: Plan) -> HandOver:
    klass = plan.body.contents or Contents.EMPTY
    n = (plan.body.rounds or 0) if klass in {Contents.BLANK, Contents.DUMMY} else 0
    load = plan.body.load if klass is Contents.BLANK else Load.NONE
    strongest = plan.body.actions[-1] if plan.body.actions else None
    return HandOver(Claim(klass, n, load), plan.shot, strongest, fit=True)


def _assumed(state: State, kind: str, body: msgspec.Struct, people: Mapping[str, str], weapons: tuple[str, ...]) -> Attested:
    """The act as if these people had signed it, each with a key of the highest rung."""
    kids = {record.key.person: kid for kid, record in state.keys.items() if record.revoked < 0}
    signers = tuple(ProvenSigner(kids.get(person, NOBODY), role, person, 1) for role, person in people.items())
    act = Act(
        v=1,
        log="log",
        id=b64u(bytes(16)),
        type=kind,
        at=0,
        body={},
        signers=tuple(Signer(s.kid, Role(s.role)) for s in signers),
        dev=NOBODY,
        dseq=1,
        dprev=b64u(bytes(32)),
        seen=(0, b64u(bytes(32))),
        subj=tuple(Subject(weapon) for weapon in weapons),
        rules="0" * 64,
        ui="0" * 64,
    )
    return Attested(act, b"", bytes(32), signers, (Part(kind, body),))
