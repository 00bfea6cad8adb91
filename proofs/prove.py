"""`make prove`: every gate on the live rule files; prints what was proved, under which assumptions, with which solvers.

Exit 1 on any failure, on `unknown`, and where a gate had nothing to look at. What each gate means stands in docs/proof.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from proofs.around import gates_python, sizes, tests
from proofs.backends.gates import CASES, FEW, readers
from proofs.crew import as_done
from proofs.cuts.gate import cut_sets, cut_sets_slow, cut_sets_whole
from proofs.explorer.gates import reachable
from proofs.explorer.traces import traces
from proofs.gates import look, say, table
from proofs.live import base, live_rules
from proofs.mutation.gates import effect_mutation, rule_slips, rules_needed, sole_refuser
from proofs.record import FILE, solvers, write
from proofs.solver.gates import cutoff, proof, second_solver, unknown, vacuity
from proofs.solver.induction import prove
from proofs.solver.smt import scripts
from proofs.spin.gates import spin_states

if TYPE_CHECKING:
    from collections.abc import Mapping

    from proofs.gates import Gate, Row

__all__ = ["live_rules", "prove"]

QUICK: Mapping[str, Gate] = {
    "proof": proof(2),
    "second solver": second_solver,
    "cutoff argument": cutoff,
    "acts without a weapon": proof(2, "w"),
    "acts without a lot": proof(2, "l"),
    "acts with neither": proof(2, "wl"),
    "unknown never permits": unknown,
    "vacuity": vacuity,
    "reachable states": reachable,
    "cut sets": cut_sets,
    **readers(FEW),
}
EACH_CHANGE: Mapping[str, Gate] = {
    "cut sets of blanks": cut_sets_slow,  # the longest first: two gates are looked at side by side
    **QUICK,
    **readers(CASES),
    "proof of one": proof(1),
    "proof of three": proof(3),
    "rule mutation": rules_needed,
    "sole refuser": sole_refuser,
    "effect mutation": effect_mutation(),
    "home table": tests("tests/laws/test_home.py"),
    "traces": tests("tests/stories"),
    "size": sizes,
}
LONG: Mapping[str, Gate] = {
    "rules a little wrong": rule_slips(),
    "every cut set": cut_sets_whole,
    "Spin": spin_states,
    "shortest traces": traces,
    "the gate's Python": gates_python(0),
    **EACH_CHANGE,
}
MODES: Mapping[str, Mapping[str, Gate]] = {"quick": QUICK, "each change": EACH_CHANGE, "long": LONG}


def seen(task: tuple[str, str]) -> Row:
    """What one gate of one of the modes saw."""
    mode, name = task
    return look(name, MODES[mode][name])


def write_scripts(folder: Path) -> int:
    """Every obligation as SMT-LIB 2 text, a file an event; any solver can be asked."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for event, text, goals in scripts(base().model, 2):
        (folder / f"{event.replace(' ', '_')}.smt2").write_text(text, encoding="utf-8")
        count += goals
    return count


def main(argv: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m proofs.prove", description=__doc__)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="the proof in both solvers, small worlds, the small cut sets and a few thousand cases to every reader: a minute or two",
    )
    parser.add_argument("--long", action="store_true", help="everything, in tens of minutes")
    parser.add_argument("--smt", type=Path, help="write the obligations as SMT-LIB 2 text into this folder, and prove nothing")
    parser.add_argument("--json", type=Path, help="write what each gate saw to this file")
    options = parser.parse_args(argv)
    if options.smt:
        print(f"{write_scripts(options.smt)} obligations in {options.smt}")
        return 0
    model, book = base().model, base().book
    print(
        f"rule set {base().digest[:16]}  events {len(model.events)}  core rules {len(model.rules)}  invariants {len(model.invariants)}"
        f"  only {len(model.only)}  fact rules {sum(bool(r.expr) for r in book.rules.values())}"
        f"  {'  '.join(solvers())}"
    )
    mode = "quick" if options.quick else "long" if options.long else "each change"
    names = list(MODES[mode])
    rows = sorted(map(say, as_done(seen, [(mode, name) for name in names])), key=lambda row: names.index(row.gate))
    good = all(row.good for row in rows)
    print("P1 holds under these assumptions, and only under them:")
    for a in model.assumptions:
        print(f"  {a.id} {a.text}")
    print(table(rows))
    if good and not options.quick:
        write(rows)
        print(f"written down in {FILE.name}")
    if options.json:
        told = [{"gate": r.gate, "items": r.items, "passed": r.good, "seconds": round(r.seconds, 1)} for r in rows]
        options.json.write_text(json.dumps({"rules": base().digest, "gates": told}, indent=2) + "\n", encoding="utf-8")
    print("proved" if good else "NOT proved")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
