"""What the machine does: seconds of a call, of hashing, an fsync, a signature; where the files of a run lie. performance.md 1."""

from __future__ import annotations

import hashlib
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec


def timed(work: Callable[[], object]) -> float:
    """Seconds of wall-clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


_key = ec.derive_private_key(7, ec.SECP256R1())
_signature = _key.sign(b"calibration", ec.ECDSA(hashes.SHA256()))


def calibrate(scale: float = 1.0) -> tuple[float, float, float]:
    """Seconds of SHA-256 over 64 MB, of 200 fsyncs, of 2,000 P-256 verifications; or of a share of each."""
    block, public = bytes(1 << 20), _key.public_key()

    def hashing() -> None:
        made = hashlib.sha256()
        for _ in range(round(64 * scale)):
            made.update(block)

    def checking() -> None:
        for _ in range(round(2000 * scale)):
            public.verify(_signature, b"calibration", ec.ECDSA(hashes.SHA256()))

    return timed(hashing), fsync_seconds(round(200 * scale)), timed(checking)


def proving(count: int = 200) -> float:
    """Microseconds of CPU of one P-256 check: the median."""
    public, taken = _key.public_key(), list[int]()
    for _ in range(count):
        begun = time.thread_time_ns()
        public.verify(_signature, b"calibration", ec.ECDSA(hashes.SHA256()))
        taken.append(time.thread_time_ns() - begun)
    return statistics.median(taken) / 1000


def fsync_seconds(count: int, size: int = 4096) -> float:
    """Seconds of one append and fsync of `size` bytes on the file system where the figures are taken."""
    with tempfile.TemporaryFile(dir=scratch()) as file:
        data, handle = os.urandom(size), file.fileno()
        start = time.perf_counter()
        for _ in range(count):
            os.write(handle, data)
            os.fsync(handle)
        return (time.perf_counter() - start) / count


def scratch() -> Path:
    """Where databases of a run lie: the same file system as the results."""
    made = Path(__file__).resolve().parent / "out" / "scratch"
    made.mkdir(parents=True, exist_ok=True)
    return made
