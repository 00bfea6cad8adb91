"""What a rule pack may not say: errors by file and rule, and every place where it would loosen. Source: interlock.md section 8.

A pack adds rules, moves a parameter in its one direction, drops an override, raises a severity. Each piece is tried by itself, so that one
fault does not hide the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice, product
from pathlib import Path
from typing import Any, cast

from chamberflag.app import act_table, shipped_source
from chamberflag.interlock.guard import expression, stands
from chamberflag.interlock.ruleset import RuleSet, compile_rules
from chamberflag.interlock.source import Source, document_of
from chamberflag.interlock.tree import facts_of
from chamberflag.vocabulary.errors import Malformed

PIECES = ("rule", "param", "drop_override", "raise_severity")
MOST_STATES = 20_000
BOOLS, NATS = (True, False), (0, 1, 2, 1_000_000_000)


@dataclass
class Findings:
    """What was found. errors: file, rule, problem; loosens: rule, state, act."""

    errors: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    loosens: list[dict[str, str]] = field(default_factory=list[dict[str, str]])

    def error(self, file: str, rule: str, problem: str) -> None:
        """One thing that is wrong, each once."""
        found = {"file": file, "rule": rule, "problem": problem}
        if found not in self.errors:
            self.errors.append(found)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as read: its short name, the file it came from, its text and document."""

    name: str
    file: str
    text: str
    document: Mapping[str, Any]

    @property
    def place(self) -> str:
        """The name of the pack's file among the rule files."""
        return f"packs/{self.name}.toml"

    def source(self, document: Mapping[str, Any] | None = None) -> Source:
        """The shipped rule files with this pack among them."""
        base = shipped_source()
        made = dict(document if document is not None else self.document)
        return replace(base, texts={**base.texts, self.place: self.text}, documents={**base.documents, self.place: made})

    def compiled(self, document: Mapping[str, Any] | None = None) -> RuleSet:
        """The rule set of base and this pack. Raises Malformed."""
        return compile_rules(self.source(document), act_table().gates(), ("base", self.name), {})


def read_pack(named: str) -> Pack:
    """A pack by the path of its file, or by the name of a shipped one. Raises Malformed."""
    shipped = shipped_source().texts.get(f"packs/{named}.toml")
    if shipped is not None and not Path(named).is_file():
        return Pack(named, f"packs/{named}.toml", shipped, document_of(shipped, f"packs/{named}.toml"))
    path = Path(named)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("malformed.pack", f"a rule pack is TOML in UTF-8; byte {error.start} is not", named) from None
    except OSError as error:
        if path.exists():
            raise Malformed("malformed.pack", f"the file cannot be read: {error.strerror}", named) from None
        known = sorted(n.removeprefix("packs/").removesuffix(".toml") for n in shipped_source().texts if n.startswith("packs/"))
        raise Malformed("malformed.pack", f"no file and no shipped pack is called {named}; shipped are {', '.join(known)}", named) from None
    document = document_of(text, path.name)
    if not set(document) & set(PIECES):
        raise Malformed("malformed.pack", f"the file holds none of {', '.join(PIECES)}: there is no pack in it", named)
    return Pack(str(document.get("pack", path.stem)), path.name, text, document)


def check(pack: Pack) -> Findings:
    """Every error and every loosening of a pack."""
    found = Findings()
    for rule, piece in _pieces(pack):
        try:
            pack.compiled(piece)
        except Malformed as error:
            if error.code == "malformed.loosens":
                found.loosens.append(_loosening(rule, error.text))
            else:
                found.error(pack.file, rule, _said(error))
    for item in _rules(pack):
        _replacing(pack, item, found)
    if not found.errors and not found.loosens:
        try:
            pack.compiled()
        except Malformed as error:
            found.error(pack.file, "", _said(error))
    return found


def _said(error: Malformed) -> str:
    """What is wrong, with the column where the error knows one."""
    column = error.place.rpartition(", column ")
    return f"column {column[2]}: {error.text}" if column[1] else error.text


