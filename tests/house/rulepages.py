"""The pages of the rules: the rule table, and what stands behind each rule (hazard, proofs, trace, tests, cases), from data alone."""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from chamberflag.app.ruletable import PartRow, RuleRow, hazard_texts, rule_rows
from proofs.explorer import traces
from proofs.mutation import needs, python
from tests.house.words import SEVERITIES, sources

TOP = Path(__file__).resolve().parents[2]
GROUPS = {
    "STO": "Store", "AMM": "Ammunition", "INS": "Inspection", "DEC": "Declaration", "HND": "Hand-over and return", "USE": "Plan and use",
    "MIS": "Misfire", "MTG": "Meeting", "PPL": "People", "RSK": "Risk", "REC": "Counts", "INC": "Incident", "LOG": "Records",
}  # fmt: skip


def code(names: tuple[str, ...]) -> str:
    """Names of acts, as they are written."""
    return ", ".join(f"`{name}`" for name in names)


def rule_table() -> Iterator[tuple[str, str]]:
    """Every rule: what it asks, what that means to the letter, where it is judged, how hard, why, and where it comes from."""
    for row in rule_rows():
        yield row.rule.id, "\n".join((row.rule.requirement, "", *lines(row))) + "\n"


def lines(row: RuleRow) -> Iterator[str]:
    """The points of one rule."""
    rule = row.rule
    if row.reads:
        classes = "" if "all" in rule.weapons else f" Asked of {', '.join(rule.weapons)}."
        yield f"- Asks: {row.reads}{classes}"
        yield f"- Judges: {code(row.acts)}"
    for part in row.parts:
        yield f"- {part.id}, in the proved machine: {part.text} To the letter: {part.reads} Judges: {code(part.acts)}"
    if row.beside:
        yield f"- Brought up beside: {code(row.beside)}"
    yield from (f"- Not fed yet, so it never passes: {why}" for rid, why in unfed() if rid == rule.id)
    harder = "".join(f"; under {pack}: {SEVERITIES[weight]}" for pack, weight in row.harder.items())
    yield f"- Weight: {SEVERITIES[rule.severity]}{harder}"
    if not isinstance(rule.override, str):
        yield f"- Exception: {rule.override.count} of {', '.join(rule.override.who)} sign a written reason"
    yield f"- Clears it: {rule.clears}"
    yield f"- Against: {rule.hazard}, {row.hazard}"
    yield f"- Source: {sources(rule.citations)}"
    yield f"- In force: {'always' if 'base' in rule.jurisdictions else 'only under ' + ', '.join(rule.jurisdictions)}"


def coverage() -> Iterator[tuple[str, str]]:
    """A table for each group of rules: hazard, the proofs that need it, the shortest trace without it, tests, cases."""
    groups: defaultdict[str, list[RuleRow]] = defaultdict(list)
    for row in rule_rows():
        groups[row.rule.group].append(row)
    for group, rows in sorted(groups.items(), key=lambda item: list(GROUPS).index(item[0])):
        head = "| rule | against | proofs that need it | shortest trace without it | tests | cases |\n|---|---|---|---|---|---|\n"
        yield f"{GROUPS[group]} ({group})", head + "".join(coverage_line(row) for row in rows)
    yield "What facts say of an empty record", unrecorded()
    yield "Mistakes in the gate's Python", mistakes()
    yield "What the rules are against", "".join(f"- {name}: {text}\n" for name, text in hazard_texts().items())


def unfed() -> Iterator[tuple[str, str]]:
    """Each rule that reads a fact which nothing on record can say yet, and why it cannot; by facts.toml."""
    told = {f"f.{name}": fact["unfed"] for name, fact in facts().items() if "unfed" in fact}
    for row in rule_rows():
        yield from ((row.rule.id, why) for name, why in told.items() if re.search(rf"{re.escape(name)}\b", row.rule.expr))


def unrecorded() -> str:
    """Each fact that speaks for a step of which nothing is recorded, and why; any other is then unknown, or tells against the step."""
    head = "Each of the others is then unknown, or tells against the step: it refuses.\n\n| fact | why it lets a step go on |\n|---|---|\n"
    return head + "".join(f"| `{name}` | {fact['unrecorded']} |\n" for name, fact in sorted(facts().items()) if "unrecorded" in fact)


def mistakes() -> str:
    """What the newest run over each file of the gate saw; a file that has changed since is named."""
    told = python.written()
    rows = ""
    for file, one in told.items():
        since = "" if one["of"] == python.digest(file) else "changed since"
        rows += f"| `{file}` | {one['made']} | {one['noticed']} | {one['explained']} | {since} |\n"
    rows += "".join(f"| `{file}` | | | | not looked at yet |\n" for file in (*python.CORE, *python.facts()) if file not in told)
    made, noticed, explained = (sum(int(one[key]) for one in told.values()) for key in ("made", "noticed", "explained"))
    head = "| file | mistakes | noticed by a test | explained | |\n|---|---|---|---|---|\n"
    return f"{head}{rows}| all | {made} | {noticed} | {explained} | |\n"


