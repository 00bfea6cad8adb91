"""The rules as one JavaScript module for phone and desk: it forecasts a refusal and never decides. Source: interlock.md 2, phone.md (gate).

In JavaScript `!undefined` is true, so nothing is read but through a view that looks at presence and sort first. A fact that is missing is
unknown; a fact of another sort, a record that is missing or of another sort breaks the rule that reads it: it refuses as `broken_rule`.
Every rule is read from left to right and no further than it takes, as the compiled rules in Python are. What several rules say alike is
written once. The sentences that people read are a module of their own: a phone that only forecasts does without it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chamberflag.interlock.javascript_trees import Scripts
from chamberflag.interlock.schema import LARGEST
from chamberflag.interlock.tree import BOOL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from chamberflag.interlock.guard import Part
    from chamberflag.interlock.ruleset import RuleSet
    from chamberflag.interlock.schema import Schema
    from chamberflag.interlock.tree import Node

HEAD = """// Generated from the rule files. The box decides; this only forecasts, and forecasts a refusal where it does not know.
let s;
const broken = (name) => { throw new TypeError(name); };
const own = (record, name) => Object.prototype.hasOwnProperty.call(record, name);
const whole = (low, high) => (x) => Number.isSafeInteger(x) && x >= low && x <= high;
const member = (...names) => (x) => names.includes(x);
const text = (x) => typeof x === "string";
const many = (table) => Object.entries(table).flatMap(([sort, names]) => names.split(" ").map((name) => [name, sort]));
const view = (get, ...tables) => Object.defineProperties({}, Object.fromEntries(
  tables.flatMap(many).map(([name, sort]) => [name, { get: () => get(name, SORTS[sort]) }]),
));
const of = (scope) => (name, fits) => own(s[scope], name) && fits(s[scope][name]) ? s[scope][name] : broken(name);
const fact = (name, fits) => own(s.f, name) && s.f[name] != null ? of("f")(name, fits) : null;
const role = (name) => Array.isArray(s.r[name]) ? (who) => s.r[name].includes(who) : broken(name);
const span = (text) => Array.from({ length: (text[1] ?? text[0]) - text[0] + 1 }, (_, i) => +text[0] + i);
const lists = (text) => Object.fromEntries(text.split(";").flatMap((line) => {
  const [names, spans] = line.split(":");
  const numbers = spans.split(" ").filter(Boolean).flatMap((one) => span(one.split("-")));
  return names.split(" ").map((name) => [name, numbers]);
}));
"""
# f: a fact's value; k: whether it is known; y, n, z: surely yes, surely no, surely none
VIEWS = """const f = view(fact, SAID, PAPERS);
const k = view((name, fits) => fact(name, fits) !== null, SAID, PAPERS);
const [y, n, z] = [true, false, 0].map((wanted) => view((name, fits) => fact(name, fits) === wanted, SAID, PAPERS));"""
TAIL = """
const split = (number) => [...RULES[2 * number].split("/"), ""];
const fails = (number) => {
  try {
    return RULES[2 * number + 1]() !== true && split(number).slice(0, 2);
  } catch {
    return ["broken_rule", split(number)[0]];
  }
};
const failed = (act, event, told) => {
  if (FREE.includes(act)) return [];
  if (!own(AT, act) || (event && !own(ON, event))) return [[["broken_rule", act], -1]];
  s = told;
  return [...(event ? ON[event] : []), ...AT[act]].map((number) => [fails(number), number]).filter(([found]) => found);
};
// What refuses this act as this event ("" = none): [rule, part] in order; none = the box may permit it.
// told: records w l g, facts f, parameters a, people of each role r. Fail-safe acts are never refused.
export const explain = (act, event, told) => failed(act, event, told).map(([found]) => found);
export const allow = (act, event, told) => explain(act, event, told).length === 0;
// The same as people read it. words: the module of sentences that was made of the same rules.
export const reasons = (act, event, told, words) => failed(act, event, told).map(([[rule, part], number]) => {
  if (words.DIGEST !== DIGEST) broken("words of other rules");
  const [text, clears, severity] = words.TEXTS[RULES[2 * number]] ?? ["", "", "refuse"];
  const facts = {}, unknown = [];
  for (const read of (words.READS[number] ?? "").split(" ").filter(Boolean)) {
    const [scope, name] = read.split(".");
    let value;
    try { value = scope === "f" ? f[name] : told[scope][name]; } catch { value = null; }
    if (value != null) facts["wlg".includes(scope) ? `${scope}_${name}` : name] = value;
    else if (scope === "f") unknown.push(name);
  }
  return { rule, part, text, facts, unknown, clears, severity };
});
"""


def module(rules: RuleSet, free: Iterable[str]) -> str:
    """The text of the module, a function of the rule set alone. free: the fail-safe acts."""
    schema, numbers = rules.model.schema, _numbered(rules)
    scripts = Scripts(schema, [part.tree for part in numbers])
    bodies = [f"{_json(_name(part))},()=>{scripts.text(part.tree)}," for part in numbers]
    told = dict(sorted(rules.fact_sorts.items()))
    papers = dict.fromkeys(sorted(set(scripts.facts) - set(told)), BOOL)  # signed papers about one rule are no facts of the file
    args = ", ".join(f"{sort}: {_view('a', dict.fromkeys(names, sort))}" for sort, names in scripts.params.items())
    return "\n".join((
        HEAD + f"const SORTS = {{ {', '.join(_sorts(schema))} }};",
        f"export const DIGEST = {_json(rules.digest)};",
        f"const SAID = {_table(told)};",
        "export const FACTS = Object.fromEntries(many(SAID));",
        f"const PAPERS = {_table(papers)};",
        VIEWS,
        *(f"const {scope} = {_view(scope, table)};" for scope, table in scripts.fields.items()),
        f"const a = {{ {args} }};",
        f"const r = view(role, {_table(dict.fromkeys(scripts.roles, BOOL))});",
        *scripts.shared,
        "const RULES = [", *bodies, "];",
        *(f"const {name} = lists({_json(_lists(found, numbers))});" for name, found in zip(("AT", "ON"), _guards(rules), strict=True)),
        f"const FREE = {_json(' '.join(sorted(free)))}.split(\" \");" + TAIL,
    ))  # fmt: skip


def words(rules: RuleSet) -> str:
    """The module of sentences: what each rule says, what clears it, how heavy it is, and what it reads, by the numbers of the gate."""
    numbers = _numbered(rules)
    texts = {_name(part): (part.text, part.clears, part.severity) for part in numbers}
    reads = [" ".join(f"{scope}.{name}" for _, scope, name in part.reads) for part in numbers]
    return "\n".join((
        "// Generated from the rule files: the sentences of the gate with the same digest.",
        f"export const DIGEST = {_json(rules.digest)};",
        f"export const TEXTS = {_json(texts)};",
        f"export const READS = {_json(reads)};\n",
    ))  # fmt: skip


def _guards(rules: RuleSet) -> tuple[dict[str, tuple[Part, ...]], dict[str, tuple[Part, ...]]]:
    """What stands at each act, and at each gated event."""
    gated = [name for name, event in rules.model.events.items() if not event.failsafe and not event.physical]
    at = {act: rules.guard(act, None).parts for act in sorted(rules.gates["ALL"])}
    return at, {name: rules.guard("", name).parts for name in gated}


def _numbered(rules: RuleSet) -> list[Part]:
    """Each rule once a tree, numbered so that what stands together has numbers in a row."""
    order = [rule.id for rule in rules.model.rules] + list(rules.book.rules)
    trees: dict[tuple[str, str], dict[Node, Part]] = {}
    for found in _guards(rules):
        for part in (part for parts in found.values() for part in parts):
            trees.setdefault((part.rule, part.part), {}).setdefault(part.tree, part)
    places = {name: order.index(name[1] or name[0]) if (name[1] or name[0]) in order else -1 for name in trees}
    listed = [(turn, places[name], part) for name, one in trees.items() for turn, part in enumerate(one.values())]
    return [part for _, _, part in sorted(listed, key=lambda one: one[:2])]


def _lists(found: Mapping[str, Sequence[Part]], numbers: Sequence[Part]) -> str:
    """Names with the same rules together, the rules as spans of numbers: `load unload:0 3-7;check:1`."""
    same: dict[str, list[str]] = {}
    of = {(_name(part), part.tree): number for number, part in enumerate(numbers)}
    for name, parts in found.items():
        spans: list[list[int]] = []
        for number in (of[_name(part), part.tree] for part in parts):
            if spans and number == spans[-1][-1] + 1:
                spans[-1] = [spans[-1][0], number]
            else:
                spans.append([number])
        same.setdefault(" ".join("-".join(map(str, span)) for span in spans), []).append(name)
    return ";".join(f"{' '.join(names)}:{spans}" for spans, names in same.items())


def _name(part: Part) -> str:
    return f"{part.rule}/{part.part}".rstrip("/")


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _table(sorts: Mapping[str, str]) -> str:
    """Names by their sort, as the module spells them out."""
    found: dict[str, list[str]] = {}
    for name, sort in sorts.items():
        found.setdefault(sort, []).append(name)
    return _json({sort: " ".join(names) for sort, names in found.items()})


def _view(scope: str, sorts: Mapping[str, str]) -> str:
    return f"view(of({_json(scope)}), {_table(sorts)})"


def _sorts(schema: Schema) -> Iterable[str]:
    """A test for each sort."""
    yield 'Bool: (x) => typeof x === "boolean"'
    for name, (low, high) in schema.ranges.items():
        yield f"{name}: whole({low}, {LARGEST if high is None else high})"
    for name, members in schema.enums.items():
        yield f"{name}: member({', '.join(_json(m) for m in members)})"
    for name in schema.refs:
        yield f"{name}: text"