def _rules(pack: Pack) -> list[Mapping[str, Any]]:
    rules = pack.document.get("rule", [])
    return [item for item in cast("list[Any]", rules) if isinstance(item, dict)] if isinstance(rules, list) else []


def _pieces(pack: Pack) -> Iterator[tuple[str, dict[str, Any]]]:
    """(rule or parameter, a document with this one piece only)."""
    head = {"pack": pack.document["pack"]} if "pack" in pack.document else {}
    for key, value in pack.document.items():
        if key == "rule" and isinstance(value, list):
            for item in cast("list[Any]", value):
                yield str(item.get("id", "?")) if isinstance(item, dict) else "?", {**head, "rule": [item]}  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
        elif key in {"param", "raise_severity"} and isinstance(value, dict):
            for name, one in cast("dict[str, Any]", value).items():
                yield name, {**head, key: {name: one}}
        elif key == "drop_override" and isinstance(value, list):
            for name in cast("list[Any]", value):
                yield str(name), {**head, key: [name]}
        elif key != "pack":
            yield "", {**head, key: value}


def _loosening(rule: str, text: str) -> dict[str, str]:
    """A parameter moved the wrong way, or a severity lowered: at which acts it would show."""
    base, rows = _base(), act_table().rows
    touched = [r for r in base.book.rules.values() if r.id == rule or rule in r.params]
    acts = [act for act in rows if any(stands(r, base.gates, act) for r in touched)]
    return {"rule": rule, "state": text, "act": ", ".join(acts)}


def _base() -> RuleSet:
    return compile_rules(shipped_source(), act_table().gates(), ("base",), {})


def _replacing(pack: Pack, item: Mapping[str, Any], found: Findings) -> None:
    """A rule's expression is read; under the id of a base rule, where it passes and the old one refuses, there it loosens."""
    base = _base()
    old = base.book.rules.get(str(item.get("id", "")))
    try:
        new_tree = expression(base.model, str(item.get("expr") or "True"), f"{pack.file} {item.get('id', '?')}")
    except Malformed as error:
        found.error(pack.file, str(item.get("id", "?")), _said(error))
        return
    if old is None or not old.expr or not item.get("expr"):
        return
    old_tree = expression(base.model, old.expr, f"{old.file} {old.id}")
    state = _difference(base, old_tree, new_tree)
    if state:
        acts = [act for act in act_table().rows if stands(old, base.gates, act)]
        found.loosens.append({"rule": old.id, "state": state, "act": ", ".join(acts)})


def _difference(base: RuleSet, old: Any, new: Any) -> str:  # noqa: ANN401 - trees of the rule language
    """A state, in words, in which the new rule passes and the old one refuses; "" where a small search finds none."""
    from chamberflag.interlock.guard import part_of

    sorts = base.fact_sorts
    names = sorted({*facts_of(old), *facts_of(new)})
    before, after = (part_of("", "", "", "", "refuse", tree) for tree in (old, new))
    records = (base.initial_weapon, base.initial_lot, base.initial_unit)
    for values in islice(product(*(BOOLS if sorts.get(name) == "Bool" else NATS for name in names)), MOST_STATES):
        facts = Assumed(dict(zip(names, values, strict=True)))
        w, lot, g = records
        try:
            if after.holds(w, lot, g, facts, {"now": 0}, {}) and not before.holds(w, lot, g, facts, {"now": 0}, {}):
                return ", ".join(f"{name} = {value}" for name, value in vars(facts).items())
        except (KeyError, TypeError, AttributeError):
            return ""
    return ""


class Assumed:
    """Facts that are supposed to be so; any other is not recorded."""

    def __init__(self, facts: Mapping[str, bool | int | str]) -> None:
        """facts: name -> value."""
        self.__dict__.update(facts)

    def __getattr__(self, name: str) -> None:
        """A fact that nobody supposed."""
        if name.startswith("__"):
            raise AttributeError(name)
