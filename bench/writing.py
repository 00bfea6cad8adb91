"""P01, P02, P04: how fast signed acts become durable entries."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from bench import limits
from bench.machine import fsync_seconds, scratch, timed
from bench.measure import Burnt, Effort, Figure, Pairs, Peer, Target, in_turn, quantile, slope, spent, spread
from bench.prepared import Opened, Prepared
from chamberflag.ledger.ports import Head, NewEntry
from chamberflag.recorder.attest import Signed
from chamberflag.recorder.committer import Committer
from chamberflag.recorder.record import Answer
from chamberflag.seal.algorithms import prove
from chamberflag.store.sqlite import SqliteLedger

SUBMITTERS = 64
UNDER_WAY = 4  # acts that one submitter has sent and not heard of, as an outbox sends them
P01 = Target("ratio", least=0.70)
P02 = Target("ratio", most=3.0)
P04 = Target("ratio", least=0.60)
GATE_P01, GATE_P02, GATE_P04 = 4.5, 12.0, 4.5  # CPU over that of the limit: a regression beyond


@dataclass
class Crowd:
    """64 submitters, each with up to four acts under way; the acts of the day leave in their order."""

    committer: Committer
    acts: tuple[Signed, ...]
    answered: int = 0
    sent: int = 0
    text: int = 0
    waits: list[float] = field(default_factory=list[float])
    turn: threading.Lock = field(default_factory=threading.Lock)
    done: threading.Event = field(default_factory=threading.Event)
    error: BaseException | None = None

    def run(self) -> None:
        """Send everything and wait for the last receipt. Raises what kept an act out of the log."""
        for _ in range(SUBMITTERS * UNDER_WAY):
            self._send()
        self.done.wait()
        if self.error is not None:
            raise self.error

    def _send(self) -> None:
        with self.turn:
            if self.sent == len(self.acts):
                return
            act, self.sent = self.acts[self.sent], self.sent + 1
            future = self.committer.submit(act)
        future.add_done_callback(self._heard)

    def _heard(self, future: Future[Answer]) -> None:
        try:
            answer = future.result()
            if answer.receipt is None:
                raise answer.error or RuntimeError("an act was answered without a receipt")
            self.text += len(answer.receipt.text())  # the phone gets it as text
            self.answered += 1
        except BaseException as error:  # noqa: BLE001 - shown by `run`
            self.error = self.error or error
            self.done.set()
            return
        if self.answered == len(self.acts):
            self.done.set()
        self._send()


def through_committer(day: Prepared) -> tuple[float, float]:
    """(wall-clock, CPU) seconds to record all acts of a day in a fresh log. Raises where the log is not the prepared one."""
    with tempfile.TemporaryDirectory(dir=scratch()) as folder, day.opened(Path(folder)) as log:
        committer = Committer(log.recorder, lambda: day.now)
        cpu, wall = time.process_time(), time.perf_counter()
        Crowd(committer, day.acts).run()
        taken = time.perf_counter() - wall, time.process_time() - cpu
        committer.close()
        _same(log, day)
        return taken


def _same(log: Opened, day: Prepared) -> None:
    head = log.ledger.head()
    if head is None or head.frontier.root() != day.root:
        raise RuntimeError("the acts became another log than the one they were prepared for")


def _data(day: Prepared) -> list[bytes]:
    return [new.data for group, _, _ in day.appended for new in group]


def durable_acts(day: Prepared, effort: Effort) -> Figure:
    """P01: durable signed acts a second through the recorder, against what the same signatures, hashes and rows cost alone."""
    data = _data(day)
    found = limits.triples(day.acts, limits.spki_of(data))
    measured = data[-len(day.acts) :]
    burnt = Burnt()
    cpu, cpu_alone = burnt.product, burnt.peer
    alone: list[tuple[float, float, float]] = []

    def product() -> float:
        wall, spent = through_committer(day)
        cpu.append(spent)
        return wall / len(day.acts)

    def limit() -> float:
        begun = time.process_time()
        parts = limits.signatures(found), limits.leaves(measured), limits.rows(measured)
        cpu_alone.append(time.process_time() - begun)
        alone.append(parts)
        return sum(parts) / len(day.acts)

    taken = in_turn(product, limit, effort)
    ratio = spread([b / a for a, b in zip(taken.product, taken.peer, strict=True)])
    rate = spread([1 / a for a in taken.product])
    peer = spread([1 / b for b in taken.peer])
    share = [1e6 * spread([part[i] for part in alone]).median / len(day.acts) for i in range(3)]
    each = 1e6 / len(day.acts)
    notes = (
        f"{len(day.acts)} acts, {day.signatures} signatures, gate on, a fresh database a run, {SUBMITTERS} submitters, each with up to "
        f"{UNDER_WAY} acts under way; CPU {each * spread(cpu).median:.0f} us an act in all threads, that of the limit "
        f"{each * spread(cpu_alone).median:.0f} us; limit by the clock: signatures {share[0]:.0f} us, hashes {share[1]:.1f} us, "
        f"rows {share[2]:.0f} us"
    )
    return Figure(
        "P01", "durable signed acts through the recorder", "acts/s", rate, Peer("composite limit", "", peer.median, peer.p10, peer.p90),
        ratio, ratio.median, P01, P01.met(ratio.median), len(day.acts), pairs=len(taken.product), noisy=taken.noisy, notes=notes,
        gate=burnt.gate(GATE_P01),
    )  # fmt: skip


def one_act(day: Prepared, effort: Effort, acts: int, block: int = 50) -> Figure:
    """P02: one act at a time until its receipt is there, against one fsync of 4 KiB and one signature."""
    first = limits.triples([Signed(act.line, act.signatures[:1]) for act in day.acts[:acts]], limits.spki_of(_data(day)))
    waits: list[float] = []
    burnt = Burnt()
    with tempfile.TemporaryDirectory(dir=scratch()) as folder, day.opened(Path(folder)) as log:
        committer = Committer(log.recorder, lambda: day.now)
        left = iter(day.acts[:acts])
        keys = iter(first)

        def product() -> float:
            start, used = len(waits), spent()
            for _, act in zip(range(block), left, strict=False):
                begun = time.perf_counter()
                answer = committer.submit(act).result()
                if answer.receipt is None:
                    raise answer.error or RuntimeError("no receipt")
                answer.receipt.text()
                waits.append(time.perf_counter() - begun)
            burnt.product.append(spent() - used)
            return sum(waits[start:]) / block

        def limit() -> float:
            some = [key for _, key in zip(range(block), keys, strict=False)]
            used = spent()
            proving = timed(lambda: [prove(key, alg, sig, data, "") for key, alg, sig, data in some]) / block
            syncing = fsync_seconds(block)
            burnt.peer.append(spent() - used)
            return proving + syncing

        taken = in_turn(product, limit, replace(effort, again=1), acts // block)  # an act is recorded once
        committer.close()
    ratio = spread(taken.ratios)
    peer = spread([1e3 * b for b in taken.peer])
    notes = (
        f"{acts} acts one after the other through the committer; p50 {1e3 * quantile(waits, 0.5):.2f} ms, "
        f"p99 {1e3 * quantile(waits, 0.99):.2f} ms (target p99 < 20 ms); the limit proves one signature, the product all of an act"
    )
    return Figure(
        "P02", "one act with its receipt", "ms", spread([1e3 * w for w in waits]),
        Peer("one fsync of 4 KiB and one signature", "", peer.median, peer.p10, peer.p90), ratio, ratio.median, P02, P02.met(ratio.median),
        acts, pairs=len(taken.product), noisy=taken.noisy, notes=notes, gate=burnt.gate(GATE_P02),
    )  # fmt: skip


def append(day: Prepared, effort: Effort, sizes: tuple[int, ...]) -> Figure:
    """P04: appending ready entries to the store, against raw inserts of the same bytes in the same groups."""
    points: list[tuple[int, float]] = []
    taken, burnt = Pairs((), (), noisy=True), Burnt()
    for size in sizes:
        burnt = burnt.at(size)
        some = day.grouped(size)
        bytes_of = [[new.data for new in group] for group, _, _ in some]
        taken = in_turn(
            partial(burnt.of, partial(_appended, some), burnt.product),
            partial(burnt.of, partial(limits.grouped, bytes_of), burnt.peer),
            effort,
        )
        points.append((some[-1][1].size, spread(taken.product).median))
    ratio = spread([b / a for a, b in zip(taken.product, taken.peer, strict=True)])
    count = points[-1][0]
    rate, peer = spread([count / a for a in taken.product]), spread([count / b for b in taken.peer])
    notes = (
        "same bytes, same groups, WAL, synchronous FULL; the product also writes chains, tree, indexes and a signed head a "
        "group, and copies its write-ahead log back; peers PostgreSQL with an audit "
        "trigger and `eventsourcing`: not run, they are no part of this environment"
    )
    return Figure(
        "P04", "append to SQLite without signatures", "entries/s", rate,
        Peer("raw SQLite insert of the same bytes", sqlite3.sqlite_version, peer.median, peer.p10, peer.p90), ratio, ratio.median, P04,
        P04.met(ratio.median), count, slope(points), 1.05, len(taken.product), taken.noisy, notes, tuple(points),
        gate=burnt.gate(GATE_P04, 1.6),
    )  # fmt: skip


def _appended(groups: Sequence[tuple[list[NewEntry], Head, int]]) -> float:
    with tempfile.TemporaryDirectory(dir=scratch()) as folder, closing(SqliteLedger(Path(folder) / "log.sqlite")) as ledger:
        ledger.permit()
        return timed(lambda: [ledger.append(group, head, old) for group, head, old in groups])
