"""`python -m proofs.mutation.python`: is each line of the gate's own Python tested? One mistake at a time, and a test has to fail.

Each mistake stands in a copy of the package; the tests run in a process of their own, the quickest first, until one fails. What no test
notices is a survivor: it gets a test, or a reason in survivors.toml. Why not a tool from outside: docs/decisions/0021.
noticed.json has the test that noticed a mistake the last time: it is run before the others, and has to fail again. What a run has seen
stands in run/mutants.jsonl; one that was interrupted goes on there, as long as package, rules and tests are the same to the byte.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from proofs.crew import HANDS, spread
from proofs.mutation.source import Mutant, mutants

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "chamberflag"
REASONS = Path(__file__).with_name("survivors.toml")
LAST_TIME = Path(__file__).with_name("noticed.json")
SO_FAR = ROOT / "run" / "mutants.jsonl"
READ = ("src", "rulepacks", "examples", "tests", "proofs")
CORE = (
    "interlock/guard.py", "interlock/python.py", "interlock/tree.py", "interlock/parser.py", "gate/decide.py", "gate/vector.py",
    "custody/machine.py", "custody/fold.py", "custody/step.py",
)  # fmt: skip
TIERS = (
    ("tests/unit/interlock/test_parser.py", "tests/unit/gate"),
    ("tests/unit/custody", "tests/laws/test_machine_walks.py", "tests/unit/interlock/test_files.py"),
    ("tests/unit/interlock/test_meaning.py", "tests/unit/recorder"),
    ("tests/stories", "tests/unit/cases"),
)
SLOWEST = 600


Key = tuple[str, str, str]  # file, function, change


def key_of(file: str, mutant: Mutant) -> Key:
    """What a mistake is called, wherever its line is."""
    return file, mutant.where, mutant.change


@dataclass(frozen=True, slots=True)
class Found:
    """One mistake and the tests that noticed it ("" = none)."""

    file: str
    mutant: Mutant
    noticed: str


@dataclass(slots=True)
class Score:
    """What a run saw, and what nobody notices."""

    made: int = 0
    noticed: int = 0
    survivors: list[str] = field(default_factory=list[str])
    explained: int = 0
    by: dict[Key, str] = field(default_factory=dict[Key, str])


def facts() -> tuple[str, ...]:
    """The files that compute what a rule asks about."""
    return tuple(f"gate/facts/{path.name}" for path in sorted((PACKAGE / "gate" / "facts").glob("*.py")) if path.stem != "__init__")


def run_tests(source: Path, tests: Sequence[str], leave_out: Sequence[str] = (), *, all_of_them: bool = False) -> tuple[bool, list[str]]:
    """Whether the tests pass with this copy of the package, and the names of those that fail: the first, or all of them."""
    flags = [f"--deselect={name}" for name in leave_out] + ([] if all_of_them else ["-x"])
    whole = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *flags, *tests]
    try:
        done = subprocess.run(command, cwd=ROOT, env=whole, capture_output=True, text=True, timeout=SLOWEST, check=False)
    except subprocess.TimeoutExpired:
        return False, ["too slow"]
    return done.returncode == 0, [line.split()[1] for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]


def shadow(folder: Path) -> Path:
    """A copy of the package with the rule files beside it."""
    shutil.copytree(PACKAGE, folder / "src" / "chamberflag", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("rulepacks", "examples", "web"):
        (folder / name).symlink_to(ROOT / name)
    return folder / "src"


def failing() -> list[str]:
    """Tests that fail without any mistake: they can notice none."""
    with tempfile.TemporaryDirectory() as folder:
        source = shadow(Path(folder))
        return run_tests(source, [test for tier in TIERS for test in tier], all_of_them=True)[1]


def there(test: str) -> bool:
    """Whether a test is still where it was."""
    file, _, name = test.partition("::")
    return (ROOT / file).is_file() and f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def judge(tasks: Sequence[tuple[str, Mutant]], leave_out: Sequence[str], before: Mapping[Key, str], tree: str) -> list[Found]:
    """What notices each of these mistakes; each is written down as soon as it is known."""
    made: list[Found] = []
    with tempfile.TemporaryDirectory() as folder:
        source = shadow(Path(folder))
        for number, (file, mutant) in enumerate(tasks, start=1):
            path = source / "chamberflag" / file
            whole = path.read_text(encoding="utf-8")
            path.write_text(mutant.text, encoding="utf-8")
            noticed, last = "", before.get(key_of(file, mutant), "")
            for tests in (*([(last,)] if there(last) else ()), *TIERS):
                good, names = run_tests(source, tests, leave_out)
                if not good:
                    noticed = names[0].partition("[")[0] if names else "it does not load"
                    break
            path.write_text(whole, encoding="utf-8")
            made.append(Found(file, mutant, noticed))
            with SO_FAR.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps([mark(tree, mutant), noticed]) + "\n")
            told = f"{number} of {len(tasks)} {file}:{mutant.line} {mutant.where}: {mutant.change}"
            print(f"{'noticed ' if noticed else 'SURVIVES'} {told}", flush=True)
    return made


def tree_digest() -> str:
    """One digest of every file that a run depends on."""
    files = sorted(path for top in READ for path in (ROOT / top).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    parts = [f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files if path != LAST_TIME]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def mark(tree: str, mutant: Mutant) -> str:
    """One mistake in one tree; two mistakes may be called the same, their texts differ."""
    return hashlib.sha256(f"{tree}\n{mutant.text}".encode()).hexdigest()[:24]


def so_far() -> dict[str, str]:
    """What runs that were interrupted have seen: mark -> the test that noticed it."""
    return dict(json.loads(line) for line in SO_FAR.read_text(encoding="utf-8").splitlines()) if SO_FAR.is_file() else {}


def last_time() -> dict[Key, str]:
    """The test that noticed each mistake when noticed.json was written."""
    lines = json.loads(LAST_TIME.read_text(encoding="utf-8")) if LAST_TIME.is_file() else []
    return {(file, where, change): test for file, where, change, test in lines}


def reasons() -> dict[tuple[str, str, str], str]:
    """Survivors that are explained: (file, function, change) -> why no test can notice it, or none should."""
    document = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    return {(one["file"], one["where"], one["change"]): one["why"] for one in document["survivor"]}


def chosen(files: Sequence[str], sample: int, seed: int) -> list[tuple[str, Mutant]]:
    """The mistakes to make: all of them, or so many a file by chance."""
    random = Random(seed)
    tasks: list[tuple[str, Mutant]] = []
    for file in files:
        found = mutants((PACKAGE / file).read_text(encoding="utf-8"))
        tasks += [(file, m) for m in (random.sample(found, min(sample, len(found))) if sample else found)]
    return tasks


def score(files: Sequence[str], sample: int, seed: int, hands: int = HANDS) -> Score:
    """Makes the mistakes and runs the tests; what has a written reason is counted and not run again."""
    made, known, tree, seen = Score(), reasons(), tree_digest(), so_far()
    tasks = chosen(files, sample, seed)
    todo = [(file, m) for file, m in tasks if key_of(file, m) not in known and mark(tree, m) not in seen]
    print(f"{len(tasks)} mistakes, {len(todo)} to be made, tree {tree}", flush=True)
    out = failing() if todo else []
    for name in out:
        print(f"left out, it fails by itself: {name}", flush=True)
    SO_FAR.parent.mkdir(exist_ok=True)
    work = partial(judge, leave_out=out, before=last_time(), tree=tree)
    for some in spread(work, [todo[i::hands] for i in range(hands)], hands):
        seen |= {mark(tree, found.mutant): found.noticed for found in some}
    for file, mutant in tasks:
        made.made += 1
        if key_of(file, mutant) in known:
            made.explained += 1
        elif noticed := seen[mark(tree, mutant)]:
            made.noticed += 1
            made.by[key_of(file, mutant)] = noticed
        else:
            made.survivors.append(f"{file}:{mutant.line} {mutant.where}: {mutant.change}")
    return made


def stale() -> list[str]:
    """Reasons for mistakes that can no longer be made."""
    there = {
        (file, m.where, m.change) for file in {key[0] for key in reasons()} for m in mutants((PACKAGE / file).read_text(encoding="utf-8"))
    }
    return [f"{file} {where}: {change}" for file, where, change in reasons() if (file, where, change) not in there]


def main(argv: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m proofs.mutation.python", description=__doc__)
    parser.add_argument("files", nargs="*", help="files below src/chamberflag; none = the core of the gate and its facts")
    parser.add_argument("--sample", type=int, default=0, help="so many mistakes a file, by chance; 0 = every one")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000, help="of the chance")
    parser.add_argument("--hands", type=int, default=HANDS, help="processes")
    options = parser.parse_args(argv)
    print(f"seed {options.seed}, {options.sample or 'every'} a file")
    found = score(options.files or (*CORE, *facts()), options.sample, options.seed, options.hands)
    print(f"{found.made} mistakes, {found.noticed} noticed, {found.explained} explained, {len(found.survivors)} survive")
    by = {**last_time(), **found.by}
    LAST_TIME.write_text("[\n" + ",\n".join(json.dumps([*key, by[key]]) for key in sorted(by)) + "\n]\n", encoding="utf-8")
    for line in (*found.survivors, *(f"a reason for what is no longer there: {one}" for one in stale())):
        print(f"  {line}")
    return 1 if found.survivors or stale() or not found.made else 0


if __name__ == "__main__":
    sys.exit(main())
