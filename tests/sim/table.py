"""The table of faults: each campaign leaves a row in bench/out/faults/, and `make sim` puts them together in bench/out/faults.json.

A row that a campaign should have left and has not says so; it is never left out. Custody between boxes comes with the boxes.
"""

from __future__ import annotations

import json
import platform
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parents[2] / "bench" / "out"
COLUMNS = ("tried", "survived", "acknowledged", "lost", "control")
FAULTS = {
    "kill": "kill -9 of the box, anywhere",
    "points": "kill -9 at P0 to P6 of the commit",
    "steps": "kill -9 at each durable step of the store",
    **{f"{name}-random": f"{what}, seeded" for name, what in (("power", "power cut"), ("full", "disk full"), ("error", "I/O error"))},
    **{f"{name}-every": f"{what}, each call" for name, what in (("power", "power cut"), ("full", "disk full"), ("error", "I/O error"))},
}
CONTROLS = {"kill": "receipts before COMMIT", "steps": "receipts before COMMIT", "power-random": "a sync that does nothing"}


def leave(row: str, **figures: int) -> None:
    """Keep what a campaign has seen, or its control has broken (`control`); parts of one row are named `row+part` and added up."""
    folder = OUT / "faults"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{row}.json").write_text(json.dumps(figures) + "\n", encoding="utf-8")


def gathered() -> dict[str, dict[str, int]]:
    """Row -> figures, the parts of a row added up."""
    found: dict[str, dict[str, int]] = {}
    for path in sorted((OUT / "faults").glob("*.json")):
        figures: Mapping[str, int] = json.loads(path.read_text(encoding="utf-8"))
        row = found.setdefault(path.stem.partition("+")[0], {})
        for name, value in figures.items():
            row[name] = row.get(name, 0) + value
    return found


def main() -> int:
    """Writes the table and prints it; 1 where a row is missing or something acknowledged was lost."""
    found = gathered()
    rows: list[dict[str, Any]] = [{"fault": what, **found.get(row, {"not_run": 1})} for row, what in FAULTS.items()]
    whole = {"rows": rows, "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    (OUT / "faults.json").write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    lines = [f"{'fault':<44}" + "".join(f"{name:>14}" for name in COLUMNS)]
    for row, line in zip(FAULTS, rows, strict=True):
        lines.append(
            f"{line['fault']:<44}" + "".join(f"{line.get(name, '-' if name == 'control' else 'not run')!s:>14}" for name in COLUMNS)
        )
        if "control" in line:
            lines.append(f"    control: {CONTROLS[row]}; that many acknowledged acts were lost")
    sys.stdout.write("\n".join(lines) + "\n")
    return int(any("not_run" in line or line.get("lost") for line in rows))


if __name__ == "__main__":
    sys.exit(main())
