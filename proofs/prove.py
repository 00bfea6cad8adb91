"""`make prove`: every obligation of the live rule files, in z3; prints what was proved, under which assumptions, with which solver.

Exit 1 on any failure, on `unknown`, and when there was nothing to prove.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import z3

from chamberflag.acts.table import read_table
from chamberflag.interlock.ruleset import compile_rules
from chamberflag.interlock.source import parse
from chamberflag.prover.encode import Encoding
from chamberflag.store.shipped import rule_texts
from proofs.mutation.rules import deletions
from proofs.solver.obligations import Obligation, asked, unknown_never_permits
from proofs.solver.words import counterexample
from proofs.vacuity import good_paths

if TYPE_CHECKING:
    from chamberflag.interlock.ruleset import RuleSet


def live_rules(packs: tuple[str, ...] = ("base",)) -> RuleSet:
    """The rule set of the files as they are shipped."""
    texts = rule_texts()
    return compile_rules(parse(texts), read_table(texts["acts.toml"]).gates(), packs)


def prove(rules: RuleSet, k: int = 2) -> tuple[list[tuple[Obligation, Any]], int, float, Encoding]:
    """Failures with their models (None = unknown), number of queries, seconds, and the encoding."""
    e = Encoding(rules.model, k)
    started, queries = time.perf_counter(), 0
    failures: list[tuple[Obligation, Any]] = []
    for o, answer, solver in asked(e, e.state()):
        queries += 1
        if answer != z3.unsat:
            failures.append((o, solver.model() if answer == z3.sat else None))
    return failures, queries, time.perf_counter() - started, e


def main(argv: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m proofs.prove", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two weapons and lots only")
    parser.add_argument("--cutoff", action="store_true", help="one and three weapons and lots, too")
    parser.add_argument("--json", type=Path, help="write the record of the proof to this file")
    options = parser.parse_args(argv)
    rules = live_rules()
    model = rules.model
    good = True
    record: dict[str, Any] = {"rules": rules.digest, "z3": z3.get_version_string(), "runs": []}
    print(f"rule set {rules.digest[:16]}  events {len(model.events)}  core rules {len(model.rules)}  invariants {len(model.invariants)}"
          f"  only {len(model.only)}  fact rules {sum(bool(r.expr) for r in rules.book.rules.values())}")  # fmt: skip
    for k in (1, 2, 3) if options.cutoff and not options.quick else (2,):
        failures, queries, seconds, e = prove(rules, k)
        print(f"K = {k}: {queries} obligations, {len(failures)} failed, {seconds:.1f} s, z3 {record['z3']}")
        record["runs"].append(
            {"k": k, "obligations": queries, "failed": [f"{o.event}: {o.kind} {o.id}" for o, _ in failures], "seconds": round(seconds, 1)}
        )
        for o, found in failures[:12]:
            print(counterexample(e, o, found))
        good = good and not failures and queries > 0
    pairs = list(unknown_never_permits(rules))
    wrong = [rid for rid, holds in pairs if not holds]
    print(f"unknown never permits: {len(pairs)} rules, {len(wrong)} failed {wrong}")
    idle = [name for name, broken in deletions(model) if not broken]
    kept = {rule.id: rule.why_kept for rule in model.rules}
    idle_without = [name for name in idle if not kept.get(name)]
    print(f"taken away, a proof breaks: {len(model.rules) + len(model.assumptions) - len(idle)} rules and assumptions; "
          f"kept for a written reason: {', '.join(name for name in idle if kept.get(name))}"
          + (f"; NOT needed: {', '.join(idle_without)}" if idle_without else ""))  # fmt: skip
    paths, closed = good_paths(rules)
    print(f"reachable: {', '.join(paths)}" + (f"; NOT reachable: {', '.join(closed)}" if closed else ""))
    record |= {"unknown_never_permits": len(pairs), "reachable": paths, "kept_for_a_reason": sorted(set(idle) & set(kept))}
    good = good and not wrong and not closed and not idle_without
    print("P1 holds under these assumptions, and only under them:")
    for a in model.assumptions:
        print(f"  {a.id} {a.text}")
    if options.json:
        options.json.write_text(json.dumps(record | {"ok": good}, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print("proved" if good else "NOT proved")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
