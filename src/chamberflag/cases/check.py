"""What a case file must be before it is replayed: every name known, every rule standing where it is said to stop.

What a replay answers (counts, orders, outcomes) is not checked here: a wrong expectation is found by the replay itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chamberflag.cases.form import parse
from chamberflag.cases.terms import CLOCK, FACTS, KINDS, MODES, ROLES, ROUND_CLASSES, RUNS, STEP_ACTS, SUPPORT_ACTS
from chamberflag.cases.values import wrong_values
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.near import near

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from chamberflag.acts.table import ActTable
    from chamberflag.cases.form import Acceptance, Case, CaseStep, Given
    from chamberflag.interlock.ruleset import RuleSet

KEY = re.compile(r"(station key|lost phone) of (\S+)")
KNOWN_ACTS = frozenset(STEP_ACTS) | SUPPORT_ACTS
ALL = "ALL"


def read_case(text: str, name: str, table: ActTable, rules_of: Callable[[tuple[str, ...]], RuleSet], packs: frozenset[str]) -> Case:
    """The checked case. packs: every rule pack there is. Raises Malformed naming file and key."""
    case = parse(text, name)
    found = list(_names(case, packs)) or [problem for part in _parts(case, table, rules_of, packs) for problem in part]
    if found:
        raise Malformed("malformed.case", "; ".join(found), name)
    return case


def _parts(case: Case, table: ActTable, rules_of: Callable[[tuple[str, ...]], RuleSet], packs: frozenset[str]) -> Iterator[Iterator[str]]:
    everywhere = {
        rule for pack in sorted(packs | {"base"}) for rule in rules_of(("base", pack) if pack != "base" else ("base",)).book.rules
    }
    rules = rules_of(tuple(case.packs))
    for given in case.given:
        yield _given(case, given)
    for step in case.step:
        yield _step(case, step, table, rules, everywhere)
    for acceptance in case.acceptance:
        yield _acceptance(case, acceptance, everywhere, packs)
    yield wrong_values(case)


def _names(case: Case, packs: frozenset[str]) -> Iterator[str]:
    """Ids used once, roles and packs known, steps numbered 1, 2, 3 ..."""
    for what, ids in (
        ("person", [p.id for p in case.person]),
        ("item", [i.id for i in case.item]),
        ("acceptance", [a.id for a in case.acceptance]),
    ):
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            yield f"{what}: {', '.join(twice)} stands twice"
    both = {p.id for p in case.person} & {i.id for i in case.item}
    if both:
        yield f"person and item have one id: {', '.join(sorted(both))}"
    for person in case.person:
        if person.role not in ROLES:
            yield f"person {person.id}: role {person.role!r} is unknown{near(person.role, ROLES)}; the roles are {', '.join(ROLES)}"
    if "base" not in case.packs or set(case.packs) - packs - {"base"}:
        yield f"packs: {', '.join(sorted(set(case.packs) - packs)) or 'base is missing'}"
    if [c.id for c in case.conflict] != [f"C{i}" for i in range(1, len(case.conflict) + 1)]:
        yield "conflict: ids are not C1, C2 ..."
    if [s.n for s in case.step] != list(range(1, len(case.step) + 1)):
        yield "step: n is not 1, 2, 3 ..."


def _given(case: Case, given: Given) -> Iterator[str]:
    place = f"given {given.about}.{given.fact}"
    people, items = {p.id for p in case.person}, {i.id for i in case.item}
    if given.about not in people | items | {"production"}:
        yield f"{place}: about names nobody and nothing of the case"
    if given.fact not in FACTS:
        yield f"{place}: no fact is called {given.fact!r}"
    if bool(given.acts) == bool(given.omits):
        yield f"{place}: needs acts or omits, one of them"
    for name in given.omits:
        if name not in KNOWN_ACTS:
            yield f"{place}: omits {name!r}, which is no act"
    for act in given.acts:
        if act.act not in KNOWN_ACTS or act.who not in people or set(act.on) - items or (act.to or act.who) not in people:
            yield f"{place}: act {act.act} by {act.who} names what the case does not know"
        if not 1 <= act.before <= len(case.step):
            yield f"{place}: before = {act.before} is no step"


def _step(case: Case, step: CaseStep, table: ActTable, rules: RuleSet, everywhere: set[str]) -> Iterator[str]:
    place = f"step {step.n}"
    people, items = {p.id for p in case.person}, {i.id for i in case.item}
    if step.act not in STEP_ACTS:
        yield f"{place}: no act is called {step.act!r}"
        return
    for key, names, known in (
        ("who", [step.who], people),
        ("to", [step.to or step.who], people),
        ("on", step.on, items),
        ("fed", step.fed, KNOWN_ACTS),
    ):
        for name in names:
            if name not in known:
                yield f"{place}: {key} names {name!r}, which the case does not know"
    signer = str(step.args.get("signer_key", "none"))
    told = KEY.fullmatch(signer)
    if signer != "none" and (told.group(2) if told else signer) not in people:
        yield f"{place}: signer_key {signer!r}"
    if step.expected not in {"recorded", "refused"}:
        yield f"{place}: expected {step.expected!r}"
    if step.refused != bool(step.stops):
        yield f"{place}: a refused step needs stops, a recorded one has none"
    failsafe = step.act == CLOCK or table.rows[STEP_ACTS[step.act]].klass == "F"
    if step.refused and failsafe:
        yield f"{place}: {step.act} is fail-safe and is never refused"
    for rule in (*step.stops, *step.raises):
        if rule not in everywhere:
            yield f"{place}: no rule is called {rule!r}"
        elif rule not in rules.book.rules:
            yield f"{place}: {rule} is in none of the case's packs"
    for rule in step.stops:
        if rule in rules.book.rules and not _stands(rules, table, rule, STEP_ACTS[step.act]):
            yield f"{place}: {rule} does not stand at {step.act}, or does not refuse"


def _stands(rules: RuleSet, table: ActTable, rule: str, act: str) -> bool:
    """Whether a rule can refuse the act: at one of its gates, at all, or by a core rule that cites it."""
    found = rules.book.rules[rule]
    if found.severity == "log":
        return False
    gates = set(table.rows[act].gates) | {ALL}
    return bool(set(found.gate) & gates) or any(core.cite == rule and act in core.trees for core in rules.model.rules)


def _acceptance(case: Case, acceptance: Acceptance, everywhere: set[str], packs: frozenset[str]) -> Iterator[str]:
    place = f"acceptance {acceptance.id}"
    numbers = {s.n for s in case.step}
    if acceptance.mode not in MODES:
        yield f"{place}: no mode is called {acceptance.mode!r}"
    if set(acceptance.steps) - numbers:
        yield f"{place}: steps {sorted(set(acceptance.steps) - numbers)}"
    if acceptance.manual:
        if acceptance.ask is not None or acceptance.expect is not None:
            yield f"{place}: manual = true stands alone, without ask and expect"
        return
    if acceptance.ask is None or acceptance.expect is None:
        yield f"{place}: needs ask and expect, or manual = true"
        return
    kind = acceptance.ask.get("kind")
    if kind not in KINDS:
        yield f"{place}: no question is called {kind!r}{near(str(kind), KINDS)}; docs/formats/case.md lists them"
        return
    modes, need, may = KINDS[kind]
    names = set(acceptance.ask) - {"kind"}
    if acceptance.mode not in modes:
        yield f"{place}: {kind} does not belong to mode {acceptance.mode}"
    if need - names or names - need - may:
        yield f"{place}: {kind} lacks {sorted(need - names)}, unknown {sorted(names - need - may)}"
        return
    yield from (f"{place}: {problem}" for problem in _arguments(case, acceptance.ask, everywhere, packs))


def _arguments(case: Case, ask: Mapping[str, object], everywhere: set[str], packs: frozenset[str]) -> Iterator[str]:
    numbers = {s.n for s in case.step}
    people = {p.id for p in case.person}
    keys = people | {"none"} | {f"{kind} of {p}" for p in people for kind in ("station key", "lost phone")}
    lots = {i.id for i in case.items("lot")}
    allowed: dict[str, set[object]] = {
        **{name: set(numbers) for name in ("step", "steps", "refused", "without", "at", "before", "from", "to")},
        "item": {i.id for i in case.item},
        "lot": set(lots),
        "rule": set(everywhere),
        "rules": set(everywhere),
        "person": set(people),
        "role": set(ROLES),
        "run": set(RUNS),
        "key": set(keys),
        "topic": {c.id for c in case.conflict},
        "packs": {*packs, "base"},
        "round_class": set(ROUND_CLASSES),
        "fact": set(FACTS),
        "case": {case.id},
    }
    for name, known in allowed.items():
        value = ask.get(name, ())
        for one in value if isinstance(value, list | tuple) else [value]:  # pyright: ignore[reportUnknownVariableType]
            if isinstance(one, bool) or one not in known:
                yield f"{name} names {one!r}, which the case does not know"
    start, end = ask.get("from"), ask.get("to")
    if isinstance(start, int) and isinstance(end, int) and start > end:
        yield "from is after to"
    keep = ask.get("keep", [])
    steps = ask.get("steps", [])
    if not isinstance(keep, list) or any(not isinstance(p, list) or len(p) != 2 or set(p) - set(steps) for p in keep):  # type: ignore[arg-type]
        yield "keep is no list of pairs of the steps"
    if not isinstance(ask.get("anywhere", False), bool):
        yield "anywhere is neither true nor false"
