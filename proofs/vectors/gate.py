"""gate.json and gate-facts.json: what refuses an act, in order. States from z3, expected lists from the prover's own reading.

For each act (and event) one case that all rules pass; for each rule one that it alone refuses; for each fact one case without it and one
with a wrong sort; every fail-safe act with every fact missing. Source: vectors.md 2 and 3.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import z3

from chamberflag.acts.table import read_table
from chamberflag.interlock.tree import BOOL, facts_of
from chamberflag.store.shipped import rule_texts
from proofs.examples import steps_of
from proofs.live import live_rules
from proofs.solver.naive import World, value
from proofs.solver.near import LOTS, PEOPLE, Neighbourhood, Told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chamberflag.interlock.guard import Part
    from chamberflag.interlock.ruleset import RuleSet
    from proofs.vectors.canon import Case

PACKS = ("base", *(name.removeprefix("packs/").removesuffix(".toml") for name in sorted(rule_texts()) if name.startswith("packs/")))
FACT_CASES = ("-missing", "-ill-sorted")
WRONG = {"Bool": 1, "Nat": "0"}  # what a careless reader would take for True and for 0


def usual(rules: RuleSet) -> Told:
    """A state and facts as a good day has them: nothing reported, every figure 0, four people with their roles."""
    told: Told = {}
    for scope, record in (("w", rules.initial_weapon), ("l", rules.initial_lot), ("g", rules.initial_unit)):
        told |= {(scope, name): found for name, found in record.items()}
    told |= {("w", "reg"): True, ("w", "cap"): 6, ("w", "gap"): False, ("l", "id"): LOTS[0], ("l", "reg"): True, ("l", "klass"): "DUMMY"}
    told |= {("g", "lead_on_duty"): True}
    told |= {("f", name): True if sort == BOOL else 0 for name, sort in rules.fact_sorts.items()}
    roles = {"lead": 0, "handler": 0, "witness": 1, "ad": 1, "performer": 2, "producer": 3, "safety": 3, "case_owner": 3, "authority": 3}
    told |= {(role, person): roles.get(role) == number for role in rules.model.schema.roles for number, person in enumerate(PEOPLE)}
    return told


def shown(told: Told, like: Told) -> dict[str, Any]:
    """What differs from another state, by scope; None = not there."""
    made: dict[str, dict[str, Any]] = {}
    for (scope, name), found in told.items():
        before = like.get((scope, name))
        if (scope, name) not in like or type(before) is not type(found) or before != found:  # a 1 is not True
            if scope in {"w", "l", "g", "f", "a"}:
                made.setdefault(scope, {})[name] = found
            else:
                made.setdefault("roles", {})[scope] = [p for p in PEOPLE if told[scope, p]]
    return made


def world(told: Told) -> World:
    """A state as the prover's own reading takes it."""
    records = {s: {name: found for (scope, name), found in told.items() if scope == s} for s in ("w", "l", "g", "f", "a")}
    facts = {name: found for name, found in records.pop("f").items() if found is not None}
    args = records.pop("a")
    roles = {scope: frozenset(p for p in PEOPLE if told[scope, p]) for scope, _ in told if scope not in {"w", "l", "g", "f", "a"}}
    return World(records, facts, args, roles)


class Facts(dict[str, Any]):
    """Facts of which one is of another sort: reading it is a break."""

    def __init__(self, told: Mapping[str, Any], wrong: str) -> None:
        """wrong: the name of that one."""
        super().__init__(told)
        self.wrong = wrong

    def get(self, name: str, default: Any = None) -> Any:
        """The fact. Raises LookupError for the wrong one."""
        if name == self.wrong:
            raise LookupError(name)
        return super().get(name, default)


def expected(parts: tuple[Part, ...], told: Told, wrong: str = "") -> list[str]:
    """The failed rules by the prover's own reading: domain id, and core part after a stroke."""
    met = world(told)
    met = replace(met, facts=Facts(met.facts, wrong)) if wrong else met
    failed: list[str] = []
    for part in parts:
        try:
            if value(part.tree, met) is not True:
                failed.append(f"{part.rule}/{part.part}".rstrip("/"))
        except LookupError:
            failed.append(f"broken_rule/{part.rule}")
    return failed


def cases() -> list[Case]:
    """gate.json: acts that pass, rules that refuse alone, acts that are never refused."""
    return [case for case in _all() if not str(case["name"]).endswith(FACT_CASES)]


