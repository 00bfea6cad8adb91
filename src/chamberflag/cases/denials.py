"""What a case says is not so: facts that `given` leaves out for good, and facts that the `args` of a step deny for that step.

A denied fact is a pair (about, fact). What gives it is then not recorded: papers before the step, routine acts just before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.cases.cast import APPOINTED, TEAM
from chamberflag.cases.terms import NOT_STATED, denies
from chamberflag.vocabulary.words import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.cases.cast import Cast
    from chamberflag.cases.form import Case, CaseStep

Pair = tuple[str, str]
PRODUCTION = "production"
TWO = 2
RECEIVED = frozenset({"hand_over", "transfer"})  # acts by which `to` receives: what is said of a person is said of them
OF_PRODUCTION = frozenset(
    {
        "weapons_lead_on_duty", "meeting_points", "compliance_contact", "medic", "safety_representative", "risk_assessment_specific",
        "police_informed",
    }
)  # fmt: skip
OF_RECEIVER = frozenset({"course", "briefed", "day_declaration", "trained_on"})
OF_WEAPON = frozenset({"registered", "lawful", "triggers_intact", "blank_listed", "test_fired", "cleaned", "after_check", "attended"})
OF_LOT = frozenset({"receipt", "other_production", "proved"})
OF_COUNT = frozenset({"count_expected", "count_found", "count_complete"})
OF_PLAN = frozenset({"plan_signed", "consultation", "zone_roll"})
OF_PAPERS = {
    "RSK-01": "general_assessment", "RSK-03": "risk_assessment_specific", "RSK-04": "risk_assessment_specific", "RSK-07": "script_pages",
    "MTG-05": "call_sheet", "PPL-03": "weapons_per_handler", "REC-05": "stock_take", "STO-10": "sign_photo", "LOG-07": "hosting",
}  # fmt: skip
OF_TAKER = {"PPL-13": "not_barred", "MTG-08": "briefed", "HND-10": "minor_papers"}
OF_PLAN_FIELD = {
    "USE-03": "backstop", "USE-08": "camera_shielded", "USE-09": "ejection", "USE-11": "protection", "USE-15": "vent",
    "USE-16": "auditorium",
}  # fmt: skip
OF_ACT = {"HND-09": "fit", "PPL-09": "supervised", "RSK-06": "week_hours"}


def left_out(case: Case, about: str, fact: str, act: str) -> bool:
    """Whether a `given` leaves out, or replaces, this act in so far as it gives this fact."""
    return any(
        (given.about, given.fact) == (about, fact) and (act in given.omits or any(one.act == act for one in given.acts))
        for given in case.given
    )


def denied(case: Case, cast: Cast, step: CaseStep) -> frozenset[Pair]:
    """The facts that the args of a step deny."""
    told = (pair for fact, value in step.args.items() for pair in _one(case, cast, step, fact, value))
    return frozenset((*told, *_implied(cast, step)))


def _implied(cast: Cast, step: CaseStep) -> Iterator[Pair]:
    """What clears a rule for which a case has no fact name: not recorded before a step that the rule must refuse, or that must raise it."""
    for rule in (*step.stops, *step.raises):
        if rule in OF_PAPERS:
            yield PRODUCTION, OF_PAPERS[rule]
        elif rule in OF_TAKER:
            yield (step.to or step.who), OF_TAKER[rule]
        elif rule in OF_PLAN_FIELD:
            yield "plan", OF_PLAN_FIELD[rule]
        elif rule in OF_ACT:
            yield "act", OF_ACT[rule]
        elif rule == "PPL-14":
            yield from ((person, "duties") for person in cast.of(Role.SAFETY, support=True))


def _one(case: Case, cast: Cast, step: CaseStep, fact: str, value: object) -> Iterator[Pair]:
    no = denies(value)
    if fact in OF_PRODUCTION and no:
        yield PRODUCTION, fact
    elif fact in OF_RECEIVER and no:
        yield (step.to if step.to and step.act in RECEIVED else step.who), fact
    elif fact == "trained_on" and not no and value is not True:
        known = [str(v) for v in value] if isinstance(value, list) else [str(value)]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        yield from ((weapon, fact) for weapon in _named(case, step, "weapon") if weapon not in known)
    elif fact == "licence" and no:
        yield (step.who if cast.role(step.who) in TEAM else cast.lead or step.who), fact
    elif fact == "meeting" and no and step.act not in {"resume", "review"}:
        yield PRODUCTION, fact
    elif fact == "appointed" and no:
        yield _appointee(cast, step), fact
    elif fact in OF_WEAPON and no:
        yield from ((item, fact) for item in _named(case, step, "weapon"))
    elif fact in {"bore_clear", "bore_clear_after"} and (no or isinstance(value, str)):
        yield from ((item, "bore_clear") for item in _named(case, step, "weapon"))
    elif (fact in OF_LOT and (no if fact != "other_production" else value == NOT_STATED)) or (fact == "supplier_approved" and no):
        yield from ((item, fact) for item in step.on)
    elif _handmade(step, fact, value):
        yield from ((item, "made_by") for item in step.on)
    elif step.act in {"accept", "load"} and _short_proof(case, step, fact, value):
        yield from ((item, "proved") for item in _named(case, step, "lot"))
    elif fact in OF_COUNT and no:
        yield from ((item, "counted") for item in _named(case, step, "lot") or [i.id for i in case.items("lot")])
    elif fact in OF_PLAN and no:
        yield "plan", fact
    else:
        yield from _of_look(case, step, fact, value)


def _handmade(step: CaseStep, fact: str, value: object) -> bool:
    """Whether no maker's statement stands behind the rounds: made on set, over unfired primers, or by somebody who is no maker."""
    if fact == "made_by":
        return denies(value) or bool({"AMM-07", "AMM-08"} & set(step.stops))
    return (fact == "made_on_set" and not denies(value)) or (fact == "primers" and value == "unfired")


