"""Runs every checker of `make check` and asks each for the files it saw: a checker that sees nothing finds nothing.

A checker fails when its command fails or when it saw fewer files than lie in the tree. All of them run, whatever the first one says.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
WEB_BIN = TOP / "web" / "node_modules" / ".bin"
PYTHON = ("src", "tests", "proofs", "bench", ".ci")
GRAPH = "import grimp; print(*(f'{name}.py' for name in grimp.build_graph('chamberflag').modules), sep='\\n')"


@dataclass(frozen=True, slots=True)
class Checker:
    """A command, how many files it must see, and how to read from an output how many it saw.

    listing: a second command of the same tool that lists its files, for tools that do not say how many they saw.
    """

    name: str
    command: tuple[str, ...]
    expected: int
    seen: Callable[[str], int]
    listing: tuple[str, ...] = ()
    show: Callable[[str], str] = str.strip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one checker said: good or not, with the files it saw and the output to show when it is not."""

    name: str
    good: bool
    seen: int
    expected: int
    seconds: float
    output: str


def number_after(pattern: str) -> Callable[[str], int]:
    """A reader of the first number that the pattern's group finds; 0 where the tool says none."""

    def read(output: str) -> int:
        found = re.search(pattern, output)
        return int(found[1]) if found else 0

    return read


def lines_ending(*suffixes: str) -> Callable[[str], int]:
    """A reader that counts the lines naming a file with one of these suffixes, packages of others left out."""

    def read(output: str) -> int:
        return sum(line.strip().endswith(suffixes) and "node_modules" not in line for line in output.splitlines())

    return read


def pyright_report(output: str) -> dict[str, object]:
    """The JSON document in basedpyright's output; empty when there is none."""
    start = output.find("{")
    return json.loads(output[start : output.rfind("}") + 1]) if start >= 0 else {}


def pyright_seen(output: str) -> int:
    """How many files basedpyright analysed."""
    summary = pyright_report(output).get("summary")
    return int(summary["filesAnalyzed"]) if isinstance(summary, dict) else 0


def pyright_lines(output: str) -> str:
    """Basedpyright's findings, one a line: file, line, rule, sentence."""
    found = pyright_report(output).get("generalDiagnostics")
    if not isinstance(found, list):
        return output.strip()
    lines = [
        f"{d['file']}:{d['range']['start']['line'] + 1}: {d.get('rule', d['severity'])}: {d['message'].splitlines()[0]}" for d in found
    ]
    return "\n".join(lines).replace(f"{TOP}/", "")


def files(folders: Sequence[str], *suffixes: str) -> int:
    """How many files with these suffixes lie under the folders; the disk decides, not git: a new file counts at once."""
    paths = (path for folder in folders for path in (TOP / folder).rglob("*") if path.suffix in suffixes)
    return sum(not {"node_modules", "__pycache__"} & set(path.parts) for path in paths)


def checkers() -> Iterator[Checker]:
    """Every checker of the house; the two of the front end once there is a front end."""
    python = files(PYTHON, ".py")
    source = files(("src",), ".py")
    ruff, show = str(BIN / "ruff"), ("check", "--show-files", *PYTHON)
    yield Checker("ruff check", (ruff, "check", "--output-format=concise"), python, lines_ending(".py"), listing=(ruff, *show))
    yield Checker("ruff format", (ruff, "format", "--check", "--output-format=concise"), python, lines_ending(".py"), listing=(ruff, *show))
    yield Checker("basedpyright", (str(BIN / "basedpyright"), "--outputjson"), python, pyright_seen, show=pyright_lines)
    yield Checker(
        "import-linter", (str(BIN / "lint-imports"), "--no-logo"), source, lines_ending(".py"), listing=(sys.executable, "-c", GRAPH)
    )
    yield Checker("deptry", (str(BIN / "deptry"), ".", "--no-ansi"), source, number_after(r"Scanning (\d+) files"))
    typos = str(BIN / "typos")
    words = files((*PYTHON, "docs", "rulepacks"), ".py", ".md", ".toml")
    yield Checker("typos", (typos, "--format=brief"), words, lines_ending(".py", ".md", ".toml"), listing=(typos, "--files"))
    scripts = files(("web",), ".js")
    if scripts:
        yield Checker("biome", (str(WEB_BIN / "biome"), "ci", "web"), scripts, number_after(r"Checked (\d+) files"))
        tsc = (str(WEB_BIN / "tsc"), "--project", "web", "--listFiles")
        yield Checker("tsc", tsc, scripts, lines_ending(".js"))


def output_of(command: Sequence[str]) -> tuple[int, str]:
    """Exit code and all output of a command run at the top of the repository; a command that cannot start has failed."""
    try:
        done = subprocess.run(command, cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    except OSError as error:
        return 127, f"{command[0]}: {error.strerror}"
    return done.returncode, done.stdout


def judge(checker: Checker) -> Verdict:
    """Runs one checker."""
    started = time.monotonic()
    code, output = output_of(checker.command)
    seen = checker.seen(output_of(checker.listing)[1] if checker.listing else output)
    good = code == 0 and seen >= checker.expected > 0
    said = checker.show(output)
    if seen < checker.expected or not checker.expected:
        said += f"\n{checker.name} saw {seen} files, and {checker.expected} lie there"
    return Verdict(checker.name, good, seen, checker.expected, time.monotonic() - started, said)


def main() -> int:
    """Runs all, prints what those that failed said and then one line for each."""
    verdicts = [judge(checker) for checker in checkers()]
    for verdict in verdicts:
        if not verdict.good:
            print(f"-- {verdict.name}\n{verdict.output}\n")
    for v in verdicts:
        print(f"{v.name:<14} {'ok' if v.good else 'FAILED':<7} {v.seen:>4} files seen of {v.expected:>4} {v.seconds:>6.1f} s")
    return 0 if verdicts and all(v.good for v in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
