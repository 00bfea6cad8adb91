"""Acts that a step's `fed` names, and acts that its args speak of: each recorded once, in order, properly signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chamberflag.cases.bodies import draft
from chamberflag.cases.incidents import lost_by
from chamberflag.cases.scene import Doing
from chamberflag.cases.scratch import LOST, Draft, Sign
from chamberflag.cases.terms import STEP_ACTS, denies
from chamberflag.vocabulary.words import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chamberflag.cases.form import CaseStep
    from chamberflag.cases.scene import Scene

PROOF_ARGS = ("proved", "marks", "by", "found_class")
REQUESTS = frozenset({"request_time", "request_training", "request_time_and_training", "request_briefing", "request_prep"})
DOER: dict[str, tuple[Role, ...]] = {
    "meet": (Role.AD, Role.LEAD, Role.SAFETY),
    "answer_concern": (Role.PRODUCER, Role.UPM, Role.AD),
    "notice": (Role.PRODUCER,),
    "thaw": (Role.CASE_OWNER, Role.AUTHORITY),
    "make_safe": (Role.LEAD, Role.ASSISTANT, Role.AD),
    "document": (Role.PRODUCER,),
    "appoint": (Role.PRODUCER,),
    "plan_shot": (Role.AD, Role.DIRECTOR, Role.DP),
    "consult": (Role.AD, Role.DIRECTOR, Role.DP),
    "assess": (Role.SAFETY,),
    "sign_plan": (Role.AD,),
    "announce": (Role.AD, Role.LEAD),
    "witness": (Role.WITNESS, Role.AD),
    "resume": (Role.LEAD,),
}


def listed(scene: Scene, step: CaseStep) -> Iterator[Draft]:
    """What the case itself has recorded for a step: what its `fed` lists, then what its args and stops speak of."""
    for name in step.fed:
        yield from _one(scene, step, STEP_ACTS.get(name, name))
    yield from _spoken(scene, step)


def _one(scene: Scene, step: CaseStep, act: str) -> Iterator[Draft]:
    """One listed act; bullet rounds are removed one by one until the ledger has none left."""
    cast = scene.cast
    who = cast.one(*DOER.get(act, (Role.LEAD, Role.ASSISTANT, Role.AD)))
    if not who:
        return
    if act == "bullet_removed":
        for _ in range(int(scene.log.state.core.unit["bullet"])):
            yield draft(scene, Doing(act, who))
        return
    on = step.on if act not in {"meet", "review", "lift_lockdown", "resume"} else ()
    args: dict[str, Any] = {name: value for name, value in step.args.items() if name in {"cause", "action", "place"}}
    if act in {"release", "thaw"}:
        for item in on:
            yield draft(scene, Doing(act, who, (item,), args=args))
        return
    if act == "meet":
        args = {}
    yield draft(scene, Doing(act, who, on, step.to, args))


def _spoken(scene: Scene, step: CaseStep) -> Iterator[Draft]:
    """Acts that the step's args speak of and that are not routine: a meeting with some points, duties, a request, an answer, a decline."""
    args, cast = step.args, scene.cast
    points = args.get("meeting_points")
    meeting = scene.log.state.day.meeting
    if isinstance(points, list) and step.act != "meet":
        told = frozenset(str(p) for p in points)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        if meeting is None or meeting.points != told:
            yield draft(scene, Doing("meet", cast.one(*DOER["meet"]), args={"points": sorted(told), "reports": []}))
    if args.get("walk_through") is False and step.act != "meet" and (meeting is None or meeting.walk_through):
        yield draft(scene, Doing("meet", cast.one(*DOER["meet"]), args={"walk_through": False, "reports": []}))
    yield from _duties(scene, step)
    concerns = scene.log.state.incident
    kinds = {concerns.concerns[c].kind for c in concerns.open_concerns}
    if args.get("request_open") is True and not kinds & REQUESTS:
        yield draft(scene, Doing("raise_concern", cast.lead or step.who, args={"kind": "request_time_and_training"}))
    if args.get("answered") is True and step.act not in {"raise_concern", "answer_concern"}:
        for _ in sorted(concerns.open_concerns):
            yield draft(scene, Doing("answer_concern", cast.one(*DOER["answer_concern"])))
    if step.to and ("HND-08" in step.stops or "declin" in str(args.get("decision", "")).lower()):
        yield draft(scene, Doing("decline", step.to, step.on))
    if "DEC-05" in step.stops:
        yield draft(scene, Doing("ask_to_see", step.to or step.who, step.on))
    if step.act == "announce" and step.args.get("kind") is None:
        yield draft(scene, Doing("announce", step.who, step.on, args={**args, "kind": "warning"}))
    yield from _proofs(scene, step)
    classes = args.get("classes_in_container")
    if isinstance(classes, list) and step.act != "count":
        yield from _container(scene, step, [str(c) for c in classes])  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    yield from _lost(scene, step)
    yield from _papers(scene, step)


