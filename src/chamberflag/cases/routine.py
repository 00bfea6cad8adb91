"""Routine acts that a step needs and no step names: plan, roll, taking out, check, ceremony, pick-up, count, announcement.

Each is offered in the order in which people would do it; `Feeder.offer` leaves out what the case denies or has begun.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chamberflag.cases import items, needs
from chamberflag.cases.cast import TEAM
from chamberflag.cases.counting import Counting
from chamberflag.cases.groundwork import WORKDAY_MS, Groundwork
from chamberflag.cases.scene import Doing
from chamberflag.cases.shots import named
from chamberflag.cases.signs import handler_of
from chamberflag.vocabulary.words import Contents, Role

if TYPE_CHECKING:
    from chamberflag.cases.feeding import Feeder
    from chamberflag.cases.form import CaseStep
    from chamberflag.cases.scene import Scene
    from chamberflag.custody.records import Thing


@dataclass
class Routine:
    """The routine before one step."""

    feeder: Feeder
    step: CaseStep
    doing: Doing

    @property
    def scene(self) -> Scene:
        """The scene."""
        return self.feeder.scene

    @property
    def ground(self) -> Groundwork:
        """Plan and zone."""
        return Groundwork(self.feeder, self.step, self.doing)

    def offer(self, act: str, who: str, on: tuple[str, ...] = (), to: str | None = None, **args: Any) -> bool:  # noqa: ANN401
        """One routine act."""
        if ("look", act) in self.scene.denied:
            return False
        return self.feeder.offer(Doing(act, who, on, to, args), self.step, self.doing)

    def run(self) -> None:
        """Everything that this step needs, item by item."""
        self.tend(after=needs.TENDED_MS)
        kind = self.doing.act
        weapons = self.scene.weapons(self.doing.on)
        if kind in needs.PLANNED:
            for weapon in weapons or ("",):
                self.ground.plan(weapon)
        for weapon in weapons:
            self._weapon(kind, weapon)
        counting = Counting(self.feeder, self.step, self.doing, self.to_hand)
        match kind:
            case "enter_zone":
                self.ground.roll(self.step.who)
            case "close_day":
                counting.close()
            case "wrap":
                counting.wrap()
            case "load":
                counting.count(self.scene.lots(self.doing.on))
            case "accept" | "pass_on":
                counting.figures()
            case _:
                pass

    # ---- one weapon

    def _weapon(self, kind: str, weapon: str) -> None:
        scene = self.scene
        if not scene.registered(weapon):
            return
        if kind in needs.OWN_HANDS and self._holder(weapon) == self.step.who and scene.cast.role(self.step.who) not in TEAM:
            return  # the doer has it: nothing takes it away first
        if kind in needs.IN_HAND and not self._with_performer(kind, weapon):
            self._ceremony(kind, weapon)
        elif kind == "give_back" and self._holder(weapon) != self.step.who and scene.cast.role(self.step.who) is Role.PERFORMER:
            self.ground.plan(weapon)
            self._ceremony("give_back", weapon)
        elif kind in {"set_down", "put_away", "attend", "pass_on"} and scene.cast.role(self.step.who) in TEAM:
            self.to_hand(weapon, self.step.who, only_if_out=kind != "pass_on")
            if kind == "put_away":
                self._second(weapon)
                self._clean(weapon, self.step.who, after=0)
        if kind in {"begin_use", "use"}:
            self._announce(weapon)

    def _with_performer(self, kind: str, weapon: str) -> bool:
        """Whether it is already where the step needs it: with the performer who uses it."""
        return kind in {"begin_use", "use"} and self.scene.cast.role(self._holder(weapon)) is Role.PERFORMER

    def _holder(self, weapon: str) -> str:
        record = self.scene.record(weapon)
        return str(record["holder"]) if record is not None else ""

    def _ceremony(self, kind: str, weapon: str) -> None:
        """Taking out, check, rounds, witness, declaration, look, hand-over, as far as this step needs them."""
        scene, cast = self.scene, self.scene.cast
        record = scene.record(weapon)
        handler = handler_of(cast, self.step.who)
        if cast.role(self.step.who) not in TEAM and record is not None:  # whoever of the team has begun goes on
            for name in (str(record["decl_by"]) if record["declared"] else "", str(record["chk1"]), str(record["holder"])):
                if cast.role(name) in TEAM:
                    handler = name
                    break
        if not handler:
            return
        self._release(weapon, handler)
        self.to_hand(weapon, handler)
        if kind in needs.CHECKED | {"give_back"}:
            self._check(kind, weapon, handler)
        if kind == "load" and self._lot_is_blank():
            self._bore(weapon, handler)
        if kind == "declare":
            self.ground.line(scene.known(weapon))
        if kind in needs.SHOWN and "contents" in self.doing.args:
            self._rounds(weapon, handler)
        performer = self.step.to if kind == "hand_over" else self._performer()
        if kind in needs.HELD | {"hand_over", "show"}:
            self._clean(weapon, handler)
        if kind in needs.SEEN | {"give_back"}:
            self._seen(kind, weapon, handler, performer or "")
        if kind in needs.HELD and performer:
            self.offer("hand_over", handler, (weapon,), performer, **self.args(needs.CLAIM_ARGS))

    def _second(self, weapon: str) -> None:
        """After use the weapon is opened again before it is locked away, and a second person signs that they saw it."""
        thing, cast, who = self.scene.thing(weapon), self.scene.cast, self.step.who
        other = cast.own(Role.WITNESS, Role.AD, Role.SAFETY, but=(who,))
        if thing is None or thing.back_index <= thing.second_index or not other or self._holder(weapon) != who:
            return
        if self._no("look", "witness") or self._no(weapon, "after_check") or "REC-04" in self.step.raises:
            return
        self.feeder.begun -= {("check", weapon)}
        self.offer("check", who, (weapon,), signers=[who, other])

    def _release(self, weapon: str, handler: str) -> None:
        """A weapon whose reports have all been reviewed comes back into service: two people release it in the store."""
        record, told = self.scene.record(weapon), self.scene.log.state.incident
        named = [r for r in told.reports.values() if weapon in r.weapons]
        if record is None or not record["quar"] or record["frozen"] or not named or any(r.id in told.open_reports for r in named):
            return
        if record["loc"] == "hand" and record["holder"] == handler:
            self.offer("put_away", handler, (weapon,))
        self.offer("release", self.scene.cast.lead, (weapon,))

    def _performer(self) -> str:
        cast = self.scene.cast
        if cast.role(self.step.who) is Role.PERFORMER:
            return self.step.who
        on_line = (
            tuple(str(p) for p in self.doing.args.get("people_on_line", ()) if p)
            if isinstance(self.doing.args.get("people_on_line"), list)
            else ()
        )
        return cast.own(Role.PERFORMER, but=on_line) or cast.own(Role.PERFORMER)

    def to_hand(self, weapon: str, handler: str, *, only_if_out: bool = False) -> None:
        """The weapon comes to the handler, from wherever it is."""
        record = self.scene.record(weapon)
        if record is None or not record["reg"] or record["holder"] == handler:
            return
        cast = self.scene.cast
        if record["loc"] == "unattended":
            self.offer("pick_up", handler, (weapon,))
        elif record["loc"] == "store":
            if not only_if_out and not self._taken_out_later(weapon):
                self.offer("take_out", handler, (weapon,))
        elif cast.role(str(record["holder"])) in TEAM:
            self.offer("pass_on", str(record["holder"]), (weapon,), handler)
        elif cast.role(str(record["holder"])) is Role.PERFORMER and not only_if_out:
            self.offer("give_back", str(record["holder"]), (weapon,), handler)

    def _taken_out_later(self, weapon: str) -> bool:
        """Whether a later step of the case takes it out itself, before anybody puts it away again."""
        later = (s for s in self.scene.case.step if s.n > self.step.n and weapon in s.on and s.act in {"take_out", "put_away"})
        return next((s.act for s in later), "") == "take_out"

    def args(self, names: tuple[str, ...]) -> dict[str, Any]:
        """Those args that the step states."""
        return {name: self.doing.args[name] for name in names if name in self.doing.args}

    def _look_args(self) -> dict[str, Any]:
        return {} if self.doing.act in needs.LOOKS else self.args(needs.LOOK_ARGS)

    def _check(self, kind: str, weapon: str, handler: str) -> None:
        record, thing = self.scene.record(weapon), self.scene.thing(weapon)
        if record is None:
            return
        age = self.scene.log.now - int(record["chk_at"])
        stands = record["chk1"] == handler and not record["gap"] and age < 25 * 60_000
        if kind == "load":
            stands = stands and record["contents"] == Contents.EMPTY and record["n"] == 0
        if kind in {"witness", "declare", "show", "hand_over", "begin_use", "use", "give_back"}:
            stands = stands and (bool(record["open"]) or bool(record["declared"])) and not self._of_another_shot(kind, thing)
        after = thing is not None and max(thing.back_index, thing.handed_index) > thing.check_index
        unchecked = self._no(weapon, "after_check") and (after or (kind != "give_back" and "after_check" in self.step.args))
        if (not stands or after) and not unchecked:
            self.feeder.begun -= {("check", weapon)} if kind in needs.OPENED and after else set()  # it came back from use: another opening
            self.offer("check", handler, (weapon,), **self._look_args())

    def _of_another_shot(self, kind: str, thing: Thing | None) -> bool:
        """Whether what stands was declared for another shot than the step names, or for a plan that has changed: a new ceremony is due."""
        shot, stops = named(self.doing), set(self.step.stops)
        if kind != "hand_over" or thing is None or not thing.declared_shot or stops & {"DEC-06", "USE-12"} or not self._declared(thing.id):
            return False
        plan = self.scene.log.state.plans.get(thing.declared_shot)
        return (bool(shot) and shot != thing.declared_shot) or (plan is not None and plan.version != thing.declared_version)

    def _declared(self, weapon: str) -> bool:
        record = self.scene.record(weapon)
        return record is not None and bool(record["declared"])

    def _no(self, item: str, fact: str) -> bool:
        return (item, fact) in self.scene.denied

    def _lot_is_blank(self) -> bool:
        lots = self.scene.lots(self.doing.on)
        return bool(lots) and (item := self.scene.case.of(lots[0])) is not None and item.klass == "BLANK"

    def _bore(self, weapon: str, handler: str) -> None:
        record, thing = self.scene.record(weapon), self.scene.thing(weapon)
        proved = record is not None and bool(record["bore"]) and bool(record["bore2"]) and thing is not None
        if not proved and not self._no(weapon, "bore_clear"):
            self.offer("prove_bore", handler, (weapon,))

    def _rounds(self, weapon: str, handler: str) -> None:
        """The rounds that the step says are inside are loaded, where they are not on record and a lot of them is in service."""
        claim, record = items.claim(self.scene, weapon, self.doing), self.scene.record(weapon)
        if claim is None or record is None or claim["class"] not in {"BLANK", "DUMMY"} or record["contents"] == claim["class"]:
            return
        lot = next((i.id for i in self.scene.case.items("lot") if i.klass == claim["class"] and self._ready(i.id)), "")
        own = any(s.act == "load" and weapon in s.on for s in self.scene.case.step)
        if not lot or own:
            return
        if claim["class"] == "BLANK":
            self._bore(weapon, handler)
        Counting(self.feeder, self.step, self.doing, self.to_hand).count((lot,))
        self.offer("load", handler, (weapon, lot), rounds=claim["n"])

    def _ready(self, lot: str) -> bool:
        record = self.scene.log.state.core.lots.get(lot)
        return record is not None and bool(record["reg"])

    def _seen(self, kind: str, weapon: str, handler: str, performer: str) -> None:
        """Witness look, declaration, performer's look."""
        scene, cast = self.scene, self.scene.cast
        witness = cast.own(Role.WITNESS, Role.AD, but=(handler,))
        met = scene.known(weapon)
        fresh = bool(met["chk2"]) and scene.log.now - int(met["wit_at"]) < needs.CEREMONY_MS
        if witness and not met["declared"] and not fresh:
            self.offer("witness", witness, (weapon,), **self._look_args())
        if kind in needs.DECLARED | {"give_back"} and not met["declared"]:
            self.ground.line(met)
            self.offer("declare", handler, (weapon,), **self.args(needs.CLAIM_ARGS))
        met = scene.known(weapon)
        looked = met["seen"] == performer and scene.log.now - int(met["seen_at"]) < needs.LOOK_MS
        if kind in needs.SHOWN | {"give_back"} and performer and not looked:
            told = self.args(("found",)) if kind in needs.SHOWN else {}
            self.offer("show", performer, (weapon,), **told)

    def _clean(self, weapon: str, handler: str, after: int = WORKDAY_MS) -> None:
        thing = self.scene.thing(weapon)
        if thing is None or thing.used_at < 0 or thing.cleaned_at >= thing.used_at or self._no(weapon, "cleaned"):
            return
        if self.scene.log.now - thing.used_at >= after and "INS-09" not in self.step.raises:
            self.offer("clean", handler, (weapon,))

    def _announce(self, weapon: str) -> None:
        record = self.scene.record(weapon)
        ad = self.scene.cast.own(Role.AD, Role.LEAD)
        if record is None or record["contents"] != Contents.BLANK or not ad:
            return
        for kind in ("contents", "warning"):
            self.offer("announce", ad, (weapon,), kind=kind, **self.args(("shot", "cue")))

    # ---- attendance

    def tend(self, after: int) -> None:
        """Whoever holds a weapon says that they still have it, so many ms after they last did."""
        scene = self.scene
        for weapon, record in sorted(scene.log.state.core.weapons.items()):
            thing = scene.thing(weapon)
            holder = str(record["holder"])
            silent = self._no(weapon, "attended") or "STO-02" in self.step.raises
            if silent or record["loc"] != "hand" or not scene.cast.knows(holder) or thing is None:
                continue
            if scene.log.now - thing.attended_at > after:
                self.feeder.offer(Doing("attend", holder, (weapon,)), self.step, self.doing)
