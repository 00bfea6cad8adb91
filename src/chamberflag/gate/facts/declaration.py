"""Facts of declaration (DEC): blind look, contents stated, announcement, requests to see, binding, keys and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts.ceremony import Declare, HandOver, Look
from chamberflag.acts.plan import Use
from chamberflag.acts.rack import IssueMoulded
from chamberflag.custody.finding import contradicts, reduce
from chamberflag.gate.reading import holders
from chamberflag.vocabulary.words import Action, Contents

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.acts.body import Claim
    from chamberflag.gate.moment import Moment

TWO = 2


def blank_involved(m: Moment) -> bool | None:
    """Blanks are in the weapon by the record, by what the act says, or by the plan; an action `fire` says so itself."""
    record = m.state.core.weapons.get(m.weapon)
    body = m.step.body
    claim: Claim | None = getattr(body, "contents", None)
    if getattr(body, "blanks_planned", False) or (record is not None and record["contents"] == Contents.BLANK):
        return True
    if claim is not None and getattr(claim, "klass", None) is Contents.BLANK:
        return True
    if isinstance(body, Use) and body.action is Action.FIRE:
        return True
    if m.plan is not None and m.plan.body.contents is Contents.BLANK:
        return True
    return None if m.weapon and record is None else False


def looked_blind(m: Moment) -> bool | None:
    """The witness entered the result without seeing the first one; a declaration rests on such a look, since its check."""
    if isinstance(m.step.body, Declare):
        record = m.state.core.weapons.get(m.weapon)
        return True if record is not None and record["chk2"] else None
    return not isinstance(m.step.body, Look) or m.step.body.blind


def two_looked(m: Moment) -> bool | None:
    """Two different people looked into the weapon since the last gap, on record; of a rack: both counted as many as go out."""
    if isinstance(m.step.body, IssueMoulded):
        told = {m.step.body.counted, m.step.body.witnessed}
        return None if None in told else told == {len(m.step.weapons)}
    if not m.weapon:
        return True
    record = m.state.core.weapons.get(m.weapon)
    if record is None or not record["chk1"] or not record["chk2"]:
        return None
    return record["chk1"] != record["chk2"] and not record["gap"]


def observed_otherwise(m: Moment) -> bool:
    """Somebody states to have seen something else in the weapon than the record says."""
    record = m.state.core.weapons.get(m.weapon)
    return isinstance(m.step.body, Look) and record is not None and contradicts(reduce(m.step.body.chambers), record)


def contents_stated(m: Moment) -> bool | None:
    """The hand-over repeats the contents of the record."""
    record = m.state.core.weapons.get(m.weapon)
    body = m.step.body
    claim = body.contents if isinstance(body, HandOver) else None
    if claim is None or record is None:
        return None
    return (str(claim.klass), claim.n, str(claim.load)) == (record["contents"], record["n"], record["load"])


def announced(m: Moment) -> bool:
    """The contents were announced for this shot today, as they are now."""
    record = m.state.core.weapons.get(m.weapon)
    if record is None:
        return False
    return any(
        a.kind == "contents" and m.today(a.at) and a.shot in {"", m.shot} and (a.klass, a.n) == (record["contents"], record["n"])
        for a in m.state.day.announcements
    )


def acks_missing(m: Moment) -> int:
    """People of the zone who are not on record as having heard the announcement; where nobody was named: those who came in after it."""
    made = [a for a in m.state.day.announcements if a.kind == "contents" and m.today(a.at) and a.shot in {"", m.shot}]
    if not made:
        return 0
    last, zone = made[-1], m.state.people.zone.items()
    return sum(1 for person, line in zone if (person not in last.heard_by if last.heard_by else line.since > last.at))


def show_requests_open(m: Moment) -> int:
    """People who asked to see the weapon and have not said that they saw it."""
    return sum(1 for weapon in m.state.day.shows.values() if weapon in {m.weapon, "*"})


def declared_for_this_shot(m: Moment) -> bool | None:
    """The declaration was made for this performer (named in it, or the first who looked) and this shot or cue."""
    thing = m.state.things.get(m.weapon)
    body = m.step.body
    if thing is None or not thing.declared_shot or not thing.declared_performer or not isinstance(body, HandOver):
        return None
    return thing.declared_shot == body.shot and thing.declared_performer == m.receiver


def keys_and_people_distinct(m: Moment) -> bool:
    """Every signature is of another key and another person, two of them at a declaration; the witness is not the first checker."""
    people = [s.person for s in m.step.signers]
    if isinstance(m.step.body, Declare) and len(people) < TWO:
        return False
    record = m.state.core.weapons.get(m.weapon)
    if m.step.type == "witness" and m.step.actor in holders(m, "lead") | holders(m, "assistant"):  # one person, two of the required roles
        return False
    if m.step.type == "witness" and record is not None and m.step.actor and m.step.actor == record["chk1"]:
        return False
    return all(people) and len(set(people)) == len(people) and len({s.kid for s in m.step.signers}) == len(people)


FACTS: dict[str, Callable[[Moment], bool | int | str | None]] = {
    f.__name__: f
    for f in (
        blank_involved,
        looked_blind,
        two_looked,
        observed_otherwise,
        contents_stated,
        announced,
        acks_missing,
        show_requests_open,
        declared_for_this_shot,
        keys_and_people_distinct,
    )
}
