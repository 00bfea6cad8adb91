"""The reference pages that follow from the data and the source: acts, rules, refusals, coverage, errors, the acts of a day file, in docs/.

Each page is a hand-written head, a mark, and below it one heading for every act, refusal or error code. `make pages` writes what is below
the mark; a test compares. So a new act, rule or code has its heading, or the test names it.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # it is run as a file, too

from chamberflag.app import act_table
from chamberflag.app.ruletable import rule_rows
from chamberflag.formats.day import grammar
from tests.house.casepages import failures, pictures, safety_case
from tests.house.rulepages import coverage, refresh, rule_table
from tests.house.tierpages import tiers
from tests.house.words import SEVERITIES, sources

TOP = Path(__file__).resolve().parents[2]
MARK = "<!-- From here on this page is written by `make pages`; what stands above is written by hand. -->\n"
FAMILIES = ("Malformed", "Unproven", "Broken")
CLASSES = {"G": "gated: permitted or refused", "F": "fail-safe: always recorded", "B": "written by the box"}


def tables(folder: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every TOML file of a folder of rulepacks, by name without its ending."""
    for path in sorted((TOP / "rulepacks" / folder).glob("*.toml")):
        yield path.stem, tomllib.loads(path.read_text(encoding="utf-8"))


def rules() -> dict[str, Mapping[str, Any]]:
    """Every rule that can refuse, by its id: the base first, then what only a rule pack brings."""
    found: dict[str, Mapping[str, Any]] = {}
    for folder in ("rules", "packs"):
        for name, table in tables(folder):
            for rule in table.get("rule", ()):
                found.setdefault(rule["id"], dict(rule) | {"home": f"{folder}/{name}.toml"})
    return found


def refusals() -> Iterator[tuple[str, str]]:
    """Every rule with what it asks for, what the refusal says, what clears it, what it is against and where it comes from."""
    for row in rule_rows():
        rule = row.rule
        only = "" if "base" in rule.jurisdictions else f" (only under {', '.join(rule.jurisdictions)})"
        lines = [
            f"{rule.requirement}\n",
            f"- Says: {rule.refuses}",
            f"- Clears it: {rule.clears}",
            f"- Judged at: {', '.join(rule.gate)}{only}",
            f"- Weight: {SEVERITIES[rule.severity]}",
            f"- Against: {rule.hazard}, {row.hazard}",
            f"- Source: {sources(rule.citations)}",
        ]
        yield rule.id, "\n".join(lines) + "\n"


def acts() -> Iterator[tuple[str, str]]:
    """Every act with its class, its signers, its gate steps and its event."""
    table = tomllib.loads((TOP / "rulepacks" / "acts.toml").read_text(encoding="utf-8"))
    for name, row in table["act"].items():
        slots = [" / ".join(table["slot"][slot]).replace("any", "anyone") for slot in row.get("slots", ["any"])]
        lines = [f"- Class: {row['class']}, {CLASSES[row['class']]}", f"- Signed by: {' + '.join(slots)}"]
        if row.get("gates"):
            lines.append(f"- Gate: {', '.join(row['gates'])}")
        if row.get("event"):
            lines.append(f"- Event of the machine: `{row['event']}`")
        if not row.get("while_stopped", True):
            lines.append("- Refused while the unit is stopped")
        yield name, "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Raised:
    """One place in the source that raises an error: family, code (None when it is computed), sentence, file and line."""

    family: str
    code: str | None
    text: str
    place: str


def words(node: ast.expr) -> str:
    """The sentence of an error as far as it is known before it is raised; an ellipsis stands for what is not."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(words(part) for part in parts)
        case _:
            return "…"


@dataclass(frozen=True, slots=True)
class Maker:
    """What makes errors: a family itself, or a function that is handed code or sentence and calls one. None: it is not handed over."""

    family: str
    parameters: tuple[str, ...]
    defaults: Mapping[str, ast.expr]
    code: str | None
    text: str | None

    def argument(self, call: ast.Call, wanted: str | None) -> ast.expr | None:
        """What a call hands over under a parameter's name, by place, by name or by default."""
        if wanted is None:
            return None
        named = {keyword.arg: keyword.value for keyword in call.keywords}
        placed = dict(zip(self.parameters, call.args, strict=False))
        return placed.get(wanted) or named.get(wanted) or self.defaults.get(wanted)


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node


