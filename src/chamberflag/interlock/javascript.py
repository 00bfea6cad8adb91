"""The rules as one JavaScript module for phone and desk: it forecasts a refusal and never decides. Source: interlock.md 2, phone.md (gate).

In JavaScript `!undefined` is true, so nothing is read but through a reader that looks at presence and sort first. A fact that is missing is
unknown; a fact of another sort, a record that is missing or of another sort breaks the rule that reads it: it refuses as `broken_rule`.
Every rule is read from left to right and no further than it takes, as the compiled rules in Python are.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chamberflag.interlock.schema import LARGEST
from chamberflag.interlock.tree import BOOL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chamberflag.interlock.guard import Part
    from chamberflag.interlock.ruleset import RuleSet
    from chamberflag.interlock.schema import Schema
    from chamberflag.interlock.tree import Node

HEAD = """// Generated from the rule files. The box decides; this only forecasts, and forecasts a refusal where it does not know.
const broken = (name) => { throw new TypeError(name); };
const own = (record, name) => Object.prototype.hasOwnProperty.call(record, name);
const sort = (test) => (record, name) => own(record, name) && test(record[name]) ? record[name] : broken(name);
const whole = (low, high) => sort((x) => Number.isSafeInteger(x) && x >= low && x <= high);
const member = (...names) => sort((x) => names.includes(x));
const text = () => sort((x) => typeof x === "string");
const Bool = sort((x) => typeof x === "boolean");
let w, l, g, f, a, r;
const Known = (name, of) => own(f, name) && f[name] != null && (of(f, name), true);
const Yes = (name) => Known(name, Bool) && f[name];
const No = (name) => Known(name, Bool) && !f[name];
const Role = (roles, name, who) => Array.isArray(roles[name]) ? roles[name].includes(who) : broken(name);
"""
TAIL = """
const fails = ([rule, part, test], s) => {
  try {
    ({ w, l, g, f, a, r } = s);
    return test() === true ? [] : [[rule, part]];
  } catch {
    return [["broken_rule", rule]];
  }
};
// What refuses this act as this event ("" = none): [rule, part] in order; none = the box may permit it.
// s: records w l g, facts f, parameters a, people of each role r. Fail-safe acts are never refused.
export const explain = (act, event, s) => {
  if (FREE.includes(act)) return [];
  if (!own(AT, act) || (event && !own(ON, event))) return [["broken_rule", act]];
  return [...(event ? ON[event] : []), ...AT[act]].flatMap((number) => fails(RULES[number], s));
};
export const allow = (act, event, s) => explain(act, event, s).length === 0;
"""


def module(rules: RuleSet, free: Iterable[str]) -> str:
    """The text of the module, a function of the rule set alone. free: the fail-safe acts."""
    schema = rules.model.schema
    numbers: dict[tuple[str, str, Node], int] = {}
    acts = sorted(rules.gates["ALL"])
    at = {act: _numbered(rules.guard(act, None).parts, numbers) for act in acts}
    on: dict[str, list[int]] = {}
    for name, event in rules.model.events.items():
        if not event.failsafe and not event.physical:
            on[name] = _numbered(rules.guard("", name).parts, numbers)
    lines = [HEAD + "\n".join(_sorts(schema))]
    lines.append(f"export const DIGEST = {_json(rules.digest)};")
    lines.append(f"export const FACTS = {_json(dict(sorted(rules.fact_sorts.items())))};")
    lines.append("const RULES = [")
    lines += [f"[{_json(rule)},{_json(part)},()=>{emit(tree, schema)}]," for rule, part, tree in numbers]
    lines.append("];")
    lines.append(f"const ON = {_json(on)};\nconst AT = {_json(at)};\nconst FREE = {_json(sorted(free))};" + TAIL)
    return "\n".join(lines)


def _numbered(parts: Iterable[Part], numbers: dict[tuple[str, str, Node], int]) -> list[int]:
    return [numbers.setdefault((part.rule, part.part, part.tree), len(numbers)) for part in parts]


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _sorts(schema: Schema) -> Iterable[str]:
    """A reader for each sort."""
    for name, (low, high) in schema.ranges.items():
        yield f"const {name} = whole({low}, {LARGEST if high is None else high});"
    for name, members in schema.enums.items():
        yield f"const {name} = member({', '.join(_json(m) for m in members)});"
    for name in schema.refs:
        yield f"const {name} = text();"


def emit(node: Node, schema: Schema) -> str:
    """The JavaScript text of a surely-true tree."""

    def go(inner: Node) -> str:
        return emit(inner, schema)

    match node:
        case ("and", ("known", name), ("fact", "Bool", same)) if name == same:
            return f"Yes({_json(name)})"
        case ("and", ("known", name), ("not", ("fact", "Bool", same))) if name == same:
            return f"No({_json(name)})"
        case ("or", ("eq", one, ("lit", sort, _)), *_) if sort != BOOL and (listed := _one_of(one, node[1:])):
            return f"{_json(listed)}.includes({go(one)})"
        case _:
            pass
    match node[0]:
        case "lit":
            return _json(node[2])
        case "none":
            return '""'
        case "param":
            return f"{node[1]}(a,{_json(node[2])})"
        case "fact":
            return f"f.{node[2]}"
        case "known":
            return f"Known({_json(node[1])},{schema.facts.get(node[1], BOOL)})"
        case "var":
            return f"{schema.fields[node[1], node[2]].sort}({node[1]},{_json(node[2])})"
        case "role":
            return f"Role(r,{_json(node[2])},{go(node[1])})"
        case "and" | "or" as kind:
            joined = {"and": "&&", "or": "||"}[kind].join(go(member) for member in node[1:])
            return f"({joined})" if joined else _json(kind == "and")
        case "not":
            return f"!{go(node[1])}"
        case "eq" | "lt" | "le" | "add" | "sub" as kind:
            sign = {"eq": "===", "lt": "<", "le": "<=", "add": "+", "sub": "-"}[kind]
            return f"({go(node[1])}{sign}{go(node[2])})"
        case "ite":
            return f"({go(node[1])}?{go(node[2])}:{go(node[3])})"
        case _:
            raise ValueError(f"{node[0]} has no meaning on a phone")


def _one_of(one: Node, members: tuple[Node, ...]) -> list[object]:
    """The values of which one is asked whether it is any; none where the members say something else."""
    values = [member[2][2] for member in members if member[0] == "eq" and member[1] == one and member[2][0] == "lit"]
    return values if len(values) == len(members) else []
