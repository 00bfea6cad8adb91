"""The goal structure of the safety case: from left to right what is claimed, how it is argued, what shows it, what is assumed."""

from __future__ import annotations

from dataclasses import dataclass

from proofs.pictures.canvas import FAINT, Box, Sheet

WIDTH, ACROSS, DOWN, EDGE = 250, 44, 14, 20
SHAPES = {
    "goal": ("box", "#eef3f8"), "strategy": ("slant", "#f4f1e6"), "evidence": ("round", "#e8f3ea"),
    "context": ("round", "#ffffff"), "assumption": ("oval", "#fbe9e7"),
}  # fmt: skip
LEGEND = {
    "goal": "goal", "strategy": "strategy", "evidence": "evidence", "context": "context", "assumption": "assumption",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """One box of the argument. under: what it belongs to; "" = the top."""

    id: str
    kind: str
    says: str
    under: str

    @property
    def box(self) -> Box:
        """How it is drawn."""
        shape, fill = SHAPES[self.kind]
        return Box(self.id, self.says, WIDTH, shape, fill)


def goal_structure(title: str, nodes: list[Node]) -> str:
    """The picture of an argument."""
    below: dict[str, list[Node]] = {}
    for node in nodes:
        below.setdefault(node.under, []).append(node)
    depth = max(_depth(node, nodes) for node in nodes) + 1
    told = " ".join(f"{node.id}, {node.kind}{', under ' + node.under if node.under else ''}: {node.says}" for node in nodes)
    sheet = Sheet(title, told, 2 * EDGE + depth * WIDTH + (depth - 1) * ACROSS)
    sheet.text(EDGE, EDGE + 14, title, size=16, bold=True)
    x = EDGE
    for kind, name in LEGEND.items():
        shape, fill = SHAPES[kind]
        sheet.put(Box("", name, 120, shape, fill), x, EDGE + 28)
        x += 132
    y = EDGE + 90
    for top in below[""]:
        y = _tree(sheet, top, below, EDGE, y) + DOWN
    sheet.text(EDGE, y + 16, "Dashed: context and assumptions. What is not covered stands in the page.", fill=FAINT)
    return sheet.svg()


def _depth(node: Node, nodes: list[Node]) -> int:
    parent = next((one for one in nodes if one.id == node.under), None)
    return 0 if parent is None else 1 + _depth(parent, nodes)


def _tree(sheet: Sheet, node: Node, below: dict[str, list[Node]], x: int, y: int) -> int:
    """A node at the left of everything under it; the lower edge of it all."""
    box = node.box
    sheet.put(box, x, y)
    at, right, middle = y, x + box.width, y + box.height // 2
    for child in below.get(node.id, []):
        entry = at + child.box.height // 2
        bend = right + ACROSS // 2
        sheet.line((right, middle), (bend, middle), (bend, entry), (right + ACROSS, entry), dashed=child.kind in {"context", "assumption"})
        at = _tree(sheet, child, below, right + ACROSS, at) + DOWN
    return max(at - DOWN if below.get(node.id) else 0, y + box.height)
