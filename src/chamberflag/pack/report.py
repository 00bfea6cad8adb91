"""report/report.html and report/timeline.json: the record for people, every claim with the entries it rests on. F21.

Nothing is claimed here that an entry does not say. The page is one file: no script, nothing from elsewhere, readable on paper.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from chamberflag.pack.readme import fingerprint, limits
from chamberflag.trace.answer import WHY, clock, lasted, look_text, rows
from chamberflag.trace.chain import Shape, Trace, known, link, trace
from chamberflag.trace.mention import Kind
from chamberflag.trace.picture import svg
from chamberflag.vocabulary.words import ItemKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from chamberflag.interlock.rulebook import DomainRule
    from chamberflag.ledger.ports import Head
    from chamberflag.pack.rulefiles import Compiled
    from chamberflag.pack.scope import Scope, Selection
    from chamberflag.trace.chain import Gap
    from chamberflag.trace.line import Line

TEMPLATE = "report.html.j2"
MOST = 20_000  # entries that the page shows; timeline.json has all
DRAWN = 400  # entries of one item that its picture shows
Plain = dict[str, object]


@dataclass(frozen=True, slots=True)
class Section:
    """One weapon or lot on the page."""

    kind: str
    id: str
    look: str
    trace: Trace
    picture: str


def pages(
    origin: str,
    vkey: str,
    head: Head,
    scope: Scope,
    selection: Selection,
    lines: Sequence[Line],
    compiled: Compiled | None,
    texts: Mapping[int, list[str]],
) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of the report and of its claims. lines: of the whole log; texts: disclosed ones by entry."""
    chosen = lines if selection.entries is None else [lines[index] for index in selection.entries]
    traces = [trace(kind, item, chosen) for kind, item in _items(chosen, selection)]
    shown = chosen[-MOST:]
    rules: Mapping[str, DomainRule] = compiled.rules.book.rules if compiled is not None else {}
    page = _environment().get_template(TEMPLATE)
    told = page.render(
        origin=origin,
        vkey=vkey,
        fingerprint=fingerprint(vkey),
        scope=scope,
        size=head.size,
        root=head.frontier.root().hex(),
        counts=_counts(chosen),
        left_out=len(chosen) - len(shown),
        timeline=rows(_everything(shown)),
        texts=texts,
        refusals=[line for line in shown if line.refused],
        alarms=[line for line in shown if line.type in {"stop", "report", "resume"} and line.steps],
        gaps=[gap for found in traces for gap in found.gaps],
        sections=[_section(found) for found in traces],
        rules=_cited(chosen, rules),
        digest=compiled.rules.digest if compiled is not None else "",
        packs=compiled.rules.packs if compiled is not None else (),
        limits=limits(),
        clock=clock,
        lasted=lasted,
        why=WHY,
    )
    yield "report/report.html", told.encode()
    yield "report/timeline.json", timeline(origin, head.size, chosen, traces)


def _items(lines: Sequence[Line], selection: Selection) -> list[tuple[Kind, str]]:
    """The weapons and lots whose traces the report tells: those of the scope, else all that were ever described."""
    weapons, lots = known(lines, ItemKind.WEAPON), known(lines, ItemKind.LOT)
    found = [*((Kind.WEAPON, item) for item in weapons), *((Kind.LOT, item) for item in lots)]
    if selection.entries is None:
        return found
    described = {item for _, item in found}
    return [one for one in found if one[1] in selection.items] + [(Kind.WEAPON, i) for i in selection.items if i not in described]


def _section(found: Trace) -> Section:
    picture = svg(found) if len(found.chain) <= DRAWN else ""
    return Section(str(found.kind), found.subject, look_text(found), found, picture)


def _everything(lines: Sequence[Line]) -> Trace:
    """All entries as one chain, for the table."""
    return Trace(Kind.PLACE, "", tuple(link(line) for line in lines), (), (), None, None, ())


def _counts(lines: Sequence[Line]) -> Plain:
    verdicts = Counter(line.verdict for line in lines)
    return {
        "entries": len(lines),
        "permitted": verdicts[Verdict.PERMIT],
        "recorded": verdicts[Verdict.RECORDED],
        "refused": verdicts[Verdict.REFUSE],
        "stops": sum(1 for line in lines if line.type == "stop"),
        "reports": sum(1 for line in lines if line.type == "report"),
        "late": sum(1 for line in lines if line.late),
        "first": clock(lines[0].at) if lines else "",
        "last": clock(lines[-1].at) if lines else "",
    }


def _cited(lines: Sequence[Line], rules: Mapping[str, DomainRule]) -> list[tuple[str, int, DomainRule | None]]:
    """The rules that refused or were raised: id, how often, and their text with the sources that may be shown."""
    named = Counter(rule for line in lines for rule in line.rules)
    return [(rule, named[rule], rules.get(rule)) for rule in sorted(named)]


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
    body = ",\n".join(json.dumps(claim, ensure_ascii=False, sort_keys=True) for claim in claims)
    head = json.dumps({"format": 1, "origin": origin, "size": size}, ensure_ascii=False, sort_keys=True)
    return f'{head[:-1]}, "claims": [\n{body}\n]}}\n'.encode()


def _claim_of_entry(line: Line) -> Plain:
    one = link(line)
    return {
        "claim": one.text,
        "kind": one.kind,
        "at": one.at,
        "claimed": one.claimed,
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
