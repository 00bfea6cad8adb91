"""The gates that take things away or write them a little wrong: each rule and each effect is needed, or its file says why it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.gate.selftest import reasons
from proofs.crew import spread
from proofs.examples import examples_of, steps_of
from proofs.live import base
from proofs.mutation.effects import FORGOTTEN, mistakes_of
from proofs.mutation.rules import deletions, slips_of

if TYPE_CHECKING:
    from proofs.gates import Gate, Row


def rules_needed(row: Row) -> None:
    """Each core rule and assumption taken away breaks a proof, or says why it is kept."""
    model = base().model
    kept = {rule.id: rule.why_kept for rule in model.rules}
    broken = dict(deletions(model))
    row.items = len(broken)
    idle = [name for name, breaks in broken.items() if not breaks]
    row.wrong = [f"{name} is not needed by any proof" for name in idle if not kept.get(name)]
    row.says = [f"kept for a written reason: {', '.join(name for name in idle if kept.get(name)) or 'none'}"]


def effect_mutation(events: frozenset[str] | None = None) -> Gate:
    """Each assignment forgotten or written a little wrong is noticed by a proof or a good path, or the file says why it stands there."""

    def gate(row: Row) -> None:
        model = base().model
        names = [name for name in model.events if events is None or name in events]
        found = [mistake for some in spread(mistakes_of, names, what="events with mistakes in their effects") for mistake in some]
        row.items = len(found)
        silent = [m for m in found if not m.noticed]
        forgotten = {(m.event, m.target) for m in silent if m.change == FORGOTTEN}
        excused = {(name, target) for name in names for target in model.events[name].kept}
        unexplained = [m for m in silent if m.changes or (m.change == FORGOTTEN and (m.event, m.target) not in excused)]
        row.wrong = [f"nobody notices {m.event}: {'.'.join(m.target)} {m.change}" for m in unexplained]
        row.wrong += [f"{name} says why {'.'.join(target)} is kept, and it is missed" for name, target in sorted(excused - forgotten)]
        safe = sum(model.events[m.event].failsafe for m in unexplained)
        left_out, same = sum(m.change == FORGOTTEN for m in found), sum(not m.changes for m in found)
        row.says = [
            f"{left_out} forgotten, {len(found) - left_out} written wrong; {same} of them proved to change nothing",
            f"{len(forgotten)} kept for a written reason; unexplained: {safe} in fail-safe events, {len(unexplained)} in all",
        ]
        row.record = {"mistakes": len(found), "kept": len(excused), "unexplained": len(unexplained)}

    return gate


def rule_slips(events: frozenset[str] | None = None) -> Gate:
    """Each core rule written a little wrong, so that it lets more through, breaks a proof."""

    def gate(row: Row) -> None:
        names = [rule.id for rule in base().model.rules if events is None or events & set(rule.on)]
        found = [slip for some in spread(slips_of, names, what="rules written a little wrong") for slip in some]
        row.items = len(found)
        row.wrong = [f"nobody notices {s.rule} at {', '.join(s.looser)}: {s.change}" for s in found if s.looser and not s.noticed]
        tighter = [s for s in found if not s.looser]
        closing = sum(bool(s.noticed) for s in tighter)
        row.says = [f"{len(found) - len(tighter)} let more through; {len(tighter)} do not, {closing} of them close a good path"]
        row.record = {"mistakes": len(found), "looser": len(found) - len(tighter), "unexplained": len(row.wrong)}

    return gate


def alone(task: tuple[str, str | None]) -> list[tuple[str, str, bool, str]]:
    """The rules of one act as one event: (rule, part, whether there is a state in which it alone refuses, what the gate says otherwise)."""
    found: list[tuple[str, str, bool, str]] = []
    for part, made in examples_of(base(), *task):
        got = reasons(base(), made) if made is not None else []
        amiss = made is not None and got != [(part.rule, part.part)]
        found.append((part.rule, part.part, made is not None, f"at {task}: the gate says {got}" if amiss else ""))
    return found


def sole_refuser(row: Row) -> None:
    """For each rule there is a state in which only it refuses, and the gate says so; or the rule says why it is kept."""
    refuses: dict[tuple[str, str], bool] = {}
    for found in spread(alone, list(steps_of(base())), what="acts with the rules that refuse alone"):
        for rule, part, there, amiss in found:
            refuses[rule, part] = refuses.get((rule, part), False) or there
            row.items += there
            row.wrong += [f"{rule} {part} {amiss}"] if amiss else []
    kept = {rule.id: rule.why_kept for rule in base().model.rules} | {rule.id: rule.why_kept for rule in base().book.rules.values()}
    kept["T0"] = ""
    row.wrong += [f"{rule} {part} never refuses alone" for (rule, part), there in refuses.items() if not there and not kept[part or rule]]
    row.says = [f"{len(refuses)} rules, {sum(refuses.values())} refuse alone somewhere"]
