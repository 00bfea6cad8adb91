"""What the report tells, chapter by chapter, as plain values: the page only lays it out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chamberflag.ledger.wording import facts_line, said, source_of
from chamberflag.trace.answer import WHY, clock, lasted, look_text
from chamberflag.trace.chain import ALARMS as STOPS
from chamberflag.trace.chain import CALLS, STORES, Shape, Trace, known, link, trace
from chamberflag.trace.mention import ITEM, Kind, mentions
from chamberflag.trace.picture import svg
from chamberflag.trace.say import say
from chamberflag.vocabulary.keys import LADDER, RUNG_DEVICE, RUNG_PAPER, RUNG_PASSKEY, RUNG_STATION
from chamberflag.vocabulary.words import ItemKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from chamberflag.ledger.entry import Why
    from chamberflag.pack.rulefiles import Book
    from chamberflag.pack.scope import Selection
    from chamberflag.pack.survey import Survey
    from chamberflag.trace.line import Line

MOST, FEW, HELD = 5_000, 500, 200  # rows of the timeline, refusals told in full, rows of access a weapon; timeline.json has all
DRAWN = 400  # entries of one item that its picture shows
ALARMS = STOPS | {"report"}
SHORT = {RUNG_PASSKEY: "passkey", RUNG_STATION: "station key", RUNG_DEVICE: "device key", RUNG_PAPER: "paper"}
MARKS = {Shape.LOOKED: "looked", Shape.STATED: "stated", Shape.REFUSED: "refused", Shape.UNKNOWN: "unknown"}


@dataclass(frozen=True, slots=True)
class Hand:
    """A signature: who, in which role, and how it was made ("" = a key of nobody on record)."""

    person: str
    role: str
    rung: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the timeline: an entry, or a gap that begins after it (entry -1). said: disclosed texts."""

    time: str
    entry: int
    mark: str
    hands: tuple[Hand, ...]
    items: tuple[str, ...]
    text: str
    rules: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the rule, what it asks, what it read, what clears it, where it comes from; about: the item."""

    rule: str
    text: str
    facts: str
    clears: str
    source: str
    about: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused act with every reason; later: the entry in which the same people's act of this kind on these items went in, -1 = none."""

    row: Row
    at: str
    reasons: tuple[Reason, ...]
    later: int


@dataclass(frozen=True, slots=True)
class Section:
    """One weapon or lot."""

    kind: str
    id: str
    look: str
    stands: bool
    trace: Trace
    picture: str


@dataclass(frozen=True, slots=True)
class Signer:
    """A key in the record: whose it is, how it signs, from which entry to which it counts, how often and in which roles it signed."""

    person: str
    how: str
    alg: str
    enrolled: int
    revoked: int
    times: int
    roles: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A rule that refused or was raised: how often, what it asks, its sources."""

    rule: str
    times: int
    text: str
    source: str


def traces(lines: Sequence[Line], selection: Selection) -> list[Trace]:
    """The traces of the weapons and lots in scope, else of all that were ever described. Each line is looked at once for all of them."""
    own: dict[str, list[Line]] = {}
    around: list[Line] = []
    for line in lines:
        if line.type in STOPS or line.type in CALLS or line.type in STORES or line.type == "report":
            around.append(line)
        for name in {name for kind, name in mentions(line) if kind == ITEM}:
            own.setdefault(name, []).append(line)
    made: list[Trace] = []
    for kind, item in _items(lines, selection):
        merged = {line.index: line for line in (*own.get(item, ()), *around)}
        made.append(trace(kind, item, [merged[index] for index in sorted(merged)]))
    return made


def _items(lines: Sequence[Line], selection: Selection) -> list[tuple[Kind, str]]:
    weapons, lots = known(lines, ItemKind.WEAPON), known(lines, ItemKind.LOT)
    found = [*((Kind.WEAPON, item) for item in weapons), *((Kind.LOT, item) for item in lots)]
    if selection.entries is None:
        return found
    described = {item for _, item in found}
    return [one for one in found if one[1] in selection.items] + [(Kind.WEAPON, i) for i in selection.items if i not in described]


def section(found: Trace) -> Section:
    """The chapter of one item."""
    picture = svg(found) if len(found.chain) <= DRAWN else ""
    return Section(str(found.kind), found.subject, look_text(found), found.look is not None, found, picture)


def counts(lines: Sequence[Line]) -> Mapping[str, int | str]:
    """How much there is of what, and from when to when."""
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


def row(line: Line, survey: Survey, texts: Mapping[int, list[str]]) -> Row:
    """An entry as a row."""
    one = link(line)
    hands = tuple(Hand(s.person, s.role, SHORT.get(survey.keys[s.kid].rung, "") if s.kid in survey.keys else "") for s in line.signers)
    return Row(clock(one.at), one.entry, MARKS[one.shape], hands, one.items, one.text, one.rules, tuple(texts.get(one.entry, ())))


def days(lines: Sequence[Line], survey: Survey, texts: Mapping[int, list[str]], found: Sequence[Trace]) -> list[tuple[str, list[Row]]]:
    """The timeline by days of the box's clock; a gap stands after the entry that begins it."""
    gaps: dict[int, list[Row]] = {}
    for gap in (gap for one in found for gap in one.gaps):
        told = f"{gap.item} {WHY[gap.why]}: {lasted(gap.start, gap.end)}"
        gaps.setdefault(gap.from_entry, []).append(Row(clock(gap.start), -1, "gap", (), (gap.item,), told))
    made: dict[str, list[Row]] = {}
    for line in lines:
        for one in (row(line, survey, texts), *gaps.get(line.index, ())):
            made.setdefault(one.time[:10], []).append(one)
    return list(made.items())


