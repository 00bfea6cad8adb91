"""P05, P10, P11, P21, P26: a pack checked and made, one weapon traced, a box started again, bytes of an entry, in logs of several sizes."""

from __future__ import annotations

import contextlib
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from bench import limits
from bench.machine import scratch, timed
from bench.make_day import LOG_KEY, QUIET, START, Day
from bench.measure import Burnt, Effort, Figure, Pairs, Peer, Spread, Target, in_turn, slope, spread
from bench.production import BOX, ORIGIN, device
from chamberflag import app
from chamberflag.app import records_of
from chamberflag.app.keys import seal_of
from chamberflag.app.snapshots import EVERY, Snapshots
from chamberflag.ledger.replay import replay
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.note import note_key, parse_vkey
from chamberflag.store import boxfile
from chamberflag.store.boxfile import BoxFile
from chamberflag.store.heads import opener
from chamberflag.store.keyfiles import KeyFolder
from chamberflag.store.memory_dir import DirectoryMemory
from chamberflag.store.sqlite import SqliteLedger
from chamberflag.trace.chain import trace
from chamberflag.trace.gather import gather
from chamberflag.trace.mention import Kind

P05 = Target("ratio", most=1.3)
P10 = Target("time", most=50.0)
P11 = Target("time", most=2.0)
P21 = Target("bytes", most=1.35)
P26 = Target("time", most=30.0)
GATE_P05, GATE_P10, GATE_P11, GATE_P26 = 3.0, 15.0, 45.0, 6.0  # CPU over that of the limit: a regression beyond
RSS = 150  # MB at 100,000 entries
ROOT = Path(__file__).resolve().parent.parent
PEAK = """
import re
from pathlib import Path
print(re.search("VmHWM: *([0-9]+)", Path("/proc/self/status").read_text().replace(chr(9), " "))[1])
"""
VERIFY = f"""
import sys
from chamberflag.pack.verify.main import verify
answer = verify(sys.argv[1], sys.argv[2], False)
{PEAK}
sys.exit(answer["exit"])
"""
IMPORTS = f"import chamberflag.pack.verify.main{PEAK}"
BARE = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('SELECT size FROM head').fetchone()"
START_UP = """
import sys
from pathlib import Path
from chamberflag import app
from chamberflag.gate.decide import decide
from chamberflag.ledger.entry import decode
from chamberflag.recorder.attest import Signed, attest
box = app.open_box(Path(sys.argv[1]))
assert not box.waits, box.waits
head = box.ledger.head()
entry = decode(box.ledger.entry(head.size - 1))
state = box.recorder.state
attested = attest(Signed(entry.line, entry.signatures), state.keys, origins=state.settings.origins)
decide(box.recorder.rules, app.act_table(), state, attested, head.recv)
print(box.snapshots.folded)
box.close()
"""


@dataclass(frozen=True, slots=True)
class Child:
    """A child process: seconds of wall-clock and of CPU, what it said, and how it ended."""

    wall: float
    cpu: float
    said: str
    code: int


