"""The chain as a picture: a vertical line of time, a band that says who has the item, hatched gaps, a shape for each kind of entry.

Looked, stated, refused and unknown differ by shape and by colour; the states of the band are solid, pale with edges, hatched, dashed. 360
units wide: a phone held upright. Rows follow the order of the log, not the length of time; how long a gap lasted is written in it. SVG 1.1,
no script, no outside reference; title and description for those who do not see it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from chamberflag.trace.answer import WHY, clock, lasted, look_text
from chamberflag.trace.chain import Shape
from chamberflag.trace.lettering import wrapped
from chamberflag.trace.mention import Kind
from chamberflag.trace.standing import NOT_RECORDED, Standing, Where

if TYPE_CHECKING:
    from chamberflag.trace.access import Gap
    from chamberflag.trace.chain import Link, Trace

WIDTH = 360
TIME_X, BAND_X, SHAPE_X, TEXT_X = 8, 72, 94, 112
ROOM = WIDTH - TEXT_X - 8  # for text, in units
STEP, DAY = 14, 22
INK, PAPER, FAINT = "#1b1b1b", "#ffffff", "#6b6b6b"
COLOURS = {Shape.LOOKED: "#0b6e4f", Shape.STATED: "#1f4e8c", Shape.REFUSED: "#a8071a", Shape.UNKNOWN: "#6b6b6b"}
NAMES = {
    Shape.LOOKED: "states that they looked",
    Shape.STATED: "stated, signed",
    Shape.REFUSED: "refused: moves nothing",
    Shape.UNKNOWN: "signer or act not known",
}
NO_BAND = frozenset({Kind.PERSON, Kind.SHOT, Kind.ROUND})  # they speak of several items
HAND, STORE, GAP = "#1f4e8c", "#c9d3df", "#a8071a"
NOW = {
    Where.STORE: "in the store",
    Where.OPENED: "opened by {}",
    Where.HAND: "in the hand of {}",
    Where.EVIDENCE: "at the evidence place",
    Where.AWAY: "returned, no longer on record",
}


def svg(found: Trace) -> str:
    """The picture of a trace as one SVG document."""
    head, y = _head(found)
    body, band = list[str](), list[tuple[Standing, int, int]]()
    standings = {s.index: s for s in found.standings}  # the last one of an entry counts
    first = found.chain[0].entry if found.chain else -1
    now = max((s for s in found.standings if s.index < first), key=lambda s: s.index, default=NOT_RECORDED)
    day = ""
    for link in found.chain:
        date = clock(link.at)[:10]
        if date != day:
            day = date
            body.append(_day(date, y))
            band.append((now, y, y + DAY))
            y += DAY
        text, tall = _row(found.subject, link, y, standings.get(link.entry))
        body.append(text)
        band += [(now, y, y + 9), (now := standings.get(link.entry, now), y + 9, y + tall)]
        y += tall
        for gap in found.gaps:
            if gap.from_entry == link.entry:
                text, height = _gap(gap, y)
                body.append(text)
                y += height
    if not found.chain:
        body.append(_text(TIME_X, y + 14, "nothing on record in this interval", 11, FAINT))
        y += 24
    height = y + 16
    title = escape(f"Chain of {found.kind} {found.subject}: {len(found.chain)} entries, {len(found.gaps)} gaps")
    bands = [] if found.kind in NO_BAND else [_band(*stretch) for stretch in _joined(band)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'aria-labelledby="title desc" font-family="system-ui, Segoe UI, Roboto, DejaVu Sans, sans-serif">\n'
        f'<title id="title">{title}</title>\n<desc id="desc">{escape(_described(found))}</desc>\n{PATTERNS}\n'
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>\n' + "\n".join((*head, *bands, *body)) + "\n</svg>\n"
    )


def _described(found: Trace) -> str:
    """The picture in words, for those who do not see it."""
    refused = sum(link.shape is Shape.REFUSED for link in found.chain)
    gaps = "; ".join(f"{gap.item}: {WHY[gap.why]} from {clock(gap.start)}, {lasted(gap.start, gap.end)}" for gap in found.gaps)
    first, last = (clock(found.chain[0].at), clock(found.chain[-1].at)) if found.chain else ("", "")
    told = f"From {first} to {last}, UTC, {refused} of the entries refused." if found.chain else "Nothing on record in this interval."
    look = "" if found.kind in NO_BAND else f" Last look by two people: {look_text(found)}."
    return f"{told} Gaps: {gaps or 'none'}.{look}"


def _joined(band: list[tuple[Standing, int, int]]) -> list[tuple[Standing, int, int]]:
    """Neighbours that stand alike are one stretch: no seams."""
    made: list[tuple[Standing, int, int]] = []
    for now, top, bottom in band:
        if made and made[-1][2] == top and _alike(made[-1][0], now):
            made[-1] = (made[-1][0], made[-1][1], bottom)
        else:
            made.append((now, top, bottom))
    return made


def _alike(first: Standing, second: Standing) -> bool:
    return (first.where, first.holders) == (second.where, second.holders)


def _day(date: str, y: int) -> str:
    """A line across with the date: where a day of the box's clock begins."""
    rule = f'<line x1="{TEXT_X + 66}" y1="{y + 9}" x2="{WIDTH - 8}" y2="{y + 9}" stroke="{FAINT}" stroke-width="0.6"/>'
    return f"{_text(TEXT_X, y + 13, date, 10, INK, bold=True)}\n{rule}"


