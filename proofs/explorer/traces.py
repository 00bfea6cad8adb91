"""`python -m proofs.explorer.traces [rule ...]`: takes each core rule away and writes the shortest way to what breaks then.

The ways are played to the real recorder by tests/stories/test_traces.py: it refuses the step that the rule stands at, and names the rule.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chamberflag.interlock.tree import BOOL, definite
from proofs.explorer.ground import settled
from proofs.explorer.instances import Instance
from proofs.explorer.search import Explorer
from proofs.explorer.worlds import worlds
from proofs.live import base

if TYPE_CHECKING:
    from chamberflag.interlock.model import CoreRule, Model
    from proofs.explorer.worlds import World

STAGES = Path(__file__).with_name("stages.toml")
MOST = 40  # other last steps that are written
WRITTEN = Path(__file__).resolve().parents[2] / "tests" / "stories" / "traces.json"


def numbers(x: Explorer, one: Instance) -> dict[str, int]:
    """What an instance is told, as numbers."""
    params = x.model.events[one.event].params
    return {name: x.ground.code(params.get(name, BOOL), value) for name, value in one.args.items()}


def refused_at(x: Explorer, rule: CoreRule, trace: tuple[Instance, ...]) -> int:
    """The first step, from 1, that the rule would have refused; 0 = none."""
    state = x.ground.start()
    for number, one in enumerate(trace, start=1):
        event = x.model.events[one.event]
        args = numbers(x, one)
        if one.event in rule.trees and not settled(x.ground.lower(definite(rule.trees[one.event]), one.at, one.event), state, args):
            return number
        state = state | {k: settled(tree, state, args) for k, tree in x.ground.effects(event, one.at).items()}
    return 0


def shortest(model: Model, rule: CoreRule, stages: dict[str, World]) -> dict[str, Any]:
    """What breaks without the rule, and the shortest way there; where nothing does, how many states were looked at."""
    found: dict[str, Any] = {"rule": rule.id, "cite": rule.cite}
    best, seen, complete = 0, 0, True
    for name, world in stages.items():
        if not any(event not in world.skip and (not world.only or event in world.only) for event in rule.on):
            continue
        x = Explorer(model, world, world.failing, {rule.id}, checks=True)
        result = x.run(limit=world.limit, first=True, deepest=best - 1 if best else 1_000)
        seen += result.states
        complete = complete and result.complete
        if result.trace is not None and (not best or len(result.trace) < best) and (at := refused_at(x, rule, result.trace)):
            best = len(result.trace)
            what = next(broken for broken, trace in result.broken.items() if trace is result.trace)
            steps = [written(one) for one in result.trace]
            found |= {"world": name, "breaks": what, "refused_at": at, "steps": steps}
            found["instead"] = [written(one) for one in instead(x, result.trace, what)][:MOST] if at == best else []
    return found if best else found | {"states": seen, "complete": complete, "why_kept": bool(rule.why_kept)}


def written(one: Instance) -> dict[str, Any]:
    """A step as data."""
    return {"event": one.event, "weapon": one.at.weapon, "lot": one.at.lot, "args": dict(one.args)}


def instead(x: Explorer, trace: tuple[Instance, ...], what: str) -> list[Instance]:
    """What breaks the same instead of the last step: for one of them there is an act that says it."""
    state = x.ground.start()
    for one in trace[:-1]:
        args = numbers(x, one)
        state = state | {k: settled(tree, state, args) for k, tree in x.ground.effects(x.model.events[one.event], one.at).items()}
    here, made = x.packing.pack(state), list[Instance]()
    asked = x.questions(None)
    for table in x.tables:
        raw, _, _, broken = table.raw(here & table.mask)
        broke = {n for name, n in broken if name == what}
        for n, written_bits, bits in raw:
            after = here & ~written_bits | bits
            if n in broke or any(what in question[after & mask] for mask, question in asked):
                made.append(x.found[n])
    return made


def line(found: dict[str, Any]) -> str:
    """One rule in the table."""
    if "steps" in found:
        return f"{found['rule']} ({found['cite']}): {len(found['steps'])} steps, refused at {found['refused_at']}; breaks {found['breaks']}"
    whole = "in all states of its worlds" if found["complete"] else "within the limits"
    kept = "kept for a written reason" if found["why_kept"] else "needed by a proof over states that these worlds do not reach"
    return f"{found['rule']} ({found['cite']}): no trace within {found['states']:,} states, {whole}; {kept}"


def main(names: list[str]) -> int:
    """All core rules; or those named, and what is written of the others stays."""
    model, stages = base().model, worlds(STAGES)
    made: list[dict[str, Any]] = []
    for rule in model.rules:
        if not names or rule.id in names:
            made.append(shortest(model, rule, stages))
            print(line(made[-1]), flush=True)
    traced = [one for one in made if "steps" in one]
    print(f"{len(made)} rules taken away, {len(traced)} with a trace, {len(made) - len(traced)} without")
    old = json.loads(WRITTEN.read_text(encoding="utf-8"))["traces"] if names else []
    known = {one["rule"]: one for one in (*old, *made)}
    rows = ",\n".join(json.dumps(known[rule.id], sort_keys=True) for rule in model.rules if rule.id in known)
    if rows:
        WRITTEN.write_text(f'{{"rules": "{base().digest}", "traces": [\n{rows}\n]}}\n', encoding="utf-8")
    return 0 if traced else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
