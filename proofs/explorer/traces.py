"""`python -m proofs.explorer.traces [rule ...]`: takes each core rule away and writes the shortest way to what breaks then.

The ways are played to the real recorder by tests/stories/test_traces.py: it refuses the step that the rule stands at, and names the rule.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chamberflag.interlock.tree import BOOL, definite, facts_of
from proofs.crew import spread
from proofs.explorer.ground import FACT, settled
from proofs.explorer.instances import Instance
from proofs.explorer.search import Explorer
from proofs.explorer.worlds import worlds
from proofs.live import base

if TYPE_CHECKING:
    from chamberflag.interlock.model import CoreRule, Model
    from proofs.explorer.worlds import World
    from proofs.gates import Row

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
        if one.event in rule.trees:
            unasked = {f"{FACT}{name}": 0 for name in facts_of(rule.trees[one.event])}  # nothing else asks it: then it is not so
            if not settled(x.ground.lower(definite(rule.trees[one.event]), one.at, one.event), state, unasked | args):
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
            begun = min(world.domain["Instant"])
            steps = [written(model, one, begun) for one in result.trace]
            found |= {"world": name, "breaks": what, "refused_at": at, "steps": steps}
            found["instead"] = [written(model, one, begun) for one in instead(x, result.trace, what)][:MOST] if at == best else []
    return found if best else found | {"states": seen, "complete": complete, "why_kept": bool(rule.why_kept)}


def written(model: Model, one: Instance, begun: int) -> dict[str, Any]:
    """A step as data; instants count from the world's first."""
    sorts = model.events[one.event].params
    args = {name: value - begun if sorts.get(name) == "Instant" else value for name, value in one.args.items()}
    return {"event": one.event, "weapon": one.at.weapon, "lot": one.at.lot, "args": args}


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
    if not found["states"]:
        return f"{found['rule']} ({found['cite']}): no stage has its events"
    whole = "in all states of its worlds" if found["complete"] else "within the limits"
    kept = "kept for a written reason" if found["why_kept"] else "needed by a proof over states that these worlds do not reach"
    return f"{found['rule']} ({found['cite']}): no trace within {found['states']:,} states, {whole}; {kept}"


def trace_of(name: str) -> dict[str, Any]:
    """What one rule taken away leads to."""
    rule = next(one for one in base().model.rules if one.id == name)
    return shortest(base().model, rule, worlds(STAGES))


def stored() -> dict[str, dict[str, Any]]:
    """What traces.json says, by rule."""
    return {one["rule"]: one for one in json.loads(WRITTEN.read_text(encoding="utf-8"))["traces"]} if WRITTEN.exists() else {}


def traces(row: Row) -> None:
    """Each core rule taken away: the shortest way to what breaks is as long as the one that is stored and played to the recorder."""
    known = stored()
    for found in spread(trace_of, [rule.id for rule in base().model.rules], what="rules taken away"):
        row.items += "steps" in found
        row.says.append(line(found))
        if found["rule"] not in known:
            row.wrong.append(f"{found['rule']}: traces.json says nothing of it; run python -m proofs.explorer.traces {found['rule']}")
            continue
        before, now = len(known[found["rule"]].get("steps", ())), len(found.get("steps", ()))
        if before != now:
            row.wrong.append(
                f"{found['rule']}: {now} steps, traces.json has {before}; run python -m proofs.explorer.traces {found['rule']}"
            )


def main(names: list[str]) -> int:
    """All core rules; or those named, and what is written of the others stays."""
    wanted = [rule.id for rule in base().model.rules if not names or rule.id in names]
    made: dict[str, dict[str, Any]] = {}
    for found in spread(trace_of, wanted):
        made[found["rule"]] = found
        print(line(found), flush=True)
    traced = sum("steps" in one for one in made.values())
    print(f"{len(made)} rules taken away, {traced} with a trace, {len(made) - traced} without")
    known = {**(stored() if names else {}), **made}
    rows = ",\n".join(json.dumps(known[rule.id], sort_keys=True) for rule in base().model.rules if rule.id in known)
    WRITTEN.write_text(f'{{"rules": "{base().digest}", "traces": [\n{rows}\n]}}\n', encoding="utf-8")
    return 0 if traced else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