def refusals(lines: Sequence[Line], survey: Survey, book: Book) -> list[Refusal]:
    """Every refused act with its reasons, and whether the same was permitted later."""
    later: dict[tuple[str, tuple[str, ...]], int] = {}
    found: list[Refusal] = []
    for line in reversed(lines):
        same = (line.type, line.subjects)
        if line.verdict is Verdict.REFUSE:
            told = tuple(_reasons(survey.why.get(line.index, ()), survey.decided[line.index], book, dict(line.called)))
            one = row(line, survey, {})
            asked = Row(one.time, one.entry, one.mark, one.hands, one.items, say(line).partition("asked for: ")[2] or one.text, one.rules)
            found.append(Refusal(asked, one.time, told, later.get(same, -1)))
        else:
            later[same] = line.index
    return found[::-1]


def _reasons(why: Sequence[Why], digest: str, book: Book, called: Mapping[str, str]) -> Iterator[Reason]:
    """Each rule once an item: its parts read different facts and ask for one thing."""
    rules = book.of(digest)
    together: dict[tuple[str, str], list[Why]] = {}
    for one in why:
        together.setdefault((one.rule, one.about), []).append(one)
    for (rule, about), parts in together.items():
        if rules is None:
            yield Reason(rule, "the rule files that decided are not in this pack", "", "", "", about)
            continue
        words = [said(rules, part, called.get(about, "")) for part in parts]
        facts = "; ".join(dict.fromkeys(line for one in words for line in facts_line(one).split("; ") if line))
        yield Reason(rule, words[0].text, facts, words[0].clears, words[0].source, about)


def keys(lines: Sequence[Line], survey: Survey) -> list[Signer]:
    """Every key that signed in these entries, the busiest first."""
    times: Counter[str] = Counter()
    roles: dict[str, dict[str, None]] = {}
    for line in lines:
        for signer in line.signers:
            times[signer.kid] += 1
            roles.setdefault(signer.kid, {})[signer.role] = None
    found: list[Signer] = []
    for kid, number in times.most_common():
        key = survey.keys.get(kid)
        if key is None:
            found.append(Signer("nobody on record", "a key that is not enrolled", "", -1, -1, number, ", ".join(roles[kid])))
        else:
            how = LADDER[key.rung].what if key.rung in LADDER else ""
            found.append(Signer(key.person, how, key.alg, key.entry, key.revoked, number, ", ".join(roles[kid])))
    return found


def cited(lines: Sequence[Line], survey: Survey, book: Book) -> list[Cited]:
    """The rules that refused or were raised, with the words of the newest rule set that named them."""
    named = Counter(rule for line in lines for rule in line.rules)
    newest = {rule: survey.decided[line.index] for line in lines for rule in line.rules}
    found: list[Cited] = []
    for rule in sorted(named):
        rules = book.of(newest[rule])
        known_rule = rules.book.rules.get(rule) if rules is not None else None
        source = source_of(rules, rule) if rules is not None else ""
        text = known_rule.requirement if known_rule is not None else "a reason that is no rule of the field"
        found.append(Cited(rule, named[rule], text, source))
    return found