def _short_proof(case: Case, step: CaseStep, fact: str, value: object) -> bool:
    """Whether the step says that the proof was another than two people's over every round with marks enough."""
    match fact:
        case "proved":
            return value is not True
        case "marks":
            return (len(value) if isinstance(value, list) else value) in {0, 1}  # pyright: ignore[reportUnknownArgumentType]
        case "by":
            return isinstance(value, list) and len(value) < TWO  # pyright: ignore[reportUnknownArgumentType]
        case "found_class":
            return value not in {item.klass for item in case.item if item.id in step.on}
        case _:
            return False


def _of_look(case: Case, step: CaseStep, fact: str, value: object) -> Iterator[Pair]:
    no = denies(value)
    match fact:
        case "chambers_seen" if no and any((found := case.of(item)) is not None and found.capacity != 0 for item in step.on):
            yield "look", "check"
        case "chambers" if no:
            yield "look", "check"
        case "check" if value is not True:
            yield "look", "check"
        case "ceremony" if value is not True:
            yield from (("look", act) for act in ("witness", "declare", "show", "hand_over"))
        case "look_by_performer" if no:
            yield "look", "show"
        case "second_signature" if no:
            yield "look", "witness"
        case "contents" if no and step.act in {"hand_over", "begin_use", "use"}:
            yield "look", "declare"
        case _:
            pass


def _appointee(cast: Cast, step: CaseStep) -> str:
    """Whose appointment is spoken of: the doer's where the doer needs one, else the weapons lead's."""
    return step.who if cast.role(step.who) in APPOINTED and step.act not in {"open_day", "close_day", "wrap"} else cast.lead or step.who


def _named(case: Case, step: CaseStep, kind: str) -> list[str]:
    return [item for item in step.on if case.kind(item) == kind]


def denied_by(case: Case, cast: Cast, step: CaseStep) -> frozenset[Pair]:
    """What may not be recorded before a step: what it denies itself; before a refused one also what later steps deny."""
    own = denied(case, cast, step)
    if not step.refused:
        return own
    later = (pair for other in case.step if other.n > step.n for pair in denied(case, cast, other))
    old = {("look", "check")} if any(_old_check(step, other) for other in case.step) else set[Pair]()
    return own | old | {pair for pair in later if pair[0] not in {"look", "plan", "act"}}


def _old_check(step: CaseStep, other: CaseStep) -> bool:
    """Whether a later step rests on a check of this weapon that it calls an old one: none was made in between."""
    return (
        other.n > step.n
        and isinstance(other.args.get("check"), str)
        and other.args["check"] != NOT_STATED
        and bool(set(step.on) & set(other.on))
    )
