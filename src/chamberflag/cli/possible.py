"""What a rule pack makes impossible.

Where a solver is installed it is asked, exactly, whether an act can still happen in any state that can be (`prover/possible.py`). Besides,
each act that the base permits on the example day is looked at under base and pack: a paper that could be recorded makes nothing impossible;
a rule that no recorded fact can satisfy does. That is a search over the states of one good day: what it names is impossible there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from chamberflag.app import act_table, empty_state, rules_of_packs
from chamberflag.cli.packcheck import Pack
from chamberflag.cli.proving import Assumed, solver_name
from chamberflag.custody.fold import fold_step
from chamberflag.custody.roles import for_act
from chamberflag.gate.decide import moment_of, records_of
from chamberflag.gate.reading import tier
from chamberflag.gate.vector import FactVector
from chamberflag.interlock.tree import facts_of
from chamberflag.ledger.replay import replay

if TYPE_CHECKING:
    from chamberflag.custody.event import Event
    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step
    from chamberflag.interlock.guard import Part
    from chamberflag.interlock.ruleset import RuleSet

MOST = 20_000
AGES = ("chk_at", "wit_at", "seen_at", "load_at")
QUICK = 1_000  # ms between the steps of a ceremony that nobody could beat


@dataclass(frozen=True, slots=True)
class Moment:
    """A step of the good day as the gate meets it."""

    step: Step
    event: Event
    state: State
    roles: Mapping[str, frozenset[str]]


def impossible(pack: Pack, day: list[bytes], rules_for: Any) -> list[str]:  # noqa: ANN401 - the rule set of a state
    """Sentences, each naming an act, the rule and the contents with which it was tried; most telling first, each once."""
    rules = pack.compiled()
    found: dict[str, None] = {}
    met: dict[str, int] = {}
    stopped: dict[str, int] = {}
    for moment in _moments(day, rules_for):
        sentences = list(_blocked(rules, moment))
        kind = moment.step.type
        met[kind] = met.get(kind, 0) + 1
        stopped[kind] = stopped.get(kind, 0) + bool(sentences)
        found |= dict.fromkeys(sentences)
    never = [f"no {kind} can happen at all" for kind, times in stopped.items() if times == met[kind]]
    if not solver_name():
        return never + list(found)
    from chamberflag.prover.possible import gone

    proved = list(gone(rules_of_packs(("base",)), rules, [(act, row.event) for act, row in act_table().rows.items() if row.klass == "G"]))
    sure = {text.partition(":")[0] for text in proved}
    there = [text.replace("at all", "on the example day") for text in never if text not in sure]
    return [*(text.partition(":")[0] for text in proved), *there, *proved, *found]


def _moments(day: list[bytes], rules_for: Any) -> Iterator[Moment]:  # noqa: ANN401
    for entry in replay(day, empty_state(), rules_for, act_table()):
        if entry.entry.box.decision != "permit":
            continue
        state = entry.before
        for step in entry.steps:
            for event in step.events:
                yield Moment(step, event, state, for_act(state.people, step.signers))
            state = fold_step(rules_for(entry.before), state, step)


def _blocked(rules: RuleSet, moment: Moment) -> Iterator[str]:
    """Rules of the pack's guard that no fact can satisfy at this moment."""
    if moment.step.failsafe:
        return
    w, lot = records_of(rules, moment.state, moment.event)
    w = {**w, **{name: moment.step.now - QUICK for name in AGES if w.get(name)}}
    args = {**moment.event.args, "now": moment.step.now}
    known = FactVector(moment_of(rules, moment.state, moment.step, moment.event, moment.roles), rules.fact_sorts)
    parts = rules.guard(moment.step.type, moment.event.name or None).parts
    for part in parts:
        context = (w, lot, moment.state.core.unit, known, args, moment.roles)
        if not _holds(part, context) and not _satisfiable(part, parts, rules, context):
            inside = "" if tier(w) == "M" else f" weapon that is {w.get('contents')}"  # a moulding is called by its name
            what = f" of a {w.get('kind')}{inside}" if moment.event.weapon else ""
            yield f"{moment.step.type}{what}: no record can satisfy {part.rule}: {part.text}"


def _holds(part: Part, context: tuple[Any, ...]) -> bool:
    try:
        return part.holds(*context)
    except (KeyError, TypeError, AttributeError):
        return False


def _satisfiable(part: Part, parts: tuple[Part, ...], rules: RuleSet, context: tuple[Any, ...]) -> bool:
    """Whether some values of the facts that the rule reads satisfy it, and every other rule that reads them."""
    names = sorted(facts_of(part.tree))
    if not names:
        return False
    sharing = [other for other in parts if other is part or set(facts_of(other.tree)) & set(names)]
    w, lot, g, known, args, roles = context
    others = sorted({name for other in sharing for name in facts_of(other.tree)} - set(names))
    fixed = {name: value for name in others if (value := getattr(known, name, None)) is not None}
    for values in islice(product(*(_values(rules, name) for name in names)), MOST):
        facts = Assumed({**fixed, **dict(zip(names, values, strict=True))})
        if all(_holds(one, (w, lot, g, facts, args, roles)) for one in sharing):
            return True
    return False


def _values(rules: RuleSet, name: str) -> tuple[bool | int, ...]:
    if rules.fact_sorts.get(name, "Bool") == "Bool":
        return (True, False)
    limits = {value + change for value in rules.params.values() for change in (-1, 0, 1) if value + change >= 0}
    return tuple(sorted({0, 1, 2, 10**9} | limits))