def child(program: str, *arguments: str) -> Child:
    """Run a program in a fresh interpreter and wait for it."""
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    made = subprocess.run([sys.executable, "-c", program, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Child(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, made.stdout, made.returncode)


def as_box(day: Day) -> Path:
    """The generated log as the folder of a box, with its keys and an outside memory that has seen its head."""
    data = day.path.parent / "box"
    if (data / boxfile.NAME).exists() and boxfile.read(data).seal:
        return data
    shutil.rmtree(data, ignore_errors=True)
    away = data / "away"
    away.mkdir(parents=True)
    shutil.copy(day.path, data / "log.sqlite")
    vkey = note_key(ORIGIN, LOG_KEY.public_key().public_bytes_raw()).vkey()
    keys = KeyFolder(data / "keys")
    keys.write("log", DeviceKey.from_seed(LOG_KEY.private_bytes_raw()))
    keys.write("box", device(BOX))
    keys.mark("0" * 32)
    with contextlib.closing(SqliteLedger(data / "log.sqlite")) as ledger:
        ledger.permit()
        head, state = ledger.head(), app.empty_state()
        if head is None:
            raise RuntimeError("an empty log")
        for made in replay(ledger.entries(0, head.size - EVERY + 1), state, app.rules_for, app.act_table()):
            state = made.after
        Snapshots.of(ledger, LOG_KEY).keep(state)  # as old as a snapshot can be: the next act would make a new one
        DirectoryMemory(away, opener([parse_vkey(vkey)]), ORIGIN, "0" * 32).begin(head.note)
    info = BoxFile(1, "example", ORIGIN, vkey, "0" * 32, START, "dir", str(away.resolve()), ("producer", "lead"))
    boxfile.write(data, msgspec.structs.replace(info, seal=seal_of(info, LOG_KEY)))
    return data


def whole_log(day: Day) -> list[bytes]:
    """Every entry."""
    with contextlib.closing(SqliteLedger(day.path, watch=True)) as ledger:
        return list(ledger.entries(0, day.size))


def reopened(days: Sequence[Day], effort: Effort) -> Figure:
    """P11: from nothing to the first decision in a fresh process, the log as long as it may be, its snapshot as old as it may be."""
    points: list[tuple[int, float]] = []
    told: list[str] = []
    taken, burnt, spent = Pairs((), (), noisy=True), Burnt(), 0.0
    for day in days:
        data = as_box(day)
        folded, cpu = list[str](), list[float]()

        def product(data: Path = data, folded: list[str] = folded, cpu: list[float] = cpu) -> float:
            made = child(START_UP, str(data))
            if made.code:
                raise RuntimeError("the box did not open")
            folded.append(made.said.strip())
            cpu.append(made.cpu)
            return made.wall

        burnt = burnt.at(day.size)
        taken = in_turn(
            partial(burnt.of, product, burnt.product),
            partial(burnt.of, lambda data=data: child(BARE, str(data / "log.sqlite")).wall, burnt.peer),
            effort.at(day.size),
        )
        points.append((day.size, spread(taken.product).median))
        told.append(f"{day.size}: {points[-1][1]:.2f} s, {spread(cpu).median:.2f} s of CPU, {folded[-1]} entries folded")
        spent = spread(cpu).median
    value, peer = points[-1][1], _peer("bare Python start and SQLite open", taken)
    return Figure(
        "P11", "restart to the first decision", "s", spread(taken.product), peer,
        spread(taken.ratios), value, P11, P11.met(value), points[-1][0], slope(points), 0.3, len(taken.product), taken.noisy,
        "fresh process each; database checked, newest entries hashed again, outside memory asked, state from the snapshot, one act "
        f"attested and decided. {'; '.join(told)}", tuple(points), cpu=spent, gate=burnt.gate(GATE_P11, 0.9),
    )  # fmt: skip


def traced(days: Sequence[Day], effort: Effort) -> Figure:
    """P10: the trace of one weapon that was used on the first day only, in logs of several sizes."""
    points: list[tuple[int, float]] = []
    lines, cpu = 0, list[float]()
    taken, burnt = Pairs((), (), noisy=True), Burnt()
    for day in days:
        data = as_box(day)
        cpu.clear()

        def product(data: Path = data) -> float:
            nonlocal lines
            begun, before = time.perf_counter(), time.process_time()
            with contextlib.closing(records_of(data)) as log:
                found = gather(log, Kind.WEAPON, QUIET)
                lines = len(trace(Kind.WEAPON, QUIET, found).chain)
            cpu.append(1000 * (time.process_time() - before))
            return 1000 * (time.perf_counter() - begun)

        def index(data: Path = data) -> float:
            def read() -> None:
                with contextlib.closing(records_of(data)) as log:
                    for at in log.subject_entries(QUIET):
                        log.entry(at)

            return 1000 * timed(read)

        burnt = burnt.at(day.size)
        taken = in_turn(partial(burnt.of, product, burnt.product), partial(burnt.of, index, burnt.peer), effort.at(day.size))
        points.append((day.size, spread(taken.product).median))
    value, peer = points[-1][1], _peer("reading that weapon's entries by the index", taken)
    return Figure(
        "P10", "trace of one weapon", "ms", spread(taken.product), peer,
        spread(taken.ratios), value, P10, P10.met(value), points[-1][0], slope(points), 0.2, len(taken.product), taken.noisy,
        f"{lines} lines; the log opened, entries found and decoded, chain, gaps and access computed; not in it: the start of Python. "
        + ", ".join(f"{size}: {ms:.1f} ms" for size, ms in points), tuple(points), cpu=spread(cpu).median,
        gate=burnt.gate(GATE_P10, 1.5),
    )  # fmt: skip


def _peer(name: str, taken: Pairs) -> Peer:
    found = spread(taken.peer)
    return Peer(name, "", found.median, found.p10, found.p90)


def packed(days: Sequence[Day], effort: Effort) -> tuple[Figure, Figure, Figure]:
    """P05, P21 and P26: checking the pack of a whole log, the bytes of an entry on disk and in the pack, and making the pack."""
    from chamberflag.cli.pack import make_pack  # noqa: PLC0415
    from chamberflag.pack.scope import Scope  # noqa: PLC0415

    vkey = note_key(ORIGIN, LOG_KEY.public_key().public_bytes_raw()).vkey()
    points: list[tuple[int, float]] = []
    told: list[str] = []
    made_in: list[tuple[int, float]] = []
    rss = 0.0
    taken, burnt, making = Pairs((), (), noisy=True), Burnt(), Burnt()
    sizes = (0, 0, 0)
    for day in days:
        out = scratch() / f"pack-{day.size}.zip"
        out.unlink(missing_ok=True)
        data, making = as_box(day), making.at(day.size)
        made_in.append((day.size, making.of(lambda data=data, out=out: timed(lambda: make_pack(data, out, Scope())), making.product)))
        log = whole_log(day)
        found = limits.triples(limits.acts_of(log), limits.spki_of(log))
        peak: list[float] = []

        def product(out: Path = out, peak: list[float] = peak) -> float:
            ran = child(VERIFY, str(out), vkey)
            if ran.code:
                raise RuntimeError(f"verify ended with {ran.code}")
            peak.append(int(ran.said) / 1024)
            return ran.wall

        burnt = burnt.at(day.size)
        taken = in_turn(
            partial(burnt.of, product, burnt.product),
            partial(burnt.of, lambda found=found: limits.signatures(found), burnt.peer),
            effort.at(day.size),
        )
        empty = child(IMPORTS)
        rss = max(peak) - int(empty.said) / 1024
        points.append((day.size, spread(taken.product).median))
        told.append(f"{day.size}: {points[-1][1]:.2f} s, {rss:.0f} MB")
        disk = sum(path.stat().st_size for path in day.path.parent.glob("log.db*"))
        sizes = (sum(map(len, log)), disk, out.stat().st_size)
    ratio, peer = spread(taken.ratios), _peer("its signatures alone, all cores", taken)
    plain, disk, zipped = sizes
    making.peer.extend(burnt.peer)
    seconds = made_in[-1][1]
    return Figure(
        "P05", "whole pack checked, decisions not replayed", "s", spread(taken.product),
        peer, ratio, ratio.median, P05,
        P05.met(ratio.median) and rss < RSS,
        points[-1][0], slope(points), 1.05, len(taken.product), taken.noisy,
        f"fresh process; {'; '.join(told)} above an empty interpreter (target < {RSS} MB at 100,000)",
        tuple(points), cpu=min(burnt.product), gate=burnt.gate(GATE_P05, 1.3),
    ), Figure(
        "P21", "bytes of an entry on disk", "bytes", Spread(disk / days[-1].size, disk / days[-1].size, disk / days[-1].size),
        Peer("the entry itself", "", plain / days[-1].size, plain / days[-1].size, plain / days[-1].size), None, disk / plain, P21,
        P21.met(disk / plain), days[-1].size, notes=f"in a pack {zipped / plain:.2f} x of the entries (zip, all files)",
    ), Figure(
        "P26", "pack of a whole log made", "s", Spread(seconds, seconds, seconds), peer, None, seconds, P26, P26.met(seconds),
        days[-1].size, slope(made_in), 1.05, 1, taken.noisy,
        "every entry read and surveyed, bundles and tiles, rule files, report, manifest; written and synced. "
        + ", ".join(f"{size}: {took:.1f} s" for size, took in made_in), tuple(made_in), cpu=min(making.product),
        gate=making.gate(GATE_P26, 1.3),
    )  # fmt: skip