def without() -> list[Case]:
    """gate-facts.json: each fact missing, and of another sort; the passing case that each is like stands in gate.json."""
    return [case for case in _all() if str(case["name"]).endswith(FACT_CASES)]


@cache
def _all() -> tuple[Case, ...]:
    """All of them, in a fixed order."""
    rules = live_rules(PACKS)
    found: list[Case] = []
    alone: set[tuple[str, str]] = set()
    decided: set[str] = set()
    base = usual(rules)
    for act, event in steps_of(rules):
        parts = rules.guard(act, event).parts
        if act in rules.book.closed:  # under every pack at once the full forms stand, and this act is none of them
            continue
        near = Neighbourhood(rules, event)
        terms = [near.term(part.tree) for part in parts]
        good = near.nearest(terms, base)
        if good is None:
            raise AssertionError(f"{act} as {event}: nothing can ever pass")
        name = f"{act}-as-{event}".replace("_", "-") if event else act.replace("_", "-")
        head: Case = {"act": act, "event": event or ""}
        passing = f"{name}-passes"
        found.append({**head, "name": passing, "why": "All rules pass.", "change": shown(good, base), "rules": expected(parts, good)})
        wanted = [i for i, part in enumerate(parts) if (part.rule, part.part) not in alone]
        for i in wanted:
            alone_here = [*terms[:i], *terms[i + 1 :], near.e.z(("not", parts[i].tree), near.s, {}, near.args)]
            known = [near.e.facts[fact][1] for fact in facts_of(parts[i].tree)]  # rather told as bad than not told
            told = near.nearest([*alone_here, *known], good) or near.nearest(alone_here, good)
            if told is None:
                continue
            alone.add((parts[i].rule, parts[i].part))
            tag = f"{parts[i].rule}-{parts[i].part}".strip("-").lower()
            found.append({
                "name": f"{name}-refused-by-{tag}", "why": "One rule alone refuses.", "like": passing, "change": shown(told, good),
                "rules": expected(parts, told),
            })  # fmt: skip
        found += _without(near, rules, parts, terms, good, decided, {"like": passing}, name)
    return (*found, *_free())


def _without(
    near: Neighbourhood, rules: RuleSet, parts: tuple[Part, ...], terms: list[Any], good: Told, decided: set[str], head: Case, name: str
) -> Iterator[Case]:
    """For each fact that decides here and in no earlier case: without it, and with another sort."""
    for fact in dict.fromkeys(fact for part in parts for fact in facts_of(part.stated)):
        if fact in decided:
            continue
        told = good
        if good["f", fact] is None or not expected(parts, {**good, ("f", fact): None}):  # a state in which this one decides
            unsaid = [z3.substitute(term, (near.e.facts[fact][1], z3.BoolVal(val=False))) for term in terms]
            found = near.nearest([*terms, near.e.facts[fact][1], z3.Not(z3.And(unsaid))], good)
            if found is None:
                continue
            told = found
        decided.add(fact)
        tag = f"{name}-{fact}".replace("_", "-").lower()
        missing, ill = {**told, ("f", fact): None}, WRONG["Bool" if rules.fact_sorts.get(fact, BOOL) == BOOL else "Nat"]
        yield {
            **head, "name": f"{tag}-missing", "why": "A fact that is not recorded refuses.",
            "change": shown(missing, good), "rules": expected(parts, missing),
        }  # fmt: skip
        yield {
            **head, "name": f"{tag}-ill-sorted", "why": "A fact of another sort breaks its rule.",
            "change": shown({**told, ("f", fact): ill}, good), "rules": expected(parts, told, fact),
        }  # fmt: skip


def _free() -> Iterator[Case]:
    """Every fail-safe act, with nothing known."""
    for act, row in read_table(rule_texts()["acts.toml"]).rows.items():
        if row.klass == "F":
            yield {
                "act": act, "event": "", "name": f"{act.replace('_', '-')}-is-never-refused", "why": "A fail-safe act asks nothing.",
                "change": {"nothing": True}, "rules": [],
            }  # fmt: skip


def head() -> dict[str, object]:
    """The state that cases without `like` change."""
    rules = live_rules(PACKS)
    made = shown(usual(rules), {})
    return {"packs": list(PACKS), "rules_digest_hex": rules.digest, "usual": made}
