"""From an act in the words of a case to an act of the product: its body, its signers, its items. What is not stated is absent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from chamberflag.cases import items
from chamberflag.cases.cast import DUTIES
from chamberflag.cases.incidents import account, correct, dispose, exhibit, make_safe, report, resume, review, words
from chamberflag.cases.scratch import Draft
from chamberflag.cases.shots import action_of, centimetres, named, permitted, phase_of, plan_for, shot_of
from chamberflag.cases.signs import signs
from chamberflag.cases.terms import NOT_STATED, denies
from chamberflag.vocabulary.words import Action, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chamberflag.cases.scene import Doing, Scene

Body = dict[str, Any]
Texts = tuple[tuple[str, bytes, bytes], ...]
LONG_WEEK = 72  # hours, where a case speaks of a week above the limit
WEEK = 50  # hours, where it says nothing of it
POINTS = ("action", "deviations", "abort", "emergency", "command")


def draft(scene: Scene, doing: Doing) -> Draft:
    """The act, not yet composed."""
    people = signs(scene, doing)
    texts: list[tuple[str, bytes, bytes]] = []
    if doing.act == "count":
        body = items.count(scene, doing, len(people))
    elif doing.act in BODIES:
        body = BODIES[doing.act](scene, doing)
    else:
        body = {}
    for name, value in list(body.items()):
        if isinstance(value, str) and name in {"note", "text"}:
            body[name], kept = scene.commit(name, value)
            texts.append(kept)
    return Draft(_kind(scene, doing), people, {k: v for k, v in body.items() if v is not None}, doing.on, tuple(texts))


def _kind(scene: Scene, doing: Doing) -> str:
    """The product's name; a return that the weapons lead's team takes and signs alone is `collect`."""
    if doing.act == "give_back" and doing.to is None and scene.cast.role(doing.who) in {Role.LEAD, Role.ASSISTANT}:
        return "collect"
    return doing.act


def duty(scene: Scene, doing: Doing) -> Body:
    """A duty taken or left."""
    told = doing.told("duty")
    if doing.act == "duty_off":
        return {"duty": str(told) if told else None}
    return {"duty": str(told or DUTIES.get(scene.cast.role(doing.who), "set")), "place": _place(scene, doing)}


def _place(scene: Scene, doing: Doing) -> str:
    """The place: as told; else where the day is, or where its meeting was; else where the case will open its first day, or meet for it."""
    day = scene.log.state.day
    held = day.meeting.place if day.meeting is not None else ""
    first = (str(s.args["place"]) for act in ("open_day", "meet") for s in scene.case.step if s.act == act and _says_where(s.args))
    return str(doing.told("place") or day.place or held or next(first, "") or "base")


def _says_where(args: Mapping[str, Any]) -> bool:
    return args.get("place") not in {None, NOT_STATED}


def open_day(scene: Scene, doing: Doing) -> Body:
    """Opening of the day or performance."""
    lots = any(lot.klass == "BLANK" for lot in scene.case.items("lot"))
    public = doing.args.get("public_view", denies(doing.args.get("police_informed", True)))
    return {
        "place": _place(scene, doing),
        "day": str(doing.told("day") or "day"),
        "public_view": public if isinstance(public, bool) else None,
        "blanks_planned": lots or "medic" in doing.args,
        "week_hours": LONG_WEEK if ("act", "week_hours") in scene.denied else WEEK,
    }


def _point(words: str) -> str:
    """One of the five points, also in the longer words of the rule."""
    return next((point for point in POINTS if point.rstrip("s") in words.lower()), words)


def meet(scene: Scene, doing: Doing) -> Body:
    """A safety meeting; all five points and the walk-through unless told otherwise."""
    points = doing.args.get("points", doing.args.get("meeting_points", POINTS))
    walk = doing.args.get("walk_through", True)
    return {
        "place": _place(scene, doing),
        "points": [_point(str(p)) for p in points] if isinstance(points, list | tuple) else [],  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        "present": [str(p) for p in doing.args.get("present", ())],
        "walk_through": walk is True,
        "finger": True,
        "reports": list(doing.args.get("reports", ["all"])),
    }


def concern(_scene: Scene, doing: Doing) -> Body:
    """A concern or a request."""
    return {"kind": _request(str(doing.told("kind") or "safety")), "about": doing.told("about"), "to": doing.told("to")}


def _request(kind: str) -> str:
    """A request in the words of the rules: for time, for training, or for both."""
    if not kind.startswith("request"):
        return kind
    trained, timed = re.search(r"train|brief", kind), re.search(r"time|prep|hour", kind)
    return "request_time_and_training" if trained and timed else "request_training" if trained else "request_time" if timed else kind


def answer(scene: Scene, doing: Doing) -> Body:
    """The answer to a concern: of the step named, else the newest open one."""
    of = doing.told("of")
    waiting = sorted(scene.log.state.incident.open_concerns, key=lambda c: scene.log.state.incident.concerns[c].at)
    return {"concern": scene.acts.get(of) or (waiting[-1] if waiting else "none"), "granted": True}


def look(scene: Scene, doing: Doing) -> Body:
    """A look, chamber by chamber."""
    blind = doing.args.get("blind", True)
    return {"chambers": items.looked(scene, doing.on[0], doing) if doing.on else [], "blind": blind is True, "shot": named(doing)}


def declare(scene: Scene, doing: Doing) -> Body:
    """Two people declare the contents, for a shot."""
    weapon = doing.on[0] if doing.on else ""
    return {
        "contents": items.claim(scene, weapon, doing),
        "shot": shot_of(scene, doing, weapon),
        "performer": doing.to or _for_whom(scene, weapon),
        "said": words(doing.told("said")),
    }


def _for_whom(scene: Scene, weapon: str) -> str | None:
    """The performer to whom the case hands this weapon next; else the only one it has."""
    later = (s.to for s in scene.case.step if s.n >= scene.number and s.act == "hand_over" and weapon in s.on)
    performers = scene.cast.of(Role.PERFORMER)
    return next(later, None) or (performers[0] if len(performers) == 1 else None)


def plan_shot(scene: Scene, doing: Doing) -> Body:
    """A version of a shot's plan, in order but for what the act says of it."""
    return plan_for(scene, doing, doing.on[0] if doing.on else "")[0]


