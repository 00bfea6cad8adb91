"""The record of a run that passed: which files, which solvers, how much was proved and how long it took. Shipped, and shown by `doctor`."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cvc5
import z3

from chamberflag.interlock.source import machine_digest
from chamberflag.store.shipped import rule_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proofs.gates import Row

FILE = Path(__file__).resolve().parent.parent / "rulepacks" / "proof.json"
PROVED = ("proof", "acts without a weapon", "acts without a lot", "acts with neither")
MISTAKES = ("rule mutation", "effect mutation", "rules a little wrong")


def solvers() -> list[str]:
    """Names and versions."""
    return [f"z3 {z3.get_version_string()}", f"cvc5 {cvc5.__version__}"]


def made(rows: Sequence[Row], today: dt.date) -> dict[str, Any]:
    """The record. `date` and `seconds` are measured, the rest follows from the files."""
    by_name = {row.gate: row for row in rows}
    return {
        "what": "the last run of `make prove` in which every gate passed",
        "machine": machine_digest(rule_texts()),
        "solvers": solvers(),
        "proved": sum(by_name[name].items for name in PROVED),
        "mistakes": sum(by_name[name].items for name in MISTAKES if name in by_name),
        "gates": {row.gate: {"items": row.items, "seconds": round(row.seconds, 1)} | row.record for row in rows},
        "date": today.isoformat(),
    }


def write(rows: Sequence[Row]) -> None:
    """Writes the file: it is committed with the rule files it speaks of."""
    found = made(rows, dt.datetime.now(dt.UTC).date())
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
