"""Which Chamberflag made a pack: two of one version and one source write the same report of the same entries."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import chamberflag

HERE = Path(__file__).resolve().parent.parent
FOLDERS = (
    "vocabulary",
    "canon",
    "acts",
    "seal",
    "interlock",
    "log",
    "custody",
    "gate",
    "ledger",
    "trace",
    "pack",
)  # all the report rests on
KINDS = frozenset({".py", ".j2", ".txt"})


@cache
def maker() -> dict[str, str]:
    """Version, and SHA-256 over name and content of every file that report, README and verifier rest on."""
    digest = hashlib.sha256(b"chamberflag/source/v1\n")
    for path in sorted(p for folder in FOLDERS for p in (HERE / folder).rglob("*") if p.suffix in KINDS):
        digest.update(f"{path.relative_to(HERE).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return {"version": chamberflag.__version__, "source": digest.hexdigest()}
