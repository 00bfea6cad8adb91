"""Facts of hand-over and return (HND): who may give, what is overdue, whose hands, the receiver, the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts.ceremony import HandOver
from chamberflag.acts.play import ChangeHands, TakeUp
from chamberflag.acts.rack import IssueMoulded
from chamberflag.custody.day import awaited
from chamberflag.gate.reading import in_plan, mouldings_missing, papers

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.gate.moment import Moment


PLAYED = frozenset({"change_hands", "take_up"})  # acts by which a performer has it from play


def lead_may_hand_over(m: Moment) -> bool | None:
    """The giver, in play who gave it out, is of the team, and the appointment covers the class of this weapon."""
    giver = _gave_out(m) if m.step.type in PLAYED else m.step.party("who")
    if giver not in m.roles.get("handler", frozenset()):
        return False
    thing = m.state.things.get(m.weapon)
    letters = [m.state.people.appointments.get(f"{role}|{giver}") for role in ("lead", "assistant")]
    classes = {c for a in letters if a is not None for c in a.classes}
    if not classes:  # the letter names none: it is about all
        return True
    return None if thing is None or thing.klass is None else thing.klass in classes


def _gave_out(m: Moment) -> str:
    """Who gave out, by the rack or after a ceremony, what is in play now."""
    record, thing = m.state.core.weapons.get(m.weapon), m.state.things.get(m.weapon)
    if record is None or thing is None:
        return ""
    return str(record["iss_by" if thing.rack_index >= 0 else "decl_by"])


def _over(m: Moment, called: int) -> bool:
    """Whether the limit after a call has passed."""
    return called >= 0 and m.now - called > m.params.get("return_after_cut_s", 0)


def _out_since(m: Moment, called: int, *, cut: bool = False) -> int:
    """Weapons handed out before a call that the team has not taken back within the limit: in a performer's hand, or laid down."""
    if not _over(m, called):
        return 0
    return sum(1 for name in m.state.core.weapons if awaited(m.state, name, called, cut=cut))


def _loaded_since(m: Moment, called: int) -> int:
    """Weapons that were out at a call, came back, and still hold the rounds they held then."""
    if not _over(m, called):
        return 0
    found = 0
    for name, w in m.state.core.weapons.items():
        thing = m.state.things.get(name)
        was_out = thing is not None and 0 <= thing.handed_at <= called and thing.returned_hand_at > called
        found += int(was_out and w["n"] > 0 and w["load_at"] <= called)
    return found


def returns_overdue(m: Moment) -> int:
    """Weapons not collected within the limit after cut, break or hold; for a rack that goes out, missing mouldings, too."""
    day = m.state.day
    missing = mouldings_missing(m) if isinstance(m.step.body, IssueMoulded) else 0
    return missing + max(_out_since(m, day.cut_at, cut=True), _out_since(m, day.break_at), _out_since(m, day.hold_at))


def held_over_delay(m: Moment) -> int:
    """Weapons still out although a hold was called, or back and still loaded."""
    return _out_since(m, m.state.day.hold_at) + _loaded_since(m, m.state.day.hold_at)


def outside_hands(m: Moment) -> int:
    """People of this step who would hold or load the item and are neither of the team nor, in play, of those whom the signed plan names."""
    if m.step.type in PLAYED:
        return int(not (in_plan(m) and m.receiver in m.plan.body.performers)) if m.plan is not None else 1
    handlers = m.roles.get("handler", frozenset())
    people = {m.step.actor}
    if m.step.type == "pass_on":
        people.add(m.step.party("to"))
    return sum(1 for p in people if p not in handlers)


def receiver_trained(m: Moment) -> bool | None:
    """The receiver was trained on this very weapon, or on its kind."""
    if not m.weapon:
        return True
    trained, thing = m.state.people.trained, m.state.things.get(m.weapon)
    kinds = [m.weapon, thing.klass if thing is not None else None]
    return True if any(f"{m.receiver}|{kind}" in trained for kind in kinds if kind) else None


def look_unbroken(m: Moment) -> bool | None:
    """Whoever takes the weapon has looked into it, in unbroken sight since the witness looked."""
    if not m.weapon:
        return True
    record = m.state.core.weapons.get(m.weapon)
    return None if record is None else bool(record["watched"]) and record["seen"] == m.receiver


def receiver_declined(m: Moment) -> bool:
    """The receiver has declined this weapon, or any."""
    declines = m.state.people.declines
    return any(f"{m.receiver}|{which}" in declines for which in (m.weapon, "*"))


def fit_stated(m: Moment) -> bool | None:
    """The giver states at issue that the receiver is fit; in play, who takes it."""
    return m.step.body.fit if isinstance(m.step.body, HandOver | IssueMoulded | ChangeHands | TakeUp) else None


def minor_papers_ok(m: Moment) -> bool | None:
    """For a minor: consent and approval are on record and in date."""
    person = m.state.people.persons.get(m.receiver)
    if person is None:
        return None
    if not person.minor:
        return True
    return True if papers(m, m.receiver, "minor_consent") and papers(m, m.receiver, "minor_approval") else None


def plan_matches(m: Moment) -> bool | None:
    """Weapon, performer and shot of the hand-over are those of the plan."""
    plan = m.plan
    if plan is None:
        return None
    shot = getattr(m.step.body, "shot", None)
    return m.weapon in plan.body.weapons and m.receiver in plan.body.performers and shot in {None, plan.shot}


def given_back_by_unnamed(m: Moment) -> bool:
    """A performer whom the plan of the piece does not name gives back what that plan lets change hands."""
    giver, plan = m.step.actor, m.plan
    cast = giver in m.roles.get("performer", frozenset())
    return cast and plan is not None and bool(plan.body.play) and m.weapon in plan.body.weapons and giver not in plan.body.performers


FACTS: dict[str, Callable[[Moment], bool | int | str | None]] = {
    f.__name__: f
    for f in (
        lead_may_hand_over,
        returns_overdue,
        held_over_delay,
        outside_hands,
        given_back_by_unnamed,
        receiver_trained,
        look_unbroken,
        receiver_declined,
        fit_stated,
        minor_papers_ok,
        plan_matches,
    )
}
