"""`python -m proofs.spin [world ...]`: named worlds in the explorer and in Spin; a difference in the states stored, or an error, is 1."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from proofs.explorer import Explorer, World, worlds
from proofs.explorer.instances import reads
from proofs.explorer.tables import compiled
from proofs.live import base
from proofs.spin.promela import promela

BUILD = ("-O2", "-DSAFETY", "-DNOREDUCE", "-DNOFAIR", "-DBFS", "-DVECTORSZ=4096", "-w")
HOUR = 3_600
CONTROL = "chambers"


@dataclass(frozen=True, slots=True)
class Found:
    """What Spin stored and how long its search took, in CPU time."""

    states: int
    transitions: int
    errors: int
    seconds: float


def spin(text: str) -> Found:
    """Spin's whole search of a model. Raises where spin, gcc or the search fails."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "machine.pml").write_text(text, encoding="utf-8")
        for command in (("spin", "-a", "machine.pml"), ("gcc", *BUILD, "-o", "pan", "pan.c")):
            subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=HOUR)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        made = subprocess.run(("./pan", "-E", "-m1000000"), cwd=folder, check=True, capture_output=True, text=True, timeout=HOUR)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if "error: max search depth too small" in made.stdout or "out of memory" in made.stdout:
        raise RuntimeError(f"Spin did not see everything: {made.stdout}")

    def figure(pattern: str) -> int:
        found = re.search(pattern, made.stdout)
        if found is None:
            raise RuntimeError(f"Spin says nothing of {pattern!r}: {made.stdout} {made.stderr}")
        return int(float(found[1]))

    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Found(figure(r"(\d+) states, stored"), figure(r"(\d+) transitions"), figure(r"errors: (\d+)"), spent)


def forgetful(x: Explorer) -> int:
    """The states of a search that forgets one event of those that lead anywhere: what Spin has to catch."""
    for table in x.tables:
        group = [pair for pair in table.group if pair[1].event != "hand_over"]
        table.raw = compiled(x.packing, group, {k for _, one in table.group for k in reads(one)})
        table.clear()
    return x.run().states


def compared(name: str, world: World) -> tuple[bool, str]:
    """Whether both engines saw the same, and that as a line; an explorer that forgets an event must not pass."""
    x = Explorer(base().model, world, world.failing, checks=True)
    ours, theirs = x.run(), spin(promela(x))
    good = ours.complete and ours.states == theirs.states and not theirs.errors and not ours.broken
    line = (
        f"{name}: explorer {ours.states:,} states, {ours.transitions:,} transitions, {ours.seconds:.2f} s; "
        f"Spin {theirs.states:,} states, {theirs.transitions:,} transitions, {theirs.errors} errors, {theirs.seconds:.2f} s; "
        f"explorer {ours.seconds / max(theirs.seconds, 0.01):.1f} x the CPU of Spin; {'equal' if good else 'DIFFERENT'}"
    )
    if name == CONTROL:
        less = forgetful(x)
        good = good and less != theirs.states
        line += f"; an explorer that forgets `hand_over` sees {less:,}: {'caught' if less != theirs.states else 'NOT caught'}"
    return good, line


def main(names: list[str]) -> int:
    """Every world, or those named."""
    known = worlds()
    wrong = 0
    for name in names or [n for n, world in known.items() if world.spin]:
        good, line = compared(name, known[name])
        wrong += not good
        print(line, flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
