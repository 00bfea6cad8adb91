"""`python -m proofs.cuts`: searches every procedure to the end and writes `proofs/cuts.json`; `--check` compares and writes nothing.

Exit 1 where a figure is below its floor, went down, or a cut set is new and holds no old one. With `--accept` it is written.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from proofs.cuts import record
from proofs.cuts.variants import book, procedures, told

if TYPE_CHECKING:
    from proofs.cuts.record import Found


def main(argv: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m proofs.cuts", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these procedures; the others keep what the file says")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--accept", action="store_true", help="write the result even where it is worse than before")
    options = parser.parse_args(argv)
    old = record.read()["variants"]
    new: dict[str, Found] = {name: found for name, found in old.items() if name in book().variant and not book().variant[name].same_as}
    wrong: list[str] = []
    for one in procedures(tuple(options.names) or tuple(name for name, variant in book().variant.items() if not variant.same_as)):
        found = record.variant(one, lambda line: print(line, file=sys.stderr, flush=True))
        wrong += record.below_floor(one.name, found["k"])
        wrong += record.worse(one.name, old[one.name], found) if one.name in old else []
        new[one.name] = found
        print(read_out(one.variant.title, found), flush=True)
    for line in wrong:
        print(f"WORSE: {line}")
    if not options.check and (not wrong or options.accept):
        record.FILE.write_text(record.written(new), encoding="utf-8")
        print(f"{record.FILE.name}: {len(new)} procedures")
    return 1 if wrong else 0


def read_out(title: str, found: Found) -> str:
    """One procedure in words."""
    lines = [title, f"  {record.said(found)}"]
    return "\n".join(lines + [f"  - {' AND '.join(told((kind, person)) for kind, person in cut)}" for cut in found["sets"]])


if __name__ == "__main__":
    sys.exit(main())
