"""The reference pages that follow from the data and the source: docs/acts.md, docs/refusals.md, docs/errors.md.

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

TOP = Path(__file__).resolve().parents[2]
MARK = "<!-- From here on this page is written by `make pages`; what stands above is written by hand. -->\n"
FAMILIES = ("Malformed", "Unproven", "Broken")
CLASSES = {"G": "gated: permitted or refused", "F": "fail-safe: always recorded", "B": "written by the box"}
SHOWN = {"R": "read in the issuing body's text", "r": "read second-hand"}
SEVERITIES = {
    "refuse": "refused until the cause is cleared",
    "hold": "refused, and held until named people close it",
    "warn": "recorded after a signed acknowledgement with a reason",
    "log": "recorded only",
}


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


def sources(rule: Mapping[str, Any]) -> str:
    """What a rule rests on: only texts that were read are cited, everything else is a product rule."""
    cited = [
        f"{s['title']}{', ' + s['clause'] if s['clause'] else ''} ({SHOWN[s['confidence']]})"
        for s in rule["sources"]
        if s["confidence"] in SHOWN
    ]
    return "; ".join(cited) or "product rule"


def refusals() -> Iterator[tuple[str, str]]:
    """Every rule with what it asks for, what the refusal says, what clears it and where it comes from."""
    for identity, rule in sorted(rules().items()):
        only = rule.get("jurisdictions", ())
        yield (
            identity,
            f"{rule['requirement']}\n\n"
            f"- Says: {rule['refuses']}\n"
            f"- Clears it: {rule['clears']}\n"
            f"- Judged at: {', '.join(rule['gate'])}" + (f" (only under {', '.join(only)})" if only else "") + "\n"
            f"- Weight: {SEVERITIES[rule['severity']]}\n"
            f"- Source: {sources(rule)}\n",
        )


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


def raised() -> Iterator[Raised]:
    """Every call of one of the three error families in the package."""
    for path in sorted((TOP / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FAMILIES and node.args:
                code = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
                text = words(node.args[1]) if len(node.args) > 1 else ""
                module = path.relative_to(TOP / "src" / "chamberflag").as_posix()
                yield Raised(node.func.id, code if isinstance(code, str) else None, text, f"{module}:{node.lineno}")


def errors() -> Iterator[tuple[str, str]]:
    """Every error code with its family, its sentences and the modules that raise it."""
    by_code: defaultdict[str, list[Raised]] = defaultdict(list)
    for error in raised():
        if error.code:
            by_code[error.code].append(error)
    for code, found in sorted(by_code.items()):
        said = sorted({error.text for error in found} - {"", "…"})
        modules = sorted({error.place.partition(":")[0] for error in found})
        lines = [
            f"- Family: {found[0].family}",
            *(f"- Says: {text}" for text in said),
            f"- Raised in: {', '.join(f'`{m}`' for m in modules)}",
        ]
        yield code, "\n".join(lines) + "\n"


PAGES = {"acts.md": acts, "refusals.md": refusals, "errors.md": errors}


def written(page: str) -> str:
    """The page as it should be: its head as it stands, the mark, one heading for each entry."""
    head = (TOP / "docs" / page).read_text(encoding="utf-8").partition(MARK)[0]
    return head + MARK + "".join(f"\n### {heading}\n{text}" for heading, text in PAGES[page]())


def main() -> int:
    """Writes every page."""
    for page in PAGES:
        (TOP / "docs" / page).write_text(written(page), encoding="utf-8")
        print(f"docs/{page}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
