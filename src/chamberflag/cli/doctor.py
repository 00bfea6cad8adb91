"""`chamberflag doctor`: what is wrong with this box, or missing. What is missing ends with code 3, what does not hold with code 1."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chamberflag.cli.exits import Exit, of, worst
from chamberflag.cli.options import default_data, with_data, with_json
from chamberflag.vocabulary.errors import ChamberflagError

if TYPE_CHECKING:
    from chamberflag.app import Box

QUICKEST = 20e-6  # seconds: no disk and no flash makes a write durable sooner
OLD = 36 * 3600_000  # ms
EARLIEST, LATEST = 1_767_225_600_000, 4_102_444_800_000  # 2026 and 2100


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. code: what it adds to the exit code where it is not ok."""

    name: str
    ok: bool
    detail: str
    code: Exit = Exit.NO

    def plain(self) -> dict[str, object]:
        """As JSON."""
        return {"name": self.name, "ok": self.ok, "detail": self.detail}


@click.command("doctor")
@click.option("--day", is_flag=True, help="What is missing for today's weapon work, and by whom.")
@with_data
@with_json
def doctor_command(data: Path | None, *, day: bool, as_json: bool) -> int:
    """Look at clock, disk, name, certificate, backup, log, self-test of the gate and outside memory; none of these is a finding, too."""
    from chamberflag.app import open_box
    from chamberflag.cli.output import document, screen

    where = data or default_data()
    try:
        box = open_box(where, watch=True)
    except ChamberflagError as error:
        if error.code == "malformed.no_box":  # a wrong --data, and no finding
            raise
        checks = [Check("start", ok=False, detail=str(error), code=of(error))]
    else:
        try:
            checks = list(_day(box) if day else _box(box))
        finally:
            box.close()
    if as_json:
        document({"checks": [check.plain() for check in checks]})
    else:
        for check in checks:
            screen().print(f"{'ok' if check.ok else '!!':<3} {check.name}: {check.detail}", style="good" if check.ok else "bad")
    return worst(check.code for check in checks if not check.ok)


