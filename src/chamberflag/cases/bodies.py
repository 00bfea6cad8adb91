"""From an act in the words of a case to an act of the product: its body, its signers, its items. What is not stated is absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chamberflag.cases import items
from chamberflag.cases.cast import DUTIES
from chamberflag.cases.scratch import LOST, Draft
from chamberflag.cases.shots import action_of, centimetres, named, phase_of, plan_for, shot_of
from chamberflag.cases.signs import signs
from chamberflag.cases.terms import denies
from chamberflag.vocabulary.words import Action, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chamberflag.cases.cast import Cast
    from chamberflag.cases.form import CaseStep
    from chamberflag.cases.scene import Doing, Scene

Body = dict[str, Any]
Texts = tuple[tuple[str, bytes, bytes], ...]
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
    return {"duty": str(told or DUTIES.get(scene.cast.role(doing.who), "set")), "place": _place(doing)}


def _place(doing: Doing) -> str:
    return str(doing.told("place") or "base")


def open_day(scene: Scene, doing: Doing) -> Body:
    """Opening of the day or performance."""
    lots = any(lot.klass == "BLANK" for lot in scene.case.items("lot"))
    public = doing.args.get("public_view", False)
    return {
        "place": _place(doing),
        "day": str(doing.told("day") or "day"),
        "public_view": public if isinstance(public, bool) else None,
        "blanks_planned": lots or "medic" in doing.args,
    }


def meet(_scene: Scene, doing: Doing) -> Body:
    """A safety meeting; all five points and the walk-through unless told otherwise."""
    points = doing.args.get("points", doing.args.get("meeting_points", POINTS))
    walk = doing.args.get("walk_through", True)
    return {
        "place": _place(doing),
        "points": [str(p) for p in points] if isinstance(points, list | tuple) else [],  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        "present": [str(p) for p in doing.args.get("present", ())],
        "walk_through": walk is True,
        "finger": True,
        "reports": ["all"],
    }


def concern(_scene: Scene, doing: Doing) -> Body:
    """A concern or a request."""
    return {"kind": str(doing.told("kind") or "safety"), "about": doing.told("about"), "to": doing.told("to")}


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
        "performer": doing.to,
        "said": _text(doing.told("said")),
    }


def plan_shot(scene: Scene, doing: Doing) -> Body:
    """A version of a shot's plan, in order but for what the act says of it."""
    return plan_for(scene, doing, doing.on[0] if doing.on else "")[0]


def hand_over(scene: Scene, doing: Doing) -> Body:
    """The weapon goes to a performer; the giver states that they are fit."""
    weapon = doing.on[0] if doing.on else ""
    action = action_of(doing.told("action")) if doing.told("action") else None
    return {
        "contents": items.claim(scene, weapon, doing),
        "shot": shot_of(scene, doing, weapon),
        "permitted": action,
        "fit": None if ("act", "fit") in scene.denied else True,
        "supervised": ("act", "supervised") not in scene.denied,
        "said": _text(doing.told("said")),
    }


def _text(value: object) -> str | None:
    return str(value)[:120] if value else None


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
        "cause": _text(doing.told("cause")) if not doing.silent("cause") else None,
        "action": _text(doing.told("action")) if not doing.silent("action") else None,
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
        "source": _text(doing.told("source") or f"{doing.act} of {doing.who}"),
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


def enter_zone(scene: Scene, doing: Doing) -> Body:
    """One person enters; or the first AD takes the roll."""
    people = doing.args.get("people", [doing.who])
    roll = doing.args.get("zone_roll") is True or doing.args.get("roll") is True
    return {
        "people": [{"person": str(p), "ears": True, "eyes": True} for p in people],
        "shot": named(doing),
        "roll": roll and scene.cast.role(doing.who) is Role.AD,
    }


def dispose(_scene: Scene, doing: Doing) -> Body:
    """Rounds or cases are thrown away."""
    told = doing.told("rounds")
    return {"n": told if type(told) is int else 0, "what": _text(doing.told("what")) or "rounds"}


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
    "set_down": set_down, "report": report, "review": review, "resume": resume, "make_safe": make_safe, "give_account": account,
    "correct": correct, "amend": correct, "add_exhibit": exhibit, "enter_zone": enter_zone, "dispose": dispose, "announce": announce,
    "call_hold": lambda _s, d: {"kind": d.told("kind")}, "call_cut": lambda _s, d: {"kind": d.told("kind")},
    "call_break": lambda _s, d: {"kind": d.told("kind")}, "train": lambda _s, d: {"person": d.to or d.who},
    "test_fire": lambda _s, d: {"place": str(d.told("place") or "range")},
    "export": lambda s, d: {"case": str(d.told("case") or s.case.id)},
    "notice": lambda _s, d: {"kind": str(d.told("kind") or "police")},
    "quarantine": lambda _s, d: {"reason": _text(d.told("cause")) or "doubt"},
    "release": lambda _s, d: {"cause": _text(d.told("cause")) or "found"},
    "appoint": lambda s, d: {"person": d.to or d.who, "role": str(s.cast.role(d.to or d.who))},
    "document": lambda _s, d: {"about": str(d.told("about") or (*d.on, d.to or d.who)[0]), "kind": d.told("kind") or "paper"},
    "add_person": lambda s, d: {"person": d.to or d.who, "roles": [str(r) for r in _hired(s, d.to or d.who)]},
    "assess": lambda _s, d: {"kind": str(d.told("kind") or "specific"), "fields": [*FIELDS], "place": d.told("place")},
    "plan_shot": plan_shot, "consult": lambda s, d: {"shot": shot_of(s, d, d.on[0] if d.on else "")},
    "sign_plan": lambda s, d: {"shot": shot_of(s, d, d.on[0] if d.on else "")},
    "open_store": lambda _s, _d: {"locked": True},
}  # fmt: skip
FIELDS = ("mitigation", "precautions", "rated", "group")


def _hired(scene: Scene, person: str) -> tuple[Role, ...]:
    return next((m.hired for m in scene.cast.members if m.id == person), (Role.CREW,))