def hand_over(scene: Scene, doing: Doing) -> Body:
    """The weapon goes to a performer; the giver states that they are fit."""
    weapon = doing.on[0] if doing.on else ""
    claim, shot = items.claim(scene, weapon, doing), shot_of(scene, doing, weapon)
    return {
        "contents": claim,
        "shot": shot,
        **permitted(scene, doing, shot, claim),
        "fit": None if ("act", "fit") in scene.denied else True,
        "supervised": ("act", "supervised") not in scene.denied,
        "said": words(doing.told("said")),
    }


def use(scene: Scene, doing: Doing) -> Body:
    """One action with the weapon."""
    weapon = doing.on[0] if doing.on else ""
    action = action_of(doing.told("action") or "hold") or Action.HOLD
    stated = items.claim(scene, weapon, doing) if "contents" in doing.args else None
    told = doing.told("rounds")
    shots = told if type(told) is int else int(stated["n"]) if stated is not None else 1
    return {
        "action": action,
        "n": shots if action is Action.FIRE else 0,
        "shot": shot_of(scene, doing, weapon),
        "distance": centimetres(doing.told("distance_m")),
    }


def begin_use(scene: Scene, doing: Doing) -> Body:
    """A rehearsal, line-up, take or cue starts."""
    return {"shot": shot_of(scene, doing, doing.on[0] if doing.on else ""), "phase": phase_of(scene, doing)}


def load(scene: Scene, doing: Doing) -> Body:
    """Rounds go in; `from` names the container they were taken from."""
    told, source = doing.told("rounds"), doing.told("from")
    return {
        "n": told if type(told) is int else 1,
        "source": source if source and scene.case.of(str(source)) is not None else None,
        "tray": "tray" if any("AMM-10" in s.stops for s in scene.case.step) else None,
    }


def unload(scene: Scene, doing: Doing) -> Body:
    """Rounds come out: as many unfired as the record has, and the cases of those fired, unless a later step misses them."""
    record = scene.record(doing.on[0]) if doing.on else None
    lost = any("AMM-14" in step.stops for step in scene.case.step)
    cases = items.missing_cases(scene, str(record["lot"])) if record is not None and not lost else 0
    return {"cases": cases or None}


