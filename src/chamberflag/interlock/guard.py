"""One act's guard: every core rule of its event and every rule standing at its gates; yes or no fast, or all reasons. interlock.md 2, 3.

A rule passes only if it evaluates to True; an exception while it is evaluated refuses as `broken_rule`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chamberflag.interlock.parser import Parser, Reading
from chamberflag.interlock.python import conjunction, function
from chamberflag.interlock.tree import BOOL, Node, definite, facts_of, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chamberflag.interlock.fieldrules import Also, DomainRule
    from chamberflag.interlock.model import Model
    from chamberflag.interlock.rulebook import Rulebook

CLOCK_BACK = "clock_back"
BROKEN = "broken_rule"
TEAM = "TEAM"
FULL_FORM = "full_form"  # the part of a reason that says that no lighter form of the rule is open here
FULL_TEXT = "Under the rule packs in force this rule keeps its full form: a text that was read asks for it."
FULL_CLEARS = "Hand it over by check, look, declaration and hand-over."
HOME = "pick_up"  # the act that brings a weapon home which lies about


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed rule: domain id or reason code, core part, what it read, which facts were unknown, what clears it."""

    rule: str
    part: str
    text: str
    facts: dict[str, bool | int | str]
    unknown: tuple[str, ...]
    clears: str
    severity: str


@dataclass(frozen=True, slots=True)
class Part:
    """One compiled rule of a guard."""

    rule: str
    part: str
    text: str
    clears: str
    severity: str
    tree: Node  # surely true
    stated: Node  # as written
    test: Callable[..., Any]
    reads: tuple[tuple[str, str, str], ...]  # label, scope, name

    def holds(self, *state: Any) -> bool:  # noqa: ANN401
        """Whether the rule surely passes; w, l, g, f, a, R."""
        return self.test(*state) is True

    def failure(self, w: Any, lot: Any, g: Any, f: Any, a: Any, roles: Any, rule: str = "") -> Failure:  # noqa: ANN401
        """The rule as a reason, with what it read."""
        del roles
        seen: dict[str, bool | int | str] = {}
        unknown: list[str] = []
        for label, scope, name in self.reads:
            if scope == "f":
                value = _read(f, name)
                if value is None:
                    unknown.append(name)
                else:
                    seen[label] = value
            else:
                value = {"w": w, "l": lot, "g": g, "a": a}[scope].get(name)
                if value is not None:
                    seen[label] = value
        return Failure(rule or self.rule, self.part if not rule else self.rule, self.text, seen, tuple(unknown), self.clears, self.severity)


def _read(f: object, name: str) -> bool | int | str | None:
    try:
        return getattr(f, name)
    except Exception:  # noqa: BLE001 - an unreadable fact is an unknown one
        return None


def part_of(rule: str, part: str, text: str, clears: str, severity: str, tree: Node) -> Part:
    """A compiled rule from its typed tree, in its surely-true form."""
    sure = definite(tree)
    reads: dict[str, tuple[str, str, str]] = {}
    for node in walk(tree):
        match node[0]:
            case "var":
                reads[f"{node[1]}.{node[2]}"] = (f"{node[1]}_{node[2]}", node[1], node[2])
            case "param":
                reads[node[2]] = (node[2], "a", node[2])
            case "fact":
                reads[f"f.{node[2]}"] = (node[2], "f", node[2])
            case _:
                pass
    return Part(rule, part, text, clears, severity, sure, tree, function(sure), tuple(reads.values()))