PATTERNS = (
    '<defs><pattern id="gap" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="8" height="8" fill="#fdecee"/><rect width="3" height="8" fill="{GAP}" fill-opacity="0.75"/></pattern></defs>'
)


def _text(x: int, y: int, told: str, size: int = 11, fill: str = INK, *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}"{weight}>{escape(told)}</text>'


def _head(found: Trace) -> tuple[list[str], int]:
    """Title, the last look by two people, and the legend; and where the first row begins."""
    titles = wrapped(f"{found.kind} {found.subject}", (WIDTH - 2 * TIME_X) * 11 / 15, bold=True)
    made = [_text(TIME_X, 22 + n * 20, line, 15, bold=True) for n, line in enumerate(titles)]
    y = 20 + 20 * len(titles)
    for line in wrapped(f"Last look by two people: {look_text(found)}", WIDTH - 2 * TIME_X) if _asks_look(found) else ():
        made.append(_text(TIME_X, y, line))
        y += STEP
    y += 6
    for place, shape in enumerate(Shape):
        x, row = TIME_X + 8 + (place % 2) * 172, y + (place // 2) * 18
        made += [_shape(shape, x, row), _text(x + 13, row + 4, NAMES[shape], 10)]
    y += 36
    if found.kind in NO_BAND:
        made.append(f'<line x1="{TIME_X}" y1="{y - 10}" x2="{WIDTH - 8}" y2="{y - 10}" stroke="{FAINT}" stroke-width="0.6"/>')
        return made, y
    legend = (
        (HAND, "in somebody's hand"),
        (STORE, "in a store, as stated"),
        ("url(#gap)", "gap: nobody answers"),
        ("none", "not recorded"),
    )
    for place, (fill, name) in enumerate(legend):
        x, row = TIME_X + (place % 2) * 172, y + (place // 2) * 18 - 6
        made.append(f'<rect x="{x + 3}" y="{row}" width="10" height="12" fill="{fill}" stroke="{FAINT}" stroke-width="0.8"{_dash(fill)}/>')
        made.append(_text(x + 21, row + 10, name, 10))
    y += 38
    made.append(f'<line x1="{TIME_X}" y1="{y - 10}" x2="{WIDTH - 8}" y2="{y - 10}" stroke="{FAINT}" stroke-width="0.6"/>')
    return made, y


def _asks_look(found: Trace) -> bool:
    """A place is asked for it only where somebody has counted what lies in it."""
    return found.kind not in NO_BAND and (found.kind is not Kind.PLACE or found.newest_look is not None)


def _dash(fill: str) -> str:
    return ' stroke-dasharray="3 2"' if fill == "none" else ""


def _row(subject: str, link: Link, y: int, change: Standing | None) -> tuple[str, int]:
    """One entry: time, shape, who signed in which role, what is stated, and how the item stands from here on where that changes."""
    made = [_shape(link.shape, SHAPE_X, y + 9), _text(TIME_X, y + 13, clock(link.at)[11:], 11, FAINT)]
    made.append(_text(TIME_X, y + 26, f"entry {link.entry}", 9, FAINT))
    lines = [(line, INK, True) for line in wrapped(", ".join(link.signed) or "signer not on record", ROOM, bold=True)]
    if link.items and link.items != (subject,):
        lines += [(line, FAINT, False) for line in wrapped(", ".join(link.items), ROOM)]
    lines += [(line, COLOURS[link.shape] if link.shape is Shape.REFUSED else INK, False) for line in wrapped(link.text, ROOM)]
    if change is not None and not change.gap:
        told = NOW.get(change.where, "").format(", ".join(change.holders))
        told += ", locked as stated" if change.where is Where.STORE and change.lock else ""
        lines += [(line, HAND, False) for line in wrapped(f"\u2192 {told}" + (f" ({change.place})" if change.place else ""), ROOM)]
    for n, (told, fill, bold) in enumerate(lines):
        made.append(_text(TEXT_X, y + 13 + n * STEP, told, 11, fill, bold=bold))
    return "\n".join(made), max(len(lines) * STEP + 12, 40)


def _gap(gap: Gap, y: int) -> tuple[str, int]:
    """A gap: hatched across the whole width, with what it is and how long it lasted."""
    told = wrapped(f"GAP: {gap.item}: {WHY[gap.why]}, {lasted(gap.start, gap.end)}", ROOM, bold=True)
    height = len(told) * STEP + 16
    made = [f'<rect x="{BAND_X - 5}" y="{y}" width="{WIDTH - BAND_X - 3}" height="{height - 4}" fill="url(#gap)" stroke="{GAP}"/>']
    made.append(f'<rect x="{TEXT_X - 5}" y="{y + 4}" width="{WIDTH - TEXT_X - 9}" height="{height - 12}" fill="{PAPER}"/>')
    made += [_text(TEXT_X, y + 16 + n * STEP, line, 11, GAP, bold=True) for n, line in enumerate(told)]
    made.append(_text(TIME_X, y + 16, clock(gap.start)[11:], 11, GAP))
    return "\n".join(made), height


def _band(now: Standing, top: int, bottom: int) -> str:
    """The band beside the rows: how the item stands between two entries."""
    if bottom <= top:
        return ""
    x, height = BAND_X - 5, bottom - top
    match now.where:
        case Where.HAND | Where.OPENED:
            return f'<rect x="{x}" y="{top}" width="10" height="{height}" fill="{HAND}"/>'
        case Where.STORE | Where.EVIDENCE:
            edges = f'<path d="M{x} {top}v{height}M{x + 10} {top}v{height}" stroke="{FAINT}" stroke-width="0.8"/>'
            return f'<rect x="{x}" y="{top}" width="10" height="{height}" fill="{STORE}"/>{edges}'
        case Where.UNATTENDED | Where.UNLOCKED | Where.NOBODY:
            return f'<rect x="{x}" y="{top}" width="10" height="{height}" fill="url(#gap)" stroke="{GAP}" stroke-width="0.8"/>'
        case _:
            dashes = f'stroke="{FAINT}" stroke-width="1" stroke-dasharray="3 3"'
            return f'<path d="M{BAND_X} {top}v{height}" {dashes}/>'


def _shape(shape: Shape, x: int, y: int) -> str:
    """Looked: a ring with a dot; stated: a square; refused: an octagon with a cross; unknown: a dashed ring with a question mark."""
    colour = COLOURS[shape]
    match shape:
        case Shape.LOOKED:
            ring = f'<circle cx="{x}" cy="{y}" r="7" fill="{PAPER}" stroke="{colour}" stroke-width="2.4"/>'
            return f'{ring}<circle cx="{x}" cy="{y}" r="2.6" fill="{colour}"/>'
        case Shape.STATED:
            return f'<rect x="{x - 5}" y="{y - 5}" width="10" height="10" fill="{colour}"/>'
        case Shape.REFUSED:
            octagon = f"M{x - 3} {y - 8}h6l5 5v6l-5 5h-6l-5 -5v-6z"
            cross = f"M{x - 3} {y - 3}l6 6M{x + 3} {y - 3}l-6 6"
            return f'<path d="{octagon}" fill="{colour}"/><path d="{cross}" stroke="{PAPER}" stroke-width="2"/>'
        case Shape.UNKNOWN:
            ring = f'<circle cx="{x}" cy="{y}" r="7" fill="{PAPER}" stroke="{colour}" stroke-width="1.4" stroke-dasharray="3 2"/>'
            return f'{ring}<text x="{x}" y="{y + 4}" font-size="11" text-anchor="middle" fill="{colour}" font-weight="700">?</text>'
