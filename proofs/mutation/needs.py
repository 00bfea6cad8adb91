"""Which proofs need which rule: every obligation that no longer holds when the rule is taken away; kept in `needs.json`.

`python -m proofs.mutation.needs` writes the file, with the digest of the machine that it speaks of. The coverage page is made from it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import z3

from chamberflag.interlock.source import machine_digest
from chamberflag.prover.encode import Encoding
from chamberflag.store.shipped import rule_texts
from proofs.solver.obligations import asked

if TYPE_CHECKING:
    from chamberflag.interlock.model import Model

FILE = Path(__file__).with_name("needs.json")


def machine() -> str:
    """The digest of the machine as it is shipped."""
    return machine_digest(rule_texts())


def needed_by(model: Model) -> dict[str, list[str]]:
    """Rule or assumption -> the proofs that break without it: ids of invariants and `only` clauses, and `event: promise`."""
    e = Encoding(model, 2)
    s = e.state()
    found: dict[str, list[str]] = {}
    guards = [(rule.id, frozenset(rule.on)) for rule in model.rules] + [(a.id, frozenset(a.events)) for a in model.assumptions]
    for name, events in guards:
        broken = (o for o, answer, _ in asked(e, s, frozenset({name}), events) if answer != z3.unsat)
        found[name] = sorted({f"{o.event} promises {o.id}" if o.kind == "ensures" else o.id for o in broken})
    return found


def main() -> int:
    """Writes the file."""
    from proofs.prove import live_rules  # noqa: PLC0415 - it takes rules away, too

    record: dict[str, Any] = {"machine": machine(), "needs": needed_by(live_rules().model)}
    FILE.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(record['needs'])} rules and assumptions, {sum(bool(n) for n in record['needs'].values())} needed by a proof")
    return 0


if __name__ == "__main__":
    sys.exit(main())