def _day(box: Box) -> Iterator[Check]:
    from chamberflag.cli.readiness import missing

    found = list(missing(box.recorder.state, box.recorder.rules, box.recorder.table, time.time_ns() // 1_000_000))
    for rule in dict.fromkeys(one.rule for one in found):
        same = [one for one in found if one.rule == rule]
        acts = "; ".join(one.act for one in same)
        words = f"{same[0].text} To clear it: {same[0].clears} By: {same[0].who}. It stands in the way of: {acts}."
        yield Check(rule, ok=False, detail=words, code=Exit.INCOMPLETE)
    if not found:
        yield Check("today", ok=True, detail="nothing is missing that can be recorded before the ceremony")


def _box(box: Box) -> Iterator[Check]:
    checks: tuple[Callable[[Box], Check], ...] = (
        _log,
        _memory,
        _clock,
        _disk,
        _fsync,
        _keys,
        _name,
        _certificate,
        _backup,
        _rules,
        _self_test,
    )
    for check in checks:
        try:
            yield check(box)
        except ChamberflagError as error:
            yield Check(check.__name__.strip("_").replace("_", " "), ok=False, detail=str(error))
        except OSError as error:
            yield Check(check.__name__.strip("_").replace("_", " "), ok=False, detail=f"{error.strerror or error}", code=Exit.FAULT)


def _log(box: Box) -> Check:
    from chamberflag.app import stand_of

    mode, why = stand_of(box)
    head = box.ledger.head()
    size = head.size if head else 0
    good = mode in {"open", "waiting"}  # what it waits for is the outside memory's check to tell
    return Check("log", ok=good, detail=f"{size} entries, sound" if good else f"{mode}: {why}")


def _memory(box: Box) -> Check:
    from chamberflag.app import memory_of

    kept, newest = memory_of(box)
    if kept == "none":
        return Check(
            "outside memory",
            ok=False,
            detail="none: nobody outside this machine could tell that the log was rolled back; commands that write want --without-memory",
            code=Exit.INCOMPLETE,
        )
    if not newest:
        return Check("outside memory", ok=False, detail=f"{kept}: does not answer; nothing is written until it does", code=Exit.INCOMPLETE)
    folder = Path(kept)
    if box.info.kind == "record" and folder.is_dir() and folder.stat().st_dev == box.path.stat().st_dev:
        words = f"{kept}: holds {newest} entries, but lies on the disk of the box; what rolls one back rolls back both"
        return Check("outside memory", ok=False, detail=words, code=Exit.INCOMPLETE)
    return Check("outside memory", ok=True, detail=f"{kept}: holds {newest} entries")


def _clock(box: Box) -> Check:
    now = time.time_ns() // 1_000_000
    head = box.ledger.head()
    if not EARLIEST < now < LATEST:
        return Check("clock", ok=False, detail="the clock of this machine is not set")
    if head is not None and head.recv > now and box.info.kind != "record":
        if head.recv > LATEST:
            return Check("clock", ok=False, detail="the newest entry's instant lies after the year 2100: the database has been altered")
        then = datetime.fromtimestamp(head.recv / 1000, UTC).strftime("%Y-%m-%d")
        return Check("clock", ok=True, detail=f"the day of this {box.info.kind} log is {then}; no clock is judged by it")
    if head is not None and head.recv > now:
        return Check(
            "clock",
            ok=False,
            detail=f"the clock is {(head.recv - now) // 1000} s behind the newest entry; the box goes on from that entry's time",
        )
    return Check("clock", ok=True, detail="not before the newest entry")


def _disk(box: Box) -> Check:
    from chamberflag.app import RESERVE

    free = shutil.disk_usage(box.path).free
    enough = free >= 2 * RESERVE
    return Check("disk", ok=enough, detail=f"{free // 2**20} MiB free; below {RESERVE // 2**20} MiB nothing is handed out any more")


def _fsync(box: Box) -> Check:
    times: list[float] = []
    with tempfile.TemporaryFile(dir=box.path) as file:
        for number in range(9):
            file.write(bytes([number]) * 512)
            file.flush()
            started = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - started)
    middle = sorted(times)[len(times) // 2]
    good = middle >= QUICKEST
    words = f"a durable write takes {middle * 1000:.2f} ms"
    return Check(
        "durable writes", ok=good, detail=words if good else f"{words}: sooner than any disk can; this disk promises what it does not keep"
    )


def _keys(box: Box) -> Check:
    folder = box.path / "keys"
    files = [path for path in (folder, *folder.glob("*.key")) if stat.S_IMODE(path.stat().st_mode) & 0o077]
    return Check(
        "keys", ok=not files, detail="readable by this user only" if not files else f"others can read {', '.join(p.name for p in files)}"
    )


def _name(box: Box) -> Check:
    domain = box.info.origin.partition("/")[0]
    if domain.endswith((".invalid", ".example")) and box.info.kind == "record":
        return Check(
            "name", ok=False, detail=f"{domain} is no registered domain: phones cannot enrol passkeys under it", code=Exit.INCOMPLETE
        )
    return Check("name", ok=True, detail=box.info.origin)


def _certificate(box: Box) -> Check:
    del box
    return Check("certificate", ok=False, detail="none: phones cannot reach this box yet", code=Exit.INCOMPLETE)


def _backup(box: Box) -> Check:
    made = [path.stat().st_mtime for path in box.path.glob("backups/*")]
    if not made:
        return Check("backup", ok=False, detail="none has been made", code=Exit.INCOMPLETE)
    age = time.time() * 1000 - max(made) * 1000
    return Check("backup", ok=age < OLD, detail=f"{age / 3600_000:.0f} h old", code=Exit.INCOMPLETE)


def _rules(box: Box) -> Check:
    from chamberflag.app import proved

    rules = box.recorder.rules
    said = proved() or "no record of a proof of exactly these files"
    return Check("rules", ok=True, detail=f"{len(rules.book.rules)} in force under {', '.join(rules.packs)}; {rules.digest[:16]}…; {said}")


def _self_test(box: Box) -> Check:
    from chamberflag.app import self_test

    started = time.perf_counter()
    found = self_test(box.recorder.rules)
    took = (time.perf_counter() - started) * 1000
    words = f"{found.ran} rules refused once and permitted once in {took:.0f} ms" + (f"; {found.proof}" if found.proof else "")
    last = box.recorder.state.settings
    if last.passed_at >= 0:
        words += f"; passed last by the record on {datetime.fromtimestamp(last.passed_at / 1000, UTC):%Y-%m-%d at %H:%M} UTC"
    if last.tried_failed:
        words += f"; the record says that it failed at {datetime.fromtimestamp(last.tried_at / 1000, UTC):%Y-%m-%d %H:%M} UTC"
    if found.good:
        return Check("self-test of the gate", ok=True, detail=words)
    told = f"{words}; otherwise than proved: {', '.join(found.failed[:5]) or 'none ran'}. Nothing is handed out until it passes"
    return Check("self-test of the gate", ok=False, detail=f"{told}; a stop, a return and a report are recorded all the same")
