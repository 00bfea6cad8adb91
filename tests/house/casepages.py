"""The pages on how many people have to fail, and the safety case: from the cut sets, the rule files and `docs/safety-case.toml`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from chamberflag.app.ruletable import rule_rows
from proofs.cuts import record
from proofs.cuts.gate import WORDS, whole_wording
from proofs.cuts.variants import book
from proofs.live import base
from proofs.mutation import needs
from proofs.pictures.fault_tree import branches, everyone, fault_tree, who
from proofs.pictures.goals import Node, goal_structure
from tests.house.rulepages import traced

TOP = Path(__file__).resolve().parents[2]
PICTURES = "docs/pictures"
KINDS = {"goal": "Goal", "strategy": "Strategy", "evidence": "Evidence", "context": "Context"}


@cache
def cuts() -> dict[str, dict[str, Any]]:
    """What `proofs/cuts.json` says of each procedure, in the order of `variants.toml`."""
    found = record.read()["variants"]
    return {name: found[name] for name in book().variant if name in found}


def told(figure: int | None) -> str:
    """A figure in a table."""
    return "never" if figure is None else str(figure)


def failures() -> Iterator[tuple[str, str]]:
    """The table, the wording, the assumptions, and every procedure with its cut sets and a way to each."""
    head = "| procedure | any failures | without a deliberate swap | different people | minimal cut sets | explored |\n"
    head += "|---|---|---|---|---|---|\n"
    rows = ""
    for name, found in cuts().items():
        k = (f"**{told(found['k'][what])}**" if what == "people" else told(found["k"][what]) for what in record.FIGURES)
        rows += f"| [{book().variant[name].title}](#{name}) | {' | '.join(k)} | {len(found['sets'])} | {found['states']:,} states |\n"
    k = {name: found["k"]["people"] for name, found in cuts().items()}
    said = f"> {whole_wording(k['ceremony'], k['single'])}\n"
    yield "The table", f"{head}{rows}\nThe figures never stand alone. In words:\n\n{said}"
    yield "What is assumed", "".join(f"- **{a.id}** {a.text}\n" for a in base().model.assumptions)
    for name, found in cuts().items():
        yield name, "\n".join(procedure(name, found)) + "\n"


def procedure(name: str, found: dict[str, Any]) -> Iterator[str]:
    """One procedure."""
    variant = book().variant[name]
    yield f"**{variant.title}.** {variant.note}".strip() + "\n"
    yield f"What must not happen: {book().top[variant.top].says}\n"
    yield f"![Fault tree: {variant.title}](pictures/{name}.svg)\n"
    yield f"It is reached by {record.said(found)}. One of these is enough:\n"
    ways = dict(zip(map(record.as_set, found["sets"]), found["ways"], strict=True))
    for branch in branches(ways):
        parts = [f"{who(people, everyone(found))} {book().kind[kind].does}" for kind, people in branch.failures]
        yield f"- {'; AND '.join(parts)}."
        way = min((way for cut, way in ways.items() if holds(branch.failures, cut)), key=len)
        yield f"  <br>Shortest way, {len(way)} steps: `{' ; '.join(way)}`"
    if variant.assume:
        yield "\nHere people can no longer keep: " + ", ".join(sorted(variant.assume)) + ", as they stand above."
    less = [*(f"rule {rule}" for rule in variant.leave_out), *(f"the event `{event}`" for event in variant.without)]
    if less:
        yield "\nWithout: " + ", ".join(less) + "."
    if variant.forget:
        yield "\nNothing is voided by: " + ", ".join(f"`{event}`" for event in variant.forget) + "."


def holds(failures: tuple[tuple[str, tuple[str, ...]], ...], cut: frozenset[tuple[str, str]]) -> bool:
    """Whether a cut set is one of a branch."""
    return len(cut) == len(failures) and all(any((kind, person) in cut for person in people) for kind, people in failures)


@cache
def case() -> Mapping[str, Any]:
    """The argument as data."""
    return tomllib.loads((TOP / "docs" / "safety-case.toml").read_text(encoding="utf-8"))


def figures() -> dict[str, str]:
    """What evidence may name: figures that follow from the data."""
    proof = json.loads((TOP / "rulepacks" / "examples.json").read_text(encoding="utf-8"))["proof"]
    record_of_needs = json.loads(needs.FILE.read_text(encoding="utf-8"))["needs"]
    model = base().model
    made = {
        "obligations": proof["obligations"], "solver": proof["solver"], "events": len(model.events), "core_rules": len(model.rules),
        "invariants": len(model.invariants), "assumptions": len(model.assumptions), "rules": len(rule_rows()),
        "needed": sum(bool(found) for found in record_of_needs.values()), "taken_away": len(record_of_needs),
        "traces": len(traced()),
    }  # fmt: skip
    for name, found in cuts().items():
        made |= {f"{name}_{what}": told(found["k"][what]) for what in record.FIGURES} | {f"{name}_sets": len(found["sets"])}
        made[f"{name}_people_word"] = WORDS.get(found["k"]["people"] or 0, told(found["k"]["people"]))
    return {name: f"{value:,}" if isinstance(value, int) else str(value) for name, value in made.items()}


def nodes() -> list[Node]:
    """The argument in order: goals, strategies, evidence, and each assumption of the core files where it is used."""
    made = [Node(name, one["kind"], one["says"].format(**figures()), one.get("under", "")) for name, one in case()["node"].items()]
    used = {name: under for under, names in case()["assumed"].items() for name in names}
    return made + [Node(a.id, "assumption", a.text, used[a.id]) for a in base().model.assumptions]


def safety_case() -> Iterator[tuple[str, str]]:
    """The argument in words, and what it leaves out."""
    statements = {i.id: i.text for i in (*base().model.invariants, *base().model.only)}
    lines = ["![The argument as a picture: goals, strategies, evidence, assumptions](pictures/safety-case.svg)\n"]
    for node in nodes():
        more = case()["node"].get(node.id, {})
        lines.append(f"- **{node.id}** {KINDS.get(node.kind, 'Assumption')}{f', under {node.under}' if node.under else ''}: {node.says}")
        lines += [f"  - {name}: {statements[name].removeprefix('lemma: ')}" for name in more.get("proved", ())]
        lines += [f"  - shown by [`{path}`](../{path})" for path in more.get("shown", ())]
    yield "The argument", "\n".join(lines) + "\n"
    k = {name: found["k"]["people"] for name, found in cuts().items()}
    yield (
        "How many people have to fail",
        f"> {whole_wording(k['ceremony'], k['single'])}\n\nAll figures, with their cut sets: [failures](failures.md).\n",
    )
    for section in case()["section"]:
        yield section["title"], section.get("text", "") + "\n" + "".join(f"- {line}\n" for line in section.get("points", ()))


def pictures() -> Iterator[tuple[str, str]]:
    """Every picture with its name."""
    for name, found in cuts().items():
        yield f"{PICTURES}/{name}.svg", fault_tree(name, found)
    yield f"{PICTURES}/safety-case.svg", goal_structure("Safety case of Chamberflag: the argument", nodes())
