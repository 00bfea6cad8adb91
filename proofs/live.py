"""The rule set of the files as they are shipped: what every proof is about."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from chamberflag.acts.table import read_table
from chamberflag.interlock.ruleset import compile_rules
from chamberflag.interlock.source import parse
from chamberflag.store.shipped import rule_texts

if TYPE_CHECKING:
    from chamberflag.interlock.ruleset import RuleSet


def live_rules(packs: tuple[str, ...] = ("base",)) -> RuleSet:
    """The rule set, compiled anew."""
    texts = rule_texts()
    return compile_rules(parse(texts), read_table(texts["acts.toml"]).gates(), packs)


@lru_cache(maxsize=1)
def base() -> RuleSet:
    """The rule set without packs, once a process; nobody changes it."""
    return live_rules()
