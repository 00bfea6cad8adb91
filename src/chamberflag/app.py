"""The one place that wires everything: rule files, rule sets by packs and parameters, stores, recorders."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from chamberflag.acts.table import ActTable, read_table
from chamberflag.custody.state import State
from chamberflag.interlock.ruleset import RuleSet, compile_rules
from chamberflag.interlock.source import Source, parse
from chamberflag.store.shipped import rule_texts

if TYPE_CHECKING:
    from chamberflag.custody.records import Settings


@lru_cache(maxsize=1)
def shipped_source() -> Source:
    """The rule files that ship with the product."""
    return parse(rule_texts())


@lru_cache(maxsize=1)
def act_table() -> ActTable:
    """The table of acts."""
    return read_table(rule_texts()["acts.toml"])


@lru_cache(maxsize=64)
def _compiled(packs: tuple[str, ...], values: tuple[tuple[str, int], ...]) -> RuleSet:
    return compile_rules(shipped_source(), act_table().gates(), packs, dict(values))


def rules_for(state: State) -> RuleSet:
    """The rule set in force in a state: base, its packs, its parameters."""
    return rules_of(state.settings)


def rules_of(settings: Settings) -> RuleSet:
    """The rule set of these settings."""
    return _compiled(settings.packs, tuple(sorted(settings.params.items())))


def empty_state(packs: tuple[str, ...] = ("base",)) -> State:
    """The state before genesis."""
    return State(core=_compiled(packs, ()).empty())
