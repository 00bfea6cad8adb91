"""report/report.html and report/timeline.json: the record for people, every claim with the entries it rests on. F21.

Nothing is claimed here that an entry does not say. The page is one file: no script, nothing from elsewhere, readable on paper.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from chamberflag.pack import chapters
from chamberflag.pack.readme import fingerprint, limits
from chamberflag.trace.answer import WHY, clock, lasted, look_text
from chamberflag.trace.chain import Shape, link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from chamberflag.pack.rulefiles import Book
    from chamberflag.pack.scope import About
    from chamberflag.pack.survey import Survey
    from chamberflag.trace.access import Gap
    from chamberflag.trace.chain import Trace
    from chamberflag.trace.line import Line

TEMPLATE = "report.html.j2"
Plain = dict[str, object]


def pages(about: About, survey: Survey, book: Book, texts: Mapping[int, list[str]]) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of the report and of its claims. survey: of the entries in the pack; texts: disclosed ones by entry.

    Nothing goes into them but what is in the pack: whoever has it can make them again.
    """
    chosen = survey.lines
    traces = chapters.traces(chosen, about.selection)
    refusals, shown = chapters.refusals(chosen, survey, book), chosen[-chapters.MOST :]
    told = (
        _environment()
        .get_template(TEMPLATE)
        .render(
            about=about,
            root=about.root,
            fingerprint=fingerprint(about.vkey),
            counts=chapters.counts(chosen),
            alarms=[chapters.row(line, survey, texts) for line in chosen if line.type in chapters.ALARMS],
            refusals=refusals[-chapters.FEW :],
            left_refusals=max(0, len(refusals) - chapters.FEW),
            gaps=[gap for found in traces for gap in found.gaps],
            sections=[chapters.section(found) for found in traces],
            days=chapters.days(shown, survey, texts, traces),
            left_out=len(chosen) - len(shown),
            keys=chapters.keys(chosen, survey),
            rules=chapters.cited(chosen, survey, book),
            digests=book.digests,
            limits=limits(),
            held=chapters.HELD,
            clock=clock,
            lasted=lasted,
            why=WHY,
        )
    )
    yield "report/report.html", told.encode()
    yield "report/timeline.json", timeline(about.origin, about.size, chosen, traces)


def timeline(origin: str, size: int, lines: Sequence[Line], traces: Sequence[Trace]) -> bytes:
    """Every claim of the report with the leaf indexes it rests on, one a line."""
    claims = [_claim_of_entry(line) for line in lines]
    for found in traces:
        claims += [_claim_of_gap(gap) for gap in found.gaps]
        claims += [
            {
                "claim": f"{a.who} had access to {a.item}: {a.basis}",
                "kind": "access",
                "at": a.start,
                "until": _none(a.end),
                "leaves": _leaves(a),
            }
            for a in found.access
        ]
        look = found.look or found.newest_look
        if look is not None:
            leaves = [leaf for leaf in (look.first, look.entry, look.ended) if leaf >= 0]
            claims.append(
                {"claim": f"{found.subject}: {look_text(found)}", "kind": "last_look", "at": look.at, "leaves": sorted(set(leaves))}
            )
    head, told = _plain({"format": 1, "origin": origin, "size": size}), ",\n".join(map(_plain, claims))
    return f'{head[:-1]},"claims":[\n{told}\n]}}\n'.encode()


def _plain(value: Mapping[str, object]) -> str:
    """As the verifier spells it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _claim_of_entry(line: Line) -> Plain:
    one = link(line)
    return {
        "claim": one.text,
        "act": one.act,
        "decision": str(line.verdict),
        "kind": one.kind,
        "at": one.at,
        "claimed": one.claimed,
        "signed": list(one.signed),
        "who": list(one.who),
        "items": list(one.items),
        "rules": list(one.rules),
        "refused": one.shape is Shape.REFUSED,
        "late": one.late,
        "leaves": [one.entry],
    }


def _claim_of_gap(gap: Gap) -> Plain:
    told = f"{gap.item}: {WHY[gap.why]}, {lasted(gap.start, gap.end)}"
    return {"claim": told, "kind": "gap", "why": gap.why, "at": gap.start, "until": _none(gap.end), "leaves": _leaves(gap)}


def _leaves(interval: object) -> list[int]:
    ends = (getattr(interval, "from_entry", -1), getattr(interval, "to_entry", -1))
    return [leaf for leaf in ends if leaf >= 0]


def _none(instant: int) -> int | None:
    return instant if instant >= 0 else None


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(Path(__file__).resolve().parent)
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
