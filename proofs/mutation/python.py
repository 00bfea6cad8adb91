"""`python -m proofs.mutation.python`: is each line of the gate's own Python tested? One mistake at a time, and a test has to fail.

Each mistake stands in a copy of the package; the tests run in a process of their own, the quickest first, until one fails. What no test
notices is a survivor: it gets a test, or a reason in survivors.toml. A mistake in a fact is to be noticed by the rows of that fact's own
file. score.json has what a run over whole files saw, and the digests of what it saw. What was noticed stands in run/mutants.jsonl and is
not tried again as long as package, rules and the test that noticed it are the same to the byte. Why no tool from outside:
docs/decisions/0021.
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
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, partial
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
SCORE = Path(__file__).with_name("score.json")
SO_FAR = ROOT / "run" / "mutants.jsonl"
READ = ("src", "rulepacks", "examples", "vectors")
CORE = (
    "interlock/guard.py", "interlock/python.py", "interlock/tree.py", "interlock/parser.py", "gate/decide.py", "gate/moment.py",
    "gate/papers.py", "gate/reading.py", "gate/selftest.py", "gate/vector.py", "custody/machine.py", "custody/fold.py", "custody/step.py",
)  # fmt: skip
TIERS = (
    ("tests/unit/interlock/test_parser.py", "tests/unit/gate"),
    ("tests/unit/custody", "tests/laws/test_machine_walks.py", "tests/unit/interlock/test_files.py"),
    ("tests/unit/interlock/test_meaning.py", "tests/unit/recorder"),
    ("tests/stories", "tests/unit/cases"),
)
FACTS = "gate/facts/"
OWN = {  # files that have quick tests of their own, elsewhere than under their name
    "gate/papers.py": "tests/unit/gate/test_moment.py", "gate/reading.py": "tests/unit/gate/test_moment.py",
    "interlock/python.py": "tests/unit/interlock/test_tree.py", "custody/machine.py": "tests/unit/custody/test_fold.py",
}  # fmt: skip
SLOWEST = 600


Key = tuple[str, str, str]  # file, function, change


@dataclass(frozen=True, slots=True)
class Found:
    """One mistake and the tests that noticed it ("" = none)."""

    file: str
    mutant: Mutant
    noticed: str


@dataclass(slots=True)
class Score:
    """What a run saw, by file, and what nobody notices. Tests that do not end count as failed."""

    made: Counter[str] = field(default_factory=Counter[str])
    noticed: Counter[str] = field(default_factory=Counter[str])
    explained: Counter[str] = field(default_factory=Counter[str])
    survivors: list[str] = field(default_factory=list[str])

    def __str__(self) -> str:
        """How many of each."""
        made, noticed, explained = (sum(one.values()) for one in (self.made, self.noticed, self.explained))
        return f"{noticed} of {made} noticed, {explained} explained, {len(self.survivors)} survive"


def facts() -> tuple[str, ...]:
    """The files that compute what a rule asks about."""
    return tuple(f"{FACTS}{path.name}" for path in sorted((PACKAGE / FACTS).glob("*.py")) if path.stem not in {"__init__", "table"})


def tiers(file: str) -> tuple[tuple[str, ...], ...]:
    """The tests that may notice a mistake in a file, the quickest first."""
    if file.startswith(FACTS):
        return ((f"tests/unit/{FACTS}test_{file.removeprefix(FACTS)}",),)
    folder, _, name = file.rpartition("/")
    own = OWN.get(file, f"tests/unit/{folder}/test_{name}")
    return ((own,), *TIERS) if (ROOT / own).is_file() else TIERS


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


@cache
def failing(tests: tuple[str, ...]) -> tuple[str, ...]:
    """Tests that fail without any mistake: they can notice none. Found out when a mistake first reaches them."""
    with tempfile.TemporaryDirectory() as folder:
        names = tuple(run_tests(shadow(Path(folder)), tests, all_of_them=True)[1])
    for name in names:
        print(f"left out, it fails by itself: {name}", flush=True)
    return names


def judge(tasks: Sequence[tuple[str, Mutant]], tree: str) -> list[Found]:
    """What notices each of these mistakes; each is written down as soon as it is known."""
    made: list[Found] = []
    with tempfile.TemporaryDirectory() as folder:
        source = shadow(Path(folder))
        for number, (file, mutant) in enumerate(tasks, start=1):
            path = source / "chamberflag" / file
            whole = path.read_text(encoding="utf-8")
            path.write_text(mutant.text, encoding="utf-8")
            noticed = ""
            for tests in tiers(file):
                good, names = run_tests(source, tests, failing(tests))
                if not good:
                    noticed = names[0] if names else "it does not load"
                    break
            path.write_text(whole, encoding="utf-8")
            made.append(Found(file, mutant, noticed))
            with SO_FAR.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps([mark(tree, mutant), noticed, home(noticed)]) + "\n")
            told = f"{number} of {len(tasks)} {file}:{mutant.line} {mutant.where}: {mutant.change}"
            print(f"{'noticed ' if noticed else 'SURVIVES'} {told}", flush=True)
    return made


def tree_digest() -> str:
    """One digest of the package, the rules and what all tests share."""
    files = [path for top in READ for path in (ROOT / top).rglob("*") if "__pycache__" not in path.parts]
    return digests(*files, *(ROOT / "tests").glob("*.py"))


def digests(*paths: Path) -> str:
    """One digest of files."""
    parts = [f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in sorted(paths) if path.is_file()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def mark(tree: str, mutant: Mutant) -> str:
    """One mistake in one tree; two mistakes may be called the same, their texts differ."""
    return hashlib.sha256(f"{tree}\n{mutant.text}".encode()).hexdigest()[:24]


def home(test: str) -> str:
    """A digest of the file that a test is in; of none for what failed without one."""
    return digests(ROOT / test.partition("::")[0])


def so_far() -> dict[str, str]:
    """What earlier runs have seen of this package: mark -> the test that noticed it, where its file is still the same."""
    lines = SO_FAR.read_text(encoding="utf-8").splitlines() if SO_FAR.is_file() else []
    return {found: test for found, test, of in map(json.loads, lines) if test and of == home(test)}


def reasons() -> dict[Key, str]:
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
    todo = [(file, m) for file, m in tasks if (file, m.where, m.change) not in known and mark(tree, m) not in seen]
    print(f"{len(tasks)} mistakes, {len(todo)} to be made", flush=True)
    SO_FAR.parent.mkdir(exist_ok=True)
    for some in spread(partial(judge, tree=tree), [todo[i::hands] for i in range(hands)], hands):
        seen |= {mark(tree, found.mutant): found.noticed for found in some}
    for file, mutant in tasks:
        made.made[file] += 1
        if (file, mutant.where, mutant.change) in known:
            made.explained[file] += 1
        elif seen[mark(tree, mutant)]:
            made.noticed[file] += 1
        else:
            made.survivors.append(f"{file}:{mutant.line} {mutant.where}: {mutant.change}")
    return made


def digest(file: str) -> str:
    """Of a file of the package, as score.json has it."""
    return hashlib.sha256((PACKAGE / file).read_bytes()).hexdigest()[:16]


def written() -> dict[str, dict[str, int | str]]:
    """What score.json has: file -> its digest, and how many mistakes were made, noticed and explained."""
    return json.loads(SCORE.read_text(encoding="utf-8")) if SCORE.is_file() else {}


def write(found: Score, files: Sequence[str]) -> None:
    """What was seen of whole files goes into score.json."""
    told: Mapping[str, dict[str, int | str]] = written() | {
        file: {"of": digest(file), "made": found.made[file], "noticed": found.noticed[file], "explained": found.explained[file]}
        for file in files
    }
    lines = [f"{json.dumps(file)}: {json.dumps(told[file])}" for file in (*CORE, *facts()) if file in told]
    SCORE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


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
    parser.add_argument(
        "--sample", type=int, default=0, help="so many mistakes a file, by chance; 0 = every one, and score.json is written"
    )
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000, help="of the chance")
    parser.add_argument("--hands", type=int, default=HANDS, help="processes")
    options = parser.parse_args(argv)
    print(f"seed {options.seed}, {options.sample or 'every'} a file")
    files = options.files or (*CORE, *facts())
    found = score(files, options.sample, options.seed, options.hands)
    print(found)
    if not options.sample:
        write(found, files)
    for line in (*found.survivors, *(f"a reason for what is no longer there: {one}" for one in stale())):
        print(f"  {line}")
    return 1 if found.survivors or stale() or not found.made else 0


if __name__ == "__main__":
    sys.exit(main())
