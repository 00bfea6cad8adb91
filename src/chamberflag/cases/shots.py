"""The plan that a step rests on: the standing version of its shot, changed only where the step says something about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chamberflag.acts.act import plain
from chamberflag.cases import items
from chamberflag.cases.ahead import ahead
from chamberflag.cases.scene import Doing, total
from chamberflag.cases.terms import NOT_STATED, denies
from chamberflag.vocabulary.words import Action, Contents, Phase, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.cases.scene import Scene
    from chamberflag.custody.records import Plan

Body = dict[str, Any]
PHASES = {
    "line-up": Phase.REHEARSAL, "line up": Phase.REHEARSAL, "lineup": Phase.REHEARSAL, "rehearsal": Phase.REHEARSAL, "take": Phase.TAKE,
    "shot": Phase.TAKE, "show": Phase.SHOW, "performance": Phase.SHOW, "cue": Phase.SHOW, "prep": Phase.PREP, "preparation": Phase.PREP,
}  # fmt: skip
ACTIONS = {"dry fire": Action.DRY_FIRE, "point": Action.AIM, "shoot": Action.FIRE, "show": Action.HOLD}
FIRING = tuple(Action)
QUIET = (Action.HOLD, Action.DRAW, Action.AIM)
FAR = 1000  # cm from the muzzle to the nearest person, where nobody is said to be nearer
IN_ORDER: Body = {
    "backstop": "earth bank",
    "ejection": [],
    "vent": [],
    "auditorium": False,
    "camera_near_line": False,
    "backup": "sound from the wings",
}
ON_CAMERA = frozenset({"load on camera", "load"})


def phase_of(scene: Scene, doing: Doing) -> str:
    """The phase: as told; in a theatre a show, else a take."""
    told = doing.told("phase")
    if told:
        return str(PHASES.get(str(told).strip().lower(), Phase.TAKE))
    return str(Phase.SHOW if "theatre" in scene.case.packs else Phase.TAKE)


def action_of(text: object) -> Action | None:
    """A permitted action; None where the word is none."""
    word = str(text).strip().lower()
    if word in ACTIONS:
        return ACTIONS[word]
    word = word.replace(" ", "_").replace("-", "_")
    return Action(word) if word in set(Action) else None


def permitted(scene: Scene, doing: Doing, shot: str | None, claim: Body | None) -> Body:
    """What giver and performer sign that may be done: as told; else as much as the plan lists and the contents allow."""
    told = action_of(doing.told("action")) if doing.told("action") else None
    plan = scene.log.state.plans.get(shot or "")
    listed = max(plan.body.actions, key=list(Action).index, default=None) if plan is not None else None
    most = told or listed
    planned = plan.body.rounds or 0 if plan is not None and most is Action.FIRE else 0
    blanks = int(claim["n"]) if claim is not None and claim["class"] == Contents.BLANK else 0
    return {"permitted": most, "fire": min(planned, blanks)}


def centimetres(metres: object) -> int | None:
    """Whole centimetres, rounded down; None where no figure is stated."""
    return int(round(float(metres) * 1000)) // 10 if type(metres) in {int, float} else None  # type: ignore[arg-type]  # noqa: RUF046


def named(doing: Doing) -> str | None:
    """The shot or cue that the case names."""
    told = doing.told("shot") or doing.told("cue")
    return str(told) if told else None


def shot_of(scene: Scene, doing: Doing, weapon: str) -> str | None:
    """The shot of an act: as told; else the one the weapon was declared for; else the newest plan that lists it."""
    if named(doing):
        return named(doing)
    thing = scene.thing(weapon)
    if thing is not None and thing.declared_shot and thing.declared_shot in scene.log.state.plans:
        return thing.declared_shot
    plans = [p for p in scene.log.state.plans.values() if weapon and weapon in p.body.weapons]
    return max(plans, key=lambda p: p.index).shot if plans else None


def _new_shot(scene: Scene, doing: Doing, weapon: str) -> str:
    """A name for a shot that nobody names; weapons that go out together are of one shot."""
    first = next(iter(scene.weapons(doing.on)), weapon)
    return f"shot of {first}" if first else "shot of rounds"


def plan_for(scene: Scene, doing: Doing, weapon: str) -> tuple[Body, bool]:
    """The body of the plan that this act rests on, and whether it is new: no such plan stands, or the act says otherwise of it."""
    shot = shot_of(scene, doing, weapon) or _new_shot(scene, doing, weapon)
    standing = scene.log.state.plans.get(shot)
    body = _standing(standing) if standing is not None else _usual(scene, doing, shot, weapon)
    before = dict(body)
    if standing is None:
        for later, other in reversed(list(ahead(scene, doing, weapon))):
            _fit(scene, later, other, body)
            _say(scene, later, body)
    _fit(scene, doing, weapon, body)
    _say(scene, doing, body)
    unsigned = doing.args.get("plan_signed") is False and standing is not None and standing.signed_version == standing.version
    unasked = (
        doing.args.get("consultation") is False
        and standing is not None
        and bool(standing.consulted)
        and standing.consulted_version == standing.version
    )
    return body, standing is None or unsigned or unasked or body != before


def _standing(plan: Plan) -> Body:
    return plain(plan.body)


def _usual(scene: Scene, doing: Doing, shot: str, weapon: str) -> Body:
    """A plan in order: nobody on the line, nobody near, a written reason for a working weapon."""
    reason, _ = scene.commit("non_firing_reason", f"why {weapon or 'rounds'} for {shot}")
    return {
        "shot": shot,
        "phase": phase_of(scene, doing),
        "weapons": [weapon] if weapon else [],
        "performers": scene.cast.of(Role.PERFORMER),
        "actions": [str(a) for a in QUIET],
        "rounds": 0,
        "contents": str(Contents.EMPTY),
        "on_line": [],
        "closest": FAR,
        **IN_ORDER,
        "toward_people": False,
        "non_firing_reason": reason,
    }


def _fit(scene: Scene, doing: Doing, weapon: str, body: Body) -> None:
    """The plan covers what the act does, where the case does not say that it does not: weapon, receiver, rounds, kind of rounds."""
    if weapon and weapon not in body["weapons"]:
        body["weapons"] = [*body["weapons"], weapon]
    klass, number, load = _rounds(scene, doing, weapon)
    if number > body.get("rounds", 0) and "plan_count" not in doing.args:
        body["rounds"] = number
    if klass in {Contents.BLANK, Contents.DUMMY}:
        body["contents"] = klass
    if klass == Contents.BLANK:
        if str(Action.FIRE) not in body["actions"]:
            body["actions"] = [str(a) for a in FIRING]
        body["load"] = load
    _restore(scene, body)


def _restore(scene: Scene, body: Body) -> None:
    """What an earlier step left open is in order again, where this one does not deny it."""
    for name, usual in IN_ORDER.items():
        body.setdefault(name, usual)
        if ("plan", name) in scene.denied:
            body.pop(name)
    if ("plan", "camera_shielded") in scene.denied:
        body["camera_near_line"] = True
        body.pop("camera_shielded", None)
    elif body.get("camera_near_line") and "camera_shielded" not in body:
        body["camera_near_line"] = False


def _rounds(scene: Scene, doing: Doing, weapon: str) -> tuple[str, int, str]:
    """Class, number and load of the rounds that the act speaks of."""
    told = doing.args.get("contents")
    if told is not None and not denies(told):
        claim = items.claim(scene, weapon, doing) or {}
        return str(claim.get("class", "")), int(claim.get("n", 0)), str(claim.get("load", "none"))
    lots = scene.lots(doing.on)
    if lots:
        item, told_number = scene.case.of(lots[0]), doing.told("rounds")
        klass = str(item.klass) if item is not None else ""
        return klass, told_number if type(told_number) is int else 1, items.load_of(item.load if item is not None else None)
    if doing.act == "use" and action_of(doing.told("action")) is Action.FIRE:
        record = scene.record(weapon)
        return str(Contents.BLANK), 1, str(record["load"]) if record is not None else "none"
    return "", 0, "none"


def _say(scene: Scene, doing: Doing, body: Body) -> None:
    """What the act itself says of the plan. Not stated is absent."""
    for name, change in CHANGES.items():
        if name in doing.args:
            change(scene, body, doing.args[name])


def _set(key: str, make: Callable[[Any], Any]) -> Callable[[Scene, Body, Any], None]:
    def change(_scene: Scene, body: Body, value: Any) -> None:  # noqa: ANN401
        made = None if value == NOT_STATED else make(value)
        if made is None:
            body.pop(key, None)
        else:
            body[key] = made

    return change


def _actions(_scene: Scene, body: Body, value: Any) -> None:  # noqa: ANN401
    words = [str(w).strip().lower() for w in (value if isinstance(value, list) else [value])]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    body["actions"] = [str(a) for w in words if (a := action_of(w)) is not None]
    if ON_CAMERA & set(words):
        body["load_on_camera"] = True


def _action(scene: Scene, body: Body, value: Any) -> None:  # noqa: ANN401
    """One action: the list is long enough for it, unless the case gives the list itself."""
    del scene
    action = action_of(value)
    if action is not None and str(action) not in body["actions"]:
        body["actions"] = [*body["actions"], str(action)]


def _line(_scene: Scene, body: Body, value: Any) -> None:  # noqa: ANN401
    if value == NOT_STATED:
        body.pop("on_line", None)
        body.pop("toward_people", None)
        return
    people = [str(p) for p in value] if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    body["on_line"] = people
    body["toward_people"] = bool(people)


def _reason(scene: Scene, body: Body, value: Any) -> None:  # noqa: ANN401
    if denies(value):
        body.pop("non_firing_reason", None)
    elif value is not True:
        body["non_firing_reason"], _ = scene.commit("non_firing_reason", str(value))


def _cover(_scene: Scene, body: Body, value: Any) -> None:  # noqa: ANN401
    listed = [str(v) for v in value] if isinstance(value, list) else [] if denies(value) or value is True else [str(value)]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if listed:
        body["covered_by"] = listed
    else:
        body.pop("covered_by", None)


def _positions(_scene: Scene, body: Body, value: Any) -> None:  # noqa: ANN401
    """The nearest of the people whose distance is told, as a table of metres or a list of such tables."""
    told: list[float] = []
    for line in value if isinstance(value, list) else [value]:  # pyright: ignore[reportUnknownVariableType]
        told += [v for v in line.values() if type(v) in {int, float}] if isinstance(line, dict) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if told:
        body["closest"] = centimetres(min(told))


def _rig(_scene: Scene, body: Body, value: Any) -> None:  # noqa: ANN401
    if not denies(value):
        body["stunt"] = [str(v) for v in value] if isinstance(value, list) else ["wire"]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        body.setdefault("stunt_checked", True)


CHANGES: dict[str, Callable[[Scene, Body, Any], None]] = {
    "phase": _set("phase", lambda v: str(PHASES.get(str(v).strip().lower(), Phase.TAKE))),
    "needs": _actions,
    "actions": _actions,
    "action": _action,
    "plan_count": _set("rounds", total),
    "non_firing_reason": _reason,
    "people_on_line": _line,
    "distance_m": _set("closest", centimetres),
    "positions": _positions,
    "backstop": _set("backstop", lambda v: None if denies(v) else str(v)),
    "covered_by": _cover,
    "pull_rig": _rig,
    "pull_checklist": _set("stunt_checked", lambda v: bool(v) and not denies(v)),
    "backup": _set("backup", lambda v: None if denies(v) else str(v)),
}
