"""What `make prove` asks of the explorer: nothing breaks in any state, everything can happen, what is fail-safe always can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofs.explorer.search import Explorer
from proofs.explorer.worlds import World, worlds
from proofs.live import base

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chamberflag.interlock.model import Model
    from proofs.explorer.search import Result
    from proofs.gates import Row


def searched(model: Model, known: Mapping[str, World]) -> Iterator[tuple[str, Result]]:
    """Every world that is looked at on each change, every state of it."""
    for name, world in known.items():
        if world.each_change:
            yield name, Explorer(model, world, world.failing, checks=True).run(limit=world.limit)


def reachable(row: Row) -> None:
    """In every state of every world no invariant fails and no step breaks its promise; every event happens; no fail-safe one is blocked."""
    model, known = base().model, worlds()
    happened: set[str] = set()
    for name, found in searched(model, known):
        row.items += found.states
        happened |= found.events
        row.wrong += [f"{name}: {what} fails after {', '.join(map(str, trace))}" for what, trace in found.broken.items()]
        row.wrong += [f"{name}: {event} is fail-safe and cannot happen in some state" for event in sorted(found.blocked)]
        row.wrong += [f"{name}: cannot be reached: {what}" for what in known[name].reach if what not in found.reached]
        row.wrong += [] if found.complete else [f"{name}: more than {known[name].limit:,} states; make it smaller"]
        row.says.append(
            f"{name} ({known[name].why}): {found.states:,} states, {found.transitions:,} transitions, {found.seconds:.1f} s of CPU; "
            f"reached: {', '.join(f'{what} in {len(trace)}' for what, trace in found.reached.items()) or '-'}"
        )
    row.wrong += [f"{event} happens in no state of any world" for event in sorted(set(model.events) - happened)]
    row.record = {"states": row.items}
