"""Boxes with text, lines and gates on a sheet: what the pictures of the safety case are drawn with."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from chamberflag.trace.lettering import wrapped

INK, PAPER, FAINT = "#1b1b1b", "#ffffff", "#6b6b6b"
FONT = "system-ui, Segoe UI, Roboto, DejaVu Sans, sans-serif"
SIZE, LINE, PAD = 13, 17, 10


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of text in its frame. shape: box, round, slant, oval; head: a line in bold above the text."""

    head: str
    text: str
    width: int
    shape: str = "box"
    fill: str = PAPER
    edge: str = INK

    @property
    def lines(self) -> list[tuple[str, bool]]:
        """Each line with whether it is bold."""
        room = self.width - 2 * PAD - (18 if self.shape in {"slant", "oval"} else 0)
        bold = [(line, True) for line in wrapped(self.head, room, SIZE, bold=True)] if self.head else []
        return bold + [(line, False) for line in wrapped(self.text, room, SIZE)] if self.text else bold

    @property
    def height(self) -> int:
        """How tall it is."""
        return len(self.lines) * LINE + 2 * PAD


@dataclass(slots=True)
class Sheet:
    """A picture that grows as things are put on it."""

    title: str
    described: str
    width: int
    height: int = 0
    under: list[str] = field(default_factory=list[str])
    made: list[str] = field(default_factory=list[str])

    def put(self, box: Box, x: int, y: int) -> None:
        """A box with its upper left corner at x, y."""
        w, h = box.width, box.height
        style = f'fill="{box.fill}" stroke="{box.edge}" stroke-width="1.4"'
        frame = {
            "box": f'<rect x="{x}" y="{y}" width="{w}" height="{h}" {style}/>',
            "round": f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="14" {style}/>',
            "oval": f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{h // 2}" {style}/>',
            "slant": f'<path d="M{x + 14} {y}h{w - 14}l-14 {h}h{14 - w}z" {style}/>',
        }
        self.made.append(frame[box.shape])
        for n, (line, bold) in enumerate(box.lines):
            self.text(x + w // 2, y + PAD + 12 + n * LINE, line, bold=bold, middle=True)
        self.height = max(self.height, y + h)

    def text(self, x: int, y: int, told: str, *, size: int = SIZE, bold: bool = False, middle: bool = False, fill: str = INK) -> None:
        """One line of text."""
        more = (' font-weight="700"' if bold else "") + (' text-anchor="middle"' if middle else "")
        self.made.append(f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}"{more}>{escape(told)}</text>')
        self.height = max(self.height, y + 6)

    def line(self, *points: tuple[int, int], dashed: bool = False) -> None:
        """A line under the boxes."""
        path = "M" + "L".join(f"{x} {y}" for x, y in points)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.under.append(f'<path d="{path}" fill="none" stroke="{FAINT}" stroke-width="1.4"{dash}/>')

    def gate(self, kind: str, x: int, y: int) -> None:
        """The sign of an AND or an OR gate, 44 wide and 40 tall, its top in the middle at x, y; its name stands in it."""
        shape = {
            "AND": f"M{x - 22} {y + 40}v-18a22 22 0 0 1 44 0v18z",
            "OR": f"M{x} {y}q22 12 22 40q-22 -12 -44 0q0 -28 22 -40z",
        }[kind]
        self.made.append(f'<path d="{shape}" fill="{PAPER}" stroke="{INK}" stroke-width="1.6"/>')
        self.text(x, y + 27, kind, size=11, bold=True, middle=True)

    def svg(self) -> str:
        """The document."""
        height = self.height + 16
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {height}" width="{self.width}" height="{height}" '
            f'role="img" aria-labelledby="title desc" font-family="{FONT}">\n<title id="title">{escape(self.title)}</title>\n'
            f'<desc id="desc">{escape(self.described)}</desc>\n<rect width="{self.width}" height="{height}" fill="{PAPER}"/>\n'
            + "\n".join((*self.under, *self.made))
            + "\n</svg>\n"
        )
