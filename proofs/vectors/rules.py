"""rules.json: rule sets by their packs, digests of the gate and document generated from each, their facts. Source: vectors.md 1."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from chamberflag.acts.table import read_table
from chamberflag.interlock import outline
from chamberflag.interlock.javascript import module
from chamberflag.store.shipped import rule_texts
from proofs.live import live_rules
from proofs.vectors.gate import PACKS

if TYPE_CHECKING:
    from proofs.vectors.canon import Case

SETS = {"base": ("base",), "base-and-us-ca": ("base", "us-ca"), "base-and-uk": ("base", "uk"), "every-pack": PACKS}


def free() -> list[str]:
    """The fail-safe acts: what the generated gate never refuses."""
    return [act for act, row in read_table(rule_texts()["acts.toml"]).rows.items() if row.klass == "F"]


def sha(text: str) -> str:
    """Hexadecimal SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def cases() -> list[Case]:
    """One a rule set."""
    found: list[Case] = []
    for name, packs in SETS.items():
        rules = live_rules(packs)
        found.append({
            "name": name, "why": f"The rule set of {', '.join(packs)}.", "packs": list(packs), "rules_digest_hex": rules.digest,
            "gate_sha256_hex": sha(module(rules, free())), "tree_sha256_hex": sha(outline.text(rules)), "facts": dict(rules.fact_sorts),
            "rule_ids": sorted(rules.book.rules), "core_rules": [rule.id for rule in rules.model.rules],
        })  # fmt: skip
    return found
