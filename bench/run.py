"""`make bench`: takes every figure, prints the table, writes bench/out/<revision>.json and plots, says in the README what is missed.

    python -m bench.run [--quick] [--most ENTRIES]

The short run ends with 1 where a figure costs more CPU, against the limit of the same run, than the threshold beside it, or grows faster;
where bytes are outside their target by more than 20 %; and where a figure was not taken. It holds missed targets to their thresholds, too,
and looks at no clock.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec

from bench import deciding, exploring, heaviest, induction, peers, plots, reading, writing
from bench.machine import fsync_seconds
from bench.make_day import make_day
from bench.measure import FULL, LOOSER, QUICK, Effort, Figure, Spread, Target, number
from bench.prepared import prepare

OUT = Path(__file__).resolve().parent / "out"
README = Path(__file__).resolve().parent.parent / "README.md"
MARKS = ("<!-- missed targets: written by `make bench` -->", "<!-- end of missed targets -->")
TOGETHER = 64
MOST = 100_000


class Header(msgspec.Struct, frozen=True):
    """Where and when a run was made."""

    revision: str
    python: str
    sqlite: str
    openssl: str
    cpu: str
    cores: int
    fs: str
    fsync_us: float
    load_before: float
    load_after: float
    date: str
    quick: bool
    seconds: float


class Result(msgspec.Struct, frozen=True):
    """The file of a run."""

    header: Header
    figures: tuple[Figure, ...]


def take(effort: Effort, most: int, *, quick: bool) -> list[Figure]:
    """Every figure in turn, on logs of at most so many entries; one that fails was not taken, and its reason stands there."""
    day = prepare(2_000 if quick else 10_000)
    data = [new.data for group, _, _ in day.appended for new in group]
    days = [make_day(size, TOGETHER) for size in ((1_000, 5_000) if quick else (1_000, 10_000, 100_000)) if size <= most]
    size = day.appended[-1][1].size
    work: list[tuple[str, Callable[[], Figure | Sequence[Figure]]]] = [
        ("P01", partial(writing.durable_acts, day, effort)),
        ("P02", partial(writing.one_act, day, effort, 300 if quick else 2_000)),
        ("P04", partial(writing.append, day, effort, (1_000, size) if quick else (1_000, 4_000, size))),
        ("P05", partial(reading.packed, days, effort)),
        ("P08", partial(deciding.figures, data, day.state.size, 600 if quick else 2_000)),
        ("P12", partial(exploring.figures, quick=quick)),
        ("P13", partial(induction.figures, quick=quick)),
        ("P08h", heaviest.figures),
        *([] if quick else [("P08x", partial(peers.figures, effort))]),
        ("P10", partial(reading.traced, days, effort)),
        ("P11", partial(reading.reopened, days, effort)),
    ]
    made: list[Figure] = []
    for name, one in work:
        begun = time.monotonic()
        try:
            found = one()
        except Exception as error:  # noqa: BLE001 - the other figures are taken all the same, and this one counts as missed
            nothing = Spread(0, 0, 0)
            reason = f"{type(error).__name__}: {error}"
            found = Figure(name, "not taken", "", nothing, None, None, None, Target("ratio", least=1.0), ok=False, size=0, not_run=reason)
        made += [found] if isinstance(found, Figure) else found
        print(f"{name} taken in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    return made


def table(figures: Sequence[Figure]) -> str:
    """The figures as people read them."""
    rows: list[str] = []
    for one in figures:
        if one.not_run:
            rows.append(f"{one.id}  not run: {one.not_run}")
            continue
        mark = "ok    " if one.holds() else "MISSED"
        value = number(one.value) if one.value is not None else "-"
        what = {"time": one.unit, "bytes": "x the entry", "ratio": "x the limit"}.get(one.target.of, "")
        gate = f"; {one.gate.text()}" if one.gate is not None else ""
        against = f"; {one.peer.name}: {number(one.peer.median)} {one.unit}" if one.peer else ""
        grows = f"; exponent {one.exponent:.2f} (<= {one.exponent_most:g})" if one.exponent is not None else ""
        noisy = (f"; {number(one.cpu)} {one.unit} of CPU" if one.cpu is not None else "") + ("; noisy" if one.noisy else "")
        rows.append(
            f"{one.id}  {mark}  {one.claim} [{one.size}]: {value} {what} (target {one.target.text()}); "
            f"{number(one.product.median)} {one.unit} ({number(one.product.p10)} to {number(one.product.p90)})"
            f"{against}{grows}{gate}{noisy}\n     {one.notes}"
        )
    return "\n".join(rows)


def missed(result: Result) -> str:
    """What the README says: every target that this run missed, with its number."""
    lines = [
        f"- **{one.id}** {one.claim}, size {one.size:,}: {_number(one)}."
        if not one.not_run
        else f"- **{one.id}**: not taken ({one.not_run})."
        for one in result.figures
        if not one.holds()
    ]
    head = result.header
    where = f"{head.cores} cores of a shared machine, load {head.load_before:.1f} to {head.load_after:.1f}, fsync {head.fsync_us:.0f} us"
    told = "\n".join(lines) if lines else "No target was missed."
    return f"Taken on {head.date[:10]} at revision {head.revision} ({where}).\n\n{told}\n"


def _number(one: Figure) -> str:
    unit = f" {one.unit}" if one.target.of == "time" else ""
    told = [f"{number(one.value or 0)}{unit}, target {one.target.text()}{unit}"] if not one.target.met(one.value) else []
    if one.exponent is not None and one.exponent_most is not None and one.exponent > one.exponent_most:
        told.append(f"exponent {one.exponent:.2f}, target <= {one.exponent_most:g}")
    if not told:
        told.append(one.notes)
    spent = f"; {number(one.cpu)} {one.unit} of CPU" if one.cpu is not None else ""
    return "; ".join(told) + spent + (" (noisy run)" if one.noisy else "")


def outside(figures: Sequence[Figure], readme: str) -> tuple[list[str], list[str]]:
    """(those that fail the short run, those that miss a target that the README admits to miss).

    A figure that was not taken, or that is beyond its regression threshold, fails whatever the README says.
    """
    section = readme.partition(MARKS[0])[2].partition(MARKS[1])[0]
    bad = [one for one in figures if not one.holds(LOOSER, short=True)]
    known = [one.id for one in bad if f"**{one.id}**" in section and not one.not_run and not one.regressed()]
    return [one.id for one in bad if one.id not in known], known


def into_readme(text: str) -> None:
    """Replace what stands between the marks."""
    before = README.read_text(encoding="utf-8")
    pattern = re.compile(re.escape(MARKS[0]) + ".*?" + re.escape(MARKS[1]), re.DOTALL)
    README.write_text(pattern.sub(lambda _: f"{MARKS[0]}\n{text}{MARKS[1]}", before), encoding="utf-8")


def header(revision: str, load: float, begun: float, *, quick: bool) -> Header:
    """Machine, versions, load."""
    names = [line.partition(":")[2].strip() for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")]
    return Header(
        revision=revision,
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        openssl=ssl.OPENSSL_VERSION,
        cpu=(*names, platform.machine())[0],
        cores=os.cpu_count() or 1,
        fs=_file_system(),
        fsync_us=round(1e6 * fsync_seconds(50), 1),
        load_before=round(load, 2),
        load_after=round(os.getloadavg()[0], 2),
        date=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        quick=quick,
        seconds=round(time.monotonic() - begun, 1),
    )


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _file_system() -> str:
    found = [(mount, kind) for _, mount, kind, *_ in (line.split() for line in _lines(Path("/proc/mounts"))) if OUT.is_relative_to(mount)]
    return max(found, key=lambda one: len(one[0]))[1] if found else ""


def _revision() -> str:
    made = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=README.parent, capture_output=True, text=True, check=False)
    return made.stdout.strip() or "unknown"


def main(arguments: Sequence[str]) -> int:
    """Take, print, write; 1 where the short run finds a regression."""
    quick, begun, load = "--quick" in arguments, time.monotonic(), os.getloadavg()[0]
    most = int(arguments[arguments.index("--most") + 1]) if "--most" in arguments else MOST
    figures = take(QUICK if quick else FULL, most, quick=quick)
    revision = _revision()
    result = Result(header(revision, load, begun, quick=quick), tuple(figures))
    OUT.mkdir(parents=True, exist_ok=True)
    name = f"{revision}-quick" if quick else revision
    (OUT / f"{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n")
    plots.against_targets(figures, OUT, revision)
    plots.over_size(figures, OUT, revision)
    print(table(figures))
    if quick:
        bad, known = outside(figures, README.read_text(encoding="utf-8"))
        print(f"outside: {', '.join(bad) or 'none'}; missed as the README says: {', '.join(known) or 'none'}")
        return 1 if bad else 0
    into_readme(missed(result))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