@dataclass(frozen=True, slots=True)
class Guard:
    """The rules that judge one act as one event."""

    parts: tuple[Part, ...]
    _fast: Callable[..., Any] = field(repr=False)

    def allow(self, w: Any, lot: Any, g: Any, f: Any, a: Any, roles: Any) -> bool:  # noqa: ANN401
        """Yes or no; any exception is a no."""
        try:
            return self._fast(w, lot, g, f, a, roles) is True
        except Exception:  # noqa: BLE001 - fail closed
            return False

    def failures(self, w: Any, lot: Any, g: Any, f: Any, a: Any, roles: Any) -> tuple[Failure, ...]:  # noqa: ANN401
        """Nothing where the fast answer is yes, else every rule that does not surely pass."""
        return () if self.allow(w, lot, g, f, a, roles) else self.explain(w, lot, g, f, a, roles)

    def explain(self, w: Any, lot: Any, g: Any, f: Any, a: Any, roles: Any) -> tuple[Failure, ...]:  # noqa: ANN401
        """Every rule that does not surely pass."""
        found: list[Failure] = []
        for part in self.parts:
            try:
                if part.test(w, lot, g, f, a, roles) is not True:
                    found.append(part.failure(w, lot, g, f, a, roles))
            except Exception:  # noqa: BLE001 - fail closed, and say which rule broke
                found.append(part.failure(w, lot, g, f, a, roles, rule=BROKEN))
        return tuple(found)


def build_guard(model: Model, book: Rulebook, gates: Mapping[str, frozenset[str]], act: str, event: str | None) -> Guard:
    """All rules for an act as an event ("" or None = no event: the gates' rules alone)."""
    parts: list[Part] = []
    if event and event in model.events:
        if not model.events[event].failsafe:
            clock: Node = ("le", ("var", "g", "now"), ("param", "Instant", "now"))
            parts.append(
                part_of(CLOCK_BACK, "T0", "The clock has not run backwards.", "Set the clock; the box decides again.", "refuse", clock)
            )
        for rule in model.rules:
            if event in rule.trees and (rule.cite in book.rules or not book.rules):
                cited = book.rules.get(rule.cite)
                clears = rule.clears or (cited.clears if cited else "")
                parts.append(part_of(rule.cite, rule.id, rule.text, clears, "refuse", rule.trees[event]))
    standing = [rule for rule in book.rules.values() if rule.severity != "log" and rule.expr and stands(rule, gates, act)]
    for rule in standing:
        tree = _inside(_home(model, rule, act, guarded(model, rule)), rule, act, gates)
        parts.append(part_of(rule.id, "", rule.refuses, rule.clears, rule.severity, tree))
    for rule in book.rules.values():
        if rule.also and stands(rule, gates, act):
            parts += [_besides(model, rule, more, act, gates) for more in rule.also if not more.acts or act in more.acts]
    for rid in book.closed.get(act, ()):
        rule = book.rules[rid]
        parts.append(part_of(rule.id, FULL_FORM, FULL_TEXT, FULL_CLEARS, "refuse", ("lit", BOOL, False)))
    return Guard(tuple(parts), conjunction([part.tree for part in parts]))


def _besides(model: Model, rule: DomainRule, more: Also, act: str, gates: Mapping[str, frozenset[str]]) -> Part:
    """What a rule asks for besides, as a part of its own."""
    tree = _inside(besides(model, rule, more), rule, act, gates)
    weight = rule.severity if rule.severity == "hold" else more.severity
    return part_of(rule.id, more.name, more.refuses or rule.refuses, more.clears or rule.clears, weight, tree)


def _inside(tree: Node, rule: DomainRule, act: str, gates: Mapping[str, frozenset[str]]) -> Node:
    """Moves inside the weapons lead's team are judged only by rules marked for them, and by gate ALL."""
    if act not in gates.get(TEAM, ()) or rule.within_team or "ALL" in rule.gate:
        return tree
    return ("or", ("fact", BOOL, "inside_team"), tree)


def stands(rule: DomainRule, gates: Mapping[str, frozenset[str]], act: str) -> bool:
    """Whether a fact rule judges this act: at one of its gates, and not narrowed away from it."""
    if rule.acts and act not in rule.acts:
        return False
    return act not in rule.except_acts and any(act in gates.get(gate, ()) for gate in rule.gate)


def expression(model: Model, text: str, place: str) -> Node:
    """A fact rule's or raise line's typed tree: facts, records, constants; no parameters, no physical world."""
    return Parser(model.schema, Reading(facts=True), text, place).parse(BOOL)


