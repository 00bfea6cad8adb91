"""Case files written for tests: the people, the items and everything else in order, and the few steps that a test is about."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

MINIMAL: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("minimal.toml").read_text(encoding="utf-8"))
PEOPLE = {
    "lead": "weapons lead", "asst": "assistant", "ad": "first AD", "safety": "safety supervisor", "perf": "performer", "perf2": "performer",
    "producer": "producer", "dp": "director of photography", "cam": "camera crew", "medic": "medic", "out": "outsider",
    "police": "authority",
}  # fmt: skip
ITEMS: tuple[dict[str, Any], ...] = (
    {"id": "revolver", "kind": "weapon", "class": "FUNCTIONAL", "capacity": 6},
    {"id": "pistol", "kind": "weapon", "class": "FUNCTIONAL", "capacity": 8},
    {"id": "rubber", "kind": "weapon", "class": "RUBBER", "capacity": 0},
    {"id": "blanks", "kind": "lot", "class": "BLANK"},
    {"id": "dummies", "kind": "lot", "class": "DUMMY"},
    {"id": "dummies2", "kind": "lot", "class": "DUMMY"},
    {"id": "store", "kind": "store"},
    {"id": "box", "kind": "container"},
)


def toml(value: object) -> str:
    """A value as TOML."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{k} = {toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def table(head: str, lines: Mapping[str, object]) -> str:
    """One table of an array."""
    return "\n".join([f"[[{head}]]", *(f"{k} = {toml(v)}" for k, v in lines.items())])


def case_text(
    steps: Iterable[Mapping[str, Any]],
    given: Iterable[Mapping[str, Any]] = (),
    packs: Iterable[str] = ("base",),
    asks: Iterable[Mapping[str, Any]] = (),
) -> str:
    """A case with these steps: each expected to be refused where it has stops, and the question whether all is as expected."""
    top = {"id": "CF-99", "title": "a case", "year": 2020, "place": "a stage", "packs": list(packs), "summary": "made for a test"}
    parts = ["\n".join(f"{k} = {toml(v)}" for k, v in top.items())]
    parts.append(table("source", {"title": "a test", "address": "none", "confidence": "D"}))
    parts += [table("person", {"id": name, "role": role}) for name, role in PEOPLE.items()]
    parts += [table("item", item) for item in ITEMS]
    parts += [table("given", one) for one in given]
    for n, step in enumerate(steps, start=1):
        parts.append(table("step", {"n": n, "what": "-", "expected": "refused" if step.get("stops") else "recorded"} | dict(step)))
    parts.append(
        table(
            "acceptance",
            {"id": "A1", "mode": "as_shipped", "steps": [], "text": "-", "ask": {"kind": "steps_as_expected"}, "expect": []},
        )
    )
    parts += [table("acceptance", {"steps": [], "text": "-"} | dict(one)) for one in asks]
    return "\n".join(parts) + "\n"