def _proofs(scene: Scene, step: CaseStep) -> Iterator[Draft]:
    """The proof that the step says its rounds had: so many, with so many marks, by these people, with that result."""
    told = {name: step.args[name] for name in PROOF_ARGS if name in step.args}
    if step.act not in {"accept", "load"} or not told or (step.act == "load" and "proved" not in told) or denies(told.get("proved", True)):
        return
    number = told.pop("proved", None)
    who = scene.cast.lead or scene.cast.one(Role.ASSISTANT, Role.AD)
    for lot in scene.lots(step.on):
        if lot in scene.log.state.things and who:
            rounds = {"rounds": number} if type(number) is int else {}
            yield draft(scene, Doing("prove_round", who, (lot,), args=told | rounds))


def _container(scene: Scene, step: CaseStep, classes: list[str]) -> Iterator[Draft]:
    boxes = [i for i in step.on if scene.case.kind(i) in {"container", "store"}]
    source = step.args.get("from")
    if not boxes and isinstance(source, str) and scene.case.kind(source) in {"container", "store"}:
        boxes = [source]
    for box in boxes:
        thing = scene.thing(box)
        if thing is None or set(thing.classes) != set(classes):
            who = scene.cast.lead or scene.cast.one(Role.ASSISTANT, Role.AD)
            yield draft(scene, Doing("count", who, (box,), args={"found": classes}))


def _duties(scene: Scene, step: CaseStep) -> Iterator[Draft]:
    """Duties that the step says somebody has: of the doer where they handle weapons, else of the weapons lead."""
    told = step.args.get("duties")
    if not isinstance(told, list) or step.act == "duty_on":
        return
    team = scene.cast.role(step.who) in {Role.LEAD, Role.ASSISTANT}
    known = [set(d) for d in scene.log.state.people.duties.values()]
    wanted = [str(d) for d in told]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if any(set(wanted) <= d for d in known):
        return
    person = step.who if team else scene.cast.lead
    for duty in wanted:
        if person and duty not in scene.log.state.people.duties.get(person, ()):
            yield draft(scene, Doing("duty_on", person, args={"duty": duty}))


def _lost(scene: Scene, step: CaseStep) -> Iterator[Draft]:
    """A key that the step calls lost has been reported lost."""
    told = step.args.get("signer_key")
    if not isinstance(told, str) or not told.startswith(LOST):
        return
    person = told.removeprefix(f"{LOST} of ")
    if any(s.n < step.n and s.act == "report" and s.args.get("kind") == "lost_phone" and lost_by(scene.cast, s) == person
           for s in scene.case.step):  # fmt: skip
        return
    kid = scene.log.keys.of(person, LOST).kid
    record = scene.log.state.keys.get(kid)
    if record is not None and not record.held_by:
        yield draft(scene, Doing("report", person, args={"kind": "lost_phone"}))


def _papers(scene: Scene, step: CaseStep) -> Iterator[Draft]:
    """Exceptions that people asked for, and warnings that the doer read."""
    act = draft(scene, Doing(STEP_ACTS[step.act], step.who, step.on, step.to, step.args))
    book = scene.log.full(scene.log.state).book.rules
    override = step.args.get("override_by")
    if isinstance(override, list):
        people = [p for p in (_person(scene, str(x)) for x in override) if p]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        signs = tuple(Sign(p, str(scene.cast.role(p))) for p in dict.fromkeys(people))
        open_rules = {rule for rule in scene.log.reasons(act) if rule in book and book[rule].override != "none"}
        for rule in sorted({*step.stops, *open_rules}):
            reason, kept = scene.commit("reason", f"exception asked for: {rule}")
            if signs:
                yield Draft("override", signs, {"rule": rule, "reason": reason}, step.on, (kept,))
    told = step.args.get("acknowledged_with_reason")
    wanted = {rule for rule in step.raises if rule in book and book[rule].severity == "warn" and not step.refused}
    if (told is not None and not denies(told)) or (told is None and wanted):
        for rule in sorted((scene.log.reasons(act) | wanted) - frozenset(step.stops)):
            if rule in book and book[rule].severity == "warn" and (told is not None or rule in wanted):
                reason, kept = scene.commit("reason", f"read: {rule}")
                yield Draft("acknowledge", (Sign(step.who, str(scene.cast.role(step.who))),), {"rule": rule, "reason": reason}, (), (kept,))


def _person(scene: Scene, name: str) -> str:
    """A person by id, or by the role of somebody in the production."""
    if scene.cast.knows(name):
        return name
    return next((m.id for m in scene.cast.members if str(m.role) == name), "")
