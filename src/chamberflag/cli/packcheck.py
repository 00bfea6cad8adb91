"""What a rule pack may not say: errors by file and rule, and every place where it would loosen. Source: interlock.md section 8.

A pack adds rules, asks for more of one, moves a parameter in its one direction, drops an override, raises a severity, or puts a rule in the
place of another with a proof. Each piece is tried by itself, so that one fault does not hide the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import msgspec

from chamberflag.app import act_table, shipped_source
from chamberflag.cli.proving import Answer, stricter
from chamberflag.interlock.fieldrules import DomainRule
from chamberflag.interlock.guard import expression, stands
from chamberflag.interlock.ruleset import RuleSet, compile_rules
from chamberflag.interlock.source import Source, document_of
from chamberflag.interlock.tighten import PackReplace
from chamberflag.vocabulary.errors import Malformed

PIECES = ("rule", "also", "replace", "param", "drop_override", "raise_severity", "full_form")
NAMED = {"rule": "id", "also": "rule", "replace": "rule"}  # lists of tables, and the key that names one


@dataclass
class Findings:
    """What was found. errors: file, rule, problem; loosens: rule, state, act; proofs: rule, old, new, solver; unproved: rules."""

    errors: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    loosens: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    proofs: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    unproved: list[str] = field(default_factory=list[str])

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
            elif error.code != "malformed.unproved":  # told below, with what is to be added
                found.error(pack.file, rule, _said(error))
    for item in _listed(pack, "rule"):
        _again(pack, item, found)
    for item in _listed(pack, "replace"):
        _replacing(pack, item, found)
    if not found.errors and not found.loosens and not found.unproved:
        try:
            pack.compiled()
        except Malformed as error:
            found.error(pack.file, "", _said(error))
    return found


def _said(error: Malformed) -> str:
    """What is wrong, with the column where the error knows one."""
    column = error.place.rpartition(", column ")
    return f"column {column[2]}: {error.text}" if column[1] else error.text


def _listed(pack: Pack, key: str) -> list[Mapping[str, Any]]:
    items = pack.document.get(key, [])
    return [item for item in cast("list[Any]", items) if isinstance(item, dict)] if isinstance(items, list) else []


def _pieces(pack: Pack) -> Iterator[tuple[str, dict[str, Any]]]:
    """(rule or parameter, a document with this one piece only)."""
    head: dict[str, Any] = {"pack": pack.document["pack"]} if "pack" in pack.document else {}
    own = {str(item.get("id")): item for item in _listed(pack, "rule")}

    def piece(key: str, name: str, value: object) -> tuple[str, dict[str, Any]]:
        """With the pack's own rule where the piece speaks of it."""
        return name, {**head, **({"rule": [own[name]]} if key != "rule" and name in own else {}), key: value}

    for key, value in pack.document.items():
        if key in NAMED and isinstance(value, list):
            for item in cast("list[Any]", value):
                yield piece(key, str(item.get(NAMED[key], "?")) if isinstance(item, dict) else "?", [item])  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
        elif key in {"param", "raise_severity"} and isinstance(value, dict):
            for name, one in cast("dict[str, Any]", value).items():
                yield piece(key, name, {name: one})
        elif key in {"drop_override", "full_form"} and isinstance(value, list):
            for name in cast("list[Any]", value):
                yield piece(key, str(name), [name])
        elif key != "pack":
            yield "", {**head, key: value}


def _loosening(rule: str, text: str) -> dict[str, str]:
    """A parameter moved the wrong way, or a severity lowered: at which acts it would show."""
    base, rows = _base(), act_table().rows
    touched = [r for r in base.book.rules.values() if r.id == rule or rule in r.params]
    acts = [act for act in rows if any(stands(r, base.gates, act) for r in touched)]
    return {"rule": rule, "state": text, "act": ", ".join(acts)}


@cache
def _base() -> RuleSet:
    return compile_rules(shipped_source(), act_table().gates(), ("base",), {})


def _again(pack: Pack, item: Mapping[str, Any], found: Findings) -> None:
    """A rule's expression is read; under the id of a base rule, where it passes and the old one refuses, there it loosens."""
    base = _base()
    rid = str(item.get("id", "?"))
    try:
        expression(base.model, str(item.get("expr") or "True"), f"{pack.file} {rid}")
    except Malformed as error:
        found.error(pack.file, rid, _said(error))
        return
    old = base.book.full.get(rid)
    if old is not None and old.expr and item.get("expr"):
        _compared(old, msgspec.structs.replace(old, expr=str(item["expr"])), found)


def _replacing(pack: Pack, item: Mapping[str, Any], found: Findings) -> None:
    """A rule in the place of another: proved here, or not proved; and whether the record of the proof goes with it."""
    base = _base()
    try:
        told = msgspec.convert(item, PackReplace)
        old = base.book.full[told.rule]
        answer = _compared(old, msgspec.structs.replace(old, expr=told.expr, file=pack.place), found) if old.expr else None
    except (msgspec.ValidationError, KeyError, Malformed):  # said of the piece already
        return
    if answer is None or answer.state:
        return
    if not answer.solver:
        found.unproved.append(told.rule)
        return
    found.proofs.append({"rule": told.rule, "old": answer.old, "new": answer.new, "solver": answer.solver})
    if told.proof is None or (told.proof.old, told.proof.new) != (answer.old, answer.new):
        lines = f'proof = {{ old = "{answer.old}", new = "{answer.new}", solver = "{answer.solver}" }}'
        found.error(pack.file, told.rule, f"it is proved; put the record of the proof beside it: {lines}")


def _compared(old: DomainRule, new: DomainRule, found: Findings) -> Answer:
    """The two rules compared; what loosens is told with a state and the acts at which it would show."""
    base = _base()
    answer = stricter(base, old, new)
    if answer.state:
        acts = [act for act in act_table().rows if stands(base.book.rules[old.id], base.gates, act)]
        found.loosens.append({"rule": old.id, "state": answer.state, "act": ", ".join(acts)})
    return answer