@cache
def facts() -> Mapping[str, Mapping[str, str]]:
    """Every fact that is declared, by name."""
    return tomllib.loads((TOP / "rulepacks" / "facts.toml").read_text(encoding="utf-8"))["fact"]


def coverage_line(row: RuleRow) -> str:
    """What stands behind one rule."""
    proofs = "<br>".join(f"{part.id}: {proof(part)}" for part in row.parts) or "fact rule: refuses, and breaks no invariant"
    lacks = [why for rule, why in unfed() if rule == row.rule.id]
    proofs = f"fact rule, **not fed yet**: {'; '.join(lacks)}" if lacks else proofs
    steps = "<br>".join(f"{part.id}: {trace_length(part.id)}" for part in row.parts) or "-"
    found = (*tested_in().get(row.rule.id, ()), *(f"self-test ({n})" for n in (self_tests().get(row.rule.id, 0),) if n))
    cells = (row.rule.id, row.rule.hazard, proofs, steps, "<br>".join(found) or "-", "<br>".join(cases().get(row.rule.id, ())) or "-")
    return "| " + " | ".join(cells) + " |\n"


def proof(part: PartRow) -> str:
    """The invariants and promises that no longer hold without a rule of the machine, or why it is kept."""
    found = needed()[part.id]
    ids = [name for name in found if " promises " not in name and not name.startswith("range ")]
    promises = sorted({name.partition(" promises ")[0] for name in found if " promises " in name})
    ranges = ["a count stays in its range"] if any(name.startswith("range ") for name in found) else []
    told = [*ids, *([f"promise of {', '.join(promises)}"] if promises else []), *ranges]
    return "; ".join((", ".join(told[: len(ids)]), *told[len(ids) :])).strip("; ") or f"none. {part.why_kept}"


@cache
def needed() -> Mapping[str, list[str]]:
    """Rule of the machine -> what breaks without it."""
    return json.loads(needs.FILE.read_text(encoding="utf-8"))["needs"]


def trace_length(part: str) -> str:
    """How many steps the shortest story has that ends where something breaks, with this rule taken away; - where none is known."""
    return str(traced()[part]) if part in traced() else "-"


@cache
def traced() -> Mapping[str, int]:
    """Rule of the machine -> steps of the shortest trace without it."""
    found = json.loads(traces.WRITTEN.read_text(encoding="utf-8"))["traces"] if traces.WRITTEN.is_file() else []
    return {one["rule"]: len(one["steps"]) for one in found if "steps" in one}


@cache
def tested_in() -> Mapping[str, tuple[str, ...]]:
    """Rule -> the stories and tests that name it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for pattern in ("stories/*.day", "stories/**/*.py", "unit/**/test_*.py", "laws/*.py", "sim/*.py"):
        for path in sorted((TOP / "tests").glob(pattern)):
            for rule in set(re.findall(r"\b[A-Z]{3}-\d\d\b", path.read_text(encoding="utf-8"))):
                found[rule].add(path.relative_to(TOP / "tests").as_posix())
    return {rule: tuple(sorted(names)) for rule, names in found.items()}


@cache
def self_tests() -> Mapping[str, int]:
    """Rule -> how many examples of the self-test it alone refuses."""
    found: defaultdict[str, int] = defaultdict(int)
    for case in json.loads((TOP / "rulepacks" / "examples.json").read_text(encoding="utf-8"))["cases"]:
        found[case["rule"]] += 1
    return found


@cache
def cases() -> Mapping[str, tuple[str, ...]]:
    """Rule -> the steps of cases of the past that it refuses, or beside which it is brought up."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted((TOP / "cases").glob("*.toml")):
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        steps: defaultdict[str, list[str]] = defaultdict(list)
        for step in case["step"]:
            for rule in (*step.get("stops", ()), *step.get("raises", ())):
                steps[rule].append(str(step["n"]))
        for rule, numbers in steps.items():
            found[rule].append(f"{case['id']} step {', '.join(numbers)}")
    return {rule: tuple(told) for rule, told in found.items()}


def refresh() -> None:
    """Asks the prover again where the machine is another than the one that the record of needs speaks of."""
    record: dict[str, Any] = json.loads(needs.FILE.read_text(encoding="utf-8")) if needs.FILE.is_file() else {}
    if record.get("machine") != needs.machine():
        needs.main()
