"""From the gate's decision to the box line: what the recorder writes, and what everybody who decides an entry again must come to.

Reasons that are no rules but follow from the log itself are computed here too, so that a replay finds them again. acts.md 6, log.md 2.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.canon.profile import b64u, unb64u
from chamberflag.ledger.entry import BoxLine, Place, Why
from chamberflag.vocabulary.words import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chamberflag.acts.attested import Attested
    from chamberflag.acts.table import ActTable
    from chamberflag.gate.decide import Decision, Reason

Chain = tuple[int, bytes]  # n and leaf of a subject's newest entry
LONGEST = 200  # characters of a fact that is kept


def codes_of(attested: Attested, table: ActTable, digest: str, head: Callable[[str], Chain]) -> tuple[str, ...]:
    """Reasons that are no rules, for a gated act. digest: of the rule set in force; head: a subject's chain before this entry."""
    act, found = attested.act, list[str]()
    if table.rows[act.type].klass != "G":
        return ()
    if act.rules != digest:
        found.append("rules_older")
    if any(s.prev is None or s.n is None or head(s.id) != (s.n - 1, unb64u(s.prev)) for s in act.subj):
        found.append("subject_stale")
    if attested.late:
        found.append("late")
    return tuple(found)


def box_line(decision: Decision, digest: str, recv: int, heads: Mapping[str, Chain], *, late: bool) -> BoxLine:
    """The box line. heads: of each subject that the decision moves, before it."""
    placed = decision.verdict is Verdict.RECORDED or bool(decision.done)
    return BoxLine(
        decision=decision.verdict,
        late=late,
        recv=recv,
        rules=digest,
        why=tuple(as_why(reason) for reason in decision.why),
        place=tuple(Place(name, n + 1, b64u(leaf)) for name, (n, leaf) in heads.items()) if placed else (),
        done=decision.done,
    )


def as_why(reason: Reason) -> Why:
    """A reason as it stands in the box line."""
    facts = {name: value for name, value in reason.facts.items() if not (isinstance(value, str) and len(value) > LONGEST)}
    return Why(reason.rule, facts, reason.part, reason.about, reason.step, reason.unknown)
