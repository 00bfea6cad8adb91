"""The gates that run other commands of the house: tests by name, the gate's Python; and the sizes of files."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from chamberflag.store.shipped import rule_texts
from proofs.mutation.python import CORE, facts, score, stale

if TYPE_CHECKING:
    from proofs.gates import Gate, Row

ROOT = Path(__file__).resolve().parent.parent
CAPS = Path(__file__).with_name("caps.toml")
PASSED = re.compile(r"(\d+) passed")
SEED = 2026


def tests(*paths: str) -> Gate:
    """Tests by name, in a process of their own; each that passed is one item."""

    def gate(row: Row) -> None:
        command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *paths)
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        row.items = sum(int(found) for found in PASSED.findall(done.stdout))
        if done.returncode:
            row.wrong = [f"ended with {done.returncode}", *(done.stdout + done.stderr).splitlines()[-10:]]

    return gate


def sizes(row: Row) -> None:
    """No rule file is longer than its cap in caps.toml; no cap is there for a file that is not."""
    caps = tomllib.loads(CAPS.read_text(encoding="utf-8"))["cap"]
    used: set[str] = set()
    for name, text in rule_texts().items():
        cap = next(one for one in caps if fnmatch(name, one["files"]))
        used.add(cap["files"])
        row.items += 1
        if (lines := len(text.splitlines())) > cap["lines"]:
            row.wrong.append(f"{name} has {lines} lines, at most {cap['lines']}: split it, or raise its cap in {CAPS.name} and say why")
    row.wrong += [f"the cap of {one['files']} is there for no file" for one in caps if one["files"] not in used]


def gates_python(sample: int) -> Gate:
    """Mistakes in the gate's own Python are noticed by a test: every one in its core (0), or so many a file; of the facts, a sample."""

    def gate(row: Row) -> None:
        for files, count in ((CORE, sample), (facts(), sample or 12)):
            found = score(files, count, SEED)
            row.items += sum(found.made.values())
            row.wrong += [f"survives: {one}" for one in found.survivors]
            row.record |= {"facts" if files != CORE else "core": [sum(found.noticed.values()), sum(found.made.values())]}
            row.says.append(f"{found}, seed {SEED}, {count or 'every'} a file")
        row.wrong += [f"a reason for what is no longer there: {one}" for one in stale()]

    return gate
