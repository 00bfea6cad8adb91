from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.tree import name, parsed

Documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def public(node: ast.AST, inside: str = "") -> Iterator[tuple[str, Documented]]:
    """Everything a reader may call: public functions and classes at the top of a module, and the public methods of these classes."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Documented) and not child.name.startswith("_"):
            yield f"{inside}{child.name}", child
            if isinstance(child, ast.ClassDef):
                yield from public(child, f"{child.name}.")


def overload(node: Documented) -> bool:
    """Whether the function only declares one of several types of a call."""
    return any(isinstance(d, ast.Name) and d.id == "overload" for d in node.decorator_list)


def test_every_module_says_what_it_holds() -> None:
    """Each module of the source that holds anything opens with a docstring."""
    bare = [
        name(path) for path, tree in parsed("src/**/*.py", "proofs/**/*.py", "bench/**/*.py") if tree.body and not ast.get_docstring(tree)
    ]
    assert bare == []


def test_everything_public_says_what_it_does() -> None:
    """Each public class, function and method of the source has a docstring whose first sentence ends."""
    bare: list[str] = []
    for path, tree in parsed("src/**/*.py", "proofs/**/*.py"):
        for inside, node in public(tree):
            text = ast.get_docstring(node)
            if not overload(node) and (not text or text.split("\n\n")[0].strip()[-1] not in ".:?)"):
                bare.append(f"{name(path)}:{node.lineno} {inside}")
    assert bare == []


def test_every_test_says_its_claim() -> None:
    """Each test has a docstring: the sentence that would be false if the test failed."""
    bare: list[str] = []
    seen = 0
    for path, tree in parsed("tests/**/*.py"):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                seen += 1
                if not ast.get_docstring(node):
                    bare.append(f"{name(path)}:{node.lineno} {node.name}")
    assert seen > 10
    assert bare == []
