"""The comparison of all readers by itself; exit 1 where two differ. How often each rule passed and failed is printed.

python -m proofs.backends [--cases N] [--seed S]
"""

from __future__ import annotations

import argparse
import sys

from proofs.backends.gates import CASES, SEED, readers
from proofs.gates import run, table


def main(argv: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m proofs.backends", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(argv)
    rows = run(readers(options.cases, options.seed))
    for name, (passed, failed) in (one for row in rows for one in row.record.get("passed and failed", {}).items()):
        print(f"{name:<16} passed {passed:>7} failed {failed:>7}")
    print(table(rows))
    return 0 if all(row.good for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
