"""Whether an act can still happen at all: in some state within the invariants, with any facts, no rule refuses it. interlock.md 8.

Exact about the rules: where it says that an act cannot happen, no record whatever permits it. It does not ask whether such a state is
reached on a day, nor whether somebody can make a fact true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import z3

from chamberflag.prover.encode import Encoding
from chamberflag.prover.implied import within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from chamberflag.interlock.guard import Guard
    from chamberflag.interlock.ruleset import RuleSet

# What a hand-over is called by what is in the weapon; a pack that ends one kind of it is told so.
KINDS = {"cold ": "cold", "hot ": "hot"}


def gone(base: RuleSet, packed: RuleSet, acts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A sentence for each act that the base permits somewhere and base and pack nowhere. acts: name and own event, of the gated ones."""
    for act, own in acts:
        for event in sorted(base.events_for(act, own) or (None,), key=lambda event: event != own):  # its own first
            before, after = base.guard(act, event), packed.guard(act, event)
            if [p.tree for p in before.parts] == [p.tree for p in after.parts]:
                continue
            said = act if event in {None, own} else f"{act} ({event})"
            blamed = _blamed(packed, after, event, "")
            if blamed is not None:
                if _blamed(base, before, event, "") is None:
                    yield f"no {said} can happen at all: nothing satisfies {_named(blamed)}"
                    break
                continue
            for kind, term in KINDS.items() if act == event == "hand_over" else ():
                blamed = _blamed(packed, after, event, term)
                if blamed is not None and _blamed(base, before, event, term) is None:
                    yield f"no {kind}{said} can happen at all: nothing satisfies {_named(blamed)}"


def _named(blamed: list[str]) -> str:
    """The rules as they are said in a sentence."""
    return blamed[0] if len(blamed) == 1 else f"{', '.join(blamed)} together"


def _blamed(rules: RuleSet, guard: Guard, event: str | None, term: str) -> list[str] | None:
    """The rules that no state satisfies together; None where some state satisfies all. term: a definition that is so besides."""
    e = Encoding(rules.model, 1)
    s = e.state()
    args = e.params(event) if event else {}
    solver = z3.Solver()
    named: dict[str, str] = {}
    for number, part in enumerate(guard.parts):
        mark = z3.Bool(f"part {number}")
        named[str(mark)] = part.rule if not part.part else f"{part.rule} ({part.part})"
        solver.add(z3.Implies(mark, e.z(part.tree, s, {}, args)))
    more: list[Any] = e.param_bounds(event, args) if event else []
    if term:
        more.append(e.z(_definition(rules, term), s, {}, args))
    solver.add(*within(e, s), *more)
    if solver.check(*(z3.Bool(mark) for mark in named)) != z3.unsat:
        return None
    return sorted({named[str(mark)] for mark in solver.unsat_core()})


def _definition(rules: RuleSet, name: str) -> Any:
    """A definition of the core files as a tree."""
    from chamberflag.interlock.guard import expression  # noqa: PLC0415

    return expression(rules.model, name, f"definition {name}")