def guarded(model: Model, rule: DomainRule) -> Node:
    """The rule's tree with its weapons, acknowledgement, override and hold."""
    tree = expression(model, rule.expr, f"{rule.file} {rule.id}")
    if rule.severity == "warn":
        tree = ("or", tree, ("fact", BOOL, f"ack_{rule.fact_name}"))
    if rule.override != "none":
        tree = ("or", tree, ("fact", BOOL, f"override_{rule.fact_name}"))
    if rule.severity == "hold":
        tree = ("and", tree, ("not", ("fact", BOOL, f"held_{rule.fact_name}")))
    return _for_weapons(rule, tree)


def _home(model: Model, rule: DomainRule, act: str, tree: Node) -> Node:
    """The team brings a weapon home that lies about, although it is held; the hold stands for everything else."""
    if act != HOME or rule.severity != "hold":
        return tree
    asked = _for_weapons(rule, expression(model, rule.expr, f"{rule.file} {rule.id}"))
    return ("or", ("and", ("fact", BOOL, "inside_team"), asked), tree)


def besides(model: Model, rule: DomainRule, more: Also) -> Node:
    """The tree of a further condition, for the rule's weapons. No override of the rule meets it."""
    tree = expression(model, more.expr, f"{more.file or rule.file} {rule.id}")
    if more.severity == "warn":
        tree = ("or", tree, ("fact", BOOL, f"ack_{rule.fact_name}"))
    return _for_weapons(rule, tree)


def _for_weapons(rule: DomainRule, tree: Node) -> Node:
    """The tree, asked of the classes of weapons that the rule names."""
    if "all" in rule.weapons:
        return tree
    kinds: Node = ("or", *(("eq", ("var", "w", "kind"), ("lit", "Kind", kind)) for kind in rule.weapons))
    return ("or", ("not", kinds), tree)


def build_raises(model: Model, book: Rulebook, gates: Mapping[str, frozenset[str]], act: str) -> tuple[Part, ...]:
    """The raise lines of all rules for one act; `holds` is True where the rule is to be brought up.

    What nobody knows is brought up: a line is left out only where it surely does not hold. A rule of severity `log` is brought up where
    it stands and does not surely pass: it is asked after the decision and refuses nothing. So is one that warns, where its doer had read
    it: the acknowledgement stands in the entry beside what it covers.
    """
    found: list[Part] = []
    for rule in book.rules.values():
        told = [expression(model, line.when, f"{rule.file} {rule.id} raises") for line in rule.raises if act in line.on]
        trees: list[Node] = [("not", definite(("not", tree))) for tree in told]
        if rule.severity == "log" and rule.expr and stands(rule, gates, act):
            trees.append(("not", definite(guarded(model, rule))))
        trees = [*_read_and_gone_on(model, rule, gates, act), *trees]
        found += [part_of(rule.id, "", rule.refuses, rule.clears, rule.severity, tree) for tree in trees]
    return tuple(found)


def _read_and_gone_on(model: Model, rule: DomainRule, gates: Mapping[str, frozenset[str]], act: str) -> list[Node]:
    """What an acknowledgement covered: a warning that refused here until it was read."""
    if not stands(rule, gates, act):
        return []
    asked = [rule.expr] if rule.severity == "warn" and rule.expr else []
    asked += [more.expr for more in rule.also if more.severity == "warn" and (not more.acts or act in more.acts)]
    read: Node = ("fact", BOOL, f"ack_{rule.fact_name}")
    met = [_for_weapons(rule, expression(model, text, f"{rule.file} {rule.id}")) for text in asked]
    return [("and", read, ("not", definite(tree))) for tree in met]


def unread(model: Model, book: Rulebook) -> set[str]:
    """Declared facts that no rule reads."""
    read = {name for rule in book.rules.values() if rule.expr for name in facts_of(guarded(model, rule))}
    read |= {name for rule in book.rules.values() for more in rule.also for name in facts_of(besides(model, rule, more))}
    return set(model.schema.facts) - read
