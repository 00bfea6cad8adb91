#!/usr/bin/env python3
"""Runs the parts of `make test` in order, all of them even when one fails; the last line counts what passed and failed.

Arguments: NAME=SECONDS, a target of the Makefile and its budget on two cores. A part that runs pytest counts its tests, any other part
counts as one. Exit 1 when a part failed or a part that runs pytest ran no test.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter

CLOSING = re.compile(r"^=*\s*((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s")
COUNTED = re.compile(r"(\d+) (passed|failed|error|skipped)")


def counts_of(line: str) -> Counter[str] | None:
    """The figures of pytest's closing line; None for any other line. Errors count as failures."""
    closing = CLOSING.match(line)
    if closing is None:
        return None
    counts: Counter[str] = Counter()
    for number, word in COUNTED.findall(closing[1]):
        counts["failed" if word == "error" else word] += int(number)
    return counts


def run(part: str) -> Counter[str]:
    """Makes one part, passing its output on as it comes."""
    counts: Counter[str] | None = None
    command = [os.environ.get("MAKE", "make"), "--no-print-directory", part]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as child:
        for line in child.stdout or ():
            print(line, end="", flush=True)
            counts = counts_of(line) or counts
    if counts is None:
        counts = Counter({"failed" if child.returncode else "passed": 1})
    elif child.returncode and not counts["failed"]:
        counts["failed"] += 1
    return counts


def main(arguments: list[str]) -> int:
    """Runs the parts and prints the table and the closing line."""
    total: Counter[str] = Counter()
    rows: list[str] = []
    for argument in arguments:
        part, _, budget = argument.partition("=")
        print(f"\n== {part} ==", flush=True)
        started = time.monotonic()
        counts = run(part)
        seconds = time.monotonic() - started
        total += counts
        mark = "FAILED" if counts["failed"] else "ok"
        late = f"  over its budget of {budget} s" if seconds > float(budget) else ""
        rows.append(f"{part:<10} {mark:<7} {counts['passed']:>6} passed {counts['failed']:>4} failed {seconds:>7.1f} s{late}")
    print("\n" + "\n".join(rows))
    skipped = f", {total['skipped']} skipped" if total["skipped"] else ""
    print(f"{total['passed']} passed, {total['failed']} failed{skipped}", flush=True)
    return 1 if total["failed"] or not total["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
