"""The rule files that ship, and rule sets by packs and parameters, each compiled once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from chamberflag.acts.table import ActTable, read_table
from chamberflag.custody.state import State
from chamberflag.gate.selftest import SelfTest, run
from chamberflag.interlock.ruleset import RuleSet, compile_rules
from chamberflag.interlock.source import Source, machine_digest, parse
from chamberflag.store.shipped import example_day, examples, pack_template, proof_record, rule_texts
from chamberflag.vocabulary.errors import Broken

if TYPE_CHECKING:
    from chamberflag.custody.persons import Settings


@lru_cache(maxsize=1)
def shipped_source() -> Source:
    """The rule files that ship with the product."""
    return parse(rule_texts())


def shipped_template() -> bytes:
    """The template of a rule pack as it ships."""
    return pack_template()


def shipped_example(rule: str) -> dict[str, Any] | None:
    """The first self-test example of a rule: a state in which it refuses, and what of it is changed so that none does."""
    return next((case for case in examples()["cases"] if case["rule"] == rule), None)


def shipped_day() -> bytes:
    """The example day as it ships."""
    return example_day()


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


def rules_of_packs(packs: tuple[str, ...]) -> RuleSet:
    """The rule set of packs with their own parameters. Raises Malformed where there is no such pack."""
    return _compiled(packs, ())


_TRIED: dict[str, str] = {}  # digest of a rule set -> why the gate is closed under it


def closed(rules: RuleSet) -> str:
    """Why the gate permits nothing under these rules; "" where it may. Tried once a rule set and process. Source: log.md 6, start 5.

    A rule set that an act of the same group has brought in is tried when the next group is judged.
    """
    if rules.digest not in _TRIED:
        try:
            tried = self_test(rules)
        except Broken as error:
            return f"the self-test of the gate cannot be run: {error.text}"
        names = ", ".join(tried.failed[:5]) or "none ran"
        _TRIED[rules.digest] = (
            "" if tried.good else f"the gate fails its self-test ({names}): every gated act is refused, the rest is recorded"
        )
    return _TRIED[rules.digest]


def self_test(rules: RuleSet) -> SelfTest:
    """The gate tried with the prover's examples. Raises Broken where the installation lacks them, or they cannot be read."""
    try:
        return run(rules, _compiled(("base",), ()), examples())
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        text = "the self-test examples cannot be read; install chamberflag again"
        raise Broken("broken.rulepacks", text, f"examples.json ({type(error).__name__})") from None


def proved() -> str:
    """What was proved of the machine's files exactly as they are here, with what, and when; "" where the record is of others."""
    found = proof_record()
    if found.get("machine") != machine_digest(rule_texts()):
        return ""
    solvers = " and ".join(found["solvers"])
    return f"{found['proved']} statements about them proved with {solvers} on {found['date']}, {found['mistakes']} mistakes in them noticed"