def makers(trees: Mapping[Path, ast.AST]) -> dict[str, Maker]:
    """The three families, and every function that passes a code of its caller on to one of them."""
    found = {family: Maker(family, ("code", "text", "place"), {}, "code", "text") for family in FAMILIES}
    functions = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
        given = dict(zip(reversed(names), reversed(function.args.defaults), strict=False))
        for family, call in calls(function):
            if family in FAMILIES and len(call.args) > 1 and isinstance(call.args[0], ast.Name) and call.args[0].id in names:
                text = call.args[1].id if isinstance(call.args[1], ast.Name) else None
                found[function.name] = Maker(family, tuple(names), given, call.args[0].id, text)
    return found


def raised() -> Iterator[Raised]:
    """Every place of the package that makes an error of one of the three families; a caught one that is passed on keeps its code."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((TOP / "src").rglob("*.py"))}
    known = makers(trees)
    passing = {(maker.code, name) for name, maker in known.items() if name not in FAMILIES}
    for path, tree in trees.items():
        module = path.relative_to(TOP / "src" / "chamberflag").as_posix()
        inside = {id(call): f.name for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for _, call in calls(f)}
        for name, call in calls(tree):
            maker = known.get(name)
            code = maker.argument(call, maker.code) if maker else None
            passed_on = isinstance(code, ast.Attribute) or (isinstance(code, ast.Name) and (code.id, inside.get(id(call), "")) in passing)
            if maker is None or passed_on:
                continue
            text = maker.argument(call, maker.text)
            literal = code.value if isinstance(code, ast.Constant) and isinstance(code.value, str) else None
            yield Raised(maker.family, literal, words(text) if text else "…", f"{module}:{call.lineno}")


def advice(code: str) -> dict[str, str]:
    """What an error means and what to do about it: its own lines, or those of its group; `errors.toml` is written by hand."""
    told: dict[str, dict[str, str]] = tomllib.loads((TOP / "docs" / "errors.toml").read_text(encoding="utf-8"))
    return told.get(code) or told.get(code.partition(".")[0]) or {}


def errors() -> Iterator[tuple[str, str]]:
    """Every error code with what it means, what to do, its family, its sentences and the modules that raise it."""
    by_code: defaultdict[str, list[Raised]] = defaultdict(list)
    for error in raised():
        if error.code:
            by_code[error.code].append(error)
    for code, found in sorted(by_code.items()):
        said = sorted({error.text for error in found} - {"", "…"})
        modules = sorted({error.place.partition(":")[0] for error in found})
        told = advice(code)
        lines = [
            *([f"{told['means']}\n", f"**Do:** {told['do']}\n"] if told else []),
            f"- Family: {found[0].family}",
            *(f"- Says: {text}" for text in said),
            f"- Raised in: {', '.join(f'`{m}`' for m in modules)}",
        ]
        yield code, "\n".join(lines) + "\n"


def day_acts() -> Iterator[tuple[str, str]]:
    """Every act as a day file writes it."""
    return grammar.acts(act_table())


PAGES = {
    "acts.md": acts, "refusals.md": refusals, "errors.md": errors, "formats/day.md": day_acts, "rules.md": rule_table,
    "coverage.md": coverage, "failures.md": failures, "safety-case.md": safety_case, "tiers.md": tiers,
}  # fmt: skip


def written(page: str) -> str:
    """The page as it should be: its head as it stands, the mark, one heading for each entry."""
    head = (TOP / "docs" / page).read_text(encoding="utf-8").partition(MARK)[0]
    return head + MARK + "".join(f"\n### {heading}\n{text}" for heading, text in PAGES[page]())


def main() -> int:
    """Writes every page."""
    refresh()
    for page in PAGES:
        (TOP / "docs" / page).write_text(written(page), encoding="utf-8")
        print(f"docs/{page}")
    for name, drawn in pictures():
        (TOP / name).parent.mkdir(exist_ok=True)
        (TOP / name).write_text(drawn, encoding="utf-8")
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
