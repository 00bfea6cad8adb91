"""Small worlds as data: who is there, which weapons and lots, which values a parameter takes. Read from `worlds.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec

FILE = Path(__file__).with_name("worlds.toml")


class Before(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One event that has happened before the world begins; it has to be permitted."""

    event: str
    weapon: str = ""
    lot: str = ""
    args: dict[str, Any] = {}


class World(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A world.

    people: name -> roles. domain: "event.parameter", a parameter or a sort -> the values tried. most: "g.bullet", or a sort -> the largest
    number kept; an event that would go beyond is not taken. absent: acts that name no weapon or no lot happen, too. facts: what a rule that
    asks one is told; of one that is not listed every value is tried. reach: what must be reachable, in words -> expression.
    failing: people who may fail in everything; spin: small enough for Spin to see all of it, too;
    each_change: searched by every `make prove`; named: instances that do the same are kept
    apart, so that each can be told; limit: more states than this are a world that has grown too large.
    """

    why: str
    people: dict[str, tuple[str, ...]]
    weapons: tuple[str, ...] = ("w1",)
    lots: tuple[str, ...] = ("l1",)
    domain: dict[str, tuple[Any, ...]] = {}
    most: dict[str, int] = {}
    skip: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    absent: bool = False
    facts: dict[str, Any] = {}
    before: tuple[Before, ...] = ()
    reach: dict[str, str] = {}
    failing: tuple[str, ...] = ()
    spin: bool = False
    each_change: bool = False
    named: bool = False
    limit: int = 2_000_000


def worlds(file: Path = FILE) -> dict[str, World]:
    """All worlds of a file by name; `like = "other"` begins from another world of the file, `then` is added to what has happened in it."""
    return read(tomllib.loads(file.read_text(encoding="utf-8")))


def read(document: dict[str, Any]) -> dict[str, World]:
    """The worlds of a document."""
    whole: dict[str, dict[str, Any]] = {}
    for name, told in document.items():
        base = whole[told["like"]] if "like" in told else {}
        merged = {**base, **{k: v for k, v in told.items() if k not in {"like", "then"}}}
        merged["before"] = [*merged.get("before", ()), *told.get("then", ())]
        for table in ("domain", "most", "facts"):
            if table in base and table in told:
                merged[table] = {**base[table], **told[table]}
        whole[name] = merged
    return {name: msgspec.convert(told, World) for name, told in whole.items()}
