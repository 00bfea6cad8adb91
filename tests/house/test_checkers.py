from __future__ import annotations

import sys

import pytest

from tests.house import checkers, parts
from tests.house.checkers import Checker, judge, lines_ending, number_after


def checker(*command: str, expected: int = 3) -> Checker:
    """A checker that prints what it is told to."""
    return Checker("echo", (sys.executable, "-c", *command), expected, number_after(r"saw (\d+) files"))


def test_a_checker_that_saw_nothing_has_failed() -> None:
    """A clean exit is not enough: the checker must have seen every file there is."""
    assert judge(checker("print('saw 3 files')")).good
    assert not judge(checker("print('saw 2 files')")).good
    assert not judge(checker("print('all well')")).good


def test_a_checker_over_an_empty_tree_has_failed() -> None:
    """Where there is nothing to see, the house is broken and not clean."""
    assert not judge(checker("print('saw 0 files')", expected=0)).good


def test_a_checker_that_finds_something_has_failed() -> None:
    """The exit code decides, however many files were seen."""
    assert not judge(checker("print('saw 3 files'); raise SystemExit(1)")).good


def test_a_checker_that_is_not_installed_has_failed() -> None:
    """A tool that cannot be started is a failure with its name."""
    verdict = judge(Checker("none", ("./no-such-tool",), 1, lines_ending(".py")))
    assert not verdict.good
    assert "no-such-tool" in verdict.output


def test_the_files_of_others_do_not_count() -> None:
    """What lies in node_modules is not counted as seen."""
    assert lines_ending(".js")("web/a.js\nweb/node_modules/b/c.js\nweb/a.ts\n") == 1


def test_basedpyright_without_a_report_saw_nothing() -> None:
    """A crash of the type checker counts as no file seen."""
    assert checkers.pyright_seen("Segmentation fault") == 0
    assert checkers.pyright_seen('noise\n{"summary": {"filesAnalyzed": 12}}') == 12


def test_every_tool_of_the_house_is_run() -> None:
    """Formatter, linter, types, imports, dependencies and spelling are all among the checkers, each with files to see."""
    run = {checker.name: checker.expected for checker in checkers.checkers()}
    assert {"ruff check", "ruff format", "basedpyright", "import-linter", "deptry", "typos"} <= set(run)
    assert min(run.values()) > 0


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("12 passed in 0.31s\n", {"passed": 12}),
        ("===== 1 failed, 3 passed, 2 skipped in 61.20s (0:01:01) =====\n", {"failed": 1, "passed": 3, "skipped": 2}),
        ("2 passed, 1 error in 1.00s\n", {"passed": 2, "failed": 1}),
    ],
)
def test_closing_lines_are_counted(line: str, counts: dict[str, int]) -> None:
    """What pytest says at its end is what the sum of `make test` is made of; an error counts as a failure."""
    assert parts.counts_of(line) == counts


@pytest.mark.parametrize("line", ["collected 12 items\n", "no tests ran in 0.01s\n", "the gate passed 3 in 4\n"])
def test_other_lines_count_nothing(line: str) -> None:
    """Only a closing line that counts tests is taken for one."""
    assert parts.counts_of(line) is None
