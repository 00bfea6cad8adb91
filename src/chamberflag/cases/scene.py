"""What the harness knows while it plays a case: the case, its cast, the scratch log, and what is denied at the moment."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chamberflag.cases.denials import left_out
from chamberflag.cases.terms import NOT_STATED
from chamberflag.recorder.compose import commit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.cases.cast import Cast
    from chamberflag.cases.denials import Pair
    from chamberflag.cases.form import Case
    from chamberflag.cases.scratch import Scratch
    from chamberflag.custody.records import Thing

Record = "Mapping[str, bool | int | str]"
LOT_SIZE = 50  # rounds of a lot of which the case gives no number
CHAMBERS = 6  # capacity of a weapon of which the case gives none


def total(figure: object) -> int | None:
    """A number of rounds, also where it is told by class; None where it is not told."""
    if isinstance(figure, dict):
        return sum(int(str(n)) for n in figure.values())  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return figure if type(figure) is int else None


@dataclass(frozen=True, slots=True)
class Doing:
    """An act in the words of a case: product's name, who, on what, to whom, with which args."""

    act: str
    who: str
    on: tuple[str, ...] = ()
    to: str | None = None
    args: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def told(self, name: str) -> Any:  # noqa: ANN401 - values of a case are true, false, numbers, text, lists, tables
        """The value of an arg; None where it is absent or not stated."""
        value = self.args.get(name)
        return None if value == NOT_STATED else value

    def silent(self, name: str) -> bool:
        """Whether an arg says that the matter was not stated, or is not so."""
        value = self.args.get(name, True)
        return value is False or value in (NOT_STATED, "none", "nothing")


@dataclass
class Scene:
    """The scene of one replay. acts: step number -> act id of its newest entry; denied: pairs denied just now; number: the step in hand."""

    case: Case
    cast: Cast
    log: Scratch
    denied: frozenset[Pair] = frozenset()
    acts: dict[int, str] = field(default_factory=dict[int, str])
    number: int = 0

    def branch(self, log: Scratch) -> Scene:
        """The same scene over a branch of its log."""
        return Scene(self.case, self.cast, log, self.denied, dict(self.acts), self.number)

    def says_no(self, about: str, fact: str, act: str) -> bool:
        """Whether this act may not be recorded in so far as it gives this fact."""
        return (about, fact) in self.denied or left_out(self.case, about, fact, act)

    def weapons(self, items: tuple[str, ...]) -> tuple[str, ...]:
        """The weapons among the items."""
        return tuple(i for i in items if self.case.kind(i) == "weapon")

    def lots(self, items: tuple[str, ...]) -> tuple[str, ...]:
        """The lots among the items."""
        return tuple(i for i in items if self.case.kind(i) == "lot")

    def others(self, items: tuple[str, ...]) -> tuple[str, ...]:
        """The stores, containers, places and exhibits among the items."""
        return tuple(i for i in items if self.case.kind(i) not in {"weapon", "lot"})

    def record(self, weapon: str) -> Mapping[str, bool | int | str] | None:
        """The machine's record of a weapon."""
        return self.log.state.core.weapons.get(weapon)

    def known(self, weapon: str) -> Mapping[str, bool | int | str]:
        """The machine's record of a weapon; of one that is not on the register, the record before its acceptance."""
        return self.record(weapon) or self.log.recorder.rules.initial_weapon

    def thing(self, item: str) -> Thing | None:
        """The register's record of an item."""
        return self.log.state.things.get(item)

    def registered(self, weapon: str) -> bool:
        """Whether a weapon is on the register."""
        record = self.record(weapon)
        return record is not None and bool(record["reg"])

    def capacity(self, weapon: str) -> int:
        """Chambers of a weapon: by the register, else by the case."""
        record, item = self.record(weapon), self.case.of(weapon)
        if record is not None and record["reg"]:
            return int(record["cap"])
        return item.capacity if item is not None and item.capacity is not None else CHAMBERS

    def size(self, lot: str) -> int:
        """Rounds of a lot as received: by the case's own first figure for it, else ours; never fewer than a step names."""
        item = self.case.of(lot)
        named = [step for step in self.case.step if lot in step.on]
        least = max((int(step.args["rounds"]) for step in named if type(step.args.get("rounds")) is int), default=0)
        figures = [total(step.args.get("count_expected")) for step in named]
        told = item.count if item is not None and item.count is not None else next((f for f in figures if f is not None), LOT_SIZE)
        return max(told, least)

    def commit(self, field_name: str, text: str) -> tuple[dict[str, Any], tuple[str, bytes, bytes]]:
        """A text that may describe a person, as commitment, and what is kept beside the log."""
        salt = hashlib.sha256(f"{self.case.id} {field_name} {text}".encode()).digest()[:16]
        made, (kept, value) = commit(text, salt)
        return {"c": made.c, "len": made.len}, (field_name, kept, value)
