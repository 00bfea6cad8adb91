"""The cases of vectors/gate.json and gate-facts.json, made whole: a case is its `like`, else `usual`, with `change`; null = not told."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tests.vectors import document

SCOPES = ("w", "l", "g", "f", "a", "roles")


@cache
def passing() -> dict[str, dict[str, Any]]:
    """The cases that others are like."""
    return {case["name"]: case for case in document("gate")["cases"] if "like" not in case}


def whole(case: dict[str, Any]) -> dict[str, Any]:
    """The act, the event and every record of a case."""
    if case["change"] == {"nothing": True}:
        return {"act": case["act"], "event": case["event"], **{scope: {} for scope in SCOPES}}
    like = whole(passing()[case["like"]]) if "like" in case else {**document("gate")["usual"], "act": case["act"], "event": case["event"]}
    made = {scope: {**like.get(scope, {}), **case["change"].get(scope, {})} for scope in SCOPES}
    made["f"] = {name: value for name, value in made["f"].items() if value is not None}
    return {"act": like["act"], "event": like["event"], **made}


def expected(case: dict[str, Any]) -> list[tuple[str, str]]:
    """(domain id or reason code, core part) of each failed rule, in order."""
    return [(rule, part) for rule, _, part in (told.partition("/") for told in case["rules"])]


def both() -> list[Any]:
    """Every case of the two files as a test parameter."""
    found = [case for name in ("gate", "gate-facts") for case in document(name)["cases"]]
    assert found
    return [pytest.param(case, id=case["name"]) for case in found]
