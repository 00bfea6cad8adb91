"""The obligations as SMT-LIB 2 text, and a second solver's answers to that text. One script an event: its hypotheses once, then each goal.

The second solver reads text and nothing else of ours: it shares neither code nor memory with the first.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

import cvc5
import z3

from chamberflag.prover.encode import Encoding
from proofs.live import base
from proofs.solver.obligations import START, obligations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from chamberflag.interlock.model import Model
    from proofs.solver.obligations import Obligation

SYMBOL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
HEAD = "(set-logic ALL)\n"
CVC5: Any = cvc5  # it comes without types


def declarations(terms: Iterable[Any]) -> tuple[dict[str, str], dict[str, str]]:
    """What the terms speak of: sorts and functions by name, each with its declaration."""
    sorts: dict[str, str] = {}
    functions: dict[str, str] = {}
    seen: set[int] = set()
    left = list(terms)
    while left:
        term = left.pop()
        if term.get_id() in seen:
            continue
        seen.add(term.get_id())
        left += term.children()
        made = term.decl()
        parts = [made.range(), *(made.domain(i) for i in range(made.arity()))]
        for sort in parts:
            if sort.kind() == z3.Z3_UNINTERPRETED_SORT:
                sorts[sort.name()] = f"(declare-sort {sort.name()} 0)"
            elif sort.kind() == z3.Z3_DATATYPE_SORT:
                members = " ".join(f"({sort.constructor(i).name()})" for i in range(sort.num_constructors()))
                sorts[sort.name()] = f"(declare-datatypes (({sort.name()} 0)) (({members})))"
        if made.kind() == z3.Z3_OP_UNINTERPRETED:
            domain = " ".join(sort.sexpr() for sort in parts[1:])
            functions[made.name()] = f"(declare-fun {made.name()} ({domain}) {parts[0].sexpr()})"
    return sorts, functions


def script(e: Encoding, of_event: Sequence[Obligation]) -> str:
    """One event's obligations: the first `check-sat` has to answer sat (the hypotheses can be met), each other one unsat."""
    shared = of_event[0].hypotheses
    sorts, functions = declarations([*shared, *(o.negated for o in of_event)])
    lines = [*(sorts[name] for name in sorted(sorts)), *(functions[name] for name in sorted(functions))]
    lines += [*(f"(assert {h.sexpr()})" for h in shared), f"; {of_event[0].event}: the hypotheses can be met", "(check-sat)"]
    for o in of_event:
        lines += [f"; {o.event}: {o.kind} {o.id}", "(push 1)", f"(assert {o.negated.sexpr()})", "(check-sat)", "(pop 1)"]
    return HEAD + untagged(e, "\n".join(lines)) + "\n"


def untagged(e: Encoding, text: str) -> str:
    """The text without the number that keeps the names of several encodings apart: the same machine is the same text."""
    own = {str(sort): name for name, sort in e.sorts.items()}
    own |= {str(member): f"{sort}_{value}" for (sort, value), member in e.members.items()}
    own |= {str(none): e.schema.refs[sort] for sort, none in e.none.items()}
    own |= {f.name(): f"is_{role}" for role, f in e.role.items()}
    return "\n".join(
        line if line.startswith(";") else SYMBOL.sub(lambda found: own.get(found[0], found[0]), line) for line in text.splitlines()
    )


def scripts(model: Model, k: int, events: frozenset[str] | None = None) -> Iterator[tuple[str, str, int]]:
    """(event, text, number of goals), for the start and every event, or for these events alone."""
    e = Encoding(model, k)
    for event, found in groupby(obligations(e, e.state(), only_of=events), key=lambda o: o.event):
        whole = list(found)
        yield event, script(e, whole), len(whole)


def second(task: tuple[str, int]) -> tuple[str, int, list[str]]:
    """An event of the live rules at a cutoff: (event, goals asked, what was not answered as it must be)."""
    event, k = task
    wrong: list[str] = []
    goals = 0
    for _, text, count in scripts(base().model, k, frozenset({event})):
        found = answers(text)
        names = [line[2:] for line in text.splitlines() if line.startswith("; ")]
        expected = ["sat"] + ["unsat"] * count
        goals += count
        wrong += [f"{name}: {said}" for name, said, wanted in zip(names, found, expected, strict=True) if said != wanted]
    return event, goals, wrong


def tasks(model: Model, k: int) -> list[tuple[str, int]]:
    """One task for the start and for each event."""
    return [(event, k) for event in (START, *model.events)]


def answers(text: str, options: Mapping[str, str] | None = None) -> list[str]:
    """The second solver's answer to each `check-sat` of a script."""
    manager = CVC5.TermManager()
    solver = CVC5.Solver(manager)
    for name, value in {"incremental": "true", **(options or {})}.items():
        solver.setOption(name, value)
    parser = CVC5.InputParser(solver)
    parser.setStringInput(CVC5.InputLanguage.SMT_LIB_2_6, text, "obligations")
    symbols, found = parser.getSymbolManager(), list[str]()
    while not (command := parser.nextCommand()).isNull():
        said = str(command.invoke(solver, symbols)).strip()
        if command.getCommandName() == "check-sat":
            found.append(said)
        elif said and said != "success":
            raise ValueError(f"{command}: {said}")
    return found