def pass_on(_scene: Scene, doing: Doing) -> Body:
    """From hand to hand, outside the ceremony."""
    told = doing.told("rounds")
    return {"rounds": told if type(told) is int else None}


def put_away(scene: Scene, doing: Doing) -> Body:
    """Into the locked store, or into the container that the act names with other items."""
    boxes = [i for i in doing.on if scene.case.kind(i) == "container"]
    return {"into": boxes[0] if boxes and len(doing.on) > len(boxes) else None, "locked": doing.args.get("locked", True) is not False}


def set_down(_scene: Scene, doing: Doing) -> Body:
    """Laid down; locked only where the case says so."""
    return {"locked": doing.args.get("locked", False) is True}


def enter_zone(scene: Scene, doing: Doing) -> Body:
    """One person enters; or the first AD takes the roll."""
    people = doing.args.get("people", [doing.who])
    roll = doing.args.get("zone_roll") is True or doing.args.get("roll") is True
    return {
        "people": [{"person": str(p), "ears": True, "eyes": True} for p in people],
        "shot": named(doing),
        "roll": roll and scene.cast.role(doing.who) is Role.AD,
    }


def announce(scene: Scene, doing: Doing) -> Body:
    """Contents or a warning are called out."""
    weapon = doing.on[0] if doing.on else ""
    kind = str(doing.told("kind") or "contents")
    stated = items.claim(scene, weapon, doing) if kind == "contents" and weapon else None
    return {"kind": kind, "contents": stated, "shot": shot_of(scene, doing, weapon) if weapon else named(doing)}


BODIES: dict[str, Callable[[Scene, Doing], Body]] = {
    "open_day": open_day, "duty_on": duty, "duty_off": duty, "meet": meet, "raise_concern": concern, "answer_concern": answer,
    "bring_in": items.bring_in, "accept": items.accept, "prove_round": items.prove_round, "check": look, "witness": look, "show": look,
    "declare": declare, "hand_over": hand_over, "use": use, "begin_use": begin_use, "load": load, "pass_on": pass_on, "put_away": put_away,
    "unload": unload,
    "set_down": set_down, "report": report, "review": review, "resume": resume, "make_safe": make_safe, "give_account": account,
    "correct": correct, "amend": correct, "add_exhibit": exhibit, "enter_zone": enter_zone, "dispose": dispose, "announce": announce,
    "call_hold": lambda _s, d: {"kind": d.told("kind")}, "call_cut": lambda _s, d: {"kind": d.told("kind")},
    "call_break": lambda _s, d: {"kind": d.told("kind")}, "train": lambda _s, d: {"person": d.to or d.who},
    "test_fire": lambda _s, d: {"place": str(d.told("place") or "range")},
    "export": lambda s, d: {"case": str(d.told("case") or s.case.id)},
    "notice": lambda _s, d: {"kind": str(d.told("kind") or "police")},
    "quarantine": lambda _s, d: {"reason": words(d.told("cause")) or "doubt"},
    "release": lambda _s, d: {"cause": words(d.told("cause")) or "found"},
    "appoint": lambda s, d: {"person": d.to or d.who, "role": str(s.cast.role(d.to or d.who))},
    "document": lambda _s, d: {"about": str(d.told("about") or (*d.on, d.to or d.who)[0]), "kind": d.told("kind") or "paper"},
    "add_person": lambda s, d: {"person": d.to or d.who, "roles": [str(r) for r in _hired(s, d.to or d.who)]},
    "assess": lambda s, d: {"kind": str(d.told("kind") or "specific"), "fields": [*FIELDS], "place": _place(s, d)},
    "plan_shot": plan_shot, "consult": lambda s, d: {"shot": shot_of(s, d, d.on[0] if d.on else "")},
    "sign_plan": lambda s, d: {"shot": shot_of(s, d, d.on[0] if d.on else "")},
    "open_store": lambda _s, _d: {"locked": True},
}  # fmt: skip
FIELDS = ("mitigation", "precautions", "rated", "group")


def _hired(scene: Scene, person: str) -> tuple[Role, ...]:
    return next((m.hired for m in scene.cast.members if m.id == person), (Role.CREW,))
