"""One file out of the parts of `verify`: what a pack carries as verify.py. The parts stand one behind the other, nothing is added."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

PARTS = (
    *("findings", "edges", "container", "canon", "keys", "notes", "tree", "shapes", "devices", "walk", "manifest", "layout", "parts"),
    *("claims", "beside", "again", "told", "main"),
)
HERE = Path(__file__).resolve().parent / "verify"
OWN = "chamberflag.pack.verify"
HEAD = '''#!/usr/bin/env python3
"""Checks an evidence pack of Chamberflag without Chamberflag: Python 3.11 and `cryptography` 38 or newer, nothing else.

    python verify.py PACK.zip --trust VKEY

VKEY is the verifier key of the log (name+id+key, one line), from a source of your own: a call sheet, a receipt, a log witness. Without it
the pack is judged by the key inside, which proves nothing about who made it (exit code 4).

The sections follow one another from small to large; the last one holds the steps in order. This file reads the pack and nothing else,
writes nothing, and opens no network. Where Chamberflag is installed it is asked, in a process of its own, to decide every act again.
"""

from __future__ import annotations
'''


@cache
def verify_py() -> str:
    """The text of verify.py."""
    texts = [(name, (HERE / f"{name}.py").read_text(encoding="utf-8")) for name in PARTS]
    imports: dict[str, None] = {}
    bodies: list[str] = []
    for name, text in texts:
        tree = ast.parse(text)
        lines = text.splitlines()
        keep = [True] * len(lines)
        for node in tree.body:
            if isinstance(node, ast.Import | ast.ImportFrom) or _only_types(node):
                keep[node.lineno - 1 : node.end_lineno] = [False] * ((node.end_lineno or node.lineno) - node.lineno + 1)
                if not _own(node):
                    imports["\n".join(lines[node.lineno - 1 : node.end_lineno])] = None
        told = ast.get_docstring(tree) or ""
        keep[: (tree.body[0].end_lineno or 1)] = [False] * (tree.body[0].end_lineno or 1)
        body = "\n".join(line for line, kept in zip(lines, keep, strict=True) if kept).strip("\n")
        bodies.append(f"# {'=' * 20} {name}\n" + "".join(f"# {line}".rstrip() + "\n" for line in told.splitlines()) + "\n\n" + body)
    plain = sorted(i for i in imports if i.startswith("import "))
    others = sorted(i for i in imports if i.startswith("from ") and "__future__" not in i)
    return f"{HEAD}\n" + "\n".join((*plain, *others)) + "\n\n\n" + "\n\n\n".join(bodies) + "\n"


def _own(node: ast.stmt) -> bool:
    """Whether an import is one of another part, or for the type checker alone."""
    return _only_types(node) or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith(OWN))


def _only_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
