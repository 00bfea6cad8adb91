"""Who signs an act of a case: the doer first, then whoever else the act needs and the case does not deny."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.cases.cast import BY_APPOINTMENT, TEAM
from chamberflag.cases.scratch import LOST, STATION, UNBOUND, Sign
from chamberflag.vocabulary.words import Role

if TYPE_CHECKING:
    from chamberflag.cases.cast import Cast
    from chamberflag.cases.scene import Doing, Scene

SECOND = {
    # act -> who signs besides the doer, in order of preference of roles; () = whoever `to` names
    "accept": (Role.LEAD, Role.ASSISTANT, Role.AD, Role.WITNESS, Role.SAFETY, Role.PRODUCER, Role.UPM),
    "dispose": (Role.LEAD, Role.ASSISTANT, Role.AD, Role.WITNESS, Role.SAFETY, Role.PRODUCER, Role.UPM),
    "return_item": (Role.LEAD, Role.DEALER, Role.ASSISTANT, Role.PRODUCER, Role.UPM),
    "count": (Role.ASSISTANT, Role.WITNESS, Role.AD, Role.LEAD, Role.SAFETY, Role.PRODUCER, Role.UPM),
    "prove_round": (Role.WITNESS, Role.AD, Role.LEAD, Role.ASSISTANT, Role.SAFETY, Role.PRODUCER, Role.UPM),
    "prove_bore": (Role.WITNESS, Role.AD),
    "move_to_evidence": (Role.LEAD, Role.ASSISTANT, Role.AD, Role.PRODUCER),
    "thaw": (Role.CASE_OWNER, Role.LEAD, Role.PRODUCER),
}
NEEDED = {
    # act -> the roles that must all be among the signers besides the doer's own
    "close_day": (Role.LEAD, Role.AD),
    "wrap": (Role.LEAD, Role.PRODUCER),
    "review": (Role.LEAD, Role.SAFETY),
    "bullet_removed": (Role.LEAD, Role.SAFETY),
    "lift_lockdown": (Role.LEAD, Role.SAFETY),
    "release": (Role.LEAD, Role.SAFETY),
    "clearance": (Role.LEAD, Role.SAFETY),
    "resume": (Role.LEAD, Role.PRODUCER, Role.AD, Role.SAFETY),
    "sign_plan": (Role.AD, Role.SAFETY),
    "assess": (Role.LEAD,),
    "consult": (Role.LEAD,),
    "adopt_rules": (Role.PRODUCER, Role.LEAD),
}
OR_PRODUCER = frozenset({"review", "bullet_removed", "lift_lockdown", "release"})  # safety supervisor or producer


def signs(scene: Scene, doing: Doing) -> tuple[Sign, ...]:
    """The signatures of an act."""
    listed = _listed(scene, doing)
    people = listed or [doing.who, *(p for p in _others(scene, doing) if p)]
    people = list(dict.fromkeys(people))
    made = [_sign(scene, person, doing) for person in people]
    made[0] = _own_key(doing, made[0])
    return tuple({(s.person, s.key): s for s in made}.values())


def _listed(scene: Scene, doing: Doing) -> list[str]:
    """Signers whom the case names itself, besides support that an appointment of ours makes necessary.

    A list without the doer, of people none of whom ever signs such an act, is that of a paper which the step rests on.
    """
    for name in ("signers", "by"):
        value = doing.args.get(name)
        if isinstance(value, list):
            named = [str(p) for p in value if scene.cast.knows(str(p))]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
            if name == "signers" and named and doing.who not in named and not any(_may_sign(scene, doing.act, p) for p in named):
                continue
            safety = scene.cast.one(Role.SAFETY)
            if doing.act == "resume" and safety and not scene.cast.of(Role.SAFETY):
                named.append(safety)
            return named
    by = doing.args.get("by")
    if isinstance(by, str) and scene.cast.knows(by) and doing.act not in {"report", "give_account", "raise_concern"}:
        return [by]
    return []


def _may_sign(scene: Scene, act: str, person: str) -> bool:
    """Whether somebody of this capacity is among those who sign such an act."""
    table, role = scene.log.table, scene.cast.role(person)
    row = table.rows[act]
    return any(table.slots[slot] & {"any", str(role)} for slot in (*row.slots, *row.optional))


def _others(scene: Scene, doing: Doing) -> list[str]:
    if doing.args.get("second_signature") is False:
        return []
    cast, act = scene.cast, doing.act
    if act in {"pass_on", "hand_over", "give_back", "train", "appoint"}:
        return [doing.to or ""]
    if act == "make_safe":
        seen = doing.args.get("witness")
        return [seen] if isinstance(seen, str) and cast.knows(seen) else []
    if act == "declare":
        record = scene.record(doing.on[0]) if doing.on else None
        looked = str(record["chk2"]) if record is not None else ""
        return [looked or cast.one(Role.WITNESS, Role.AD, but=(doing.who,))]
    if act == "use" and doing.args.get("action") == "fire" and cast.role(doing.who) not in TEAM:
        return [handler_of(cast, doing.who)]  # who fires in a part never counts the shots (REC-02)
    if act in SECOND:
        return [_second(cast, doing)]
    return [person for role in NEEDED.get(act, ()) if (person := _needed(cast, doing, role))]


def _second(cast: Cast, doing: Doing) -> str:
    """The second signer: the weapons lead where the doer is not, else the next in the list who is another."""
    roles = SECOND[doing.act]
    if roles[0] is Role.LEAD and cast.role(doing.who) is Role.LEAD:
        roles = roles[1:]
    return cast.one(*roles, but=(doing.who,))


def _needed(cast: Cast, doing: Doing, role: Role) -> str:
    if cast.role(doing.who) is role:
        return ""
    if role is Role.SAFETY and doing.act in OR_PRODUCER:
        if cast.role(doing.who) is Role.PRODUCER:
            return ""
        return cast.own(Role.SAFETY, Role.PRODUCER, but=(doing.who,)) or cast.one(Role.SAFETY)
    return cast.own(Role.LEAD, but=(doing.who,)) if role is Role.LEAD else cast.one(role, but=(doing.who,))


def _sign(scene: Scene, person: str, doing: Doing) -> Sign:
    """A signature in the capacity that the person has on record; who has no appointment yet signs as crew."""
    role = scene.cast.role(person)
    appointee = doing.act == "appoint" and person == doing.to
    if role in BY_APPOINTMENT and not appointee and person not in scene.log.state.people.roles.get(str(role), frozenset()):
        role = Role.CREW
    return Sign(person, str(role))


def _own_key(doing: Doing, sign: Sign) -> Sign:
    """With which key the doer signs: their own, their second, one reported lost, another person's, or nobody's."""
    told = doing.args.get("signer_key")
    if not isinstance(told, str):
        return sign
    if told == UNBOUND:
        return Sign(sign.person, sign.role, UNBOUND)
    for kind in (STATION, LOST):
        if told.startswith(kind):
            return Sign(told.removeprefix(f"{kind} of "), sign.role, kind)
    return Sign(told, sign.role)


def handler_of(cast: Cast, person: str) -> str:
    """Who handles the weapon when this person acts: they themselves if of the team, else the weapons lead, else an assistant."""
    return person if cast.role(person) in TEAM else cast.lead or cast.own(Role.ASSISTANT)
