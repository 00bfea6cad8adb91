"""The files of vectors/ as test parameters; a file that is missing or empty is a failure, not a skipped test."""

from __future__ import annotations

import base64
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent.parent / "vectors"


@cache
def document(name: str) -> dict[str, Any]:
    """One file."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def cases(name: str, **members: object) -> list[Any]:
    """Its cases, or those whose members have these values."""
    found = [case for case in document(name)["cases"] if all(case.get(key) == value for key, value in members.items())]
    if not found:
        raise AssertionError(f"vectors/{name}.json has no such case")
    return [pytest.param(case, id=case["name"]) for case in found]


def raw(text: str) -> bytes:
    """The bytes of base64url, by the standard library alone."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
