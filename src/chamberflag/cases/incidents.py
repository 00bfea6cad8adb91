"""Bodies of acts about incidents and the record, as the case tells them: reports, reviews, return to work, accounts, exhibits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chamberflag.cases import items
from chamberflag.cases.scratch import LOST
from chamberflag.cases.terms import denies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.cases.cast import Cast
    from chamberflag.cases.form import CaseStep
    from chamberflag.cases.scene import Doing, Scene

Body = dict[str, Any]


def words(value: object) -> str | None:
    """A text as stated, cut to the length of a field; None where nothing is stated."""
    return str(value)[:120] if value else None


def named_person(cast: Cast, args: Mapping[str, Any]) -> str | None:
    """The person whom a report is about."""
    told = (args.get(name) for name in ("by", "of", "about"))
    return next((one for one in told if isinstance(one, str) and cast.knows(one)), None)


def lost_by(cast: Cast, step: CaseStep) -> str:
    """Whose phone a report says is lost."""
    return named_person(cast, step.args) or step.who


def report(scene: Scene, doing: Doing) -> Body:
    """A fact is reported; harm belongs to the case."""
    kind = str(doing.told("kind") or "doubt")
    person = named_person(scene.cast, doing.args)
    found = doing.told("found_class")
    harm = doing.args.get("harm", False) is True
    made: Body = {"kind": kind, "harm": harm, "person": person, "place": doing.told("place"), "case": scene.case.id if harm else None}
    if found:
        made["found"] = items.round_class(found)
    if kind == "lost_phone":
        made["key"] = scene.log.keys.of(person or doing.who, LOST).kid
        made["person"] = person or doing.who
    return made


def review(_scene: Scene, doing: Doing) -> Body:
    """A report is closed."""
    return {
        "reports": ["all"],
        "cause": words(doing.told("cause")) if not doing.silent("cause") else None,
        "action": words(doing.told("action")) if not doing.silent("action") else None,
        "meeting": doing.args.get("meeting", True) is True,
    }


def resume(scene: Scene, doing: Doing) -> Body:
    """Return to work."""
    made = review(scene, doing)
    del made["reports"]
    return made


def make_safe(_scene: Scene, doing: Doing) -> Body:
    """The minimum that makes an item harmless."""
    return {"photo": "photo" if doing.told("photo") else None, "outside": doing.args.get("outside", False) is True}


def account(scene: Scene, doing: Doing) -> Body:
    """What somebody says, with its source."""
    by = doing.args.get("by")
    return {
        "by": str(by) if isinstance(by, str) else doing.who,
        "topic": doing.told("topic"),
        "source": words(doing.told("source") or f"{doing.act} of {doing.who}"),
        "case": scene.case.id,
        "text": str(doing.told("says") or ""),
    }


def correct(scene: Scene, doing: Doing) -> Body:
    """A correction, or an attempt to change an entry; it points to the entry of a step."""
    text = doing.told("says") or doing.args.get("to")
    return {"of": scene.acts.get(doing.args.get("of", 0), "nothing on record"), "text": str(text or "")}


def exhibit(scene: Scene, doing: Doing) -> Body:
    """An item is handed in: in the case, unless it was recorded elsewhere."""
    told = doing.args.get("case", scene.case.id)
    return {"case": None if denies(told) else str(told)}


def dispose(_scene: Scene, doing: Doing) -> Body:
    """Rounds or cases are thrown away."""
    told = doing.told("rounds")
    return {"n": told if type(told) is int else 0, "what": words(doing.told("what")) or "rounds"}
