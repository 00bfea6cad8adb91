"""The rule files and the example day that ship with the product: inside the wheel, or beside the sources in a checkout."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from chamberflag.vocabulary.errors import Broken

_HERE = Path(__file__).resolve().parent.parent
PLACES = (_HERE / "rulepacks", _HERE.parent.parent / "rulepacks")


@cache
def rule_texts() -> dict[str, str]:
    """File name below rulepacks/ -> text. Raises Broken where the installation lacks them."""
    for place in PLACES:
        if (place / "acts.toml").is_file():
            return {p.relative_to(place).as_posix(): p.read_text(encoding="utf-8") for p in sorted(place.rglob("*.toml"))}
    raise Broken("broken.rulepacks", "the rule files are missing from this installation; install chamberflag again")


@cache
def examples() -> dict[str, Any]:
    """The prover's examples for the self-test (rulepacks/examples.json)."""
    for place in PLACES:
        path = place / "examples.json"
        if path.is_file():
            try:
                return json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                raise Broken("broken.rulepacks", "the self-test examples cannot be read; install chamberflag again", path.name) from None
    raise Broken("broken.rulepacks", "the self-test examples are missing from this installation; install chamberflag again")


@cache
def proof_record() -> dict[str, Any]:
    """What `make prove` wrote down of its last run that passed (rulepacks/proof.json); empty where there is none that can be read."""
    for place in PLACES:
        path = place / "proof.json"
        if path.is_file():
            try:
                return json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                return {}
    return {}


def example_day() -> bytes:
    """The example day, a plain-text file (examples/dry-creek.day)."""
    return _example("dry-creek.day")


def pack_template() -> bytes:
    """The commented rule pack that a production copies (examples/pack-template.toml)."""
    return _example("pack-template.toml")


@cache
def _example(name: str) -> bytes:
    for place in PLACES:
        path = place.with_name("examples") / name
        if path.is_file():
            return path.read_bytes()
    raise Broken("broken.rulepacks", "the example files are missing from this installation; install chamberflag again", name)
